"""Ten years of ticks: the real clockwork, store and handlers, with a machine that is off, a loop that is blocked, and a
clock that is put forward and back. Whatever was due happened once, or was skipped by its rule, which left a note."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.app import House, build
from handlers.community import Community
from handlers.errors import UserError
from handlers.feature import DueRule
from handlers.privacy import tidying
from handlers.reports import actions as reports
from handlers.requests import actions, talk
from handlers.requests.clocks import pausing, whistling
from handlers.requests.dispatch.dispatching import Report, register
from handlers.requests.members import asking
from handlers.router import Router
from handlers.turn import Turn
from storage.records import RequestStatus, Timer, TimerState
from storage.requests import OPEN
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.bot.rig import Wire
from tests.conftest import NOW

YEARS = 10
DAY = timedelta(days=1)
URGENCIES = ("normal", "normal", "normal", "urgent", "emergency")


class Watch:
    """A clock that a machine has: it can be put forward and back."""

    def __init__(self) -> None:
        self.moment = NOW

    def now(self) -> datetime:
        return self.moment


@dataclass
class Diary:
    """What the clockwork handled: each due time, when, and with which note."""

    entries: list[tuple[Timer, datetime, str | None]] = field(default_factory=list)
    rules: dict[str, DueRule] = field(default_factory=dict)

    def watch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Write down what the router is given from now on."""
        due = Router.due

        def noted(router: Router, turn: Turn, timer: Timer) -> str | None:
            self.rules = router._timers
            try:
                note = due(router, turn, timer)
            except Exception as error:
                self.entries.append((timer, turn.now, f"failed: {error!r}"))
                raise
            self.entries.append((timer, turn.now, note))
            return note

        monkeypatch.setattr(Router, "due", noted)

    def days(self, kind: str, zone: ZoneInfo) -> Counter[date]:
        """For how many due times of a kind each day had."""
        return Counter(
            timer.due_at.astimezone(zone).date() for timer, _, _ in self.entries if timer.kind == kind
        )


def started(store: Store, community: Community, watch: Watch) -> House:
    return build(store, community, Wire(), community.rules.pace, watch)


def act(store: UnitOfWork, community: Community, now: datetime, chance: random.Random) -> None:
    """Somebody reports something, or does something with what is open."""
    found = store.requests.in_states((*OPEN, RequestStatus.TO_RATE))[:4]
    if not found or chance.random() < 0.35:
        urgency = chance.choice(URGENCIES)
        report = Report("电梯坏了", "报修", "电梯", urgency, "3号楼2单元", "b3", "r-3", "u-wang")
        register(Turn(store, now, community, "u-wang"), report)
        return
    request, until = chance.choice(found), now + timedelta(hours=chance.randint(1, 200))
    resident = Turn(store, now, community, request.reporter)
    member = Turn(store, now, community, request.assignee or "u-chen1")
    steps: Sequence[Callable[[], object]] = (
        lambda: actions.accept(member, request),
        lambda: actions.take_in_hand(member, request, "在修"),
        lambda: pausing.pause(member, request, "等配件", until),
        lambda: asking.ask_resident(member, request, "几点在家？"),
        lambda: talk.add_word(resident, request, request.reporter, "六点以后", None),
        lambda: actions.close(member, request, "换了零件"),
        lambda: actions.close(member, request, "换了零件"),
        lambda: actions.rate(resident, request, chance.randint(1, 5), ""),
        lambda: whistling.blow(replace(member, actor="u-zhou"), request, community.departments[0], "请来"),
    )
    with suppress(UserError), store.savepoint():
        chance.choice(steps)()


async def live(store: Store, community: Community, watch: Watch, chance: random.Random) -> None:
    """Ten years: mostly ticks with something done between them, now and then what must not happen."""
    house = started(store, community, watch)
    await house.settle()
    end = NOW + YEARS * 365 * DAY
    while watch.moment < end:
        fate = chance.random()
        if fate < 0.01:  # the machine is off, for minutes or for days
            watch.moment += timedelta(minutes=chance.choice((5, 300, 3000, 12_000)))
            house = started(store, community, watch)
            await house.settle()
        elif fate < 0.03:  # the clock is put right
            watch.moment += timedelta(seconds=chance.choice((-10_800, -3600, -90, -1, 1, 90, 3600, 10_800)))
        elif fate < 0.04:  # the loop is blocked
            watch.moment += timedelta(hours=chance.randint(2, 30))
        else:
            watch.moment += timedelta(minutes=chance.randint(60, 3600))
        if fate > 0.85:
            await store.write(lambda found: act(found, community, watch.moment, chance))
        await house.clockwork.sweep()
    watch.moment += 60 * DAY
    await house.clockwork.sweep()


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin"])
async def test_ten_years_of_ticks(community: Community, monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    """In Berlin the clocks change twice a year, and there is no calendar of holidays for most of the years."""
    community = replace(community, zone=ZoneInfo(zone))
    watch, diary = Watch(), Diary()
    diary.watch(monkeypatch)
    # When it happens is what counts here; to draw five hundred pictures would take minutes.
    monkeypatch.setattr(reports, "_send", lambda *_: True)
    monkeypatch.setattr(reports, "send_book", lambda *_: None)
    monkeypatch.setattr(tidying, "tidy", lambda _: None)
    store = Store.open("sqlite://", NOW)
    try:
        await live(store, community, watch, random.Random(zone))
        left = await store.read(lambda found: found.timers.waiting(10_000))
        await store.read(lambda found: _check_requests(found, diary.entries))
    finally:
        await store.close()
    assert len(diary.entries) > 4000
    assert [timer for timer in left if timer.due_at <= watch.moment] == []
    _check_due_times(diary)
    nights = diary.days("privacy.tidy", community.zone)
    assert set(nights.values()) == {1}
    sent = Counter(
        (timer.kind, timer.payload["first"])
        for timer, _, note in diary.entries
        if timer.kind.startswith("reports.") and note is None
    )
    assert sent
    assert set(sent.values()) == {1}, sent.most_common(3)


def _check_due_times(diary: Diary) -> None:
    """Each once, none early, and what is late by its rule is skipped with a note of it."""
    assert Counter(timer.id for timer, _, _ in diary.entries).most_common(1)[0][1] == 1
    for timer, now, note in diary.entries:
        late = diary.rules[timer.kind].late
        assert timer.due_at <= now, timer
        assert note is None or not note.startswith("failed"), (timer, note)
        if late is not None and now - timer.due_at > late:
            assert note is not None, timer
            assert note.startswith("late by"), timer
        assert note != "", timer


def _check_requests(store: UnitOfWork, entries: Sequence[tuple[Timer, datetime, str | None]]) -> None:
    """Every request that is open has a clock that runs or stands still, but where it was told to the top; and it was
    told to nobody twice for one due time."""
    running = Counter(timer.subject for timer in store.timers.waiting(10_000))
    for request in store.requests.in_states((*OPEN, RequestStatus.TO_RATE)):
        told = [timer for timer, _, note in entries if timer.subject == request.number and note is None]
        assert running[request.number] or told, request
    for request in store.requests.newest(10_000):
        rows = [row for row in store.audit.about(request.number) if row.action == "escalate"]
        moments = Counter((row.at, row.detail.get("to"), row.detail.get("why")) for row in rows)
        assert not moments or max(moments.values()) == 1, request
    skipped = store.timers.ended(TimerState.SKIPPED)
    assert all(note for _, note in skipped)
