"""Random elections: settings and events, played through the actions, and a plain model that counts them again.

The model shares no code with the bot but the values it is given; it does its sums with fractions.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

from bot.config import demo_config
from handlers.community import Community, Kind, Person
from handlers.errors import UserError
from handlers.polls import actions, casting, closing, log, outcome, units
from handlers.polls.outcome import Rule, Share
from handlers.polls.rules import Draft
from handlers.turn import CLOCK, Turn
from storage.records import How, Poll, PollKind, Unit
from storage.roster_records import KeptHousehold
from storage.unit_of_work import UnitOfWork
from tests.conftest import NOW

ADMIN, WITNESS = "u-zhou", "u-li"
MILLISECOND = timedelta(milliseconds=1)
_REFUSED, _BUILDINGS = "refused", ("b1", "b2", "b3", "b4", "b5", "b6")


@dataclass(frozen=True, slots=True)
class Event:
    """At a moment somebody votes (`actor`) or takes their ballot back (`back`), a ballot is entered for a voter
    (`paper`), or somebody moves (`flat`; "": leaves the community)."""

    at: datetime
    actor: str
    choices: tuple[int, ...] = ()
    paper: str | None = None
    witness: str = WITNESS
    replace: bool = False
    flat: str | None = None
    back: bool = False


@dataclass(frozen=True, slots=True)
class Election:
    """One random election. `closes`: when the clock gets round to it, at the deadline or after."""

    number: int
    draft: Draft
    opens: datetime
    events: tuple[Event, ...]
    closes: datetime


@dataclass(frozen=True, slots=True)
class Played:
    """What the bot made of one: the poll as kept, what became of each event, the published file, the two heads."""

    poll: Poll
    states: tuple[str, ...]
    published: str
    opening: str
    head: str


@cache
def town() -> Community:
    """The demo community with some 250 people: couples, tenants, owners of several flats, children, equal names."""
    chance = random.Random(6)
    base = demo_config().community
    people = list(base.people)
    flats = [home.id for home in base.households]
    for number in range(250):
        kinds = {chance.choice((Kind.OWNER, Kind.OWNER, Kind.TENANT, Kind.FAMILY))}
        people.append(
            Person(
                id=f"p-{number:04}",
                name=chance.choice("王李张刘陈") + chance.choice(("伟", "芳", "娜", "秀英", "敏", "静")),
                contacts=(f"wx-{number}",),
                household=chance.choice(flats) if chance.random() < 0.95 else None,
                party=chance.random() < 0.2,
                kinds=frozenset(kinds),
                owns=tuple(chance.sample(flats, chance.choice((1, 1, 2)))) if chance.random() < 0.12 else (),
                guardian=ADMIN if chance.random() < 0.05 else None,
            )
        )
    return replace(base, people=tuple(people))


@cache
def areas() -> dict[str, int]:
    """The area of every flat, in hundredths of a square metre."""
    chance = random.Random(7)
    return {home.id: chance.randint(3_000, 14_000) for home in town().households}


def settle(store: UnitOfWork) -> None:
    """Keep the areas, as an import would."""
    store.roster.put_households(
        *(
            KeptHousehold(home.id, home.node, home.building, home.unit, home.room, areas()[home.id])
            for home in town().households
        )
    )


def elections(count: int, seed: int = 2026) -> Iterator[Election]:
    """So many different ones, always the same for a seed; each begins when the one before is over."""
    begin = NOW
    for number in range(count):
        election = _election(number, random.Random(f"{seed}-{number}"), begin)
        begin = election.closes + timedelta(hours=1)
        yield election


def _election(number: int, chance: random.Random, opens: datetime) -> Election:
    unit = chance.choice(tuple(Unit))
    secret = unit is not Unit.OWNER and chance.random() < 0.4
    options = tuple(f"第{n}项" for n in range(1, chance.randint(2, 6) + 1))
    nodes = tuple(chance.sample(_BUILDINGS, chance.choice((1, 1, 2))))
    notice = timedelta(minutes=chance.choice((0, 0, 30)))
    deadline = opens + notice + timedelta(minutes=chance.randint(10, 600))
    draft = Draft(
        title=f"第{number}次",
        options=options,
        secret=secret,
        unit=unit,
        room=f"r-{nodes[0][1:]}",
        rooms=tuple(f"r-{node[1:]}" for node in nodes),
        node=nodes[0],
        deadline=deadline,
        kind=chance.choice((PollKind.OPINION, PollKind.DELIBERATION)),
        choose=chance.randint(1, len(options)) if chance.random() < 0.4 else 1,
        rule=_rule(chance),
        electorate=units.Electorate(nodes, _who(chance, unit)),
        opens_at=opens + notice if notice else None,
    )
    events = _events(chance, draft, opens)
    return Election(number, draft, opens, events, deadline + timedelta(seconds=chance.choice((0, 1, 500))))


def _rule(chance: random.Random) -> Rule:
    if chance.random() < 0.7:
        return chance.choice(tuple(outcome.PRESETS.values()))
    quorum = Share(1, chance.randint(2, 9), chance.random() < 0.5)
    to_pass = Share(chance.randint(1, 4), chance.randint(5, 9), chance.random() < 0.5)
    return Rule(
        quorum, chance.choice((None, to_pass)), chance.choice((outcome.TAKING_PART, outcome.ELIGIBLE))
    )


def _who(chance: random.Random, unit: Unit) -> units.Who:
    if unit is Unit.OWNER or chance.random() < 0.6:
        return units.Who.ALL
    return chance.choice((units.Who.PARTY, units.Who.OWNERS))


def _events(chance: random.Random, draft: Draft, opens: datetime) -> tuple[Event, ...]:
    """Votes of the place and of strangers, changes, doubles, bad numbers, paper, moves; some at the very deadline."""
    community = town()
    near = sorted({one.id for node in draft.voters.nodes for one in community.residents_in(node)})
    flats = [home.id for node in draft.voters.nodes for home in community.households_in(node)]
    crowd = chance.sample(near, min(len(near), chance.randint(0, 25)))
    crowd += [one.id for one in chance.sample(community.people, 3)] + ["g-nobody"]
    length = (draft.deadline - opens) / timedelta(milliseconds=1)
    found = []
    for _ in range(chance.randint(0, 45)):
        at = opens + timedelta(milliseconds=chance.randint(0, int(length * 1.1)))
        if chance.random() < 0.06:
            at = draft.deadline + chance.choice((-1, 0, 1)) * MILLISECOND
        size = chance.choice((1, 1, 1, 2, 3))
        choices = tuple(chance.choices(range(1, len(draft.options) + 1), k=size))
        if chance.random() < 0.03:
            choices = chance.choice(((), (0,), (len(draft.options) + 1,), (-1, 1)))
        kind, actor = chance.random(), chance.choice(crowd)
        if kind < 0.12:
            voter = actor if draft.unit is Unit.PERSON else chance.choice(flats)
            witness = ADMIN if chance.random() < 0.1 else WITNESS
            found.append(Event(at, ADMIN, choices, voter, witness, chance.random() < 0.3))
        elif kind < 0.2:
            found.append(Event(at, actor, flat=chance.choice(["", *flats])))
        else:
            found.append(Event(at, actor, choices, back=kind < 0.3))
    return tuple(sorted(found, key=lambda event: event.at))


def play(store: UnitOfWork, election: Election) -> Played:
    """Play one through the actions. The areas are kept already (`settle`)."""
    community = town()
    poll = actions.open_poll(Turn(store, election.opens, community, ADMIN), election.draft)
    opening = str(log.lines(store, poll)[0]["hash"])
    states, closed = [], False
    for event in election.events:
        if event.at >= election.closes and not closed:
            poll, closed = _close(store, election, community, poll), True
        if event.flat is not None:
            community = moved(community, event)
            continue
        with store.savepoint():
            states.append(_one(Turn(store, event.at, community, event.actor), poll, event))
    if not closed:
        poll = _close(store, election, community, poll)
    lines = log.lines(store, poll)
    return Played(poll, tuple(states), log.published(lines), opening, str(lines[-1]["hash"]))


def _close(store: UnitOfWork, election: Election, community: Community, poll: Poll) -> Poll:
    return closing.finish(Turn(store, election.closes, community, CLOCK), poll)


def _one(turn: Turn, poll: Poll, event: Event) -> str:
    try:
        if event.back:
            casting.withdraw(turn, poll, event.actor)
            return "withdrawn"
        if event.paper is None:
            return casting.cast(turn, poll, event.actor, event.choices).state.value
        voter = turn.store.polls.voter(poll.id, event.paper)
        if voter is None:
            return _REFUSED
        entry = casting.Entry(How.PAPER, event.actor, event.witness, replace=event.replace)
        return casting.enter(turn, poll, voter, event.choices, entry).state.value
    except UserError:
        return _REFUSED


def moved(community: Community, event: Event) -> Community:
    """The community after somebody moved to another flat, or left."""
    people = []
    for person in community.people:
        if person.id == event.actor:
            person = replace(person, household=event.flat or None)
        people.append(person)
    return replace(community, people=tuple(people))
