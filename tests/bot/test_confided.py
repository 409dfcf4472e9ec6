"""Hazards, errands, disputes and what is said in confidence: from the first message to the last, with attacks."""

from handlers.community import Community
from storage.records import Request
from tests.bot.rig import Rig, rig

DAY = 24 * 60


async def requests(bench: Rig) -> list[Request]:
    """All requests, oldest first."""
    return (await bench.house.store.read(lambda store: store.requests.newest(100)))[::-1]


def groups(bench: Rig) -> str:
    """All that was ever said in a group."""
    return "\n".join(one.text for one in bench.wire.sent if one.room is not None)


def told(bench: Rig, contact: str) -> str:
    """All that somebody was ever told privately."""
    return "\n".join(one.text for one in bench.wire.sent if one.to == contact)


async def test_a_hazard_is_closed_by_somebody_elses_look_only(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 隐患 3号楼1单元楼道堆电动车电池 周五前整改")
        assert "11月27日18:00前完成" in groups(bench)
        [asked] = await bench.say("u-li", "整改0001", room=None)
        assert "整改0001 已清走" in asked.text
        await bench.say("u-li", "整改0001 已清走", room=None)
        assert "请复查【0001】" in told(bench, "u-chen1")
        [waits] = await bench.say("u-wang", "0001 5分", room=None)
        assert "合格才办结" in waits.text
        [own] = await bench.say("u-li", "复查0001 合格", room=None)
        assert "要由别人复查" in own.text
        await bench.say("u-chen1", "还没清干净，还有两辆", room=None)
        assert "还有两辆" in told(bench, "u-li")
        assert "请督办" in told(bench, "u-he")
        assert (await requests(bench))[0].status.value == "处理中"
        await bench.say("u-li", "整改0001 都清走了", room=None)
        await bench.say("u-chen1", "看过了没问题了", room=None)
        assert (await requests(bench))[0].status.value == "已办结"
        assert "复查合格，办结" in groups(bench)


async def test_nobody_looks_and_the_next_one_up_hears_of_it(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 隐患 3号楼1单元楼道堆电动车电池")
        await bench.say("u-li", "整改0001 清走了", room=None)
        await bench.wait(3 * DAY)
        assert "还没复查" in told(bench, "u-chen1")
        assert "没有按时复查" in told(bench, "u-he")
        listed = (await bench.say("u-chen1", "还有哪些隐患没整改", room=None))[-1]
        assert "【0001】" in listed.text
        assert "等复查" in listed.text
        refused = (await bench.say("u-gao", "还有哪些隐患没整改", room=None))[-1]
        assert "0001" not in refused.text


async def test_an_errand_is_promised_put_off_and_kept_from_the_group(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 帮我妈办老年证")
        await bench.say("u-li", "接单0001 周五前办好", room=None)
        assert "答应11月27日18:00前办好" in groups(bench)
        [why] = await bench.say("u-li", "改期0001 下周一", room=None)
        assert "为什么改期" in why.text
        await bench.say("u-li", "改期0001 下周一 窗口休息", room=None)
        assert "窗口休息" in told(bench, "u-wang")
        assert "窗口休息" not in groups(bench)
        [moved] = await requests(bench)
        assert moved.promised_by == moved.close_by
        before = len(bench.wire.sent)
        await bench.wait(7 * DAY - 10)
        reminded = [
            one for one in bench.wire.sent[before:] if one.to == "u-li" and "提醒：【0001】" in one.text
        ]
        assert len(reminded) == 2
        await bench.say("u-li", "办结0001 证办好了，带户口本来居委会取", room=None)
        assert "带户口本" in told(bench, "u-wang")
        assert "户口本" not in groups(bench)
        assert "【0001】已办好" in groups(bench)
        [other] = await bench.say("u-gao", "@小应 查0001")
        assert "没有找到" in other.text


async def test_plain_words_promise_and_only_an_errand_is_put_off(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 帮我妈办老年证")
        said = await bench.say("u-li", "接单0001", room=None)
        [taken] = [one for one in said if one.to == "u-li"]
        assert "哪天能办好" in taken.text
        await bench.say("u-li", "周五给您办好", room=None)
        assert "答应11月27日18:00前办好" in groups(bench)
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        [refused] = await bench.say("u-wu", "改期0002 下周一 忙", room=None)
        assert "不是代办" in refused.text


async def test_a_dispute_from_the_first_word_to_the_agreement(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3-1-301天天半夜练琴，和他吵起来了，想请人调解")
        await bench.say("u-zhao", "接单0001", room=None)
        await bench.say("u-zhao", "0001 对方 3-1-301", room=None)
        await bench.say("u-zhao", "0001 记 先各自冷静", room=None)
        await bench.say("u-zhao", "约谈0001 周六下午3点 社区调解室", room=None)
        assert "11月28日15:00" in told(bench, "u-liu")
        assert "11月28日15:00" in told(bench, "u-wang")
        await bench.say("u-liu", "我周六要上班", room=None)
        await bench.say("u-zhao", "调成0001 达成协议：晚上十点后不练琴", room=None)
        await bench.say("u-wang", "认可", room=None)
        await bench.say("u-liu", "不认可，太早", room=None)
        assert (await requests(bench))[0].status.value == "处理中"
        await bench.say("u-zhao", "调成0001 十点半后不练琴", room=None)
        await bench.say("u-liu", "1", room=None)
        await bench.say("u-wang", "1", room=None)
        [ended] = await requests(bench)
        assert (ended.status.value, ended.outcome) == ("已办结", "十点半后不练琴")
        for word in ("王桂兰", "0001", "吵", "冷静"):
            assert word not in told(bench, "u-liu")
        for word in ("上班", "太早", "刘洋"):
            assert word not in told(bench, "u-wang")
        for word in ("调解", "练琴", "纠纷", "赵芳", "301"):
            assert word not in groups(bench)


async def test_no_agreement_goes_one_rung_up_and_says_whom_else_to_ask(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "和楼上吵起来了，想请人调解", room=None)
        await bench.say("u-zhao", "接单0001", room=None)
        await bench.say("u-zhao", "调不成0001 一方不来", room=None)
        assert "法院" in told(bench, "u-wang")
        assert "一方不来" not in told(bench, "u-wang")
        for mediator in ("u-chen1", "u-he", "u-zhou"):
            assert (await requests(bench))[0].assignee == mediator
            await bench.say(mediator, "接单0001", room=None)
            await bench.say(mediator, "调不成0001 还是不来", room=None)
        assert (await requests(bench))[0].status.value == "已办结"
        kept = await bench.house.store.read(lambda store: store.disputes.of(1))
        assert kept.settled is False


async def test_a_dispute_is_not_found_by_those_it_does_not_concern(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3-1-301天天半夜练琴，和他吵起来了，想请人调解")
        await bench.say("u-zhao", "接单0001", room=None)
        await bench.say("u-zhao", "0001 记 先各自冷静", room=None)
        for who in ("u-liu", "u-li", "u-gao", "u-wu", "u-stranger"):
            for words in (
                "查0001",
                "0001怎么样了",
                "痕迹0001",
                "调解记录0001",
                "催办0001",
                "补充0001 我也听见了",
            ):
                await bench.say(who, words, room=None)
            assert "冷静" not in told(bench, who)
            assert "练琴" not in told(bench, who)
        before = (await requests(bench))[0]
        await bench.say("u-gao", "+1")
        await bench.say("u-gao", "我家也是", quote="w1")
        await bench.say("u-gao", "@小应 0001")
        parties = await bench.house.store.read(lambda store: store.requests.parties(before.id))
        assert parties == ["u-wang"]
        assert "练琴" not in groups(bench)


async def test_a_complaint_never_comes_to_the_one_complained_about(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "楼长不办事，找他好几次了", room=None)
        [one] = await requests(bench)
        assert (one.assignee, one.restricted, one.kept_from) == ("u-chen1", "person", ("u-li",))
        for words in ("查0001", "接单0001", "0001怎么样了", "痕迹0001", "谁办的0001", "催办0001"):
            await bench.say("u-li", words, room=None)
        [refused] = await bench.say("u-chen1", "转派0001 李伟", room=None)
        assert "不能交给这位" in refused.text
        await bench.wait(10 * DAY)
        assert "不办事" not in told(bench, "u-li")
        assert "【0001】3号楼" not in told(bench, "u-li")
        assert "0001" not in groups(bench)


async def test_a_complaint_against_the_secretary_goes_above_them(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "陈刚书记不作为", room=None)
        await bench.say("u-wang", "周敏书记收钱", room=None)
        [one] = await requests(bench)
        assert one.assignee == "u-he"
        assert "u-chen1" in one.kept_from
        assert "12345" in told(bench, "u-wang")
        assert "收钱" not in told(bench, "u-zhou")
        [answer] = await bench.say("u-chen1", "查0001", room=None)
        assert "没有找到" in answer.text


async def test_violence_at_home_is_for_the_police_first_and_for_nobody_near(community: Community) -> None:
    async with rig(community) as bench:
        said = await bench.say("u-wang", "@小应 我老公打我")
        [line] = [one.text for one in said if one.room == "r-3"]
        assert "0001" not in line
        assert "打" not in line.replace("先打", "")
        assert told(bench, "u-wang").startswith("有危险马上打110")
        [one] = await requests(bench)
        assert (one.assignee, one.urgency, one.restricted) == ("u-qian", "emergency", "violence")
        await bench.wait(60)
        assert "0001" not in told(bench, "u-li")
        await bench.say("u-tang", "查0001", room=None)
        assert "没有找到" in told(bench, "u-tang")


async def test_what_nobody_asked_for_is_offered_privately(community: Community) -> None:
    async with rig(community) as bench:
        said = await bench.say("u-liu", "和楼上吵起来了，想请人调解")
        assert [one.room for one in said] == [None]
        await bench.say("u-liu", "1", room=None)
        [one] = await requests(bench)
        assert one.restricted == "dispute"
        assert one.assignee == "u-zhao"
        assert groups(bench) == ""


async def test_whoever_lives_in_the_flat_that_is_named_learns_nothing(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-tang", "隔壁3-1-302天天打孩子", room=None)
        [one] = await requests(bench)
        assert one.kept_from == ("u-gao",)
        await bench.say("u-gao", "查0001", room=None)
        assert "没有找到" in told(bench, "u-gao")


async def test_a_look_is_of_the_hazard_that_is_named(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 隐患 3号楼1单元楼道堆电动车电池")
        await bench.say("u-liu", "@小应 隐患 3号楼2单元消防栓没水")
        await bench.say("u-li", "整改0001 已清走", room=None)
        await bench.say("u-chen1", "复查0002 不合格 还没整改", room=None)
        assert (await requests(bench))[0].status.value == "待评价"
        await bench.say("u-chen1", "复查0001 不合格 还有两辆", room=None)
        assert "复查不合格：还有两辆" in told(bench, "u-li")


async def test_who_takes_away_what_they_reported_hears_it_once(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-li", "隐患 3号楼1单元楼道堆电动车电池", room=None)
        said = await bench.say("u-li", "整改0001 已清走", room=None)
        assert len([one for one in said if one.to == "u-li"]) == 1


async def test_everybody_who_is_alarmed_is_named_to_who_is_hurt(community: Community) -> None:
    async with rig(community) as bench:
        said = await bench.say("u-gao", "我爸打我", room=None)
        [receipt] = [one.text for one in said if one.to == "u-gao"]
        alarmed = {one.to for one in said} - {"u-gao"}
        for person in community.people:
            assert (person.name in receipt) == (person.id in alarmed)


async def test_who_is_peeped_at_is_heard_in_confidence(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-gao", "楼下303的老头偷看我洗澡", room=None)
        [only] = await requests(bench)
        assert (only.restricted, only.assignee) == ("person", "u-chen1")


async def test_what_somebody_is_accused_of_is_not_guessed(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "我要投诉3号楼楼长李伟", room=None)
        [one] = await requests(bench)
        assert (one.restricted, one.category) == ("person", "其他")


async def test_a_figure_is_no_reason(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3-1-301天天半夜练琴，和他吵起来了，想请人调解")
        await bench.say("u-zhao", "接单0001", room=None)
        await bench.say("u-zhao", "0001 对方 3-1-301", room=None)
        await bench.say("u-zhao", "约谈0001 周六下午3点 社区调解室", room=None)
        await bench.say("u-liu", "2", room=None)
        assert "来不了：（没说原因）" in told(bench, "u-zhao")
