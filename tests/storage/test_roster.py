"""Who is who in the database: kept, sealed, found, renamed, on both engines."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.engines import StorageError
from storage.roster_records import Account, BoundRoom, KeptHousehold, KeptNode, KeptPerson, Secrets
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from storage.vault import Vault
from tests.conftest import NOW
from tests.storage.test_repositories import a_request

ZHANG = KeptPerson(
    "p-1",
    "张三",
    title="2号楼楼长",
    household="2-1-101",
    party=True,
    posts=({"node": "b2", "role": "head", "categories": [], "hours": [["08:30", "18:00"]]},),
    kinds=("业主", "退休党员"),
    skills=("血压",),
)


async def test_what_is_kept_comes_back_and_every_change_shows(store: Store) -> None:
    def unit(work: UnitOfWork) -> list[str | None]:
        tokens = [work.roster.token()]
        changes: tuple[Callable[[], None], ...] = (
            lambda: work.roster.put_people(ZHANG),
            lambda: work.roster.put_nodes(KeptNode("b9", "building", "9号楼", "g1")),
            lambda: work.roster.put_households(KeptHousehold("9-1-101", "b9", "9", "1", "101", 8850)),
            lambda: work.roster.put_room(BoundRoom("r-9", "9号楼群", "b9", "u-zhou", NOW)),
            lambda: work.roster.bind(Account("wx-1", "p-1", "code", "u-zhou", NOW)),
        )
        for change in changes:
            change()
            tokens.append(work.roster.token())
        return tokens

    tokens = await store.write(unit)
    assert len(set(tokens)) == 6

    def check(work: UnitOfWork) -> None:
        assert work.roster.people() == [ZHANG]
        assert work.roster.nodes() == [KeptNode("b9", "building", "9号楼", "g1")]
        assert work.roster.households() == [KeptHousehold("9-1-101", "b9", "9", "1", "101", 8850)]
        assert [room.node for room in work.roster.rooms()] == ["b9"]
        assert work.roster.account("wx-1") == Account("wx-1", "p-1", "code", "u-zhou", NOW)

    await store.read(check)


async def test_a_change_that_was_rolled_back_leaves_no_token_behind(store: Store) -> None:
    """Two processes, or a page and the writer, must never take one state of the roster for another."""
    seen: list[str | None] = []

    def fails(work: UnitOfWork) -> None:
        work.roster.put_people(ZHANG)
        seen.append(work.roster.token())
        raise LookupError

    with pytest.raises(LookupError):
        await store.write(fails)
    await store.write(lambda work: work.roster.put_people(KeptPerson("p-2", "李四")))
    seen.append(await store.read(lambda work: work.roster.token()))
    assert len(set(seen)) == 2


async def test_numbers_are_sealed_and_found(store: Store) -> None:
    numbers = Secrets("13800001234", "11010519491231002X")
    await store.write(lambda work: work.roster.put_secrets("p-1", numbers))

    def check(work: UnitOfWork) -> None:
        assert work.roster.secrets("p-1") == numbers
        assert work.roster.secrets("p-2") == Secrets()
        assert work.roster.with_phone("13800001234") == ["p-1"]
        assert work.roster.with_phone("13800001235") == []
        assert work.roster.with_identity("11010519491231002X") == ["p-1"]
        row = work.connection.execute(text("SELECT * FROM person_secret")).one()
        assert "1380000" not in str(row)
        assert "1949" not in str(row)

    await store.read(check)


async def test_who_is_dropped_is_gone_with_numbers_and_accounts(store: Store) -> None:
    def unit(work: UnitOfWork) -> None:
        work.roster.put_people(ZHANG, KeptPerson("p-2", "李四"))
        work.roster.put_secrets("p-1", Secrets("13800001234"))
        work.roster.bind(Account("wx-1", "p-1", "code", "u-zhou", NOW))
        work.roster.bind(Account("wx-2", "p-2", "code", "u-zhou", NOW))
        work.roster.end_accounts("p-2", NOW + timedelta(hours=1))
        work.roster.drop_person("p-1")

    await store.write(unit)

    def check(work: UnitOfWork) -> None:
        assert [one.id for one in work.roster.people()] == ["p-2"]
        assert work.roster.with_phone("13800001234") == []
        assert [(one.contact, one.ended_at is None) for one in work.roster.accounts()] == [("wx-2", False)]

    await store.read(check)


async def test_a_database_is_opened_with_its_own_key_only(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    first = Store.open(url, NOW, Vault(b"\x01" * 32))
    await first.close()
    with pytest.raises(StorageError, match="the key is not the one"):
        Store.open(url, NOW, Vault(b"\x02" * 32))
    again = Store.open(url, NOW, Vault(b"\x01" * 32))
    await again.close()


async def test_what_an_actor_did_becomes_anothers(store: Store) -> None:
    def unit(work: UnitOfWork) -> None:
        made = work.requests.add(a_request() | {"reporter": "g-1"})
        work.requests.add_word(made.id, NOW, "g-1", "words", None)
        work.requests.add_party(made.id, "g-1", NOW)
        work.requests.add_party(made.id, "p-1", NOW)
        assert work.actors.all() == ["g-1", "p-1"]
        work.actors.rename("g-1", "p-1")

    await store.write(unit)

    def check(work: UnitOfWork) -> None:
        (made,) = work.requests.newest(9)
        assert made.reporter == "p-1"
        assert [word.actor for word in work.requests.words(made.id)] == ["p-1"]
        assert work.requests.parties(made.id) == ["p-1"]
        assert work.actors.all() == ["p-1"]

    await store.read(check)


async def test_a_ticket_is_good_once_and_for_a_time(store: Store) -> None:
    def unit(work: UnitOfWork) -> None:
        code = work.tickets.issue("person", "p-1", "u-zhou", NOW, NOW + timedelta(days=7))
        found = work.tickets.find(f" {code.lower()} ", NOW)
        assert found is not None
        assert (found.kind, found.subject, found.issued_by) == ("person", "p-1", "u-zhou")
        assert work.tickets.find(code, NOW + timedelta(days=7)) is None
        later = work.tickets.issue("person", "p-1", "u-zhou", NOW, NOW + timedelta(days=7))
        assert later != code
        assert work.tickets.find(code, NOW) is None
        work.tickets.use(later, NOW)
        assert work.tickets.find(later, NOW) is None
        assert code not in str(work.connection.execute(text("SELECT * FROM ticket")).all())

    await store.write(unit)


async def test_a_detail_can_be_taken_out_and_the_chain_still_fits(store: Store) -> None:
    def unit(work: UnitOfWork) -> None:
        for number in range(3):
            work.audit.append(NOW, "u-zhou", "close", "0712", {"outcome": f"words {number}"})
        work.audit.strip([2])
        assert work.audit.first_broken() is None
        assert [dict(row.detail) for row in work.audit.rows()] == [
            {"outcome": "words 0"},
            {},
            {"outcome": "words 2"},
        ]
        work.connection.execute(text('UPDATE audit SET detail = \'{"outcome":"other"}\' WHERE seq = 3'))
        assert work.audit.first_broken() == 3

    await store.write(unit)
