"""The menu of services as rules: what asks for one, what does not, the nearest, the pages, the receiver."""

from dataclasses import replace

import pytest

from handlers.community import Community
from handlers.services import rules
from handlers.understanding.normal import normalise
from tests.grid import changed


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("我想要助餐", "助餐"),
        ("给我妈预约助浴", "助浴"),
        ("需要助洁服务，周三来", "助洁"),
        ("申请一份老年餐", "助餐"),
        ("我家老人需要陪诊", "助医"),
        ("能不能安排助行？", "助行"),
        ("想给孩子报名四点半课堂", None),  # the verb stands before the kin: read as any other request
        ("我要助餐卡在哪办", None),
        ("不要助餐了", None),
        ("助餐的老师今天好辛苦，大家鼓掌感谢他们一直以来的付出", None),
        ("谁要送餐的可以找我", None),
        ("助人为乐", None),
    ],
)
def test_who_wants_a_service(community: Community, words: str, name: str | None) -> None:
    wish = rules.read_wish(normalise(words), community.services)
    assert (wish.service.name if wish is not None and not wish.asks else None) == name


@pytest.mark.parametrize("words", ["助餐", "助餐怎么预约", "助浴多少钱？", "长者食堂几点开门"])
def test_a_question_about_a_service_is_no_order(community: Community, words: str) -> None:
    wish = rules.read_wish(normalise(words), community.services)
    assert wish is not None
    assert wish.asks


@pytest.mark.parametrize(
    "words", ["服务菜单", "有什么服务", "你们有哪些服务？", "社区能提供什么服务", "七助有哪些", "菜单"]
)
def test_who_asks_for_the_menu(words: str) -> None:
    assert rules.asks_for_menu(words)


@pytest.mark.parametrize(
    "words", ["物业有什么服务，就知道收钱", "服务态度差", "这个菜单看着不错", "服务" * 50]
)
def test_talk_is_no_menu(words: str) -> None:
    assert not rules.asks_for_menu(words)


def test_an_unknown_service_and_the_nearest(community: Community) -> None:
    assert rules.unknown_wish("我想要助乐", community.services) == "助乐"
    assert rules.unknown_wish("我想要一个说法", community.services) is None
    assert rules.nearest("老年餐饮", community.services).name == "助餐"
    assert rules.nearest("课后看娃辅导", community.services).name == "助学"


def test_pages_count_through(community: Community) -> None:
    first, more = rules.page_of(community.services, 0)
    second, end = rules.page_of(community.services, 1)
    assert [n for n, _ in first] == [1, 2, 3, 4, 5, 6]
    assert more
    assert [(n, one.name) for n, one in second] == [(7, "助学")]
    assert not end


def test_the_lead_gets_it_or_who_is_there(community: Community) -> None:
    service = next(one for one in community.services if one.name == "助医")
    able = ["u-ma", "u-li"]
    found = rules.receiver(community, service, able)
    assert found is not None
    assert found.id == "u-ma"
    away = changed(community, "u-ma", away=True)
    found = rules.receiver(away, service, able)
    assert found is not None
    assert found.id == "u-li"
    assert rules.receiver(away, replace(service, members=()), able) is None


def test_skills_find_the_team(community: Community) -> None:
    assert [one.name for one in rules.with_skill(community.services, "换灯泡")] == ["助急"]
    assert rules.with_skill(community.services, "开飞机") == []
