"""删除我的数据: what stands in the way, what goes, what stays; done on paper; and what goes by itself in time."""

from collections import Counter
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from bot.config import parse
from bot.config.reader import ConfigError
from handlers.community import Community
from handlers.messages import Attachment, Kind, Outgoing
from handlers.polls.checking import wrong_poll
from storage.records import RequestStatus
from storage.roster_records import KeptPerson, Secrets
from tests.bot import canary
from tests.bot.canary import NAME, NICK, PERSON, WXID, settle_in
from tests.bot.images import PNG
from tests.bot.rig import Rig, rig
from tests.conftest import NOW


async def ask(bench: Rig, contact: str = WXID) -> str:
    [answer] = await bench.say(contact, "删除我的数据", None, name=NICK if contact == WXID else "")
    return answer.text


async def confirm(bench: Rig, contact: str = WXID) -> list[Outgoing]:
    return await bench.say(contact, "确认删除", None, name=NICK if contact == WXID else "")


async def statuses(bench: Rig) -> list[RequestStatus]:
    found = await bench.house.store.read(lambda store: store.requests.newest(9))
    return [request.status for request in found]


async def test_it_says_first_what_goes_and_what_stays_and_asks(community: Community) -> None:
    async with rig(community) as bench:
        await bench.house.store.write(settle_in)
        words = await ask(bench)
        assert all(part in words for part in ("要删", "要留", "找不回", "确认删除"))
        [answer] = await bench.say(WXID, "取消", None)
        assert "没有删" in answer.text
        assert await bench.house.store.read(lambda store: store.roster.person(PERSON)) is not None
        [answer] = await confirm(bench)
        assert "还没有要删的" in answer.text


async def test_only_the_very_words_delete_and_only_for_half_an_hour(community: Community) -> None:
    async with rig(community) as bench:
        await bench.house.store.write(settle_in)
        await ask(bench)
        for words in ("好的", "1", "删除", "确认"):
            await bench.say(WXID, words, None)
            assert await bench.house.store.read(lambda store: store.roster.person(PERSON)) is not None
        await bench.wait(30)
        await confirm(bench)
        assert await bench.house.store.read(lambda store: store.roster.person(PERSON)) is not None


async def test_open_requests_come_first_and_ratings_stay(community: Community, database: str) -> None:
    async with rig(community, database) as bench:
        await bench.house.store.write(settle_in)
        await bench.say(WXID, "@小应 3号楼2单元602漏水", name=NICK)
        await bench.say(WXID, "", kind=Kind.FILE, file=Attachment("a.png", "image/png", PNG))
        await bench.say("u-liu", "+1")
        assert "0001" in await ask(bench)
        await bench.say("u-wu", "办结0001 换了水管", None)
        await bench.say(WXID, "0001 4分", name=NICK)
        await bench.say("u-chen1", "@小应 发起表决：装不装充电桩？选项：同意/反对 截止：周五18:00")
        await bench.say("u-chen1", "确认")
        await bench.say(WXID, "1")
        await ask(bench)
        await confirm(bench)
        [request] = await bench.house.store.read(lambda store: store.requests.newest(9))
        assert (request.reporter, request.rating, request.place) == ("erased-1", 4, "3号楼2单元")
        assert (request.category, request.status) == ("漏水", RequestStatus.CLOSED)
        assert "应本人要求" in request.text
        parties = await bench.house.store.read(lambda store: store.requests.parties(request.id))
        assert parties == ["erased-1", "u-liu"]
        kept = await canary.all_of(bench, database)
        assert PNG not in kept
        await bench.wait(6 * 24 * 60)
        polls = await bench.house.store.read(lambda store: store.polls.all())
        assert dict(polls[0].result or {})["counts"] == [1, 0]
        assert await bench.house.store.read(lambda store: wrong_poll(store, polls)) is None
        ballots = await bench.house.store.read(lambda store: store.polls.ballots(polls[0].id))
        assert [(one.voter, one.actor) for one in ballots] == [("3-2-602", "erased-1")]
        details = [
            dict(row.detail)
            for row in await bench.house.store.read(lambda store: store.audit.about("V1"))
            if row.action == "ballot"
        ]
        assert details == [{}]
        assert await bench.house.store.read(lambda store: store.audit.first_broken()) is None


async def test_what_waits_to_be_rated_is_over_with_it(community: Community) -> None:
    async with rig(community) as bench:
        await bench.house.store.write(settle_in)
        await bench.say(WXID, "@小应 3号楼2单元602漏水")
        await bench.say("u-wu", "办结0001 换了水管", None)
        await ask(bench)
        await confirm(bench)
        assert await statuses(bench) == [RequestStatus.CLOSED]
        assert [one for one in await bench.wait(14 * 24 * 60) if one.to == WXID] == []


@pytest.mark.parametrize("member", ["u-li", "u-wu", "u-zhou"])
async def test_who_holds_a_post_hands_over_first(community: Community, member: str) -> None:
    async with rig(community) as bench:
        assert "交接" in await ask(bench, member)
        await confirm(bench, member)
        assert not [
            row
            for row in await bench.house.store.read(lambda store: list(store.audit.rows()))
            if row.action == "erased"
        ]


async def test_others_keep_theirs(community: Community, database: str) -> None:
    """Names that look alike, words of neighbours, a chain of many: only what leads to the one who asked is gone."""
    async with rig(community, database) as bench:
        await bench.house.store.write(settle_in)
        await bench.house.store.write(
            lambda store: store.roster.put_people(KeptPerson(id="p-2", name="阚无", household="3-2-601"))
        )
        await bench.say("u-liu", f"@小应 3号楼1单元楼道灯坏了，{NAME}家门口最黑")
        await bench.say("u-liu", "#接龙\n包饺子\n1. 刘洋\n2. 高敏")
        await bench.say(WXID, f"#接龙\n包饺子\n1. 刘洋\n2. 高敏\n3. {NICK}", name=NICK)
        await ask(bench)
        await confirm(bench)
        [request] = await bench.house.store.read(lambda store: store.requests.newest(9))
        assert (request.reporter, request.text) == ("u-liu", "3号楼1单元楼道灯坏了，某居民家门口最黑")
        [chain] = await bench.house.store.read(lambda store: store.chains.all())
        lines = await bench.house.store.read(lambda store: store.chains.lines(chain.id))
        assert [line.name for line in lines] == ["刘洋", "高敏"]
        assert await bench.house.store.read(lambda store: store.roster.person("p-2")) is not None


async def test_a_name_that_two_have_is_left_in_the_words_of_others(community: Community) -> None:
    async with rig(community) as bench:
        await bench.house.store.write(settle_in)
        await bench.house.store.write(
            lambda store: store.roster.put_people(KeptPerson(id="p-2", name=NAME, household="3-2-601"))
        )
        await bench.say("u-liu", f"@小应 3号楼1单元楼道灯坏了，{NAME}家门口最黑")
        await ask(bench)
        await confirm(bench)
        [request] = await bench.house.store.read(lambda store: store.requests.newest(9))
        assert NAME in request.text


async def test_afterwards_they_are_somebody_new(community: Community) -> None:
    async with rig(community) as bench:
        await bench.house.store.write(settle_in)
        await bench.say(WXID, "@小应 3号楼2单元602漏水", name=NICK)
        await bench.say(WXID, "撤回0001", None)
        await ask(bench)
        [answer] = await confirm(bench)
        assert (answer.to, answer.about) == (WXID, None)
        [answer] = await bench.say(WXID, "我的诉求", None)
        assert "0001" not in answer.text
        said = await bench.say(WXID, "@小应 3号楼2单元电梯坏了")
        assert any("已登记" in message.text for message in said)


async def test_on_paper_an_admin_does_it(community: Community, database: str) -> None:
    async with rig(community, database) as bench:
        await bench.house.store.write(settle_in)
        await bench.house.store.write(
            lambda store: store.roster.put_secrets(PERSON, Secrets("13955507001", "110105194912310021"))
        )
        [asked] = await bench.say("u-zhou", f"删除 {NAME} 的数据", None)
        assert "3-2-602" in asked.text
        assert "书面申请" in asked.text
        [done] = await bench.say("u-zhou", "确认删除", None)
        assert "erased-1" in done.text
        assert await bench.house.store.read(lambda store: store.roster.person(PERSON)) is None
        assert await bench.house.store.read(lambda store: store.roster.secrets(PERSON)) == Secrets()
        kept = await canary.all_of(bench, database)
        assert canary.found_in(kept, [NAME, WXID, "绿漆厂"]) == []
        rows = await bench.house.store.read(lambda store: list(store.audit.rows()))
        assert [(row.actor, row.subject) for row in rows if row.action == "erased"] == [
            ("u-zhou", "erased-1")
        ]


@pytest.mark.parametrize("speaker", ["u-chen1", "u-he", "u-li", "u-wu", "u-liu", "u-stranger"])
async def test_nobody_else_may(community: Community, speaker: str) -> None:
    async with rig(community) as bench:
        await bench.house.store.write(settle_in)
        for words in (f"删除 {NAME} 的数据", f"删除数据 {NAME}"):
            await bench.say(speaker, words, None)
            await bench.say(speaker, "确认删除", None)
        assert await bench.house.store.read(lambda store: store.roster.person(PERSON)) is not None


async def test_a_namesake_is_asked_for(community: Community) -> None:
    async with rig(community) as bench:
        await bench.house.store.write(settle_in)
        await bench.house.store.write(
            lambda store: store.roster.put_people(KeptPerson(id="p-2", name=NAME, household="3-2-601"))
        )
        [answer] = await bench.say("u-zhou", f"删除 {NAME} 的数据", None)
        assert "3-2-601" in answer.text
        [answer] = await bench.say("u-zhou", f"删除 {NAME} 3-2-601 的数据", None)
        assert "要删" in answer.text
        await bench.say("u-zhou", "确认删除", None)
        left = await bench.house.store.read(lambda store: store.roster.people())
        assert [person.id for person in left] == [PERSON]


async def test_who_stands_in_the_file_is_told_that_the_office_must_do_it(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "删除我的数据", None)
        said = await confirm(bench, "u-wang")
        assert [message.to for message in said] == ["u-zhou", "u-wang"]
        assert "id 是 u-wang" in said[0].text
        assert "名册文件" in said[1].text


async def old_life(bench: Rig) -> None:
    await bench.say("u-stranger", "@小应 3号楼1单元路灯不亮，墙角那只绿漆桶", name=NICK)
    await bench.say("u-stranger", "", kind=Kind.FILE, file=Attachment("a.png", "image/png", PNG))
    await bench.say("u-wu", "办结0001 换了灯泡", None)
    await bench.say("u-stranger", "0001 5分", name=NICK)


async def deleted(bench: Rig) -> Counter[str]:
    """How much of each kind has gone so far, over all nights."""
    rows = await bench.house.store.read(lambda store: store.audit.about("retention"))
    return sum((Counter(row.detail) for row in rows), Counter())


async def test_what_was_kept_long_enough_goes_by_itself(community: Community, database: str) -> None:
    async with rig(community, database) as bench:
        await old_life(bench)
        await bench.tidy()
        assert not await deleted(bench)
        await bench.until(NOW + timedelta(days=91))
        await bench.tidy()
        counts = await deleted(bench)
        assert set(counts) >= {"messages", "inbox"}
        assert "requests" not in counts
        await bench.until(NOW + timedelta(days=366))
        await bench.tidy()
        assert (await deleted(bench))["contacts"] >= 1
        assert canary.found_in(await canary.all_of(bench, database), [NICK]) == []
        await bench.until(NOW + timedelta(days=731))
        await bench.tidy()
        assert (await deleted(bench))["requests"] == 1
        left = await canary.all_of(bench, database)
        assert canary.found_in(left, ["墙角那只绿漆桶", "换了灯泡"]) == []
        assert PNG not in left
        [request] = await bench.house.store.read(lambda store: store.requests.newest(9))
        assert (request.rating, request.category) == (5, "路灯照明")
        before = await deleted(bench)
        await bench.tidy()
        assert await deleted(bench) == before  # nothing was left to delete
        assert await bench.house.store.read(lambda store: store.audit.first_broken()) is None


async def test_what_is_open_is_kept_however_old(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-stranger", "@小应 3号楼1单元路灯不亮", name=NICK)
        await bench.until(NOW + timedelta(days=800))
        await bench.tidy()
        [request] = await bench.house.store.read(lambda store: store.requests.newest(9))
        assert request.text == "3号楼1单元路灯不亮"
        assert await bench.house.store.read(lambda store: store.contacts.of_guest(request.reporter))


def test_the_days_can_be_set() -> None:
    example = files("bot").joinpath("config.example.toml").read_text("utf-8")
    changed = example.replace("requests = 730", "requests = 365").replace("messages = 90 ", "messages = 30 ")
    rules = parse(changed, "x", Path(), {}).community.rules.retention
    assert (rules.requests, rules.messages, rules.contacts) == (365, 30, 365)
    with pytest.raises(ConfigError, match="messages"):
        parse(example.replace("messages = 90 ", "messages = 1 "), "x", Path(), {})


async def test_a_picture_that_another_sent_too_stays(community: Community, database: str) -> None:
    """The same bytes are kept once."""
    picture = Attachment("a.png", "image/png", PNG)
    async with rig(community, database) as bench:
        await bench.house.store.write(settle_in)
        await bench.say("u-liu", "@小应 3号楼1单元楼道灯坏了")
        await bench.say("u-liu", "", kind=Kind.FILE, file=picture)
        await bench.say(WXID, "@小应 3号楼2单元602漏水")
        await bench.say(WXID, "", kind=Kind.FILE, file=picture)
        await bench.say(WXID, "撤回0002", None)
        await ask(bench)
        await confirm(bench)
        requests = await bench.house.store.read(lambda store: store.requests.newest(9))
        words = await bench.house.store.read(lambda store: [store.requests.words(one.id) for one in requests])
        assert [len(said) for said in words] == [0, 1]
        assert PNG in await canary.all_of(bench, database)
