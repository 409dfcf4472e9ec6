"""The table of contents: every feature, in the order in which they are asked."""

from handlers.chains import commands as chain_commands
from handlers.help import help_feature
from handlers.polls import commands as poll_commands
from handlers.requests import commands as request_commands
from handlers.rooms import commands as room_commands
from handlers.signals import commands as signal_commands

FEATURES = (
    help_feature,
    room_commands.rooms,
    poll_commands.polls,
    chain_commands.chains,
    request_commands.requests,
    signal_commands.signals,
)
