"""Words that name a step and do not take it: a question after it, an order, a promise. Played in private chats."""

import pytest

from handlers.community import Community
from handlers.messages import Outgoing
from tests.bot.rig import Rig, rig
from tests.bot.test_talk import requests


def to(said: list[Outgoing], person: str) -> str:
    return "\n".join(message.text for message in said if message.to == person)


async def two_accepted(bench: Rig) -> None:
    await bench.say("u-wang", "@小应 3号楼2单元电梯坏了", room="r-3")
    await bench.say("u-liu", "@小应 3号楼1单元楼道灯不亮", room="r-3")
    await bench.say("u-wu", "接单0001", room=None)
    await bench.say("u-wu", "接单0002", room=None)
    await bench.say("u-gao", "@小应 3号楼1单元门口垃圾没人清", room="r-3")


async def states(bench: Rig) -> list[str]:
    return [one.status.value for one in await requests(bench)]


@pytest.mark.parametrize(
    ("who", "words"),
    [
        *(
            ("u-chen1", words)
            for words in (
                *(
                    "0001办好了吗？",
                    "0001办结没有",
                    "0001已办结？",
                    "0001办结情况",
                    "0001办结标准是什么",
                    "办结0001了吗",
                ),
                *(
                    "0001办好了告诉我",
                    "0001办结后报我",
                    "0002办结前先给我看",
                    "0001办结不了",
                    "0003接单了吗",
                    "接单0003了吗",
                ),
                *(
                    "0003接单人是谁",
                    "0003退回了吗",
                    "0003退回是什么原因",
                    "0003抢单情况",
                    "0001无法解决吗",
                    "0001处理中吗",
                ),
            )
        ),
        *(
            ("u-zhou", words)
            for words in (
                "0001限周三前办结",
                "0001今天必须办结",
                "0001先别办结",
                "0001是否办结",
                "0001建议办结",
            )
        ),
        ("u-wu", "0001预计周三办结"),
    ],
)
async def test_what_is_asked_or_ordered_is_not_done(community: Community, who: str, words: str) -> None:
    async with rig(community) as bench:
        await two_accepted(bench)
        said = await bench.say(who, words, room=None)
        assert await states(bench) == ["已接", "已接", "已派"]
        assert f"【{words[:4] if words[0] == '0' else words[2:6]}】" in to(said, who)
        assert not any(message.room for message in said)


@pytest.mark.parametrize(
    "words",
    [
        "0001办结换了灯泡",
        "办结0001后门已修好",
        "办结0001没什么问题",
        "0001换了主板办结",
        "已办结0001 换了主板",
    ],
)
async def test_what_was_done_still_closes_it(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await two_accepted(bench)
        await bench.say("u-wu", words, room=None)
        assert (await states(bench))[0] == "待评价"


async def test_a_promise_is_told_as_one(community: Community) -> None:
    async with rig(community) as bench:
        await two_accepted(bench)
        said = await bench.say("u-wu", "0001明天上午办结", room=None)
        assert "记下了，已转告居民" in to(said, "u-wu")
        assert await states(bench) == ["处理中", "已接", "已派"]


async def test_a_reason_with_a_question_in_it_gives_it_back(community: Community) -> None:
    async with rig(community) as bench:
        await two_accepted(bench)
        await bench.say("u-wu", "退回0001 这不是归城管管吗", room=None)
        assert (await states(bench))[0] == "已退回"


async def test_words_on_another_request_do_not_go_into_the_one_just_reported(community: Community) -> None:
    async with rig(community) as bench:
        await two_accepted(bench)
        await bench.say("u-zhou", "4号楼门口垃圾没人清", room=None)
        for words in ("0001今天必须修好", "0001请供水公司来", "今天报了几件"):
            said = await bench.say("u-zhou", words, room=None)
            assert not any("居民补充" in message.text for message in said)
