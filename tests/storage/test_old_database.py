"""A database of an earlier release goes on working: what was kept then is there after the steps to today."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, text

from handlers.community import Community
from handlers.errors import UserError
from handlers.polls.casting import State
from handlers.polls.checking import wrong_poll
from handlers.settling import settle
from handlers.turn import contact_of
from storage import migrate
from storage.engines import read_url, writing_engine
from storage.records import PollStatus
from storage.store import Store
from storage.tables import canonical, request
from storage.unit_of_work import UnitOfWork
from tests.conftest import NOW
from tests.polls.stage import END, ended, vote
from tests.storage.test_repositories import a_request


async def test_a_request_of_the_first_release_is_read_and_changed(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # where the copy of before goes
    engine = writing_engine(read_url(database))
    with engine.begin() as connection:
        migrate.migrate(connection, "0001")
        values = {name: value for name, value in a_request().items() if name != "inferred"}
        connection.execute(insert(request).values(**values))
    engine.dispose()
    store = Store.open(database, NOW)
    try:
        found = await store.read(lambda work: work.requests.by_number("20261123-0001"))
        assert found is not None
        assert (found.place, found.inferred) == ("3号楼", None)
        await store.write(lambda work: work.requests.save(found))
        assert await store.read(lambda work: work.requests.registered_with(found)) == [found]
    finally:
        await store.close()


async def test_whoever_was_kept_by_their_contact_is_named_by_who_they_are(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, community: Community
) -> None:
    """Until step 0005 a contact stood where there is an actor now: own requests must stay their own."""
    monkeypatch.chdir(tmp_path)
    wang = community.person("u-wang")
    assert wang is not None
    moved = replace(wang, contacts=("a-wang",))  # and somebody else writes under u-wang
    people = tuple(moved if one.id == "u-wang" else one for one in community.people)
    community = replace(community, people=people)
    engine = writing_engine(read_url(database))
    with engine.begin() as connection:
        migrate.migrate(connection, "0004")
        reported = (("20261123-0001", "a-wang"), ("20261123-0002", "wx-guest"), ("20261123-0003", "u-wang"))
        for number, contact in reported:
            values = a_request() | {"number": number, "reporter": contact, "assignee": "u-wang"}
            connection.execute(insert(request).values(**values))
    engine.dispose()
    store = Store.open(database, NOW)
    try:
        for _ in range(2):
            await store.write(lambda work: settle(work, community, NOW))

        def check(work: UnitOfWork) -> None:
            guest, other = work.contacts.guest("wx-guest"), work.contacts.guest("u-wang")
            reporters = {one.number[-1]: one.reporter for one in work.requests.newest(9)}
            assert reporters == {"1": "u-wang", "2": guest, "3": other}
            assert {one.assignee for one in work.requests.newest(9)} == {"u-wang"}
            assert contact_of(work, community, guest) == "wx-guest"
            assert contact_of(work, community, "u-wang") == "a-wang"

        await store.read(check)
    finally:
        await store.close()


async def test_polls_of_before_there_were_logs_go_on_and_secret_ballots_lose_their_voters(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, community: Community
) -> None:
    monkeypatch.chdir(tmp_path)
    engine = writing_engine(read_url(database))
    with engine.begin() as connection:
        migrate.migrate(connection, "0010")
        closed = '{"ballots":"x","counts":[1,1],"turnout":2}'
        for number, secret, result in (
            (1, False, closed),
            (2, False, None),
            (3, True, closed),
            (4, True, None),
        ):
            _old_poll(connection, number, secret, result)
    engine.dispose()
    store = Store.open(database, NOW)

    def check(work: UnitOfWork) -> None:
        for number in (1, 3):
            work.audit.append(
                NOW, "clock", "close", f"V{number}", {"ballots": "x", "counts": [1, 1], "turnout": 2}
            )
        assert wrong_poll(work, work.polls.all()) is None
        named, secret = work.polls.by_code("V2"), work.polls.by_code("V4")
        assert named is not None
        assert secret is not None
        assert vote(work, community, named, "u-wang", 2).state is State.CHANGED
        assert vote(work, community, named, "u-gao", 2).state is State.COUNTED
        assert vote(work, community, secret, "u-gao", 2).state is State.COUNTED
        with pytest.raises(UserError, match="cannot_change"):
            vote(work, community, secret, "u-wang", 2)
        assert work.connection.execute(text("SELECT DISTINCT poll_id FROM ballot")).scalars().all() == [1, 2]
        results = [ended(work, community, poll, END).result for poll in (named, secret)]
        assert [result["counts"] for result in results if result] == [[0, 3], [1, 2]]
        assert wrong_poll(work, work.polls.all()) is None

    try:
        await store.write(check)
    finally:
        await store.close()


def _old_poll(connection: Connection, number: int, secret: bool, result: str | None) -> None:
    """As the first release kept it: 王桂兰 for, 刘洋 against."""
    status = PollStatus.OPEN if result is None else PollStatus.CLOSED
    values = {"id": number, "code": f"V{number}", "secret": secret, "status": status.value, "result": result}
    values["options"] = canonical(["同意", "反对"])
    connection.execute(
        text(
            "INSERT INTO poll (id, code, title, status, options, secret, unit, room, node, opened_by, opened_at,"
            " deadline, eligible, result) VALUES (:id, :code, '充电桩', :status, :options, :secret,"
            " 'household', 'r-3', 'b3', 'u-chen1', :opened, :deadline, 3, :result)"
        ),
        values | {"opened": int(NOW.timestamp() * 1000), "deadline": int(END.timestamp() * 1000)},
    )
    for voter in ("3-2-501", "3-1-301", "3-1-302"):
        row = {"poll": number, "voter": voter}
        connection.execute(text("INSERT INTO poll_voter (poll_id, voter) VALUES (:poll, :voter)"), row)
    for voter, actor, option in (("3-2-501", "u-wang", 1), ("3-1-301", "u-liu", 2)):
        connection.execute(
            text(
                "INSERT INTO ballot (poll_id, voter, option, actor, at) VALUES (:poll, :voter, :option, :actor, 0)"
            ),
            {"poll": number, "voter": voter, "option": option, "actor": actor},
        )
