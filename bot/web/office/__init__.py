"""The office pages: for members who read the ledgers or keep the roster, in a browser, without script."""
