"""From the plain cells of a sheet to the rows that say something: titles, merged cells, totals, repeated headers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from handlers.roster.columns import NAMES, PLACES, Field, columns_of, is_number
from handlers.understanding.normal import normalise

_LOOKED_AT = 40
"""Rows from the top in which the header is looked for."""

_NO_ENTRY = re.compile(
    r"(?:合计|总计|小计|共计|本页合计|本页小计|累计)(?:[:：\d（(].*)?"
    r"|(?:制表|填表|填报|审核|统计|经办|负责|备注|说明|注|注意|填写说明)(?:人|单位|时间|日期)?[:：].*"
)
_EXAMPLE = re.compile(r"示例.*")
_HEADS = frozenset({"户主", "本人", "户主本人"})
EXAMPLE = "示例"
"""What stands in front of an example row of the template; such rows are not read."""

Range = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook: rows that are not empty with their numbers (from 1), cells as text on one line.

    `merged`: (row, column) to (row, column), rows from 1, columns from 0.
    """

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    merged: tuple[Range, ...] = ()


class Kind(StrEnum):
    """What a sheet lists."""

    TREE = "tree"
    PEOPLE = "people"  # and their homes, or homes only


@dataclass(frozen=True, slots=True)
class Line:
    """One row that says something; `cells` has no empty ones."""

    sheet: str
    row: int
    cells: Mapping[Field, str]


@dataclass(frozen=True, slots=True)
class Table:
    """What a sheet says. `fields` are its known columns, `unused` the headers of the others."""

    sheet: str
    kind: Kind
    fields: frozenset[Field]
    lines: tuple[Line, ...]
    unused: tuple[str, ...]


def read_table(sheet: Sheet) -> Table | None:
    """The rows under the sheet's header; None if it has none that is understood."""
    rows = _filled(sheet)
    found = _header(rows)
    if found is None:
        return None
    position, columns = found
    header = rows[position][1]
    lines = tuple(_lines(sheet.name, rows[position + 1 :], header, columns))
    used = {column for positions in columns.values() for column in positions}
    unused = tuple(
        cell for column, cell in enumerate(header) if cell and column not in used and not is_number(cell)
    )
    kind = _kind(frozenset(columns))
    assert kind is not None  # _header chose it
    return Table(sheet.name, kind, frozenset(columns), lines, unused)


def _kind(fields: frozenset[Field]) -> Kind | None:
    placed = not fields.isdisjoint({Field.PLACE, Field.ROOM})
    named = not fields.isdisjoint(NAMES)
    if named and len(fields) > 1:
        return Kind.PEOPLE
    if placed and (len(fields) > 1 or Field.PLACE in fields):
        return Kind.PEOPLE
    if Field.PARENT in fields and not fields.isdisjoint({Field.NODE, Field.BUILDING}):
        return Kind.TREE
    return None


def _header(
    rows: Sequence[tuple[int, tuple[str, ...]]],
) -> tuple[int, Mapping[Field, tuple[int, ...]]] | None:
    """The row near the top with the most known columns; the lowest of equals, as headers may have two rows."""
    best: tuple[int, Mapping[Field, tuple[int, ...]]] | None = None
    for position, (_, cells) in enumerate(rows[:_LOOKED_AT]):
        columns = columns_of(cells)
        if _kind(frozenset(columns)) is not None and (best is None or len(columns) >= len(best[1])):
            best = position, columns
    return best


def _filled(sheet: Sheet) -> list[tuple[int, tuple[str, ...]]]:
    """The rows with what a merged cell says in each row that it covers (in its first column only)."""
    rows = dict(sheet.rows)
    for (top, left), (bottom, _) in sheet.merged:
        said = rows.get(top, ())[left : left + 1]
        if bottom <= top or not said or not said[0]:
            continue
        for number in (
            [row for row in range(top + 1, bottom + 1) if row in rows] if bottom - top < 10_000 else ()
        ):
            cells = list(rows[number])
            cells += [""] * (left + 1 - len(cells))
            cells[left] = cells[left] or said[0]
            rows[number] = tuple(cells)
    return sorted(rows.items())


def _lines(
    sheet: str,
    rows: Sequence[tuple[int, tuple[str, ...]]],
    header: tuple[str, ...],
    columns: Mapping[Field, tuple[int, ...]],
) -> Iterator[Line]:
    above: Mapping[Field, str] = {}
    for number, cells in rows:
        if _is_furniture(cells, header):
            continue
        said = {field: text for field, at in columns.items() if (text := _joined(cells, at))}
        if not said:
            continue
        if said.get(Field.RELATION, "户主") not in _HEADS and not said.keys() & set(PLACES):
            said |= {field: above[field] for field in PLACES if field in above}  # the family below its 户主
        above = said
        yield Line(sheet, number, said)


def _joined(cells: Sequence[str], positions: Sequence[int]) -> str:
    """What several columns of one field say, each thing once."""
    found = [cells[position] for position in positions if position < len(cells) and cells[position]]
    return "、".join(dict.fromkeys(found))


def _is_furniture(cells: Sequence[str], header: Sequence[str]) -> bool:
    """A total, a note, the header once more on the next page, an example of the template."""
    said = [cell for cell in cells if cell]
    if not said:
        return True
    first = normalise(said[0]).replace(" ", "")
    if _NO_ENTRY.fullmatch(first) or _EXAMPLE.fullmatch(first):
        return True
    return said == [cell for cell in header if cell]
