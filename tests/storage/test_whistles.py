"""Departments that were called in are kept, and renamed and erased with everything else, on both engines."""

from dataclasses import replace
from datetime import timedelta

from storage.erasure import Traces
from storage.records import Request, RequestStatus, Whistle
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.conftest import NOW
from tests.storage.test_repositories import a_request


def called(store: UnitOfWork) -> tuple[Request, Whistle]:
    """A request with a department called in for it."""
    request = store.requests.add(a_request(status=RequestStatus.IN_HAND))
    by = NOW + timedelta(hours=4)
    return request, store.whistles.add(request.id, "城管", NOW, "u-chen1", "王桂兰说占道", by)


async def test_a_whistle_is_reported_and_answered(store: Store) -> None:
    request, whistle = await store.write(called)
    await store.write(lambda work: work.whistles.report(whistle.id, NOW, "u-qian"))
    await store.write(lambda work: work.whistles.answer(whistle.id, NOW + timedelta(days=1), "已清理"))
    [kept] = await store.read(lambda work: work.whistles.of_request(request.id))
    assert (kept.reported_by, kept.answer) == ("u-qian", "已清理")
    assert kept.answered_at == NOW + timedelta(days=1)
    assert await store.read(lambda work: work.whistles.get(whistle.id)) == kept
    assert await store.read(lambda work: work.whistles.get(whistle.id + 1)) is None


async def test_names_in_it_go_with_those_who_bear_them(store: Store) -> None:
    request, _ = await store.write(called)
    await store.write(lambda work: work.actors.rename("u-chen1", "gone-1"))
    await store.write(lambda work: work.erasure.name(Traces(("u-wang",), name="王桂兰"), "某人"))
    [kept] = await store.read(lambda work: work.whistles.of_request(request.id))
    assert (kept.called_by, kept.words) == ("gone-1", "某人说占道")


async def test_its_words_are_kept_no_longer_than_those_of_the_request(store: Store) -> None:
    def closed(work: UnitOfWork) -> int:
        request, whistle = called(work)
        work.whistles.answer(whistle.id, NOW, "已清理")
        work.requests.save(replace(request, status=RequestStatus.CLOSED, closed_at=NOW))
        return request.id

    number = await store.write(closed)
    await store.write(lambda work: work.retention.request_words(NOW + timedelta(days=1), "已删除"))
    [kept] = await store.read(lambda work: work.whistles.of_request(number))
    assert (kept.words, kept.answer) == ("", None)
