"""What tests of polls share: a poll of 3号楼 by an admin, ballots, the end."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from handlers.community import Community, Kind, Person
from handlers.polls import actions, casting, closing
from handlers.polls.rules import Draft
from handlers.turn import CLOCK, Turn
from storage.records import How, Poll, Unit
from storage.unit_of_work import UnitOfWork
from tests.conftest import NOW

ADMIN = "u-zhou"
LENGTH = timedelta(hours=3)
END = NOW + LENGTH
DRAFT = Draft("是否加装充电桩？", ("同意", "反对", "弃权"), False, Unit.HOUSEHOLD, "r-3", "b3", END)


def opened(store: UnitOfWork, community: Community, **changes: Any) -> Poll:
    """Open a poll at NOW."""
    return actions.open_poll(Turn(store, NOW, community, ADMIN), replace(DRAFT, **changes))


def vote(
    store: UnitOfWork,
    community: Community,
    poll: Poll,
    actor: str,
    *choices: int,
    at: datetime = NOW,
    how: How = How.CHAT,
) -> casting.Cast:
    """Somebody casts a ballot."""
    return casting.cast(Turn(store, at, community, actor), poll, actor, choices, how)


def ended(store: UnitOfWork, community: Community, poll: Poll, at: datetime = END) -> Poll:
    """The poll after its deadline."""
    return closing.finish(Turn(store, at, community, CLOCK), poll)


def with_people(community: Community, *people: Person) -> Community:
    """The community with more people, or with these in the place of those with their ids."""
    others = tuple(one for one in community.people if one.id not in {person.id for person in people})
    return replace(community, people=others + people)


def resident(number: int, flat: str | None, *kinds: Kind, **more: Any) -> Person:
    """Somebody of a flat."""
    return Person(
        f"p-{number}", f"住户{number}", (f"wx-{number}",), household=flat, kinds=frozenset(kinds), **more
    )
