"""What puts right what was just said, and what only looks like it."""

import random
import time
from datetime import datetime

import pytest

from handlers.understanding import (
    Correction,
    Register,
    contradicts,
    find_place,
    merge_place,
    read_correction,
    things,
)

NOW = datetime(2026, 11, 22, 10)


def said(correction: Correction | None) -> str:
    """In one line: #2 5号楼 噪音 2026-11-23."""
    if correction is None:
        return ""
    place, due = correction.place, correction.due
    parts = (
        f"#{correction.item}" if correction.item else "",
        place.text if place else "",
        correction.category or "",
        due.value if due else "",
    )
    return " ".join(part for part in parts if part)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("不是3栋是5栋", "5号楼"),
        ("是5号楼，不是3号楼", "5号楼"),
        ("3栋啊不对，四栋", "4号楼"),
        ("不在3号楼 在5号楼", "5号楼"),
        ("唉说错了应该是五号楼", "5号楼"),
        ("楼号打错了5号楼", "5号楼"),
        ("5号楼错了 是6号楼", "6号楼"),
        ("写成5号楼了 其实是6号楼", "6号楼"),
        ("写反了 是2号楼3单元", "2号楼3单元"),
        ("少打了一个字 是12号楼", "12号楼"),
        ("不是2是3单元", "3单元"),
        ("2单元改成3单元", "3单元"),
        ("麻烦帮我改成5号楼", "5号楼"),
        ("不是302 是303", "303"),
        ("应该是502", "502"),
        ("加个房号 602", "602"),
        ("门牌号五零二", "502"),
        ("不是东门是西门", "小区西门"),
        ("位置错了，在地下车库", "地下车库"),
        ("改2 3栋", "#2 3号楼"),
        ("改二 三栋", "#2 3号楼"),
        ("改 3栋", "3号楼"),
        ("改2栋", "2号楼"),
        ("改2单元", "2单元"),
        ("第2个不是3栋是5栋", "#2 5号楼"),
        ("把第二个改成5号楼", "#2 5号楼"),
        ("改第二个 噪音", "#2 噪音"),
        ("不是电梯是门禁", "门禁"),
        ("不关电梯的事 是路灯", "路灯照明"),
        ("电梯好了 是门禁坏了", "门禁"),
        ("派错了 这是门禁的事", "门禁"),
        ("改类别 噪音", "噪音"),
        ("归错类了 是绿化", "绿化"),
        ("改成明天下午", "2026-11-23"),
        ("可以改到下周三吗", "2026-11-25"),
        ("明天不行 后天吧", "2026-11-24"),
        ("延到下周一", "2026-11-23"),
        ("不是周三是周四", "2026-11-26"),
        ("更正 5号楼2单元电梯", "5号楼2单元 电梯"),
    ],
)
def test_a_correction_is_read(words: str, meant: str) -> None:
    assert said(read_correction(words, None, NOW)) == meant


@pytest.mark.parametrize(
    "words",
    [
        "",
        "还没人来",
        "改天再来",
        "改造5号楼",
        "改善一下绿化",
        "改成这样也行",
        "换个灯泡",
        "上课改到周三",
        "有人把3号楼的门改成刷卡的了",
        "物业把收费改成每月5号了",
        "是不是5号楼",
        "不是5号楼的吗",
        "不是我说 你们物业太差了",
        "不是我们楼 5号楼昨天也停电了",
        "要不是5号楼的人 早修好了",
        "不是第一次了",
        "不是停水 是水压小",
        "应该是明天来修吧",
        "应该赔我302的损失",
        "还是5号楼好啊 又安静",
        "没错 5号楼",
        "打错人了",
        "错怪你了 3号楼",
        "5号楼电梯也坏了",
        "我不是3号楼的",
        "忘了带钥匙 302开不了门",
        "不是张师傅 是吴师傅",
        "错了" * 40,
    ],
)
def test_what_only_looks_like_one_is_none(words: str) -> None:
    assert read_correction(words, None, NOW) is None


def test_what_is_denied_is_read_too() -> None:
    correction = read_correction("不是3栋的电梯 是5栋的门禁", None, NOW)
    assert correction is not None
    assert correction.not_place is not None
    assert correction.not_place.building == "3"
    correction = read_correction("不是漏水是噪音", None, NOW)
    assert correction == Correction(category="噪音", not_category="漏水", rest="噪音")


@pytest.mark.parametrize(
    ("before", "words", "after"),
    [
        ("3号楼2单元", "5号楼", "5号楼2单元"),
        ("3号楼2单元501", "4单元", "3号楼4单元501"),
        ("3号楼2单元", "502", "3号楼2单元502"),
        ("3号楼2单元501", "6楼", "3号楼2单元6楼"),
        ("3号楼2单元501", "5号楼1单元", "5号楼1单元"),
        ("3号楼", "1、2单元", "3号楼1单元、2单元"),
        ("3号楼2单元", "东门", "小区东门"),
        ("小区东门", "5号楼", "5号楼"),
        ("3号楼、5号楼", "6号楼", "6号楼"),
        (None, "2单元", "2单元"),
    ],
)
def test_a_place_is_put_right_in_part(before: str | None, words: str, after: str) -> None:
    found = read_correction(f"改成{words}", None, NOW)
    assert found is not None
    assert found.place is not None
    assert merge_place(before, found.place) == after


@pytest.mark.parametrize(
    ("before", "denied", "other"),
    [
        ("3号楼2单元", "3号楼", False),
        ("3号楼", "2单元", False),
        ("3号楼2单元", "6号楼", True),
        (None, "6号楼", False),
    ],
)
def test_what_is_denied_tells_which_place_is_meant(before: str | None, denied: str, other: bool) -> None:
    place = find_place(denied)
    assert place is not None
    assert contradicts(before, place) is other


def test_an_unknown_building_is_marked() -> None:
    found = read_correction("不是3栋是9栋", Register(buildings=frozenset("123456")), NOW)
    assert found is not None
    assert found.place is not None
    assert not found.place.known


@pytest.mark.parametrize(
    ("words", "about"),
    [
        ("路灯还没修", {"路灯照明"}),
        ("那个垃圾也没人管", {"垃圾"}),
        ("晚上十二点还没修好", set()),
        ("老人都等急了还没人来", set()),
        ("第三次了", set()),
    ],
)
def test_the_thing_that_words_are_about(words: str, about: set[str]) -> None:
    assert things(words) == about


def test_hostile_words_take_no_time() -> None:
    chance = random.Random(7)
    signs = "不是改成错了栋楼单元第二个的明天下午312 ,、。把将说搞没好时间地址应该才对打"
    for length in (1, 20, 48, 10_000):
        for _ in range(100):
            words = "".join(chance.choices(signs, k=length))
            start = time.process_time()
            read_correction(words, None, NOW)
            assert time.process_time() - start < 0.5
