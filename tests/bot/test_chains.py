"""接龙 in a group, played from the first posting to the last."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from handlers.community import Community, RoomMode
from handlers.state import state_of
from handlers.understanding.chains import read_chain
from tests.bot.rig import Rig, rig

HEAD = "#接龙\n周六包饺子\n例 姓名 人数\n\n"


def posting(*entries: str, head: str = HEAD) -> str:
    return head + "\n".join(f"{n}. {entry}" for n, entry in enumerate(entries, start=1))


async def signups(bench: Rig) -> list[dict[str, Any]]:
    state = await bench.house.store.read(lambda store: state_of(store, bench.house.community))
    found: list[dict[str, Any]] = state["signups"]
    return found


async def names(bench: Rig) -> list[str]:
    """The names of the only chain."""
    [chain] = await signups(bench)
    return [line["name"] for line in chain["lines"]]


async def running(bench: Rig, *entries: str) -> None:
    """A chain to which everybody of r-3 added their own line."""
    people = ["u-wang", "u-liu", "u-gao", "u-tang"]
    for count, sender in enumerate(people[: len(entries)], start=1):
        assert await bench.say(sender, posting(*entries[:count])) == []


async def test_a_chain_runs_without_a_word(community: Community) -> None:
    async with rig(community) as bench:
        await running(bench, "王桂兰", "刘洋 2人", "高敏", "唐磊")
        [chain] = await signups(bench)
        assert (chain["code"], chain["title"], chain["status"]) == ("A1", "周六包饺子", "进行中")
        assert chain["lines"][:2] == [
            {"n": 1, "name": "王桂兰", "count": 1, "note": None},
            {"n": 2, "name": "刘洋", "count": 2, "note": "2人"},
        ]
        assert len(chain["lines"]) == 4


async def test_lost_lines_are_told_once_with_a_list_to_go_on_from(community: Community) -> None:
    async with rig(community) as bench:
        await running(bench, "王桂兰", "刘洋 2人")
        [told] = await bench.say("u-gao", posting("王桂兰", "高敏"))
        assert (told.room, told.to, told.mentions) == ("r-3", None, ())
        assert told.text.startswith("刚才的接龙漏了刘洋")
        merged = read_chain(told.text)
        assert merged is not None
        assert [line.written for line in merged.lines] == ["王桂兰", "刘洋 2人", "高敏"]
        # Whoever goes on from it, with its first words and all, ends the matter.
        assert await bench.say("u-tang", told.text + "\n4. 唐磊") == []
        assert await names(bench) == ["王桂兰", "刘洋", "高敏", "唐磊"]
        assert await bench.wait(60) == []


async def test_losses_in_a_row_are_told_at_most_once_in_some_minutes(community: Community) -> None:
    async with rig(community) as bench:
        await running(bench, "王桂兰", "刘洋")
        assert len(await bench.say("u-gao", posting("王桂兰", "高敏"))) == 1
        assert await bench.say("u-tang", posting("王桂兰", "唐磊")) == []
        assert await bench.say("u-xu", posting("徐静")) == []
        [told] = await bench.wait(15)
        assert told.text.endswith("1. 王桂兰\n2. 刘洋\n3. 高敏\n4. 唐磊\n5. 徐静")
        assert await bench.wait(60) == []


async def test_what_is_set_right_meanwhile_is_not_told(community: Community) -> None:
    async with rig(community) as bench:
        await running(bench, "王桂兰", "刘洋")
        await bench.say("u-gao", posting("王桂兰", "高敏"))
        await bench.say("u-tang", posting("王桂兰", "高敏", "唐磊"))
        await bench.say("u-tang", posting("王桂兰", "刘洋", "高敏", "唐磊"))
        assert await bench.wait(60) == []


async def test_at_night_it_waits_for_the_morning(community: Community) -> None:
    night = datetime(2026, 11, 23, 22, 0, tzinfo=community.zone)
    async with rig(community, start=night) as bench:
        await running(bench, "王桂兰", "刘洋")
        assert await bench.say("u-gao", posting("王桂兰", "高敏")) == []
        [told] = await bench.until(datetime(2026, 11, 24, 7, 31, tzinfo=community.zone))
        assert "刘洋" in told.text


async def test_the_own_line_may_go(community: Community) -> None:
    async with rig(community) as bench:
        await running(bench, "王桂兰", "刘洋", "高敏")
        assert await bench.say("u-liu", posting("王桂兰", "高敏")) == []
        # 刘洋 comes back with an old copy only if 刘洋 brings it.
        assert await bench.say("u-tang", posting("王桂兰", "刘洋", "高敏", "唐磊")) == []
        assert await names(bench) == ["王桂兰", "高敏", "唐磊"]


async def test_who_bears_a_name_may_take_the_line_out_that_somebody_else_wrote(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-gao", posting("高敏"))
        await bench.say("u-gao", posting("高敏", "3-2-501王阿姨"))
        assert await bench.say("u-wang", posting("高敏")) == []
        assert await names(bench) == ["高敏"]


async def test_a_name_that_somebody_gives_themselves_opens_nothing(community: Community) -> None:
    async with rig(community) as bench:
        await running(bench, "王桂兰", "刘洋")
        told = await bench.say("u-stranger", posting("王桂兰", "小青"), name="刘洋")
        assert len(told) == 1
        await bench.say("u-stranger", "取消报名", name="刘洋")
        assert await names(bench) == ["王桂兰", "刘洋"]
        assert await bench.say("u-stranger", "取消报名", name="刘洋") == []
        assert await names(bench) == ["王桂兰", "刘洋"]


@pytest.mark.parametrize(
    ("words", "count", "note"),
    [
        ("算我一个", 1, None),
        ("+1", 1, None),
        ("＋1", 1, None),
        ("我家两个", 2, "2个"),
        ("@小应 我报名", 1, None),
    ],
)
async def test_a_word_is_a_line(community: Community, words: str, count: int, note: str | None) -> None:
    async with rig(community) as bench:
        await running(bench, "王桂兰", "刘洋")
        [answer] = await bench.say("u-tang", words)
        assert answer.text == "@唐磊 已记上【A1】周六包饺子，您是第3位。"
        [chain] = await signups(bench)
        assert chain["lines"][-1] == {"n": 3, "name": "唐磊", "count": count, "note": note}
        [again] = await bench.say("u-tang", "+1")
        assert "您已在" in again.text
        # The next posting does not have it: the list is told, so that it gets into the text.
        [told] = await bench.say("u-gao", posting("王桂兰", "刘洋", "高敏"))
        assert "漏了唐磊" in told.text


@pytest.mark.parametrize(
    "words", ["我不去了", "取消报名", "不好意思，我不去了", "@小应 我不参加了", "退出接龙", "A1 我不去了"]
)
async def test_a_word_takes_the_own_line_out(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await running(bench, "王桂兰", "刘洋", "高敏")
        [answer] = await bench.say("u-liu", words)
        assert "已从【A1】周六包饺子去掉您的名字" in answer.text
        assert await bench.say("u-tang", posting("王桂兰", "刘洋", "高敏", "唐磊")) == []
        assert await names(bench) == ["王桂兰", "高敏", "唐磊"]
        [answer] = await bench.say("u-liu", "算我一个")
        assert "已记上" in answer.text
        assert await bench.say("u-wang", posting("王桂兰", "刘洋", "高敏", "唐磊")) == []
        assert await names(bench) == ["王桂兰", "高敏", "唐磊", "刘洋"]


async def test_without_a_chain_the_words_are_chatter(community: Community) -> None:
    async with rig(community) as bench:
        for words in ("算我一个", "+1", "我不去了", "取消报名", "我家两个"):
            assert await bench.say("u-tang", words) == []
        await running(bench, "王桂兰")
        for words in ("我不去了", "公园我不去了", "大家都来算我一个笑话吧"):
            assert await bench.say("u-tang", words) == []
        assert await bench.say("u-xu", "算我一个", room="r-5") == []
        await bench.wait(25 * 60)
        assert await bench.say("u-tang", "+1") == []
        assert await names(bench) == ["王桂兰"]


async def test_plus_one_is_about_what_was_said_last(community: Community) -> None:
    async with rig(community) as bench:
        await running(bench, "王桂兰")
        await bench.say("u-liu", "@小应 3号楼2单元电梯坏了")
        said = await bench.say("u-tang", "+1")
        assert any("0001" in message.text for message in said)
        assert await names(bench) == ["王桂兰"]
        await bench.say("u-tang", "+1", quote_text=posting("王桂兰"))
        assert await names(bench) == ["王桂兰", "唐磊"]


async def test_among_several_chains_the_last_one_or_the_one_named_is_meant(community: Community) -> None:
    async with rig(community) as bench:
        await running(bench, "王桂兰")
        await bench.say("u-liu", posting("刘洋", head="#接龙\n大米团\n"))
        assert "【A2】大米团" in (await bench.say("u-tang", "算我一个"))[0].text
        assert "【A1】周六包饺子" in (await bench.say("u-gao", "报名A1"))[0].text
        assert "【A1】周六包饺子" in (await bench.say("u-gao", "我不去了"))[0].text


async def test_the_list_goes_to_who_began_it_and_to_who_leads(community: Community) -> None:
    async with rig(community) as bench:
        await running(bench, "王桂兰", "刘洋 2人", "高敏", "唐磊")
        for sender, words in (
            ("u-wang", "接龙名单"),
            ("u-zhou", "小应 接龙情况"),
            ("u-chen1", "接龙名单 包饺子"),
        ):
            said = await bench.say(sender, words)
            [group] = [message for message in said if message.room]
            [private] = [message for message in said if message.to]
            assert len(group.text.split("\n")) <= 4
            assert "4位，合计5" in group.text
            assert private.to == sender
            assert "1. 王桂兰\n2. 刘洋 2人\n3. 高敏\n4. 唐磊" in private.text
            assert "7天后名单自动删除" in private.text
        for sender in ("u-gao", "u-li", "u-stranger"):
            [refused] = await bench.say(sender, "接龙名单")
            assert "刘洋" not in refused.text
        assert "没有正在进行的接龙" in (await bench.say("u-gao", "接龙名单", room=None))[0].text
        assert "1. 王桂兰" in (await bench.say("u-zhou", "接龙名单", room=None))[0].text


async def test_personal_data_is_masked_and_forgotten(community: Community) -> None:
    async with rig(community) as bench:
        await running(bench, "王桂兰 13812345678", "刘洋")
        [told] = await bench.say("u-gao", posting("高敏"))
        assert "13812345678" not in told.text
        await bench.wait(3 * 24 * 60)
        await bench.say("u-tang", told.text + "\n4. 唐磊")
        await bench.wait(7 * 24 * 60 - 60)
        assert len(await names(bench)) == 4
        await bench.wait(120)
        assert await signups(bench) == []
        kept = await bench.house.store.read(
            lambda store: [
                store.connection.exec_driver_sql("SELECT count(*) FROM chain_line").scalar(),
                store.connection.exec_driver_sql("SELECT count(*) FROM outbox WHERE text <> ''").scalar(),
                store.connection.exec_driver_sql("SELECT count(*) FROM audit").scalar(),
            ]
        )
        assert kept == [0, 0, 0]


async def test_the_same_title_next_week_is_a_new_chain(community: Community) -> None:
    async with rig(community) as bench:
        await running(bench, "王桂兰", "刘洋", "高敏", "唐磊")
        await bench.wait(5 * 24 * 60)
        assert await bench.say("u-wang", posting("王桂兰")) == []
        assert await names(bench) == ["王桂兰"]


@pytest.mark.parametrize("mode", [RoomMode.MENTION, RoomMode.SILENT])
async def test_where_the_bot_only_answers_it_remembers_and_says_nothing(
    community: Community, mode: RoomMode
) -> None:
    rooms = tuple(replace(room, mode=mode) for room in community.rooms)
    async with rig(replace(community, rooms=rooms)) as bench:
        await running(bench, "王桂兰", "刘洋")
        assert await bench.say("u-gao", posting("王桂兰", "高敏")) == []
        assert await bench.say("u-tang", "算我一个") == []
        assert len(await bench.say("u-tang", "@小应 算我一个")) == 1
        assert await names(bench) == ["王桂兰", "刘洋", "高敏", "唐磊"]


async def test_who_asks_for_a_chain_hears_how(community: Community) -> None:
    async with rig(community) as bench:
        assert "第一行“#接龙”" in (await bench.say("u-wang", "@小应 发起接龙 周日扫雪"))[0].text
        assert "第一行“#接龙”" in (await bench.say("u-wang", posting("王桂兰"), room=None))[0].text
        [noted] = await bench.say("u-wang", "@小应 " + posting("王桂兰"))
        assert "已记下【A1】周六包饺子" in noted.text


async def test_a_flood_is_bounded(community: Community) -> None:
    async with rig(community) as bench:
        for round_ in range(30):
            await bench.say("u-stranger", posting("小青", head=f"#接龙\n团购{round_}\n"))
        assert len(await signups(bench)) == 20
        for round_ in range(12):
            entries = [f"甲{round_}号{n}" for n in range(80)]
            await bench.say("u-stranger", posting(*entries, head="#接龙\n团购29\n"))
        chain = (await signups(bench))[-1]
        assert len(chain["lines"]) <= 500


async def test_who_stays_away_by_name_is_taken_out_and_no_request_is(community: Community) -> None:
    """理发我不去了 is about the chain, whatever else the speaker has open."""
    async with rig(community) as bench:
        await bench.say("u-gao", "@小应 3号楼停水了")
        await bench.say("u-li", "#接龙\n义务理发周六上午\n1. 李伟")
        assert "第2位" in (await bench.say("u-gao", "我也报名"))[0].text
        [off] = await bench.say("u-gao", "@小应 理发我不去了")
        assert "已从【A1】" in off.text
        assert not any("撤回" in one.text for one in await bench.say("u-gao", "@小应 爬山我不去了"))
