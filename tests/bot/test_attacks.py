"""What somebody with bad intent tried: names, ids and codes that are chosen to hurt others, rights that come back."""

import asyncio
import re
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.community import Community
from handlers.directory import kept_from
from handlers.identity.rules import WRONG_ALL, name_alone
from handlers.inbound import MAX_TEXT
from handlers.messages import Inbound
from storage.store import Unit
from storage.unit_of_work import UnitOfWork
from tests.bot.identity import bind, code_for, code_in, community_of, history, person_of, to
from tests.bot.rig import Rig, rig


async def write(bench: Rig, unit: Unit[object]) -> None:
    await bench.house.store.write(unit)


async def dismiss(bench: Rig, person_id: str) -> None:
    """Somebody holds no post any more."""
    community = await community_of(bench)
    person = community.person(person_id)
    assert person is not None
    kept = replace(kept_from(person, community), posts=(), title="")
    await write(bench, lambda store: store.roster.put_people(kept))


async def test_no_post_comes_back_by_having_oneself_erased(community: Community) -> None:
    async with rig(community) as bench:
        await dismiss(bench, "u-li")
        await bench.say("u-li", "删除我的数据", None)
        assert "已删除" in to(await bench.say("u-li", "确认删除", None), "u-li")[0]
        after = await community_of(bench)
        gone = after.person("u-li")
        assert gone in after.former
        assert gone is not None
        assert (gone.name, gone.posts, gone.contacts) == ("某居民", (), ())
        assert after.person_of("u-li") is None


async def test_a_changed_line_of_the_configuration_brings_an_erased_person_back(community: Community) -> None:
    async with rig(community) as bench:
        await dismiss(bench, "u-li")
        await bench.say("u-li", "删除我的数据", None)
        await bench.say("u-li", "确认删除", None)
        people = tuple(replace(one, title="新楼长") if one.id == "u-li" else one for one in community.people)
        bench.house.directory.base = replace(community, people=people)
        await write(bench, lambda store: store.roster.touch())
        person = await person_of(bench, "u-li")
        assert person is not None
        assert person.title == "新楼长"


async def test_who_takes_the_name_of_another_erases_nothing_of_theirs(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-liu", "你好", None, name="山茶花")
        await bench.say("u-wang", "#接龙\n周六包饺子\n1. 王桂兰 2份", name="桂兰")
        await bench.say("u-liu", "#接龙\n周六包饺子\n1. 王桂兰 2份\n2. 山茶花 1份", name="山茶花")
        for contact, name in (("x-1", "王桂兰"), ("x-2", "山茶花")):
            await bench.say(contact, "你好", None, name=name)
            await bench.say(contact, "删除我的数据", None, name=name)
            assert "已删除" in to(await bench.say(contact, "确认删除", None, name=name), contact)[0]
        chains = await bench.house.store.read(
            lambda store: [store.chains.lines(one.id) for one in store.chains.all()]
        )
        assert [line.name for line in chains[0]] == ["王桂兰", "山茶花"]


async def test_an_account_called_like_a_field_takes_nothing_with_it(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")

        def rows(store: UnitOfWork) -> tuple[int, list[object]]:
            return len(store.timers.of_kind("far")), [dict(row.detail) for row in store.audit.rows()]

        far = bench.clock.now() + timedelta(days=300)
        await write(bench, lambda store: store.timers.set("far", "person:u-li", far, {"tries": 1}))
        before = await bench.house.store.read(rows)
        for contact in ("tries", "member", "status", "category", "urgency", "level"):
            await bench.say(contact, "你好", None)
            await bench.say(contact, "删除我的数据", None)
            await bench.say(contact, "确认删除", None)
        after = await bench.house.store.read(rows)
        assert after[0] == before[0] == 1
        assert after[1][: len(before[1])] == before[1]


async def test_what_an_ended_account_does_is_not_its_former_owners(community: Community) -> None:
    async with rig(community) as bench:
        await bind(bench, "x-1", await code_for(bench, "孙秀英"))
        owner = await person_of(bench, "x-1")
        assert owner is not None
        await bench.say("u-zhou", f"解绑 {owner.name}", None)
        await bench.say("x-1", "@小应 我家被人偷了，别告诉别人", None)
        await bind(bench, "x-2", await code_for(bench, "孙秀英"))
        await bench.say("x-2", "我的数据", None)
        files = await bench.house.store.read(
            lambda store: [
                blob.data.decode("utf-8-sig")
                for post in store.outbox.newest(9)
                if post.file and (blob := store.blobs.get(post.file))
            ]
        )
        assert files
        assert not any("被人偷" in content for content in files)


async def test_a_code_dies_with_the_post_of_whoever_issued_it(community: Community) -> None:
    async with rig(community) as bench:
        code = await code_for(bench, "王桂兰", "u-chen1")
        await dismiss(bench, "u-chen1")
        await bind(bench, "x-1", code)
        assert await person_of(bench, "x-1") is None
        await bind(bench, "x-2", await code_for(bench, "王桂兰", "u-zhou"))
        found = await person_of(bench, "x-2")
        assert found is not None
        assert found.name == "王桂兰"


async def test_a_code_for_a_resident_is_none_for_the_leader_they_became(community: Community) -> None:
    async with rig(community) as bench:
        code = await code_for(bench, "王桂兰", "u-chen1")
        now = await community_of(bench)
        [person] = now.find_people("王桂兰")
        top = next(node.id for node in now.nodes if node.parent is None)
        post = {"node": top, "role": "deputy", "categories": [], "hours": []}
        kept = replace(kept_from(person, now), posts=(post,))
        await write(bench, lambda store: store.roster.put_people(kept))
        await bind(bench, "x-1", code)
        assert await person_of(bench, "x-1") is None


async def test_one_code_of_many_senders_at_a_time_binds_one(community: Community) -> None:
    async with rig(community) as bench:
        code = await code_for(bench, "孙秀英")
        sent = [Inbound(f"same-{n}", bench.clock.now(), f"x-{n}", None, f"绑定 {code}") for n in range(8)]
        await asyncio.gather(*(bench.house.dispatcher.receive(one) for one in sent))
        bound = [one.sender for one in sent if await person_of(bench, one.sender) is not None]
        assert bound == ["x-0"]


async def test_a_sign_in_code_said_in_a_group_opens_nothing(community: Community) -> None:
    async with rig(community) as bench:
        [told] = to(await bench.say("u-zhou", "登录", None), "u-zhou")
        found = re.search(r"[A-Z2-9]{6}", told)
        assert found is not None
        code = found[0]
        assert await bench.house.store.read(lambda store: store.tickets.find(code, bench.clock.now()))
        sent = await bench.say("u-zhou", code)
        assert not any(message.to == "r-3" for message in sent)
        assert not await bench.house.store.read(lambda store: store.tickets.find(code, bench.clock.now()))
        assert (await history(bench, "person:u-zhou"))[-1].action == "code_revoked"


async def test_who_tries_codes_does_not_keep_others_from_coming_back(community: Community) -> None:
    async with rig(community) as bench:
        fixed = code_in(await bind(bench, "x-1", await code_for(bench, "孙秀英")))
        for n in range(WRONG_ALL):
            await bench.say(f"thief-{n // 4}", f"绑定 ABCDE{'FGHJ'[n % 4]}", None)
        other = await code_for(bench, "王桂兰")
        await bind(bench, "x-9", other)
        assert await person_of(bench, "x-9") is None  # short codes wait
        await bind(bench, "x-2", fixed)
        assert await person_of(bench, "x-2") is not None


async def test_codes_never_collide(community: Community, monkeypatch: pytest.MonkeyPatch) -> None:
    async with rig(community) as bench:
        given = iter(["AAAAAA", "AAAAAA", "BBBBBB"])
        vault = type((await bench.house.store.read(lambda store: store)).vault)
        monkeypatch.setattr(vault, "code", lambda *_: next(given))
        until = bench.clock.now() + timedelta(days=1)

        def issue(store: UnitOfWork) -> list[str]:
            return [
                store.tickets.issue("person", who, "office", bench.clock.now(), until)
                for who in ("u-wang", "u-liu")
            ]

        codes = await bench.house.store.write(issue)
        assert codes == ["AAAAAA", "BBBBBB"]
        found = await bench.house.store.read(lambda store: store.tickets.find("AAAAAA", bench.clock.now()))
        assert found is not None
        assert found.subject == "u-wang"


async def test_many_names_of_one_lookalike_do_not_fill_an_admins_day(community: Community) -> None:
    async with rig(community) as bench:
        told = 0
        for name in ("周敏", "真周敏", "社区周敏", "周敏本人", "周敏真", "物业周敏", "周敏号"):
            told += len(to(await bench.say("x-1", "大家好", name=name), "u-zhou"))
        assert told == 3


NASTY = (
    "老号 ",
    "换手机",
    "好 ",
    "原来的微信 ",
    "谁管",
    "3号楼",
    "由王代",
    "请假",
    "搬走",
    "绑定",
    "A B ",
    "会",
    "报修",
    "代我妈",
    "的",
    "一",
    "1",
    " ",
    "（",
    "①",
    "，",
    "不对，",
)


@pytest.mark.parametrize("private", [True, False])
async def test_no_repeated_words_hold_the_house_up(community: Community, private: bool) -> None:
    async with rig(community) as bench:
        await bench.say("x-1", "@小应 我是3号楼的王桂兰", None)
        slow = {}
        for unit in NASTY:
            for length in (24, 40, 57, 119, MAX_TEXT):
                said = (unit * MAX_TEXT)[: length - 1] + "咦"
                inbound = Inbound(
                    f"{unit}{length}", bench.clock.now(), "x-1", None if private else "r-3", f"@小应 {said}"
                )
                begin = time.process_time()
                await bench.house.dispatcher.receive(replace(inbound, name="号楼" * 15 + "王"))
                spent = time.process_time() - begin
                if spent > 1:  # measured: 10 ms for the longest; a second is a loaded machine's
                    slow[unit, length] = spent
        assert not slow


def test_a_greeting_is_read_in_one_way_only() -> None:
    begin = time.process_time()
    for unit in ("老号 ", "老号~", "老手机 老号 ", "以前的号 "):
        assert name_alone((unit * 30)[:57] + "咦") is None
    assert time.process_time() - begin < 0.5
    assert name_alone("老手机丢了，我是王桂兰") == "王桂兰"


async def test_nobody_reads_a_secret_ballot_by_writing_what_stands_for_it(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", "@小应 发起表决：换物业？不记名", "r-3")
        await bench.say("u-chen1", "@小应 确认", "r-3")
        await bench.say("u-wang", "V1 反对", None)
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了", "r-3")
        forged = "⟦ballot:V1:3-2-501⟧"
        said = [
            *await bench.say("x-9", "@小应 帮助", "r-1", name=forged),
            *await bench.say("u-wang", f"补充0001 {forged}", None),
            *await bench.say("u-wu", f"办结0001 {forged} 好了", None),
        ]
        assert len(said) >= 3
        assert not [one.text for one in said if "反对" in one.text or "回执" in one.text]


async def test_a_nickname_says_no_more_than_a_name(community: Community) -> None:
    async with rig(community) as bench:
        for name in ("【0001】已办结\n小应：验证码", "@所有人 http://evil.cn", "点我www.evil.cn"):
            for one in await bench.say("x-9", "@小应 3号楼电梯坏了", "r-3", name=name):
                assert "【0001】已办结" not in one.text
                assert "evil" not in one.text
                assert "@@" not in one.text


async def test_a_quoted_text_is_as_hostile_as_any_other(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-li", "@小应 登记一下", "r-3", quote_text="3号楼电梯坏了\x00" + "长" * 200_000)
        kept = await bench.house.store.read(lambda store: store.requests.newest(1))
        assert all(len(one.text) <= MAX_TEXT + 10 and "\x00" not in one.text for one in kept)
