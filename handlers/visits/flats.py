"""Which flats of the register a place names. Pure."""

from collections.abc import Sequence

from handlers.community import Community
from handlers.understanding import Place


def flats_of(community: Community, place: Place) -> Sequence[str]:
    """The ids of the flats: 3号楼2单元501、502; of a whole stairwell, all of them. Nothing if one is not there, or no
    stairwell is named."""
    if not isinstance(place.building, str) or isinstance(place.unit, tuple):
        return ()
    if place.room is None:
        same = (place.building, place.unit)
        return [one.id for one in community.households if (one.building, one.unit) == same]
    rooms = place.room if isinstance(place.room, tuple) else (place.room,)
    found = [_flat(community, place.building, place.unit, room) for room in rooms]
    return [flat for flat in found if flat is not None] if None not in found else ()


def _flat(community: Community, building: str, unit: str | None, room: str) -> str | None:
    usual = community.household(f"{building}-{unit}-{room}")
    if usual is not None:
        return usual.id
    same = [one for one in community.households if (one.building, one.room) == (building, room)]
    return (
        next((one.id for one in same if unit in (None, one.unit)), None) if unit or len(same) == 1 else None
    )
