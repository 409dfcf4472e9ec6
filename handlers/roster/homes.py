"""Households: which flat a row is about, whether there is one, and its area."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.community import building_label
from handlers.errors import UserError
from handlers.roster.cells import read_area, read_words
from handlers.roster.columns import Field
from handlers.roster.places import Address, nearest, nearest_flat, read_address
from handlers.roster.plan import Entry, Known, Plan, Tree, Verdict
from handlers.roster.tables import Line
from handlers.roster.wording import change, square
from storage.roster_records import KeptHousehold


class Homes:
    """The households of an import. Flats that its sheets of households list are known to its sheets of people, too."""

    def __init__(self, known: Known, tree: Tree, plan: Plan) -> None:
        self._known = known
        self._tree = tree
        self._plan = plan
        self._listed: set[str] = set()
        self._units: dict[str, set[str]] = {}
        self._areas: dict[str, tuple[int, Line]] = {}
        self._entered: set[str] = set()
        for label, flats in tree.flats.items():
            self._units[label] = {unit for unit, _ in flats}

    def expect(self, addresses: Sequence[Address]) -> None:
        """Every unit that is written anywhere: a flat without one is in the only unit of its building."""
        for address in addresses:
            if address.unit is not None:
                self._units.setdefault(address.building, set()).add(address.unit)

    def expect_flat(self, address: Address, surely: bool) -> None:
        """A sheet of households has this flat: it is one, whatever else is wrong with its row. Not `surely`, where the
        configuration says which flats a building has."""
        if surely or address.building not in self._tree.planned:
            self._listed.add(address.building)
            self._tree.add_flat(self._home(address))

    def settled(self, address: Address) -> Address:
        """The address with its unit.

        Raises:
            UserError: there is no such building, or it has several units with such a flat.
        """
        if self._tree.building(address.building) is None:
            near = nearest(address.building, self._tree.labels())
            raise UserError("roster.bad.building", said=address.building, near=near or "")
        if address.unit is not None:
            return address
        units = self._units.get(address.building, set())
        if units <= {"1"}:
            return Address(address.building, "1", address.room)
        flats = self._tree.flats.get(address.building, {})
        found = sorted(unit for unit, room in flats if room == address.room)
        if len(found) == 1:
            return Address(address.building, found[0], address.room)
        raise UserError("roster.bad.unit_missing", building=address.building, room=address.room)

    def check(self, address: Address) -> None:
        """
        Raises:
            UserError: all flats of this building are known, and this is none of them.
        """
        flats = self._tree.flats.get(address.building, {})
        if (address.unit, address.room) in flats:
            return
        if address.building in self._tree.planned or address.building in self._listed:
            near = nearest_flat(address.unit or "", address.room, flats)
            place = f"{address.building}-{near[0]}-{near[1]}" if near else ""
            raise UserError("roster.bad.flat", said=home_id(address), near=place)

    def named(self, cell: str) -> tuple[str, ...]:
        """The ids of several flats in one cell, divided by commas and the like.

        Raises:
            UserError: one of them cannot be read, or there is none such.
        """
        found = []
        for word in read_words(cell):
            address = read_address({Field.PLACE: word}, self._known.community.name)
            if address is not None:
                settled = self.settled(address)
                self.check(settled)
                found.append(home_id(settled))
        return tuple(dict.fromkeys(found))

    def read(self, line: Line, address: Address) -> tuple[str, int | None]:
        """The household's id, and the area that a row gives it.

        Raises:
            UserError: the area is none, or another row says another one.
        """
        home = self._home(address)
        area = read_area(line.cells.get(Field.AREA, ""))
        if area is not None:
            other, where = self._areas.setdefault(home.id, (area, line))
            if other != area:
                raise UserError("roster.bad.area_twice", sheet=where.sheet, row=where.row)
        return home.id, area

    def take(self, line: Line, address: Address, area: int | None, listed: bool) -> None:
        """Take up the flat of a row that is not left out. `listed`: the row is about the flat, not only about somebody
        who lives there."""
        home = self._home(address)
        there = self._known.community.household(home.id)
        before = self._known.areas.get(home.id)
        kept = replace(home, area=area or before)
        planned = self._plan.households.get(home.id)
        first = home.id not in self._entered
        if there is None and (planned is None or (area is not None and planned.area != area)):
            self._plan.households[home.id] = kept
            self._tree.add_flat(kept)
            if planned is None:
                self._enter(line, Verdict.NEW, home.id)
        elif there is not None and area is not None and area != before:
            self._plan.households[home.id] = kept
            if first:
                self._enter(line, Verdict.CHANGED, home.id, change("area", square(before), square(area)))
        elif there is not None and listed and first:
            self._enter(line, Verdict.SAME, home.id)

    def _enter(self, line: Line, verdict: Verdict, home: str, *changes: str) -> None:
        self._entered.add(home)
        self._plan.entries.append(Entry(line, "household", verdict, home, changes))

    def _home(self, address: Address) -> KeptHousehold:
        building = self._tree.building(address.building)
        assert building is not None  # the address is settled
        unit = address.unit or "1"
        there = self._tree.flats.get(address.building, {}).get((unit, address.room))
        known = self._known.community.household(there) if there else None
        if known is not None:
            return KeptHousehold(known.id, known.node, known.building, known.unit, known.room)
        node = self._tree.unit(building, unit) or building
        label = building_label(building.name)
        return KeptHousehold(home_id(address), node.id, label, unit, address.room)


def home_id(address: Address) -> str:
    """As people write it: 3-2-501."""
    return f"{address.building}-{address.unit or '1'}-{address.room}"
