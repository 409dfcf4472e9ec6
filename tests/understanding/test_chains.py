"""接龙: the list that a group posts again and again, as people really write it."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.understanding.chainlines import count_of, split_entry
from handlers.understanding.chains import MAX_LINES, Chain, Line, compare, read_chain


def lines(text: str) -> list[tuple[int | None, str, str | None, int]]:
    chain = read_chain(text)
    assert chain is not None
    return [(line.n, line.name, line.note, line.count) for line in chain.lines]


def test_title_example_and_lines() -> None:
    chain = read_chain("#接龙\n橙子团 25元一箱 周五晚8点截团\n例 房号 几箱\n\n1. 2-1-301陈 两箱\n2. 老周\n")
    assert chain == Chain(
        "橙子团 25元一箱 周五晚8点截团",
        "房号 几箱",
        (Line(1, "2-1-301陈", "两箱", 2), Line(2, "老周", None, 1)),
    )


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("#接龙 扫雪\n1. 王", "扫雪"),
        ("＃接龙：扫雪\n1. 王", "扫雪"),
        ("#接龍\n掃雪\n1. 王", "掃雪"),
        ("#Group Note\nTea\n1. Bob", "Tea"),
        ("接龙 扫雪\n1 王", "扫雪"),
        ("接龙\n扫雪\n1. 王", "扫雪"),
        ("扫雪接龙：\n1. 王\n2. 李", "扫雪接龙"),
        ("刚才漏了王，请接着这份：\n#接龙\n扫雪\n1. 王", "扫雪"),
        ("#接龙\n扫雪", "扫雪"),
        ("#接龙\n1. 王\n2. 李", ""),
        ("#接龙\n10.1国庆聚餐\n1. 王", "10.1国庆聚餐"),
        ("#接龙\n1.5L可乐团购\n1. 王", "1.5L可乐团购"),
        ("#接龙\n3 号楼扫雪\n1. 王", "3 号楼扫雪"),
        ("#接龙\n例会签到\n1. 王", "例会签到"),
        ("#接龙\n看电影\n时间：周六\n1. 王", "看电影 时间：周六"),
    ],
)
def test_heads_and_titles(text: str, title: str) -> None:
    chain = read_chain(text)
    assert chain is not None
    assert chain.title == title


@pytest.mark.parametrize(
    "text",
    [
        "",
        "#接龙",
        "#接龙 \n\n",
        "接龙名单",
        "接龙的人呢",
        "接龙 怎么弄",
        "今天接龙接到几号了",
        "1. 王\n2. 李",
        "通知：\n1. 周六停水\n2. 请储水",
        "「李伟：#接龙\n扫雪\n1. 王」\n- - - - - -\n+1",
    ],
)
def test_what_is_no_chain(text: str) -> None:
    assert read_chain(text) is None


@pytest.mark.parametrize(
    "example", ["例 姓名 份数", "例：姓名 份数", "例如：姓名 份数", "示例 姓名 份数", "格式：姓名 份数"]
)
def test_the_example_is_no_line(example: str) -> None:
    chain = read_chain(f"#接龙\n粽子\n{example}\n1. 王 2份")
    assert chain is not None
    assert (chain.title, chain.example, len(chain.lines)) == ("粽子", "姓名 份数", 1)


def test_numbers_as_people_write_them() -> None:
    found = lines(
        "#接龙\n粽子\n1、王\n2) 李\n（3）赵\n④ 钱\n5️⃣ 孙\n6周\n７．吴\n8：郑"
        "\n 9 . 冯\n10 陈\n10. 褚\n12-卫\n99999999999. 蒋\n"
    )
    assert [n for n, *_ in found] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 12, None]
    assert "".join(name for _, name, *_ in found) == "王李赵钱孙周吴郑冯陈褚卫蒋"


def test_lines_without_a_number_and_lines_that_are_none() -> None:
    found = lines("#接龙\n粽子\n1. 王\n2. \n3.\n陈姐\n101 李\n5\n截止今晚八点\n以上，谢谢大家！")
    assert [(n, name) for n, name, *_ in found] == [(1, "王"), (None, "陈姐"), (None, "101 李")]


@pytest.mark.parametrize(
    ("entry", "name", "note"),
    [
        ("王桂兰", "王桂兰", None),
        ("王桂兰 2袋", "王桂兰", "2袋"),
        ("王桂兰2袋", "王桂兰", "2袋"),
        ("王桂兰：2袋，要甜的", "王桂兰", "2袋，要甜的"),
        ("王桂兰（两位）", "王桂兰", "两位"),
        ("王桂兰(两位) 开车", "王桂兰", "两位 开车"),
        ("3-2-501", "3-2-501", None),
        ("3-2-501 徐静", "3-2-501 徐静", None),
        ("3-2-501 王阿姨 一袋", "3-2-501 王阿姨", "一袋"),
        ("3栋2单元501 老魏，2份", "3栋2单元501 老魏", "2份"),
        ("3-2-501 同意", "3-2-501", "同意"),
        ("3-2-501 周三下午", "3-2-501", "周三下午"),
        ("3-2-501 原味", "3-2-501", "原味"),
        ("3-2-501 两箱", "3-2-501", "两箱"),
        ("3-2-501两箱", "3-2-501", "两箱"),
        ("唐磊x2", "唐磊", "x2"),
        ("唐磊+1", "唐磊", "+1"),
        ("张姐-2份", "张姐", "2份"),
        ("Max2", "Max2", None),
        ("🌸小梅 3盒", "🌸小梅", "3盒"),
        ("（  ）", "", None),
        ("____", "", None),
    ],
)
def test_name_and_note(entry: str, name: str, note: str | None) -> None:
    assert split_entry(entry) == (name, note)


def test_a_column_for_names_makes_a_name_of_a_nickname() -> None:
    assert lines("#接龙\n月饼\n例 房号 昵称 几盒\n1. 1-1-601 向日葵 2盒")[0][1:] == (
        "1-1-601 向日葵",
        "2盒",
        2,
    )
    assert lines("#接龙\n月饼\n1. 1-1-601 向日葵味 2盒")[0][1:] == ("1-1-601", "向日葵味 2盒", 2)


@pytest.mark.parametrize(
    ("note", "count"),
    [
        (None, 1),
        ("2袋", 2),
        ("两份", 2),
        ("俩", 2),
        ("仨", 3),
        ("十二个", 12),
        ("x3", 3),
        ("*3", 3),
        ("+2", 2),
        ("4人 带酒", 4),
        ("大份 2份", 2),
        ("2大份", 2),
        ("10斤装 2袋", 2),
        ("2大1小", 3),
        ("大人2 小孩1", 3),
        ("一家三口", 3),
        ("带2个孩子", 3),
        ("2", 2),
        ("1.5斤", 1),
        ("1斤半", 1),
        ("68岁", 1),
        ("周一", 1),
        ("301", 1),
        ("138****5678", 1),
        ("13812345678 2袋", 2),
        ("9999999999袋", 1),
        ("同意", 1),
        ("0", 1),
        ("退出", 0),
        ("不去了", 0),
    ],
)
def test_how_many(note: str | None, count: int) -> None:
    assert count_of(note) == count


def read(*entries: str) -> tuple[Line, ...]:
    chain = read_chain("#接龙\n扫雪\n" + "\n".join(f"{n}. {entry}" for n, entry in enumerate(entries, 1)))
    assert chain is not None
    return chain.lines


def test_what_changed() -> None:
    before = read("王桂兰", "刘洋 2份", "101", "阿青", "阿青")
    change = compare(before, read("王桂兰", "刘洋 3份", "101陈", "阿青", "唐磊"))
    assert [line.name for line in change.added] == ["唐磊"]
    assert [(old.written, new.written) for old, new in change.changed] == [
        ("刘洋 2份", "刘洋 3份"),
        ("101", "101陈"),
    ]
    assert [line.name for line in change.lost] == ["阿青"]


def test_other_numbers_and_another_order_change_nothing() -> None:
    change = compare(read("王", "李", "赵"), read("赵", "王", "李"))
    assert change == compare((), ())


def test_who_stands_where_somebody_else_stood_has_overwritten_them() -> None:
    change = compare(read("王桂兰", "3-1-10"), read("王桂兰", "3-1-101"))
    assert ([line.name for line in change.added], [line.name for line in change.lost]) == (
        ["3-1-101"],
        ["3-1-10"],
    )


@settings(max_examples=300, deadline=None)
@given(
    st.text(
        alphabet="#接龙例123一两十袋份人带大小号楼-.、,:：（( \n①x*+王李\u200b\ufe0f\u20e3\ud800",
        max_size=400,
    )
)
def test_nothing_breaks_it(text: str) -> None:
    chain = read_chain("#接龙\n" + text)
    if chain is not None:
        assert compare(chain.lines, chain.lines) == compare((), ())
        assert all(line.name and line.count >= 0 for line in chain.lines)


@pytest.mark.parametrize(
    "row",
    [
        "1. 王",
        "王" * 30,
        "1" * 100,
        "1. " + "一" * 90,
        "1. 王" + "+1" * 40,
        "1. " + "-1" * 50,
        "（" * 90,
        "例 " * 40,
    ],
)
def test_its_time_is_linear(row: str) -> None:
    """Twenty times the rows cost far less than four hundred times the time."""

    def cost(rows: int) -> float:
        text = "#接龙\n团\n" + "\n".join([row] * rows)
        begin = time.process_time()
        chain = read_chain(text)
        assert chain is not None
        assert len(chain.lines) <= MAX_LINES
        compare(chain.lines, chain.lines[::-1])
        return time.process_time() - begin

    cost(10)
    assert min(cost(2000) for _ in range(3)) < max(0.25, 40 * min(cost(100) for _ in range(5)))
