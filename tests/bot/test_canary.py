"""The canary test: personal numbers in every flow are nowhere in the clear, and of who is erased nothing is left."""

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import main
from bot.overview import overview
from handlers.messages import Attachment, Kind, Outgoing
from handlers.requests import intake
from handlers.state import state_of
from storage.requests import OPEN
from tests.bot import canary
from tests.bot.canary import GUEST, GUEST_NICK, NAME, NICK, NUMBERS, PERSON, PHONE, SAID, SEALED, WORDS, WXID
from tests.bot.rig import Rig, rig

EXPORTS = (
    ("roster", "xlsx"),
    ("ledger", "xlsx"),
    ("ballots", "xlsx"),
    ("visits", "xlsx"),
    ("readings", "jsonl"),
    ("audit", "csv"),
)
ALL_FORMS = [form for number in NUMBERS for form in canary.forms(number)]


async def live(bench: Rig) -> list[Outgoing]:
    """Two of them say everything that can be said, everywhere."""
    said: list[Outgoing] = []

    async def say(sender: str, words: str, room: str | None = "r-3", **more: object) -> None:
        said.extend(
            await bench.say(sender, words, room, name=f"{NICK}{PHONE}" if sender == WXID else "", **more)
        )

    photo = Attachment(f"IMG_{PHONE}_{NAME}.jpg", "image/jpeg", canary.picture())
    await bench.house.store.write(canary.settle_in)
    await say(WXID, f"更正我的电话 {SEALED}", None)
    await say(WXID, "", kind=Kind.FILE, file=photo)
    await say(WXID, f"@小应 3号楼2单元602漏水，{WORDS}也湿了，{SAID}")
    await say(WXID, "", kind=Kind.FILE, file=photo)
    await say(WXID, f"0001 补充：{WORDS}旁边，{SAID}")
    await say(WXID, f"@小应 不是3号楼是5号楼，{SAID}")
    await say("u-liu", "+1")
    await say("u-wu", "接单0001", None)
    await say("u-wu", f"处理中0001 联系了{SAID}", None)
    await say("u-wu", f"转派0001 {PHONE}", None)
    await say("u-wu", f"办结0001 {NAME}说好了，{SAID}", None)
    await say(WXID, f"0001 还在漏，{SAID}")
    await say("u-wu", f"退回0001 打不通{SAID}", None)
    await say("u-chen1", "派0001 吴强", None)
    await say("u-wu", "接单0001", None)
    await say("u-wu", "办结0001 修好了", None)
    await say(WXID, "0001 5分")
    await say("u-chen1", f"@小应 发起表决：是否给{PHONE}装灯？选项：找{PHONE}/不找 截止：周五18:00")
    await say("u-chen1", "确认")
    await say(WXID, "1")
    await say("u-chen1", f"作废V1 {SAID}", None)
    await say("u-liu", f"#接龙\n理发 例 张三{PHONE}\n1. 刘洋 {PHONE}\n2. {NICK}{PHONE}")
    await say(WXID, "算我一个")
    await say("u-li", f"走访 3-2-602 {NAME}说{WORDS}，{SAID}", None)
    await say("u-li", f"走访 3-2-601 {NAME}来串门，{SAID}", None)
    await say("u-li", f"巡查 3号楼 {SAID}", None)
    await say("u-tang", "@小应 登记一下", quote_text=f"3号楼1单元路灯不亮，{SAID}")
    await say("u-gao", "是的", None)
    await say(WXID, f"看号码 {PHONE}", None)
    await say("u-zhou", f"删除 {PHONE} 的数据", None)
    await say(WXID, f"3号楼2单元门禁坏了 {SAID}", None)
    said.extend(
        await bench.say(GUEST, f"@小应 3号楼1单元楼道灯坏了 {WORDS} {SAID}", name=f"{GUEST_NICK}{PHONE}")
    )
    return said


async def erase(bench: Rig, contact: str) -> None:
    """Somebody takes back what is open, and then themselves out of everything."""
    requests = await bench.house.store.read(lambda store: store.requests.newest(100))
    guest = await bench.house.store.read(lambda store: store.contacts.guest(contact))
    for request in requests:
        if request.reporter in (guest, PERSON) and request.status in OPEN:
            await bench.say(
                contact, f"撤回{request.code}", None, name=f"{NICK if contact == WXID else GUEST_NICK}{PHONE}"
            )
    await bench.say(contact, "我的数据", None)
    await bench.say(contact, "删除我的数据", None)
    said = await bench.say(contact, "确认删除", None)
    assert [message.to for message in said if "已删除" in message.text] == [contact]


async def test_no_number_is_anywhere_in_the_clear(
    database: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    (tmp_path / "demo.key").write_text("00" * 32)  # what the rig seals with
    monkeypatch.setenv("DATA", str(tmp_path))
    community = canary.community()
    async with rig(community, database) as bench:
        said = await live(bench)
        assert len(said) > 30

        def fail(*arguments: object) -> None:
            raise RuntimeError(f"cannot handle {SAID} of {NAME}: {arguments}")

        with monkeypatch.context() as broken:
            broken.setattr(intake, "register", fail)
            said += await bench.say(WXID, f"@小应 3号楼2单元602停电了，{SAID}")
        assert "没记上" in said[-1].text
        kept = await canary.all_of(bench, database)
        assert canary.found_in(kept, ALL_FORMS) == []
        assert canary.found_in(kept, [canary.CAMERA]) == []
        assert canary.found_in(kept, [WORDS, NICK]) == [WORDS, NICK]  # it is looked for in the right place
        shown = "\n".join(message.text for message in said)
        carried = b"".join(message.file.data for message in said if message.file)
        assert canary.found_in(shown.encode() + carried, ALL_FORMS) == []
        assert not any(
            PHONE in message.file.name or NAME in message.file.name for message in said if message.file
        )

        state = await bench.house.store.read(lambda store: state_of(store, community))
        pages = await bench.house.store.read(lambda store: overview(store, bench.house.community))
        assert canary.found_in(json.dumps([state, pages], ensure_ascii=False).encode(), ALL_FORMS) == []
    logged = "\n".join(f"{record.getMessage()} {record.exc_text} {record.args}" for record in caplog.records)
    assert "RuntimeError" in logged
    assert canary.found_in((logged + caplog.text).encode(), [*ALL_FORMS, NAME, NICK, WORDS]) == []
    backup = tmp_path / "backup.db"
    assert main(["backup", str(backup), "--db", database]) == 0
    assert canary.found_in(backup.read_bytes(), ALL_FORMS) == []
    for what, ending in EXPORTS:
        file = tmp_path / f"{what}.{ending}"
        assert main(["export", what, "-o", str(file), "--db", database]) == 0
        assert canary.found_in(canary.unpacked(file), ALL_FORMS) == []


async def test_a_number_that_is_seen_passes_sealed(database: str) -> None:
    async with rig(canary.community(), database) as bench:
        await bench.house.store.write(canary.settle_in)
        await bench.say(WXID, f"更正我的电话 {SEALED}", None)
        [answer] = await bench.say("u-zhou", f"看号码 {NAME}", None)
        assert SEALED in answer.text
        assert canary.found_in(await canary.all_of(bench, database), canary.forms(SEALED)) == []


async def test_of_who_is_erased_nothing_is_left(database: str) -> None:
    async with rig(canary.community(), database) as bench:
        await live(bench)
        await erase(bench, GUEST)
        left = await canary.all_of(bench, database)
        assert canary.found_in(left, [GUEST, GUEST_NICK, WORDS, WXID]) == [WORDS, WXID]  # those of the other
        await erase(bench, WXID)
        left = await canary.all_of(bench, database)
        assert canary.found_in(left, [GUEST, GUEST_NICK, WXID, NAME, NICK, WORDS, "绿漆厂"]) == []
        trail = await bench.house.store.read(lambda store: list(store.audit.rows()))
        assert [(row.actor, row.subject) for row in trail if row.action == "erased"] == [
            ("erased-1", "erased-1"),
            ("erased-2", "erased-2"),
        ]
    assert main(["verify", "--db", database]) == 0
    if database.startswith("sqlite"):
        assert canary.integrity(database) == "ok"
        assert canary.found_in(canary.files(database), [GUEST, WXID, NAME, NICK, WORDS]) == []


def test_a_rehearsal_shows_none_on_either_stream(tmp_path: Path) -> None:
    transcript = [
        {"at": "2026-11-23T09:00", "room": "r-3", "from": "u-wang", "text": "[图片]", "file": "photo.jpg"},
        {
            "at": "2026-11-23T09:01",
            "room": "r-3",
            "from": "u-wang",
            "text": f"@小应 3号楼2单元电梯坏了 {SAID}",
        },
        {"at": "2026-11-23T09:02", "room": None, "from": "u-wang", "text": f"更正我的电话 {SEALED}"},
        {
            "at": "2026-11-23T09:03",
            "room": None,
            "from": "u-wu",
            "text": f"转派0001 {PHONE}",
            "name": f"吴{PHONE}",
        },
        {
            "at": "2026-11-23T09:04",
            "room": "r-3",
            "from": "u-x",
            "text": f"@小应 {SAID}",
            "name": f"张{PHONE}",
        },
        {"at": "2026-11-23T09:05", "room": None, "from": "u-wang", "text": "我的数据"},
    ]
    (tmp_path / "photo.jpg").write_bytes(canary.picture())
    file = tmp_path / "day.jsonl"
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in transcript), encoding="utf-8")
    database = f"sqlite:///{tmp_path / 'day.db'}"
    ran = subprocess.run(
        [sys.executable, "-m", "bot", "rehearse", str(file), "--dump", "--db", database],
        capture_output=True,
        check=True,
    )
    assert b"0001" in ran.stdout
    assert canary.found_in(ran.stdout + ran.stderr, [*ALL_FORMS, canary.CAMERA]) == []
    assert canary.found_in(canary.files(database), [*ALL_FORMS, canary.CAMERA]) == []
