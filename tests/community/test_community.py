"""The demo community as `contracts` describes it, and who answers for what in it."""

from dataclasses import replace

import pytest

from bot.config import demo_config
from handlers.community import Community, NodeKind, Permission, Person, Post, Role

DEMO = demo_config().community


def who(contact: str) -> Person:
    person = DEMO.person_of(contact)
    assert person is not None
    return person


def test_the_demo_community_is_the_one_of_the_contract() -> None:
    kinds = [node.kind for node in DEMO.nodes]
    assert (kinds.count(NodeKind.GRID), kinds.count(NodeKind.BUILDING)) == (2, 6)
    assert len(DEMO.households) == 144
    assert {room.id for room in DEMO.rooms} == {"r-dw", "r-p1", "r-p2", *(f"r-{n}" for n in range(1, 7))}
    assert (DEMO.bot_contact, DEMO.bot_names) == ("bot", ("小应", "小助手"))
    assert who("u-wang").household == "3-2-501"
    assert DEMO.person_of("u-stranger") is None
    assert [room.id for room in DEMO.rooms_of("b3")] == ["r-3"]


def test_every_listed_household_has_one_family() -> None:
    homes = [person.household for person in DEMO.people if person.household]
    assert len(homes) == len(set(homes))
    assert {home.id for home in DEMO.households}.issuperset(homes)


def test_the_tree() -> None:
    assert [node.id for node in DEMO.chain("b3")] == ["b3", "g1", "c"]
    assert DEMO.chain("nowhere") == ()
    assert DEMO.is_within("b3", "g1")
    assert not DEMO.is_within("b4", "g1")
    assert not DEMO.is_within("nowhere", "nowhere")


@pytest.mark.parametrize("written", ["3", "3号楼", "３栋", "3#", " 3座 "])
def test_a_building_by_its_number(written: str) -> None:
    node = DEMO.building_node(written)
    assert node is not None
    assert node.id == "b3"


def test_no_such_building() -> None:
    assert DEMO.building_node("33") is None
    assert DEMO.building_node("") is None


@pytest.mark.parametrize(
    ("category", "intent", "node", "person"),
    [
        ("电梯", "报修", "b3", "u-wu"),
        ("停车", "投诉", "b3", "u-li"),
        ("噪音", "矛盾调解", "b3", "u-zhao"),
        ("水电气暖", "微心愿", "b3", "u-ma"),
        ("停车", "投诉", "g2", "u-chen2"),
        (None, "咨询", "c", "u-he"),
        ("治安", None, "b6", "u-qian"),
    ],
)
def test_who_is_responsible(category: str | None, intent: str | None, node: str, person: str) -> None:
    found = DEMO.responsible(category, intent, node)
    assert found is not None
    assert found.id == person


def test_nobody_is_responsible_for_a_place_that_is_not_there() -> None:
    assert DEMO.responsible("电梯", "报修", "nowhere") is None


@pytest.mark.parametrize(
    ("person", "node", "ladder"),
    [
        ("u-wu", "b3", ["u-li", "u-chen1", "u-he", "u-zhou"]),
        ("u-li", "b3", ["u-chen1", "u-he", "u-zhou"]),
        ("u-li", "b5", ["u-sun5", "u-chen2", "u-he", "u-zhou"]),
        ("u-wang", "b3", ["u-li", "u-chen1", "u-he", "u-zhou"]),
        ("u-chen2", "b5", ["u-he", "u-zhou"]),
        ("u-he", "b5", ["u-zhou"]),
        ("u-zhou", "b5", []),
        ("u-wu", "c", ["u-he", "u-zhou"]),
    ],
)
def test_the_escalation_ladder(person: str, node: str, ladder: list[str]) -> None:
    assert [superior.id for superior in DEMO.superiors(who(person), node)] == ladder


def test_the_head_of_a_stairwell_is_below_the_head_of_the_building() -> None:
    unit = replace(DEMO.nodes[0], id="b3-2", kind=NodeKind.UNIT, name="2单元", parent="b3")
    stairs = Person("u-s", "沈静", ("u-s",), posts=(Post("b3-2", Role.HEAD),))
    community = replace(DEMO, nodes=(*DEMO.nodes, unit), people=(*DEMO.people, stairs))
    assert community.responsible("停车", "投诉", "b3-2") == stairs
    assert [person.id for person in community.superiors(stairs, "b3-2")][:2] == ["u-li", "u-chen1"]


ALL = set(Permission)
LEAD = set(Permission) - {Permission.ADMIN}


@pytest.mark.parametrize(
    ("person", "node", "allowed"),
    [
        ("u-zhou", "b6", ALL),
        ("u-he", "c", LEAD),
        ("u-chen1", "b3", LEAD),
        ("u-chen1", "b4", set()),
        ("u-chen1", "c", set()),
        ("u-li", "b3", {Permission.WORK, Permission.HANDLE, Permission.VOUCH}),
        ("u-li", "b2", set()),
        ("u-wu", "b2", {Permission.WORK, Permission.HANDLE}),
        ("u-wang", "b3", set()),
        ("u-zhou", "nowhere", set()),
    ],
)
def test_permissions_reach_down_from_the_post_and_nowhere_else(
    person: str, node: str, allowed: set[Permission]
) -> None:
    assert {permission for permission in Permission if DEMO.may(who(person), permission, node)} == allowed


def test_a_specialist_handles_only_the_own_categories() -> None:
    assert DEMO.may(who("u-wu"), Permission.HANDLE, "b3", "电梯")
    assert not DEMO.may(who("u-wu"), Permission.HANDLE, "b3", "治安")
    assert DEMO.may(who("u-li"), Permission.HANDLE, "b3", "治安")


def test_who_lives_where() -> None:
    assert len(DEMO.households_in("b3")) == 24
    assert len(DEMO.households_in("g1")) == 72
    residents = {person.id for person in DEMO.residents_in("b3")}
    assert residents == {"u-li", "u-wang", "u-liu", "u-gao", "u-tang"}
    assert {"u-chen1", "u-sun1"} <= {person.id for person in DEMO.residents_in("g1")}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("吴强", ["u-wu"]),
        ("@吴强\u2005", ["u-wu"]),
        ("吴师傅", ["u-wu"]),
        ("李楼长", ["u-li"]),
        ("王阿姨", ["u-wang"]),
        ("陈书记", ["u-chen1", "u-chen2"]),
        ("周书记", ["u-zhou"]),
        ("王楼长", []),
        ("", []),
        ("@", []),
    ],
)
def test_find_people(name: str, found: list[str]) -> None:
    assert [person.id for person in DEMO.find_people(name)] == found


def test_two_people_of_one_name_are_both_found() -> None:
    other = Person("u-wu2", "吴 强", ("u-wu2",))
    community: Community = replace(DEMO, people=(*DEMO.people, other))
    assert len(community.find_people("吴强")) == 2


def test_the_place_register() -> None:
    register = DEMO.place_register()
    assert set(register) == set("123456")
    plan = register["3"]
    assert (plan.units, plan.floors) == (frozenset("12"), frozenset(range(1, 7)))
    assert len(plan.flats) == 24
    assert ("2", "501") in plan.flats


def test_a_community_may_be_a_key() -> None:
    assert {DEMO: 1}[demo_config().community] == 1
