"""Helpers, open calls and loads, on both engines; and that they follow whoever is renamed or erased."""

from datetime import datetime, timedelta

from storage.records import Helper, OpenCall, RequestStatus
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.conftest import NOW
from tests.storage.test_repositories import a_request

HOUR = timedelta(hours=1)


async def test_helpers_come_and_go(store: Store) -> None:
    def unit(work: UnitOfWork) -> tuple[list[bool], list[Helper], list[tuple[str, datetime]]]:
        request = work.requests.add(a_request())
        done = [
            work.helpers.add(request.id, "u-li", "u-wu", NOW),
            work.helpers.add(request.id, "u-li", "u-wu", NOW + HOUR),
            work.helpers.add(request.id, "u-he", "u-wu", NOW + HOUR),
            work.helpers.remove(request.id, "u-he"),
            work.helpers.remove(request.id, "u-he"),
        ]
        mine = [(one.code, since) for one, since in work.helpers.by("u-li")]
        return done, work.helpers.of(request.id), mine

    done, helpers, mine = await store.write(unit)
    assert done == [True, False, True, True, False]
    assert [(one.person, one.asked_by, one.at) for one in helpers] == [("u-li", "u-wu", NOW)]
    assert mine == [("0001", NOW)]


async def test_a_call_runs_until_somebody_takes_it(store: Store) -> None:
    def unit(work: UnitOfWork) -> list[object]:
        first, second = (work.requests.add(a_request(number=f"2026-{n}")) for n in (1, 2))
        for n, one in enumerate((first, second)):
            work.calls.put(OpenCall(one.id, "r-3", "u-he", NOW + n * HOUR, NOW + 2 * HOUR))
        running = [call.request_id for call in work.calls.running_in("r-3")]
        ended = [
            work.calls.end(first.id, NOW + HOUR, "u-liu"),
            work.calls.end(first.id, NOW + HOUR, "u-tang"),
            work.calls.end(second.id, NOW + HOUR, None),
        ]
        taken = [call.taken_by for call in work.calls.taken_in("r-3", NOW)]
        nothing = work.calls.taken_in("r-3", NOW + 2 * HOUR)
        work.calls.put(OpenCall(first.id, "r-1", "u-he", NOW + 3 * HOUR, NOW + 4 * HOUR))
        again = work.calls.get(first.id)
        return [
            running == [first.id, second.id],
            ended,
            taken,
            nothing,
            again and again.room,
            again and again.ended_at,
        ]

    assert await store.write(unit) == [True, [True, False, True], ["u-liu"], [], "r-1", None]


async def test_loads_and_what_nobody_has(store: Store) -> None:
    def unit(work: UnitOfWork) -> list[object]:
        work.requests.add(a_request(number="1", given_at=NOW))
        work.requests.add(a_request(number="2", given_at=NOW + HOUR, status=RequestStatus.CLOSED))
        later = a_request(number="4", assignee=None, status=RequestStatus.RETURNED, created_at=NOW + HOUR)
        work.requests.add(later)
        work.requests.add(a_request(number="3", assignee=None, status=RequestStatus.WAITING))
        work.requests.add(a_request(number="5", assignee=None, status=RequestStatus.WITHDRAWN))
        left = [one.number for one in work.loads.nobodys()]
        return [work.loads.of("u-wu"), work.loads.of("u-li"), left]

    assert await store.write(unit) == [(1, NOW + HOUR), (0, None), ["3", "4"]]


async def test_they_follow_whoever_is_renamed_or_forgotten(store: Store) -> None:
    def unit(work: UnitOfWork) -> list[object]:
        request = work.requests.add(a_request())
        work.helpers.add(request.id, "u-old", "u-old", NOW)
        work.helpers.add(request.id, "u-new", "u-old", NOW + HOUR)
        work.calls.put(OpenCall(request.id, "r-3", "u-old", NOW, NOW + HOUR, "u-old", NOW))
        work.actors.rename("u-old", "u-new")
        call = work.calls.get(request.id)
        helpers = [(one.person, one.asked_by) for one in work.helpers.of(request.id)]
        work.helpers.forget(["u-new"])
        return [helpers, call and (call.called_by, call.taken_by), work.helpers.of(request.id)]

    assert await store.write(unit) == [[("u-new", "u-new")], ("u-new", "u-new"), []]


async def test_codes_of_what_is_not_over(store: Store) -> None:
    def unit(work: UnitOfWork) -> list[str]:
        work.requests.add(a_request(number="1", code="0712"))
        work.requests.add(a_request(number="2", code="0721", status=RequestStatus.CLOSED))
        found = work.requests.called_any(["0712", "0721", "9999"], [RequestStatus.DISPATCHED])
        return [one.code for one in found]

    assert await store.write(unit) == ["0712"]
