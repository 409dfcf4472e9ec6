"""`python -m bot COMMAND` and the console script `gridbot` are the same."""

import sys

from bot.cli import main as run


def main() -> None:
    """Run the command line and exit with its code."""
    sys.exit(run())


if __name__ == "__main__":
    main()
