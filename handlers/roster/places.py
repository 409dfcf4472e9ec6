"""Addresses as offices write them: 3-2-501, 3号楼2单元501室, 3幢2-501, or in three columns."""

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from handlers.community import building_label
from handlers.errors import UserError
from handlers.roster.cells import is_nothing, shown
from handlers.roster.columns import Field
from handlers.understanding.normal import NUM, normalise, number

_LETTERS = "甲乙丙丁东西南北中"
_ESTATE = (
    r"(?:[^0-9A-Z-]*(?:小区|社区|花园|家园|公寓|新村|苑|里|院|城|庭|府|湾|坊)|[^0-9A-Z-]*路[0-9]+弄?号?院?)?"
)
_BUILDING = rf"第?(?P<building>[A-Z]?{NUM}{{1,4}}|[A-Z])"
_UNIT = rf"(?:第?(?P<unit>{NUM}{{1,3}}|[A-Z{_LETTERS}])(?:单元|门栋|门|梯|-|/)-?)?"
_FLOOR = rf"(?:{NUM}{{1,3}}(?:楼|层)-?)?"
_ROOM = rf"(?P<room>[A-Z]?{NUM}{{1,5}}[A-Z]?)(?P<written>号房|房间|室|号|户|房)?"
_FULL = re.compile(rf"{_ESTATE}{_BUILDING}(?:号楼|栋楼|栋|幢|座|楼|号|#|-|/)-?{_UNIT}{_FLOOR}{_ROOM}")
_IN_BUILDING = re.compile(rf"{_UNIT}{_FLOOR}{_ROOM}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?: .*)?")
_BUILDING_ALONE = re.compile(rf"{_ESTATE}{_BUILDING}(?:号楼|栋楼|栋|幢|座|楼|号|#)?")
_UNIT_ALONE = re.compile(rf"第?(?P<unit>{NUM}{{1,3}}|[A-Z{_LETTERS}])(?:单元|门栋|门|梯)?")
_UNIT_OF = re.compile(
    rf"{_ESTATE}{_BUILDING}(?:号楼|栋|幢|座|楼|#|-)(?P<unit>{NUM}{{1,3}}|[A-Z{_LETTERS}])(?:单元|门)"
)
_SHEET = re.compile(rf"{_BUILDING}(?:号楼|栋|幢|座|#)[^0-9]*")
_SHORTEST = 3  # digits of a room that nothing says to be one: 3-501, but not 3-2
_LONGEST = 60
_REMARK = re.compile(
    r"[(\[【](?:已?出?租房?|租[住户客]|自[住有]|空置|空房|闲置|商用)[)\]】]$"
)  # 501室(出租), but not 501(东)


@dataclass(frozen=True, slots=True)
class Address:
    """A flat as written; `unit` is None where none was."""

    building: str
    unit: str | None
    room: str


def read_address(cells: Mapping[Field, str], estate: str) -> Address | None:
    """The flat that a row is about; None if it says nothing of one. `estate`: the community's name.

    Raises:
        UserError: it cannot be read, or says two things.
    """
    said = {
        field: _plain(cells.get(field, ""), estate)
        for field in (Field.PLACE, Field.BUILDING, Field.UNIT, Field.ROOM)
    }
    if not any(said.values()):
        return None
    written = " ".join(cells[field] for field in said if cells.get(field))
    if any(_DATE.fullmatch(text) for text in said.values()):
        raise UserError("roster.bad.place_date")
    building, unit, room = said[Field.BUILDING], said[Field.UNIT], said[Field.ROOM]
    whole = said[Field.PLACE] or (room if not building else "")
    found = _whole(whole) if whole and not (building and room) else _parts(building, unit, room)
    if found is None and building and room and (alone := _whole(room)):
        found = alone if alone.building == _building(building) else None
    if found is None:
        key = "place" if said[Field.PLACE] or (building and room) else "place_missing"
        raise UserError(f"roster.bad.{key}", said=shown(written, 30))
    return found


def read_building(cell: str) -> str | None:
    """The bare number or letter of a building: 3, 3号楼, 三幢, B座."""
    return _building(_plain(cell, ""))


def building_of_sheet(name: str, estate: str) -> str | None:
    """The building that a sheet is about by its name: 3号楼, 3幢住户; not 1-3号楼."""
    found = _SHEET.fullmatch(_plain(name, estate))
    return _value(found["building"]) if found else None


def read_unit(cell: str) -> tuple[str, str] | None:
    """Building and unit of 3号楼2单元."""
    found = _UNIT_OF.match(_plain(cell, ""))
    return (_value(found["building"]), _value(found["unit"])) if found else None


def nearest(label: str, known: Collection[str]) -> str | None:
    """The building that may have been meant: the next number, else one that is written alike."""
    if label.isdecimal():
        numbers = [one for one in known if one.isdecimal()]
        if numbers:
            return min(numbers, key=lambda one: (abs(int(one) - int(label)), int(one)))
    return next(iter(difflib.get_close_matches(label, list(known), 1, 0.1)), next(iter(sorted(known)), None))


def nearest_flat(unit: str, room: str, known: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """The flat of a building that may have been meant."""
    there = {f"{one}-{flat}": (one, flat) for one, flat in known}
    close = difflib.get_close_matches(f"{unit}-{room}", there, 1, 0.1)
    return there[close[0]] if close else None


def _plain(cell: str, estate: str) -> str:
    text = normalise(cell[: _LONGEST * 2]).upper().replace(" ", "").replace("_", "-")
    text = "" if is_nothing(text) else text[:_LONGEST]
    for name in (estate, estate.removesuffix("社区")):
        text = text.removeprefix(name) if name else text
    return _REMARK.sub("", text)


def _whole(text: str) -> Address | None:
    found = _FULL.fullmatch(text)
    if found is None or not _is_room(found):
        return None
    return Address(_value(found["building"]), found["unit"] and _unit(found["unit"]), _value(found["room"]))


def _parts(building: str, unit: str, room: str) -> Address | None:
    label, flat = _building(building), _IN_BUILDING.fullmatch(room)
    if label is None or flat is None:
        return None
    column = _UNIT_ALONE.fullmatch(unit) if unit else None
    if unit and column is None:
        return None
    said = column["unit"] if column else flat["unit"]
    if column and flat["unit"] and _value(column["unit"]) != _value(flat["unit"]):
        return None
    return Address(label, said and _unit(said), _value(flat["room"]))


def _building(text: str) -> str | None:
    found = _BUILDING_ALONE.fullmatch(text)
    return _value(found["building"]) if found else None


def _is_room(found: re.Match[str]) -> bool:
    return found["written"] is not None or found["unit"] is not None or len(found["room"]) >= _SHORTEST


def _unit(text: str) -> str | None:
    value = _value(text)
    return None if value == "0" else value


def _value(text: str) -> str:
    """三 and 03 are 3; letters stay."""
    value = number(text) if re.fullmatch(f"{NUM}+", text) else None
    return building_label(text) if value is None else str(value)
