"""Accounts that end: one's own, those that somebody else bound, all of a lost phone."""

from dataclasses import replace

from handlers.community import Community
from handlers.directory import kept_from
from tests.bot.identity import bind, code_for, code_in, community_of, history, person_of, to
from tests.bot.rig import rig

NEW = "wxid-new"


async def test_one_ends_one_s_own_account(community: Community) -> None:
    async with rig(community) as bench:
        fixed = code_in(await bind(bench, NEW, await code_for(bench, "王桂兰")))
        assert "确定回1" in to(await bench.say(NEW, "解绑", room=None), NEW)[0]
        assert "没有解绑" in to(await bench.say(NEW, "0", room=None), NEW)[0]
        await bench.say(NEW, "解绑", room=None)
        assert "还有1个微信" in to(await bench.say(NEW, "1", room=None), NEW)[0]
        assert await person_of(bench, NEW) is None
        assert await person_of(bench, "u-wang") is not None
        assert "这个码不对" in await bind(bench, "wxid-thief", fixed)
        assert "没有绑定" in to(await bench.say(NEW, "解绑", room=None), NEW)[0]


async def test_an_account_that_somebody_else_bound_is_ended_from_the_earlier_one(
    community: Community,
) -> None:
    async with rig(community) as bench:
        fixed = code_in(await bind(bench, NEW, await code_for(bench, "王桂兰")))
        assert (
            "没有绑定过别的" in to(await bench.say(NEW, "解绑别的", room=None), NEW)[0]
        )  # the later one cannot
        sent = to(await bench.say("u-wang", "解绑别的", room=None), "u-wang")
        assert "1个微信" in sent[0]
        assert await person_of(bench, NEW) is None
        assert await person_of(bench, "u-wang") is not None
        assert "这个码不对" in await bind(bench, NEW, fixed)
        assert "换到这个微信了" in await bind(bench, "wxid-mine", code_in(sent[1]))


async def test_a_lost_code_is_replaced(community: Community) -> None:
    async with rig(community) as bench:
        first = code_in(to(await bench.say("u-wang", "固定口令", room=None), "u-wang")[0])
        second = code_in(to(await bench.say("u-wang", "口令丢了", room=None), "u-wang")[0])
        assert "这个码不对" in await bind(bench, NEW, first)
        assert "换到这个微信了" in await bind(bench, NEW, second)
        assert "两个办法" in to(await bench.say("wxid-guest", "绑定码丢了", room=None), "wxid-guest")[0]


async def test_nobody_is_cut_off_by_a_nickname(community: Community) -> None:
    async with rig(community) as bench:
        assert "没有找到" in to(await bench.say("u-chen1", "解绑 老王", room=None), "u-chen1")[0]
        assert await person_of(bench, "u-wang") is not None
        assert "王桂兰" in to(await bench.say("u-chen1", "给3-2-501发码", room=None), "u-chen1")[0]


async def test_who_keeps_the_roster_ends_all_accounts(community: Community) -> None:
    async with rig(community) as bench:
        fixed = code_in(await bind(bench, NEW, await code_for(bench, "王桂兰")))
        sent = await bench.say("u-chen1", "解绑 王桂兰", room=None)
        assert "2个微信" in to(sent, "u-chen1")[0]
        assert "解绑了" in to(sent, NEW)[0]
        assert "解绑了" in to(sent, "u-wang")[0]
        assert await person_of(bench, "u-wang") is None
        assert "这个码不对" in await bind(bench, NEW, fixed)
        assert (await history(bench, "person:u-wang"))[-1].detail == {"accounts": 2}
        [nobody] = to(await bench.say("u-li", "解绑 高敏", room=None), "u-li")
        assert "不归您管" in nobody


async def test_who_has_left_is_nobody_s_to_become(community: Community) -> None:
    async with rig(community) as bench:
        code = await code_for(bench, "王桂兰")
        person = (await community_of(bench)).person("u-wang")
        assert person is not None
        gone = replace(kept_from(person, community), left_at=bench.clock.now(), household=None)
        await bench.house.store.write(lambda store: store.roster.put_people(gone))
        assert "这个码不对" in await bind(bench, NEW, code)
        assert await person_of(bench, NEW) is None
