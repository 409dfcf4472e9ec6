"""Which column of a sheet is what: the header names of offices, however they are spelt."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files

from handlers.understanding.normal import normalise


class Field(StrEnum):
    """What a column holds; the names are those of columns.toml."""

    ID = "id"
    NAME = "name"
    HEAD = "head"
    PROPRIETOR = "proprietor"
    PLACE = "place"
    BUILDING = "building"
    UNIT = "unit"
    ROOM = "room"
    PHONE = "phone"
    IDENTITY = "identity"
    RELATION = "relation"
    KIND = "kind"
    PARTY = "party"
    TENURE = "tenure"
    AREA = "area"
    EMPLOYER = "employer"
    TITLE = "title"
    SCOPE = "scope"
    SKILLS = "skills"
    OWNS = "owns"
    ACCOUNT = "account"
    NODE = "node"
    PARENT = "parent"
    LEVEL = "level"
    NODE_ID = "node_id"


NAMES = (Field.NAME, Field.HEAD, Field.PROPRIETOR)
"""The columns that hold the name of the row's person, the first that there is."""

PLACES = (Field.PLACE, Field.BUILDING, Field.UNIT, Field.ROOM)

_BRACKETS = re.compile(r"[(（\[【<《][^)）\]】>》]*[)）\]】>》]")
_BETWEEN = re.compile(r"[\s*:：_/、,，.。。?？!！\"'“”-]+")
_LONGEST = 40


@cache
def _tables() -> tuple[dict[str, Field], dict[str, str]]:
    source = files("handlers.roster").joinpath("columns.toml").read_text(encoding="utf-8")
    table = tomllib.loads(source)
    headers = {name: Field(field) for field, names in table["fields"].items() for name in names}
    return headers, table["words"]


def field_of(header: str) -> Field | None:
    """What a header cell stands for: " 联系 电话（手机）*" is a phone, "序号" nothing we use."""
    if not header or len(header) > _LONGEST:
        return None
    known, _ = _tables()
    plain = _BETWEEN.sub("", normalise(header)).lower()
    bare = _BETWEEN.sub("", _BRACKETS.sub("", normalise(header))).lower()
    for name in (plain, bare, re.sub(r"[0-9一二三]$", "", bare), _BRACKETS.sub("", plain)):
        if name in known:
            return known[name]
    return None


def columns_of(row: Sequence[str]) -> Mapping[Field, tuple[int, ...]]:
    """The columns of a header row; a field may have several (电话1, 电话2)."""
    found: dict[Field, tuple[int, ...]] = {}
    for position, cell in enumerate(row):
        field = field_of(cell)
        if field is not None:
            found[field] = (*found.get(field, ()), position)
    return found


def is_number(header: str) -> bool:
    """A column that only counts the rows: 序号."""
    return _BETWEEN.sub("", normalise(header[:_LONGEST])).lower() in _counters()


@cache
def _counters() -> frozenset[str]:
    source = files("handlers.roster").joinpath("columns.toml").read_text(encoding="utf-8")
    return frozenset(name.lower() for name in tomllib.loads(source)["nothing"]["headers"])


def word_of(word: str) -> str | None:
    """A kind of member, "党员", "非党员", "" for what need not be kept; None for an unknown word."""
    return _tables()[1].get(word)
