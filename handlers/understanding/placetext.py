"""A place that was read, and how it is written: 3号楼2单元501, 5号楼2单元、3单元, 地下车库B2C区."""

from dataclasses import dataclass, field

from handlers.understanding.model import Part, Register


@dataclass(slots=True)
class Group:
    """One place while it is read. `parts` keeps the order in which things were said."""

    start: int
    end: int
    parts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    area_first: bool = False
    closing: bool = False  # nothing stands behind it in the message

    def bare(self) -> bool:
        """Nothing but a floor: it says little beside another place."""
        return set(self.parts) <= {"floor", "position"}


def label(group: Group) -> str:
    """The normal form of one place."""
    parts = group.parts
    pieces = {
        "zone": "".join(parts.get("zone", ())),
        "building": "、".join(f"{n}座" if n.isalpha() else f"{n}号楼" for n in parts.get("building", ())),
        "unit": "、".join(f"{n}单元" for n in parts.get("unit", ())),
        "floor": "、".join(
            "顶层" if n == "顶" else n if n[0] == "B" else f"{n}楼" for n in parts.get("floor", ())
        ),
        "room": "、".join(f"{n}号" if len(n) < 3 else n for n in parts.get("room", ())),
        "side": "".join(parts.get("side", ())),
        "area": "".join(parts.get("area", ())),
        "quarter": "".join(parts.get("quarter", ())),
        "position": "".join(parts.get("position", ())),
    }
    order = ["zone", "building", "unit", "floor", "room", "side", "area", "quarter", "position"]
    if group.area_first:
        order.remove("area")
        order.insert(order.index("floor"), "area")
    return "".join(pieces[name] for name in order)


def part(groups: list[Group], *names: str) -> Part:
    """The values of a part over all places: one, several, or None."""
    values = dict.fromkeys(value for group in groups for name in names for value in group.parts.get(name, ()))
    if not values:
        return None
    return next(iter(values)) if len(values) == 1 else tuple(values)


def text(groups: list[Group]) -> str:
    """The normal form of a list; a building that is said once is written once."""
    labels: list[str] = []
    for index, group in enumerate(groups):
        name = label(group)
        before = groups[index - 1] if index else None
        if before and group.start <= before.end + 4 and "building" in group.parts:
            prefix = label(Group(0, 0, {n: v for n, v in group.parts.items() if n in {"zone", "building"}}))
            same = before.parts.get("building") == group.parts["building"]
            name = name.removeprefix(prefix) if same else name
        labels.append(name)
    return "、".join(dict.fromkeys(labels))


def known(groups: list[Group], register: Register | None) -> bool:
    """Whether the register has all of these buildings, units and floors (no register: it has)."""
    if register is None:
        return True
    for group in groups:
        if register.buildings and any(
            one not in register.buildings for one in group.parts.get("building", ())
        ):
            return False
        for name, most in (("unit", register.units), ("floor", register.floors)):
            if most and any(one.isdecimal() and int(one) > most for one in group.parts.get(name, ())):
                return False
    return True
