"""What is done with services: a request for one goes to its team."""

from dataclasses import replace

from handlers.feature import Feature
from handlers.requests import find
from handlers.requests.access import may_be_given
from handlers.requests.dispatch import dispatching
from handlers.requests.dispatch.dispatching import Report
from handlers.services import rules
from handlers.services.menu import Service
from handlers.turn import Turn
from storage.records import Request
from storage.requests import OPEN

services = Feature("services")


def ask_for(turn: Turn, report: Report, service: Service) -> Request:
    """Register a request for a service and give it to the team's lead; without anybody of the team, to whoever the
    rules name."""
    filed = replace(report, intent=service.intent, category=service.category, urgency="normal")
    people = [one for person in service.people if (one := turn.community.acting_for(person)) is not None]
    able = [one.id for one in people if may_be_given(turn.community, one)]
    made = dispatching.register(turn, filed, rules.receiver(turn.community, service, able))
    turn.store.services.add(made.id, service.id)
    turn.audit("service", made.number, service=service.name)
    return made


def waiting(turn: Turn, service: Service) -> Request | None:
    """The acting person's own request for this service, if it is not done yet."""
    own = {one.id: one for one in turn.store.requests.reported_by(turn.actor, OPEN)}
    asked = (one for _, one in turn.store.services.requests([service.id], OPEN) if one.id in own)
    return next(asked, None)


def hand_on(turn: Turn, request: Request, name: str) -> Request:
    """Pass a request for a service on within its team; a name that several have means the one of the team.

    Raises:
        UserError: not the acting person's to pass on, or nobody of that name to pass it to.
    """
    wanted = turn.store.services.of(request.id)
    team = next((one.people for one in turn.community.services if one.id == wanted), ())
    named = [one for one in turn.community.find_people(name) if one.id in team]
    member = turn.community.acting_for(named[0].id) if len(named) == 1 else None
    if member is None or member.away or not may_be_given(turn.community, member):
        member = find.member_named(turn.community, name, request.code)
    return dispatching.transfer(turn, request, member)


def teams_of(turn: Turn) -> list[Service]:
    """The services in whose team the acting person is."""
    return [one for one in turn.community.services if turn.actor in one.people]
