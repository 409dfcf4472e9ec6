"""The command line."""

from bot.cli.commands import main, parser

__all__ = ["main", "parser"]
