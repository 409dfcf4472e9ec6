"""Who gets a request: chosen, given by hand, called out, helped with."""
