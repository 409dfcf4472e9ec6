"""What a match of the place grammar says: buildings, floors and rooms, or nothing for what only counts."""

import re

from handlers.understanding import placetraps
from handlers.understanding.normal import NUM, number
from handlers.understanding.patterns import late
from handlers.understanding.placenumbers import numbers, rooms, spoken_room

_CLASSIFIER = late(r"[整这那每另同哪某几]$")


def building(match: re.Match[str], text: str) -> tuple[str, ...]:
    """The buildings of a match of `BUILDING`; nothing for seats, counted houses and praise."""
    if letter := match["letter"]:
        return tuple(one for one in letter.upper() if one.isascii() and one.isalpha())
    said, after = match["n"], text[match.end() : match.end() + 1]
    if match["seat"] and placetraps.seat(text, match.start()):
        return ()
    if match["dong"] or match["seat"]:
        counted = (
            said in {"一", "两", "几"}
            or said.startswith("两")
            or _CLASSIFIER.search(text[: match.start()][-1:])
            or placetraps.counted_houses(text, match.start(), match.end())
        )
        if counted and not re.match(NUM + "|单", after):
            return ()
    if match["hao"] and match["hao"][0] != "号" and (after == "长" or not after.strip()):
        return ()  # 三好楼长, 三好楼: praise, unless a place goes on behind it
    values = numbers(said)
    return () if "0" in values else values


def floor(match: re.Match[str]) -> tuple[str, ...]:
    """The floors of a match of `FLOOR`: 3, B2, 顶; nothing for counts and for what is too high."""
    if match["top"]:
        return ("顶",)
    if below := match["below"] or match["deep"]:
        value = number(re.sub("负|地下|-|[Bb]", "", below))
        return (f"B{value}",) if value and (match["written"] or match["deep"] or below[0] in "Bb") else ()
    if match["n"] in {"两", "几"}:
        return ()
    floors = numbers(match["n"])
    return floors if all(len(one) < 3 for one in floors) else ()  # 803 楼上没人


def room(match: re.Match[str]) -> tuple[str, ...]:
    """The rooms of a match of `ROOM`; nothing for a round number (3号楼200户)."""
    if said := match["said"]:
        value = spoken_room(said)
        return (value,) if value else ()
    found = tuple(one + (match["suffix"] or "") for one in rooms(match["n"]))
    return () if any(one.endswith("00") for one in found) else found  # 3号楼200户


def plain(text: str) -> tuple[str]:
    """A number in figures, a letter as a capital."""
    value = number(text)
    return (text.upper() if value is None else str(value),)
