"""Times, said on Sunday 2026-11-22 at 10:00; traps that are none."""

from datetime import datetime

import pytest

from handlers.calendar import Calendar
from handlers.understanding import find_due
from handlers.understanding.normal import normalise

NOW = datetime(2026, 11, 22, 10)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("周五18:00截止", "2026-11-27T18:00"),
        ("下周三", "2026-11-25"),
        ("下个礼拜五之前", "2026-11-27"),
        ("下周", "2026-11-23/2026-11-29"),
        ("周末", "2026-11-28/2026-11-29"),
        ("三天内", "2026-11-25"),
        ("半个月内", "2026-12-07"),
        ("一个月内", "2026-12-22"),
        ("两小时内", "2026-11-22T12:00"),
        ("十个工作日内", "2026-12-04"),
        ("25号前", "2026-11-25"),
        ("5号", "2026-12-05"),
        ("元旦前", "2026-12-31"),
        ("过年前", "2027-02-05"),
        ("元旦后第一个工作日", "2027-01-04"),
        ("国庆期间", "2027-10-01/2027-10-07"),
        ("大年初一", "2027-02-06"),
        ("腊月二十三", "2027-01-30"),
        ("农历八月十五", "2027-09-15"),
        ("冬至", "2026-12-22"),
        ("月底前", "2026-11-30"),
        ("下个月5号", "2026-12-05"),
        ("12月1-5号", "2026-12-01/2026-12-05"),
        ("11.25-11.30", "2026-11-25/2026-11-30"),
        ("8点前", "2026-11-23T08:00"),
        ("下午3点", "2026-11-22T15:00"),
        ("三点一刻", "2026-11-22T15:15"),
        ("晚上12点", "2026-11-23T00:00"),
        ("12月15日24:00", "2026-12-16T00:00"),
        ("明天上午9点到下午5点", "2026-11-23T09:00/2026-11-23T17:00"),
        ("下午2-4点", "2026-11-22T14:00/2026-11-22T16:00"),
        ("周四停水 9点到17点", "2026-11-26T09:00/2026-11-26T17:00"),
        ("听晚8点", "2026-11-23T20:00"),
        ("最迟后天中午", "2026-11-24"),
        ("每周一三五", "FREQ=WEEKLY;BYDAY=MO,WE,FR"),
        ("每周二、四", "FREQ=WEEKLY;BYDAY=TU,TH"),
        ("每月5号", "FREQ=MONTHLY;BYMONTHDAY=5"),
        ("每个月第一个周六", "FREQ=MONTHLY;BYDAY=1SA"),
        ("隔周三", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"),
        ("今天能来吗", "2026-11-22"),
    ],
)
def test_a_time(text: str, due: str) -> None:
    found = find_due(normalise(text), NOW)
    assert found is not None
    assert found.value == due


@pytest.mark.parametrize(
    "text",
    [
        "停水都两天了还没来",
        "24小时便利店",
        "早点修吧 晚点就结冰了",
        "快一点",
        "两点建议",
        "三点五公里",
        "8岁",
        "3.5元",
        "三年前买的",
        "昨晚8点漏水",
        "上周三报的",
        "26号楼",
        "2号线",
        "5号电池",
        "1号方案",
        "十二楼一号漏水",
        "每周三次",
        "8点就开始装修",
        "凌晨三点还在唱歌",
        "今天电梯又坏了",
        "11月20号就报修了",
        "周大爷身体不好",
        "初三数学",
        "半夜老有人敲门",
        "",
    ],
)
def test_no_time(text: str) -> None:
    assert find_due(normalise(text), NOW) is None


def test_kind_and_part() -> None:
    found = find_due("最迟后天中午给我答复", NOW)
    assert found is not None
    assert (found.kind, found.part, found.guessed) == ("deadline", "中午", False)


def test_a_deadline_wins() -> None:
    found = find_due("明天来看 周五前修好", NOW)
    assert found is not None
    assert found.value == "2026-11-27"


def test_an_unpublished_year_says_so() -> None:
    found = find_due("三个工作日内", datetime(2026, 12, 30, 9))
    assert found is not None
    assert (found.value, found.guessed) == ("2027-01-05", True)


def test_an_office_s_own_calendar_counts() -> None:
    found = find_due("一个工作日内", datetime(2026, 9, 30, 9), Calendar({}))
    assert found is not None
    assert found.value == "2026-10-01"


@pytest.mark.parametrize("now", [datetime(9999, 12, 31, 23, 59), datetime(1, 1, 1)])
@pytest.mark.parametrize(
    "text", ["明年3月5号", "下下周三", "三个月内", "9999年内", "大年初一", "十个工作日内", "晚上12点"]
)
def test_the_ends_of_time_raise_nothing(text: str, now: datetime) -> None:
    found = find_due(text, now)
    assert found is None or found.value
