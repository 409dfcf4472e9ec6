"""Codes: who gets them for whom, and what becomes of who sends one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.community import Community, Person, Post, Role
from tests.bot.identity import bind, code_for, code_in, history, person_of, to
from tests.bot.rig import rig

NEW = "wxid-new"


async def test_a_code_makes_a_contact_somebody(community: Community) -> None:
    async with rig(community) as bench:
        code = await code_for(bench, "王桂兰", by="u-chen1")
        answer = await bind(bench, NEW, code)
        assert answer.startswith("王桂兰您好，3-2-501 绑定好了")
        assert len(answer.split("\n")) == 3
        assert (await person_of(bench, NEW)) == await person_of(bench, "u-wang")
        assert [row.action for row in await history(bench, "person:u-wang")] == ["code", "bind"]


async def test_it_is_good_once_and_for_a_week(community: Community) -> None:
    async with rig(community) as bench:
        code = await code_for(bench, "王桂兰")
        await bind(bench, NEW, code)
        assert "这个码不对" in await bind(bench, "wxid-other", code)
        late = await code_for(bench, "刘洋")
        await bench.wait(minutes=7 * 24 * 60)
        assert "这个码不对" in await bind(bench, "wxid-other", late)
        first = await code_for(bench, "高敏")
        second = await code_for(bench, "高敏")
        assert "这个码不对" in await bind(bench, "wxid-other", first)
        assert "高敏您好" in await bind(bench, "wxid-other", second)


@pytest.mark.parametrize(
    "written",
    [
        "绑定 {code}",
        "绑定{code}",
        "绑定码是{lower}",
        "绑定码：{code}。",
        "【绑定 {code}】",
        "{lower}",
        "{wide}",
        "绑定 {apart}",
        "请私聊我发“绑定 {code}”",
        "小应，绑定 {code}",
    ],
)
async def test_it_may_be_written_in_many_ways(community: Community, written: str) -> None:
    async with rig(community) as bench:
        code = await code_for(bench, "王桂兰")
        words = written.format(
            code=code,
            lower=code.lower(),
            apart=" ".join(code),
            wide="".join(chr(ord(letter) + 0xFEE0) for letter in code),
        )
        assert "王桂兰您好" in to(await bench.say(NEW, words, room=None), NEW)[-1]


async def test_what_the_guest_did_is_theirs(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say(NEW, "@小应 3号楼2单元电梯坏了", name="桂兰")
        await bind(bench, NEW, await code_for(bench, "王桂兰"))
        [request] = await bench.house.store.read(lambda store: store.requests.newest(5))
        assert request.reporter == "u-wang"
        assert await bench.house.store.read(lambda store: store.requests.parties(request.id)) == ["u-wang"]
        assert "【0001】" in to(await bench.say(NEW, "我的诉求", room=None), NEW)[0]


async def test_a_second_phone_is_added_and_the_first_one_told(community: Community) -> None:
    async with rig(community) as bench:
        code = await code_for(bench, "王桂兰")
        sent = await bench.say(NEW, f"绑定 {code}", room=None)
        [told] = to(sent, "u-wang")
        assert "解绑" in told
        person = await person_of(bench, "u-wang")
        assert person is not None
        assert set(person.contacts) == {NEW, "u-wang"}
        [own] = to(await bench.say("u-wang", "加绑", room=None), "u-wang")
        await bind(bench, "wxid-third", code_in(own))
        [refused] = to(await bench.say("u-wang", "加绑", room=None), "u-wang")
        assert "最多3个" in refused
        code = await code_for(bench, "王桂兰")
        assert "最多3个" in await bind(bench, "wxid-fourth", code)
        assert await person_of(bench, "wxid-fourth") is None


async def test_a_bound_contact_becomes_nobody_else(community: Community) -> None:
    async with rig(community) as bench:
        code = await code_for(bench, "高敏")
        right, wrong = await bind(bench, "u-wang", code), await bind(bench, "u-wang", "AAAAA2")
        assert right.split("\n")[0] == wrong.split("\n")[0]
        person = await person_of(bench, "u-wang")
        assert person is not None
        assert person.id == "u-wang"
        assert "高敏您好" in await bind(bench, NEW, code)


async def test_in_a_group_a_code_is_worth_nothing_any_more(community: Community) -> None:
    async with rig(community) as bench:
        code = await code_for(bench, "王桂兰")
        for words in (f"绑定 {code}", "绑定 AAAAA2"):
            sent = await bench.say(NEW, words)
            assert [message.room for message in sent] == [None]
            assert "不算数" in sent[0].text
        assert "这个码不对" in await bind(bench, NEW, code)
        bare = await code_for(bench, "王桂兰")
        await bench.say(NEW, bare)
        assert "这个码不对" in await bind(bench, NEW, bare)
        assert await bench.say(NEW, "A2B3C4", name="快递") == []


async def test_who_shows_their_own_fixed_code_in_a_group_gets_another(community: Community) -> None:
    async with rig(community) as bench:
        fixed = code_in(await bind(bench, NEW, await code_for(bench, "王桂兰")))
        [another] = await bench.say(NEW, f"绑定 {fixed}")
        assert another.to == NEW
        assert "这个码不对" in await bind(bench, "wxid-thief", fixed)
        assert "换到这个微信了" in await bind(bench, "wxid-mine", code_in(another.text))


async def test_wrong_codes_are_few(community: Community) -> None:
    async with rig(community) as bench:
        code = await code_for(bench, "王桂兰")
        for number in range(5):
            assert "这个码不对" in await bind(bench, NEW, f"AAAAA{number + 2}")
        assert "一小时后" in await bind(bench, NEW, "AAAAA8")
        assert to(await bench.say(NEW, f"绑定 {code}", room=None), NEW) == []
        assert await person_of(bench, NEW) is None
        assert "王桂兰您好" in await bind(bench, "wxid-other", code)
        await bench.wait(minutes=61)
        assert "刘洋您好" in await bind(bench, NEW, await code_for(bench, "刘洋"))


async def test_wrong_codes_of_many_are_few_too(community: Community) -> None:
    async with rig(community) as bench:
        for number in range(50):
            await bench.house.store.write(
                lambda store, n=number: store.attempts.add("code", f"g-{n}", bench.clock.now())  # type: ignore[misc]
            )
        code = await code_for(bench, "王桂兰")
        assert "一小时后" in await bind(bench, NEW, code)
        await bench.wait(minutes=61)
        assert "王桂兰您好" in await bind(bench, NEW, code)


async def test_a_word_that_looks_like_a_code_is_a_word(community: Community) -> None:
    async with rig(community) as bench:
        assert "没听明白" in to(await bench.say(NEW, "thanks", room=None), NEW)[0]
        assert "6位" in to(await bench.say(NEW, "绑定 1234", room=None), NEW)[0]
        assert "怎么" not in to(await bench.say(NEW, "怎么绑定？", room=None), NEW)[0]
        assert await bench.say("u-liu", "绑定 好了没") == []


@pytest.mark.parametrize(
    ("who", "name", "may"),
    [
        ("u-zhou", "周敏", True),
        ("u-zhou", "王桂兰", True),
        ("u-he", "陈刚", True),
        ("u-he", "周敏", False),  # a deputy who could bind an account to the secretary would be the secretary
        ("u-he", "何平", True),
        ("u-chen1", "王桂兰", True),
        ("u-chen1", "李楼长", True),
        ("u-chen1", "徐静", False),  # another grid
        ("u-chen1", "陈丽", False),
        ("u-chen1", "何平", False),
        ("u-chen1", "吴强", False),  # works for the whole community
        ("u-li", "王桂兰", False),  # a head vouches, and hands out nothing
        ("u-wang", "王桂兰", False),
        ("u-wu", "王桂兰", False),
    ],
)
async def test_who_hands_out_whose_code(community: Community, who: str, name: str, may: bool) -> None:
    async with rig(community) as bench:
        [answer] = to(await bench.say(who, f"绑定码 {name}", room=None), who)
        assert ("的绑定码：" in answer) == may
        assert (await history(bench, f"person:{community.find_people(name)[0].id}") != []) == may


async def test_a_resident_who_serves_higher_up_is_not_the_grid_s_to_keep(community: Community) -> None:
    deputy = Person("u-dep", "郑一", ("u-dep",), household="3-2-601", posts=(Post("c", Role.DEPUTY),))
    async with rig(_with(community, deputy)) as bench:
        [answer] = to(await bench.say("u-chen1", "绑定码 郑一", room=None), "u-chen1")
        assert "没有找到" in answer
        [answer] = to(await bench.say("u-chen1", "解绑 郑一", room=None), "u-chen1")
        assert "没有找到" in answer
        assert await person_of(bench, "u-dep") is not None


async def test_of_several_of_one_name_it_is_asked_which(community: Community) -> None:
    other = Person("u-wang2", "王桂兰", (), household="5-1-301")
    third = Person("u-wang3", "王桂兰", (), household="2-1-301")
    async with rig(_with(community, other, third)) as bench:
        [asked] = to(await bench.say("u-zhou", "绑定码 王桂兰", room=None), "u-zhou")
        assert "2 5-1-301 王桂兰" in asked
        [answer] = to(await bench.say("u-zhou", "2", room=None), "u-zhou")
        assert answer.startswith("5-1-301 王桂兰 的绑定码")
        [mine] = to(await bench.say("u-chen1", "绑定码 王桂兰", room=None), "u-chen1")
        assert "5-1-301" not in mine  # not a word of the other grid
        [flat] = to(await bench.say("u-zhou", "发码 2号楼1单元301王桂兰", room=None), "u-zhou")
        assert flat.startswith("2-1-301 王桂兰 的绑定码")
        assert "解绑" in (await bind(bench, "u-liu", code_in(flat)))


async def test_in_a_group_the_code_is_whispered(community: Community) -> None:
    async with rig(community) as bench:
        sent = await bench.say("u-chen1", "@小应 绑定码 王桂兰")
        assert [(message.room, message.to) for message in sent] == [(None, "u-chen1")]
        sent = await bench.say("u-chen1", "@小应 解绑 徐静")
        assert [(message.room, message.to) for message in sent] == [(None, "u-chen1")]
        assert await bench.say("u-chen1", "绑定码 大家都拿到了吧") == []


async def test_no_code_stays_in_the_database(community: Community, database: str) -> None:
    async with rig(community, database) as bench:
        code = await code_for(bench, "王桂兰")
        fixed = code_in(await bind(bench, NEW, code))
        await bench.wait(minutes=90)
        posts = await bench.house.store.read(lambda store: store.outbox.newest(50))
        assert posts
        assert not [post for post in posts if code in post.text or fixed in post.text]
        rows = await bench.house.store.read(lambda store: list(store.audit.rows()))
        assert not [row for row in rows if code in str(row.detail) or fixed in str(row.detail)]


async def test_hostile_words_are_only_words(community: Community) -> None:
    hostile = [
        "绑定 " + "A2" * 5000,
        "绑定\u202e K7QX2M",
        "绑定 \u200bK7\u200bQX2M",
        "绑定 ' OR 1=1",
        "绑定 {code}",
        "我是3-2-501" + "王" * 5000,
        "我是\u202e3-2-501王\u200b桂兰",
        "绑定码 " + "王" * 9000,
        "解绑 " + "(" * 500,
    ]
    async with rig(community) as bench:
        for words in hostile:
            for room in (None, "r-3"):
                sent = await bench.say(NEW, words, room=room, name="\u202e周\u200b敏" * 400)
                assert all("抱歉" not in message.text for message in sent), words[:20]
        assert await person_of(bench, NEW) is None


async def test_a_code_in_time_and_one_too_late(community: Community) -> None:
    async with rig(community) as bench:
        code = await code_for(bench, "王桂兰")
        await bench.until(bench.clock.now() + timedelta(days=6, hours=23))
        assert "王桂兰您好" in await bind(bench, NEW, code)


def _with(community: Community, *people: Person) -> Community:
    return replace(community, people=(*community.people, *people))
