"""What the command line says in one line before it exits."""


class CommandError(Exception):
    """A command that cannot go on; the message is the one line that the person reads."""


class UsageError(CommandError):
    """Arguments that are right one by one and wrong together; the message says what would be right."""
