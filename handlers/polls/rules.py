"""Polls (一键表决) as pure functions: what a draft must be, who may vote, when the group hears of it, who won."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.community import Community, Node, NodeKind, Person
from handlers.errors import UserError
from storage.records import Ballot

HOUSEHOLD, PERSON = "household", "person"
MAX_TITLE = 60
MAX_LABEL = 30
_SHORTEST = timedelta(minutes=5)
_LONGEST = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Draft:
    """A poll before it is opened. `unit`: one vote per household or per person; `deadline` is aware."""

    title: str
    options: tuple[str, ...]
    secret: bool
    unit: str
    room: str
    node: str
    deadline: datetime


def check_draft(draft: Draft, now: datetime, max_options: int) -> None:
    """
    Raises:
        UserError: something in it cannot be voted on; the reply says what to write instead.
    """
    if not draft.title:
        raise UserError("polls.title_wanted")
    if len(draft.title) > MAX_TITLE:
        raise UserError("polls.title_long", most=MAX_TITLE)
    if not 2 <= len(draft.options) <= max_options:
        raise UserError("polls.options_wanted", most=max_options)
    if any(not label or len(label) > MAX_LABEL for label in draft.options):
        raise UserError("polls.label_long", most=MAX_LABEL)
    if len({label.casefold() for label in draft.options}) < len(draft.options):
        raise UserError("polls.options_alike")
    if draft.deadline < now + _SHORTEST:
        raise UserError("polls.deadline_past")
    if draft.deadline > now + _LONGEST:
        raise UserError("polls.deadline_far", days=_LONGEST.days)


def usual_unit(node: Node) -> str:
    """A residents' group votes by household, a party group by person, unless the draft says otherwise."""
    return HOUSEHOLD if node.kind in (NodeKind.BUILDING, NodeKind.UNIT) else PERSON


def electorate(community: Community, node: str, unit: str) -> tuple[str, ...]:
    """Everybody who may vote, as it stands now: the households of a node, or the people who live or hold a post
    there."""
    if unit == HOUSEHOLD:
        return tuple(household.id for household in community.households_in(node))
    return tuple(person.id for person in community.residents_in(node))


def voter_of(person: Person | None, unit: str) -> str | None:
    """For whom a person votes: their household, or themselves; None if for nobody."""
    if person is None or person.guardian is not None:  # somebody else speaks for them
        return None
    return person.household if unit == HOUSEHOLD else person.id


def no_vote_key(person: Person | None, unit: str) -> str:
    """The text that tells somebody why they have no vote."""
    return f"polls.no_vote.{'guarded' if person is not None and person.guardian is not None else unit}"


@dataclass(frozen=True, slots=True)
class Announcement:
    """A moment at which the group hears of an open poll: "half" or "last_call"."""

    kind: str
    at: datetime


def announcements(opened: datetime, deadline: datetime, last_hours: int) -> tuple[Announcement, ...]:
    """When the turnout is told: at half time, and some time before the end (habits).

    A poll of less than two hours is told once, at three quarters; one of less than half an hour not at all.
    """
    length = deadline - opened
    last = timedelta(hours=last_hours)
    if length >= 2 * last:
        return (Announcement("half", opened + length / 2), Announcement("last_call", deadline - last))
    if length >= timedelta(hours=2):
        return (Announcement("half", opened + length / 2), Announcement("last_call", deadline - length / 8))
    if length >= timedelta(minutes=30):
        return (Announcement("last_call", deadline - length / 4),)
    return ()


def tally(options: Sequence[str], ballots: Iterable[Ballot]) -> tuple[int, ...]:
    """How many ballots each option has."""
    counts = Counter(ballot.option for ballot in ballots)
    return tuple(counts[position] for position in range(1, len(options) + 1))


def leaders(counts: Sequence[int]) -> tuple[int, ...]:
    """The positions (from 0) with the most ballots; several in a tie, none if nobody voted."""
    most = max(counts, default=0)
    return tuple(position for position, count in enumerate(counts) if count == most and most > 0)


def published_ballots(ballots: Iterable[Ballot]) -> list[list[object]]:
    """What the closing hash is taken over and `verify` recounts: voter and option, by voter."""
    return sorted([ballot.voter, ballot.option] for ballot in ballots)
