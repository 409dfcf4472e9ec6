"""Visits, contact members and services in the database, on both engines: sealed words, pictures, what is forgotten."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from storage.records import RequestStatus
from storage.store import Store
from storage.tables import visit
from storage.unit_of_work import UnitOfWork
from storage.visits import HomeContact, NewVisit, VisitKind
from tests.conftest import NOW

DAY = timedelta(days=1)
_EMPTY = (
    "place",
    "room",
    "assignee",
    "accepted_at",
    "closed_at",
    "accept_by",
    "close_by",
    "rating",
    "outcome",
)
SEEN = NewVisit(NOW, NOW, "u-li", VisitKind.VISIT, "b3", "3号楼2单元501", "3-2-501", True, "王桂兰血压高")


def add(work: UnitOfWork, **fields: object) -> int:
    return work.visits.add(replace(SEEN, **fields))  # type: ignore[arg-type]


def picture(work: UnitOfWork, visit_id: int, content: bytes) -> str:
    digest = work.blobs.put("a.jpg", "image/jpeg", content)
    work.visits.add_picture(visit_id, digest)
    return digest


async def test_what_was_noted_is_sealed_and_read_again(store: Store) -> None:
    number = await store.write(add)
    kept = await store.read(lambda work: work.connection.execute(select(visit.c.note)).scalar_one())
    assert "血压" not in kept
    [found] = await store.read(lambda work: work.visits.of_household("3-2-501", 5))
    assert (found.id, found.note, found.kind, found.at) == (number, "王桂兰血压高", VisitKind.VISIT, NOW)


async def test_the_last_message_of_somebody_is_found_and_dropped_with_its_pictures(store: Store) -> None:
    def play(work: UnitOfWork) -> None:
        add(work, said_at=NOW - DAY)
        first, second = add(work), add(work, household="3-2-502")
        digest = picture(work, first, b"one")
        assert [one.id for one in work.visits.last_of("u-li", NOW - DAY)] == [first, second]
        assert work.visits.last_of("u-li", NOW)[0].pictures == 1
        assert work.visits.pictures(first) == [digest]
        assert work.visits.last_of("u-sun1", NOW - DAY) == []
        work.visits.drop([first, second])
        assert work.blobs.get(digest) is None
        assert len(work.visits.of_household("3-2-501", 5)) == 1
        assert work.visits.last_of("u-li", NOW) == []

    await store.write(play)


async def test_only_who_was_met_counts_as_visited(store: Store) -> None:
    def play(work: UnitOfWork) -> None:
        add(work, at=NOW - 70 * DAY)
        add(work, at=NOW - DAY, met=False)
        add(work, kind=VisitKind.PATROL, household=None)
        assert work.visits.last_met() == {"3-2-501": NOW - 70 * DAY}
        found = work.visits.between(NOW - 2 * DAY, NOW)
        assert [one.met for one in found] == [False]

    await store.write(play)


async def test_words_and_pictures_go_when_they_are_old(store: Store) -> None:
    def play(work: UnitOfWork) -> None:
        old, bare, new = add(work, at=NOW - 400 * DAY), add(work, at=NOW - 400 * DAY, note=None), add(work)
        digest = picture(work, bare, b"old")
        assert work.visits.forget_notes(NOW - 365 * DAY) == 2
        assert work.visits.forget_notes(NOW - 365 * DAY) == 0
        notes = {one.id: one.note for one in work.visits.of_household("3-2-501", 5)}
        assert notes == {old: None, bare: None, new: "王桂兰血压高"}
        assert work.blobs.get(digest) is None

    await store.write(play)


async def test_words_of_a_home_and_about_a_name_are_forgotten(store: Store) -> None:
    def play(work: UnitOfWork) -> None:
        add(work)
        add(work, household="3-2-502", note="说王桂兰常来帮忙")
        add(work, household="3-1-301", note="身体好")
        assert work.visits.forget_words(["3-2-501"], "王桂兰") == 2
        notes = [one.note for one in work.visits.between(NOW - DAY, NOW + DAY)]
        assert notes == [None, None, "身体好"]

    await store.write(play)


async def test_a_flat_has_one_contact_member(store: Store) -> None:
    def play(work: UnitOfWork) -> None:
        contacts = work.home_contacts
        for flat in ("3-2-502", "3-2-501"):
            contacts.put(HomeContact(flat, "u-li", "u-chen1", NOW))
        contacts.put(HomeContact("3-2-502", "u-sun2", "u-chen1", NOW + DAY))
        assert [one.household for one in contacts.all()] == ["3-2-501", "3-2-502"]
        assert [one.household for one in contacts.of_person("u-li")] == ["3-2-501"]
        assert contacts.of_household("3-2-502") == HomeContact("3-2-502", "u-sun2", "u-chen1", NOW + DAY)
        assert contacts.drop(["3-2-502", "3-2-602"]) == 1
        contacts.drop_person(["u-li"])
        assert contacts.all() == []

    await store.write(play)


async def test_a_renamed_actor_keeps_visits_and_flats(store: Store) -> None:
    def play(work: UnitOfWork) -> None:
        add(work)
        work.home_contacts.put(HomeContact("3-2-501", "u-li", "u-li", NOW))
        work.actors.rename("u-li", "p-2")
        assert work.visits.last_of("p-2", NOW)[0].actor == "p-2"
        assert work.home_contacts.of_household("3-2-501") == HomeContact("3-2-501", "p-2", "p-2", NOW)

    await store.write(play)


async def test_requests_for_a_service(store: Store) -> None:
    def play(work: UnitOfWork) -> None:
        values = {
            "status": RequestStatus.DISPATCHED,
            "intent": "求助",
            "category": "养老助残",
            "urgency": "normal",
            "node": "b3",
            "text": "要助餐",
            "reporter": "u-wang",
            "level": 0,
            "created_at": NOW,
            "reopened": 0,
            **dict.fromkeys((*_EMPTY, "inferred")),
        }
        first = work.requests.add(values | {"code": "0001", "number": "20261123-0001"})
        second = work.requests.add(
            values | {"code": "0002", "number": "20261123-0002", "status": RequestStatus.CLOSED}
        )
        for one in (first, second):
            work.services.add(one.id, "zc")
        assert work.services.of(first.id) == "zc"
        assert work.services.of(second.id + 1) is None
        found = work.services.requests(["zc"], [RequestStatus.DISPATCHED])
        assert [(service, one.code) for service, one in found] == [("zc", "0001")]
        assert work.services.requests(["zy"], [RequestStatus.DISPATCHED]) == []

    await store.write(play)
