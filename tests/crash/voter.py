"""Lets many households vote at once while killing the process that counts, and says which acknowledged ballot was lost.

Run in a process of its own, as driver.py: a child for each life. A child goes on with those who have not heard that
their vote was counted, as people would who got no answer; what it acknowledged goes to a file.
"""

import asyncio
import json
import os
import random
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.config import demo_config
from handlers.community import Community, Household, Person
from handlers.polls import actions, casting, closing
from handlers.polls.checking import wrong_poll
from handlers.polls.rules import Draft
from handlers.turn import CLOCK, Turn
from storage.records import Ballot, Poll, SecretBallot, Unit
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.conftest import NOW
from tests.polls.stage import ADMIN, END

_AT_ONCE = 20  # in each poll; so many may be acknowledged by one commit
_LINE = 30  # bytes of an acknowledgement, about


def town(count: int) -> Community:
    """The demo community with so many flats in 3号楼 and somebody in each."""
    homes = tuple(Household(f"3-{n}-101", "b3", "3", str(n), "101") for n in range(1, count + 1))
    people = tuple(Person(f"p-{n}", f"住户{n}", (), household=home.id) for n, home in enumerate(homes))
    base = demo_config().community
    admin = tuple(one for one in base.people if one.id == ADMIN)
    return replace(base, households=homes, people=admin + people)


def choice_of(person: str) -> int:
    """What somebody votes."""
    return int(person.removeprefix("p-")) % 3 + 1


def opened(work: UnitOfWork, community: Community) -> list[Poll]:
    """A named poll and a secret one."""
    draft = Draft("是否加装充电桩？", ("同意", "反对", "弃权"), False, Unit.HOUSEHOLD, "r-3", "b3", END)
    turn = Turn(work, NOW, community, ADMIN)
    return [actions.open_poll(turn, replace(draft, secret=secret)) for secret in (False, True)]


async def cast_all(
    store: Store, community: Community, poll: Poll, people: Sequence[str], at_once: int, said: Any = None
) -> None:
    """Everybody votes, `at_once` so many; each acknowledged ballot is written to the file `said`."""
    waiting = iter(people)

    def one(work: UnitOfWork, person: str) -> casting.Cast:
        return casting.cast(Turn(work, NOW, community, person), poll, person, [choice_of(person)])

    async def queue() -> None:
        for person in waiting:
            cast = await store.write(lambda work, person=person: one(work, person))  # type: ignore[misc]
            if said is not None:
                said.write(json.dumps([poll.code, person, cast.receipt]) + "\n")
                said.flush()

    await asyncio.gather(*(queue() for _ in range(at_once)))


def _acknowledged(folder: Path) -> list[list[str]]:
    """The whole lines; one that was cut by a death is none."""
    lines = (folder / "acknowledged").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.endswith("]")]


async def live(folder: Path, community: Community) -> None:
    """One life: everybody who has heard nothing votes, or death."""
    store = Store.open(f"sqlite:///{folder / 'votes.db'}", NOW)
    polls = await store.read(lambda work: work.polls.all())
    whole = _ends_whole(folder)
    heard = {(code, person) for code, person, _ in _acknowledged(folder)}
    with (folder / "acknowledged").open("a", encoding="utf-8") as said:
        said.write("" if whole else "\n")
        voters = [one.id for one in community.people if one.household]
        left = [(poll, [one for one in voters if (poll.code, one) not in heard]) for poll in polls]
        every = (cast_all(store, community, poll, people, _AT_ONCE, said) for poll, people in left)
        await asyncio.gather(*every)
    await store.close()


def _ends_whole(folder: Path) -> bool:
    data = (folder / "acknowledged").read_bytes()
    return not data or data.endswith(b"\n")


def vote_through(folder: Path, community: Community, chance: random.Random, longest: int, deaths: int) -> int:
    """Live until everybody has heard, dying so often on the way, each time when up to `longest` more have heard, so
    that it is the same on a slow machine and a fast one; how many deaths there were."""
    said = folder / "acknowledged"
    died = 0
    while True:
        child = os.fork()
        if child == 0:
            try:
                asyncio.run(live(folder, community))
            except BaseException as error:
                sys.stderr.write(f"{error!r}\n")
                os._exit(1)
            os._exit(0)
        if died < deaths:
            enough = said.stat().st_size + chance.randint(0, longest) * _LINE
            while said.stat().st_size < enough and not _is_over(child):
                time.sleep(0.001)
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            assert os.WEXITSTATUS(status) == 0, "a life ended with an error"
            return died
        died += 1


def _is_over(child: int) -> bool:
    return os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def lost(work: UnitOfWork, community: Community, folder: Path) -> list[str]:
    """Which acknowledged ballots are not counted as they were cast, and what else does not fit."""
    wrong = []
    polls = {poll.code: poll for poll in work.polls.all()}
    secret = {one.receipt: one for poll in polls.values() for one in work.secret_ballots.all(poll.id)}
    for code, person, receipt in _acknowledged(folder):
        poll, home = polls[code], community.person(person)
        assert home is not None
        assert home.household is not None
        kept: Ballot | SecretBallot | None = secret.get(receipt)
        if not poll.secret:
            kept = work.polls.ballot_of(poll.id, home.household)
        if kept is None or kept.choices != (choice_of(person),):
            wrong.append(f"{code} {person}")
    for poll in polls.values():
        over = closing.finish(Turn(work, END, community, CLOCK), poll)
        if over.result is None or over.result["turnout"] != poll.eligible:
            wrong.append(f"{poll.code}: {over.result}")
    fault = wrong_poll(work, work.polls.all())
    return wrong + ([fault] if fault else [])


async def _first(folder: Path, community: Community) -> None:
    store = Store.open(f"sqlite:///{folder / 'votes.db'}", NOW)
    await store.write(lambda work: opened(work, community))
    await store.close()


async def _last(folder: Path, community: Community) -> list[str]:
    store = Store.open(f"sqlite:///{folder / 'votes.db'}", NOW)
    try:
        return await store.write(lambda work: lost(work, community, folder))
    finally:
        await store.close()


def main() -> None:
    """Arguments: folder, households, deaths, seed. Prints one JSON object."""
    folder, count, deaths = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    community, chance = town(count), random.Random(int(sys.argv[4]))
    (folder / "acknowledged").touch()
    asyncio.run(_first(folder, community))
    died = vote_through(folder, community, chance, count // deaths, deaths)
    wrong = asyncio.run(_last(folder, community))
    heard = len({(code, person) for code, person, _ in _acknowledged(folder)})
    json.dump({"deaths": died, "acknowledged": heard, "wrong": wrong}, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
