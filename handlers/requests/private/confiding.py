"""From whom a request is kept: the person complained about, the other side, the household of who asks for help at home.

Everything that looks for a member, or for who stands above, does so in `knowing(turn, request)`: a turn in whose
community those persons hold no post. So nothing goes to them, whatever the rule, and they may do nothing with it.
"""

import re
from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache
from typing import Protocol

from handlers.community import Community, Permission, Person, Role
from handlers.errors import UserError
from handlers.names import fold
from handlers.requests.dispatch.choosing import By, Choice, member_for
from handlers.requests.private.restricted import Kind, offices_named, private_kind
from handlers.turn import Turn
from handlers.understanding import find_place
from handlers.understanding.normal import normalise
from storage.records import Request

NOBODY = Person("", "", ())
_POLICE = "治安"
_ABOUT_PERSONS = frozenset({Kind.PERSON, Kind.DISPUTE, Kind.VIOLENCE, Kind.MINOR})
_HOLDERS = {
    "楼长": (Role.HEAD,),
    "单元长": (Role.HEAD,),
    "网格员": (Role.ASSISTANT,),
    "指导员": (Role.ASSISTANT,),
    "网格长": (Role.SECRETARY,),
    "副书记": (Role.DEPUTY,),
    "社区书记": (Role.ADMIN,),
    "书记": (Role.SECRETARY,),
    "调解员": (Role.SPECIALIST,),
}
"""Of whom somebody speaks who names an office; the longest words first."""
_FLAT = re.compile(r"(?<![\d-])\d{1,3}-\d{1,2}-\d{3,4}(?!\d)")
_SEVERAL = 3  # 老王 may be anybody: where more are called so, nobody is meant


def around(community: Community, request: Request) -> Community:
    """The community as far as it may know of a request."""
    return _without(community, frozenset(request.kept_from)) if request.kept_from else community


def knowing(turn: Turn, request: Request) -> Turn:
    """The turn, in the community as far as that may know of a request."""
    return replace(turn, community=around(turn.community, request)) if request.kept_from else turn


@lru_cache(maxsize=8)  # the roster changes: what was worked out for its earlier states must not pile up
def _without(community: Community, ids: frozenset[str]) -> Community:
    people = tuple(
        replace(
            person,
            posts=() if person.id in ids else person.posts,
            party=person.party and person.id not in ids,
            stand_in=None if person.stand_in in ids else person.stand_in,
        )
        for person in community.people
    )
    return replace(community, people=people)


class Matter(Protocol):
    """What is read of a request, or of a report that is none yet."""

    @property
    def text(self) -> str: ...
    @property
    def intent(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def place(self) -> str | None: ...
    @property
    def node(self) -> str: ...
    @property
    def reporter(self) -> str: ...


def restrict(turn: Turn, request: Request) -> Request:
    """The request with why it is restricted, if it is, and from whom it is kept; what was kept from somebody stays
    so."""
    kind, found = restriction(turn, request)
    kept = tuple(dict.fromkeys((*request.kept_from, *found)))
    return replace(request, restricted=kind and kind.value, kept_from=kept)


def restriction(turn: Turn, matter: Matter) -> tuple[Kind | None, tuple[str, ...]]:
    """Why a matter is restricted, None if it is not, and the ids of the persons from whom it is kept."""
    named = _named_in(turn, matter)
    kind = private_kind(matter.text, matter.intent, matter.category, [person.name for person in named])
    if kind is None:
        return None, ()
    found = [person.id for person in named if kind in _ABOUT_PERSONS]
    if kind is Kind.PERSON:
        found += [person.id for person in _office_holders(turn, matter)]
    if kind in (Kind.DISPUTE, Kind.VIOLENCE):
        found += _of_the_flat(turn, matter)
    if kind is Kind.VIOLENCE:
        found += _housemates(turn, matter.reporter)
    return kind, tuple(one for one in dict.fromkeys(found) if one != matter.reporter)


def member_above(turn: Turn, node: str, accused: Collection[str]) -> Person | None:
    """Who gets a complaint against persons: the nearest who dispatches there and stands above all of them."""
    community = _without(turn.community, frozenset(accused)) if accused else turn.community
    known = [person for one in accused if (person := turn.community.person(one)) is not None]
    above = [turn.community.superiors(person, node) for person in known if person.posts]
    fit = (
        person
        for person in community.superiors(NOBODY, node)
        if community.may(person, Permission.DISPATCH, node)
        and all(any(person.id == one.id for one in rungs) for rungs in above)
    )
    return next(fit, None)


def superiors(community: Community, request: Request, person: Person) -> tuple[Person, ...]:
    """Who stands above a person for a request, the nearest first; of what is restricted, only those who dispatch there
    are told, but where somebody's life is in danger; of violence at home nobody near is, even then."""
    knowing_it = around(community, request)
    ladder = knowing_it.superiors(person, request.node)
    alarming = request.urgency == "emergency" and request.restricted != Kind.VIOLENCE
    if request.restricted is None or alarming:
        return ladder
    return tuple(one for one in ladder if knowing_it.may(one, Permission.DISPATCH, request.node))


def topics_of(request: Request) -> tuple[str | None, str]:
    """The category and intent by which somebody answers for a request: violence is a matter for the police."""
    if request.restricted == Kind.VIOLENCE:
        return _POLICE, _POLICE
    return request.category, request.intent


def check_receiver(request: Request, member: Person) -> None:
    """
    Raises:
        UserError: it must not come to this member.
    """
    if member.id in request.kept_from:
        raise UserError("requests.not_to_them", code=request.code)


def _named_in(turn: Turn, matter: Matter) -> list[Person]:
    """Those of the roster whose name, or 李楼长, stands in the words; who speaks is not among them."""
    said = fold(normalise(matter.text))
    found = [one for one in turn.community.people if len(one.name) > 1 and fold(one.name) in said]
    for call in offices_named(matter.text):
        meant = turn.community.find_people(call[-4:]) or turn.community.find_people(call[-2:])
        found += meant if len(meant) <= _SEVERAL else ()
    return [one for one in dict.fromkeys(found) if one.id != matter.reporter]


def _office_holders(turn: Turn, matter: Matter) -> list[Person]:
    """Who holds the office that is named, at the place or above it, also while they are away."""
    said = normalise(matter.text)
    office = next((name for name in _HOLDERS if name in said), None)
    if office is None:
        return []
    nodes = {node.id for node in turn.community.chain(matter.node)}
    roles = _HOLDERS[office]
    here = [p for p in turn.community.people if any(o.node in nodes and o.role in roles for o in p.posts)]
    if office == "调解员":
        here = [person for person in here if office in person.title]
    return here


def _of_the_flat(turn: Turn, matter: Matter) -> list[str]:
    """Who lives in the flat that is named, if it is not the reporter's own."""
    said = normalise(matter.text)
    place = find_place(said) or (find_place(matter.place) if matter.place else None)
    number = _FLAT.search(said)
    if number is not None:
        flat = number[0]
    elif place is None or not all(isinstance(part, str) for part in (place.building, place.unit, place.room)):
        return []
    else:
        flat = f"{place.building}-{place.unit}-{place.room}"
    reporter = turn.community.person(matter.reporter)
    if reporter is not None and reporter.household == flat:
        return []
    return [person.id for person in turn.community.people if person.household == flat]


def _housemates(turn: Turn, actor: str) -> list[str]:
    person = turn.community.person(actor)
    home = person.household if person is not None else None
    return [one.id for one in turn.community.people if home is not None and one.household == home]


def member_of(turn: Turn, request: Request, *, but: str | None = None) -> Choice | None:
    """Who gets a request by the rule (choosing.py), as far as they may know of it; somebody else than `but`."""
    if request.restricted == Kind.PERSON:
        above = member_above(turn, request.node, request.kept_from)
        return Choice(above, 1, By.ONLY) if above is not None else None
    category, intent = topics_of(request)
    return member_for(knowing(turn, request), category, intent, request.node, request.text, but=but)
