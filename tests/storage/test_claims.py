"""Attempts and claims, tickets of any length, and messages that no longer say their code; on both engines."""

from datetime import timedelta

from storage.records import Delivery, Lane
from storage.roster_records import Claim
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.conftest import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def test_attempts_are_counted_by_actor_and_by_all(store: Store) -> None:
    def unit(work: UnitOfWork) -> tuple[int, int, int, int]:
        for actor, minutes in (("g-a", 0), ("g-a", 30), ("g-b", 40)):
            work.attempts.add("code", actor, NOW + timedelta(minutes=minutes))
        work.attempts.add("claim", "g-a", NOW)
        return (
            work.attempts.count("code", NOW - HOUR, "g-a"),
            work.attempts.count("code", NOW - HOUR),
            work.attempts.count("code", NOW, "g-a"),  # what was before that moment does not count
            work.attempts.count("claim", NOW - HOUR),
        )

    assert await store.write(unit) == (2, 3, 1, 1)
    assert await store.read(lambda work: work.attempts.last("code", "g-a")) == NOW + HOUR / 2
    assert await store.read(lambda work: work.attempts.last("code", "g-c")) is None


async def test_attempts_are_forgotten(store: Store) -> None:
    await store.write(lambda work: work.attempts.add("code", "g-a", NOW))
    await store.write(lambda work: work.attempts.add("code", "g-b", NOW + 8 * DAY))
    assert await store.read(lambda work: work.attempts.count("code", NOW - DAY)) == 1
    await store.write(lambda work: work.attempts.forget("g-b"))
    assert await store.read(lambda work: work.attempts.count("code", NOW - DAY)) == 0


async def test_claims_wait_for_one_member_and_go(store: Store) -> None:
    def put(work: UnitOfWork, actor: str, asked: str) -> Claim:
        values = {
            "actor": actor,
            "name": "王桂兰",
            "household": "3-2-501",
            "kind": "",
            "asked": asked,
            "at": NOW,
        }
        return work.claims.add(values)

    first = await store.write(lambda work: put(work, "g-a", "u-li"))
    second = await store.write(lambda work: put(work, "g-b", "u-li"))
    assert await store.read(lambda work: work.claims.get(first.id)) == first
    assert await store.read(lambda work: work.claims.waiting_for("u-li")) == [first, second]
    await store.write(lambda work: work.claims.hand_to(first.id, "u-chen1"))
    assert await store.read(lambda work: work.claims.waiting_for("u-li")) == [second]
    assert [one.id for one in await store.read(lambda work: work.claims.of_actor("g-a"))] == [first.id]
    await store.write(lambda work: work.claims.drop(first.id))
    assert await store.read(lambda work: work.claims.get(first.id)) is None


async def test_a_ticket_may_be_longer(store: Store) -> None:
    def unit(work: UnitOfWork) -> tuple[str, str]:
        return (
            work.tickets.issue("person", "u-wang", "u-li", NOW, NOW + DAY),
            work.tickets.issue("rebind", "u-wang", "u-li", NOW, NOW + DAY, 10),
        )

    short, long = await store.write(unit)
    assert (len(short), len(long)) == (6, 10)
    found = await store.read(lambda work: work.tickets.find(long.lower(), NOW))
    assert found is not None
    assert (found.kind, found.subject) == ("rebind", "u-wang")


async def test_words_are_hidden_once_they_were_sent(store: Store) -> None:
    def put(work: UnitOfWork) -> int:
        work.outbox.put(NOW, Lane.REPLY, None, "u-wang", "K7QX2M")
        return work.outbox.newest(1)[0].id

    post = await store.write(put)
    assert not await store.write(lambda work: work.outbox.hide(post, "hidden"))
    await store.write(lambda work: work.outbox.finish(post, Delivery.SENT, NOW))
    assert await store.write(lambda work: work.outbox.hide(post, "hidden"))
    kept = await store.read(lambda work: work.outbox.get(post))
    assert kept is not None
    assert kept.text == "hidden"
