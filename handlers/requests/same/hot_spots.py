"""Where the same kind of thing is reported again and again (热点): three times in thirty days at one place."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import product

from handlers.requests.rules import is_private
from handlers.requests.same.likeness import read_place
from handlers.requests.steps import dispatcher_of
from handlers.texts import text
from handlers.turn import Turn
from handlers.understanding import CATEGORIES
from storage.audit import Wanted
from storage.records import Request, RequestStatus
from storage.requests import PlaceCount

_DAYS = timedelta(days=30)
_MANY = 3
_COUNTED = frozenset(RequestStatus) - {RequestStatus.WITHDRAWN, RequestStatus.MERGED}


@dataclass(frozen=True, slots=True)
class HotSpot:
    """A place (a building, a stairwell, or as it was said) and a category. `node`: the newest request's."""

    node: str
    place: str
    category: str
    count: int

    @property
    def subject(self) -> str:
        """Where and what: 3号楼2单元 电梯."""
        return f"{self.place} {self.category}"


def note_hot_spot(turn: Turn, request: Request) -> None:
    """A request was registered: if that makes its place a hot spot, whoever dispatches there is told, once a month."""
    place = None if is_private(request) else _spot(request.place, request.category)
    if place is None:
        return
    here = _places(turn, request.category, request.node)
    count = sum(one.times for one in here if _spot(one.place, request.category) == place)
    if count < _MANY or _told_already(turn, request, place):
        return
    turn.audit("hot_spot", f"node:{request.node}", category=request.category, place=place, count=count)
    dispatcher = dispatcher_of(turn.community, request)
    if dispatcher is not None:
        spot = HotSpot(request.node, place, request.category, count)
        turn.to_person(
            dispatcher, text("requests.hot_spot", subject=spot.subject, count=count), about=request.code
        )


def all_spots(turn: Turn) -> list[HotSpot]:
    """Every hot spot of now, the hottest first."""
    found: dict[tuple[str, str], list[PlaceCount]] = {}
    nodes = [node.id for node in turn.community.nodes]
    for category, node in product(CATEGORIES, nodes):
        for one in _places(turn, category, node):
            place = _spot(one.place, category)
            if place is not None:
                found.setdefault((place, category), []).append(one)
    spots = [
        HotSpot(max(those, key=lambda one: one.newest).node, place, category, sum(one.times for one in those))
        for (place, category), those in found.items()
    ]
    spots = [spot for spot in spots if spot.count >= _MANY]
    return sorted(spots, key=lambda spot: (-spot.count, spot.place, spot.category))


def _places(turn: Turn, category: str, node: str) -> list[PlaceCount]:
    return turn.store.requests.places(category, [node], turn.now - _DAYS, _COUNTED)


def _spot(said: str | None, category: str) -> str | None:
    """The place as far as it is counted by: never finer than a stairwell; None if there is none."""
    if said is None or category == text("requests.other_category"):
        return None
    place = read_place(said)
    if place is None or not isinstance(place.building, str):
        return said if place is not None and place.room is None else None
    label = text("roster.block" if place.building.isalpha() else "roster.building", label=place.building)
    return label + text("requests.hot_unit", unit=place.unit) if isinstance(place.unit, str) else label


def _told_already(turn: Turn, request: Request, place: str) -> bool:
    wanted = Wanted(subjects=(f"node:{request.node}",), actions=("hot_spot",), since=turn.now - _DAYS)
    told = [(row.detail.get("category"), row.detail.get("place")) for row in turn.store.audit.oldest(wanted)]
    return (request.category, place) in told
