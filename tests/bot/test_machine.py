"""The life of requests against a plain model: people do whatever comes to their minds, in any order, twice, late.

    GRIDBOT_RUNS=10000 python -m pytest tests/bot/test_machine.py

The model is a table of its own (`MODEL`), written from docs/requests.md and not from the code.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
)

from bot.config import demo_config
from handlers.messages import Inbound, Outgoing
from storage.records import Request, RequestStatus, TimerState
from storage.unit_of_work import UnitOfWork
from tests.bot.rig import Rig, rig

COMMUNITY = demo_config().community
RESIDENTS = ("u-wang", "u-liu", "u-gao")
LEADERS = ("u-chen1", "u-he", "u-zhou")
"""Who dispatches at 3号楼, from the lowest up."""
EVERYBODY = (*RESIDENTS, *LEADERS, "u-wu", "u-li", "u-zhao", "u-sun5", "u-stranger")
NAMES = {"u-wu": "吴强", "u-li": "李伟", "u-chen1": "陈刚", "u-he": "何平"}
REPAIRS = ("@小应 3号楼2单元电梯坏了", "@小应 3号楼1单元楼道灯不亮了", "@小应 3号楼门口的路灯一直闪")
CLEANING = ("@小应 3号楼楼道里堆着垃圾没人扫",)
SECRET = "他把我堵在楼道里骂"
DISPUTES = (f"隔壁老钱天天和我吵架，{SECRET}，想请人调解一下",)

OPEN = ("待派", "已派", "已接", "处理中", "已退回")
WORKING = ("已派", "已接", "处理中")


@dataclass
class Known:
    """What the model knows of a request."""

    reporter: str
    handlers: frozenset[str]
    status: str
    owner: str | None
    dissatisfied: int = 0
    closer: str | None = None


T = TypeVar("T")
Effect = Callable[[Known, str, str], None]


def holds(one: Known, actor: str) -> bool:
    """Its member; who dispatches there; who handles such things, unless a dispatcher has it in hand."""
    return actor == one.owner or actor in LEADERS or (actor in one.handlers and one.owner not in LEADERS)


def accept(one: Known, actor: str, _to: str) -> None:
    if holds(one, actor) and one.status in ("待派", "已派", "已退回"):
        one.status, one.owner = "已接", actor


def progress(one: Known, actor: str, _to: str) -> None:
    if holds(one, actor) and one.status in ("已接", "处理中"):
        one.status = "处理中"


def close(one: Known, actor: str, _to: str) -> None:
    if holds(one, actor) and one.status in WORKING:
        one.status, one.closer = "待评价", actor


def give_back(one: Known, actor: str, _to: str) -> None:
    if holds(one, actor) and one.status in WORKING and actor != "u-zhou":  # nobody stands above
        one.status, one.owner = "已退回", None


def transfer(one: Known, actor: str, to: str) -> None:
    if one.owner is None:
        dispatch(one, actor, to)
    elif holds(one, actor) and one.status in WORKING and to != one.owner:
        one.status, one.owner = "已派", to


def dispatch(one: Known, actor: str, to: str) -> None:
    if actor in LEADERS and one.status in OPEN and to != one.owner:  # who has it already, has it
        one.status, one.owner = "已派", to


def withdraw(one: Known, actor: str, _to: str) -> None:
    if actor == one.reporter and one.status in OPEN:
        one.status = "已撤销"


def satisfied(one: Known, actor: str, _to: str) -> None:
    if actor == one.reporter and one.status == "待评价":
        one.status = "已办结"


def dissatisfied(one: Known, actor: str, _to: str) -> None:
    if actor == one.reporter and one.status in ("待评价", "已办结"):
        _again(one)


def _again(one: Known) -> None:
    """Back to the same member; the second time to whoever dispatches above (R3), if there is anybody, and above
    whoever said that it is done, but at the very top."""
    one.status, one.dissatisfied = "处理中", one.dissatisfied + 1
    above = LEADERS[LEADERS.index(one.owner) + 1 :] if one.owner in LEADERS else LEADERS
    if one.closer in above:
        above = above[above.index(one.closer) + 1 :] or above[-1:]
    if one.dissatisfied > 1 and above:
        one.status, one.owner = "已派", above[0]


def urge(one: Known, actor: str, _to: str) -> None:
    """Who is to say whether it is solved, and pushes, says that it is not."""
    if actor == one.reporter and one.status == "待评价":
        _again(one)


def nothing(_one: Known, _actor: str, _to: str) -> None:
    """It changes neither where it stands nor whose it is."""


MODEL: dict[str, Effect] = {
    "接单{code}": accept,
    "处理中{code} 去看过了": progress,
    "办结{code} 换了零件，好了": close,
    "退回{code} 原因：要专业的人来": give_back,
    "转派{code} {to}": transfer,
    "派{code} {to}": dispatch,
    "撤回{code}": withdraw,
    "{code} 5分": satisfied,
    "{code} 1分": dissatisfied,
    "{code}没解决": dissatisfied,
    "催办{code}": urge,
    "查{code}": nothing,
    "暂停{code} 等配件 后天": progress,
    "恢复{code}": nothing,
    "补充{code} 今天又看了一下": nothing,
}


class Life(RuleBasedStateMachine):
    """What may happen to requests, and what must hold whatever happens."""

    codes: Bundle[str] = Bundle("codes")

    @initialize()
    def begin(self) -> None:
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.bench: Rig = self.runner.run(self.stack.enter_async_context(rig(COMMUNITY)))
        self.known: dict[str, Known] = {}
        self.last: Inbound | None = None

    def teardown(self) -> None:
        if hasattr(self, "runner"):
            assert self._read(lambda store: store.audit.first_broken()) is None
            self.runner.run(self.stack.aclose())
            self.runner.close()

    # --- what happens ---

    @rule(target=codes, reporter=st.sampled_from(RESIDENTS), words=st.sampled_from(REPAIRS + CLEANING))
    def report(self, reporter: str, words: str) -> MultipleResults[str]:
        handlers = {"u-li", "u-wu"} if words in REPAIRS else {"u-li"}
        return self._reported(reporter, words, "r-3", frozenset(handlers))

    @rule(target=codes, reporter=st.sampled_from(RESIDENTS), words=st.sampled_from(DISPUTES))
    def report_in_confidence(self, reporter: str, words: str) -> MultipleResults[str]:
        return self._reported(reporter, words, None, frozenset({"u-zhao"}))  # the head need not know

    @rule(
        code=codes,
        words=st.sampled_from(sorted(MODEL)),
        actor=st.sampled_from(EVERYBODY),
        to=st.sampled_from(sorted(NAMES)),
        late=st.booleans(),
    )
    def act(self, code: str, words: str, actor: str, to: str, late: bool) -> None:
        """Somebody, mostly somebody who may not, says something about it; it may arrive late."""
        MODEL[words](self.known[code], actor, to)
        self._say(actor, words.format(code=code, to=NAMES[to]), None, late)

    @rule(code=codes, words=st.sampled_from(sorted(MODEL)), to=st.sampled_from(sorted(NAMES)))
    def act_rightly(self, code: str, words: str, to: str) -> None:
        """Its member does something, or who reported it."""
        one = self.known[code]
        resident = MODEL[words] in (withdraw, satisfied, dissatisfied)
        actor = one.reporter if resident else one.owner or LEADERS[0]
        MODEL[words](one, actor, to)
        self._say(actor, words.format(code=code, to=NAMES[to]), None)

    @rule()
    def deliver_again(self) -> None:
        """The wire delivers the last message once more."""
        if self.last is not None:
            before = self._all()
            self.runner.run(self.bench.house.dispatcher.receive(self.last))
            assert self._all() == before

    @rule(hours=st.sampled_from((1, 5, 26, 80)))
    def wait(self, hours: int) -> None:
        """Time passes; what waits for a rating too long is closed, nothing else moves by itself."""
        self._note(self.runner.run(self.bench.wait(hours * 60)))
        for request in self._all():
            one = self.known[request.code]
            if (one.status, request.status.value) == ("待评价", "已办结"):
                one.status = "已办结"

    @rule(code=consumes(codes))
    def forget(self, code: str) -> None:
        """Nobody speaks of it any more; the clocks go on."""

    # --- what must hold ---

    @invariant()
    def each_stands_where_the_model_says(self) -> None:
        if hasattr(self, "known"):
            stands = {request.code: (request.status.value, request.assignee) for request in self._all()}
            assert stands == {code: (one.status, one.owner) for code, one in self.known.items()}

    @invariant()
    def each_has_one_owner_or_waits_for_one(self) -> None:
        for request in self._all() if hasattr(self, "known") else ():
            waits = request.status in (RequestStatus.WAITING, RequestStatus.RETURNED)
            assert (request.assignee is None) == waits or request.status is RequestStatus.WITHDRAWN

    @invariant()
    def each_clock_fires_once(self) -> None:
        if hasattr(self, "known"):
            fired = Counter(
                (timer.kind, timer.subject, timer.due_at)
                for timer, _ in self._read(lambda store: store.timers.ended(TimerState.DONE))
            )
            assert [one for one, times in fired.items() if times > 1] == []

    # --- how ---

    def _reported(
        self, reporter: str, words: str, room: str | None, handlers: frozenset[str]
    ) -> MultipleResults[str]:
        """The code of a new request; none if it joined another one, or a question came back."""
        self._say(reporter, words, room)
        new = [request for request in self._all() if request.code not in self.known]
        for request in new:
            assert request.status is RequestStatus.DISPATCHED
            self.known[request.code] = Known(reporter, handlers, "已派", request.assignee)
        return multiple(*(request.code for request in new))

    def _say(self, actor: str, words: str, room: str | None, late: bool = False) -> None:
        self.bench.count += 1
        now = self.bench.clock.now()
        at = now - timedelta(minutes=7) if late else now
        self.last = Inbound(f"t{self.bench.count}", at, actor, room, words)
        before = len(self.bench.wire.sent)
        self.runner.run(self.bench.house.dispatcher.receive(self.last))
        self.runner.run(self.bench.wait(1))
        self._note(self.bench.wire.sent[before:])

    def _note(self, sent: list[Outgoing]) -> None:
        """Nothing private in a group, and no flood."""
        for message in sent:
            assert message.text.count("\n") < 4
            if message.room is not None:
                assert SECRET not in message.text
                assert "吵架" not in message.text

    def _all(self) -> list[Request]:
        return self._read(lambda store: store.requests.newest(1000))

    def _read(self, look: Callable[[UnitOfWork], T]) -> T:
        return self.runner.run(self.bench.house.store.read(look))


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=int(os.environ.get("GRIDBOT_RUNS", "40")),
    stateful_step_count=16,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
