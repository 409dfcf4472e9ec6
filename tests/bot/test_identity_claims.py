"""A guest says who they are, and a member who knows them says whether it is so."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.community import Community, Kind, Person, Post, Role, RoomMode
from handlers.directory import kept_from
from handlers.texts import text
from tests.bot.identity import bind, code_for, code_in, community_of, history, person_of, to
from tests.bot.rig import Rig, rig

NEW = "wxid-new"
CLAIM = "我是3号楼2单元501的王桂兰"


async def claim(bench: Rig, words: str = CLAIM, contact: str = NEW, room: str | None = None) -> str:
    """A guest claims something; the answer they hear privately."""
    return to(await bench.say(contact, words, room=room, name="桂花"), contact)[0]


async def test_a_head_vouches_and_the_guest_is_bound(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say(NEW, "@小应 3号楼2单元电梯坏了", name="桂花")
        sent = await bench.say(NEW, CLAIM, room=None, name="桂花")
        [asked] = to(sent, "u-li")
        assert asked.startswith("微信名“桂花”说自己是 3-2-501 王桂兰，是吗？")
        assert "已经绑过微信" in asked
        assert "李伟核实" in to(sent, NEW)[0]
        sent = await bench.say("u-li", "1", room=None)
        assert "王桂兰 绑定了" in to(sent, "u-li")[0]
        assert "王桂兰您好" in to(sent, NEW)[0]
        assert "又绑定了一个微信" in to(sent, "u-wang")[0]
        person = await person_of(bench, NEW)
        assert person is not None
        assert person.id == "u-wang"
        [request] = await bench.house.store.read(lambda store: store.requests.newest(5))
        assert request.reporter == "u-wang"
        bound = (await history(bench, "person:u-wang"))[-1]
        assert (bound.actor, bound.action, bound.detail["how"]) == ("u-li", "bind", "vouched")


async def test_somebody_new_is_added_to_the_roster(community: Community) -> None:
    async with rig(community) as bench:
        sent = await bench.say(NEW, "大家好，我是3号楼2单元601新租户陈晓", name="陈晓")
        [asked] = to(sent, "u-li")
        assert "3-2-601 租户陈晓" in asked
        assert "没有这个人" in asked
        assert [message.text for message in sent if message.room] == ["@陈晓 收到，情况私下跟您说。"]
        await bench.say("u-li", "是的", room=None)
        person = await person_of(bench, NEW)
        assert person is not None
        assert (person.name, person.household) == ("陈晓", "3-2-601")
        assert (person.kinds, person.posts) == (frozenset({Kind.TENANT}), ())
        assert person.id.startswith("p-")
        answered = await bench.say(NEW, "再说一遍我是3-2-601的陈晓")
        assert to(answered, "u-li") == []


@pytest.mark.parametrize("no", ["2", "不是", "不认识"])
async def test_a_no_ends_it(community: Community, no: str) -> None:
    async with rig(community) as bench:
        await claim(bench)
        sent = await bench.say("u-li", no, room=None)
        assert "没能确认" in to(sent, NEW)[0]
        assert await person_of(bench, NEW) is None
        assert await bench.house.store.read(lambda store: store.claims.waiting_for("u-li")) == []
        assert "没有人等您核实" in to(await bench.say("u-li", "核实", room=None), "u-li")[0]


async def test_an_office_holder_is_never_vouched_for_by_a_head(community: Community) -> None:
    async with rig(community) as bench:
        sent = await bench.say(NEW, "我是3-1-101的李伟", room=None)
        assert to(sent, "u-li") == []
        assert to(sent, "u-chen1")
        await bench.say("u-li", "1", room=None)
        assert await person_of(bench, NEW) is None
        await bench.say("u-chen1", "是", room=None)
        person = await person_of(bench, NEW)
        assert person is not None
        assert person.id == "u-li"


async def test_a_secretary_does_not_vouch_for_who_stands_above(community: Community) -> None:
    deputy = Person("u-dep", "郑一", (), household="3-2-601", posts=(Post("c", Role.DEPUTY),))
    async with rig(replace(community, people=(*community.people, deputy))) as bench:
        sent = await bench.say(NEW, "我是3-2-601的郑一", room=None)
        assert [message.to for message in sent if message.to != NEW] == ["u-he"]


async def test_who_lost_the_post_vouches_for_nobody(community: Community) -> None:
    async with rig(community) as bench:
        await claim(bench)
        li = next(person for person in community.people if person.id == "u-li")
        fresh = await community_of(bench)
        kept = replace(kept_from(li, fresh), posts=())
        await bench.house.store.write(lambda store: store.roster.put_people(kept))
        await bench.say("u-li", "1", room=None)
        assert await person_of(bench, NEW) is None


async def test_claims_are_answered_one_after_the_other(community: Community) -> None:
    async with rig(community) as bench:
        await claim(bench)
        sent = await bench.say("wxid-2", "我叫刘洋，住3-1-301", room=None)
        assert to(sent, "u-li") == []  # one question at a time
        sent = await bench.say("u-li", "2", room=None)
        assert "刘洋" in to(sent, "u-li")[1]
        await bench.say("u-li", "1", room=None)
        person = await person_of(bench, "wxid-2")
        assert person is not None
        assert person.id == "u-liu"
        assert await person_of(bench, NEW) is None


async def test_while_a_poll_is_open_a_bare_digit_vouches_for_nobody(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", "@小应 发起表决：装充电桩？选项：同意/反对 截止：后天18:00")
        await bench.say("u-chen1", "确认")
        await claim(bench)
        [asked] = to(await bench.say("u-li", "1", room=None), "u-li")
        assert "回“是”或“不是”" in asked
        assert await person_of(bench, NEW) is None
        await bench.say("u-li", "是", room=None)
        assert await person_of(bench, NEW) is not None


async def test_another_question_is_not_cut_off(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-li", "解绑", room=None)
        sent = await bench.say(NEW, CLAIM, room=None)
        assert to(sent, "u-li") == []
        assert "没有解绑" in to(await bench.say("u-li", "0", room=None), "u-li")[0]
        assert "王桂兰，是吗" in to(await bench.wait(minutes=31), "u-li")[0]


async def test_a_day_without_a_word_and_the_next_one_up_is_asked(community: Community) -> None:
    async with rig(community) as bench:
        await claim(bench)
        later = await bench.wait(minutes=24 * 60 + 5)
        assert to(later, "u-li") == []
        assert "王桂兰，是吗" in to(later, "u-chen1")[0]
        ended = await bench.wait(minutes=6 * 24 * 60)
        assert to(ended, "u-he") == []
        assert "一周没等到核实" in to(ended, NEW)[0]
        assert "没听明白" in to(await bench.say("u-chen1", "1", room=None), "u-chen1")[0]
        assert await person_of(bench, NEW) is None


async def test_nobody_is_asked_at_night(community: Community) -> None:
    async with rig(community) as bench:
        await bench.until(bench.clock.now() + timedelta(hours=14))  # 23:00
        sent = await bench.say(NEW, CLAIM, room=None)
        assert to(sent, "u-li") == []
        await bench.say("u-li", "1", room=None)
        assert await person_of(bench, NEW) is None
        assert "王桂兰，是吗" in to(await bench.wait(minutes=9 * 60), "u-li")[0]


async def test_three_claims_a_day(community: Community) -> None:
    async with rig(community) as bench:
        for room in ("501", "502", "601"):
            assert "核实" in await claim(bench, f"我是3-2-{room}的王桂兰")
        assert "已经说过3次" in await claim(bench, "我是3-2-602的王桂兰")
        assert "已经在请人核实" in await claim(bench, "我是3-2-501的王桂兰")
        await bench.wait(minutes=24 * 60)
        assert "核实" in await claim(bench, "我是3-2-602的王桂兰")


async def test_a_code_ends_the_claim(community: Community) -> None:
    async with rig(community) as bench:
        await claim(bench)
        await bind(bench, NEW, await code_for(bench, "王桂兰"))
        assert "没听明白" in to(await bench.say("u-li", "1", room=None), "u-li")[0]
        assert to(await bench.wait(minutes=8 * 24 * 60), NEW) == []


async def test_who_cannot_be_asked_is_passed_over(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", "解绑 李伟", room=None)
        assert to(await bench.say(NEW, CLAIM, room=None), "u-chen1")
        for name in ("陈刚", "何平"):
            await bench.say("u-zhou", f"解绑 {name}", room=None)
        assert to(await bench.say("wxid-2", CLAIM, room=None), "u-zhou")
        code = code_in(to(await bench.say("u-zhou", "绑定码 周敏", room=None), "u-zhou")[0])
        await bench.say("u-zhou", "解绑 周敏", room=None)
        assert "没有人能替您核实" in to(await bench.say("wxid-3", CLAIM, room=None), "wxid-3")[0]
        assert "这个码不对" in await bind(bench, "wxid-3", code)


async def test_the_flat_must_exist_and_be_plain(community: Community) -> None:
    async with rig(community) as bench:
        assert "没有找到这一户" in await claim(bench, "我是3-2-901的王桂兰")
        assert "请带上单元" in await claim(bench, "我是3-501的王桂兰")


@pytest.mark.parametrize("words", ["我是王桂兰", "我叫王桂兰", "你好，我是3号楼的王桂兰"])
async def test_without_the_flat_it_is_asked_for(community: Community, words: str) -> None:
    async with rig(community) as bench:
        sent = await bench.say(NEW, words, room=None)
        assert [message.to for message in sent] == [NEW]
        assert "门牌说全" in sent[0].text
        assert await bench.say(NEW, words, name="新人") == []


@pytest.mark.parametrize(
    "words",
    [
        "我是3-2-501王桂兰，家里着火了",
        "我是3号楼2单元501的，没水了",
        "3-2-501 漏水",
        "我是3-2-501的，电梯坏了",
        "我家3-2-501停电",
    ],
)
async def test_a_matter_is_a_matter(community: Community, words: str) -> None:
    async with rig(community) as bench:
        sent = await bench.say(NEW, words, room=None)
        assert not [text for text in to(sent, "u-li") + to(sent, "u-chen1") if "是吗？" in text]
        assert await bench.house.store.read(lambda store: store.requests.newest(5))


async def test_who_is_bound_claims_nothing(community: Community) -> None:
    async with rig(community) as bench:
        sent = await bench.say("u-gao", "我是3-2-501的王桂兰", room=None)
        assert to(sent, "u-li") == []
        person = await person_of(bench, "u-gao")
        assert person is not None
        assert person.id == "u-gao"


async def test_a_group_where_the_bot_waits_to_be_called(community: Community) -> None:
    rooms = tuple(replace(room, mode=RoomMode.MENTION) for room in community.rooms)
    async with rig(replace(community, rooms=rooms)) as bench:
        assert await bench.say(NEW, CLAIM) == []
        assert to(await bench.say(NEW, f"@小应 {CLAIM}"), "u-li")


async def test_the_name_in_the_question_is_clean(community: Community) -> None:
    async with rig(community) as bench:
        sent = await bench.say(NEW, CLAIM, room=None, name="小\u202e李\u200b\n回 1" + "长" * 400)
        [asked] = to(sent, "u-li")
        assert "\u202e" not in asked
        assert asked.count("\n") == 1
        assert len(asked) < 160


@pytest.mark.parametrize("words", ["是的是的这个老太太我认识", "对的 认识", "这个我认识"])
async def test_a_head_says_yes_as_people_do(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await claim(bench)
        assert "绑定了" in to(await bench.say("u-li", words, room=None), "u-li")[0]


@pytest.mark.parametrize("words", ["这个不认识", "我不认识这个人", "不是他"])
async def test_a_head_says_no_as_people_do(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await claim(bench)
        assert "没有绑定" in to(await bench.say("u-li", words, room=None), "u-li")[0]


async def test_who_waits_is_told_so_and_who_is_bound_too(community: Community) -> None:
    async with rig(community) as bench:
        await claim(bench)
        for words in ("好了吗", "那我绑好了没有啊"):
            assert to(await bench.say(NEW, words, room=None), NEW) == [text("identity.not_yet_bound")]
        await bench.say("u-li", "1", room=None)
        [answer] = to(await bench.say(NEW, "那我绑好了没有啊", room=None), NEW)
        assert answer.startswith("这个微信绑定的是王桂兰")


@pytest.mark.parametrize(
    "words", ["小应我要怎么弄才算绑上呀", "我是社区书记周敏，给我发个绑定码", "怎么绑定"]
)
async def test_who_asks_how_is_told_how(community: Community, words: str) -> None:
    async with rig(community) as bench:
        [answer] = to(await bench.say(NEW, words, room=None), NEW)
        assert answer.startswith("绑定身份两个办法")


async def test_who_is_bound_says_it_again(community: Community) -> None:
    async with rig(community) as bench:
        [answer] = to(await bench.say("u-wang", CLAIM, room=None), "u-wang")
        assert answer.startswith("这个微信绑定的是王桂兰")
