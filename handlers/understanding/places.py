"""Where: from words to 3号楼2单元501, by a grammar of parts and the community's own register.

A place is read left to right from parts that stand next to each other (zone, building, unit, floor, room, landmark,
position). Places that are joined by 和 or 、 are one list. What stands alone far from a building says nothing.
"""

import re
from functools import lru_cache

from handlers.understanding import placegrammar as grammar
from handlers.understanding import placetext
from handlers.understanding.model import Place, Register
from handlers.understanding.normal import NUM, digits, number
from handlers.understanding.placetext import Group

_GAP = re.compile(r"[ ]{0,2}(?:的|那个|那|这边?|里|内|里面|,)?[ ]?")
_JOINED = re.compile(r"[ ]?(?:[、,/&]|和|跟|与|及|以及|到|至|还有)[ ]?(?:在)?")
_FORUM = re.compile(r"[ ]?(?:说|讲|那位|正解|\+1|回答|回复|发的|真相|老师|亮了|沙发)")
_CLASSIFIER = re.compile(r"[整这那每另同哪某几]$")
_RUN = re.compile(f"{NUM}{{1,30}}")
_MOST = 12  # places in one message; what comes later is not read
_ORDER = ("zone", "building", "unit", "floor", "room", "side", "area", "position")


@lru_cache(maxsize=64)
def _landmarks(register: Register | None) -> tuple[re.Pattern[str], dict[str, str], re.Pattern[str]]:
    """The landmarks as one regex, their normal names, and the characters with which any place can begin."""
    names: dict[str, str] = {}
    own = dict(register.areas) if register else {}
    for table in (grammar.table()["landmarks"], own):
        for name, others in table.items():
            names |= dict.fromkeys([*others, name], name)
    first = "".join(sorted({re.escape(name[0]) for name in names if name}))
    opener = re.compile(f"[{first}A-Za-z负顶东南西北正前后侧大小社院地-]|{NUM}")
    return re.compile(grammar.either(names)), names, opener


def _building(match: re.Match[str], text: str) -> tuple[str, ...]:
    if letter := match["letter"]:
        return (letter.upper(),)
    said, after = match["n"], text[match.end() : match.end() + 1]
    if match["dong"] or match["seat"]:
        counted = (
            said in {"一", "两", "几"}
            or said.startswith("两")
            or _CLASSIFIER.search(text[: match.start()][-1:])
        )
        if counted and not re.match(NUM + "|单", after):
            return ()
    if match["hao"] and match["hao"][0] != "号" and (after == "长" or not after.strip()):
        return ()  # 三好楼长, 三好楼: praise, unless a place goes on behind it
    return grammar.numbers(said)


def _floor(match: re.Match[str], text: str) -> tuple[str, ...]:
    if match["top"]:
        return ("顶",)
    if below := match["below"]:
        value = number(re.sub("负|地下|-|B", "", below))
        written = match[0][len(below) :]
        return (f"B{value}",) if value and (written or below[0] == "B") else ()
    if match["n"] in {"两", "几"} or _FORUM.match(text, match.end()):
        return ()
    return grammar.numbers(match["n"])


def _room(match: re.Match[str], text: str) -> tuple[str, ...]:
    if said := match["said"]:
        value = number(said)
        return (str(value),) if value else ()
    rooms = tuple(digits(piece) for piece in re.split("[、,/和跟与 ]+", match["n"]) if piece)
    return tuple(room + (match["suffix"] or "") for room in rooms)


class _Reader:
    """Reads the groups of one text."""

    def __init__(self, text: str, register: Register | None) -> None:
        self.text = text
        self.landmark, self.names, self.opener = _landmarks(register)

    def group(self, at: int, within: Group | None = None) -> Group | None:
        """The place that starts exactly at `at`; `within` is the group it continues after 和 (5号楼1单元和2单元)."""
        group = Group(at, at)
        rank = 0
        if whole := grammar.DASHED.match(self.text, at):
            group.parts = {
                "building": (whole["b"].upper().lstrip("0"),),
                "unit": (whole["u"].lstrip("0"),),
                "room": (whole["r"],),
            }
            group.end, rank = whole.end(), _ORDER.index("side")
        elif (short := grammar.DASHED_SHORT.match(self.text, at)) and not within:
            group.parts = {"building": (short["b"].upper(),), "room": (short["r"],)}
            group.end, rank = short.end(), _ORDER.index("side")
        while (step := self._next(group, rank)) is not None:
            rank = step
        return group if group.parts else None

    def _next(self, group: Group, rank: int) -> int | None:
        gap = _GAP.match(self.text, group.end) if group.parts else None
        for at in {group.end: None, (gap.end() if gap else group.end): None}:
            for index in range(rank, len(_ORDER)):
                name = _ORDER[index]
                if name in group.parts and name != "area":
                    continue
                if found := getattr(self, f"_{name}")(group, at):
                    values, end = found
                    group.parts[name] = values
                    group.end = end
                    if name == "area":
                        group.area_first = "floor" not in group.parts or values[0] == "地下车库"
                        return _ORDER.index("floor") if len(group.parts) == 1 else _ORDER.index("position")
                    return index + 1
        return None

    def _zone(self, group: Group, at: int) -> tuple[tuple[str, ...], int] | None:
        match = grammar.ZONE.match(self.text, at)
        if not match:
            return None
        if match["phase"]:
            value = number(match["phase"])
            return ((f"{value}期",), match.end()) if value else None
        if match["lane"]:
            return (f"{match['lane']}弄",), match.end()
        return (f"{match['quarter']}区",), match.end()

    def _building(self, group: Group, at: int) -> tuple[tuple[str, ...], int] | None:
        match = grammar.BUILDING.match(self.text, at)
        if not match and group.parts.get("zone", ("",))[0].endswith("弄"):
            lane = grammar.LANE_BUILDING.match(self.text, at)
            return (grammar.numbers(lane["n"]), lane.end()) if lane else None
        values = _building(match, self.text) if match else ()
        return (values, match.end()) if match and values else None

    def _unit(self, group: Group, at: int) -> tuple[tuple[str, ...], int] | None:
        if match := grammar.UNIT.match(self.text, at):
            values = (match["letter"],) if match["letter"] else grammar.numbers(match["n"])
            return (values, match.end()) if values else None
        if "building" not in group.parts:
            return None
        if match := grammar.UNIT_AFTER.match(self.text, at):
            return grammar.numbers(match["n"]), match.end()
        if match := grammar.UNIT_ROOM.match(self.text, at):
            group.parts["room"] = (match["r"],)
            return (match["u"].lstrip("0") or "0",), match.end()
        return None

    def _floor(self, group: Group, at: int) -> tuple[tuple[str, ...], int] | None:
        match = grammar.FLOOR.match(self.text, at)
        if match and at == group.start and self.text[at - 1 : at] in {"-", "."} and at:
            return None
        values = _floor(match, self.text) if match else ()
        return (values, match.end()) if match and values else None

    def _room(self, group: Group, at: int) -> tuple[tuple[str, ...], int] | None:
        if not group.parts.keys() & {"building", "unit", "floor"}:
            return None
        if "floor" in group.parts and (match := grammar.ROOM_OF_FLOOR.match(self.text, at)):
            return grammar.numbers(match["n"]), match.end()
        match = grammar.ROOM.match(self.text, at)
        values = _room(match, self.text) if match else ()
        return (values, match.end()) if match and values else None

    def _side(self, group: Group, at: int) -> tuple[tuple[str, ...], int] | None:
        if not group.parts.keys() & {"unit", "floor"}:
            return None
        match = grammar.SIDE.match(self.text, at)
        if not match:
            return None
        return (("对门" if match["opposite"] else match["side"] + "户"),), match.end()

    def _area(self, group: Group, at: int) -> tuple[tuple[str, ...], int] | None:
        match = self.landmark.match(self.text, at)
        if match and not self.text.startswith("舞", match.end()):  # 广场舞 is no place
            return (self.names[match[0]],), match.end()
        match = grammar.GATE.match(self.text, at)
        if not match or group.parts.keys() & {"unit", "floor"}:
            return None
        gate = match["gate"]
        return (("小区" + (gate + "门" if gate else "大门")),), match.end()

    def _position(self, group: Group, at: int) -> tuple[tuple[str, ...], int] | None:
        if not group.parts:
            return None
        match = grammar.POSITION.match(self.text, at)
        return ((match[0],), match.end()) if match else None

    def groups(self) -> list[tuple[Group, bool]]:
        """All places in order; the flag tells whether one is joined to the one before it."""
        found: list[tuple[Group, bool]] = []
        at = 0
        while len(found) < _MOST and (opener := self.opener.search(self.text, at)):
            at = opener.start()
            group = self.group(at)
            if group is None:
                at = self._skip(at)
                continue
            while group is not None:
                found.append((group, group.start != at))
                at = max(group.end, at + 1)
                joint = _JOINED.match(self.text, group.end)
                group = self.group(joint.end(), group) if joint else None
                if group is None or joint is None:
                    break
                at = joint.start()
        return found

    def _skip(self, at: int) -> int:
        """Past a number that opened no place, so that its tail is not read as another number."""
        run = _RUN.match(self.text, at)
        return run.end() if run else at + 1


def _chosen(found: list[tuple[Group, bool]]) -> list[Group]:
    """The places that are meant: those with a building before those without; lists kept whole."""
    runs: list[list[Group]] = []
    for group, joined in found:
        if joined and runs:
            group.parts = _inherit(runs[-1][-1], group)
            runs[-1].append(group)
        else:
            runs.append([group])
    for wanted in ({"building"}, {"unit"}, {"area", "room"}):
        best = [run for run in runs if any(group.parts.keys() & wanted for group in run)]
        if best:
            chosen = [group for run in (best if wanted == {"building"} else best[:1]) for group in run]
            return [group for group in chosen if not group.bare() or len(chosen) == 1]
    return runs[0][:1] if runs else []


def _inherit(before: Group, group: Group) -> dict[str, tuple[str, ...]]:
    """5号楼1单元和2单元: what the second leaves out is the first one's."""
    if "building" in group.parts or "area" in group.parts:
        return group.parts
    first = min(_ORDER.index(name) for name in group.parts)
    kept = {name: value for name, value in before.parts.items() if name in _ORDER[:first]}
    return kept | group.parts


def find_place(text: str, register: Register | None = None) -> Place | None:
    """The place that a (normalised) text names, or None.

    Several places become one `Place` with several values a part and a text joined by 、. With a register, a place that
    it does not know is returned with `known` False.
    """
    found = _Reader(text, register).groups()
    if not found and (alone := grammar.ROOM_ALONE.search(text)):
        room = alone["n"] or alone["m"]
        return Place(room, room=room)
    groups = _chosen(found)
    if not groups:
        return None
    garage = groups[0]
    if garage.parts.get("area") == ("地下车库",) and (
        quarter := grammar.QUARTER_OF_GARAGE.search(text, garage.end)
    ):
        garage.parts["quarter"] = (quarter["q"] + "区",)
    label = placetext.text(groups)
    if not label:
        return None
    area = placetext.part(groups, "side", "area") or placetext.part(
        [group for group in groups if "building" in group.parts], "position"
    )
    return Place(
        text=label,
        zone=placetext.part(groups, "zone", "quarter"),
        building=placetext.part(groups, "building"),
        unit=placetext.part(groups, "unit"),
        floor=placetext.part(groups, "floor"),
        room=placetext.part(groups, "room"),
        area=area,
        known=placetext.known(groups, register),
    )
