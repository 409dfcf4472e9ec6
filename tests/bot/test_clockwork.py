"""Due times: handled once, in order; what fell due while the bot was down follows the rule of its kind."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import VirtualClock
from handlers.community import Community
from handlers.registry import FEATURES
from storage.engines import StorageError
from storage.records import TimerState
from tests.bot.rig import Rig, rig
from tests.conftest import NOW


async def states(bench: Rig) -> list[tuple[str, str, str | None]]:
    rows = await bench.house.store.read(
        lambda store: store.connection.exec_driver_sql(
            "SELECT kind, state, note FROM timer ORDER BY id"
        ).all()
    )
    again = ("privacy.tidy", "reports.")  # what happens again and again is always waiting
    return [(row[0], row[1], row[2]) for row in rows if not row[0].startswith(again)]


async def test_a_reminder_that_is_hours_late_is_skipped_with_a_note_an_escalation_is_not(
    community: Community, tmp_path: Path
) -> None:
    """The bot is off from ten past nine to two in the afternoon."""
    database = f"sqlite:///{tmp_path / 'x.db'}"
    async with rig(community, database) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
    start = NOW + timedelta(hours=5)
    async with rig(community, database, start) as later:
        told = await later.wait(1)
        assert [(message.to, "督办【0001】" in message.text) for message in told] == [("u-li", True)]
        kept = await states(later)
        assert ("request.accept_remind", TimerState.SKIPPED, "late by 285 minutes") in kept
        assert ("request.accept_late", TimerState.DONE, None) in kept


async def test_a_poll_that_ended_while_the_bot_was_down_is_closed_at_its_start(
    community: Community, tmp_path: Path
) -> None:
    database = f"sqlite:///{tmp_path / 'x.db'}"
    async with rig(community, database) as bench:
        await bench.say("u-chen1", "@小应 发起表决：是否加装充电桩？选项：同意/反对 截止：今天18:00")
        await bench.say("u-chen1", "确认")
        await bench.say("u-wang", "1")
    async with rig(community, database, NOW + timedelta(days=1)) as later:
        texts = [message.text for message in await later.wait(2)]
        assert any("【V1】意向征集结果" in text and "同意 1，反对 0" in text for text in texts)
        assert not any("快截止了" in text for text in texts)


async def test_a_due_time_that_fails_does_not_stop_the_others(
    community: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with rig(community) as bench:
        await bench.house.store.write(lambda store: store.timers.set("no.such.kind", "x", NOW))
        await bench.house.store.write(lambda store: store.timers.set("request.rate_end", "x", NOW, {}))
        await bench.house.store.write(lambda store: store.timers.set("poll.close", "V9", NOW))
        await bench.wait(1)
        assert await states(bench) == [
            ("no.such.kind", "skipped", "no handler for this kind"),
            ("request.rate_end", "skipped", "failed: KeyError"),
            ("poll.close", "skipped", "no longer open"),
        ]


async def test_ten_thousand_due_times_are_each_handled_once(community: Community) -> None:
    async with rig(community) as bench:

        def fill(store: object) -> None:
            for number in range(10_000):
                store.timers.set("poll.close", f"V{number}", NOW)  # type: ignore[attr-defined]

        await bench.house.store.write(fill)
        assert await bench.house.clockwork.sweep() == 10_000
        assert await bench.house.clockwork.sweep() == 0


async def test_the_real_scheduler_ticks(community: Community, monkeypatch: pytest.MonkeyPatch) -> None:
    """APScheduler calls the sweep by itself, and again after a sweep that failed."""
    async with rig(community) as bench:
        swept: asyncio.Queue[int] = asyncio.Queue()
        sweep = bench.house.clockwork.sweep

        async def watched() -> int:
            swept.put_nowait(await sweep())
            raise StorageError("the disk is full")

        monkeypatch.setattr(bench.house.clockwork, "sweep", watched)
        await bench.house.store.write(lambda store: store.timers.set("poll.close", "V1", NOW))
        bench.house.clockwork.start()
        async with asyncio.timeout(20):
            assert [await swept.get(), await swept.get()] == [1, 0]
        await bench.house.clockwork.stop()


async def test_a_tick_under_way_ends_before_the_clock_stands_still(
    community: Community, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with rig(community) as bench:
        begun, go_on, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

        async def slow() -> int:
            begun.set()
            await go_on.wait()
            ended.set()
            return 0

        monkeypatch.setattr(bench.house.clockwork, "sweep", slow)
        bench.house.clockwork.start()
        async with asyncio.timeout(20):
            await begun.wait()
            stopping = asyncio.create_task(bench.house.clockwork.stop())
            go_on.set()
            await stopping
        assert ended.is_set()
        assert [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")] == []


async def test_tidying_forgets_what_is_old(community: Community) -> None:
    async with rig(community) as bench:
        await bench.house.store.write(lambda store: store.inbox.add("old", NOW - timedelta(days=31)))
        await bench.house.store.write(lambda store: store.inbox.add("new", NOW))
        await bench.tidy()
        assert not await bench.house.store.write(lambda store: store.inbox.add("new", NOW))
        assert await bench.house.store.write(lambda store: store.inbox.add("old", NOW))


def test_every_kind_of_due_time_has_a_name_on_the_page() -> None:
    from handlers.texts import all_texts

    kinds = [kind for feature in FEATURES for kind in feature.timers]
    assert len(kinds) == len(set(kinds))
    assert all(f"common.due.{kind.replace('.', '_')}" in all_texts() for kind in kinds)


def test_a_virtual_clock_never_goes_back() -> None:
    clock = VirtualClock(NOW)
    clock.move_to(NOW - timedelta(hours=1))
    assert clock.now() == NOW
