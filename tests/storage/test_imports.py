"""What an import writes, and that all of it can be put back exactly, on both engines."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from storage.roster_records import ImportBatch, KeptHousehold, KeptNode, KeptPerson, Secrets
from storage.store import Store
from storage.tables import grid_node, household, import_change, person, person_secret
from storage.unit_of_work import UnitOfWork
from tests.conftest import NOW

_TABLES = (grid_node, household, person, person_secret)
WANG = KeptPerson(
    "p-1", "王一一", household="9-1-101", kinds=("业主",), posts=({"node": "b9", "role": "head"},)
)


def everything(work: UnitOfWork) -> list[list[tuple[object, ...]]]:
    """All rows that an import may write."""
    rows = [[tuple(row) for row in work.connection.execute(select(table))] for table in _TABLES]
    return [sorted(table, key=repr) for table in rows]


def write(work: UnitOfWork, number: int) -> None:
    """One node, one household, two people, one of whom is there already."""
    work.imports.begin(ImportBatch(number, NOW, "office", {"bad": 0}))
    work.imports.write_nodes(number, [KeptNode("b9", "building", "9号楼", "g1")])
    work.imports.write_households(number, [KeptHousehold("9-1-101", "b9", "9", "1", "101", 8650)])
    work.imports.write_people(number, [WANG, KeptPerson("p-0", "陈零零", employer="一小")])
    work.imports.write_numbers(number, {"p-1": Secrets("13811112222", None), "p-0": Secrets(None, "X")})


@pytest.fixture
async def written(store: Store) -> Store:
    """Somebody was there and had left; then there was an import."""

    def there(work: UnitOfWork) -> None:
        work.roster.put_people(KeptPerson("p-0", "陈零", posts=({"node": "c"},), left_at=NOW))
        work.roster.put_secrets("p-0", Secrets("13900000000", None))

    await store.write(there)
    return store


async def test_all_is_put_back_exactly(written: Store) -> None:
    before = await written.read(everything)
    token = await written.read(lambda work: work.roster.token())
    await written.write(lambda work: write(work, 1))
    assert await written.read(lambda work: work.roster.token()) != token
    assert await written.read(lambda work: work.roster.secrets("p-1")) == Secrets("13811112222", None)
    assert await written.read(lambda work: work.roster.secrets("p-0")) == Secrets("13900000000", "X")
    assert await written.read(lambda work: work.imports.changed_since(1)) == []
    assert await written.read(lambda work: work.imports.size(1)) == 6
    gone = await written.write(lambda work: work.imports.put_back(1, NOW))
    assert gone == {
        "person_secret": ["p-1"],
        "person": ["p-1"],
        "household": ["9-1-101"],
        "grid_node": ["b9"],
    }
    assert await written.read(everything) == before
    batch = await written.read(lambda work: work.imports.get(1))
    assert batch == ImportBatch(1, NOW, "office", {"bad": 0}, NOW)
    assert await written.read(lambda work: work.imports.size(1)) == 0


async def test_what_changed_since_is_named(written: Store) -> None:
    await written.write(lambda work: write(work, 1))

    def change(work: UnitOfWork) -> None:
        work.roster.put_people(KeptPerson("p-0", "陈零零", employer="二小"))
        work.roster.put_secrets("p-1", Secrets("13811112222", None))  # sealed anew, the same number
        work.roster.drop("household", ["9-1-101"])

    await written.write(change)
    assert await written.read(lambda work: work.imports.changed_since(1)) == [
        ("person", "p-0"),
        ("household", "9-1-101"),
    ]


async def test_nothing_of_somebody_who_is_forgotten_stays_in_the_journal(written: Store) -> None:
    await written.write(lambda work: write(work, 1))
    await written.write(lambda work: work.roster.drop_person("p-0"))

    def journal(work: UnitOfWork) -> str:
        return repr(work.connection.execute(select(import_change)).all())

    assert "陈零" not in await written.read(journal)
    await written.write(lambda work: work.imports.forget_before(NOW + timedelta(seconds=1)))
    assert await written.read(journal) == "[]"


async def test_marks_and_numbers_of_everybody(written: Store) -> None:
    await written.write(lambda work: write(work, 1))

    def look(work: UnitOfWork) -> tuple[str | None, Secrets]:
        assert work.roster.number_marks()["p-1"] == (work.vault.mark("phone", "13811112222"), None)
        return work.roster.number_marks()["p-0"][1], work.roster.all_secrets()["p-0"]

    mark, numbers = await written.read(look)
    assert mark is not None
    assert numbers == Secrets("13900000000", "X")
