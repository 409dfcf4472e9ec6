"""Which matters are told to few; what a look at a hazard, a promise, or a side of a dispute says."""

from dataclasses import dataclass
from datetime import datetime

import pytest

from handlers.community import Community
from handlers.disputes.rules import agrees, flat_in, meeting_place
from handlers.errands.rules import promises_a_day, reason_in
from handlers.hazards.rules import inspector_of, read_verdict
from handlers.requests.private.restricted import Kind, private_kind
from storage.records import Request, RequestStatus
from tests.conftest import NOW


@pytest.mark.parametrize(
    ("words", "intent", "category", "kind"),
    [
        ("物业的小李骂人", "投诉", "物业服务", Kind.PERSON),
        ("楼长不办事", "撤回", "其他", Kind.PERSON),
        ("投诉3号楼楼长不管事", "投诉", "物业服务", Kind.PERSON),
        ("吴师傅态度恶劣", "投诉", "物业服务", Kind.PERSON),
        ("停车场保安打人", "投诉", "停车", Kind.PERSON),
        ("网格员收了红包", "投诉", "其他", Kind.PERSON),
        ("物业不作为", "投诉", "物业服务", None),
        ("物业态度太差了", "投诉", "物业服务", None),
        ("路灯坏了找楼长也没用", "报修", "路灯照明", None),
        ("投诉楼上噪音", "投诉", "噪音", None),
        ("老师傅修得挺好", "评价", "其他", None),
        ("保安没有骂人", "咨询", "物业服务", None),
        ("我老公打我", "求助", "医疗健康", Kind.VIOLENCE),
        ("隔壁3-1-302天天打孩子", "投诉", "噪音", Kind.VIOLENCE),
        ("老人被儿子打", "求助", "养老助残", Kind.VIOLENCE),
        ("我爸打我电话没人接", "求助", "养老助残", None),
        ("孩子打篮球吵", "投诉", "噪音", None),
        ("虐待流浪猫", "投诉", "宠物", None),
        ("孩子在学校被同学欺负", "求助", "其他", Kind.MINOR),
        ("孩子老是踢球砸门", "求助", "治安", None),
        ("我想申请低保", "求助", "政策咨询", Kind.POVERTY),
        ("家里揭不开锅了", "求助", "水电气暖", Kind.POVERTY),
        ("希望社区多帮助困难户", "建议", "其他", None),
        ("我爸瘫痪在床想申请护理补贴", "求助", "养老助残", Kind.HEALTH),
        ("电梯坏了，我家瘫痪老人下不来", "报修", "电梯", None),
        ("周末有高血压讲座吗，癌症筛查也有吗", "咨询", "文体活动", None),
        ("血压高想请医生", "求助", "医疗健康", Kind.HEALTH),
        ("楼上邻居骂人", "投诉", "邻里纠纷", Kind.DISPUTE),
        ("和楼上吵起来了", "矛盾调解", "噪音", Kind.DISPUTE),
        ("3号楼楼道堆电动车电池", "安全隐患", "消防安全", None),
    ],
)
def test_what_is_restricted(words: str, intent: str, category: str, kind: Kind | None) -> None:
    assert private_kind(words, intent, category) is kind


def test_a_name_makes_it_a_complaint_against_a_person() -> None:
    assert private_kind("投诉李伟乱停车", "投诉", "停车", ["李伟"]) is Kind.PERSON
    assert private_kind("投诉有人乱停车", "投诉", "停车") is None


@pytest.mark.parametrize(
    "words", ["", "，" * 10_000, "楼长" * 5_000, "\u202e打我" * 3_000, "家" * 9_999 + "打我"]
)
def test_hostile_words_are_read_quickly(words: str) -> None:
    before = datetime.now()
    private_kind(words, "投诉", "其他", ["李伟"] * 5)
    read_verdict(words, asked=True)
    agrees(words[:500])
    promises_a_day(words)
    assert (datetime.now() - before).total_seconds() < 2


@pytest.mark.parametrize(
    ("words", "asked", "verdict"),
    [
        ("合格", True, (True, "")),
        ("没问题", True, (True, "")),
        ("没问题", False, None),
        ("看过了没问题了", False, (True, "")),
        ("去看了，都清干净了", False, (True, "")),
        ("复查合格", False, (True, "")),
        ("不合格 还有两辆", True, (False, "还有两辆")),
        ("还没清干净", False, (False, "还没清干净")),
        ("明天去看", False, None),
        ("电梯还没修好", False, None),
        ("还有哪些隐患没整改", False, None),
        ("", True, None),
    ],
)
def test_a_verdict(words: str, asked: bool, verdict: tuple[bool, str] | None) -> None:
    assert read_verdict(words, asked=asked) == verdict


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("1", True),
        ("认可", True),
        ("能来", True),
        ("2", False),
        ("不认可，太早", False),
        ("周六没空", None),
        ("没空", False),
        ("不同意", False),
    ],
)
def test_a_side_says(words: str, said: bool | None) -> None:
    assert agrees(words) is said


def test_the_other_side_and_the_place() -> None:
    assert flat_in("3号楼1单元301 刘洋") == ("3-1-301", "刘洋")
    assert flat_in("楼上那户") == (None, "楼上那户")
    assert meeting_place("周六下午3点 社区调解室", "周六下午3点") == "社区调解室"


@pytest.mark.parametrize(
    ("words", "promised"),
    [
        ("周五前办好", True),
        ("周五给您办好", True),
        ("下周二之前能办完", True),
        ("周五办好了", False),
        ("周五能办好吗", False),
        ("周五前办不完", False),
        ("周五去看电影", False),
    ],
)
def test_a_promise(words: str, promised: bool) -> None:
    assert promises_a_day(words) is promised


def test_the_reason_is_what_is_left() -> None:
    assert reason_in("下周一 窗口休息", "下周一") == "窗口休息"
    assert reason_in("下周一", "下周一") == ""


@dataclass(frozen=True)
class _Case:
    rectifiers: set[str]
    inspector: str


@pytest.mark.parametrize("case", [_Case({"u-wu"}, "u-li"), _Case({"u-li"}, "u-chen1"), _Case(set(), "u-li")])
def test_somebody_else_looks(community: Community, case: _Case) -> None:
    """The demo has no grid worker in 3号楼: its 楼长, unless it was they who took it away."""
    found = inspector_of(community, hazard(community), case.rectifiers)
    assert found is not None
    assert found.id == case.inspector


def test_nobody_from_whom_it_is_kept_looks(community: Community) -> None:
    found = inspector_of(community, hazard(community, "u-li", "u-chen1"), set())
    assert found is not None
    assert found.id == "u-he"


def hazard(community: Community, *kept_from: str) -> Request:
    node = community.building_node("3")
    assert node is not None
    return Request(
        id=1,
        code="0001",
        number="20261123-0001",
        status=RequestStatus.TO_RATE,
        intent="安全隐患",
        category="消防安全",
        urgency="normal",
        place="3号楼",
        node=node.id,
        text="楼道堆电池",
        room="r-3",
        reporter="u-wang",
        assignee="u-wu",
        level=0,
        created_at=NOW,
        accepted_at=NOW,
        closed_at=NOW,
        accept_by=None,
        close_by=None,
        rating=None,
        reopened=0,
        outcome="清走",
        inferred=None,
        kept_from=kept_from,
    )
