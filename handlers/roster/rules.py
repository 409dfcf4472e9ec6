"""From sheets to a plan: pure, nothing is read and nothing is written here."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from handlers.community import Node
from handlers.errors import UserError
from handlers.people import Kind
from handlers.roster import cells
from handlers.roster.columns import NAMES, Field
from handlers.roster.homes import Homes
from handlers.roster.members import Draft, Members
from handlers.roster.nodes import plan_nodes
from handlers.roster.places import Address, building_of_sheet, read_address
from handlers.roster.plan import Known, Plan, Remark, Tree
from handlers.roster.tables import Kind as SheetKind
from handlers.roster.tables import Line, Sheet, Table, read_table

_FEW = 20  # bad rows that any import may have
_SHARE = 5  # … and one in so many
_HEADERS = 5  # columns that are named as unused in one remark
Tick = Callable[[int], None]
T = TypeVar("T")


@dataclass(slots=True)
class _Row:
    table: Table
    line: Line
    address: Address | None = None
    home: str | None = None
    area: int | None = None
    draft: Draft | None = None

    @property
    def is_home(self) -> bool:
        """Whether the sheet lists households, and not only people with their addresses."""
        return lists_homes(self.table)


def lists_homes(table: Table) -> bool:
    """A sheet with areas, or with nobody, or with one name a flat."""
    return Field.AREA in table.fields or Field.NAME not in table.fields


def plan_import(sheets: Sequence[Sheet], known: Known, tick: Tick = lambda rows: None) -> Plan:
    """What an import of these sheets would do; `tick` hears of rows that are done.

    Raises:
        UserError: there is nothing to import in them, or too much is wrong.
    """
    plan, tree = Plan(), Tree(known.community)
    tables = _tables(sheets, plan)
    plan_nodes([line for table in tables if table.kind is SheetKind.TREE for line in table.lines], tree, plan)
    rows = [_Row(table, line) for table in tables if table.kind is SheetKind.PEOPLE for line in table.lines]
    plan.rows = sum(len(table.lines) for table in tables)
    homes, members = Homes(known, tree, plan), Members(known, tree, plan)
    unknown: Counter[tuple[str, str]] = Counter()
    kept = _addressed(rows, known, homes, plan)
    taken = [row for row in kept if _is_taken(row, homes, members, tree, plan, unknown, tick)]
    for row in taken:
        if row.address is not None:
            homes.take(row.line, row.address, row.area, row.is_home or row.draft is None)
    members.settle()
    _sort(plan, sheets)
    for (sheet, word), count in sorted(unknown.items()):
        plan.notes.append(
            Remark(sheet, None, "roster.note.word", {"word": cells.shown(word), "count": count})
        )
    return plan


def check(plan: Plan) -> None:
    """
    Raises:
        UserError: so much is wrong that a column must have been mistaken.
    """
    if plan.bad_rows > max(_FEW, plan.rows // _SHARE):
        raise UserError("roster.too_many", bad=plan.bad_rows, rows=plan.rows)


def _tables(sheets: Sequence[Sheet], plan: Plan) -> list[Table]:
    found = []
    for sheet in sheets:
        table = read_table(sheet)
        if table is None:
            if sheet.rows:
                plan.notes.append(Remark(sheet.name, None, "roster.note.no_header", {}))
            continue
        found.append(table)
        if Field.ACCOUNT in table.fields:
            plan.notes.append(Remark(sheet.name, None, "roster.note.account", {}))
        if table.unused:
            names = "、".join(cells.shown(name) for name in table.unused[:_HEADERS])
            more = len(table.unused) - _HEADERS
            key = "roster.note.unused_more" if more > 0 else "roster.note.unused"
            plan.notes.append(Remark(sheet.name, None, key, {"names": names, "more": more}))
    if not found:
        raise UserError("roster.no_header")
    if not any(table.lines for table in found):
        raise UserError("roster.nothing")
    return found


def _addressed(rows: Sequence[_Row], known: Known, homes: Homes, plan: Plan) -> list[_Row]:
    """The rows whose addresses can be read, with the flats that the sheets of households list made known."""
    found = []
    for row in rows:
        try:
            row.address = read_address(_with_building(row, known.community.name), known.community.name)
            found.append(row)
        except UserError as error:
            plan.refuse(row.line, error)
    homes.expect([row.address for row in found if row.address is not None])
    kept = []
    for row in found:
        try:
            if row.address is not None:
                row.address = homes.settled(row.address)
                if row.is_home:
                    surely = Field.AREA in row.line.cells or row.table.fields.isdisjoint(NAMES)
                    homes.expect_flat(row.address, surely)
            kept.append(row)
        except UserError as error:
            plan.refuse(row.line, error)
    return kept


def _with_building(row: _Row, estate: str) -> Mapping[Field, str]:
    """The cells of a row; where no column has the building, the name of the sheet may (3号楼)."""
    if row.table.fields.isdisjoint({Field.PLACE, Field.BUILDING}):
        building = building_of_sheet(row.table.sheet, estate)
        if building is not None and not row.line.cells.keys().isdisjoint({Field.ROOM, Field.UNIT}):
            return {**row.line.cells, Field.BUILDING: building}
    return row.line.cells


def _is_taken(
    row: _Row,
    homes: Homes,
    members: Members,
    tree: Tree,
    plan: Plan,
    unknown: Counter[tuple[str, str]],
    tick: Tick,
) -> bool:
    """Fill in what a row says of its flat and its person; False, and everything wrong with it told, if it is left
    out."""
    tick(1)
    wrong = _Wrong()
    with wrong:
        for cell in row.line.cells.values():
            if len(cell) >= cells.MAX_CELL:
                raise UserError("roster.bad.too_long", most=cells.MAX_CELL)
    if row.address is not None:
        with wrong:
            homes.check(row.address)
            row.home, row.area = homes.read(row.line, row.address)
    if not wrong.errors or row.address is not None:
        row.draft = _draft(row, tree, homes, wrong)
    if not wrong.errors and row.draft is not None:
        with wrong:
            members.add(row.draft)
            unknown.update((row.line.sheet, word) for word in row.draft.standing.unknown)
    for error in wrong.errors:
        plan.refuse(row.line, error)
    return not wrong.errors


class _Wrong:
    """Collects what is wrong with a row, so that it is told all at once."""

    def __init__(self) -> None:
        self.errors: list[UserError] = []

    def __enter__(self) -> None:
        """What follows may be wrong."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, UserError):
            self.errors.append(error)
        return isinstance(error, UserError)

    def read(self, read: Callable[[str], T], cell: str, otherwise: T) -> T:
        """What a cell says, or `otherwise` if that is wrong."""
        with self:
            return read(cell)
        return otherwise


def _draft(row: _Row, tree: Tree, homes: Homes, wrong: _Wrong) -> Draft | None:
    """The person of a row; None where it is about a flat only."""
    said = row.line.cells
    column = next((field for field in NAMES if field in row.table.fields), None)
    if column is None or cells.is_vacant(said.get(column, "")):
        with wrong:
            _check_nobody(row, column)
        return None

    def text_of(field: Field) -> str:
        return wrong.read(cells.read_text, said.get(field, ""), "")

    none = cells.Number(None)
    title = text_of(Field.TITLE)
    draft = Draft(
        line=row.line,
        id=said.get(Field.ID, "").strip(),
        name=wrong.read(cells.read_name, said[column], ""),
        home=row.home,
        node=_node(row, tree),
        phone=wrong.read(cells.read_phone, said.get(Field.PHONE, ""), none),
        identity=wrong.read(cells.read_identity, said.get(Field.IDENTITY, ""), none),
        standing=_standing(row, column),
        employer=text_of(Field.EMPLOYER),
        title=title,
        scope=text_of(Field.SCOPE),
        skills=cells.read_words(said.get(Field.SKILLS, "")),
        owns=wrong.read(homes.named, said.get(Field.OWNS, ""), ()),
    )
    if row.address is None and not title and not draft.id:
        with wrong:
            raise UserError("roster.bad.place_missing", said="")
    return draft


def _check_nobody(row: _Row, column: Field | None) -> None:
    """
    Raises:
        UserError: a row without a name is about somebody, or about nothing.
    """
    said = row.line.cells
    personal = any(
        field in said and not cells.is_nothing(said[field]) for field in (Field.PHONE, Field.IDENTITY)
    )
    written = column is not None and not cells.is_nothing(
        said.get(column, "")
    )  # 空置, and not only an empty cell
    if column is not None and (personal or not (row.is_home or written)):
        raise UserError("roster.bad.name_missing")
    if row.address is None:
        raise UserError("roster.bad.place_missing", said="")


def _standing(row: _Row, column: Field) -> cells.Standing:
    fields = (Field.RELATION, Field.KIND, Field.PARTY, Field.TENURE)
    standing = cells.read_standing(*(row.line.cells.get(field, "") for field in fields))
    if column is Field.PROPRIETOR and not standing.kinds & cells.RESIDENCE:
        return cells.Standing(standing.party, standing.kinds | {Kind.OWNER}, standing.unknown)
    return standing


def _node(row: _Row, tree: Tree) -> Node | None:
    if row.address is None:
        return None
    building = tree.building(row.address.building)
    return building and (tree.unit(building, row.address.unit or "1") or building)


def _sort(plan: Plan, sheets: Sequence[Sheet]) -> None:
    """In the order in which the rows stand."""
    order = {sheet.name: position for position, sheet in enumerate(sheets)}
    plan.entries.sort(key=lambda entry: (order[entry.line.sheet], entry.line.row))
    for remarks in (plan.bad, plan.notes):
        remarks.sort(key=lambda one: (order[one.sheet], one.line.row if one.line else 0))
