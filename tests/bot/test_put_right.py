"""Conversations in which something is put right, or only seems to be; and pushes that mean the right request."""

import json
from pathlib import Path

import pytest

from bot.exports.tables import export
from bot.office import Office
from handlers.community import Community
from handlers.messages import Outgoing
from storage.records import Request
from tests.bot.rig import Rig, rig
from tests.bot.test_talk import requests


def told(said: list[Outgoing]) -> set[str]:
    """Whom the bot wrote to privately."""
    return {message.to for message in said if message.to}


def answer(said: list[Outgoing]) -> str:
    """What it said in the group."""
    [text] = [message.text for message in said if message.room]
    return text


def labels(request: Request) -> tuple[str | None, str, str | None]:
    return request.place, request.category, request.assignee


async def history(bench: Rig, action: str) -> list[dict[str, object]]:
    rows = await bench.house.store.read(lambda store: list(store.audit.rows()))
    return [dict(row.detail) for row in rows if row.action == action]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("不是3栋是5栋", ("5号楼2单元", "噪音", "u-sun5")),
        ("打错了 是1单元", ("3号楼1单元", "噪音", "u-li")),
        ("@小应 改 5栋", ("5号楼2单元", "噪音", "u-sun5")),
        ("@小应 改成5号楼1单元", ("5号楼1单元", "噪音", "u-sun5")),
        ("不是噪音是门禁坏了", ("3号楼2单元", "门禁", "u-wu")),
        ("0001 改 门禁", ("3号楼2单元", "门禁", "u-wu")),
        ("0001不是3栋是5栋", ("5号楼2单元", "噪音", "u-sun5")),
        ("改类别 0001 门禁", ("3号楼2单元", "门禁", "u-wu")),
        ("@小应 应该是502", ("3号楼2单元502", "噪音", "u-li")),
        ("@小应 不是3栋 是6栋 门禁不是噪音", ("6号楼2单元", "门禁", "u-wu")),
    ],
)
async def test_a_resident_puts_a_request_right(
    community: Community, words: str, expected: tuple[str, str, str]
) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元装修噪音太吵了")
        said = await bench.say("u-wang", words)
        [request] = await requests(bench)
        assert labels(request) == expected
        assert expected[1] in answer(said)
        assert "\n" not in answer(said)
        assert told(said) == {"u-li", expected[2]}
        [row] = await history(bench, "correct")
        assert row["old"] != row["new"]


async def test_the_former_member_hears_one_line_and_the_new_one_gets_the_words(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元装修噪音太吵了")
        await bench.say("u-li", "接单", room=None)
        said = await bench.say("u-wang", "不是3栋是5栋")
        by = {message.to: message.text for message in said if message.to}
        assert "\n" not in by["u-li"]
        assert "不用再处理" in by["u-li"]
        assert "接单0001" in by["u-sun5"]
        assert "不是3栋是5栋" in by["u-sun5"]
        [request] = await requests(bench)
        assert (request.status.value, request.accepted_at) == ("已派", None)


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("u-wang", "不是6栋是5栋"),  # 6号楼 was never said
        ("u-wang", "不是电梯是门禁"),  # nor an elevator
        ("u-wang", "改天一起吃饭"),
        ("u-wang", "改成明天下午"),
        ("u-liu", "不是3栋是5栋"),
        ("u-liu", "0001 改 门禁"),
        ("u-sun5", "0001 误报"),
        ("u-liu", "误报"),
    ],
)
async def test_what_only_looks_like_a_correction_changes_nothing(
    community: Community, who: str, words: str
) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元装修噪音太吵了")
        assert await bench.say(who, words) == []
        assert [labels(r) for r in await requests(bench)] == [("3号楼2单元", "噪音", "u-li")]
        assert await history(bench, "correct") == []


async def test_what_is_called_to_the_bot_soon_after_is_believed_and_next_day_it_is_not(
    community: Community,
) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元装修噪音太吵了")
        await bench.wait(24 * 60)
        assert await bench.say("u-wang", "不是3栋是5栋") == []
        await bench.say("u-wang", "0001 不是3栋是5栋")
        assert [r.place for r in await requests(bench)] == ["5号楼2单元"]


async def test_of_two_problems_the_one_that_is_meant(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了，还有楼下垃圾没人收")
        await bench.say("u-wang", "改2 1号楼")
        await bench.say("u-wang", "不是电梯是门禁")
        assert [(r.place, r.category) for r in await requests(bench)] == [
            ("3号楼2单元", "门禁"),
            ("1号楼2单元", "垃圾"),
        ]
        assert "只有2件" in answer(await bench.say("u-wang", "改3 1号楼"))
        which = answer(await bench.say("u-wang", "@小应 改成5号楼"))
        assert "1 【0001】" in which
        assert "2 【0002】" in which
        assert [r.place for r in await requests(bench)] == ["3号楼2单元", "1号楼2单元"]


async def test_a_receipt_can_be_quoted(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了，还有楼下垃圾没人收")
        [post] = [message for message in bench.wire.sent if message.room]
        await bench.wait(3 * 24 * 60)
        await bench.say("u-wang", "改2 5栋", quote=f"w{post.key}")
        assert [r.place for r in await requests(bench)] == ["3号楼2单元", "5号楼2单元"]


async def test_a_place_that_was_filled_in_is_marked_and_can_be_put_right(community: Community) -> None:
    async with rig(community) as bench:
        assert "3号楼2单元（按本群） 电梯" in answer(await bench.say("u-wang", "@小应 2单元电梯坏了"))
        assert "5号楼2单元 电梯" in answer(await bench.say("u-wang", "@小应 改 5栋"))
        assert [r.inferred for r in await requests(bench)] == [None]
        [receipt] = [m for m in await bench.say("u-xu", "我家漏水了", room=None) if m.to == "u-xu"]
        assert "5号楼1单元101（按您家） 漏水" in receipt.text
        assert "（按" not in answer(await bench.say("u-gao", "@小应 3号楼1单元楼道灯坏了"))


async def test_an_offer_can_be_put_right_before_it_is_taken(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-liu", "3号楼1单元楼道灯坏了没人修")
        assert "2号楼1单元" in answer(await bench.say("u-liu", "不是3栋 是2栋"))
        await bench.say("u-liu", "1")
        assert [r.place for r in await requests(bench)] == ["2号楼1单元"]


async def test_a_place_that_is_nowhere_is_asked_back(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元装修噪音太吵了")
        assert "9号楼" in answer(await bench.say("u-wang", "不是3栋是9栋"))
        assert [r.place for r in await requests(bench)] == ["3号楼2单元"]


async def test_a_time_alone_is_passed_on_as_it_was_said(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        said = await bench.say("u-wang", "@小应 时间改成明天下午")
        assert [m.to for m in said if "明天下午" in m.text] == ["u-wu"]
        assert len(await requests(bench)) == 1


@pytest.mark.parametrize(
    ("who", "words"),
    [("u-wu", "0001不是漏水是噪音"), ("u-chen1", "0001 改 噪音"), ("u-wu", "改类别 0001 噪音")],
)
async def test_a_member_puts_it_right_and_the_resident_hears_of_it(
    community: Community, who: str, words: str
) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元楼上漏水")
        said = await bench.say(who, words, room=None)
        [request] = await requests(bench)
        assert (labels(request), request.intent) == (("3号楼2单元", "噪音", "u-li"), "投诉")
        assert "噪音" in answer(said)  # to the resident, in the group
        assert told(said) == {"u-li", "u-wu", who}


@pytest.mark.parametrize(("who", "room"), [("u-wang", "r-3"), ("u-wu", None), ("u-chen1", None)])
async def test_it_was_no_request_at_all(community: Community, who: str, room: str | None) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        said = await bench.say(who, "0001 误报", room=room)
        assert [r.status.value for r in await requests(bench)] == ["已撤销"]
        assert [row["reason"] for row in await history(bench, "dismiss")] == ["误报"]
        assert "误报" in answer(said)
        assert "u-wu" in told(said)


async def test_a_fire_elsewhere_moves_the_alarm(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-fan", "5号楼1单元楼道着火了，好大的烟", room="r-5")
        said = await bench.say("u-fan", "错了 是6号楼", room="r-5")
        assert {"u-sun6", "u-chen2", "u-sun5"} <= told(said)
        said = await bench.say("u-fan", "误报", room="r-5")
        assert {"u-sun6", "u-chen2"} <= told(said)


async def test_an_alarm_is_never_taken_for_a_correction(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        await bench.say("u-wang", "不是电梯 是着火了 好大的烟")
        assert [r.urgency for r in await requests(bench)] == ["normal", "emergency"]


async def test_what_becomes_a_dispute_is_kept_out_of_the_group(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元装修噪音太吵了")
        said = await bench.say("u-wang", "@小应 改类别 邻里纠纷")
        assert [labels(r)[1:] for r in await requests(bench)] == [("邻里纠纷", "u-zhao")]
        assert "纠纷" not in answer(said)


@pytest.mark.parametrize(
    ("words", "pushed", "count"),
    [
        ("小应 还有那个垃圾也没人管", [], 2),
        ("@小应 那个垃圾也没人管", [], 2),
        ("@小应 路灯还没修", [], 2),
        ("@小应 还没人来", ["0001"], 1),
        ("还没修", ["0001"], 1),
        ("第三次了", ["0001"], 1),
        ("@小应 晚上十二点还没修好", ["0001"], 1),
        ("@小应 电梯还没人来修", ["0001"], 1),
    ],
)
async def test_a_push_is_about_what_it_names(
    community: Community, words: str, pushed: list[str], count: int
) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        await bench.wait(60)
        said = await bench.say("u-wang", words)
        assert [m.about for m in said if m.to == "u-wu" and "催办" in m.text] == pushed
        assert len(await requests(bench)) == count


async def test_among_several_the_named_one_is_pushed_and_otherwise_it_is_asked(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        await bench.say("u-wang", "@小应 3号楼2单元装修噪音太吵了")
        said = await bench.say("u-wang", "那个电梯还没修")
        assert [m.about for m in said if m.to == "u-wu"] == ["0001"]
        which = answer(await bench.say("u-wang", "@小应 还没人来"))
        assert "【0001】" in which
        assert "【0002】" in which
        assert len(await requests(bench)) == 2
        await bench.say("u-wang", "@小应 垃圾的事不用来了")
        assert [r.status.value for r in await requests(bench)] == ["已派", "已派"]


async def test_a_list_in_a_group_names_no_dispute(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 楼上302天天半夜吵架，麻烦调解一下")
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        which = answer(await bench.say("u-wang", "@小应 还没人来"))
        assert "【0001】" in which
        assert "纠纷" not in which


async def test_what_was_put_right_is_exported_as_labelled_lines(
    community: Community, database: str, tmp_path: Path
) -> None:
    async with rig(community, database) as bench:
        await bench.say("u-wang", "@小应 电梯坏了，电话13900001111")
        await bench.say("u-wang", "不是电梯是门禁")
        await bench.say("u-liu", "@小应 3号楼1单元楼道灯坏了")
        await bench.say("u-gao", "@小应 3号楼1单元装修噪音太吵了")
        await bench.say("u-gao", "0003 误报")
        await bench.say("u-gao", "@小应 3号楼1单元电梯坏了，还有楼下垃圾没人收")
        await bench.say("u-gao", "改2 2号楼")
    file = tmp_path / "readings.jsonl"
    assert export("readings", Office(database, community, None), file) == 3
    first, none, two = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert "13900001111" not in first["text"]
    assert (first["category"], first["place"], first["addressed"]) == ("门禁", None, "explicit")
    assert "电梯 → 门禁" in first["note"]
    assert (none["for_bot"], none["intent"], none["category"], none["place"]) == (False, "闲聊", None, None)
    assert (two["category"], two["place"]) == ("电梯", "3号楼1单元")
    assert [(one["category"], one["place_text"]) for one in two["more"]] == [("垃圾", "2号楼1单元")]


@pytest.mark.parametrize(
    "words", ["说错了 不是厨房是厕所", "不是卧室，是阳台", "打错了是卫生间不是厨房", "@小应 不对，是主卧"]
)
async def test_another_room_of_the_flat_is_told_and_changes_nothing(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 我家厨房水龙头漏水")
        sent = await bench.say("u-wang", words)
        assert [one.to for one in sent] == ["u-wu", None]
        assert "居民补充" in sent[0].text
        assert "已补充到【0001】" in sent[1].text
        assert "漏水" in answer(await bench.say("u-wang", "查0001"))


async def test_another_room_of_no_request_is_chatter(community: Community) -> None:
    async with rig(community) as bench:
        assert await bench.say("u-gao", "说错了 不是厨房是厕所") == []
