"""Backups: made while the bot runs, checked before they are trusted, portable between the engines."""

import asyncio
from pathlib import Path

import pytest

from bot.config import demo_config
from bot.maintenance import back_up, restore, verify
from storage.engines import StorageError
from storage.records import Lane
from storage.store import Store, snapshot
from storage.unit_of_work import UnitOfWork
from tests.conftest import NOW


def life(work: UnitOfWork) -> None:
    """A little of everything."""
    digest = work.blobs.put("p.png", "image/png", b"\x89PNG\x00\xff")
    work.outbox.put(NOW, Lane.REPLY, "r-3", None, "您好", mentions=[("u-wang", "王桂兰")], file=digest)
    work.timers.set("request.accept_late", "20261123-0001", NOW, {"id": 1})
    work.audit.append(NOW, "u-wang", "register", "20261123-0001", {"urgency": "normal"})
    work.counters.next("request")


def seen(work: UnitOfWork) -> tuple[object, ...]:
    post = work.outbox.get(1)
    assert post is not None
    blob = work.blobs.get(post.file or "")
    assert blob is not None
    first = work.audit.row(1)  # behind what was there stands that it was restored
    assert first is not None
    return post.text, post.mentions, blob.data, work.timers.next_due(), first.hash


async def fill(database: str) -> None:
    store = Store.open(database, NOW)
    await store.write(life)
    await store.close()


async def test_a_backup_made_while_running_brings_everything_back(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # where the copy goes when the database is no file
    store = Store.open(database, NOW)
    await store.write(life)
    await asyncio.to_thread(back_up, database, tmp_path / "backup.db")
    before = await store.read(seen)
    await store.write(lambda work: work.audit.append(NOW, "u-he", "later", "x", {}))
    await store.close()
    await asyncio.to_thread(restore, database, tmp_path / "backup.db")
    again = Store.open(database, NOW)
    assert await again.read(seen) == before
    await again.write(life)  # ids go on behind the restored rows
    assert await again.read(lambda work: work.outbox.get(2)) is not None
    assert await again.write(lambda work: work.counters.next("request")) == 3
    await again.close()
    kept = await asyncio.to_thread(lambda: list(tmp_path.glob("*before-restore*.db")))
    assert len(kept) == 1
    assert snapshot(f"sqlite:///{kept[0]}", lambda work: work.audit.head()) != before[-1]


async def test_a_backup_moves_from_one_engine_to_the_other(postgres_url: str, tmp_path: Path) -> None:
    await fill(postgres_url)
    await asyncio.to_thread(back_up, postgres_url, tmp_path / "moved.db")
    target = f"sqlite:///{tmp_path / 'new' / 'gridbot.db'}"
    await asyncio.to_thread(restore, target, tmp_path / "moved.db")
    assert snapshot(target, seen) == snapshot(postgres_url, seen)
    assert await asyncio.to_thread(verify, target, None, demo_config().community)


async def test_a_damaged_backup_is_refused_and_nothing_is_lost(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'gridbot.db'}"
    await fill(database)
    good = tmp_path / "good.db"
    back_up(database, good)
    data = bytearray(good.read_bytes())
    torn = tmp_path / "torn.db"
    torn.write_bytes(data[: len(data) // 2])
    text = tmp_path / "text.db"
    text.write_text("this is no database, whatever its name says, and it is long enough to be read as one")
    for bad in (torn, text, tmp_path / "missing.db"):
        with pytest.raises(StorageError, match=bad.name):
            restore(database, bad)
    assert snapshot(database, seen)


async def test_a_backup_whose_chain_was_changed_is_refused(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'gridbot.db'}"
    await fill(database)
    file = tmp_path / "changed.db"
    back_up(database, file)
    assert b'"urgency":"normal"' in file.read_bytes()
    file.write_bytes(file.read_bytes().replace(b'"urgency":"normal"', b'"urgency":"urgent"'))
    with pytest.raises(StorageError, match="does not fit at row 1"):
        restore(database, file)


async def test_a_restore_beside_a_running_bot_is_refused(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'gridbot.db'}"
    store = Store.open(database, NOW)
    await store.write(life)
    back_up(database, tmp_path / "b.db")
    with pytest.raises(StorageError, match="another gridbot is running"):
        restore(database, tmp_path / "b.db")
    await store.close()
