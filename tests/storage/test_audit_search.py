"""Looking for rows of the audit trail, on both engines."""

from datetime import timedelta

import pytest

from storage.audit import Wanted
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.conftest import NOW

ROWS = (
    ("u-a", "register", "20261123-0001"),
    ("u-b", "accept", "20261123-0001"),
    ("u-a", "ballot", "V1"),
    ("office", "code", "person:u-a"),
    ("clock", "escalate", "20261123-0001"),
    ("u-b", "mode", "room:r-1"),
)


def fill(store: UnitOfWork) -> None:
    for minutes, (actor, action, subject) in enumerate(ROWS):
        store.audit.append(NOW + timedelta(minutes=minutes), actor, action, subject, {})


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), [6, 5, 4, 3, 2, 1]),
        (Wanted(actors=("u-a",)), [3, 1]),
        (Wanted(actors=("u-a", "office")), [4, 3, 1]),
        (Wanted(actors=("u-a",), not_actions=("ballot",)), [1]),
        (Wanted(subjects=("20261123-0001",)), [5, 2, 1]),
        (Wanted(kinds=("________-____%",)), [5, 2, 1]),
        (Wanted(kinds=("V%",)), [3]),
        (Wanted(kinds=("node:%", "room:%")), [6]),
        (Wanted(since=NOW + timedelta(minutes=4)), [6, 5]),
        (Wanted(until=NOW + timedelta(minutes=1)), [1]),
        (Wanted(before=3), [2, 1]),
        (Wanted(actors=("u-a",), subjects=("V1",), before=4), [3]),
        (Wanted(actors=("' OR 1=1 --",)), []),
    ],
)
async def test_rows_that_are_wanted(store: Store, wanted: Wanted, found: list[int]) -> None:
    await store.write(fill)
    newest = await store.read(lambda unit: [row.seq for row in unit.audit.newest(wanted, 10)])
    oldest = await store.read(lambda unit: [row.seq for row in unit.audit.oldest(wanted)])
    assert newest == found
    assert oldest == found[::-1]


async def test_only_so_many(store: Store) -> None:
    await store.write(fill)
    assert await store.read(lambda unit: [row.seq for row in unit.audit.newest(Wanted(), 2)]) == [6, 5]


async def test_one_row(store: Store) -> None:
    await store.write(fill)
    found = await store.read(lambda unit: unit.audit.row(4))
    assert found is not None
    assert found.action == "code"
    assert await store.read(lambda unit: unit.audit.row(7)) is None
