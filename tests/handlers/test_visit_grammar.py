"""How visits and patrols are written down, as people say it; and what only sounds like it."""

from functools import partial

import pytest

from handlers.chat import register_of
from handlers.community import Community
from handlers.understanding.normal import normalise
from handlers.visits.flats import flats_of
from handlers.visits.grammar import LONGEST, VisitSaid, is_fine, read_patrol, read_visit, was_met


def read(community: Community, words: str) -> VisitSaid | None:
    return read_visit(
        normalise(words).strip(),
        register_of(community),
        partial(flats_of, community),
        lambda flat: community.household(flat) is not None,
    )


@pytest.mark.parametrize(
    ("words", "homes"),
    [
        ("走访 3-2-501 血压高，已提醒复诊", [("3-2-501", "血压高，已提醒复诊")]),
        ("走访3-2-501血压高", [("3-2-501", "血压高")]),
        ("刚去看了3号楼2单元501的王大妈，身体挺好", [("3-2-501", "王大妈，身体挺好")]),
        ("走访了三号楼二单元五零一 家里没人", [("3-2-501", "家里没人")]),
        ("走访 3-2-501、3-2-502 都挺好", [("3-2-501", "都挺好"), ("3-2-502", "都挺好")]),
        ("走访 3-2-501、502 都挺好", [("3-2-501", "都挺好"), ("3-2-502", "都挺好")]),
        ("走访 3-2-501 血压高；3-2-502 家里没人", [("3-2-501", "血压高"), ("3-2-502", "家里没人")]),
        ("走访 3-2-501 说和3-2-502吵架了", [("3-2-501", "说和3-2-502吵架了")]),
        ("走访 3-2-501 血压160 吃药2次，2楼漏水", [("3-2-501", "血压160 吃药2次，2楼漏水")]),
        ("今天走访2户：3-2-501 好，3-1-301 没人", [("3-2-501", "好"), ("3-1-301", "没人")]),
        ("3-2-501 走访过了，一切正常", [("3-2-501", "一切正常")]),
        ("到3-2-501坐了坐，老人精神不错", [("3-2-501", "老人精神不错")]),
        ("上门看了看3-2-501老李，腿脚不好", [("3-2-501", "老李，腿脚不好")]),
        ("入户3-2-501，老人独居，缺药", [("3-2-501", "老人独居，缺药")]),
        ("走访了李秀英 3-2-501 挺好", [("3-2-501", "挺好")]),
        ("走访 3-2-901 好", [(None, "好")]),
        ("走访 3号楼2单元", []),
        ("走访", []),
    ],
)
def test_visits(community: Community, words: str, homes: list[tuple[str | None, str]]) -> None:
    said = read(community, words)
    assert said is not None
    assert [(one.id, one.note) for one in said.homes] == homes


@pytest.mark.parametrize(
    "words",
    [
        "明天走访3-2-501",
        "走访3-2-501了吗",
        "还没走访 3-2-501",
        "要走访 3-2-501",
        "走访的时候看到3-2-501门口有垃圾",
        "走访记录 3-2-501",
        "走访情况 3号楼",
        "3-2-501漏水了",
        "我是3-2-501王桂兰",
        "什么时候来走访3-2-501",
        "走" * LONGEST + "访 3-2-501",
    ],
)
def test_talk_of_visits_is_none(community: Community, words: str) -> None:
    assert read(community, words) is None


def test_yesterday_is_a_day_ago_and_plain_words_may_be_about_work(community: Community) -> None:
    said = read(community, "昨天下午去走访了3-2-501 挺好")
    assert said is not None
    assert (said.ago, said.plainly) == (1, True)
    plain = read(community, "刚去看了3-2-501 换了个水龙头")
    assert plain is not None
    assert not plain.plainly


@pytest.mark.parametrize(
    ("words", "place", "note"),
    [
        ("巡查 3号楼 消防通道有杂物", "3号楼", "消防通道有杂物"),
        ("巡查3号楼正常", "3号楼", "正常"),
        ("巡查了一遍3号楼2单元，楼道灯坏了", "3号楼2单元", "楼道灯坏了"),
        ("今天下午巡查了3号楼，没问题", "3号楼", "没问题"),
        ("刚巡查完 一切正常", "", "一切正常"),
        ("巡查 第一片区 正常", "", "第一片区 正常"),
        ("巡查", "", ""),
    ],
)
def test_patrols(community: Community, words: str, place: str, note: str) -> None:
    said = read_patrol(normalise(words), register_of(community))
    assert said is not None
    assert (said.place, said.note) == (place, note)


@pytest.mark.parametrize(
    "words", ["巡查员没来", "巡逻车坏了", "巡查什么时候来", "保安巡逻不到位", "巡查3号楼了吗"]
)
def test_talk_of_patrols_is_none(community: Community, words: str) -> None:
    assert read_patrol(normalise(words), register_of(community)) is None


def test_whether_anybody_was_met() -> None:
    assert not any(map(was_met, ("家里没人", "敲门没人应", "锁着门", "不在家", "没见着人")))
    assert all(map(was_met, ("身体好", "", "家里没人照顾", "老人没人管")))


def test_all_is_well() -> None:
    assert all(map(is_fine, ("正常", "一切正常，无异常", "没问题", "", "都挺好的")))
    assert not is_fine("正常，就是灯坏了")
