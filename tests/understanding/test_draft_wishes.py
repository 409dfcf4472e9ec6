"""How a poll is wanted, in words, and corrections of a draft."""

from datetime import datetime
from typing import Any

import pytest

from handlers.understanding.draftchanges import Change, changed_options, read_changes
from handlers.understanding.drafts import read_draft
from handlers.understanding.draftwishes import MANY, Wishes, read_wishes
from handlers.understanding.normal import normalise
from handlers.understanding.shares import Share

NOW = datetime(2026, 11, 22, 10)
HALF, TWO_THIRDS = Share(1, 2, True), Share(2, 3, False)


@pytest.mark.parametrize(
    ("text", "wishes"),
    [
        ("一户一票", {"unit": "household"}),
        ("每人1票", {"unit": "person"}),
        ("按户数和面积", {"unit": "owner"}),
        ("规则：双过半", {"unit": "owner", "preset": "double"}),
        ("重大事项双过半", {"unit": "owner", "preset": "double_major"}),
        ("三分之二以上参加，过半数同意", {"quorum": TWO_THIRDS, "passes": HALF}),
        ("过2/3参加、过半同意", {"quorum": Share(2, 3, True), "passes": HALF}),
        ("60%以上同意", {"passes": Share(60, 100, False)}),
        ("全体过半数同意", {"passes": HALF, "of_all": True}),
        ("得票最多", {"preset": "plurality"}),
        ("居民会议规则", {"quorum": HALF, "passes": HALF}),
        ("最多选3项", {"choose": 3}),
        ("五选三", {"choose": 3}),
        ("单选", {"choose": 1}),
        ("可多选", {"choose": MANY}),
        ("发到1、2、3号楼群", {"places": ("1", "2", "3号楼")}),
        ("范围：第一片区党员", {"places": ("第一片区",), "who": "party"}),
        ("党员投票", {"who": "party"}),
        ("仅限业主", {"who": "owners"}),
        ("投票人：王桂兰、刘洋", {"who": "list", "names": ("王桂兰", "刘洋")}),
        ("类型：议事表决", {"kind": "议事表决"}),
        ("提前15天公告", {"notice": 15}),
        ("公示7天", {"public": 7}),
        ("下周一9:00开始", {"starts": "下周一9:00"}),
        ("公开进度", {"show_counts": True}),
        ("方式：不记名，一人一票", {"secret": True, "unit": "person"}),
    ],
)
def test_a_wish(text: str, wishes: dict[str, Any]) -> None:
    found, rest = read_wishes(normalise(text))
    assert found == Wishes(**wishes)
    assert not rest.replace("\0", "").strip(",")


@pytest.mark.parametrize(
    "text",
    [
        "是否三分之二通过才算数",
        "党员活动去哪",
        "面积公摊合理吗",
        "发到群里的快递谁取",
        "5/3同意",
        "单选还是多选",
    ],
)
def test_no_wish_within_other_words(text: str) -> None:
    found, _ = read_wishes(normalise(text))
    assert not found.has_rule
    assert found.who is None
    assert found.choose is None


def test_a_whole_form() -> None:
    lines = (
        "发起法定表决",
        "事项：是否更换物业公司",
        "选项：同意、反对、弃权",
        "规则：双过半",
        "范围：1-3号楼",
    )
    said = "\n".join((*lines, "公示7天", "截止：12月20日18:00"))
    draft = read_draft(said, NOW)
    assert draft is not None
    assert (draft.topic, draft.options, draft.due) == (
        "是否更换物业公司",
        ("同意", "反对", "弃权"),
        "2026-12-20T18:00",
    )
    assert draft.wishes == Wishes(
        kind="法定表决", unit="owner", preset="double", places=("1-3号楼",), public=7
    )


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("改成不记名", [Change(wishes=Wishes(secret=True))]),
        ("截止改周六", [Change(due="2026-11-28")]),
        ("选项加一个弃权", [Change(added="弃权")]),
        ("题目改成要不要装充电桩", [Change(title="要不要装充电桩")]),
        ("选项改成：白色、灰色", [Change(options=("白色", "灰色"))]),
        ("改成下周六、下下周六两个选项", [Change(options=("下周六", "下下周六"))]),
        ("删掉第2个", [Change(dropped="反对")]),
        ("反对改成不同意", [Change(renamed=("反对", "不同意"))]),
        ("改成不记名，截止改周六", [Change(wishes=Wishes(secret=True)), Change(due="2026-11-28")]),
        ("类型改成议事表决", [Change(wishes=Wishes(kind="议事表决"))]),
        ("范围改成全小区", [Change(wishes=Wishes(places=("全小区",)))]),
        ("你好", []),
        ("3号楼电梯坏了，没人修", []),
        ("不要弃权了", []),
        ("长" * 5000, []),
    ],
)
def test_corrections(text: str, changes: list[Change]) -> None:
    assert list(read_changes(text, ("同意", "反对"), NOW)) == changes


def test_options_are_changed() -> None:
    options = ("同意", "反对")
    for said, expected in {
        "加个弃权": ("同意", "反对", "弃权"),
        "去掉反对": ("同意",),
        "反对改成不同意": ("同意", "不同意"),
    }.items():
        [change] = read_changes(said, options, NOW)
        assert changed_options(options, change) == expected
