"""What the bot would do with a sentence: the answer is what then happens, and nothing stays of the question."""

import re
from dataclasses import replace

import pytest

from bot.config import demo_config
from bot.rehearsal import open_stage
from bot.why import Answer, explain
from handlers.community import Community, RoomMode
from handlers.messages import Inbound
from handlers.texts import all_texts
from handlers.understanding.lexicon import shipped
from tests.bot.rig import Rig, rig
from tests.conftest import NOW


async def ask(bench: Rig, text: str, speaker: str = "u-liu", room: str | None = "r-3") -> Answer:
    said = Inbound("why", bench.clock.now(), speaker, room, text)
    return await bench.house.store.write(lambda store: explain(bench.house, store, said, bench.clock.now()))


def fact(answer: Answer, heading: str) -> str:
    return dict(answer.facts).get(heading, "")


@pytest.mark.parametrize(
    ("text", "speaker", "room", "action", "reason"),
    [
        ("小应 3号楼1单元楼道灯坏了", "u-liu", "r-3", "register", "叫了小应"),
        ("电梯坏了，派人来修", "u-liu", None, "register", "私聊"),
        ("3号楼1单元楼道灯又坏了，快派人来修", "u-liu", "r-3", "offer", "没叫小应，听着是要请人办事"),
        ("3号楼1单元着火了，快来人", "u-liu", "r-3", "register", "人命关天"),
        ("待办", "u-wu", "r-3", "answer", "“待办”是口令"),
        ("小应 你好", "u-liu", "r-3", "answer", "叫了小应"),
        ("小应 静默", "u-chen1", "r-3", "answer", "叫了小应"),
        ("谁家的猫丢了哈哈", "u-liu", "r-3", "silent", "不是"),
        ("谢谢大家", "u-liu", "r-3", "silent", "客气话"),
        ("", "u-liu", "r-3", "silent", "不是"),
    ],
)
async def test_what_it_would_do_and_why(
    community: Community, text: str, speaker: str, room: str | None, action: str, reason: str
) -> None:
    async with rig(community) as bench:
        answer = await ask(bench, text, speaker, room)
        assert (answer.action, reason in fact(answer, "是不是对小应说的")) == (action, True), answer.lines()


@pytest.mark.parametrize(
    "text",
    [
        "小应 3号楼1单元楼道灯坏了，电话13912345678",
        "3号楼1单元楼道灯又坏了，快派人来修",
        "3号楼1单元着火了，快来人",
        "小应 发起表决：装充电桩？选项：同意/反对 截止：明天18:00",
        "小应 静默",
        "早",
    ],
)
async def test_it_says_what_then_happens_and_leaves_nothing(
    community: Community, database: str, text: str
) -> None:
    async with rig(community, database) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        before = await dump(bench)
        answer = await ask(bench, text, "u-chen1")
        assert await dump(bench) == before
        assert await bench.wait(minutes=0) == []
        happened = await bench.say("u-chen1", text)
        reminders = {message.text for message in happened if "还没接单" in message.text}
        assert {said for _, said in answer.said} == {message.text for message in happened} - reminders


async def dump(bench: Rig) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    return await bench.house.store.read(
        lambda store: {
            name: sorted(map(tuple, store.connection.exec_driver_sql(f"SELECT * FROM {name}")), key=repr)
            for name in ("request", "request_word", "outbox", "question", "audit", "inbox", "timer",
                         "counter", "contact", "poll", "weak_signal")
        }
    )  # fmt: skip


async def test_the_route_the_place_and_the_words(community: Community) -> None:
    async with rig(community) as bench:
        answer = await ask(bench, "楼道灯又坏了，快派人来修")
        assert fact(answer, "派给谁").startswith("物业维修 吴强：")
        assert "话里没说" in fact(answer, "地点")
        assert any(line.startswith("楼道灯　+3.5　类别“路灯照明”　自带") for line in answer.words)
        assert any(re.fullmatch("从例句里学来的：.*道灯 [+]\\d.*", line) for line in answer.words)
        labelled = (await ask(bench, "楼道灯又不亮了")).words
        assert any(re.fullmatch("从例句里学来的：.*路灯照明 [+]\\d.*", line) for line in labelled)
        assert [to for to, _ in answer.said] == ["3号楼党小组群"]
        assert [line for line in answer.lines() if line.startswith("小应会怎么办：先问一句")]
        assert any(line.startswith("火锅　挡住") for line in (await ask(bench, "火锅店真好")).words)


@pytest.mark.parametrize(
    ("text", "room"),
    [
        ("物业的吴强态度恶劣，还骂人，没人管吗", "r-3"),
        ("3号楼1单元楼道灯又坏了，快派人来修", "r-3"),
        ("小应 我要投诉3号楼楼长李伟不作为", None),
    ],
)
async def test_it_foretells_who_gets_it_also_where_somebody_must_not(
    community: Community, text: str, room: str | None
) -> None:
    async with rig(community) as bench:
        foretold = fact(await ask(bench, text, room=room), "派给谁")
        await bench.say("u-liu", text, room)
        await bench.say("u-liu", "1", room if "灯" in text else None)
        [request] = await bench.house.store.read(lambda store: store.requests.newest(5))
        person = community.person(request.assignee or "")
        assert person is not None
        assert f"{person.name}：{request.category}" in foretold.replace(f"{request.place} ", "")


async def test_own_words_are_named_as_own(community: Community) -> None:
    own = shipped().copy()
    own.add_own("category", "电梯", 4.0, "铁盒子")
    async with rig(replace(community, lexicon=own)) as bench:
        answer = await ask(bench, "小应 铁盒子坏了")
        assert "铁盒子　+4　类别“电梯”　本社区的词" in answer.words


@pytest.mark.parametrize(("mode", "shown"), [(RoomMode.SILENT, "静默"), (RoomMode.MENTION, "只应@")])
async def test_a_group_that_is_quiet_says_so(community: Community, mode: RoomMode, shown: str) -> None:
    rooms = tuple(replace(room, mode=mode) for room in community.rooms)
    async with rig(replace(community, rooms=rooms)) as bench:
        answer = await ask(bench, "3号楼1单元楼道灯又坏了，快派人来修")
        assert answer.said == ()
        assert f"本群是“{shown}”" in fact(answer, "小应会怎么办")


async def test_hostile_sentences_are_answered(community: Community) -> None:
    async with rig(community) as bench:
        for text in (
            "{x}{0.__class__}",
            "小应 {code} %s",
            "\x00\ud800小应",
            "小应 " + "灯坏了" * 5000,
            "←",
            "a←b",
        ):
            assert (await ask(bench, text)).lines()


async def test_a_stage_without_a_wire_answers_too() -> None:
    community = demo_config().community
    async with open_stage(community, "sqlite://", NOW, lambda entry: None) as (house, _, _):
        said = Inbound("why", NOW, "somebody", "r-5", "小应 门禁坏了")
        answer = await house.store.write(lambda store: explain(house, store, said, NOW))
    assert answer.action == "register"
    assert all(f"rooms.name.{mode.value}" in all_texts() for mode in RoomMode)
