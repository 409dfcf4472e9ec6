"""What the repositories promise, on both engines."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from storage.audit import Audit
from storage.records import Ballot, Delivery, Lane, PollStatus, Question, RequestStatus, TimerState
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.conftest import NOW
from tests.polls.made import poll_values, voters

MINUTE = timedelta(minutes=1)


def a_request(**changes: Any) -> dict[str, Any]:
    return {
        "code": "0001",
        "number": "20261123-0001",
        "status": RequestStatus.DISPATCHED,
        "intent": "报修",
        "category": "电梯",
        "urgency": "normal",
        "place": "3号楼",
        "node": "b3",
        "text": "电梯坏了",
        "room": "r-3",
        "reporter": "u-wang",
        "assignee": "u-wu",
        "level": 0,
        "created_at": NOW,
        "accepted_at": None,
        "closed_at": None,
        "accept_by": NOW,
        "close_by": None,
        "rating": None,
        "reopened": 0,
        "outcome": None,
        "inferred": None,
    } | changes


async def test_a_message_is_taken_in_once(store: Store) -> None:
    def twice(work: UnitOfWork) -> list[bool]:
        return [work.inbox.add("m1", NOW), work.inbox.add("m1", NOW), work.inbox.add("m2", NOW)]

    assert await store.write(twice) == [True, False, True]
    assert await store.write(lambda work: work.inbox.forget_before(NOW + MINUTE)) == 2


async def test_requests_come_back_as_they_were(store: Store) -> None:
    added = await store.write(lambda work: work.requests.add(a_request()))
    assert await store.read(lambda work: work.requests.get(added.id)) == added
    changed = replace(
        added, status=RequestStatus.TO_RATE, rating=None, outcome="修好了", closed_at=NOW + MINUTE
    )
    await store.write(lambda work: work.requests.save(changed))
    assert await store.read(lambda work: work.requests.by_code("0001")) == changed
    assert await store.read(lambda work: work.requests.codes_taken(["0001", "0002"])) == {"0001"}
    assert await store.read(lambda work: work.requests.reported_by("u-wang", [RequestStatus.TO_RATE])) == [
        changed
    ]
    assert await store.read(lambda work: work.requests.assigned_to("u-wu", [RequestStatus.DISPATCHED])) == []


async def test_a_code_means_the_newest_request(store: Store) -> None:
    def two(work: UnitOfWork) -> None:
        work.requests.add(a_request(status=RequestStatus.CLOSED))
        work.requests.add(a_request(number="20270301-9999"))

    await store.write(two)
    found = await store.read(lambda work: work.requests.by_code("0001"))
    assert found is not None
    assert found.number == "20270301-9999"


async def test_everyone_affected_is_counted_once(store: Store) -> None:
    def unit(work: UnitOfWork) -> tuple[list[bool], dict[int, int]]:
        request = work.requests.add(a_request())
        added = [
            work.requests.add_party(request.id, contact, NOW) for contact in ("u-wang", "u-tang", "u-wang")
        ]
        return added, work.requests.affected([request.id])

    added, affected = await store.write(unit)
    assert added == [True, True, False]
    assert list(affected.values()) == [2]


async def test_the_last_ballot_counts_and_every_one_stays(store: Store) -> None:
    def unit(work: UnitOfWork) -> int:
        poll = work.polls.add(poll_values(NOW), voters(["3-1-301", "3-2-501"]))
        assert poll == work.polls.by_code("V1")
        assert work.polls.is_voter(poll.id, "3-1-301")
        assert not work.polls.is_voter(poll.id, "3-1-302")
        for voter, option in (("3-1-301", 1), ("3-2-501", 1), ("3-1-301", 2)):
            work.polls.cast(poll.id, Ballot(voter, (option,), "u-x", NOW))
            work.polls.voted(poll.id, voter)
        return poll.id

    poll_id = await store.write(unit)
    ballots = await store.read(lambda work: work.polls.ballots(poll_id))
    assert [(ballot.voter, ballot.choices) for ballot in ballots] == [("3-1-301", (2,)), ("3-2-501", (1,))]
    assert len(await store.read(lambda work: work.polls.all_ballots(poll_id))) == 3
    assert await store.read(lambda work: work.polls.turnout(poll_id)) == 2
    result = {"counts": [1, 1], "turnout": 2}
    await store.write(lambda work: work.polls.close(poll_id, PollStatus.CLOSED, result))
    closed = await store.read(lambda work: work.polls.get(poll_id))
    assert closed is not None
    assert closed.result == result


async def test_the_outbox_keeps_the_order_of_a_conversation(store: Store) -> None:
    """What was said first in a lane of a conversation goes first, also when it was put off; others go on."""

    def fill(work: UnitOfWork) -> None:
        for text in ("first", "second"):
            work.outbox.put(NOW, Lane.NOTICE, "r-3", None, text)
        work.outbox.put(NOW, Lane.NOTICE, "r-5", None, "elsewhere")
        work.outbox.put(NOW, Lane.REPLY, "r-3", None, "answer")
        work.outbox.put(NOW, Lane.ALARM, None, "u-wu", "alarm")
        work.outbox.put_off(1, NOW + MINUTE)

    def due(work: UnitOfWork) -> list[str]:
        return [post.text for post in work.outbox.due(NOW, 10)]

    await store.write(fill)
    assert await store.write(due) == ["alarm", "elsewhere", "answer"]
    assert await store.read(lambda work: work.outbox.next_due()) == NOW

    def send_those(work: UnitOfWork) -> None:
        for post in work.outbox.due(NOW, 10):
            work.outbox.claim(post.id)
            work.outbox.finish(post.id, Delivery.SENT, NOW, wire_id=f"w{post.id}")

    await store.write(send_those)
    assert await store.write(due) == []
    assert await store.read(lambda work: work.outbox.next_due()) == NOW + MINUTE
    found = await store.read(lambda work: work.outbox.of_wire("w3"))
    assert found is not None
    assert found.text == "elsewhere"
    assert len(await store.read(lambda work: work.outbox.sent_since(NOW))) == 3


async def test_a_notice_that_still_waits_is_taken_back_and_nothing_else(store: Store) -> None:
    def fill(work: UnitOfWork) -> int:
        for lane, room, contact, about in (
            (Lane.NOTICE, "r-3", None, "0001"),
            (Lane.NOTICE, "r-3", None, "0002"),
            (Lane.REPLY, "r-3", None, "0001"),
            (Lane.NOTICE, None, "u-wang", "0001"),
            (Lane.NOTICE, "r-5", None, "0001"),
        ):
            work.outbox.put(NOW, lane, room, contact, f"{lane} {room} {contact} {about}", about=about)
        work.outbox.claim(5)
        work.outbox.finish(5, Delivery.SENT, NOW, wire_id="w5")
        return work.outbox.take_back("0001", room="r-3") + work.outbox.take_back("0001", room="r-5")

    assert await store.write(fill) == 1
    left = await store.read(lambda work: [post.id for post in work.outbox.newest(10)])
    assert left == [5, 4, 3, 2]
    assert await store.write(lambda work: work.outbox.take_back("0001", contact="u-wang")) == 1


async def test_due_times_are_done_skipped_or_taken_back(store: Store) -> None:
    def fill(work: UnitOfWork) -> None:
        for minutes, kind in ((2, "b"), (1, "a"), (3, "c")):
            work.timers.set(kind, "x", NOW + minutes * MINUTE, {"n": minutes})

    await store.write(fill)
    due = await store.write(lambda work: work.timers.due(NOW + 2 * MINUTE, 10))
    assert [(timer.kind, timer.payload) for timer in due] == [("a", {"n": 1}), ("b", {"n": 2})]
    await store.write(lambda work: work.timers.finish(due[0].id, TimerState.DONE, NOW))
    await store.write(
        lambda work: work.timers.finish(due[1].id, TimerState.SKIPPED, NOW, "late by 5 minutes")
    )
    assert await store.read(lambda work: work.timers.next_due()) == NOW + 3 * MINUTE
    await store.write(lambda work: work.timers.cancel("x", ["c"]))
    assert await store.read(lambda work: work.timers.next_due()) is None
    skipped = await store.read(lambda work: work.timers.ended(TimerState.SKIPPED))
    assert [(timer.kind, note) for timer, note in skipped] == [("b", "late by 5 minutes")]


async def test_a_question_waits_until_it_is_answered_or_old(store: Store) -> None:
    first = Question("r-3", "u-wang", "offer", {"n": 1}, NOW, NOW + MINUTE)
    second = replace(first, kind="rate", payload={"code": "0001"})
    await store.write(lambda work: work.questions.ask(first))
    await store.write(lambda work: work.questions.ask(second))
    assert await store.read(lambda work: work.questions.pending("r-3", "u-wang", NOW)) == second
    assert await store.read(lambda work: work.questions.pending("private", "u-wang", NOW)) is None
    assert await store.read(lambda work: work.questions.pending("r-3", "u-wang", NOW + MINUTE)) is None


async def test_any_change_of_the_chain_is_found(store: Store) -> None:
    def fill(work: UnitOfWork) -> None:
        for number in range(5):
            work.audit.append(NOW, "u-he", "dispatch", "0001", {"member": "吴强", "n": number})

    await store.write(fill)
    assert await store.read(lambda work: work.audit.first_broken()) is None
    assert await store.read(lambda work: work.audit.head()) != "0" * 64
    changes = {
        "UPDATE audit SET actor = 'u-x' WHERE seq = 3": 3,
        "UPDATE audit SET detail = '{}' WHERE seq = 2": 2,
        "UPDATE audit SET detail = '{' WHERE seq = 4": 4,
        "UPDATE audit SET at = at + 1 WHERE seq = 5": 5,
        "DELETE FROM audit WHERE seq = 4": 4,
        "DELETE FROM audit WHERE seq = 1": 1,
        "UPDATE audit SET hash = prev WHERE seq = 1": 1,
    }
    for change, row in changes.items():
        assert await store.write(_broken_after(change)) == row


def _broken_after(change: str) -> Callable[[UnitOfWork], int | None]:
    """Makes a change, looks for it, and takes it back."""

    def unit(work: UnitOfWork) -> int | None:
        work.connection.exec_driver_sql("SAVEPOINT tried")
        work.connection.exec_driver_sql(change)
        found = Audit(work.connection, work.vault).first_broken()
        work.connection.exec_driver_sql("ROLLBACK TO SAVEPOINT tried")
        return found

    return unit


async def test_numbers_only_go_up(store: Store) -> None:
    assert [await store.write(lambda work: work.counters.next("request")) for _ in range(3)] == [1, 2, 3]
    assert await store.write(lambda work: work.counters.next("poll")) == 1


async def test_what_is_still_to_come_of_one_kind(store: Store) -> None:
    def waiting(work: UnitOfWork) -> list[tuple[str, object]]:
        work.timers.set("leave", "person:b", NOW + 2 * MINUTE, {"n": 2})
        work.timers.set("leave", "person:a", NOW + MINUTE, {"n": 1})
        work.timers.set("other", "person:a", NOW)
        work.timers.set("leave", "person:c", NOW)
        [done, _] = work.timers.due(NOW, 10)[::-1]
        work.timers.finish(done.id, TimerState.DONE, NOW)
        return [(timer.subject, timer.payload["n"]) for timer in work.timers.of_kind("leave")]

    assert await store.write(waiting) == [("person:a", 1), ("person:b", 2)]


async def test_who_is_affected_goes_by_another_id(store: Store) -> None:
    def renamed(work: UnitOfWork) -> tuple[list[str], list[str], list[str]]:
        first = work.requests.add(a_request())
        second = work.requests.add(a_request(code="0002", number="20261123-0002"))
        for request in (first, second):
            work.requests.add_party(request.id, "u-wang", NOW)
        work.requests.add_party(first.id, "u-liu", NOW + MINUTE)
        work.requests.rename_party(first.id, "u-wang", "g-1")
        before = work.requests.parties(first.id)
        work.requests.rename_party(first.id, "u-liu", "g-1")
        return before, work.requests.parties(first.id), work.requests.parties(second.id)

    assert await store.write(renamed) == (["g-1", "u-liu"], ["g-1"], ["u-wang"])
