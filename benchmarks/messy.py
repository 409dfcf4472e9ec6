"""A workbook as an office might have put it together over the years, with bad rows whose places are known.

python -m benchmarks.messy FILE [HOUSEHOLDS PEOPLE]
"""

import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

_FAMILY = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董"
    "萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
)
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂兰英华玉梅建国志红文辉玲凤洁云龙慧燕鹏飞雪晶莹宁浩宇欣"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_WIDE = {ord("0") + n: 0xFF10 + n for n in range(10)}
_FLOORS, _FLATS, _UNITS = 20, 2, 4  # a building has 160 flats
_SHARE = 0.03  # of the rows are bad
_RELATIONS = ("户主", "妻子", "儿子", "女儿", "母亲", "租户")


@dataclass
class Messy:
    """`bad`: (sheet, row) of every row that must be left out; `homes` and `people` that must come in; `numbers` are the
    identity numbers in it."""

    bad: set[tuple[str, int]] = field(default_factory=set)
    homes: int = 0
    people: int = 0
    numbers: set[str] = field(default_factory=set)


@dataclass
class _Flat:
    building: int
    unit: int
    room: int

    def key(self) -> str:
        return f"{self.building}-{self.unit}-{self.room}"


def make(file: Path, households: int = 5000, people: int = 12_000, seed: int = 4) -> Messy:
    """Write the workbook: the tree, the households with areas, the people in sheets of ten buildings each."""
    chance, messy = random.Random(seed), Messy()
    book = xlsxwriter.Workbook(str(file))
    flats = _flats(households)
    first = 101  # no building of the demo community is called so
    last = flats[-1].building
    _tree(book.add_worksheet("网格楼栋"), first, last, messy)
    _homes(book.add_worksheet("住户面积"), flats, chance, messy)
    shared = [flats[number % len(flats)] for number in range(people)]
    shared.sort(key=lambda flat: (flat.building, flat.unit, flat.room))
    for number, start in enumerate(range(first, last + 1, 10)):
        inside = [flat for flat in shared if start <= flat.building < start + 10]
        _PEOPLE[number % len(_PEOPLE)](book, f"{start}-{start + 9}号楼人员", inside, chance, messy)
    note = book.add_worksheet("说明")
    note.write_row(0, 0, ["本表由社区填写，如有疑问请联系办公室"])
    book.close()
    return messy


def _flats(count: int) -> list[_Flat]:
    found = []
    for number in range(count):
        building, inside = divmod(number, _FLOORS * _FLATS * _UNITS)
        unit, flat = divmod(inside, _FLOORS * _FLATS)
        found.append(_Flat(101 + building, unit + 1, (flat // _FLATS + 1) * 100 + flat % _FLATS + 1))
    return found


def _tree(sheet: Worksheet, first: int, last: int, messy: Messy) -> None:
    sheet.merge_range(0, 0, 0, 2, "幸福里社区网格划分表")
    sheet.write_row(1, 0, ["名称", "级别", "上级"])
    sheet.write_row(2, 0, ["新区片区", "网格", "幸福里社区"])
    row = 3
    for building in range(first, last + 1):
        sheet.write_row(row, 0, [f"{building}幢" if building % 2 else f"{building}号楼", "", "新区片区"])
        row += 1
    sheet.write_row(row, 0, ["999号楼", "楼栋", "没有的片区"])
    messy.bad.add(("网格楼栋", row + 1))


def _homes(sheet: Worksheet, flats: list[_Flat], chance: random.Random, messy: Messy) -> None:
    """Three columns, the building merged over its flats."""
    sheet.merge_range(0, 0, 0, 4, "房屋面积登记表")
    sheet.write_row(2, 0, ["序号", "楼 栋", "单元", "房号", "建筑面积（㎡）"])
    row = 3
    for number, flat in enumerate(flats):
        if number == 0 or flats[number - 1].building != flat.building:
            count = sum(other.building == flat.building for other in flats)
            if count > 1:
                sheet.merge_range(row, 1, row + count - 1, 1, f"{flat.building}幢")
            else:
                sheet.write_string(row, 1, f"{flat.building}幢")
        area: str | float = 60 + number % 90 + 0.5
        if chance.random() < _SHARE:
            area = "约八十多"
            messy.bad.add(("住户面积", row + 1))
        else:
            messy.homes += 1
        sheet.write_row(row, 2, [f"{flat.unit}单元" if number % 3 else flat.unit, flat.room, area])
        sheet.write_number(row, 0, number + 1)
        row += 1
    sheet.write_row(row, 0, ["合计", "", "", len(flats)])


def _one_column(
    book: xlsxwriter.Workbook, name: str, flats: list[_Flat], chance: random.Random, messy: Messy
) -> None:
    """Addresses in one column, in many spellings."""
    sheet = book.add_worksheet(name)
    sheet.merge_range(0, 0, 0, 8, "居民花名册")
    sheet.write_row(1, 0, ["制表人：小李", "", "", "", "2026年10月"])
    sheet.write_row(
        2,
        0,
        ["序号", "姓  名", "家庭住址", "联系电话（手机）", "身份证号码", "与户主关系", "政治面貌", "备注"],
    )
    row = 3
    for person in _persons(flats, chance, messy):
        if row % 97 == 0:
            row += 1  # a blank row
        place = _spelt(person.flat, chance)
        cells = [row, person.name, place, person.phone, person.identity, person.relation, person.party, ""]
        _spoil_or_keep(cells, (1, 2, 3, 4), name, row, chance, messy)
        sheet.write_row(row, 0, cells)
        row += 1
    sheet.write_row(row, 0, ["总计", len(flats)])


def _three_columns(
    book: xlsxwriter.Workbook, name: str, flats: list[_Flat], chance: random.Random, messy: Messy
) -> None:
    """A header of two rows, the address in three columns, phones as numbers."""
    sheet = book.add_worksheet(name)
    for column, header in enumerate(["编号", "姓名", "", "", "", "手机", "公民身份号码", "关系", "是否党员"]):
        if column not in (2, 3, 4):
            sheet.merge_range(0, column, 1, column, header)
    sheet.merge_range(0, 2, 0, 4, "住址")
    sheet.write_row(1, 2, ["幢号", "单元", "室号"])
    row = 2
    for person in _persons(flats, chance, messy):
        flat = person.flat
        plain = person.phone.replace(" ", "")
        phone = float(plain) if plain.isascii() and plain.isdigit() else person.phone
        room = f"{flat.room}室" if row % 2 else flat.room
        party = "是" if person.party == "党员" else "否"
        cells: list[object] = [
            row,
            person.name,
            flat.building,
            flat.unit,
            room,
            phone,
            person.identity,
            person.relation,
            party,
        ]
        _spoil_or_keep(cells, (1, 4, 5, 6), name, row, chance, messy)
        sheet.write_row(row, 0, cells)
        row += 1


_PEOPLE: tuple[Callable[[xlsxwriter.Workbook, str, list[_Flat], random.Random, Messy], None], ...] = (
    _one_column,
    _three_columns,
)


@dataclass
class _Person:
    flat: _Flat
    name: str
    phone: str
    identity: str
    relation: str
    party: str


def _persons(flats: list[_Flat], chance: random.Random, messy: Messy) -> Iterator[_Person]:
    seen: set[tuple[str, str]] = set()
    before, nth = "", 0
    for flat in flats:
        nth = nth + 1 if flat.key() == before else 0
        before = flat.key()
        name = _name(chance)
        while (flat.key(), name) in seen:
            name = _name(chance)
        seen.add((flat.key(), name))
        spaced = "　".join(name) if len(name) == 2 and chance.random() < 0.3 else name
        relation = _RELATIONS[min(nth, len(_RELATIONS) - 1)]
        identity = _identity(chance, messy.numbers) if chance.random() < 0.6 else ""
        party = "党员" if chance.random() < 0.1 else "群众"
        yield _Person(flat, spaced, _phone(chance), identity, relation, party)


def _spoil_or_keep(
    cells: list[object], columns: tuple[int, ...], sheet: str, row: int, chance: random.Random, messy: Messy
) -> None:
    """Three rows in a hundred get something wrong in the name, the place, the phone or the identity number."""
    if chance.random() >= _SHARE:
        messy.people += 1
        return
    messy.bad.add((sheet, row + 1))
    wrong = chance.choice(("name", "place", "phone", "identity"))
    column = columns[("name", "place", "phone", "identity").index(wrong)]
    if wrong == "name":
        cells[column] = chance.choice(("", "13812345678", "王"))
    elif wrong == "place":
        cells[column] = chance.choice(("看门房", "？", "3-2"))
    elif wrong == "phone":
        cells[column] = chance.choice(("1381234567", "138123456789", "1.38E+10"))
    else:
        number = _identity(chance, set())
        cells[column] = chance.choice(
            (number[:17], number[:16] + number[17] + "9X", number[:10] + "1345" + number[14:])
        )


def _name(chance: random.Random) -> str:
    return chance.choice(_FAMILY) + "".join(chance.choices(_GIVEN, k=chance.choice((1, 2, 2))))


def _phone(chance: random.Random) -> str:
    number = f"1{chance.choice('35789')}{chance.randrange(10**9):09d}"
    form = chance.randrange(6)
    if form == 0:
        return f"{number[:3]} {number[3:7]} {number[7:]}"
    if form == 1:
        return number.translate(_WIDE)
    if form == 2:
        return f"{number}/025-8{chance.randrange(10**7):07d}"
    return "无" if form == 3 and chance.random() < 0.3 else number


def _identity(chance: random.Random, taken: set[str]) -> str:
    """A number that nobody else has."""
    number = ""
    while not number or number in taken:
        born = date(1940, 1, 1) + timedelta(days=chance.randrange(27_000))
        first = f"990102{born:%Y%m%d}{chance.randrange(1000):03d}"  # 99: no province, so nobody's number
        number = first + "10X98765432"[sum(int(a) * b for a, b in zip(first, _WEIGHTS, strict=True)) % 11]
    taken.add(number)
    return number


def _spelt(flat: _Flat, chance: random.Random) -> str:
    forms = ("{0}-{1}-{2}", "{0}号楼{1}单元{2}室", "{0}幢{1}-{2}", "幸福里小区{0}栋{1}单元{2}", "{0}#{1}-{2}")
    written = chance.choice(forms).format(flat.building, flat.unit, flat.room)
    return written.translate(_WIDE) if chance.random() < 0.2 else written


if __name__ == "__main__":
    made = make(Path(sys.argv[1]), *map(int, sys.argv[2:4]))
    print(f"{made.homes} households and {made.people} people to come in, {len(made.bad)} bad rows")
