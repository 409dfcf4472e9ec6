"""Where: from words to 3号楼2单元501, by a grammar of parts and the community's own register.

A place is read left to right from parts that stand next to each other (zone, building, unit, floor, room, landmark,
position). Places that are joined by 和 or 、 are one list. What stands alone far from a building says nothing.
"""

import re
from functools import lru_cache

from handlers.understanding import placegrammar as grammar
from handlers.understanding import placetext, placetraps, placevalues
from handlers.understanding.model import Place, Register
from handlers.understanding.normal import NUM, number
from handlers.understanding.patterns import late
from handlers.understanding.placechoice import ORDER, chosen
from handlers.understanding.placenumbers import numbers, rooms
from handlers.understanding.placetext import Group

_GAP = late(
    rf"(?:[ ]{{0,2}}(?:的|[那哪这]个?|这边|里面?|内|[吧啊呀呢嘛哈](?=[ ,]|{NUM})|嗯|呃|额|就是|我?住在?|[,-]|[(]))"
    r"{0,3}[ ]{0,2}第?"
)
_SPOKEN_DASH = late(f"(?<={NUM})(?:杠|横杠|横)(?={NUM})")
_JOINED = late(r"[ ]?(?:[、,/&]|和|跟|与|及|以及|到|至|还有)[ ]?(?:在)?")
_RUN = late(f"[0-9]{{1,30}}|(?:{NUM.replace('0-9', '')}){{1,30}}")
# 下周三三号楼: the first of them is a day; 一周三次 and 二期三十号楼 have none.
_WEEKDAY = late(f"(?:(?<=星期|礼拜|[^0-9一二两三四五六七八九十几每]周)|(?<=^周))[一二三四五六日](?={NUM})")
_NUMBERED = late(f"[A-Za-z负顶地-]|{NUM}")
_OF_A_FLAT = frozenset(("屋顶", "露台"))  # 601屋顶渗水 is in the flat
_TRIES = 200  # openings in one message that are looked at, so that hostile text costs little
_MOST = 12  # places in one message; what comes later is not read
_LONGEST_LIST = 40  # places, those of a list that runs on beyond that number


@lru_cache(maxsize=64)
def _landmarks(register: Register | None) -> tuple[re.Pattern[str], dict[str, str], re.Pattern[str]]:
    """The landmarks as one regex, their normal names, and the characters with which any place can begin."""
    names: dict[str, str] = {}
    own = dict(register.areas) if register else {}
    for table in (grammar.table()["landmarks"], own):
        for name, others in table.items():
            names |= dict.fromkeys([*others, name], name)
    first = "".join(sorted({re.escape(name[0]) for name in names if name}))
    # Of a word in Latin letters only the first can begin a place.
    opener = re.compile(f"[{first}负顶东南西北正前后侧大小社院地]|(?<![A-Za-z])[A-Za-z]|-(?={NUM})|{NUM}")
    return re.compile(grammar.either(names)), names, opener


class _Reader:
    """Reads the groups of one text."""

    def __init__(self, text: str, register: Register | None) -> None:
        self.text = text
        self.landmark, self.names, self.opener = _landmarks(register)
        self.passed = 0  # where the last trap ended: 商场地下车库 is not read again as 车库
        self.own = {word for name, others in (register.areas if register else ()) for word in (name, *others)}

    def group(self, at: int, within: Group | None = None) -> Group | None:
        """The place that starts exactly at `at`; `within` is the group it continues after 和 (5号楼1单元和2单元)."""
        group = Group(at, at)
        rank = self._written_with_dashes(group, within)
        while (step := self._next(group, rank)) is not None:
            rank = step
        if not group.parts:
            return None
        if within is None and self._trap(group):
            self.passed = group.end
            return None
        return group

    def _trap(self, group: Group) -> bool:
        alone = set(group.parts)
        return (
            placetraps.elsewhere(self.text, group.start)
            or (alone == {"zone"} and placetraps.no_zone(self.text, group.start, group.end))
            or (alone == {"floor"} and placetraps.no_floor(self.text, group.start, group.end))
        )

    def _written_with_dashes(self, group: Group, within: Group | None) -> int:
        """3-2-501, 3-501 and 3-2单元: fills the group and returns the rank of the part that may come next."""
        at = group.start
        if not _NUMBERED.match(self.text, at):
            return 0
        whole = grammar.DASHED.match(self.text, at) or (None if at else grammar.SPACED.match(self.text))
        if whole:
            building, unit = placevalues.plain(whole["b"]), placevalues.plain(whole["u"])
            group.parts = {"building": building, "unit": unit, "room": rooms(whole["r"])}
            group.end = whole.end()
            return ORDER.index("side")
        if (short := grammar.DASHED_SHORT.match(self.text, at)) and not within:
            group.parts = {"building": placevalues.plain(short["b"]), "room": (short["r"],)}
            group.end = short.end()
            return ORDER.index("side")
        if (half := grammar.DASHED_UNIT.match(self.text, at)) and not within:
            high, low = number(half["b"]), number(half["u"])
            if high is None or low is None:
                return 0
            falling = high > low  # 1-3单元 is a range unless a room follows
            if falling or grammar.ROOM.match(self.text, half.end()):
                group.parts, group.end = {"building": (str(high),), "unit": (str(low),)}, half.end()
                return ORDER.index("floor")
        return 0

    def _next(self, group: Group, rank: int) -> int | None:
        gap = _GAP.match(self.text, group.end) if group.parts else None
        for at in {group.end: None, (gap.end() if gap else group.end): None}:
            numbered = bool(group.parts or _NUMBERED.match(self.text, at))
            for index in range(rank, len(ORDER)):
                name = ORDER[index]
                if not numbered and name not in {"zone", "area"}:
                    continue
                if name in group.parts and name != "area":
                    continue
                if found := getattr(self, f"_{name}")(group, at):
                    values, end = found
                    group.parts[name] = values
                    group.end = end
                    if name == "area":
                        group.area_first = "floor" not in group.parts or values[0] == "地下车库"
                        return ORDER.index("floor") if len(group.parts) == 1 else ORDER.index("position")
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
        quarter = match["quarter"]
        return (f"{number(quarter) or quarter}区",), match.end()

    def _building(self, group: Group, at: int) -> tuple[tuple[str, ...], int] | None:
        match = grammar.BUILDING.match(self.text, at)
        if not match and group.parts.get("zone", ("",))[0].endswith("弄"):
            lane = grammar.LANE_BUILDING.match(self.text, at)
            return (numbers(lane["n"]), lane.end()) if lane else None
        counted = not group.parts and self.text[at - 1 : at] == "第"
        if match and counted and not (match["hao"] or match["dong"]):
            return None
        values = placevalues.building(match, self.text) if match else ()
        return (values, match.end()) if match and values else None

    def _unit(self, group: Group, at: int) -> tuple[tuple[str, ...], int] | None:
        if match := grammar.UNIT.match(self.text, at):
            if not group.parts and placetraps.lesson(self.text, at):
                return None
            values = (match["letter"].upper(),) if match["letter"] else numbers(match["n"])
            return (values, match.end()) if values else None
        if "building" not in group.parts:
            return None
        if match := grammar.UNIT_AFTER.match(self.text, at):
            return numbers(match["n"]), match.end()
        if match := grammar.UNIT_ROOM.match(self.text, at):
            group.parts["room"] = (match["r"],)
            return (match["u"].lstrip("0") or "0",), match.end()
        return None

    def _floor(self, group: Group, at: int) -> tuple[tuple[str, ...], int] | None:
        match = grammar.FLOOR.match(self.text, at)
        if not match or (at == group.start and at and self.text[at - 1] in "-.第"):
            return None
        if match["film"] is not None and not group.parts.keys() & {"building", "unit"}:
            return None  # 一层灰 covers, 2单元一层水管坏了 is a floor
        values = placevalues.floor(match)
        return (values, match.end()) if values else None

    def _room(self, group: Group, at: int) -> tuple[tuple[str, ...], int] | None:
        if not group.parts.keys() & {"building", "unit", "floor"}:
            return None
        if "floor" in group.parts and (match := grammar.ROOM_OF_FLOOR.match(self.text, at)):
            return numbers(match["n"]), match.end()
        match = grammar.ROOM.match(self.text, at)
        values = placevalues.room(match) if match else ()
        return (values, match.end()) if match and values else None

    def _side(self, group: Group, at: int) -> tuple[tuple[str, ...], int] | None:
        match = grammar.SIDE.match(self.text, at)
        if not match or not group.parts.keys() & {"building", "unit", "floor"}:
            return None
        if match[0][-1] != "户" and not group.parts.keys() & {"unit", "floor"}:
            return None  # 6号楼东边 is beside it, 6号楼东边户 in it
        return (("对门" if match["opposite"] else match["side"] + "户"),), match.end()

    def _area(self, group: Group, at: int) -> tuple[tuple[str, ...], int] | None:
        match = self.landmark.match(self.text, at)
        if match and not self._no_landmark(group, match):
            return (self.names[match[0]],), match.end()
        match = grammar.GATE.match(self.text, at)
        if not match or group.parts.keys() & {"unit", "floor"}:
            return None
        if match["numbered"]:
            return (f"{number(match['numbered'])}号门",), match.end()
        gate = (match["gate"] or "大") + "门"
        return (gate if "building" in group.parts else "小区" + gate,), match.end()

    def _no_landmark(self, group: Group, match: re.Match[str]) -> bool:
        word = match[0]
        if word in self.own:
            return False
        if "room" in group.parts and self.names[word] in _OF_A_FLAT:
            return True
        return placetraps.other_word(self.text, match.end(), word) or (
            not group.parts and placetraps.named(self.text, match.start(), word)
        )

    def _position(self, group: Group, at: int) -> tuple[tuple[str, ...], int] | None:
        if not group.parts:
            return None
        match = grammar.POSITION.match(self.text, at)
        if match and match[0] == "门口" and group.parts.get("area", ("",))[0].endswith("门"):
            return (), match.end()  # 正门门口
        return ((match[0],), match.end()) if match else None

    def groups(self) -> list[tuple[Group, bool]]:
        """All places in order; the flag tells whether one is joined to the one before it."""
        found: list[tuple[Group, bool]] = []
        at = tries = 0
        while len(found) < _MOST and tries < _TRIES and (opener := self.opener.search(self.text, at)):
            tries += 1
            at = opener.start()
            group = None if _WEEKDAY.match(self.text, at) else self.group(at)
            if group is None:
                at = self._skip(at)
                continue
            while group is not None and len(found) < _LONGEST_LIST:
                group.closing = not self.text[group.end :].strip(" 。.!?~,")
                found.append((group, group.start != at))
                at = max(group.end, at + 1)
                joint = _JOINED.match(self.text, group.end)
                before, group = group, self.group(joint.end() if joint else group.end, group)
                if group and not joint and not before.parts.keys() & group.parts.keys() & {"unit", "floor"}:
                    break  # 三单元四单元 is a list, as 3号楼 and 东门 are not
                at = joint.start() if joint else max(before.end - 1, 0)
        return found

    def _skip(self, at: int) -> int:
        """Past a number that opened no place, so that its tail is not read as another number."""
        run = _WEEKDAY.match(self.text, at) or _RUN.match(self.text, at)
        return max(run.end() if run else at + 1, self.passed)


def find_place(text: str, register: Register | None = None) -> Place | None:
    """The place that a (normalised) text names, or None.

    Several places become one `Place` with several values a part and a text joined by 、. With a register, a place that
    it does not know is returned with `known` False.
    """
    text = _SPOKEN_DASH.sub("-", text)
    found = _Reader(text, register).groups()
    if not found and (alone := grammar.ROOM_ALONE.search(text)):
        room = alone["n"] or alone["m"]
        return Place(room, room=room)
    groups = chosen(found)
    if not groups:
        return None
    garage = groups[0]
    if set(garage.parts) <= {"floor", "position"} and len(groups) == 1 and garage.parts["floor"][0][0] == "B":
        garage.parts["area"], garage.area_first = ("地下车库",), True  # B2 alone, 负二层 alone
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


def place_spans(text: str, register: Register | None = None) -> list[tuple[int, int]]:
    """Where in a (normalised) text the words of places stand, in order."""
    return [(group.start, group.end) for group, _ in _Reader(text, register).groups()]
