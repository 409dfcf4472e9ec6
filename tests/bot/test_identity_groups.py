"""Groups: newcomers are welcomed now and then; who goes by the name of an office holder is pointed out to the admin."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.community import Community, Person, RoomMode
from handlers.identity.lookalikes import core, mistaken_for
from handlers.messages import Kind, Outgoing
from tests.bot.identity import bind, code_for, history, to
from tests.bot.rig import Rig, rig


async def join(bench: Rig, contact: str, room: str = "r-3", name: str = "路人") -> list[Outgoing]:
    return await bench.say(contact, "", room=room, kind=Kind.JOIN, name=name)


async def test_several_who_come_are_welcomed_by_one_line(community: Community) -> None:
    async with rig(community) as bench:
        [welcome] = await join(bench, "n-1")
        assert (welcome.room, welcome.mentions) == ("r-3", ())
        assert "\n" not in welcome.text
        assert "我是3-2-501王桂兰" in welcome.text
        assert await join(bench, "n-2") == []
        assert [message.room for message in await join(bench, "n-3", room="r-1")] == ["r-1"]


async def test_who_comes_later_within_the_hour_is_welcomed_at_its_end(community: Community) -> None:
    async with rig(community) as bench:
        await join(bench, "n-1")
        await bench.wait(minutes=20)
        assert await join(bench, "n-2") == []
        assert await join(bench, "n-3") == []
        later = await bench.wait(minutes=40)
        assert [message.room for message in later] == ["r-3"]
        assert await bench.wait(minutes=120) == []
        assert len(await join(bench, "n-4")) == 1


async def test_none_at_night_and_one_in_the_morning(community: Community) -> None:
    async with rig(community) as bench:
        await bench.until(bench.clock.now() + timedelta(hours=14))
        assert await join(bench, "n-1") == []
        await bench.wait(minutes=120)
        assert await join(bench, "n-2") == []
        morning = await bench.wait(minutes=10 * 60)
        assert [message.room for message in morning] == ["r-3"]


async def test_who_is_known_is_not_welcomed(community: Community) -> None:
    async with rig(community) as bench:
        assert await join(bench, "u-wang") == []
        await bind(bench, "n-1", await code_for(bench, "刘洋"))
        assert await join(bench, "n-1") == []
        assert await join(bench, "bot") == []
        assert await join(bench, "n-2", room="r-unknown") == []


async def test_a_quiet_group_stays_quiet(community: Community) -> None:
    for mode in (RoomMode.MENTION, RoomMode.SILENT):
        rooms = tuple(replace(room, mode=mode) for room in community.rooms)
        async with rig(replace(community, rooms=rooms)) as bench:
            assert await join(bench, "n-1") == []


async def test_a_look_alike_is_told_to_the_admin_once(community: Community) -> None:
    async with rig(community) as bench:
        sent = await bench.say("n-1", "大家好", name="周\u200b敏")
        assert [(message.room, message.to) for message in sent] == [(None, "u-zhou")]
        assert "像社区党委书记 周敏" in sent[0].text
        assert await bench.say("n-1", "大家早", name="周敏") == []  # the same name to the eye
        assert await bench.say("n-1", "大家早", name="李楼长") != []
        assert await bench.say("n-2", "大家早", name="周敏") != []
        rows = await history(bench, "person:u-zhou")
        assert {row.action for row in rows} == {"lookalike"}
        assert not [row for row in rows if "周" in str(row.detail)]


async def test_it_is_told_even_when_the_message_is_refused(community: Community) -> None:
    async with rig(community) as bench:
        sent = await bench.say("n-1", "@小应 接单 0001", name="周敏")
        assert to(sent, "u-zhou")
        sent = await join(bench, "n-2", name="陳剛")
        assert "陈刚" in to(sent, "u-zhou")[0]
        assert to(await bench.say("n-3", "我是周敏", room=None, name="周敏"), "u-zhou") == []


async def test_who_is_called_so_by_right_is_not_pointed_out(community: Community) -> None:
    namesake = Person("u-li2", "李伟", ("u-li2",), household="5-1-301")
    async with rig(replace(community, people=(*community.people, namesake))) as bench:
        assert await bench.say("u-zhou", "大家好", name="社区书记周敏") == []
        assert await bench.say("u-li2", "大家好", name="5-1-301李伟", room="r-5") == []
        assert await bench.say("u-wang", "大家好", name="王桂兰") == []
        assert to(await bench.say("u-wang", "大家好", name="周书记"), "u-zhou")


async def test_a_nickname_is_no_authority(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        before = await bench.house.store.read(lambda store: store.requests.by_code("0001"))
        for words in ("绑定码 王桂兰", "派 0001 李伟", "办结 0001 好了", "小应 静默", "解绑 王桂兰", "核实"):
            for room in (None, "r-3"):
                await bench.say("n-1", words, room=room, name="周敏")
                await bench.say("u-gao", words, room=room, name="周敏")
        assert await bench.house.store.read(lambda store: store.requests.by_code("0001")) == before
        assert [row.action for row in await history(bench, "person:u-wang")] == []
        assert await history(bench, "room:r-3") == []


@pytest.mark.parametrize(
    ("name", "whom"),
    [
        ("周敏", "周敏"),
        ("周 敏", "周敏"),
        ("周\u202e敏", "周敏"),
        ("㘢敏", "周敏"),
        ("周敏2", "周敏"),
        ("周敏（本人）", "周敏"),
        ("社区书记周敏", "周敏"),
        ("周书记", "周敏"),
        ("社区党委书记", "周敏"),
        ("何副书记", "何平"),
        ("陳剛", "陈刚"),
        ("3号楼李楼长", "李伟"),
        ("３－１－１０１李伟", "李伟"),
        ("李伟强", None),
        ("周敏妈妈", None),
        ("3-2-601小陈", None),
        ("老周", None),
        ("陈阿姨", None),
        ("季伟", None),
        ("书记", None),
        ("刘洋", None),
        ("", None),
        ("\u200b", None),
    ],
)
def test_whom_a_name_looks_like(community: Community, name: str, whom: str | None) -> None:
    found = mistaken_for(community, name, None)
    assert (found.name if found else None) == whom


def test_latin_letters_that_look_alike_are_one() -> None:
    assert core("Аnnа") == core("anna") == core("Ａｎｎａ") == core("𝐀nna")
    assert core("0lga") == core("Olga")
    assert core("x" * 100_000)
