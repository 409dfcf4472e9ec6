"""Polls that are asked for in free words."""

from dataclasses import replace
from datetime import datetime

import pytest

from handlers.understanding import PollDraft
from handlers.understanding.drafts import read_draft

NOW = datetime(2026, 11, 22, 10)


@pytest.mark.parametrize(
    ("text", "draft"),
    [
        (
            "发起表决：是否加装充电桩？选项：同意/反对/弃权 截止：周五18:00",
            PollDraft("是否加装充电桩", ("同意", "反对", "弃权"), due="2026-11-27T18:00"),
        ),
        (
            "搞个投票吧 小区要不要禁止外卖电动车进入 三天内投完",
            PollDraft("小区要不要禁止外卖电动车进入", due="2026-11-25"),
        ),
        (
            "投票 垃圾桶放1号楼边还是3号楼边 每户一票 不记名 三天",
            PollDraft("垃圾桶放1号楼边还是3号楼边", ("1号楼边", "3号楼边"), True, "2026-11-25", True),
        ),
        (
            "发起投票：物业续聘\n1. 同意续聘\n2. 重新招标\n3. 弃权\n截止11月30日",
            PollDraft("物业续聘", ("同意续聘", "重新招标", "弃权"), due="2026-11-30"),
        ),
        (
            "发起表决 选哪个方案 选项：1号方案、2号方案、3号方案 匿名 一周内",
            PollDraft("选哪个方案", ("1号方案", "2号方案", "3号方案"), True, "2026-11-29"),
        ),
        (
            "表决：车位收费标准 A 100元 B 150元 C 200元 周日截止",
            PollDraft("车位收费标准", ("100元", "150元", "200元"), due="2026-11-22"),
        ),
        (
            "帮我发起一个表决，议题：是否同意更换物业公司，选项：同意、不同意、弃权，截止时间：下周三晚上8点，每户一票",
            PollDraft("是否同意更换物业公司", ("同意", "不同意", "弃权"), False, "2026-11-25T20:00", True),
        ),
        (
            "开个投票 元旦活动办不办 1.办 2.不办 周四晚8点截止",
            PollDraft("元旦活动办不办", ("办", "不办"), due="2026-11-26T20:00"),
        ),
        ("投票 春游去动物园还是海洋馆", PollDraft("春游去动物园还是海洋馆", ("动物园", "海洋馆"))),
        ("投票 重阳节送围巾还是保温杯", PollDraft("重阳节送围巾还是保温杯", ("围巾", "保温杯"))),
        ("投票 阳台封还是不封", PollDraft("阳台封还是不封", ("封", "不封"))),
        ("投票 年货发饺子、汤圆还是年糕", PollDraft("年货发饺子、汤圆还是年糕", ("饺子", "汤圆", "年糕"))),
        (
            "投票 会开在早上八点还是下午两点",
            PollDraft("会开在早上八点还是下午两点", ("早上八点", "下午两点")),
        ),
        (
            "投票 下周六打扫楼道 还是下下周六",
            PollDraft("下周六打扫楼道 还是下下周六", ("下周六", "下下周六")),
        ),
        ("投票 信报箱放哪 门厅、车棚、楼后 三选一", PollDraft("信报箱放哪", ("门厅", "车棚", "楼后"))),
        (
            "投票 摇椅几把 一把 两把 三把 三天内",
            PollDraft("摇椅几把", ("一把", "两把", "三把"), due="2026-11-25"),
        ),
        ("投票 几点关灯 9点 10点 11点", PollDraft("几点关灯", ("9点", "10点", "11点"))),
        ("投票 谁管钥匙 甲 老周 乙 老吴", PollDraft("谁管钥匙", ("老周", "老吴"))),
        ("投票 市集办在哪 ①广场 ②地库", PollDraft("市集办在哪", ("广场", "地库"))),
        ("发起投票 要不要换锁 不写名字 五天", PollDraft("要不要换锁", (), True, "2026-11-27")),
        ("表决 要不要换锁 不计名", PollDraft("要不要换锁", (), True)),
        ("公投一下 石桌挪不挪", PollDraft("石桌挪不挪")),
        ("请大家表个态 要不要请保洁 周五前", PollDraft("要不要请保洁", due="2026-11-27")),
        ("征求下大家意见 该不该装光伏", PollDraft("该不该装光伏")),
        ("帮我发起个投票 要不要改群名", PollDraft("要不要改群名")),
        ("我想搞个投票问问 夜里要不要关喷泉", PollDraft("夜里要不要关喷泉")),
        ("投票 年会办不办🎉", PollDraft("年会办不办")),
        ("发起投票 谁组织春游 结果公开", PollDraft("谁组织春游")),
        ("小区要不要装监控 搞个投票吧", PollDraft("小区要不要装监控")),
        ("来个投票，楼道刷白色还是米色", PollDraft("楼道刷白色还是米色", ("白色", "米色"))),
        ("发起表决：", PollDraft("")),
        ("发起表决：繁體字保留（同意／反對）", PollDraft("繁體字保留", ("同意", "反對"))),
    ],
)
def test_a_poll(text: str, draft: PollDraft) -> None:
    found = read_draft(text, NOW)
    assert found is not None
    assert replace(found, wishes=draft.wishes) == draft


@pytest.mark.parametrize(
    "text",
    [
        "投票结果出来了吗",
        "什么时候投票",
        "投票了吗",
        "上次投票谁赢了",
        "帮忙投个票 [链接]",
        "我投票了",
        "谁来发起个投票",
        "物业搞个投票都搞不明白",
        "投个票还要实名 烦",
        "能不能搞个投票功能",
        "听听大家意见吧 行不行啊",
        "居委会征求大家意见了吗 是否装电梯",
        "发票要不要加税点",
        "问问大家意见 谁家有梯子",
        "电梯坏了",
        "",
    ],
)
def test_no_poll(text: str) -> None:
    assert read_draft(text, NOW) is None


def test_a_poll_of_hostile_size_stays_small() -> None:
    draft = read_draft("发起投票：" + "长" * 5000 + " 选项：" + "、".join(map(str, range(5000))), NOW)
    assert draft is not None
    assert len(draft.topic) <= 120
    assert len(draft.options) <= 20
