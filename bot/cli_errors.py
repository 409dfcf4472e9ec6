"""What the command line says in one line before it exits."""


class CommandError(Exception):
    """A command that cannot go on; the message is the one line that the person reads."""
