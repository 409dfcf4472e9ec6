"""The ledger by chat, from the first message to the last: searching, paging, exporting; what may not be found."""

import io
from datetime import timedelta

from python_calamine import CalamineWorkbook

from bot.config import demo_config
from handlers.messages import Outgoing
from tests.bot.rig import Rig, rig

COMMUNITY = demo_config().community


def words(sent: list[Outgoing], to: str | None = None) -> str:
    """What was said; with `to`, only what somebody read privately."""
    return "\n".join(post.text for post in sent if to is None or post.to == to)


async def busy(house: Rig) -> None:
    """A morning: 0001 and 0002 openly in 3号楼, 0003 in 5号楼, 0004 a dispute that was told privately."""
    await house.say("u-wang", "@小应 3号楼2单元电梯坏了")
    await house.say("u-liu", "@小应 3号楼1单元楼道漏水了")
    await house.say("u-xu", "@小应 5号楼门禁坏了，进不去", room="r-5")
    await house.say("u-gao", "隔壁刘洋家天天半夜吵架，砸东西，想请人调解", room=None)


async def test_a_day_of_searching() -> None:
    async with rig(COMMUNITY) as house:
        await busy(house)
        mine = await house.say("u-wang", "我的单子", room=None)
        assert "0001 3号楼2单元 电梯" in words(mine)
        assert "0002" not in words(mine)
        hers = await house.say("u-chen1", "王桂兰的单子", room=None)
        assert "0001" in words(hers)
        found = await house.say("u-chen1", "查 漏水 3号楼 本月", room=None)
        assert "0002 3号楼1单元 漏水 已派 11月23日" in words(found)
        assert "0001" not in words(found)
        given = await house.say("u-wu", "我手上的", room=None)
        assert all(code in words(given) for code in ("0001", "0002", "0003"))
        none = await house.say("u-chen1", "查 5号楼", room=None)
        assert "没有查到" in words(none)


async def test_three_lines_and_the_next_page() -> None:
    async with rig(COMMUNITY) as house:
        await busy(house)
        (first,) = await house.say("u-zhou", "今天的", room=None)
        lines = first.text.split("\n")
        assert lines[0] == "查到4件："
        assert [line[:4] for line in lines[1:4]] == ["0004", "0003", "0002"]
        assert lines[4] == "还有1件，看后面的请回“下一页”"
        assert "0004 3号楼 邻里纠纷" in lines[1]
        (rest,) = await house.say("u-zhou", "下一页", room=None)
        assert rest.text.startswith("0001 3号楼2单元 电梯")
        assert "下一页" not in rest.text
        for sender, asked in (("u-chen2", "今天的"), ("u-li", "今日")):
            told = words(await house.say(sender, asked, room=None), sender)
            assert "邻里纠纷" not in told


async def test_nobody_finds_what_they_may_not_see() -> None:
    async with rig(COMMUNITY) as house:
        await busy(house)
        for sender in ("u-wang", "u-stranger", "u-liu", "u-li", "u-wu", "u-chen2", "u-qian"):
            for asked in ("查 吵架", "查 邻里纠纷", "高敏的单子", "查 高敏报的", "查 刘洋家"):
                told = words(await house.say(sender, asked, room=None), sender)
                assert "0004" not in told, (sender, asked)
                assert "吵架" not in told, (sender, asked)
        for sender in ("u-wang", "u-stranger"):
            assert "0003" not in words(await house.say(sender, "查 门禁", room=None), sender)
            assert "0002" not in words(await house.say(sender, "刘洋的单子", room=None), sender)


async def test_in_a_group_it_is_told_privately_and_only_when_called() -> None:
    async with rig(COMMUNITY) as house:
        await busy(house)
        sent = await house.say("u-chen1", "@小应 查 电梯", room="r-3")
        assert [(post.room, post.to) for post in sent] == [(None, "u-chen1")]
        for talk in ("今天的菜真好吃", "我的天", "超时的", "我的", "今天的", "更多", "下一页"):
            assert await house.say("u-gao", talk, room="r-3") == [], talk


async def test_a_missing_person_is_not_looked_for_in_the_ledger() -> None:
    async with rig(COMMUNITY) as house:
        sent = await house.say("u-wang", "@小应 帮我找一下我妈，80岁了走丢了，到处找不到人")
        assert "查到" not in words(sent)
        assert "110" in words(sent)


async def test_the_ledger_as_a_file_for_who_reads_it_and_nobody_else() -> None:
    async with rig(COMMUNITY) as house:
        await busy(house)
        await house.say("u-wang", '补充0001 =HYPERLINK("http://evil.example","点我")', room=None)
        sent = await house.say("u-chen1", "@小应 导出台账 本月", room="r-3")
        assert [(post.room, post.to) for post in sent] == [(None, "u-chen1")]
        (post,) = sent
        assert post.file is not None
        assert post.file.name == "台账20261123.xlsx"
        head, *rows = (
            CalamineWorkbook.from_filelike(io.BytesIO(post.file.data)).get_sheet_by_index(0).to_python()
        )
        table = [dict(zip(head, row, strict=True)) for row in rows]
        assert [str(row["编号"])[-4:] for row in table] == ["0001", "0002", "0004"]
        assert table[0]["内容"] == "3号楼2单元电梯坏了"
        assert (table[0]["反映人"], table[0]["承办人"], table[0]["来源"]) == ("王**", "吴强", "3号楼党小组群")
        private = {name for name, cell in table[2].items() if cell not in ("", None)}
        assert private <= {"编号", "登记时间", "地点", "诉求", "类别", "状态", "重办次数", "按时接单", "超时"}
        assert table[2]["地点"] == "3号楼"
        for sender in ("u-wang", "u-li", "u-wu", "u-stranger"):
            refused = await house.say(sender, "导出台账 本月", room=None)
            assert all(post.file is None for post in refused)
        assert "请这样说" in words(
            await house.say("u-chen1", "导出台账 一二三四五 六 七 八 九 十", room=None)
        )
        assert "可导出" in words(await house.say("u-chen1", "上月的台账发我", room=None))


async def test_the_file_is_deleted_when_it_is_sent() -> None:
    async with rig(COMMUNITY) as house:
        await busy(house)
        await house.say("u-zhou", "导出台账", room=None)
        kept = await house.house.store.read(lambda store: store.timers.of_kind("ledger.drop_files"))
        assert len(kept) == 1
        await house.until(house.clock.now() + timedelta(hours=26))
        assert not await house.house.store.write(lambda store: store.outbox.drop_files("ledger.file"))


async def test_a_search_that_finds_nothing_tells_of_nothing_else() -> None:
    async with rig(COMMUNITY) as house:
        await house.say("u-wang", "@小应 3号楼2单元电梯坏了")
        for asked in ("查 漏水", "查漏水"):
            found = words(await house.say("u-wang", asked, room=None))
            assert "没有查到" in found
            assert "0001" not in found
        assert "0001" in words(await house.say("u-wang", "查一下怎么样了", room=None))


async def test_who_leads_asks_how_many_in_plain_words() -> None:
    async with rig(COMMUNITY) as house:
        await busy(house)

        async def found(who: str, asked: str) -> list[str]:
            told = words(await house.say(who, asked, room=None), who).split("\n")
            return [line[:4] for line in told if line[:4].isdigit()]

        assert await found("u-chen1", "3号楼还有哪些没办完？") == ["0004", "0002", "0001"]
        assert await found("u-chen1", "今天还有几件没办") == ["0004", "0002", "0001"]
        assert await found("u-chen1", "吴强手上还有多少活没干完") == ["0002", "0001"]
        assert await found("u-zhou", "这周来了几件") == ["0004", "0003", "0002"]
        assert await found("u-wu", "还有几件没办") == ["0003", "0002", "0001"]
        assert words(await house.say("u-chen1", "逾期的有哪些", room=None)).startswith("没有，一件也没有。")
        for asked in ("社区有哪些活动", "有几个人没交党费", "还有哪些人没办社保"):
            assert "查到" not in words(await house.say("u-chen1", asked, room=None))


async def test_who_leads_sees_who_has_how_much_in_hand() -> None:
    async with rig(COMMUNITY) as house:
        await busy(house)
        asked = await house.say("u-zhou", "谁手上的活最多？", room=None)
        assert words(asked, "u-zhou").startswith("手上没办完的：物业维修 吴强 3件；人民调解员 赵芳 1件")
        await house.wait(24 * 60)
        asked = await house.say("u-chen1", "各人手上有几件", room=None)
        assert "吴强 2件（超时2件）" in words(asked, "u-chen1")
        assert "手上" not in words(await house.say("u-wang", "谁手上的活最多", room=None))
