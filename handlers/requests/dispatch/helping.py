"""Several on one request (协办): one has it, others help. Who helps sees it, hears its words and pictures, and may add
to it; only who has it closes it."""

from handlers.community import Person
from handlers.errors import UserError
from handlers.requests import rules
from handlers.requests.access import is_given_to, may_be_given
from handlers.requests.clocks import follow_up
from handlers.requests.private.confiding import check_receiver
from handlers.requests.rules import Step
from handlers.requests.steps import LEFT, require_hold, tell_member
from handlers.requests.wording import excerpt, subject, who
from handlers.texts import text
from handlers.turn import Turn
from storage.records import Request

MOST = 8
"""So many help with one request."""


def add_helper(turn: Turn, request: Request, person: Person) -> None:
    """Who has it, or dispatches there, asks somebody to help; they hear so, once.

    Raises:
        UserError: not theirs to ask, nobody has it, it is past that, or they help already.
    """
    require_hold(turn, request)
    if request.assignee is None and request.status in LEFT:
        raise UserError("requests.help_whom", code=request.code)
    rules.check(request, Step.TRANSFER)
    check_receiver(request, person)
    lead = turn.community.acting_for(request.assignee)
    if person.id == request.assignee or (lead is not None and person.id == lead.id):
        raise UserError("requests.helper_leads", code=request.code, member=person.name)
    if len(helpers_of(turn, request)) >= MOST:
        raise UserError("requests.helpers_enough", code=request.code, count=MOST)
    if not turn.store.helpers.add(request.id, person.id, turn.actor, turn.now):
        raise UserError("requests.helper_already", code=request.code, member=person.name)
    turn.audit("helper", request.number, person=person.id)
    message = text(
        "requests.you_help",
        code=request.code,
        subject=subject(request),
        words=excerpt(request.text),
        member=who(turn.community, request.assignee),
    )
    turn.to_person(person, message, lane=follow_up.lane_of(request), about=request.code)
    if not is_given_to(turn, request):
        tell_member(turn, request, "requests.helper_for_you", helper=who(turn.community, person.id))


def leave_helping(turn: Turn, request: Request) -> None:
    """The acting person helps no more; who has it hears so.

    Raises:
        UserError: they do not help with it.
    """
    if not turn.store.helpers.remove(request.id, turn.actor):
        raise UserError("requests.not_helping", code=request.code)
    turn.audit("helper_left", request.number)
    tell_member(turn, request, "requests.helper_gone", helper=who(turn.community, turn.actor))


def helpers_of(turn: Turn, request: Request) -> tuple[Person, ...]:
    """Who helps with it now: not who holds nothing any more, or has left."""
    community = turn.community
    people = (community.person(one.person) for one in turn.store.helpers.of(request.id))
    return tuple(one for one in people if one is not None and one.contacts and may_be_given(community, one))


def tell_helpers(
    turn: Turn, request: Request, key: str, *, file: tuple[str, str] | None = None, **params: object
) -> None:
    """Tell everybody who helps but the acting person."""
    message = text(f"requests.{key}", code=request.code, subject=subject(request), **params)
    for person in helpers_of(turn, request):
        if person.id != turn.actor:
            turn.to_actor(person.id, message, lane=follow_up.lane_of(request), about=request.code, file=file)


def move_helpers(turn: Turn, one: Request, into: Request) -> None:
    """Who helped with a request that lives on in another one helps there."""
    for helper in turn.store.helpers.of(one.id):
        if helper.person != into.assignee:
            turn.store.helpers.add(into.id, helper.person, helper.asked_by, helper.at)
