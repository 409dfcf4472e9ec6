"""Groups bound to a place by a code said once in them."""

import re

import pytest

from handlers.community import Community
from handlers.messages import Kind
from tests.bot.rig import Rig, rig
from tests.conftest import NOW

NEW = "r-new"


async def code(bench: Rig, speaker: str = "u-chen1", place: str = "3号楼") -> str:
    """A code for a new group."""
    [answer] = await bench.say(speaker, f"绑定群 {place}", room=None)
    found = re.search(r"绑群码：([0-9A-Z]{6})", answer.text)
    assert found is not None, answer.text
    return found[1]


async def node(bench: Rig, room: str = NEW) -> str | None:
    found = await bench.house.store.read(lambda store: bench.house.directory.of(store).room(room))
    return found.node if found else None


async def test_a_new_group_is_bound_and_works(community: Community) -> None:
    async with rig(community) as bench:
        said = await code(bench)
        assert await bench.say("u-wang", "@小应 3号楼2单元电梯坏了", room=NEW)  # not ours yet: one line
        assert await node(bench) is None
        [answer] = await bench.say("u-chen1", f"@小应 绑定本群 {said}", room=NEW)
        assert answer.room == NEW
        assert "本群已绑到3号楼" in answer.text
        assert "主动" in answer.text
        assert await node(bench) == "b3"
        [receipt, *_] = await bench.say("u-wang", "@小应 2单元电梯坏了", room=NEW)
        assert "已登记" in receipt.text or "派给您" in receipt.text
        rows = await bench.house.store.read(lambda store: store.audit.about(f"room:{NEW}"))
        assert [(row.actor, row.action, row.detail["node"]) for row in rows] == [
            ("u-chen1", "room_bound", "b3")
        ]
        await bench.wait(minutes=60)
        kept = await bench.house.store.read(lambda store: [post.text for post in store.outbox.newest(50)])
        assert not any(said in text for text in kept)  # delivered, and then hidden
        everything = await bench.house.store.read(
            lambda store: [str(row.detail) for row in store.audit.rows()]
        )
        assert not any(said in detail for detail in everything)


@pytest.mark.parametrize("speaker", ["u-wang", "u-stranger", "u-li", "u-chen2"])
async def test_the_code_alone_does_not_do_it(community: Community, speaker: str) -> None:
    """A resident, a stranger, the 楼长, the secretary of another grid: one line, no detail; the code stays good."""
    async with rig(community) as bench:
        said = await code(bench)
        [answer] = await bench.say(speaker, f"@小应 绑定本群 {said}", room=NEW)
        assert "用不了" in answer.text
        assert await node(bench) is None
        await bench.say("u-chen1", f"@小应 绑定本群 {said.lower()}", room=NEW)
        assert await node(bench) == "b3"


async def test_used_old_wrong_and_foreign_codes_look_alike(community: Community) -> None:
    async with rig(community) as bench:
        used = await code(bench)
        await bench.say("u-chen1", f"@小应 绑定本群 {used}", room=NEW)
        answers = [await bench.say("u-chen1", f"@小应 绑定本群 {used}", room="r-other")]
        old = await code(bench)
        await bench.wait(minutes=25 * 60)
        answers.append(await bench.say("u-chen1", f"@小应 绑定本群 {old}", room="r-other"))
        answers.append(await bench.say("u-chen1", "@小应 绑定本群 ZZZZZZ", room="r-other"))
        person = await bench.house.store.write(
            lambda store: store.tickets.issue("person", "b3", "u-zhou", NOW, NOW.replace(year=2027))
        )
        answers.append(await bench.say("u-chen1", f"@小应 绑定本群 {person}", room="r-other"))
        assert len({message.text for [message] in answers}) == 1
        assert await node(bench, "r-other") is None


async def test_many_guesses_bind_nothing(community: Community) -> None:
    async with rig(community) as bench:
        await code(bench)
        for guess in range(30):
            await bench.say("u-stranger", f"@小应 绑定本群 AAAA{guess:02d}", room=NEW)
        assert await node(bench) is None


async def test_a_group_that_moves_and_leaves(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", f"@小应 绑定本群 {await code(bench)}", room=NEW)
        await bench.say("u-chen1", f"@小应 绑定本群 {await code(bench, place='2号楼')}", room=NEW)
        assert await node(bench) == "b2"
        # Another grid's secretary may not take it over.
        await bench.say("u-chen2", f"@小应 绑定本群 {await code(bench, 'u-chen2', '5号楼')}", room=NEW)
        assert await node(bench) == "b2"
        [no] = await bench.say("u-wang", "@小应 解绑本群", room=NEW)
        assert await node(bench) == "b2"
        [answer] = await bench.say("u-chen1", "@小应 解绑本群", room=NEW)
        assert "解绑" in answer.text
        assert await node(bench) is None
        assert await bench.say("u-wang", "3号楼2单元电梯坏了", room=NEW) == []
        assert no.text != answer.text


async def test_a_group_of_the_configuration_stays(community: Community) -> None:
    async with rig(community) as bench:
        said = await code(bench)
        for words in (f"@小应 绑定本群 {said}", "@小应 解绑本群"):
            [answer] = await bench.say("u-chen1", words, room="r-3")
            assert "config.toml" in answer.text
        assert await node(bench, "r-3") == "b3"


async def test_it_goes_by_its_name(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", f"@小应 绑定本群 {await code(bench)}", room=NEW)
        await bench.say("u-chen1", "3号楼邻居\u202e群\u200b", room=NEW, kind=Kind.TOPIC)
        found = await bench.house.store.read(lambda store: bench.house.directory.of(store).room(NEW))
        assert found is not None
        assert found.name == "3号楼邻居群"
        await bench.say("u-chen1", "别的名字", room="r-3", kind=Kind.TOPIC)
        kept = await bench.house.store.read(lambda store: [room.id for room in store.roster.rooms()])
        assert kept == [NEW]


@pytest.mark.parametrize(
    ("speaker", "words", "expected"),
    [
        ("u-chen1", "绑定群 5号楼", "负责的同志"),
        ("u-chen1", "绑定群 33号楼", "例："),
        ("u-chen1", "绑定群", "例："),
        ("u-chen1", "解绑本群", "那个群里"),
    ],
)
async def test_what_does_not_work(community: Community, speaker: str, words: str, expected: str) -> None:
    async with rig(community) as bench:
        [answer] = await bench.say(speaker, words, room=None)
        assert expected in answer.text


async def test_an_unknown_group_is_refused_as_before(community: Community) -> None:
    async with rig(community) as bench:
        [answer] = await bench.say("u-chen1", "@小应 绑定本群", room=NEW)
        assert "还没有登记" in answer.text
        assert await bench.say("u-chen1", "绑定本群 ABCDEF", room=NEW) == []  # not called
