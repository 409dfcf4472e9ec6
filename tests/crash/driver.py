"""Plays a day again and again while killing the process that plays it, and says what was lost or doubled.

Run in a process of its own: it imports everything once and forks a child for each life, so that a death costs
milliseconds. A child goes on where the one before was killed: it delivers again every message that was not
acknowledged, as a wire would, and what it sends goes to a file that forgets nothing.
"""

import asyncio
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.app import build
from bot.channels.base import Receive
from bot.clock import VirtualClock
from bot.config import demo_config
from bot.rehearsal import Line, inbound_of, read_transcript
from handlers.messages import Outgoing
from handlers.state import state_of
from handlers.texts import text
from storage.store import Store, snapshot
from storage.unit_of_work import UnitOfWork

_DAY = Path(__file__).parents[1] / "transcripts" / "day.jsonl"
_COMMUNITY = demo_config().community


class FileWire:
    """A wire without memory: it delivers whatever it is given, as often as it is given."""

    name = "file"

    def __init__(self, file: Path) -> None:
        self._file = file.open("a", encoding="utf-8")

    async def start(self, receive: Receive) -> None:
        """The driver delivers."""

    async def stop(self) -> None:
        """Nothing to stop."""

    def health(self) -> str:
        return "file"

    async def send(self, message: Outgoing) -> str | None:
        entry = [message.room, message.to, message.text, message.file.name if message.file else None]
        _append(self._file, entry)
        return None


def _append(file: Any, entry: object) -> None:
    file.write(json.dumps(entry, ensure_ascii=False) + "\n")
    file.flush()
    os.fsync(file.fileno())


def _entries(file: Path) -> list[Any]:
    """The whole lines of a file; one that was cut by a death is none."""
    if not file.is_file():
        return []
    data = file.read_bytes()
    return [json.loads(line) for line in data[: data.rfind(b"\n") + 1].splitlines()]


def _lines() -> list[Line]:
    with _DAY.open(encoding="utf-8") as source:
        return list(read_transcript(source, _COMMUNITY.zone))


async def live(folder: Path) -> None:
    """One life: from the last acknowledged message to the end of the day, or to death."""
    lines, acknowledged = _lines(), len(_entries(folder / "acknowledged"))
    clock = VirtualClock(lines[max(0, acknowledged - 1)].at)
    store = Store.open(_database(folder), datetime.now(UTC))
    house = build(store, _COMMUNITY, FileWire(folder / "wire"), _COMMUNITY.rules.pace, clock)
    await house.sender.recover()
    names = {contact: person.name for person in _COMMUNITY.people for contact in person.contacts}
    with (folder / "acknowledged").open("a", encoding="utf-8") as done:
        for line in lines[acknowledged:]:
            await house.live_until(clock, line.at)
            if line.event is None:
                await house.dispatcher.receive(inbound_of(line, names, {}, folder))
            _append(done, line.number)
    await store.close()


def _database(folder: Path) -> str:
    return f"sqlite:///{folder / 'crash.db'}"


def play_day(folder: Path, chance: random.Random, longest: float) -> int:
    """Play the day in `folder`, dying at random moments up to `longest` seconds after each start; how many deaths.

    A life that acknowledged nothing gives the next one more time: on a machine that has become slower the day would
    never end otherwise.
    """
    folder.mkdir()
    deaths, done, patience = 0, 0, longest
    while True:
        child = os.fork()
        if child == 0:
            try:
                asyncio.run(live(folder))
            except BaseException as error:
                print(repr(error), file=sys.stderr)
                os._exit(1)
            os._exit(0)
        time.sleep(chance.random() * patience)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            assert os.WEXITSTATUS(status) == 0, "a life ended with an error"
            return deaths
        deaths += 1
        before, done = done, len(_entries(folder / "acknowledged"))
        patience = longest if done > before else patience * 1.2


def outcome(folder: Path) -> dict[str, Any]:
    """What there is at the end of the day: the state, the traces, the due times, what went over the wire."""

    def look(store: UnitOfWork) -> dict[str, Any]:
        timers = store.connection.exec_driver_sql("SELECT kind, subject, state FROM timer ORDER BY id").all()
        waiting = store.connection.exec_driver_sql(
            "SELECT status, count(*) FROM outbox GROUP BY status"
        ).all()
        return {
            "state": state_of(store, demo_config().community),
            "audit": [(row.actor, row.action, row.subject, dict(row.detail)) for row in store.audit.rows()],
            "timers": [tuple(row) for row in timers],
            "outbox": {row[0]: row[1] for row in waiting},
            "broken": store.audit.first_broken(),
        }

    return snapshot(_database(folder), look) | {"wire": _entries(folder / "wire")}


def compare(expected: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """What was lost, and what was doubled without the mark that says so."""
    wrong = [key for key in ("state", "audit", "timers", "outbox", "broken") if expected[key] != found[key]]
    mark = text("common.resent")
    sent = Counter(json.dumps(entry) for entry in found["wire"] if not (entry[2] or "").startswith(mark))
    again = Counter(
        json.dumps([entry[0], entry[1], entry[2].removeprefix(mark), entry[3]])
        for entry in found["wire"]
        if (entry[2] or "").startswith(mark)
    )
    wanted = Counter(json.dumps(entry) for entry in expected["wire"])
    wrong += [f"lost: {entry}" for entry in wanted if sent[entry] + again[entry] < wanted[entry]]
    wrong += [f"doubled: {entry}" for entry in sent if sent[entry] > wanted[entry]]
    return wrong


def main() -> None:
    """Arguments: folder, number of deaths, seed. Prints one JSON object."""
    folder, wanted, chance = Path(sys.argv[1]), int(sys.argv[2]), random.Random(int(sys.argv[3]))
    undisturbed = folder / "undisturbed"
    undisturbed.mkdir()
    start = time.monotonic()
    # not in a child, which would leave this process without what it loads
    asyncio.run(live(undisturbed))
    longest = (time.monotonic() - start) * 0.1
    expected = outcome(undisturbed)
    deaths, days, wrong = 0, 0, []
    while deaths < wanted:
        days += 1
        deaths += play_day(folder / f"day-{days}", chance, longest)
        wrong += compare(expected, outcome(folder / f"day-{days}"))
    requests = len(expected["state"]["requests"])
    print(
        json.dumps({"deaths": deaths, "days": days, "wrong": wrong, "requests": requests}, ensure_ascii=False)
    )


if __name__ == "__main__":
    main()
