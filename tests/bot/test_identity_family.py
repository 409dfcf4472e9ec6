"""Somebody speaks for somebody else (亲情代报): who may say so, and what a report for another says."""

from dataclasses import replace

import pytest

from handlers.community import Community, Person
from handlers.identity.family import guard
from handlers.texts import text
from handlers.turn import Turn
from storage.records import Request
from tests.bot.identity import community_of, history, to
from tests.bot.rig import Rig, rig

OLD = Person("p-li", "李秀英", (), household="3-2-502")
CHILD = Person("p-kid", "唐小宝", ("u-kid",), household="3-2-502")


@pytest.fixture
def family(community: Community) -> Community:
    """An old woman without a phone and a child with one live with 唐磊."""
    return replace(community, people=(*community.people, OLD, CHILD))


async def newest(bench: Rig) -> Request:
    return (await bench.house.store.read(lambda store: store.requests.newest(1)))[0]


async def guardian_of(bench: Rig, person_id: str) -> str | None:
    person = (await community_of(bench)).person(person_id)
    assert person is not None
    return person.guardian


async def test_who_lives_there_speaks_for_her(family: Community) -> None:
    async with rig(family) as bench:
        assert "替李秀英报事" in to(await bench.say("u-tang", "代报 李秀英", room=None), "u-tang")[0]
        sent = await bench.say("u-tang", "代我妈 李秀英 3-2-502 报：厕所漏水", room=None)
        request = await newest(bench)
        assert request.text.startswith("（代 李秀英）")
        assert (request.reporter, request.category, request.place) == ("u-tang", "漏水", "3号楼2单元502")
        assert "唐磊：（代 李秀英）" in to(sent, "u-wu")[0]
        assert [row.action for row in await history(bench, "person:p-li")] == ["guardian"]


async def test_in_a_group_neither_the_name_nor_the_flat_is_said(family: Community) -> None:
    async with rig(family) as bench:
        sent = await bench.say("u-tang", "@小应 代报 李秀英")
        assert [message.room for message in sent] == [None]
        sent = await bench.say("u-tang", "@小应 帮我妈报修，水龙头坏了")
        [said] = [message.text for message in sent if message.room]
        assert "李秀英" not in said
        assert "502" not in said
        assert (await newest(bench)).text.startswith("（代 李秀英）")


async def test_her_home_is_the_place_and_not_the_speaker_s(family: Community) -> None:
    async with rig(family) as bench:
        await bench.say("u-chen1", "李秀英 由 王桂兰 代报", room=None)
        assert await guardian_of(bench, "p-li") == "u-wang"
        await bench.say("u-wang", "帮李秀英报修，水龙头坏了", room=None)
        assert (await newest(bench)).place == "3号楼2单元502"
        await bench.say("u-wang", "家里水龙头坏了", room=None)
        request = await newest(bench)
        assert request.place == "3号楼2单元501"
        assert "代" not in request.text


async def test_others_do_not_speak_for_her(family: Community) -> None:
    async with rig(family) as bench:
        for who in ("u-gao", "u-li", "u-stranger"):
            await bench.say(who, "代报 李秀英", room=None)
            await bench.say(who, "李秀英 由 高敏 代报", room=None)
        await bench.say("u-chen2", "李秀英 由 徐静 代报", room=None)
        assert await guardian_of(bench, "p-li") is None
        await bench.say("u-gao", "代李秀英报：厕所漏水", room=None)
        assert not (await newest(bench)).text.startswith("（代")


async def test_nobody_takes_a_vote_by_speaking_for_others(family: Community) -> None:
    """Who has an account or a post is not put under somebody's care by a housemate."""
    housemate = Person("u-mate", "马六", ("u-mate",), household="3-2-501")
    async with rig(replace(family, people=(*family.people, housemate))) as bench:
        [answer] = to(await bench.say("u-mate", "代报 王桂兰", room=None), "u-mate")
        assert "请找社区" in answer
        assert await guardian_of(bench, "u-wang") is None
        [answer] = to(await bench.say("u-zhou", "李伟 由 王桂兰 代报", room=None), "u-zhou")
        assert "不行" in answer
        assert await guardian_of(bench, "u-li") is None


async def test_a_child_reports_and_has_no_vote(family: Community) -> None:
    async with rig(family) as bench:
        await bench.say("u-chen1", "唐小宝 由 唐磊 代报", room=None)
        await bench.say("u-chen1", "@小应 发起表决：装充电桩？选项：同意/反对 截止：后天18:00")
        await bench.say("u-chen1", "确认")
        await bench.say("u-kid", "V1 1", room=None)
        assert await bench.house.store.read(lambda store: store.polls.ballots(1)) == []
        await bench.say("u-tang", "V1 2", room=None)
        [ballot] = await bench.house.store.read(lambda store: store.polls.ballots(1))
        assert (ballot.voter, ballot.choices) == ("3-2-502", (2,))
        await bench.say("u-kid", "3号楼2单元电梯坏了", room=None)
        assert (await newest(bench)).reporter == "p-kid"
        [answer] = to(await bench.say("u-kid", "代报 李秀英", room=None), "u-kid")
        assert "请找社区" in answer


async def test_it_ends_as_it_began(family: Community) -> None:
    async with rig(family) as bench:
        await bench.say("u-tang", "代报 李秀英", room=None)
        await bench.say("u-gao", "不再代报 李秀英", room=None)
        assert await guardian_of(bench, "p-li") == "u-tang"
        await bench.say("u-tang", "不再代报 李秀英", room=None)
        assert await guardian_of(bench, "p-li") is None
        await bench.say("u-tang", "代报 李秀英", room=None)
        await bench.say("u-chen1", "李秀英不用代报了", room=None)
        assert await guardian_of(bench, "p-li") is None
        assert "没有由人代报" in to(await bench.say("u-chen1", "不再代报 李秀英", room=None), "u-chen1")[0]


async def test_ordinary_words_are_not_taken_for_it(family: Community) -> None:
    async with rig(family) as bench:
        await bench.say("u-wang", "代报一下，我家漏水了", room=None)
        assert (await newest(bench)).category == "漏水"
        assert await bench.say("u-wang", "代报 李秀英的事我不管") == []


async def test_an_emergency_for_somebody_is_one(family: Community) -> None:
    async with rig(family) as bench:
        await bench.say("u-tang", "代报 李秀英", room=None)
        sent = await bench.say("u-tang", "替我妈李秀英报一下：厨房着火了", room=None)
        request = await newest(bench)
        assert (request.urgency, request.place) == ("emergency", "3号楼2单元502")
        assert "119" in to(sent, "u-tang")[0]


async def test_a_configured_person_keeps_everything_else(family: Community) -> None:
    async with rig(family) as bench:

        def put(store: object) -> None:
            turn = Turn(store, bench.clock.now(), family, "u-zhou")  # type: ignore[arg-type]
            ward, guardian = family.person("u-fan"), family.person("u-xu")
            assert ward is not None
            guard(turn, ward, guardian)

        await bench.house.store.write(put)
        after, before = (await community_of(bench)).person("u-fan"), family.person("u-fan")
        assert after is not None
        assert before is not None
        assert after == replace(before, guardian="u-xu")


async def test_who_has_an_account_hears_that_somebody_speaks_for_them(family: Community) -> None:
    async with rig(family) as bench:
        sent = await bench.say("u-chen1", "唐小宝 由 唐磊 代报", room=None)
        assert to(sent, "u-kid") == [text("identity.guarded", guardian="唐磊")]
        await bench.say("u-chen1", "@小应 发起表决：楼道堆物周末统一清？同意、反对")
        await bench.say("u-chen1", "确认")
        [answer] = to(await bench.say("u-kid", "同意"), "u-kid")
        assert "投票也由家里人投" in answer


async def test_said_in_a_group_to_nobody_it_is_no_report(family: Community) -> None:
    async with rig(family) as bench:
        assert await bench.say("u-li", "李秀英 由 唐磊 代报") == []


@pytest.mark.parametrize("words", ["我女儿叫张敏能不能让她帮我说", "让我女儿代我报行不行"])
async def test_who_asks_whether_a_child_may_report(family: Community, words: str) -> None:
    async with rig(family) as bench:
        [answer] = to(await bench.say("u-wang", words, room=None), "u-wang")
        assert answer.startswith(text("identity.how_guarded"))


async def test_a_guest_ends_nothing(family: Community) -> None:
    async with rig(family) as bench:
        [answer] = to(await bench.say("wxid-x", "不再代报 李秀英", room=None), "wxid-x")
        assert answer.startswith("这个微信没有绑定身份")
