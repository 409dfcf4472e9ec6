"""Every command with every role in every scope: it does exactly what is declared beside it, and no more."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest
import pytest_asyncio

from bot.app import House
from bot.permissions_table import PLACES, page, rights
from handlers.feature import Right
from handlers.messages import Inbound
from storage.tables import metadata
from storage.unit_of_work import UnitOfWork
from tests.bot.permission_samples import SAMPLES
from tests.bot.permission_settings import Sample
from tests.bot.permission_stage import Case, Stage, cases, community, furnish, refuses
from tests.bot.rig import rig
from tests.conftest import NOW

BESIDE = {"inbox", "outbox", "contact", "audit"}
"""Tables in which an answer leaves something, too."""

READ_ON = (
    "common.not_understood",
    "common.not_understood_member",
    "requests.offer",
    "requests.registered",
    "requests.registered_private",
    "services.nobody_can",
)
"""What is said to words that are no command to whoever said them."""

RIGHTS = {right.words[0]: right for right in rights()}


def test_every_command_is_in_the_matrix() -> None:
    assert set(RIGHTS) == set(SAMPLES)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house() -> AsyncIterator[House]:
    """One for all: every case is taken back."""
    async with rig(community()) as bench:
        await bench.house.store.write(furnish)
        yield bench.house


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("name", RIGHTS)
async def test_who_may_is_who_is_declared(house: House, name: str) -> None:
    right, sample = RIGHTS[name], SAMPLES[name]
    wrong = await house.store.write(lambda store: _all_wrong(house, store, right, sample))
    assert wrong == []


@pytest.mark.parametrize("language", PLACES)
def test_tables_are_those_of_the_code(language: str) -> None:
    assert PLACES[language].read_text("utf-8") == page(language), "run `make docs-permissions`"


def _all_wrong(house: House, store: UnitOfWork, right: Right, sample: Sample) -> list[str]:
    """What does not go as declared, a line each."""
    before = _dump(store)
    found = []
    for number, case in enumerate(cases(right, sample.of_members)):
        with _taken_back(store):
            fault = _fault(house, store, right, sample, case)
            if fault is not None:
                found.append(
                    f"{case.player.id} {case.scope} theirs={case.theirs} given={case.given}: {fault}"
                )
        if number == 0:
            assert _dump(store) == before
    return found


def _fault(house: House, store: UnitOfWork, right: Right, sample: Sample, case: Case) -> str | None:
    """What is wrong with how one case goes."""
    stage = Stage(store, case, house.directory.base)
    filled = sample.setting(stage)
    before, said_before = _dump(store), len(store.outbox.newest(1000))
    for number, line in enumerate((sample.says, *sample.then)):
        words = line.format(**filled)
        room = case.room if sample.in_room else None
        words = f"@小应 {words}" if room and not words.startswith("小应") else words
        house.dispatcher.handle(store, Inbound(f"m{number}", NOW, case.player.id, room, words))
    posts = store.outbox.newest(1000)
    said = [post.text for post in posts[: len(posts) - said_before]][::-1]
    changed = _dump(store) != before
    refused = bool(said) and refuses(said[0], sample.refused)
    if case.is_allowed(right):
        if refused or not (said or changed):
            return f"refused: {said}"
        return f"nothing was changed: {said}" if sample.changes and not changed else None
    if sample.reads_on:
        return None if any(refuses(line, READ_ON) for line in said) else f"not read on: {said}"
    if changed:
        return f"changed something: {said}"
    return None if refused else f"not refused: {said}"


@contextmanager
def _taken_back(store: UnitOfWork) -> Iterator[None]:
    """What happens inside leaves nothing behind."""
    try:
        with store.savepoint():
            yield
            raise _Over
    except _Over:
        return


class _Over(Exception):
    """The case was played."""


def _dump(store: UnitOfWork) -> dict[str, list[object]]:
    """Everything that is kept, but what any answer leaves. By the driver itself: it is asked thousands of times."""
    cursor = store.connection.connection.cursor()
    found: dict[str, list[object]] = {}
    for table in metadata.tables:
        if table not in BESIDE:
            cursor.execute(f'select * from "{table}"')
            found[table] = list(cursor.fetchall())
    return found
