"""The ledger on both engines: who finds what, by which words; in pieces; what a report counts."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from storage.ledger import EVERYTHING, Reach, Scope, Wanted
from storage.records import RequestStatus
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.conftest import NOW

B3 = frozenset({"b3"})
ANYTHING = Wanted()


def add(store: UnitOfWork, code: str, **values: Any) -> int:
    defaults: Mapping[str, Any] = {
        "code": code,
        "number": f"20261123-{code}",
        "status": RequestStatus.DISPATCHED,
        "intent": "报修",
        "category": "电梯",
        "urgency": "normal",
        "place": "3号楼2单元",
        "node": "b3",
        "text": "电梯坏了",
        "room": "r-3",
        "reporter": "u-wang",
        "assignee": "u-wu",
        "level": 0,
        "created_at": NOW,
        "accepted_at": None,
        "closed_at": None,
        "accept_by": None,
        "close_by": None,
        "rating": None,
        "reopened": 0,
        "outcome": None,
        "inferred": None,
    }
    return store.requests.add({**defaults, **values}).id


def fill(store: UnitOfWork) -> None:
    add(store, "0001")
    add(
        store,
        "0002",
        category="漏水",
        text="５０％的ＷＩＦＩ 100%_坏",
        place="3号楼1单元501",
        reporter="u-liu",
    )
    add(store, "0003", category="邻里纠纷", text="隔壁吵架", restricted="dispute", assignee="u-zhao")
    add(store, "0004", category="物业服务", text="小李骂人", restricted="person", kept_from=("u-chen1",))
    add(store, "0005", node="b5", place="5号楼", reporter="u-xu", outcome="换了主板")
    late = {"accept_by": NOW - timedelta(minutes=5), "close_by": NOW + timedelta(days=1)}
    add(store, "0006", node="b13", place="13号楼2单元", created_at=NOW - timedelta(days=40), **late)
    joined = store.requests.by_code("0002")
    assert joined is not None
    store.requests.add_party(joined.id, "u-wang", NOW)


async def codes(store: Store, scope: Scope, wanted: Wanted = ANYTHING) -> list[str]:
    found = await store.read(lambda unit: unit.ledger.page(scope, wanted, 50))
    assert await store.read(lambda unit: unit.ledger.count(scope, wanted)) == len(found)
    return [one.code for one in found]


async def test_everybody_finds_what_is_theirs_to_find(store: Store) -> None:
    await store.write(fill)
    assert await codes(store, Scope()) == []
    assert await codes(store, Scope((Reach(B3),))) == ["0002", "0001"]
    assert await codes(store, Scope((Reach(B3, private=None),))) == ["0004", "0003", "0002", "0001"]
    assert await codes(store, Scope((Reach(B3, private=None),), viewer="u-chen1")) == ["0003", "0002", "0001"]
    topics = frozenset({"邻里纠纷", "物业服务"})
    assert await codes(store, Scope((Reach(B3, topics, frozenset({"dispute"})),))) == ["0003"]
    assert await codes(store, Scope(members=frozenset({"u-zhao"}))) == ["0003"]
    assert await codes(store, Scope(own="u-wang")) == ["0006", "0004", "0003", "0002", "0001"]
    assert await codes(store, Scope(own="u-xu")) == ["0005"]


async def test_words_are_found_where_they_stand_and_signs_mean_nothing(store: Store) -> None:
    await store.write(fill)
    for words, found in {
        ("吵架",): ["0003"],
        ("主板",): ["0005"],
        ("wifi", "ｗｉｆｉ", "ＷＩＦＩ"): ["0002"],
        ("%",): ["0002"],
        ("%_",): ["0002"],
        ("_",): ["0002"],
        ("\\",): [],
        ("'; DROP TABLE request; --",): [],
        ("报修",): ["0006", "0005", "0004", "0003", "0002", "0001"],
    }.items():
        assert await codes(store, EVERYTHING, Wanted(words=(words,))) == found, words
    both = Wanted(words=(("坏",), ("5号楼", "501")))
    assert await codes(store, EVERYTHING, both) == ["0005", "0002"]


async def test_people_places_states_and_times_narrow_it(store: Store) -> None:
    await store.write(fill)
    liu = frozenset({"u-liu", "u-zhao"})
    assert await codes(store, EVERYTHING, Wanted(people=liu)) == ["0003", "0002"]
    assert await codes(store, EVERYTHING, Wanted(people=liu, reported=False)) == ["0003"]
    assert await codes(store, EVERYTHING, Wanted(people=liu, given=False)) == ["0002"]
    assert await codes(store, EVERYTHING, Wanted(nodes=B3, place="3号楼2单元")) == ["0004", "0003", "0001"]
    assert await codes(store, EVERYTHING, Wanted(nodes=frozenset())) == []
    assert await codes(store, EVERYTHING, Wanted(until=NOW)) == ["0006"]
    assert await codes(store, EVERYTHING, Wanted(overdue_at=NOW)) == ["0006"]
    assert await codes(store, EVERYTHING, Wanted(statuses=(RequestStatus.CLOSED,))) == []


async def test_pages_and_pieces_have_everything_once(store: Store) -> None:
    await store.write(fill)

    def look(unit: UnitOfWork) -> tuple[list[str], list[str]]:
        first = unit.ledger.page(EVERYTHING, Wanted(), 4)
        rest = unit.ledger.page(EVERYTHING, Wanted(), 4, before=first[-1].id)
        pieces = unit.ledger.every(EVERYTHING, Wanted())
        return [one.code for one in (*first, *rest)], [one.code for piece in pieces for one in piece]

    pages, pieces = await store.read(look)
    assert pages == ["0006", "0005", "0004", "0003", "0002", "0001"]
    assert pieces == pages[::-1]


async def test_a_report_counts_what_came_went_and_stays(store: Store) -> None:
    def put(unit: UnitOfWork) -> None:
        add(unit, "0001")
        closed = {"status": RequestStatus.CLOSED, "created_at": NOW - timedelta(days=30)}
        add(unit, "0002", **closed, closed_at=NOW)
        add(unit, "0003", **closed, closed_at=NOW - timedelta(days=20))
        add(unit, "0004", created_at=NOW - timedelta(days=30))
        add(unit, "0005", created_at=NOW + timedelta(days=2))
        add(unit, "0006", node="b5", assignee="u-li")

    await store.write(put)
    day = (NOW - timedelta(hours=1), NOW + timedelta(hours=1))
    found = await store.read(lambda unit: unit.ledger.moving(B3, *day))
    assert [one.code for one in found] == ["0001", "0002", "0004"]
    mine = await store.read(lambda unit: unit.ledger.of_member("u-li", *day))
    assert [one.code for one in mine] == ["0006"]
