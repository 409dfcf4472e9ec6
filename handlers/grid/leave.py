"""Leave with a stand-in: planned, agreed to, begun and ended by due times, ended early by 销假.

The plan is the due time of its end; whoever stands in is worked out anew whenever somebody goes or comes back, so that
a stand-in who goes away too leaves no gap.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from handlers.chat import ask
from handlers.community import Permission, Person
from handlers.errors import UserError
from handlers.grid import handover, rules
from handlers.grid.base import change, grid, shown
from handlers.texts import text
from handlers.turn import CLOCK, Turn
from storage.records import RequestStatus, Timer
from storage.requests import OPEN

BEGIN, END, CONSENT = "grid.leave_begin", "grid.leave_end", "grid.stand_in"
_LONGEST = timedelta(days=180)
_AHEAD = timedelta(days=366)
_MINUTE = timedelta(minutes=1)


def plan(
    turn: Turn, person: Person, begin: datetime, end: datetime, stand_in: Person | None, agreed: bool
) -> Mapping[str, Any]:
    """Somebody will be away; the plan. One that was made before is replaced. A stand-in who has not agreed is asked.

    Raises:
        UserError: too long, too far ahead, or the stand-in cannot be one.
    """
    if end - begin > _LONGEST or begin - turn.now > _AHEAD:
        raise UserError("grid.leave_long", days=_LONGEST.days)
    running = plan_of(turn, person.id) if person.away else None
    if running is not None and begin > turn.now:
        raise UserError("grid.leave_already", name=person.name, dates=_dates(turn, running))
    if stand_in is not None:
        _check(turn, person, stand_in)
    turn.store.timers.cancel(_subject(person.id), (BEGIN, END))
    payload: dict[str, Any] = {
        "begin": begin.isoformat(),
        "stand_in": stand_in.id if stand_in else None,
        "agreed": agreed,
        "hand_over": False,
    }
    turn.store.timers.set(END, _subject(person.id), end, payload)
    dates = span_words(turn, begin, end)
    turn.audit("leave", _subject(person.id), dates=dates, stand_in=payload["stand_in"], agreed=agreed)
    if stand_in is not None and not agreed:
        _ask(turn, person, stand_in, dates, end)
    if begin > turn.now:
        turn.store.timers.set(BEGIN, _subject(person.id), begin)
    else:
        _begin(turn, person)
    return payload


def plan_of(turn: Turn, person_id: str) -> Timer | None:
    """The leave that somebody is on, or will be on."""
    return next((one for one in plans(turn) if one.subject == _subject(person_id)), None)


def plans(turn: Turn) -> Iterator[Timer]:
    """Every leave that is not over, the one that ends first before the others."""
    yield from turn.store.timers.of_kind(END)


def person_of(turn: Turn, leave: Timer) -> Person | None:
    """Whose leave it is; None if they have left for good."""
    person_id = leave.subject.removeprefix("person:")
    return next((one for one in turn.community.people if one.id == person_id), None)


def begin_of(leave: Timer) -> datetime:
    return datetime.fromisoformat(leave.payload["begin"])


def expected(turn: Turn, person: Person, leave: Timer) -> Person | None:
    """Who stands in, or will: who was named and agreed, else the usual one; of one who is away, theirs in turn."""
    seen = {person.id}
    found = _wanted(turn, person, leave)
    while found is not None and found.away and found.id not in seen:
        seen.add(found.id)
        their = plan_of(turn, found.id)
        found = _wanted(turn, found, their) if their else None
    return None if found is None or found.id in seen else found


def agree(turn: Turn, person: Person, yes: bool) -> None:
    """The one who was asked to stand in answers; the absent hears it."""
    leave = plan_of(turn, person.id)
    if leave is None or leave.payload["stand_in"] != turn.actor:
        raise UserError("grid.leave_over", name=person.name)
    _rewrite(turn, leave, agreed=yes, stand_in=turn.actor if yes else None)
    turn.audit("stand_in", _subject(person.id), agreed=yes)
    turn = resettle(turn)
    fresh = turn.community.person(person.id) or person
    usual = expected(turn, fresh, plan_of(turn, person.id) or leave)
    who = turn.name_of(turn.actor)
    key = "agreed_to_you" if yes else "declined_to_you"
    turn.to_person(
        person,
        text(f"grid.{key}", who=who, usual=shown(turn.community, usual) if usual else text("grid.next_up")),
    )


def asked_to_stand_in(turn: Turn, person: Person) -> list[Person]:
    """For whom somebody was asked to stand in and has not answered."""
    waiting = (
        person_of(turn, one)
        for one in plans(turn)
        if one.payload["stand_in"] == person.id and not one.payload["agreed"]
    )
    return [one for one in waiting if one is not None]


def back(turn: Turn, person: Person) -> bool:
    """Back early, or not going at all (销假); False if there was nothing to end."""
    leave = plan_of(turn, person.id)
    if leave is None and not person.away:
        return False
    turn.store.timers.cancel(_subject(person.id), (BEGIN, END))
    if person.away:
        _finish(turn, person, "back")
        return True
    turn.audit("leave_cancelled", _subject(person.id))
    stand_in = leave.payload["stand_in"] if leave else None
    if stand_in is not None:
        turn.to_actor(stand_in, text("grid.not_going", name=person.name))
    return True


def hand_over_all(turn: Turn, person: Person) -> int | None:
    """The absent hands over what they have in hand too (转): now, or when the leave begins; how many, None: later.

    Raises:
        UserError: they are not going anywhere, or nobody stands in.
    """
    leave = plan_of(turn, person.id)
    if leave is None:
        raise UserError("grid.no_leave")
    if not person.away:
        _rewrite(turn, leave, hand_over=True)
        return None
    to = expected(turn, person, leave)
    if to is None:
        raise UserError("grid.no_stand_in")
    return len(handover.pass_on(turn, _in_hand(turn, person), to, "leave"))


@grid.timer(BEGIN)
def begin(turn: Turn, timer: Timer) -> str | None:
    """The leave begins."""
    person = person_of(turn, timer)
    if person is None or plan_of(turn, person.id) is None:
        return "no leave is planned any more"
    _begin(turn, person)
    return None


@grid.timer(END)
def end(turn: Turn, timer: Timer) -> str | None:
    """The leave is over."""
    person = person_of(turn, timer)
    if person is None or not person.away:
        return "not away"
    _finish(turn, person, "over")
    return None


def span_words(turn: Turn, begin: datetime, end: datetime) -> str:
    """11月25日至12月1日; 11月24日; 11月24日14:00-17:00."""
    zone = turn.community.zone
    first, last = begin.astimezone(zone), end.astimezone(zone) - _MINUTE
    day = text("grid.day", month=first.month, day=first.day)
    if first.date() == last.date():
        whole = (end.astimezone(zone).hour, end.astimezone(zone).minute) == (0, 0)
        return day if whole else f"{day}{first:%H:%M}-{end.astimezone(zone):%H:%M}"
    return text("grid.days", first=day, last=text("grid.day", month=last.month, day=last.day))


def drop(turn: Turn, person: Person) -> None:
    """Somebody has left, or holds no post any more: no leave to plan, and nobody whose stead they could be in."""
    turn.store.timers.cancel(_subject(person.id), (BEGIN, END))
    for leave in list(plans(turn)):
        if leave.payload["stand_in"] == person.id:
            _rewrite(turn, leave, agreed=False, stand_in=None)


def _begin(turn: Turn, person: Person) -> None:
    turn.audit("leave_begins", _subject(person.id))
    turn = change(turn, person, away=True, stand_in=None)
    turn = resettle(turn)
    absent = turn.community.person(person.id)
    leave = plan_of(turn, person.id)
    if absent is None or leave is None:
        return
    if leave.payload["hand_over"] and absent.stand_in is not None:
        to = turn.community.person(absent.stand_in)
        handover.pass_on(turn, _in_hand(turn, absent), to, "leave")
    elif absent.stand_in is None:  # nobody does their work: what waits there goes on
        handover.pass_on(turn, _in_hand(turn, absent), None, "leave")
    if turn.actor == CLOCK:
        who = turn.name_of(absent.stand_in) if absent.stand_in else text("grid.next_up")
        turn.to_person(absent, text("grid.leave_began", who=who, dates=_dates(turn, leave)))


def _finish(turn: Turn, person: Person, why: str) -> None:
    """Their posts are their own again; what nobody has taken on yet comes to them."""
    stand_in = turn.community.person(person.stand_in) if person.stand_in else None
    turn.audit("leave_ends", _subject(person.id), why=why)
    turn = change(turn, person, away=False, stand_in=None)
    turn = resettle(turn)
    kept = 0
    if stand_in is not None:
        untaken = [
            one
            for one in turn.store.requests.assigned_to(stand_in.id, (RequestStatus.DISPATCHED,))
            if not turn.community.may(stand_in, Permission.WORK, one.node)
        ]
        handover.pass_on(turn, untaken, None, "leave over")
        kept = len(turn.store.requests.assigned_to(stand_in.id, OPEN))
        key = "back_kept" if kept else "back"
        turn.to_person(stand_in, text(f"grid.{key}", name=person.name, count=kept))
    if turn.actor != person.id:
        count = len(_in_hand(turn, person))
        turn.to_person(person, text("grid.welcome_back", count=count))


def resettle(turn: Turn) -> Turn:
    """Work out anew who stands in for whom; whoever begins to is told what is in hand."""
    for leave in list(plans(turn)):
        person = person_of(turn, leave)
        if person is None or not person.away:
            continue
        found = expected(turn, person, leave)
        if (found.id if found else None) == person.stand_in:
            continue
        if person.stand_in is not None:
            turn.to_actor(person.stand_in, text("grid.no_longer_you", name=person.name))
        turn = change(turn, person, stand_in=found.id if found else None)
        turn.audit("stands_in", _subject(person.id), stand_in=found.id if found else None)
        if found is not None:
            held = _in_hand(turn, person)
            turn.to_person(
                found,
                text(
                    "grid.you_stand_in" if held else "grid.you_stand_in_none",
                    name=shown(turn.community, person),
                    dates=_dates(turn, leave),
                    count=len(held),
                    list=handover.list_of(held),
                ),
            )
    return turn


def _wanted(turn: Turn, person: Person, leave: Timer) -> Person | None:
    named = leave.payload["stand_in"] if leave.payload["agreed"] else None
    found = next((one for one in turn.community.people if one.id == named and one.posts), None)
    return found or rules.usual_stand_in(turn.community, person)


def _check(turn: Turn, person: Person, other: Person) -> None:
    if other.id == person.id:
        raise UserError("grid.stand_in_self")
    if not any(post.role in rules.SERVING for post in other.posts):
        raise UserError("grid.stand_in_no_post", name=other.name)
    if not other.contacts:
        raise UserError("grid.stand_in_unbound", name=other.name)
    if other.away:
        raise UserError("grid.stand_in_away", name=other.name)


def _ask(turn: Turn, person: Person, other: Person, dates: str, until: datetime) -> None:
    message = text("grid.ask_stand_in", name=shown(turn.community, person), dates=dates)
    turn.to_person(other, message)
    ask(turn, "private", other.id, CONSENT, {"person": person.id}, until)


def _rewrite(turn: Turn, leave: Timer, **changed: object) -> None:
    turn.store.timers.cancel(leave.subject, (END,))
    turn.store.timers.set(END, leave.subject, leave.due_at, {**leave.payload, **changed})


def _in_hand(turn: Turn, person: Person) -> list[Any]:
    return turn.store.requests.assigned_to(person.id, OPEN)


def _dates(turn: Turn, leave: Timer) -> str:
    return span_words(turn, begin_of(leave), leave.due_at)


def _subject(person_id: str) -> str:
    return f"person:{person_id}"
