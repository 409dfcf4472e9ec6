"""Words of time that set no time: names, sayings, wishes, habits, what is told about."""

from datetime import datetime

import pytest

from handlers.understanding import find_due
from handlers.understanding.normal import normalise

NOW = datetime(2026, 11, 22, 10)


@pytest.mark.parametrize(
    "text",
    [
        "八一大桥封了",
        "三八路的井盖",
        "国庆广场喷泉坏了",
        "周二胖阿姨家的鸡",
        "周六福珠宝店",
        "星期五餐厅油烟大",
        "九点半剧场太吵",
        "五月花纸巾有人要吗",
        "明日方舟",
        "后天的努力最重要",
        "五四运动",
        "中秋快乐",
        "周末愉快",
        "春节的福字还贴着",
        "二月兰开了",
        "六点钟方向",
        "比分12:10",
        "三点诉求",
        "黑色星期五",
        "十五的月亮这首歌",
        "6号出口堵了",
        "12号台风",
        "5号病床",
        "26号信箱",
        "总共三十号人",
        "十月的电费",
    ],
)
def test_a_name_is_no_time(text: str) -> None:
    assert find_due(normalise(text), NOW) is None


@pytest.mark.parametrize(
    "text",
    [
        "前年春节修的",
        "上次周五来的师傅",
        "上上个月报的",
        "上个礼拜三下午两点",
        "昨儿个八点",
        "那天晚上八点吵架",
        "有天夜里十一点",
        "过年那会儿停过水",
        "元旦停过电",
        "周三报的修没人来",
        "周三到现在没水",
        "5号交的钱",
        "周五了",
        "双十一抢的柜子",
        "今早六点就装修",
        "今天早上八点停的水",
        "八点来过",
        "现在10点",
        "忙到晚上11点",
        "老是半夜两点敲门",
        "一到晚上十点就跳舞",
        "最近三天内都没水",
        "一个月内坏了三次",
        "半年内第二次了",
        "三天后才来人",
        "这周停了三回",
        "今天星期几",
        "天天晚上吵到十二点",
    ],
)
def test_what_is_told_is_no_time(text: str) -> None:
    assert find_due(normalise(text), NOW) is None


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("周六过来看房", "2026-11-28"),
        ("周五来的话提前说", "2026-11-27"),
        ("周五前交了的不用管", "2026-11-27"),
        ("周六王师傅来修", "2026-11-28"),
        ("28号电费要交", "2026-11-28"),
        ("28号电梯检修", "2026-11-28"),
        ("元旦社区有活动", "2027-01-01"),
        ("五一那天谁值班", "2027-05-01"),
        ("周末理发店开门吗", "2026-11-28/2026-11-29"),
        ("这三天内能修好吗", "2026-11-25"),
    ],
)
def test_what_only_looks_like_one(text: str, due: str) -> None:
    found = find_due(normalise(text), NOW)
    assert found is not None
    assert found.value == due
