"""Polls (一键表决) as pure functions: what a draft must be, when the group hears of it, who votes for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from handlers.community import Node, NodeKind, Person
from handlers.errors import UserError
from handlers.polls.outcome import MOST_VOTES, Rule, check_rule
from handlers.polls.units import Electorate, flats_of
from storage.records import Poll, PollKind, Unit

MAX_TITLE = 60
MAX_LABEL = 30
MAX_ROOMS = 50
EVENING = time(18)
"""When a poll ends of which only the day was said."""
LEAST_SECRET = 5
"""So many must be able to vote in a secret poll: the counts of fewer tell who chose what (issue 6)."""
_SHORTEST = timedelta(minutes=5)
_LONGEST = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Draft:
    """A poll before it is opened. `deadline` and `opens_at` are aware; None: at once. `rooms`: all groups that it is
    told in, empty: only `room`; `electorate` None: everybody of `node`; `choose`: how many options at most;
    `public_days`: how long the 公示 of the result is, None: as usual; `replaces`: the code of the poll that was ended
    for this one."""

    title: str
    options: tuple[str, ...]
    secret: bool
    unit: Unit
    room: str
    node: str
    deadline: datetime
    kind: PollKind = PollKind.OPINION
    choose: int = 1
    rule: Rule = MOST_VOTES
    rooms: tuple[str, ...] = ()
    electorate: Electorate | None = None
    opens_at: datetime | None = None
    show_counts: bool = False
    public_days: int | None = None
    replaces: str | None = None

    @property
    def told_in(self) -> tuple[str, ...]:
        """The groups that hear of it."""
        return tuple(dict.fromkeys((self.room, *self.rooms)))

    @property
    def voters(self) -> Electorate:
        """Who votes."""
        return self.electorate or Electorate((self.node,))


def check_draft(draft: Draft, now: datetime, max_options: int, channel: str = "") -> None:
    """`channel`: what the city's rule says of statutory votes, or "".

    Raises:
        UserError: something in it cannot be voted on; the reply says what to write instead.
    """
    _check_words(draft, max_options)
    _check_times(draft, now)
    check_rule(draft.rule)
    if not 1 <= draft.choose <= len(draft.options):
        raise UserError("polls.choose_wanted", most=len(draft.options))
    if len(draft.told_in) > MAX_ROOMS:
        raise UserError("polls.rooms_many", most=MAX_ROOMS)
    if draft.public_days is not None and not 1 <= draft.public_days <= _LONGEST.days:
        raise UserError("polls.public_days_wanted", most=_LONGEST.days)
    if draft.public_days is not None and draft.kind is PollKind.OPINION:
        raise UserError("polls.public_never", days=draft.public_days)
    if draft.secret and draft.unit is Unit.OWNER:  # areas are nearly unique: they would tell who
        raise UserError("polls.secret_areas")
    if draft.secret and draft.show_counts:
        raise UserError("polls.secret_counts")
    if draft.kind is PollKind.STATUTORY and not channel:
        raise UserError("polls.channel_wanted")


def _check_words(draft: Draft, max_options: int) -> None:
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


def _check_times(draft: Draft, now: datetime) -> None:
    begin = max(draft.opens_at or now, now)
    if draft.deadline < begin + _SHORTEST:
        raise UserError("polls.deadline_past")
    if draft.deadline > now + _LONGEST:
        raise UserError("polls.deadline_far", days=_LONGEST.days)


def times_anew(poll: Poll, now: datetime) -> tuple[datetime | None, datetime]:
    """When a poll that was ended begins (None: at once) and ends if it is opened anew; `now` in the community's zone.

    Behind as many days of notice, at the old deadline; where less than half of the time is left until then, as long
    as before, and where that is days, until the same hour of the last one.
    """
    opened, opens = (moment.astimezone(now.tzinfo) for moment in (poll.opened_at, poll.opens_at))
    begin = None
    if opens > opened:
        day = now.date() + (opens.date() - opened.date())
        begin = datetime.combine(day, opens.time(), now.tzinfo)
        begin = begin if begin > now else now + (opens - opened)
    start, length = begin or now, poll.deadline - poll.opens_at
    if poll.deadline - start >= length / 2:
        return begin, poll.deadline
    end = start + length
    if length < timedelta(days=1):
        return begin, end
    at = poll.deadline.astimezone(now.tzinfo).time()
    return begin, datetime.combine(end.date(), at, now.tzinfo)


def usual_unit(node: Node) -> Unit:
    """A residents' group votes by household, a party group by person, unless the draft says otherwise."""
    return Unit.HOUSEHOLD if node.kind in (NodeKind.BUILDING, NodeKind.UNIT) else Unit.PERSON


def check_choices(poll: Poll, choices: Sequence[int]) -> tuple[int, ...]:
    """The choices of a ballot as they are kept: each once, ascending. Options count from 1.

    Raises:
        UserError: there is no such option, or they are too many.
    """
    chosen = tuple(sorted(set(choices)))
    if not chosen or not all(1 <= option <= len(poll.options) for option in chosen):
        options = "  ".join(f"{number} {label}" for number, label in enumerate(poll.options, start=1))
        raise UserError("polls.no_option", code=poll.code, options=options)
    if len(chosen) > poll.choose:
        raise UserError("polls.chose_many", code=poll.code, most=poll.choose)
    return chosen


def no_vote_key(person: Person | None, poll: Poll) -> str:
    """The text that tells somebody why they have no vote."""
    if person is None:
        reason = "stranger"
    elif person.guardian is not None:
        reason = "guarded"
    elif poll.unit is Unit.OWNER:
        reason = "other_owner" if flats_of(person) else "owner"
    elif poll.unit is Unit.HOUSEHOLD:
        reason = "other_household" if person.household else "household"
    else:
        reason = "party" if poll.electorate.get("who") == "party" and not person.party else "person"
    return f"polls.no_vote.{reason}"


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
