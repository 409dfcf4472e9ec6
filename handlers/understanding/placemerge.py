"""A place that is put right in part: 3号楼2单元 and 不是3栋是5栋 are 5号楼2单元. Pure."""

from handlers.understanding import placegrammar as grammar
from handlers.understanding import placetext
from handlers.understanding.model import Part, Place, Register
from handlers.understanding.places import find_place
from handlers.understanding.placetext import Group

_NAMES = ("zone", "building", "unit", "floor", "room", "area")
_FINER = ("unit", "floor", "room")


def merge_place(before: str | None, said: Place, register: Register | None = None) -> str:
    """The normal form of a place after a correction that says only a part of it.

    A building alone keeps what lies within it; a unit, floor or flat keeps its building; 门口 or 楼下 keeps the whole.
    A landmark, or an address in several parts, takes the place of all that was said before.
    """
    old = find_place(before, register) if before else None
    named = {name for name in _NAMES if getattr(said, name)}
    if old is None or not old.building or _several(old) or _several(said):
        return said.text
    if "building" in named or "zone" in named:
        kept = named ^ set(_NAMES) if named == {"building"} else set()
    elif "area" in named:
        if not grammar.POSITION.fullmatch(str(said.area)):
            return said.text
        kept = set(_NAMES) - named
    else:
        kept = set(_NAMES) - named - ({"floor", "room"} if named & {"floor", "room"} else set())
    if not kept:
        return said.text
    parts = {name: _values(getattr(said if name in named else old, name)) for name in named | kept}
    return placetext.label(Group(0, 0, {name: values for name, values in parts.items() if values}))


def contradicts(before: str | None, denied: Place, register: Register | None = None) -> bool:
    """Whether a place that is denied (不是3栋) is another one than this: then this is not what is put right."""
    old = find_place(before, register) if before else None
    if old is None:
        return False
    return any(
        not set(_values(getattr(old, name))) & set(_values(getattr(denied, name)))
        for name in ("building", *_FINER)
        if getattr(old, name) and getattr(denied, name)
    )


def _several(place: Place) -> bool:
    return isinstance(place.building, tuple)


def _values(part: Part) -> tuple[str, ...]:
    if part is None:
        return ()
    return part if isinstance(part, tuple) else (part,)
