"""Finding people of the roster by a part of their name or their flat."""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

from handlers.audit.scope import places_of
from handlers.community import Community, Household, Person, building_label
from handlers.names import fold

_PARTS = re.compile(r"[-－—–_/ ]+|号楼|[栋幢座楼#]|单元|室")

_ROOM = 3
"""Signs of what alone is a flat (501) and not a building."""


def search(community: Community, nodes: Collection[str], asked: str) -> list[Person]:
    """Those who live or serve at these places and are meant by a part of a name, a flat (3-2-501, 501) or a part of one
    (3-2, 3号楼2单元); everybody there when nothing is asked. By flat, then by name."""
    name, parts = fold(asked), _parts(asked)
    found = [
        person
        for person, folded in _folded(community)
        if (not name or name in folded or _lives(community, person, parts))
        and any(place in nodes for place in places_of(community, person))
    ]
    return sorted(found, key=lambda person: (person.household is None, _order(person.household), person.name))


@lru_cache(maxsize=2)
def _folded(community: Community) -> tuple[tuple[Person, str], ...]:
    return tuple((person, fold(person.name)) for person in community.people)


def _parts(asked: str) -> list[str]:
    return [part for part in _PARTS.split(unicodedata.normalize("NFKC", asked).strip()) if part]


def _lives(community: Community, person: Person, parts: list[str]) -> bool:
    home: Household | None = community.household(person.household) if person.household else None
    if home is None or not parts or len(parts) > 3:
        return False
    own = (building_label(home.building), home.unit, home.room)
    if own[: len(parts)] == (building_label(parts[0]), *(_plain(part) for part in parts[1:])):
        return True
    return len(parts) == 1 and len(parts[0]) >= _ROOM and home.room == parts[0]


def _plain(part: str) -> str:
    """0501 is 501."""
    return part.lstrip("0") if part.isdecimal() else part.upper()


def _order(household: str | None) -> tuple[tuple[int, str], ...]:
    """3-2-501 before 10-1-101."""
    return tuple((int(part) if part.isdecimal() else 0, part) for part in (household or "").split("-"))
