"""Who votes: an electorate as it is frozen, and for whom somebody casts a ballot. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from handlers.community import Community, Household, NodeKind, Person
from handlers.errors import UserError
from handlers.people import Kind
from handlers.texts import text
from storage.records import Unit, Voter


class Who(StrEnum):
    """Who of a place votes."""

    ALL = "all"  # the residents, or all households
    PARTY = "party"  # 党员
    OWNERS = "owners"  # 业主
    LISTED = "list"  # these people, or these households, by id


@dataclass(frozen=True, slots=True)
class Electorate:
    """Who votes, before it is frozen: `who` of the places at `nodes` and below; `listed`: ids of people at these nodes,
    or with the units household and owner of households too: somebody listed stands for their home, or their flats."""

    nodes: tuple[str, ...]
    who: Who = Who.ALL
    listed: tuple[str, ...] = ()


def kept(electorate: Electorate) -> dict[str, Any]:
    """As it is kept with the poll."""
    return {"who": electorate.who.value, "nodes": list(electorate.nodes), "listed": list(electorate.listed)}


def read(kept_electorate: Mapping[str, Any]) -> Electorate:
    """What was kept."""
    return Electorate(
        tuple(kept_electorate["nodes"]), Who(kept_electorate["who"]), tuple(kept_electorate["listed"])
    )


def freeze(
    community: Community, electorate: Electorate, unit: Unit, areas: Mapping[str, int | None]
) -> tuple[Voter, ...]:
    """The electorate as it stands now, by voter. `areas`: of flats, in hundredths of a square metre.

    Raises:
        UserError: somebody listed is not of these places, or the area of a flat is not known (unit owner).
    """
    if unit is Unit.PERSON:
        people = _people(community, electorate)
        labels = _labels(people)
        return tuple(Voter(one.id, labels[one.id], _building_of(community, one)) for one in people)
    homes = _homes(community, electorate, unit)
    if unit is Unit.HOUSEHOLD:
        return tuple(Voter(home.id, home.id, _building(community, home.node)) for home in homes)
    missing = [home.id for home in homes if not areas.get(home.id)]
    if missing:
        raise UserError("polls.areas_wanted", count=len(missing), flats="、".join(missing[:3]))
    return tuple(
        Voter(
            flats[0].id,
            "、".join(flat.id for flat in flats),
            _building(community, flats[0].node),
            sum(areas[flat.id] or 0 for flat in flats),
            tuple(flat.id for flat in flats),
        )
        for flats in _heads(community, homes)
    )


def flats_of(person: Person) -> tuple[str, ...]:
    """The flats that somebody owns: their home, if they are its owner, and others."""
    own = (person.household,) if person.household is not None and Kind.OWNER in person.kinds else ()
    return tuple(dict.fromkeys((*own, *person.owns)))


def _people(community: Community, electorate: Electorate) -> list[Person]:
    found = {one.id: one for node in electorate.nodes for one in community.residents_in(node)}
    if electorate.who is Who.OWNERS:
        homes = {home.id for node in electorate.nodes for home in community.households_in(node)}
        found = {one.id: one for one in community.people if not homes.isdisjoint(flats_of(one))}
    people = list(found.values())
    if electorate.who is Who.LISTED:
        people = _listed(community, electorate.listed, found)
    if electorate.who is Who.PARTY:
        people = [one for one in people if one.party]
    return sorted(people, key=lambda one: one.id)


def _homes(community: Community, electorate: Electorate, unit: Unit) -> list[Household]:
    found = {home.id: home for node in electorate.nodes for home in community.households_in(node)}
    homes = list(found.values())
    if electorate.who is Who.LISTED:
        listed = [flat for one in electorate.listed for flat in _flats_meant(community, one, unit, found)]
        homes = _listed(community, listed, found)
    if electorate.who is Who.PARTY:
        of_members = {one.household for one in community.people if one.party}
        homes = [home for home in homes if home.id in of_members]
    return sorted(homes, key=lambda home: _natural(home.id))


def _flats_meant(
    community: Community, listed: str, unit: Unit, found: Mapping[str, Household]
) -> Sequence[str]:
    """The flats here of somebody on a list; a household itself, and who has none here, as they are."""
    person = community.person(listed)
    if person is None:
        return (listed,)
    flats = (person.household,) if unit is Unit.HOUSEHOLD else flats_of(person)
    return [flat for flat in flats if flat is not None and flat in found] or (listed,)


def _listed(community: Community, listed: Sequence[str], found: Mapping[str, Any]) -> list[Any]:
    strangers = [one for one in listed if one not in found]
    if strangers:
        names = "、".join(_called(community, one) for one in strangers[:3])
        raise UserError("polls.not_of_here", names=names)
    return [found[one] for one in dict.fromkeys(listed)]


def _called(community: Community, listed: str) -> str:
    """Somebody on a list, or a home, by name: an id is nothing to people."""
    person = community.person(listed)
    if person is not None:
        return person.name
    return listed if community.household(listed) is not None else text("polls.left_the_roster")


def _labels(people: Iterable[Person]) -> dict[str, str]:
    """Names; of those who share one, with a number, since a label stands for one voter."""
    people = list(people)
    names = Counter(one.name for one in people)
    seen: Counter[str] = Counter()
    found = {}
    for one in people:
        seen[one.name] += 1
        found[one.id] = f"{one.name}({seen[one.name]})" if names[one.name] > 1 else one.name
    return found


def _heads(community: Community, homes: Sequence[Household]) -> list[list[Household]]:
    """Flats that have an owner in common are one head."""
    first = {home.id: home.id for home in homes}

    def root(flat: str) -> str:
        while first[flat] != flat:
            first[flat] = first[first[flat]]
            flat = first[flat]
        return flat

    for person in community.people:
        mine = [flat for flat in flats_of(person) if flat in first]
        for flat in mine[1:]:
            one, other = sorted((root(mine[0]), root(flat)), key=_natural)
            first[other] = one
    heads: dict[str, list[Household]] = {}
    for home in homes:
        heads.setdefault(root(home.id), []).append(home)
    return list(heads.values())


def _building_of(community: Community, person: Person) -> str:
    home = community.household(person.household) if person.household else None
    return _building(community, home.node) if home else ""


def _building(community: Community, node_id: str) -> str:
    """The node of the building, for break-downs."""
    found = (node.id for node in community.chain(node_id) if node.kind is NodeKind.BUILDING)
    return next(found, node_id)


def _natural(flat: str) -> list[tuple[int, str]]:
    """3-2-501 before 10-1-101."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in flat.split("-")]
