"""Names, prices, scores, habits and stories that hold words of time; and the times that look like them.

Said on Sunday 2026-11-22 at 10:00.
"""

from datetime import datetime

import pytest

from handlers.understanding import find_due
from handlers.understanding.normal import normalise

NOW = datetime(2026, 11, 22, 10)


@pytest.mark.parametrize(
    "text",
    [
        "五四青年公寓算不算我们社区",
        "三月春花店送的蛋糕",
        "六月六路12号怎么走",
        "九月九大药房",
        "七月七酒吧又放音响",
        "八一南街修管子",
        "六一路口红绿灯",
        "国庆街道口堵车",
        "十二月咖啡馆换招牌了",
        "六一儿童医院怎么走",
        "六一双语幼儿园招生",
        "七一水库钓鱼",
        "礼拜五火锅味道窜进我家",
        "零点网吧有未成年人",
        "店名叫明天见烧烤",
        "网名叫七月半那个人",
        "他姓年 叫年初一",
        "她叫元旦",
        "周一鸣家的狗",
        "王国庆家水管爆了",
        "国庆叔叔住几楼",
        "老周三轮车被偷",
        "小周五岁了",
        "《五月的风》谁有书",
        "小明天天迟到",
    ],
)
def test_a_name_is_no_time(text: str) -> None:
    assert find_due(normalise(text), NOW) is None


@pytest.mark.parametrize(
    "text",
    [
        "鸡蛋五块八一斤",
        "九点九包邮",
        "评分八点五 值得看",
        "百分之十二点五",
        "1:50的图纸",
        "3:20赢了",
        "12.6版本打不开门",
        "12/24口径的螺母",
        "3.15晚会曝光过",
        "1/3的业主不同意",
        "住12-06的",
        "12-06号格口",
        "6月龄宝宝",
        "小区3月均价",
        "8号电梯停了",
        "每天两包烟",
        "堆楼下一周了",
    ],
)
def test_a_number_is_no_time(text: str) -> None:
    assert find_due(normalise(text), NOW) is None


@pytest.mark.parametrize(
    "text",
    [
        "从礼拜一等到现在",
        "从早上六点到现在没水",
        "从端午坏到中秋",
        "周三来了个人看了看",
        "周五那场雪",
        "周四来修了一下午",
        "周二中午就断水了",
        "国庆的时候报过",
        "周一已经说过了",
        "周三寄的快递",
        "八点半他还在睡",
        "从八点等到十点",
        "当时是八月",
        "六点不到就开始敲",
        "楼上凌晨三点剁馅",
        "中午十二点准时剁肉",
        "每天半夜都有人跳绳",
        "每周六半夜都蹦迪",
        "每周末都装修",
        "周末老有人占车位",
        "周一到周五都堵",
    ],
)
def test_a_story_or_a_trouble_that_repeats_is_no_time(text: str) -> None:
    assert find_due(normalise(text), NOW) is None


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("圣诞节商场门口封路", "2026-12-25"),
        ("元旦医院上班吗", "2027-01-01"),
        ("明年五一社区组织去古镇", "2027-05-01"),
        ("二月二理发店排不上队", "2027-03-09"),
        ("周六公园门口集合", "2026-11-28"),
        ("于国庆前完成", "2027-10-01"),
        ("周三三点在3号楼", "2026-11-25T15:00"),
        ("凌晨两点到五点停水", "2026-11-23T02:00/2026-11-23T05:00"),
        ("能不能规定中午十二点到两点不让装修", "2026-11-22T12:00/2026-11-22T14:00"),
        ("逢星期三晒被子不算占道", "FREQ=WEEKLY;BYDAY=WE"),
        ("请于25日前反馈", "2026-11-25"),
    ],
)
def test_what_only_looks_like_a_name_or_a_habit(text: str, due: str) -> None:
    found = find_due(normalise(text), NOW)
    assert found is not None
    assert found.value == due


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("12/6体检车进小区", "2026-12-06"),
        ("12.6义诊", "2026-12-06"),
        ("12-06义务植树", "2026-12-06"),
        ("12.1号交", "2026-12-01"),
        ("3-5号我不在家", "2026-12-03/2026-12-05"),
        ("11月28、29两天划线", "2026-11-28/2026-11-29"),
        ("28、29两天办跳蚤市场", "2026-11-28/2026-11-29"),
        ("12月1号2号3号连着三天施工", "2026-12-01/2026-12-03"),
        ("周三或周四都行", "2026-11-25/2026-11-26"),
        ("明天或者后天来", "2026-11-23/2026-11-24"),
        ("大大后天停气", "2026-11-26"),
        ("大後天睇閘門", "2026-11-25"),
        ("臘八熬粥", "2027-01-15"),
        ("九月九登高", "2027-10-08"),
        ("圣诞节前一天", "2026-12-24"),
        ("圣诞节后一天", "2026-12-26"),
        ("下一个工作日", "2026-11-23"),
        ("两周后的周五", "2026-12-04"),
        ("过两个月再来", "2027-01-22"),
        ("给你们十天时间", "2026-12-02"),
        ("到这个月最后一天", "2026-11-30"),
        ("冬至前两天", "2026-12-20"),
        ("周四晚上停水 7点到9点", "2026-11-26T19:00/2026-11-26T21:00"),
        ("一两天内", "2026-11-24"),
        ("下周内", "2026-11-29"),
        ("每天消杀楼道", "FREQ=DAILY"),
        ("每日两次消毒", "FREQ=DAILY"),
        ("周一到周五每天早上八点发粥", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("每月头一个星期一升旗", "FREQ=MONTHLY;BYDAY=1MO"),
        ("每周叁理发", "FREQ=WEEKLY;BYDAY=WE"),
    ],
)
def test_further_forms(text: str, due: str) -> None:
    found = find_due(normalise(text), NOW)
    assert found is not None
    assert found.value == due


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("原定周三的讲座改到周五", "2026-11-27"),
        ("下周五之前 不对 是12月4号之前交", "2026-12-04"),
        ("不是明天是后天", "2026-11-24"),
        ("周4前不行的话周五前给", "2026-11-27"),
        ("明天没空 换成大后天", "2026-11-25"),
        ("明天吧 今天来不及了", "2026-11-23"),
    ],
)
def test_a_correction_or_a_refusal_leaves_the_other_time(text: str, due: str) -> None:
    found = find_due(normalise(text), NOW)
    assert found is not None
    assert found.value == due
