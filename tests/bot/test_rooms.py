"""How much the bot speaks in a group, said in the group."""

from dataclasses import replace

import pytest

from handlers.community import Community, RoomMode
from tests.bot.rig import Rig, rig

PLAIN = "3号楼1单元楼道灯坏了，快派人来修"


async def offered(bench: Rig) -> bool:
    """Whether plain words are heard; the offer is declined again."""
    said = await bench.say("u-liu", PLAIN)
    if said:
        await bench.say("u-liu", "不用")
    return bool(said)


async def changes(bench: Rig) -> list[tuple[str, str]]:
    rows = await bench.house.store.read(lambda store: store.audit.about("room:r-3"))
    return [(row.actor, str(row.detail["mode"])) for row in rows]


async def test_who_leads_there_changes_the_mode_and_it_is_audited(community: Community) -> None:
    async with rig(community) as bench:
        assert await offered(bench)
        [answer] = await bench.say("u-chen1", "小应 静默")
        assert "静默" in answer.text
        assert answer.room == "r-3"
        assert not await offered(bench)
        await bench.say("u-zhou", "@小应\u2005只应＠")
        assert not await offered(bench)
        await bench.say("u-he", "小应 改成主动模式。")
        assert await offered(bench)
        assert await changes(bench) == [("u-chen1", "silent"), ("u-zhou", "mention"), ("u-he", "active")]


async def test_saying_it_again_changes_nothing(community: Community) -> None:
    async with rig(community) as bench:
        for _ in range(2):
            [answer] = await bench.say("u-chen1", "小应静默")
            assert "静默" in answer.text
        assert await changes(bench) == [("u-chen1", "silent")]


async def test_only_this_group_is_changed(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-zhou", "小应 静默")
        assert await bench.say("u-xu", "5号楼1单元楼道灯坏了，快派人来修", room="r-5")


@pytest.mark.parametrize("speaker", ["u-liu", "u-li", "u-wu", "u-chen2", "u-stranger"])
async def test_nobody_else_may(community: Community, speaker: str) -> None:
    """A resident, the 楼长, a specialist, the secretary of another grid, a stranger."""
    async with rig(community) as bench:
        for words in ("小应 静默", "小应 模式"):
            [answer] = await bench.say(speaker, words)
            assert "负责的同志" in answer.text
        assert await changes(bench) == []


@pytest.mark.parametrize("words", ["静默", "主动", "主动点嘛", "只应@", "模式", "小应主动帮忙了", "大家静默"])
async def test_without_a_call_it_is_only_a_word(community: Community, words: str) -> None:
    async with rig(community) as bench:
        assert await bench.say("u-chen1", words) == []
        assert await changes(bench) == []


async def test_it_can_be_asked_and_the_help_says_how(community: Community) -> None:
    async with rig(community) as bench:
        [answer] = await bench.say("u-chen1", "小应 模式")
        assert "\n" not in answer.text
        assert "主动" in answer.text
        [shown] = await bench.say("u-chen1", "小应 帮助")
        assert "现在是“主动”" in shown.text
        await bench.say("u-chen1", "小应 只应@")
        [shown] = await bench.say("u-chen1", "小应 帮助")
        assert "现在是“只应@”" in shown.text
        [other] = await bench.say("u-liu", "小应 帮助")
        assert "只应" not in other.text


async def test_privately_who_leads_is_told_where_to_say_it(community: Community) -> None:
    async with rig(community) as bench:
        [answer] = await bench.say("u-chen1", "静默", room=None)
        assert "群里" in answer.text
        [other] = await bench.say("u-liu", "静默", room=None)
        assert "没听明白" in other.text


async def test_an_emergency_is_heard_in_a_silent_group(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", "小应 静默")
        assert await bench.say("u-liu", "3号楼1单元着火了，快来人")


async def test_it_is_kept_until_the_configuration_says_otherwise(community: Community, database: str) -> None:
    rooms = tuple(replace(room, mode=RoomMode.MENTION) for room in community.rooms)
    async with rig(community, database) as bench:
        await bench.say("u-chen1", "小应 静默")
    async with rig(community, database) as bench:
        bench.count = 100  # of its messages, so that they are new ones
        assert not await offered(bench)
        assert "静默" in (await bench.say("u-chen1", "小应 模式"))[0].text
    async with rig(replace(community, rooms=rooms), database) as bench:
        bench.count = 200
        assert "只应@" in (await bench.say("u-chen1", "小应 模式"))[0].text
