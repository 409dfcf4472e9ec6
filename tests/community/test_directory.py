"""The community as it is now: the configuration with what is kept on top, noticed at once, never mixed up."""

from dataclasses import replace
from datetime import time

import pytest

from handlers.community import Community, Kind, Permission, Post, Role
from handlers.directory import Directory, kept_from
from handlers.turn import Turn
from storage.roster_records import Account, BoundRoom, KeptHousehold, KeptNode, KeptPerson
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.conftest import NOW


async def test_without_anything_kept_it_is_the_configured_one(store: Store, community: Community) -> None:
    found = await store.read(Directory(community).of)
    assert found == community


async def test_what_is_kept_is_seen_by_the_next_transaction(store: Store, community: Community) -> None:
    directory = Directory(community)
    before = await store.read(directory.of)

    def change(work: UnitOfWork) -> None:
        assert directory.of(work) is before
        work.roster.put_nodes(KeptNode("b9", "building", "9号楼", "g1"))
        work.roster.put_households(KeptHousehold("9-1-101", "b9", "9", "1", "101"))
        work.roster.put_room(BoundRoom("r-9", "9号楼群", "b9", "u-zhou", NOW))
        person = KeptPerson("p-1", "张三", household="9-1-101", kinds=("租户",))
        work.roster.put_people(person)
        work.roster.bind(Account("wx-1", "p-1", "code", "u-zhou", NOW))

    await store.write(change)
    now = await store.read(directory.of)
    assert now is not before
    assert await store.read(directory.of) is now
    zhang = now.person_of("wx-1")
    assert zhang is not None
    assert (zhang.name, zhang.kinds) == ("张三", frozenset({Kind.TENANT}))
    assert now.room("r-9") is not None
    assert [home.id for home in now.households_in("b9")] == ["9-1-101"]
    assert now.building_node("9号楼") is not None


async def test_a_configured_person_is_replaced_until_their_line_changes(
    store: Store, community: Community
) -> None:
    li = community.person("u-li")
    assert li is not None
    await store.write(lambda work: work.roster.put_people(replace(kept_from(li, community), posts=())))
    assert (await store.read(Directory(community).of)).person("u-li") == replace(li, posts=())
    later = replace(li, title="3号楼老楼长")
    edited = replace(community, people=tuple(later if one.id == "u-li" else one for one in community.people))
    assert (await store.read(Directory(edited).of)).person("u-li") == later


async def test_a_contact_that_ended_is_nobodys_and_a_new_one_is_theirs(
    store: Store, community: Community
) -> None:
    def change(work: UnitOfWork) -> None:
        work.roster.bind(Account("u-li", "u-li", "office", "u-zhou", NOW, ended_at=NOW))
        work.roster.bind(Account("wx-new", "u-li", "code", "u-zhou", NOW))

    await store.write(change)
    now = await store.read(Directory(community).of)
    assert now.person_of("u-li") is None
    found = now.person_of("wx-new")
    assert found is not None
    assert (found.id, found.contacts) == ("u-li", ("wx-new",))


async def test_who_left_has_a_name_and_nothing_else(store: Store, community: Community) -> None:
    li = community.person("u-li")
    assert li is not None
    gone = replace(kept_from(li, community), left_at=NOW)
    await store.write(lambda work: work.roster.put_people(gone))
    now = await store.read(Directory(community).of)
    assert now.person_of("u-li") is None
    former = now.person("u-li")
    assert former is not None
    assert (former.name, former.posts, former.contacts) == ("李伟", (), ())
    assert former not in now.residents_in("c")


async def test_a_stranger_whose_contact_is_called_like_a_person_is_a_stranger(
    store: Store, community: Community
) -> None:
    """Contacts and people have ids of their own: who writes as "u-li" is 李伟 only while that contact is his."""
    await store.write(
        lambda work: work.roster.bind(Account("u-li", "u-li", "office", "u-zhou", NOW, ended_at=NOW))
    )

    def check(work: UnitOfWork) -> None:
        turn = Turn.by_contact(work, NOW, Directory(community).of(work), "u-li")
        assert turn.actor.startswith("g-")
        assert turn.person is None

    await store.write(check)


def with_li(community: Community, **changes: object) -> Community:
    """The demo community with 李伟 changed."""
    return replace(
        community,
        people=tuple(
            replace(one, **changes) if one.id == "u-li" else one  # type: ignore[arg-type]
            for one in community.people
        ),
    )


def test_a_stand_in_holds_the_posts_of_who_is_away(community: Community) -> None:
    away = with_li(community, away=True, stand_in="u-sun1")
    sun = away.person("u-sun1")
    assert sun is not None
    assert away.responsible("停车", "投诉", "b3") == sun
    assert away.may(sun, Permission.HANDLE, "b3")
    assert not community.may(sun, Permission.HANDLE, "b3")
    assert {post.node for post in away.posts_of(sun)} == {"b1", "b3"}


def test_away_without_a_stand_in_the_next_one_up_has_it(community: Community) -> None:
    found = with_li(community, away=True).responsible("停车", "投诉", "b3")
    assert found is not None
    assert found.id == "u-chen1"


async def test_only_who_changed_is_read_anew(store: Store, community: Community) -> None:
    directory = Directory(community)
    many = [KeptPerson(f"p-{n}", f"张三{n}", kinds=("租户",)) for n in range(3)]
    await store.write(lambda work: work.roster.put_people(*many))
    before = await store.read(directory.of)

    def change(work: UnitOfWork) -> None:
        work.roster.put_people(replace(many[0], name="李四"))
        work.roster.bind(Account("wx-1", "p-1", "code", "u-zhou", NOW))

    await store.write(change)
    after = await store.read(directory.of)
    names = [(person.name, person.contacts) for n in range(3) if (person := after.person(f"p-{n}"))]
    assert names == [("李四", ()), ("张三1", ("wx-1",)), ("张三2", ())]
    assert after.person("p-2") is before.person("p-2")


@pytest.mark.parametrize(("hour", "who"), [(10, "u-li"), (23, "u-chen1"), (3, "u-chen1")])
def test_who_is_off_duty_is_passed_over(community: Community, hour: int, who: str) -> None:
    day = with_li(community, posts=(Post("b3", Role.HEAD, hours=((time(8), time(20)),)),))
    found = day.responsible("停车", "投诉", "b3", time(hour))
    assert found is not None
    assert found.id == who


def test_duty_may_go_over_midnight() -> None:
    night = Post("c", Role.SPECIALIST, hours=((time(20), time(6)),))
    assert [night.on_duty(time(hour)) for hour in (19, 20, 23, 0, 5, 6)] == [
        False,
        True,
        True,
        True,
        True,
        False,
    ]
