"""From sheets to a plan: what becomes of each row, said all at once."""

import hashlib
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import demo_config
from handlers.community import Community
from handlers.errors import UserError
from handlers.roster import rules, wording
from handlers.roster.plan import Known, Plan, Verdict
from handlers.roster.tables import Range, Sheet

HEADER = ("姓名", "楼栋", "单元", "房号", "电话")


def sheet(*rows: Sequence[str], name: str = "人员", merged: tuple[Range, ...] = ()) -> Sheet:
    """A sheet whose first row is row 1; empty rows are left away, as the reader does."""
    kept = tuple((number, tuple(row)) for number, row in enumerate(rows, 1) if any(row))
    return Sheet(name, kept, merged)


def mark(purpose: str, words: str) -> str:
    return hashlib.sha256(f"{purpose}{words}".encode()).hexdigest()


def planned(
    community: Community, *sheets: Sheet, numbers: Mapping[str, tuple[str | None, str | None]] | None = None
) -> Plan:
    ids = (f"p-{number}" for number in itertools.count(1))
    return rules.plan_import(sheets, Known(community, {}, numbers or {}, mark, lambda: next(ids)))


def bad(plan: Plan) -> list[tuple[int, str]]:
    return [(remark.line.row, remark.key.removeprefix("roster.bad.")) for remark in plan.bad if remark.line]


def noted(plan: Plan) -> list[str]:
    return [remark.key.removeprefix("roster.note.") for remark in plan.notes]


def test_a_sheet_as_an_office_has_it(community: Community) -> None:
    """A title above, a building merged over its rows, a family below its head, a blank row, a total."""
    plan = planned(
        community,
        sheet(
            ("3号楼居民花名册",),
            ("制表人：小李",),
            ("序号", "姓 名", "楼栋", "单元", "房号", "联系电话", "与户主关系"),
            ("1", "陈一一", "3号楼", "2", "401", "138 1111 2222", "户主"),
            ("2", "林二二", "", "2", "401", "", "妻子"),
            (),
            ("3", "陈小三", "", "", "", "", "儿子"),
            ("合计", "3"),
            merged=(((4, 2), (5, 2)),),
        ),
    )
    assert bad(plan) == []
    assert [(person.name, person.household) for person in plan.people] == [
        ("陈一一", "3-2-401"),
        ("林二二", "3-2-401"),
        ("陈小三", "3-2-401"),
    ]
    assert plan.numbers["p-1"].phone == "13811112222"
    assert [entry.verdict for entry in plan.entries] == [Verdict.NEW] * 3
    assert plan.households == {}  # the flat is there


def test_the_other_flats_of_an_owner(community: Community) -> None:
    header = (*HEADER, "名下房屋")
    plan = planned(
        community,
        sheet(
            header,
            ("陈一一", "3", "2", "401", "", "5-1-101、5号楼1单元102室"),
            ("林二二", "3", "2", "402", "", "9-1-101"),
        ),
    )
    assert [(person.name, person.owns) for person in plan.people] == [("陈一一", ("5-1-101", "5-1-102"))]
    assert bad(plan) == [(3, "building")]


def test_a_header_of_two_rows(community: Community) -> None:
    plan = planned(
        community,
        sheet(
            ("姓名", "住址", "", "", "手机"),
            ("", "幢号", "单元", "室号", ""),
            ("陈一一", "3", "2", "401", ""),
            merged=(((1, 0), (2, 0)), ((1, 1), (1, 3)), ((1, 4), (2, 4))),
        ),
    )
    assert [(person.name, person.household) for person in plan.people] == [("陈一一", "3-2-401")]


def test_every_bad_row_is_named_and_everything_wrong_with_it(community: Community) -> None:
    plan = planned(
        community,
        sheet(
            HEADER,
            ("王", "3", "2", "401", "123"),
            ("陈一一", "9", "2", "401", ""),
            ("陈一一", "3", "2", "999", ""),
            ("", "3", "2", "401", "13811112222"),
            ("陈一一", "", "", "", ""),
            ("陈好好", "3", "2", "401", ""),
        ),
    )
    assert bad(plan) == [
        (2, "name_length"),
        (2, "phone"),
        (3, "building"),
        (4, "flat"),
        (5, "name_missing"),
        (6, "place_missing"),
    ]
    assert plan.bad_rows == 5
    assert [person.name for person in plan.people] == ["陈好好"]
    lines = list(wording.lines(plan))
    assert "不收　人员 第3行：没有9号楼，最近的是6号楼；真有这栋楼，请先写进“网格楼栋”表" in lines
    assert wording.summary(plan).endswith("不收5行")


def test_somebody_who_is_there_is_changed_and_not_doubled(community: Community) -> None:
    numbers = {"u-wang": (mark("phone", "13811112222"), None)}
    same = sheet(HEADER, ("王 桂 兰", "3", "2", "501", "138-1111-2222"))
    assert [entry.verdict for entry in planned(community, same, numbers=numbers).entries] == [Verdict.SAME]
    other = planned(community, sheet(HEADER, ("王桂兰", "3", "2", "501", "13933334444")), numbers=numbers)
    assert [(entry.verdict, entry.changes) for entry in other.entries] == [(Verdict.CHANGED, ("电话",))]
    assert list(other.numbers) == ["u-wang"]
    assert other.people == []


def test_an_empty_cell_takes_nothing_away(community: Community) -> None:
    plan = planned(community, sheet(("姓名", "住址", "政治面貌"), ("李伟", "3-1-101", "")))
    assert plan.is_empty


def test_the_same_person_twice(community: Community) -> None:
    plan = planned(
        community,
        sheet(
            HEADER,
            ("陈一一", "3", "2", "401", ""),
            ("陈一一", "3", "2", "401", "13811112222"),
            ("陈一一", "3", "2", "401", "13933334444"),
        ),
    )
    assert len(plan.people) == 1
    assert plan.numbers["p-1"].phone == "13811112222"
    assert (bad(plan), noted(plan)) == ([(4, "twice")], ["twice"])


def test_a_phone_of_somebody_else_elsewhere_is_worth_a_look(community: Community) -> None:
    numbers = {"u-tang": (mark("phone", "13811112222"), None)}
    plan = planned(community, sheet(HEADER, ("陈一一", "3", "2", "401", "13811112222")), numbers=numbers)
    assert (bad(plan), noted(plan)) == ([], ["phone"])
    family = planned(community, sheet(HEADER, ("唐小小", "3", "2", "502", "13811112222")), numbers=numbers)
    assert noted(family) == []


def test_an_identity_number_finds_who_has_moved_and_refuses_another_name(community: Community) -> None:
    identity = "11010519491231002X"
    numbers = {"u-tang": (None, mark("identity", identity))}
    header = ("姓名", "住址", "身份证号")
    moved = planned(community, sheet(header, ("唐磊", "3-1-202", identity)), numbers=numbers)
    assert [(person.id, person.household) for person in moved.people] == [("u-tang", "3-1-202")]
    assert moved.entries[0].changes == ("住址 3-2-502→3-1-202",)
    other = planned(community, sheet(header, ("陈一一", "3-1-202", identity)), numbers=numbers)
    assert bad(other) == [(2, "identity_taken")]
    both = planned(community, sheet(header, ("陈一一", "3-1-202", identity), ("陈二二", "3-1-202", identity)))
    assert bad(both) == [(3, "identity_twice")]


def test_a_tree_in_any_order_and_homes_in_it(community: Community) -> None:
    plan = planned(
        community,
        sheet(
            ("名称", "级别", "上级"),
            ("8号楼1单元", "", "8号楼"),
            ("8幢", "楼栋", "第三片区"),
            ("第三片区", "网格", "幸福里社区"),
            ("9号楼", "", "第四片区"),
            ("3号楼", "", "第二片区"),
            name="网格",
        ),
        sheet(
            ("房号", "业主姓名", "面积"),
            ("8-1-101", "赵一一", "88.5"),
            ("8-1-102", "空置", "90"),
            name="住户",
        ),
    )
    assert [(node.id, node.name, node.parent) for node in plan.nodes] == [
        ("grid-第三片区", "第三片区", "c"),
        ("building-8", "8号楼", "grid-第三片区"),
        ("unit-building-8-1", "8号楼1单元", "building-8"),
    ]
    assert bad(plan) == [(5, "parent"), (6, "node_configured")]
    homes = {home.id: (home.node, home.area) for home in plan.households.values()}
    assert homes == {"8-1-101": ("unit-building-8-1", 8850), "8-1-102": ("unit-building-8-1", 9000)}
    assert [(person.name, person.kinds) for person in plan.people] == [("赵一一", ("业主",))]


def test_an_empty_flat_in_a_sheet_of_people_is_about_the_flat(community: Community) -> None:
    plan = planned(
        community,
        sheet(
            HEADER,
            ("空置", "3", "2", "601", ""),
            ("陈一一", "3", "2", "602", ""),
            ("空置", "3", "2", "602", "13811112222"),
            ("/", "3", "2", "502", ""),
        ),
    )
    assert bad(plan) == [(4, "name_missing"), (5, "name_missing")]
    assert [(entry.verdict, entry.label) for entry in plan.entries if entry.what == "household"] == [
        (Verdict.SAME, "3-2-601")
    ]
    assert [person.name for person in plan.people] == ["陈一一"]


def test_how_a_flat_is_used_may_stand_behind_its_address(community: Community) -> None:
    rows = (("陈一一", "3号楼2单元401室（出租）"), ("陈二二", "3-2-402【空置】"), ("陈三三", "3-2-401（东）"))
    plan = planned(community, sheet(("姓名", "住址"), *rows))
    assert [person.household for person in plan.people] == ["3-2-401", "3-2-402"]
    assert bad(plan) == [(4, "place")]


def test_a_flat_without_unit_is_in_the_only_one_that_has_it(community: Community) -> None:
    plan = planned(community, sheet(("姓名", "住址"), ("陈一一", "3-501")))
    assert bad(plan) == [(2, "unit_missing")]
    tree = sheet(("名称", "上级"), ("8号楼", "第一片区"), name="网格")
    plan = planned(community, tree, sheet(("姓名", "住址"), ("陈一一", "8-501")))
    assert [person.household for person in plan.people] == ["8-1-501"]


def test_a_sheet_of_one_building_says_so_in_its_name(community: Community) -> None:
    header = ("姓名", "单元", "房号")
    plan = planned(
        community, sheet(header, ("陈一一", "2", "401"), ("陈二二", "", "2-402"), name="3号楼住户")
    )
    assert [person.household for person in plan.people] == ["3-2-401", "3-2-402"]
    assert bad(planned(community, sheet(header, ("陈一一", "2", "401"), name="1-3号楼"))) == [
        (2, "place_missing")
    ]


def test_an_office_gives_a_right_only_by_a_known_word(community: Community) -> None:
    plan = planned(
        community,
        sheet(
            ("姓名", "住址", "职务", "负责范围", "微信号"),
            ("陈一一", "3-2-401", "楼长", "", "wx1"),
            ("陈二二", "", "第二片区网格员", "", ""),
            ("陈三三", "", "支部书记", "第一片区", ""),
            ("陈四四", "", "社区书记", "", ""),
            ("陈五五", "3-2-402", "楼长", "9号楼", ""),
            ("周敏", "", "社区党委书记", "", ""),
        ),
    )
    assert [(grant.name, grant.node, grant.role) for grant in plan.grants] == [
        ("陈一一", "b3", "head"),
        ("陈二二", "g2", "assistant"),
        ("陈三三", "g1", "secretary"),
    ]
    assert sorted(noted(plan)) == ["account", "no_right", "office_nowhere"]
    assert [person.title for person in plan.people if not person.posts] == ["社区书记", "楼长"]
    assert any(line.startswith("权限　人员 第2行：陈一一 将成为3号楼的楼长") for line in wording.lines(plan))


def test_a_namesake_of_a_member_gets_nothing_of_theirs(community: Community) -> None:
    plan = planned(community, sheet(("姓名", "住址"), ("周敏", "3-2-401")))
    assert [(person.id, person.posts) for person in plan.people] == [("p-1", ())]
    assert noted(plan) == ["namesake"]


def test_a_right_that_was_taken_away_does_not_come_back_with_the_title(community: Community) -> None:
    people = tuple(replace(one, posts=()) if one.id == "u-li" else one for one in community.people)
    without = replace(community, people=people)
    plan = planned(
        without, sheet(("小应编号", "姓名", "住址", "职务"), ("u-li", "李伟", "3-1-101", "3号楼楼长"))
    )
    assert plan.is_empty
    assert plan.grants == []


def test_by_our_own_number_a_name_may_change_and_a_wrong_one_is_refused(community: Community) -> None:
    header = ("小应编号", "姓名", "住址")
    plan = planned(community, sheet(header, ("u-tang", "唐蕾", "3-2-502"), ("p-none", "陈一一", "3-2-401")))
    assert [(person.id, person.name) for person in plan.people] == [("u-tang", "唐蕾")]
    assert bad(plan) == [(3, "id")]


def test_examples_of_the_template_and_repeated_headers_are_not_read(community: Community) -> None:
    header = ("序号", "姓名", "住址")
    plan = planned(
        community, sheet(header, ("示例", "王小明", "7-1-101"), header, ("1", "陈一一", "3-2-401"))
    )
    assert (bad(plan), [person.name for person in plan.people]) == ([], ["陈一一"])


_HEADERS = (
    "姓名",
    "户主",
    "业主",
    "住址",
    "楼栋",
    "单元",
    "房号",
    "电话",
    "身份证号",
    "关系",
    "党员",
    "面积",
    "职务",
    "负责范围",
    "名称",
    "上级",
    "小应编号",
)
_CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ("王一一", "3-2-401", "3号楼", "2", "401", "8号楼", "楼长", "第一片区", "13811112222", "空置", "u-li")
    ),
)


@given(
    st.lists(st.sampled_from(_HEADERS), min_size=1, max_size=8),
    st.lists(st.lists(_CELLS, max_size=8), max_size=6),
    st.lists(st.tuples(st.integers(1, 8), st.integers(0, 8), st.integers(1, 8)), max_size=3),
)
def test_no_sheet_breaks_the_plan(
    header: list[str], rows: list[list[str]], merged: list[tuple[int, int, int]]
) -> None:
    community = demo_config().community
    ranges = tuple(((top, column), (bottom, column)) for top, column, bottom in merged)
    try:
        plan = planned(community, sheet(header, *rows, merged=ranges))
    except UserError as error:
        assert error.key in ("roster.no_header", "roster.nothing")  # noqa: PT017
        return
    lines = [*wording.lines(plan), wording.summary(plan)]
    assert not any("\n" in line for line in lines)
    refused = {remark.line.row for remark in plan.bad if remark.line}
    assert refused.isdisjoint(entry.line.row for entry in plan.entries)


def test_what_cannot_be_understood_is_refused_as_a_whole(community: Community) -> None:
    with pytest.raises(UserError, match=r"roster\.no_header"):
        planned(community, sheet(("甲", "乙"), ("1", "2")))
    with pytest.raises(UserError, match=r"roster\.nothing"):
        planned(community, sheet(HEADER))
    plan = planned(community, sheet(HEADER, *[("陈一一", "9", "1", str(100 + n), "") for n in range(50)]))
    with pytest.raises(UserError, match=r"roster\.too_many"):
        rules.check(plan)
    few = planned(community, sheet(HEADER, *[("陈一一", "9", "1", str(100 + n), "") for n in range(5)]))
    rules.check(few)
