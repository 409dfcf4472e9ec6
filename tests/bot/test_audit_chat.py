"""What is asked about the audit trail in chat, and the code for the office pages."""

import re
from datetime import timedelta

import pytest

from handlers.community import Community
from handlers.messages import Outgoing
from handlers.texts import text
from storage.records import AuditRow
from storage.unit_of_work import UnitOfWork
from tests.bot.rig import Rig, rig

LIFT = "@小应 3号楼2单元电梯坏了"
QUARREL = "@小应 3号楼2单元楼上天天吵架，想请人调解"


def to(sent: list[Outgoing], contact: str) -> list[str]:
    """What was said privately to somebody."""
    return [message.text for message in sent if message.to == contact]


async def rows(house: Rig) -> list[AuditRow]:
    return await house.house.store.read(lambda store: list(store.audit.rows()))


async def handed_on(house: Rig) -> None:
    """A request that was handed on with a reason."""
    await house.say("u-wang", LIFT)
    await house.say("u-chen1", "转派 0001 李伟，电梯口要有人看着 13912345678", room=None)


@pytest.mark.parametrize(
    "words", ["痕迹 0001", "0001 痕迹", "谁办的 0001", "0001 怎么回事", "0001到底怎么回事？"]
)
async def test_who_reads_there_is_told_the_history_with_names(community: Community, words: str) -> None:
    async with rig(community) as house:
        await handed_on(house)
        [told] = to(await house.say("u-chen1", words, room=None), "u-chen1")
    assert told.split("\n") == [
        "09:00 王桂兰 报了 0001（电梯）",
        "09:00 0001 按分工派给 吴强（物业维修）",
        "09:01 陈刚（第一片区支部书记） 把 0001 改派给 李伟（3号楼楼长），原因：电梯口要有人看着 139****5678",
    ]


async def test_asked_in_a_group_it_is_told_privately(community: Community) -> None:
    async with rig(community) as house:
        await handed_on(house)
        sent = await house.say("u-chen1", "0001 怎么回事")
    assert [message.to for message in sent] == ["u-chen1"]


async def test_long_histories_end_with_how_to_see_all(community: Community) -> None:
    async with rig(community) as house:
        await handed_on(house)
        for _ in range(4):
            await house.say("u-wang", "催办 0001", room=None)
        [member] = to(await house.say("u-chen1", "痕迹 0001", room=None), "u-chen1")
        [resident] = to(await house.say("u-wang", "痕迹 0001", room=None), "u-wang")
    assert len(member.split("\n")) == len(resident.split("\n")) == 4
    assert member.split("\n")[-1] == text("audit.more_member", count=7)
    assert resident.split("\n")[-1] == text("audit.more", count=7)


async def test_the_reporter_is_told_without_names_of_residents_and_reasons(community: Community) -> None:
    async with rig(community) as house:
        await handed_on(house)
        await house.say("u-liu", "+1")
        [told] = to(await house.say("u-wang", "痕迹 0001", room=None), "u-wang")
    assert "刘洋" not in told
    assert "原因" not in told
    assert "李伟（3号楼楼长）" in told


@pytest.mark.parametrize("who", ["u-chen2", "u-fan", "u-nobody"])
async def test_whom_it_does_not_concern_is_told_nothing(community: Community, who: str) -> None:
    async with rig(community) as house:
        await handed_on(house)
        for words in ("痕迹 0001", "谁办的 0001"):
            [told] = to(await house.say(who, words, room=None), who)
            assert told == text("requests.unknown_code", code="0001")


async def test_of_a_poll_only_who_reads_there(community: Community) -> None:
    async with rig(community) as house:
        await house.say("u-chen1", "@小应 发起表决：装充电桩？选项：同意/反对 不记名 截止：周五18:00")
        await house.say("u-chen1", "1")
        await house.say("u-wang", "V1 同意", room=None)
        [told] = to(await house.say("u-chen1", "痕迹 V1", room=None), "u-chen1")
        [refused] = to(await house.say("u-wang", "痕迹 V1", room=None), "u-wang")
    assert "王桂兰" not in told
    assert "有一票投进了 表决 V1（不记名）" in told
    assert refused == text("requests.unknown_code", code="V1")


async def test_what_changed_lately_is_told_by_scope(community: Community) -> None:
    async with rig(community) as house:
        await handed_on(house)
        await house.say("u-chen2", "小应 静默", room="r-5")
        first = to(await house.say("u-chen1", "最近谁改了什么", room=None), "u-chen1")
        second = to(await house.say("u-chen2", "最近谁改了什么", room=None), "u-chen2")
        third = to(await house.say("u-xu", "最近谁改了什么", room=None), "u-xu")
    assert "改派给 李伟" in first[0]
    assert "静默" not in first[0]
    assert "静默" in second[0]
    assert "李伟" not in second[0]
    assert third == [text("common.not_allowed")]


async def test_words_of_a_group_that_are_no_question_are_left_alone(community: Community) -> None:
    async with rig(community) as house:
        await handed_on(house)
        for who, words in (
            ("u-wang", "痕迹 都擦不掉"),
            ("u-chen1", "登录 医保网站要密码"),
            ("u-wang", "谁办的好事"),
        ):
            assert await house.say(who, words) == [], words


async def test_without_a_code_an_example_is_given(community: Community) -> None:
    async with rig(community) as house:
        assert to(await house.say("u-wang", "痕迹", room=None), "u-wang") == [text("audit.which")]


async def test_a_sign_in_code_is_told_privately_and_not_kept(community: Community) -> None:
    async with rig(community) as house:
        [sent] = await house.say("u-chen1", "@小应 登录")
        assert (sent.to, sent.room) == ("u-chen1", None)
        found = re.search("登录码：([A-Z2-9]{6})", sent.text)
        assert found
        last = (await rows(house))[-1]
        assert (last.action, last.subject, last.detail) == ("sign_in_code", "person:u-chen1", {})
        await house.wait(minutes=120)
        kept = await house.house.store.read(
            lambda store: [row.text for row in store.outbox.newest(100) if found[1] in row.text]
        )
        assert kept == []


@pytest.mark.parametrize("who", ["u-wang", "u-li", "u-wu", "u-nobody"])
async def test_the_pages_are_not_for_everybody(community: Community, who: str) -> None:
    async with rig(community) as house:
        assert to(await house.say(who, "登录", room=None), who) == [text("common.not_allowed")]


async def test_every_new_code_ends_the_one_before(community: Community) -> None:
    async with rig(community) as house:
        codes = []
        for _ in range(2):
            [sent] = await house.say("u-chen1", "登录", room=None)
            codes += re.findall("登录码：([A-Z2-9]{6})", sent.text)
        now = house.clock.now()
        later = now + timedelta(minutes=5)

        def good(store: UnitOfWork) -> list[bool]:
            tried = ((codes[0], now), (codes[1], now), (codes[1], later))
            return [store.tickets.find(code, at) is not None for code, at in tried]

        assert await house.house.store.read(good) == [False, True, False]
