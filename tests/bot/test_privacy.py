"""我的数据, 更正我的电话, 看电话, the one line of what is kept: played as people say it."""

import json
from dataclasses import replace
from functools import partial

import pytest

from handlers import texts
from handlers.community import Community, Role
from handlers.messages import Attachment, Kind, Outgoing
from handlers.people import Post
from handlers.privacy.rules import masked_identity, mobile_in, read_own_phone, without_flat
from handlers.sealed import opened, sealed
from storage.records import AuditRow, Blob
from storage.roster_records import Secrets
from storage.unit_of_work import UnitOfWork
from storage.vault import PRACTICE, Vault
from tests.bot.canary import NAME, NICK, PERSON, WXID, settle_in
from tests.bot.images import PNG
from tests.bot.rig import Rig, rig
from tests.conftest import NOW

PHONE = "13955507001"
NOTICE = "首次告知"


async def trail(bench: Rig, action: str) -> list[AuditRow]:
    rows = await bench.house.store.read(lambda store: list(store.audit.rows()))
    return [row for row in rows if row.action == action]


def copies(said: list[Outgoing], contact: str) -> tuple[str, dict[str, list[dict[str, object]]]]:
    """The two files that somebody got: the one for reading, and what is in the other."""
    files = [message.file for message in said if message.to == contact and message.file]
    assert [file.name for file in files] == ["我的数据-20261123.txt", "我的数据-20261123.json"]
    assert files[0].data.startswith(b"\xef\xbb\xbf")
    return files[0].data.decode("utf-8-sig"), json.loads(files[1].data)


async def lived(bench: Rig) -> None:
    """Somebody of the roster has done a bit of everything, among neighbours."""
    await bench.house.store.write(settle_in)

    async def say(words: str, room: str | None = "r-3", **more: object) -> None:
        await bench.say(WXID, words, room, name=NICK, **more)

    await say(f"更正我的电话 {PHONE}", None)
    await say("@小应 3号楼2单元602漏水")
    await say("", kind=Kind.FILE, file=Attachment("a.png", "image/png", PNG))
    await say("0001 是卫生间的水管")
    await bench.say("u-liu", "@小应 3号楼1单元楼道灯坏了，张三家最黑")
    await say("+1")
    await bench.say("u-chen1", "@小应 发起表决：装不装充电桩？选项：同意/反对 截止：周五18:00")
    await bench.say("u-chen1", "确认")
    await say("1")
    await say("2")
    await bench.say("u-gao", "1")
    await bench.say("u-liu", "#接龙\n包饺子\n1. 刘洋")
    await say(f"#接龙\n包饺子\n1. 刘洋\n2. {NICK} 带面")
    await bench.say("u-wu", "办结0001 换了水管", None)
    await bench.say("u-zhou", f"看号码 {NAME}", None)


async def test_the_copy_has_everything_of_the_speaker_and_of_nobody_else(
    community: Community, database: str
) -> None:
    async with rig(community, database) as bench:
        await lived(bench)
        plain, data = copies(await bench.say(WXID, "我的数据", None, name=NICK), WXID)
    assert data["person"] == [{"id": PERSON, "name": NAME, "household": "3-2-602", "employer": "绿漆厂"}]
    assert data["numbers"] == [{"phone": "139****7001"}]
    assert [one["contact"] for one in data["accounts"]] == [WXID]
    assert [one["text"] for one in data["requests"]] == ["3号楼2单元602漏水"]
    assert [one.get("text") for one in data["words"]] == [None, "是卫生间的水管"]
    assert [one["category"] for one in data["joined"]] == ["路灯照明"]
    assert [one["option"] for one in data["ballots"]] == ["同意", "反对"]
    assert [(one["title"], one["name"]) for one in data["chains"]] == [("包饺子", NICK)]
    assert data["questions"]
    assert [one["by"] for one in data["looked"]] == ["社区党委书记"]
    assert {one["action"] for one in data["trail"]} >= {"登记", "投票", "我家也是", "更正号码"}
    for text in (plain, json.dumps(data, ensure_ascii=False)):
        assert PHONE not in text
        assert not [
            name for name in ("刘洋", "高敏", "张三", "周敏", "吴强", "u-gao", "u-liu") if name in text
        ]
    for part in ("保存：", "139****7001", "3号楼2单元602漏水"):
        assert part in plain


async def test_a_guest_gets_theirs_and_an_empty_one_says_so(community: Community) -> None:
    async with rig(community) as bench:
        plain, data = copies(await bench.say("u-stranger", "我的数据", None), "u-stranger")
        assert plain.count("（没有）") >= 10
        assert not any(data[kind] for kind in ("person", "requests", "ballots", "chains"))
        await bench.say("u-stranger", "@小应 3号楼1单元路灯不亮", name="过路的")
        _, data = copies(await bench.say("u-stranger", "我的数据", None), "u-stranger")
        assert [one["text"] for one in data["requests"]] == ["3号楼1单元路灯不亮"]
        assert data["accounts"] == [{"contact": "u-stranger", "name": "过路的"}]


@pytest.mark.parametrize(
    "words", ["我的数据", "小应 看看我的个人信息", "@小应 你们都存了我哪些信息？", "小应 导出我的资料"]
)
async def test_in_a_group_it_is_answered_privately(community: Community, words: str) -> None:
    async with rig(community) as bench:
        said = await bench.say("u-wang", words)
        copies(said, "u-wang")
        assert [message.text for message in said if message.room] == ["@王桂兰 已私信您。"]


@pytest.mark.parametrize(
    "words",
    ["我的数据用完了", "看看我的资料发了没", "删除我的数据线是谁", "我的电话是13955507001", "看电话没"],
)
async def test_talk_in_a_group_is_left_alone(community: Community, words: str) -> None:
    async with rig(community) as bench:
        assert await bench.say("u-wang", words) == []


def _blob(store: UnitOfWork, digest: str) -> Blob | None:
    return store.blobs.get(digest)


async def test_the_files_are_gone_the_day_after(community: Community, database: str) -> None:
    async with rig(community, database) as bench:
        await bench.say("u-wang", "我的数据", None)
        store = bench.house.store
        digests = await store.read(lambda work: [post.file for post in work.outbox.newest(9) if post.file])
        assert len(digests) == 2
        await bench.wait(24 * 60)
        await bench.wait(90)
        for digest in digests:
            assert await store.read(partial(_blob, digest=digest)) is None


@pytest.mark.parametrize(
    "words",
    [
        f"更正我的电话 {PHONE}",
        "我的电话是139 5550 7001",
        "我的手机号换成１３９５５５０７００１。",
        "麻烦改一下我的联系方式：139-5550-7001",
        "我的电话：一三九五五五零七零零一",
    ],
)
async def test_the_own_number_is_put_right_and_answered_masked(community: Community, words: str) -> None:
    async with rig(community) as bench:
        [answer] = await bench.say("u-wang", words, None)
        assert "139****7001" in answer.text
        assert PHONE not in answer.text
        kept = await bench.house.store.read(lambda store: store.roster.secrets("u-wang"))
        assert kept == Secrets(phone=PHONE)
        [row] = await trail(bench, "number")
        assert (row.actor, row.subject, dict(row.detail)) == ("u-wang", "person:u-wang", {"kind": "phone"})


@pytest.mark.parametrize("words", ["更正我的电话", "更正我的电话 12345", "修改我的手机号 王桂兰"])
async def test_what_is_no_number_is_asked_for_again(community: Community, words: str) -> None:
    async with rig(community) as bench:
        [answer] = await bench.say("u-wang", words, None)
        assert "更正我的电话 13800001111" in answer.text


async def test_in_a_group_no_number_is_taken_and_who_is_in_no_roster_is_told(community: Community) -> None:
    async with rig(community) as bench:
        [answer] = await bench.say("u-wang", f"@小应 更正我的电话 {PHONE}")
        assert "私聊" in answer.text
        [answer] = await bench.say("u-stranger", f"更正我的电话 {PHONE}", None)
        assert "没有绑定" in answer.text
        assert await trail(bench, "number") == []


async def test_a_report_with_a_number_in_it_stays_a_report(community: Community) -> None:
    async with rig(community) as bench:
        said = await bench.say("u-wang", f"我的电话是{PHONE}，3号楼2单元电梯坏了", None)
        assert any("已登记" in message.text for message in said)
        assert await trail(bench, "number") == []


async def number_kept(bench: Rig) -> None:
    await bench.house.store.write(
        lambda store: store.roster.put_secrets("u-wang", Secrets(PHONE, "110105194912310021"))
    )


async def test_an_admin_sees_a_number_and_it_is_written_down(community: Community, database: str) -> None:
    async with rig(community, database) as bench:
        await number_kept(bench)
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        [by_code] = await bench.say("u-zhou", "看电话 0001", None)
        [by_name] = await bench.say("u-zhou", "看号码 王桂兰", None)
        [identity] = await bench.say("u-zhou", "看身份证 王桂兰", None)
        assert PHONE in by_code.text
        assert PHONE in by_name.text
        assert "110105194912310021" in identity.text
        rows = await trail(bench, "unmask")
        assert {(row.actor, row.subject) for row in rows} == {("u-zhou", "person:u-wang")}
        assert [row.detail["kind"] for row in rows] == ["phone", "phone", "identity"]
        [hidden] = await bench.say("u-zhou", "@小应 看电话 0001")
        assert PHONE not in hidden.text


async def test_the_member_sees_it_in_an_emergency_only(community: Community) -> None:
    async with rig(community) as bench:
        await number_kept(bench)
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        [answer] = await bench.say("u-wu", "看电话 0001", None)
        assert PHONE not in answer.text
        await bench.say("u-wang", "@小应 3号楼2单元电梯里困人了，快救命")
        requests = await bench.house.store.read(lambda store: store.requests.newest(1))
        assert requests[0].urgency == "emergency"
        member = str(requests[0].assignee)
        said = await bench.say(member, f"看电话 {requests[0].code}", None)
        assert [message.to for message in said if PHONE in message.text] == [member]
        for other in ("u-sun4", "u-chen2", "u-liu", "u-stranger"):
            said = await bench.say(other, f"看电话 {requests[0].code}", None)
            assert PHONE not in said[-1].text
        assert len(await trail(bench, "unmask")) == 1


async def test_the_property_never_sees_one(community: Community) -> None:
    post = Post("c", Role.PROPERTY, frozenset({"电梯"}))
    people = tuple(replace(one, posts=(post,)) if one.id == "u-wu" else one for one in community.people)
    async with rig(replace(community, people=people)) as bench:
        await number_kept(bench)
        await bench.say("u-wang", "@小应 3号楼2单元电梯里困人了，快救命")
        for words in ("看电话 0001", "看号码 王桂兰", "看身份证 王桂兰"):
            said = await bench.say("u-wu", words, None)
            assert not [message for message in said if PHONE in message.text or "1101051949" in message.text]
        assert await trail(bench, "unmask") == []


async def test_what_is_kept_is_told_once_and_again_when_the_text_is_new(
    community: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with rig(community) as bench:
        assert not [
            one for one in await bench.say("u-wang", "@小应 3号楼2单元电梯坏了") if NOTICE in one.text
        ]
        [first] = await bench.say("u-wang", "我的诉求", None)
        assert NOTICE in first.text
        assert first.text.count("\n") < 4
        [second] = await bench.say("u-wang", "我的诉求", None)
        assert NOTICE not in second.text
        monkeypatch.setitem(texts.all_texts(), "privacy.consent_version", "2")
        [third] = await bench.say("u-wang", "我的诉求", None)
        assert NOTICE in third.text
        told = await bench.house.store.read(lambda store: store.consents.of("u-wang"))
        assert [(one.version, one.how) for one in told] == [("1", "private"), ("2", "private")]


async def test_in_danger_nothing_else_is_told(community: Community) -> None:
    async with rig(community) as bench:
        said = await bench.say("u-wang", "3号楼2单元着火了，快救命", None)
        assert not [message for message in said if NOTICE in message.text]
        later = await bench.say("u-wang", "我的诉求", None)
        assert [message.to for message in later if NOTICE in message.text] == ["u-wang"]


async def test_what_a_guest_was_told_goes_over_to_the_person(community: Community, database: str) -> None:
    def both(store: UnitOfWork) -> list[str]:
        store.consents.keep("g-1", "1", NOW, "private")
        store.consents.keep("g-1", "2", NOW, "private")
        store.consents.keep(PERSON, "1", NOW, "private")
        store.actors.rename("g-1", PERSON)
        assert store.consents.of("g-1") == []
        return [told.version for told in store.consents.of(PERSON)]

    async with rig(community, database) as bench:
        assert await bench.house.store.write(both) == ["1", "2"]


def test_a_sealed_number_is_opened_by_our_key_only() -> None:
    message = f"王桂兰：{sealed(PRACTICE, PHONE)}"
    assert PHONE not in message
    assert opened(PRACTICE, message) == f"王桂兰：{PHONE}"
    assert PHONE not in opened(Vault(b"x" * 32), message)
    assert opened(PRACTICE, "⟦sealed:gAAAAfake⟧好") == "****好"


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("更正我的电话 13955507001", PHONE),
        ("我的电话坏了", None),
        ("他的电话是13955507001", None),
        ("我的电话", None),
    ],
)
def test_how_people_give_their_number(words: str, number: str | None) -> None:
    said = read_own_phone(words)
    assert (mobile_in(said) if said else None) == number


def test_how_things_are_shown() -> None:
    assert masked_identity("11010519491231002X") == "110****2X"
    assert without_flat("3号楼2单元501") == "3号楼2单元"
    assert without_flat("3号楼2单元501室、502") == "3号楼2单元"
    assert without_flat("101号楼") == "101号楼"
    assert without_flat("501") is None
    assert without_flat(None) is None


@pytest.mark.parametrize(
    ("words", "room"),
    [
        ("@小应 王桂兰电话多少", "r-3"),
        ("刘洋报了什么", None),
        ("李楼长的手机号是多少？", None),
        ("3-2-501住的是谁", None),
        ("小应 高敏住哪", "r-3"),
    ],
)
async def test_what_is_somebody_elses_is_told_to_nobody(
    community: Community, words: str, room: str | None
) -> None:
    async with rig(community) as bench:
        sent = await bench.say("u-tang", words, room=room)
        assert len(sent) == 1
        assert "不往外说" in sent[0].text


@pytest.mark.parametrize("words", ["物业电话多少", "王桂兰家漏水了", "我的号码多少", "社区电话是多少"])
async def test_other_questions_are_not_taken_for_it(community: Community, words: str) -> None:
    async with rig(community) as bench:
        assert not any("不往外说" in one.text for one in await bench.say("u-tang", words, room=None))
