"""Hazards with their re-inspections, and disputes with their sealed record, on both engines."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from storage.care_records import Dispute, Inspection
from storage.records import RequestStatus
from storage.store import Store
from storage.tables import dispute, dispute_note
from storage.unit_of_work import UnitOfWork
from tests.conftest import NOW
from tests.storage.test_repositories import a_request

DAY = timedelta(days=1)


def looked_at(work: UnitOfWork, number: str = "1") -> Inspection:
    """A hazard that u-wu put right; u-li is to look."""
    request = work.requests.add(a_request(number=number, intent="安全隐患", status=RequestStatus.TO_RATE))
    return work.hazards.begin(request.id, "u-wu", NOW, "u-li", NOW + DAY)


async def test_an_inspection_waits_until_somebody_looked(store: Store) -> None:
    def unit(work: UnitOfWork) -> None:
        first, other = looked_at(work), looked_at(work, "2")
        assert work.hazards.waiting(first.request_id) == first
        assert work.hazards.given_to("u-li") == [first, other]
        assert work.hazards.given_to("u-wu") == []
        failed = replace(first, passed=False, inspected_by="u-chen1", inspected_at=NOW + DAY)
        work.hazards.save(failed)
        assert work.hazards.waiting(first.request_id) is None
        assert work.hazards.given_to("u-li") == [other]
        again = work.hazards.begin(first.request_id, "u-wu", NOW + DAY, "u-li", NOW + 2 * DAY)
        assert work.hazards.waiting(first.request_id) == again

    await store.write(unit)


async def test_hazards_that_are_not_gone_are_listed_where_they_are(store: Store) -> None:
    def unit(work: UnitOfWork) -> None:
        hazard = {"intent": "安全隐患", "status": RequestStatus.IN_HAND, "node": "b3"}
        made = [work.requests.add(a_request(number=str(n), **hazard)) for n in range(3)]
        work.requests.add(a_request(number="3", **hazard | {"intent": "报修"}))
        work.requests.add(a_request(number="4", **hazard | {"node": "b5"}))
        work.requests.add(a_request(number="5", **hazard | {"status": RequestStatus.CLOSED}))
        found = work.hazards.listed(["b3", "b3u1"], "安全隐患", [RequestStatus.IN_HAND], 2)
        assert found == (3, made[:2])
        assert work.hazards.listed([], "安全隐患", [RequestStatus.IN_HAND], 2) == (0, [])

    await store.write(unit)


async def test_who_inspects_is_renamed_with_everything_else(store: Store) -> None:
    def unit(work: UnitOfWork) -> None:
        kept = looked_at(work)
        work.hazards.save(replace(kept, inspected_by="u-li"))
        work.actors.rename("u-li", "u-new")
        work.actors.rename("u-wu", "gone-1")
        changed = replace(kept, rectified_by="gone-1", inspector="u-new", inspected_by="u-new")
        assert work.hazards.given_to("u-new") == [changed]

    await store.write(unit)


def in_dispute(work: UnitOfWork, number: str = "1") -> Dispute:
    """u-wang against u-liu, with a line of the mediator's and one of the other side's."""
    request = work.requests.add(a_request(number=number, status=RequestStatus.IN_HAND))
    one = Dispute(request.id, "u-liu", "楼上的刘洋")
    work.disputes.save(one)
    work.disputes.add_note(request.id, NOW, "u-li", "约了周五谈")
    work.disputes.add_note(request.id, NOW + DAY, "u-liu", "我不同意")
    return one


async def test_the_other_side_and_the_record_are_sealed_and_read_again(store: Store) -> None:
    one = await store.write(in_dispute)

    def unit(work: UnitOfWork) -> None:
        assert work.disputes.of(one.request_id) == one
        assert work.disputes.of(one.request_id + 1) == Dispute(one.request_id + 1)
        said = [(note.at, note.actor, note.words) for note in work.disputes.notes(one.request_id)]
        assert said == [(NOW, "u-li", "约了周五谈"), (NOW + DAY, "u-liu", "我不同意")]
        columns = (dispute_note.c.words, dispute.c.other_words)
        kept = [cell for one in columns for cell in work.connection.execute(select(one)).scalars()]
        assert len(kept) == 3
        assert not any(word in cell for cell in kept for word in ("周五", "同意", "刘洋"))

    await store.read(unit)


async def test_a_dispute_is_kept_whole(store: Store) -> None:
    def unit(work: UnitOfWork) -> None:
        one, other = in_dispute(work), in_dispute(work, "2")
        agreed = replace(one, reporter_agrees=True, other_agrees=False, settled=True, other_words=None)
        work.disputes.save(agreed)
        assert work.disputes.of(one.request_id) == agreed
        assert work.disputes.of(other.request_id) == other
        assert work.disputes.against(["u-liu", "u-nobody"]) == [one.request_id, other.request_id]
        work.actors.rename("u-liu", "u-new")
        assert work.disputes.against(["u-liu"]) == []
        assert [note.actor for note in work.disputes.notes(one.request_id)] == ["u-li", "u-new"]

    await store.write(unit)


async def test_what_is_forgotten_of_a_dispute_and_that_it_was_settled_stays(store: Store) -> None:
    def unit(work: UnitOfWork) -> None:
        one, other = in_dispute(work), in_dispute(work, "2")
        work.disputes.save(replace(one, settled=True))
        work.disputes.forget_words([one.request_id])
        assert work.disputes.notes(one.request_id) == []
        assert work.disputes.of(one.request_id) == Dispute(one.request_id, settled=True)
        assert work.disputes.of(other.request_id) == other
        work.disputes.forget_side(["u-liu"])
        assert work.disputes.of(other.request_id) == Dispute(other.request_id)
        assert [note.words for note in work.disputes.notes(other.request_id)] == ["约了周五谈"]

    await store.write(unit)


async def test_the_record_is_kept_no_longer_than_the_words_of_the_request(store: Store) -> None:
    def unit(work: UnitOfWork) -> None:
        one = in_dispute(work)
        request = work.requests.get(one.request_id)
        assert request is not None
        work.requests.save(replace(request, status=RequestStatus.CLOSED, closed_at=NOW))
        work.retention.request_words(NOW + DAY, "已删除")
        assert work.disputes.notes(one.request_id) == []
        assert work.disputes.of(one.request_id).other is None

    await store.write(unit)
