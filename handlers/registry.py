"""The table of contents: every feature, in the order in which they are asked."""

from handlers.help import help_feature
from handlers.polls import commands as poll_commands
from handlers.requests import commands as request_commands

FEATURES = (help_feature, poll_commands.polls, request_commands.requests)
