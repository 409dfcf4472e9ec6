"""Pictures: nothing but what one sees is kept; hostile ones are refused; those that come before the words wait."""

import io
import struct
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.pictures import MAX_BYTES, REFUSED, safe_file
from handlers.community import Community
from handlers.messages import Attachment, Inbound, Kind, Outgoing
from storage.tables import held_picture
from tests.bot import canary
from tests.bot.images import PNG, made
from tests.bot.rig import Rig, rig

SECRET = b"CANARY-31.2304"


def exif(orientation: int = 1) -> Image.Exif:
    found = Image.Exif()
    found[0x013B] = SECRET.decode()
    found[0x0112] = orientation
    found[0x8825] = {1: "N", 2: (31.0, 13.0, 49.0)}
    return found


def opened(file: Attachment) -> Image.Image:
    return Image.open(io.BytesIO(file.data))


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (made("JPEG", exif=exif(), comment=SECRET, xmp=SECRET), "image/jpeg"),
        (made("PNG", exif=exif()), "image/png"),
        (made("WEBP", exif=exif().tobytes(), xmp=SECRET), "image/webp"),
        (made("GIF", mode="P", comment=SECRET), "image/png"),
        (made("JPEG", mode="CMYK"), "image/jpeg"),
        (made("JPEG", mode="L", icc_profile=SECRET * 20), "image/jpeg"),
        (made("PNG", mode="RGBA"), "image/png"),
    ],
)
def test_only_the_pixels_go_on(data: bytes, kind: str) -> None:
    file = safe_file(Attachment("张三13800001111.jpg", "image/x", data + SECRET + b"PK\x03\x04"))
    assert (file.media_type, file.name.partition(".")[0]) == (kind, "picture")
    assert SECRET not in file.data
    assert b"PK\x03\x04" not in file.data
    with opened(file) as picture:
        picture.load()
        assert picture.size == (8, 6)
        assert not picture.getexif()
        assert not {"comment", "exif", "xmp", "icc_profile", "photoshop"} & set(picture.info)


def test_text_in_a_png_goes_too() -> None:
    data = made()
    header = data[:33]
    texts = chunk(b"tEXt", b"Author\0" + SECRET) + chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + SECRET)
    file = safe_file(Attachment("a.png", "image/png", header + texts + data[33:]))
    assert file.media_type == "image/png"
    assert SECRET not in file.data


@pytest.mark.parametrize(
    ("orientation", "size"), [(1, (80, 40)), (3, (80, 40)), (6, (40, 80)), (8, (40, 80))]
)
def test_the_right_way_up_is_worked_in(orientation: int, size: tuple[int, int]) -> None:
    data = made("JPEG", size=(80, 40), exif=exif(orientation), quality=95)
    corner = {1: (2, 2), 3: (77, 37), 6: (37, 2), 8: (2, 77)}[orientation]
    with opened(safe_file(Attachment("a.jpg", "image/jpeg", data))) as picture:
        assert picture.size == size
        red, _, blue = picture.convert("RGB").getpixel(corner)  # type: ignore[misc]
        assert blue > red


def test_a_photograph_loses_next_to_nothing() -> None:
    noise = Image.effect_noise((200, 120), 60).convert("RGB")
    out = io.BytesIO()
    noise.save(out, format="JPEG", quality=85)
    file = safe_file(Attachment("a.jpg", "image/jpeg", out.getvalue()))
    with opened(file) as after, Image.open(io.BytesIO(out.getvalue())) as before:
        pairs = zip(before.tobytes(), after.tobytes(), strict=True)
        assert sum(abs(a - b) for a, b in pairs) / len(before.tobytes()) < 1.5
    assert len(file.data) < len(out.getvalue()) * 1.1


def bomb() -> bytes:
    """A PNG of some kilobytes that says that it has 900 million pixels."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 200_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", bomb()),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40),
        ("a.png", made()[:-30]),
        ("a.jpg", made("JPEG", size=(200, 200))[:400]),
        ("a.jpg", b"\xff\xd8\xff\xe0<script>alert(1)</script>"),
        ("a.jpg", made("JPEG") + b"\xff\xda" * 70),
        ("a.gif", b"GIF89a" + b"\xff" * 30),
        ("a.webp", b"RIFF\x10\0\0\0WEBPVP8 " + b"\0" * 8),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("a.HEIC", b"\0\0\0\x18ftypheic"),
        ("a.bmp", b"BM" + b"\0" * 60),
        ("a.jpg", b"\xff\xd8\xff" + b"\0" * MAX_BYTES),
        ("a.jpg", b"%PDF-1.7"),
    ],
)
def test_what_is_no_photograph_is_refused(name: str, data: bytes) -> None:
    assert safe_file(Attachment(name, "image/png", data)) == Attachment(
        REFUSED, "application/octet-stream", b""
    )


@given(st.binary(max_size=300), st.integers(0, 400), st.sampled_from(["PNG", "JPEG", "GIF", "WEBP"]))
def test_damaged_pictures_never_raise(garbage: bytes, at: int, kind: str) -> None:
    data = made(kind, mode="P" if kind == "GIF" else "RGB")
    file = safe_file(Attachment("a", "", data[:at] + garbage + data[at + len(garbage) :]))
    assert file.name == REFUSED or file.media_type.startswith("image/") or not file.name.startswith("picture")


def test_other_files_and_missing_ones_go_through() -> None:
    sheet = Attachment("名册.xlsx", "application/vnd.ms-excel", b"PK\x03\x04")
    assert safe_file(sheet) == sheet
    missing = Attachment("photo.jpg", "image/jpeg", b"")
    assert safe_file(missing) == Attachment("picture.jpg", "image/jpeg", b"")


async def held(bench: Rig) -> int:
    found = await bench.house.store.read(lambda store: store.connection.execute(held_picture.select()).all())
    return len(found)


def sent_to(said: list[Outgoing], contact: str) -> list[bytes]:
    return [message.file.data for message in said if message.to == contact and message.file]


PICTURE: dict[str, Any] = {"kind": Kind.FILE, "file": Attachment("a.png", "image/png", PNG)}


async def test_a_picture_before_the_words_is_joined(community: Community, database: str) -> None:
    async with rig(community, database) as bench:
        assert await bench.say("u-wang", "", **PICTURE) == []
        assert await bench.say("u-liu", "", **PICTURE) == []
        said = await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        assert sent_to(said, "u-wu") == [PNG]
        assert {message.file.name for message in said if message.file} == {"0001.png"}
        assert await held(bench) == 1  # that of the other
        await bench.wait(3)
        assert await held(bench) == 0


async def test_it_is_held_three_minutes_and_no_longer(community: Community, database: str) -> None:
    async with rig(community, database) as bench:
        await bench.say("u-wang", "", **PICTURE)
        await bench.wait(1.9)
        assert await held(bench) == 1
        await bench.wait(0.2)
        assert await held(bench) == 0
        assert sent_to(await bench.say("u-wang", "@小应 3号楼2单元电梯坏了"), "u-wu") == []
        if database.startswith("sqlite"):
            assert PNG not in canary.files(database)


async def test_it_waits_for_the_answer_whether_to_register(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "", **PICTURE)
        await bench.say("u-wang", "3号楼1单元楼道灯坏了，快派人来修")
        await bench.wait(10)
        assert sent_to(await bench.say("u-wang", "好的"), "u-wu") == [PNG]
        assert await held(bench) == 0


async def test_declined_it_goes_at_once(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "", **PICTURE)
        await bench.say("u-wang", "3号楼1单元楼道灯坏了，快派人来修")
        await bench.say("u-wang", "不用")
        assert await held(bench) == 0


async def test_nobody_else_and_no_other_group_gets_it(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "", **PICTURE)
        assert sent_to(await bench.say("u-liu", "@小应 3号楼1单元电梯坏了"), "u-wu") == []
        assert sent_to(await bench.say("u-wang", "3号楼2单元水管漏水", room=None), "u-wu") == []


async def test_a_flood_of_pictures_is_not_held(community: Community) -> None:
    async with rig(community) as bench:
        for n in range(12):
            file = Attachment("a.png", "image/png", made(size=(9 + n, 9)))
            await bench.house.dispatcher.receive(  # all at one moment
                Inbound(f"f{n}", bench.clock.now(), "u-wang", "r-3", kind=Kind.FILE, file=file)
            )
        assert await held(bench) == 9


async def test_a_hostile_picture_gets_a_friendly_line_and_only_where_it_was_meant(
    community: Community,
) -> None:
    svg: dict[str, Any] = {
        "kind": Kind.FILE,
        "file": Attachment("a.svg", "image/svg+xml", b"<svg onload='x'/>"),
    }
    async with rig(community) as bench:
        assert await bench.say("u-wang", "", **svg) == []
        [answer] = await bench.say("u-wang", "", room=None, **svg)
        assert "截一张图" in answer.text
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        [answer] = await bench.say("u-wang", "", **svg)
        assert (answer.to, answer.room) == ("u-wang", None)


async def test_the_name_of_a_file_is_not_kept(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        file = Attachment("王桂兰家13800001111.png", "image/png", PNG)
        said = await bench.say("u-wang", "", kind=Kind.FILE, file=file)
        assert [message.file.name for message in said if message.file] == ["0001.png"]
        kept = await bench.house.store.read(canary.rows)
        assert canary.found_in(kept, ["王桂兰家", "13800001111"]) == []
