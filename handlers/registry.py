"""The table of contents: every feature, in the order in which they are asked."""

from handlers.audit import commands as audit_commands
from handlers.chains import commands as chain_commands
from handlers.disputes import commands as dispute_commands
from handlers.errands import commands as errand_commands
from handlers.grid import commands as grid_commands
from handlers.hazards import commands as hazard_commands
from handlers.help import help_feature
from handlers.identity import commands as identity_commands
from handlers.ledger import commands as ledger_commands
from handlers.office import commands as office_commands
from handlers.polls import commands as poll_commands
from handlers.privacy import others as privacy_others
from handlers.reports import commands as report_commands
from handlers.requests import commands as request_commands
from handlers.requests.private import confided as confided_requests
from handlers.rooms import commands as room_commands
from handlers.services import commands as service_commands
from handlers.signals import commands as signal_commands
from handlers.visits import commands as visit_commands

FEATURES = (
    help_feature,
    privacy_others.privacy,
    identity_commands.identity,
    room_commands.rooms,
    poll_commands.polls,
    chain_commands.chains,
    audit_commands.audit,
    office_commands.office,
    visit_commands.visits,
    service_commands.services,
    grid_commands.grid,
    report_commands.reports,
    hazard_commands.hazards,
    errand_commands.errands,
    dispute_commands.disputes,
    ledger_commands.ledger,
    confided_requests.confided,
    request_commands.requests,
    signal_commands.signals,
)
