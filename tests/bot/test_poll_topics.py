"""A poll that is asked for without its topic or with two, and what a draft may not say."""

import pytest

from handlers.community import Community
from storage.records import PollStatus
from tests.bot.rig import rig
from tests.bot.test_poll_opening import polls
from tests.bot.test_poll_voting import opened


@pytest.mark.parametrize("room", ["r-3", None])
async def test_the_topic_may_come_in_the_next_message(community: Community, room: str | None) -> None:
    async with rig(community) as bench:
        [asked] = await bench.say("u-chen1", "@小应 发起投票 一户一票 截止周五20:00", room=room)
        assert "例：要不要加装充电桩" in asked.text
        assert "\n" not in asked.text.partition("（首次告知")[0].strip()
        assert await bench.say("u-wang", "要不要加装充电桩") == []  # not asked of her
        where = " 发到3号楼" if room is None else ""
        [draft] = await bench.say("u-chen1", f"要不要加装充电桩{where}", room=room)
        assert "意向征集：要不要加装充电桩\n1 同意" in draft.text
        assert "一户一票" in draft.text
        assert "周五20:00截止" in draft.text
        await bench.say("u-chen1", "确认", room=room)
        [poll] = await polls(bench)
        assert (poll.title, poll.status) == ("要不要加装充电桩", PollStatus.OPEN)


async def test_what_comes_next_may_be_something_else(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", "@小应 发起投票")
        assert await bench.say("u-chen1", "好的") == []
        [gone] = await bench.say("u-chen1", "取消")
        assert "不发了" in gone.text
        await bench.say("u-chen1", "@小应 发起投票")
        told = await bench.say("u-chen1", "@小应 3号楼2单元电梯坏了", room="r-3")
        assert not any("请核对" in one.text for one in told)
        assert await polls(bench) == []


@pytest.mark.parametrize(
    "said",
    [
        "发起表决：1、要不要装充电桩 2、要不要换门禁",
        "发起表决：要不要装充电桩，还有要不要换门禁",
        "发起投票 是否更换物业 是否提高物业费",
    ],
)
async def test_of_two_topics_one_is_asked_for(community: Community, said: str) -> None:
    async with rig(community) as bench:
        [asked] = await bench.say("u-chen1", f"@小应 {said}")
        assert "一次只表决一件事" in asked.text
        [draft] = await bench.say("u-chen1", "要不要换门禁")
        assert "意向征集：要不要换门禁\n1 同意  2 反对  3 弃权" in draft.text


@pytest.mark.parametrize(
    "said",
    [
        "要不要装充电桩，大家同不同意",
        "周末去不去秋游，去香山还是植物园",
        "换锁 选项：要换、要不要再等等、不换",
    ],
)
async def test_one_topic_asked_in_two_ways_is_one(community: Community, said: str) -> None:
    async with rig(community) as bench:
        [draft] = await bench.say("u-chen1", f"@小应 发起表决：{said}")
        assert "请核对" in draft.text


async def test_a_secret_poll_of_few_is_refused(community: Community) -> None:
    async with rig(community) as bench:
        said = "发起表决：推荐谁 选项：甲/乙 不记名 名单：王桂兰、刘洋、高敏 发到3号楼"
        [refused] = await bench.say("u-chen1", said, room=None)
        assert "至少要5人能投，这次只有3人" in refused.text
        await bench.say("u-chen1", said.replace("不记名 ", ""), room=None)
        [again] = await bench.say("u-chen1", "改成不记名", room=None)
        assert "至少要5人" in again.text
        await bench.say("u-chen1", "确认", room=None)
        [poll] = await polls(bench)
        assert not poll.secret


async def test_the_rule_of_a_party_meeting(community: Community) -> None:
    async with rig(community) as bench:
        said = "发起党员大会表决：通过预备党员转正 发到第一片区"
        [draft] = await bench.say("u-chen1", said, room=None)
        assert "半数以上党员参加，应参加党员的过半数赞成（党支部工作条例第11条）" in draft.text
        [draft] = await bench.say("u-chen1", "发起议事表决：通过预备党员转正 发到第一片区", room=None)
        assert "居民会议的通行规则" in draft.text
        [draft] = await bench.say("u-chen1", "只由党员投", room=None)
        assert "党支部工作条例第11条" in draft.text


async def test_many_options_fit_into_one_message(community: Community) -> None:
    names = "张三、李四、王五、赵六、钱七、孙八、周九、吴十、郑一、王二、"
    names += "冯三、陈四、褚五、卫六、蒋七、沈八、韩九、杨十、朱一、秦二"
    async with rig(community) as bench:
        poll = await opened(bench, f"发起表决：推选楼组长 选项：{names} 最多选5人 截止：周五18:00")
        assert len(poll.options) == 20
        shown = [one.text for one in bench.wire.sent if "【V1】意向征集：推选楼组长" in one.text]
        assert all(text.count("\n") <= 3 and "20 秦二" in text for text in shown)
        await bench.say("u-wang", "张三和李四")
        end = await bench.until(poll.deadline)
        reminders = [one.text for one in end if "还没投" in one.text]
        assert reminders
        assert all("最多选5项" in text for text in reminders)
        end += await bench.wait(minutes=5)
        [result] = [one.text for one in end if "意向征集结果" in one.text]
        assert "张三 1，李四 1，王五 0，赵六 0，钱七 0，孙八 0，其余14项共0票" in result


async def test_who_votes_is_no_option_wherever_it_is_said(community: Community) -> None:
    async with rig(community) as bench:
        [draft] = await bench.say("u-chen1", "发起表决：换锁 选项：换/不换 只由3号楼党员投", room=None)
        assert "1 换  2 不换\n3号楼党员一人一票" in draft.text


async def test_no_result_is_not_published_for_days(community: Community) -> None:
    async with rig(community) as bench:
        poll = await opened(bench, "发起议事表决：修围墙 公示3天 截止：周五18:00")
        await bench.say("u-wang", "同意")
        end = await bench.until(poll.deadline)
        end += await bench.wait(minutes=5)
        [result] = [one.text for one in end if "议事表决结果" in one.text]
        assert "没有达到要求" in result
        assert "公示" not in result
        [ended] = await polls(bench)
        assert (ended.status, ended.public_until) == (PollStatus.CLOSED, None)


async def test_the_notice_says_how_to_see_the_own_ballot(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", "@小应 发起表决：换锁 截止：周五18:00")
        [notice] = await bench.say("u-chen1", "确认")
        assert "回“回执”查自己的票" in notice.text
