"""What stands in the cells of offices: names, phones, identity numbers, areas, kinds of members."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from handlers.errors import UserError
from handlers.names import MAX_NAME, clean
from handlers.people import Kind
from handlers.roster.columns import word_of
from handlers.understanding.normal import normalise

_NOTHING = re.compile(r"[-—/\\无没有暂不详空未填N/A、.。]*|同上|未提供|未登记|null|none", re.I)
_VACANT = re.compile(r"空置|空房|空户|空关|无人居住|无人|未入住|未售|待售|闲置")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]{1,2}", re.I)
_MOBILE = re.compile(r"(?<![0-9])(?:(?:\+|00)?86[- ]?)?(1[3-9](?:[ .-]?[0-9]){9})(?![0-9])")
_LANDLINE = re.compile(r"(?<![0-9])((?:\(?0[1-9][0-9]{1,2}\)?[- ]?)?[2-9][0-9]{2,3}[- ]?[0-9]{4})(?![0-9])")
_AREA = re.compile(r"([0-9]{1,5}(?:\.[0-9]{1,4})?)(?:平方米|平米|平方|平|㎡|m2|M2)?")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
_CHECKS = "10X98765432"
_SPLIT = re.compile(r"[、,，;；/\\|\n和及 ]+")
_MOST_WORDS = 60
MAX_CELL = 500
"""Characters of a cell that can be meant; a longer one is refused."""

RESIDENCE = frozenset({Kind.OWNER, Kind.TENANT, Kind.FAMILY})
"""Kinds that say how somebody lives there; the others say what kind of party member they are."""


def is_nothing(cell: str) -> bool:
    """Whether a cell says that there is nothing: 无, /, —."""
    return _NOTHING.fullmatch(cell.strip()) is not None


def is_vacant(cell: str) -> bool:
    """Whether the place of a name says that nobody lives there."""
    return is_nothing(cell) or _VACANT.fullmatch(cell.replace(" ", "")) is not None


def read_name(cell: str) -> str:
    """A name as it is kept: one form of the letters, no spaces inside a Chinese name.

    Raises:
        UserError: it is none.
    """
    plain = clean(unicodedata.normalize("NFKC", cell[: MAX_NAME * 8]), MAX_NAME * 4)
    name = re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", plain).replace("•", "·")
    if not 2 <= len(name) <= MAX_NAME:
        raise UserError("roster.bad.name_length", said=shown(cell))
    if not all(unicodedata.category(char)[0] in "LM" or char in "·.-' " for char in name):
        raise UserError("roster.bad.name_signs", said=shown(cell))
    return name


@dataclass(frozen=True, slots=True)
class Number:
    """A phone or identity number, digits (and X) only; None for none. `note`: a text about what was left out."""

    value: str | None
    note: str | None = None


def read_phone(cell: str) -> Number:
    """The first mobile number of a cell, else the first landline.

    Raises:
        UserError: what stands there is no number, or Excel has lost its digits.
    """
    plain = normalise(cell).strip("' `\"")
    if is_nothing(plain):
        return Number(None)
    if "*" in plain:
        return Number(None, "roster.note.masked")
    if _SCIENTIFIC.fullmatch(plain):
        raise UserError("roster.bad.phone_scientific")
    mobiles = [_digits(found[1]) for found in _MOBILE.finditer(plain)]
    rest = _MOBILE.sub(" ", plain)
    landlines = [_digits(found[1]) for found in _LANDLINE.finditer(rest)]
    if re.search("[0-9]", _LANDLINE.sub(" ", rest)) or not (mobiles or landlines):
        raise UserError("roster.bad.phone", said=hidden(plain))
    numbers = list(dict.fromkeys([*mobiles, *landlines]))
    return Number(numbers[0], "roster.note.more_phones" if len(numbers) > 1 else None)


def read_identity(cell: str) -> Number:
    """An identity number of 18 signs whose date and check digit are right.

    Raises:
        UserError: it is none, or Excel has lost its digits.
    """
    plain = re.sub(r"[\s'`\"-]", "", normalise(cell)).upper()
    if is_nothing(plain):
        return Number(None)
    if "*" in plain:
        return Number(None, "roster.note.masked")
    if _SCIENTIFIC.fullmatch(plain):
        raise UserError("roster.bad.identity_scientific")
    if re.fullmatch(r"[A-Z]{1,3}[0-9A-Z]{6,12}", plain) and not plain.isalpha():
        return Number(None, "roster.note.passport")
    if re.fullmatch("[0-9]{15}", plain):
        raise UserError("roster.bad.identity_old")
    if not re.fullmatch("[0-9]{17}[0-9X]", plain):
        raise UserError("roster.bad.identity_length", count=len(plain))
    if not _is_date(plain[6:14]):
        raise UserError("roster.bad.identity_date")
    if (
        _CHECKS[sum(int(char) * weight for char, weight in zip(plain, _WEIGHTS, strict=False)) % 11]
        != plain[-1]
    ):
        raise UserError("roster.bad.identity_check")
    return Number(plain)


def read_area(cell: str) -> int | None:
    """An area in hundredths of a square metre; None for none.

    Raises:
        UserError: it is no area.
    """
    plain = re.sub(r"[\s,，]", "", normalise(cell))
    if is_nothing(plain):
        return None
    found = _AREA.fullmatch(plain)
    area = round(float(found[1]) * 100) if found else 0
    if not area:
        raise UserError("roster.bad.area", said=shown(cell))
    return area


@dataclass(frozen=True, slots=True)
class Standing:
    """What the cells say of somebody's kind: `party` None for nothing said, `unknown` words that mean nothing here."""

    party: bool | None
    kinds: frozenset[Kind]
    unknown: tuple[str, ...]


def read_standing(*cells: str) -> Standing:
    """What the columns of kinds say together."""
    party: bool | None = None
    kinds, unknown = set(), []
    for word in [word for cell in cells for word in _SPLIT.split(normalise(cell)) if word][:_MOST_WORDS]:
        meant = word_of(word)
        if meant is None:
            unknown += [] if is_nothing(word) else [word]
        elif meant in ("党员", "非党员"):
            party = meant == "党员"
        elif meant:
            kinds.add(Kind(meant))
    if kinds - RESIDENCE:
        party = True
    return Standing(party, frozenset(kinds), tuple(unknown))


def read_words(cell: str) -> tuple[str, ...]:
    """Skills: several, divided by commas and the like."""
    found = [clean(word) for word in _SPLIT.split(cell)]
    return tuple(dict.fromkeys(word for word in found if word and not is_nothing(word)))


def read_text(cell: str) -> str:
    """A short text as it may be shown; "" for none.

    Raises:
        UserError: it is too long.
    """
    plain = clean(unicodedata.normalize("NFKC", cell), MAX_CELL)
    if len(plain) > MAX_NAME * 2:
        raise UserError("roster.bad.too_long", most=MAX_NAME * 2)
    return "" if is_nothing(plain) else plain


def shown(cell: str, most: int = 16) -> str:
    """The beginning of a cell, without its longer numbers: what stood there may be anybody's phone."""
    line = hidden(clean(cell, most * 2))
    return line if len(line) <= most else line[: most - 1] + "…"


def hidden(words: str) -> str:
    """Words with all but the ends of longer numbers starred."""
    plain = " ".join(normalise(words).split())
    starred = re.sub(r"([0-9]{3})[0-9 .-]{2,}[0-9X]", r"\1****", plain)
    return starred if len(starred) <= 24 else starred[:23] + "…"


def _digits(written: str) -> str:
    return re.sub("[^0-9]", "", written)


def _is_date(eight: str) -> bool:
    try:
        born = date(int(eight[:4]), int(eight[4:6]), int(eight[6:]))
    except ValueError:
        return False
    return 1880 <= born.year <= 2100
