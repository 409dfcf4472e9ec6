"""What is a search by its form, and what is looked for in it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import demo_config
from handlers.chat import register_of
from handlers.ledger.grammar import Query, asks, read_query, spellings
from handlers.periods import MONTH, period_of
from storage.records import RequestStatus

COMMUNITY = demo_config().community
TODAY = date(2026, 11, 23)
LAST_MONTH = period_of(MONTH, TODAY).before
B3 = frozenset({"b3"})


def read(words: str) -> Query | None:
    asked = asks(words)
    return None if asked is None else read_query(asked, COMMUNITY, register_of(COMMUNITY), TODAY)


@pytest.mark.parametrize(
    ("words", "query"),
    [
        ("查 电梯 3号楼 上月", Query(words=("电梯",), nodes=B3, period=LAST_MONTH)),
        ("找一下漏水的", Query(words=("漏水",))),
        ("王桂兰的单子", Query(people=("u-wang",))),
        ("查 李伟办的 上月", Query(people=("u-li",), reported=False, period=LAST_MONTH)),
        ("查王桂兰报的", Query(people=("u-wang",), given=False)),
        ("超时的", Query(overdue=True)),
        ("查 超时 3号楼", Query(overdue=True, nodes=B3)),
        ("我的单子", Query(mine=True)),
        ("我手上的", Query(mine=True)),
        ("查一下3号楼2单元漏水", Query(words=("漏水",), nodes=B3, place="3号楼2单元")),
        ("查 3-2-501", Query(nodes=B3, place="3号楼2单元501")),
        ("查　ｗｉｆｉ", Query(words=("wifi",))),
        ("查 下水道", Query(words=("下水道",))),
        ("上月的漏水单子", Query(words=("漏水",), period=LAST_MONTH)),
        ("查 不满意的 上月", Query(rated=2, period=LAST_MONTH)),
        ("查 A座 门禁", Query(words=("门禁",), nodes=frozenset())),
        ("查 待评价", Query(statuses=(RequestStatus.TO_RATE,))),
        ("找找3号楼的单子", Query(nodes=B3)),
    ],
)
def test_what_is_looked_for(words: str, query: Query) -> None:
    assert read(words) == query


@pytest.mark.parametrize(
    "words",
    [
        "查0712",
        "查 0712",
        "查进度",
        "查一下0712到哪了",
        "好的",
        "我的天",
        "谁家的猫",
        "这是谁的单子",
        "找物业",
        "找不到我妈了",
        "找一下我的狗",
        "昨天的菜真好吃",
        "今天的菜真新鲜",
        "帮我查一下社保怎么交",
        "电梯坏了",
        "查" + "电" * 50,
        "",
    ],
)
def test_what_is_no_search(words: str) -> None:
    assert read(words) is None


def test_a_word_is_looked_for_in_full_width_too() -> None:
    assert spellings("wifi") == ("wifi", "ｗｉｆｉ", "ＷＩＦＩ")
    assert spellings("电梯") == ("电梯",)


@given(st.text(alphabet="查找一下的我单子电梯3号楼-501上月王桂兰，、 \t%_\\'\"=", max_size=60))
def test_no_words_break_it(words: str) -> None:
    query = read(words)
    assert query is None or len(query.words) <= 4
