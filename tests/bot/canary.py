"""Numbers, names and words that exist nowhere else: pushed through everything, then looked for everywhere."""

import io
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from PIL import Image
from sqlalchemy import select

from bot.config import demo_config
from handlers.community import Community
from storage.roster_records import Account, KeptPerson
from storage.tables import metadata
from storage.unit_of_work import UnitOfWork
from tests.bot.rig import Rig
from tests.conftest import NOW

PHONE = "13955507001"
SEALED = "13955507333"
IDENTITY = "110105194912310021"
PLATE = "京A7K9X2"
CARD = "6222021955507001443"
NUMBERS = (PHONE, SEALED, IDENTITY, PLATE, CARD)

WXID = "wxid_canary9z8y7x"
PERSON = "p-9z8y7x"
NAME = "阚无双"
NICK = "绿皮火车头"
WORDS = "墙角那只绿漆桶"
CAMERA = "CANARY-CAM-31.2304"
GUEST = "wxid_guest5v4u3t"
GUEST_NICK = "紫云英开花"

SAID = f"我电话{PHONE[:3]}-{PHONE[3:7]}-{PHONE[7:]}，身份证{IDENTITY}，车牌{PLATE}，卡号{CARD}"
"""All of them in one message, the phone with separators."""


def community() -> Community:
    """The demo community."""
    return demo_config().community


def settle_in(store: UnitOfWork) -> None:
    """Somebody of the roster, who is in no configuration: bound by the office."""
    store.roster.put_people(KeptPerson(id=PERSON, name=NAME, household="3-2-602", employer="绿漆厂"))
    store.roster.bind(Account(WXID, PERSON, "office", "u-zhou", NOW))


def picture() -> bytes:
    """A photograph that says who took it, where, and with what."""
    made = Image.new("RGB", (32, 24), (10, 200, 90))
    exif = Image.Exif()
    exif[0x013B] = f"{CAMERA} {NAME} {PHONE}"
    exif[0x8825] = {1: "N", 2: (31.0, 13.0, 49.0), 3: "E", 4: (121.0, 28.0, 25.0)}
    exif[0x0112] = 6
    out = io.BytesIO()
    made.save(out, format="JPEG", exif=exif, comment=f"{CAMERA} {PHONE}".encode())
    return out.getvalue()


def forms(number: str) -> Iterator[str]:
    """A number as it may be written."""
    yield number
    if len(number) == 11 and number.isdigit():
        for sep in ("-", " ", "."):
            yield sep.join((number[:3], number[3:7], number[7:]))
    yield "".join(chr(ord(char) + 0xFEE0) if char.isdigit() else char for char in number)


def found_in(data: bytes, wanted: Iterable[str]) -> list[str]:
    """Which of the wanted words stand in some bytes, in any encoding that something here might write."""
    return [
        word
        for word in wanted
        if any(word.encode(code) in data for code in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"))
        or word.encode("unicode_escape") in data
    ]


def rows(store: UnitOfWork) -> bytes:
    """Every value of every table."""
    found = []
    for table in metadata.sorted_tables:
        for row in store.connection.execute(select(table)):
            found += [value if isinstance(value, bytes) else str(value).encode() for value in row]
    return b"\n".join(found)


def files(database: str) -> bytes:
    """The raw bytes of an SQLite database: the file, what is not yet in it, and what else lies beside it."""
    if not database.startswith("sqlite:///"):
        return b""
    place = Path(database.removeprefix("sqlite:///"))
    return b"".join(one.read_bytes() for one in sorted(place.parent.glob(f"{place.name}*")))


def unpacked(file: Path) -> bytes:
    """What is in a file; of a workbook, in the parts of it."""
    if not zipfile.is_zipfile(file):
        return file.read_bytes()
    with zipfile.ZipFile(file) as packed:
        return b"".join(packed.read(name) for name in packed.namelist())


def integrity(database: str) -> str:
    """What SQLite says of its file."""
    with closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])


async def all_of(bench: Rig, database: str) -> bytes:
    """Everything that is kept, as the repositories see it and as it lies on the disk."""
    return await bench.house.store.read(rows) + files(database)
