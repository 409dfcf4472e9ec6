"""After a secret poll is over, nothing that is kept leads from a voter to a choice: a test tries everything it can."""

import json
import logging
import random
import re
import secrets
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from bot.maintenance import back_up, restore
from handlers.community import Community
from handlers.errors import UserError
from handlers.polls import actions, casting, log, published, secrecy
from handlers.polls.casting import State
from handlers.polls.checking import wrong_poll
from handlers.texts import text
from handlers.turn import Turn
from storage.engines import read_url, sqlite_file
from storage.records import Lane, Poll, SecretBallot
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from storage.vault import Vault
from tests.conftest import NOW
from tests.polls.stage import ended, opened, resident, vote, with_people

_BY_CHANCE = 8
"""Two orders of so many that have nothing to do with each other agree at one place on average, at nine or more once in
a million times."""


def crowded(community: Community) -> Community:
    """Somebody lives in every flat."""
    return with_people(community, *(resident(n, home.id) for n, home in enumerate(community.households)))


async def elect(store: Store, community: Community, halfway: Path, database: str) -> dict[str, str]:
    """A secret poll of all flats, each vote a transaction of its own, in chance order, some changed; a backup is made
    halfway. The receipt of every voter, which only they were told."""
    top = community.nodes[0].id
    chance = random.Random(7)
    poll: Poll = await store.write(lambda work: opened(work, community, secret=True, node=top))
    people = [one for one in community.people if one.id.startswith("p-")]
    chance.shuffle(people)
    receipts: dict[str, str] = {}

    def one_vote(work: UnitOfWork, actor: str) -> None:
        cast = vote(work, community, poll, actor, chance.randint(1, 3))
        receipts[cast.voter.voter] = cast.receipt
        work.outbox.put(NOW, Lane.REPLY, None, f"wx-{actor}", cast.told, about="V1")

    for n, person in enumerate(people):
        await store.write(lambda work, actor=person.id: one_vote(work, actor))  # type: ignore[misc]
        if n == len(people) // 2:
            back_up(database, halfway)
    for person in people[:20]:
        await store.write(lambda work, actor=person.id: one_vote(work, actor))  # type: ignore[misc]
    return receipts


def orders_of_voters(work: UnitOfWork) -> dict[str, list[str]]:
    """Every order in which the voters stand somewhere."""
    rows = work.connection.execute(
        sql("SELECT actor, detail FROM audit WHERE action = 'ballot' ORDER BY seq")
    )
    trail = [json.loads(row.detail)["voter"] for row in rows]
    said = work.connection.execute(sql("SELECT text FROM outbox WHERE text LIKE '%ballot:%' ORDER BY id"))
    told = [row.text.partition("ballot:V1:")[2].partition(":")[0] for row in said]
    found = {"trail": list(dict.fromkeys(trail)), "outbox": list(dict.fromkeys(told))}
    found["trail, last"] = list(dict.fromkeys(trail[::-1]))[::-1]
    for table in ("poll_voter", "poll_caster"):
        rows = work.connection.execute(sql(f"SELECT voter FROM {table}"))
        found[table] = list(rows.scalars())
    if work.connection.dialect.name == "postgresql":
        for order in ("ctid", "xmin::text::bigint, ctid"):
            rows = work.connection.execute(sql(f"SELECT voter FROM poll_voter ORDER BY {order}"))
            found[order] = list(rows.scalars())
    return found


def orders_of_ballots(work: UnitOfWork, files: list[Path]) -> dict[str, list[str]]:
    """Every order in which the ballots stand somewhere, also in the bytes of the files."""
    receipts = [one.receipt for one in work.secret_ballots.all(1)]
    found = {"receipts": receipts}
    orders = ["mark"]
    orders += (
        ["ctid", "xmin::text::bigint, ctid"] if work.connection.dialect.name == "postgresql" else ["rowid"]
    )
    for order in orders:
        rows = work.connection.execute(sql(f"SELECT receipt FROM secret_ballot ORDER BY {order}"))
        found[order] = list(rows.scalars())
    for file in files:
        data = file.read_bytes()
        places = {one: [match.start() for match in re.finditer(one.encode(), data)] for one in receipts}
        for which in (0, -1):
            there = [(places[one][which], one) for one in receipts if places[one]]
            found[f"{file.name} {which}"] = [one for _, one in sorted(there)]
    return found


def most_links(
    voters: dict[str, list[str]], ballots: dict[str, list[str]], receipts: dict[str, str]
) -> tuple[int, str]:
    """How many ballots are given to their voter when an order of the one is laid beside an order of the other, from the
    front and from the back; of all pairs of orders the best."""
    best = (0, "")
    for name, people in voters.items():
        for other, found in ballots.items():
            for back in (1, -1):
                pairs = zip(people[::back], found[::back], strict=False)
                right = sum(receipts[voter] == receipt for voter, receipt in pairs if voter in receipts)
                best = max(best, (right, f"{name} / {other} / {back}"))
    return best


async def test_nothing_links_a_voter_to_a_choice(
    community: Community, database: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    there, vault = crowded(community), Vault(secrets.token_bytes(32))
    halfway, after = tmp_path / "halfway.db", tmp_path / "after.db"
    store = Store.open(database, NOW, vault)
    receipts = await elect(store, there, halfway, database)
    sealed = await store.read(
        lambda work: work.connection.execute(sql("SELECT sealed FROM poll_key")).scalar_one()
    )
    over = await store.write(lambda work: ended(work, there, opened_again(work)))
    assert await store.read(lambda work: work.secret_ballots.key(1)) is None
    assert await store.read(lambda work: wrong_poll(work, [over])) is None
    back_up(database, after)
    file = sqlite_file(read_url(database))
    files = [halfway, after] + ([file] if file is not None else [])
    voters = await store.read(orders_of_voters)
    ballots = await store.read(lambda work: orders_of_ballots(work, files))
    assert len(receipts) == len(set(receipts.values())) == len(there.households)
    links, where = most_links(voters, ballots, receipts)
    assert links <= _BY_CHANCE, where
    in_order = {"told": [receipts[voter] for voter in voters["trail"]]}
    assert most_links(voters, in_order, receipts)[0] == len(receipts)  # it would find one
    assert not holding(tmp_path, sealed)
    await _says_nothing(store, receipts, caplog.text)
    await store.close()


def holding(folder: Path, words: str) -> list[Path]:
    """The files of a folder that have these words in them."""
    return [file for file in folder.iterdir() if words.encode() in file.read_bytes()]


def opened_again(work: UnitOfWork) -> Poll:
    """The poll as it stands."""
    poll = work.polls.by_code("V1")
    assert poll is not None
    return poll


async def _says_nothing(store: Store, receipts: dict[str, str], logged: str) -> None:
    """No receipt and no choice stands with a voter: in no other table, no export, no log."""

    def look(work: UnitOfWork) -> None:
        poll = opened_again(work)
        for table in ("audit", "outbox", "poll_voter", "poll_caster", "ballot", "question", "timer", "poll"):
            rows = [str(row) for row in work.connection.execute(sql(f"SELECT * FROM {table}")).all()]
            assert not [row for row in rows if any(receipt in row for receipt in receipts.values())]
        for row in work.audit.about("V1"):
            if row.action == "ballot":
                assert row.detail.keys() == {"voter"}
        assert all(
            text("polls.told_over") in secrecy.opened(work, secrecy.reference(work, poll, voter))
            for voter in receipts
        )
        lines = log.published(log.lines(work, poll))
        rows_out = [*published.ballot_rows(work), *published.result_rows(work)]
        for voter in receipts:
            assert voter not in lines
            assert not [row for row in rows_out if voter in row]

    await store.read(look)
    assert not [receipt for receipt in receipts.values() if receipt in logged]


async def test_a_voter_reads_their_ballot_while_the_poll_goes_on(store: Store, community: Community) -> None:
    def unit(work: UnitOfWork) -> None:
        poll = opened(work, community, secret=True)
        cast = vote(work, community, poll, "u-wang", 2)
        assert "反对" not in cast.told
        assert secrecy.opened(work, f"已记下：{cast.told}。") == f"已记下：反对（回执{cast.receipt}）。"
        assert casting.ballot_now(work, poll, "3-2-501") == SecretBallot(cast.receipt, (2,))
        again = vote(work, community, poll, "u-wang", 1)
        assert (again.state, again.receipt) == (State.CHANGED, cast.receipt)
        for forged in ("⟦ballot:V1:3-2-501⟧", f"⟦ballot:V1:3-2-501:{'A' * 16}⟧"):
            assert secrecy.opened(work, forged) == forged
        gone = secrecy.reference(work, replace(poll, code="V9"), "3-2-501")
        assert secrecy.opened(work, gone) == text("polls.told_over")

    await store.write(unit)


async def test_after_a_restore_who_has_voted_cannot_change_and_the_others_vote(
    community: Community, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    vault = Vault(secrets.token_bytes(32))
    store = Store.open(database, NOW, vault)
    poll = await store.write(lambda work: opened(work, community, secret=True))
    await store.write(lambda work: vote(work, community, poll, "u-wang", 1))
    back_up(database, tmp_path / "backup.db")
    await store.close()
    restore(database, tmp_path / "backup.db")
    store = Store.open(database, NOW, vault)

    def go_on(work: UnitOfWork) -> None:
        assert work.secret_ballots.key(poll.id) is None
        assert vote(work, community, poll, "u-liu", 2).state is State.COUNTED
        assert vote(work, community, poll, "u-liu", 3).state is State.CHANGED
        with pytest.raises(UserError, match="cannot_change"):
            casting.cast(Turn(work, NOW, community, "u-wang"), poll, "u-wang", [2])
        assert ended(work, community, poll).result["counts"] == [1, 0, 1]  # type: ignore[index]

    await store.write(go_on)
    assert await store.read(lambda work: wrong_poll(work, work.polls.all())) is None
    await store.close()


async def test_a_cancelled_secret_poll_leaves_no_ballot(store: Store, community: Community) -> None:
    def unit(work: UnitOfWork) -> None:
        poll = opened(work, community, secret=True)
        vote(work, community, poll, "u-wang", 1)
        actions.cancel(Turn(work, NOW, community, "u-zhou"), poll, "选项写错了")
        assert work.secret_ballots.all(poll.id) == []
        assert work.secret_ballots.key(poll.id) is None
        assert wrong_poll(work, work.polls.all()) is None

    await store.write(unit)
