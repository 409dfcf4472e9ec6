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
        ("下周一到下周三停水", "2026-11-23/2026-11-25"),
        ("下周五到下下周一", "2026-11-27/2026-11-30"),
        ("周五到下周二出差", "2026-11-27/2026-12-01"),
        ("听晚8点", "2026-11-23T20:00"),
        ("最迟后天中午", "2026-11-24"),
        ("每周一三五", "FREQ=WEEKLY;BYDAY=MO,WE,FR"),
        ("每周二、四", "FREQ=WEEKLY;BYDAY=TU,TH"),
        ("每月5号", "FREQ=MONTHLY;BYMONTHDAY=5"),
        ("每个月第一个周六", "FREQ=MONTHLY;BYDAY=1SA"),
        ("隔周三", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"),
        ("腊八前", "2027-01-15"),
        ("大雪那天", "2026-12-07"),
        ("阴历十二月初八", "2027-01-15"),
        ("农历初八", "2026-12-16"),
        ("八月十五赏月", "2027-09-15"),
        ("母亲节", "2027-05-09"),
        ("下个月最后一个周五", "2026-12-25"),
        ("12月第一个工作日", "2026-12-01"),
        ("月中之前", "2026-12-15"),
        ("明年年底", "2027-12-31"),
        ("名天下午3点", "2026-11-23T15:00"),
        ("星其三前", "2026-11-25"),
        ("差一刻九点", "2026-11-23T08:45"),
        ("捌点半", "2026-11-23T08:30"),
        ("后朝早上八点", "2026-11-24T08:00"),
        ("俩小时内", "2026-11-22T12:00"),
        ("半个钟内", "2026-11-22T10:30"),
        ("三五天内", "2026-11-27"),
        ("1-3个工作日内", "2026-11-25"),
        ("再过三天", "2026-11-25"),
        ("明天天黑前", "2026-11-23"),
        ("下班前", "2026-11-22"),
        ("25-28号", "2026-11-25/2026-11-28"),
        ("周一到五", "2026-11-23/2026-11-27"),
        ("周六周日", "2026-11-28/2026-11-29"),
        ("正月初一到十五", "2027-02-06/2027-02-20"),
        ("元旦到春节", "2027-01-01/2027-02-06"),
        ("即日起至12月5日", "2026-11-22/2026-12-05"),
        ("26号14:30", "2026-11-26T14:30"),
        ("28号22点到29号6点", "2026-11-28T22:00/2026-11-29T06:00"),
        ("今晚10点到次日6点", "2026-11-22T22:00/2026-11-23T06:00"),
        ("晚上11点到早上6点", "2026-11-22T23:00/2026-11-23T06:00"),
        ("每月1号和15号", "FREQ=MONTHLY;BYMONTHDAY=1,15"),
        ("每月底", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("每月最后一个周五", "FREQ=MONTHLY;BYDAY=-1FR"),
        ("逢5号", "FREQ=MONTHLY;BYMONTHDAY=5"),
        ("隔周周三", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"),
        ("每两天一次", "FREQ=DAILY;INTERVAL=2"),
        ("每年12月4日", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=4"),
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


def test_a_recurrence_keeps_its_hour_as_words() -> None:
    found = find_due("每天早上7点打拳", NOW)
    assert found is not None
    assert (found.value, found.kind, found.part) == ("FREQ=DAILY", "recur", "早上7点")


def test_a_deadline_wins() -> None:
    found = find_due("明天来看 周五前修好", NOW)
    assert found is not None
    assert found.value == "2026-11-27"


@pytest.mark.parametrize(
    ("text", "now", "due", "guessed"),
    [
        ("三个工作日内", datetime(2026, 12, 30, 9), "2027-01-05", True),
        ("三个工作日内", datetime(2026, 12, 1, 9), "2026-12-04", False),
        ("国庆后第一个工作日", NOW, "2027-10-08", True),
        ("国庆后第一个工作日之前", NOW, "2027-10-08", True),
        ("元旦后第一个工作日上午9点", NOW, "2027-01-04T09:00", True),
        ("下个月第一个工作日", NOW, "2026-12-01", False),
        ("下个月第一个工作日", datetime(2026, 12, 5, 9), "2027-01-04", True),
        ("国庆期间", NOW, "2027-10-01/2027-10-07", True),
        ("明年3月1号前", NOW, "2027-03-01", False),
        (
            "两个工作日内",
            datetime(2031, 5, 1, 9),
            "2031-05-05",
            True,
        ),  # not in the table at all: by the weekday
        ("国庆后第一个工作日", datetime(2029, 5, 1, 9), "2029-10-02", True),
    ],
)
def test_an_unpublished_year_says_so(text: str, now: datetime, due: str, guessed: bool) -> None:
    found = find_due(text, now)
    assert found is not None
    assert (found.value, found.guessed) == (due, guessed)


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
