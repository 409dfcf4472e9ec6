"""The table of contents: every feature, in the order in which they are asked."""

from handlers.audit import commands as audit_commands
from handlers.chains import commands as chain_commands
from handlers.grid import commands as grid_commands
from handlers.help import help_feature
from handlers.identity import commands as identity_commands
from handlers.office import commands as office_commands
from handlers.polls import commands as poll_commands
from handlers.privacy import others as privacy_others
from handlers.requests import commands as request_commands
from handlers.rooms import commands as room_commands
from handlers.signals import commands as signal_commands

FEATURES = (
    help_feature,
    privacy_others.privacy,
    identity_commands.identity,
    room_commands.rooms,
    poll_commands.polls,
    chain_commands.chains,
    audit_commands.audit,
    office_commands.office,
    grid_commands.grid,
    request_commands.requests,
    signal_commands.signals,
)
