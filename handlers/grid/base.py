"""What all of the grid's acts need: which place and which person is meant, who may, and how a record is changed."""

import re
from collections.abc import Iterable
from dataclasses import replace

from handlers.chat import Chat, register_of
from handlers.community import Community, Node, NodeKind, Permission, Person, Role
from handlers.directory import assemble, kept_from
from handlers.errors import UserError
from handlers.feature import Feature
from handlers.names import clean, fold
from handlers.people import ALLOWS
from handlers.texts import text
from handlers.turn import Turn
from handlers.understanding import find_place
from handlers.understanding.normal import normalise, number

grid = Feature("grid")

LONGEST = 120
"""Characters of a message in which an act of the grid is looked for."""

_HERE = re.compile(
    r"(?:我们|咱们?|俺们?|本|这|这个|我)?(?:这|那)?(?:"
    r"(?P<building>栋楼|幢楼|号楼|楼栋|栋|幢|座楼|楼)|(?P<unit>单元|楼道)|(?P<grid>片区|片|网格)"
    r"|(?P<community>社区|小区))(?:里|的)?"
)
_GRID = re.compile(
    r"第?(?P<n>[0-9一二三四五六七八九十]{1,3})(?:号)?(?:片区|网格|支部|党支部)|(?:片区|网格)(?P<m>[0-9]{1,2})"
)
_UNIT = re.compile(r"([0-9一二三四五六七八九十A-Za-z]+)单元")
_KINDS = {
    "building": NodeKind.BUILDING,
    "unit": NodeKind.UNIT,
    "grid": NodeKind.GRID,
    "community": NodeKind.COMMUNITY,
}
_RANK = {
    Role.SPECIALIST: 1,
    Role.PROPERTY: 1,
    Role.ASSISTANT: 1,
    Role.HEAD: 2,
    Role.SECRETARY: 3,
    Role.AUDITOR: 3,  # who watches the leaders of a grid is not appointed by them
    Role.DEPUTY: 4,
    Role.ADMIN: 5,
}


def words_of(chat: Chat) -> str:
    """What was said, in its plain form, without the stops around it; "" if it is too long to be an act of the grid."""
    if len(chat.words) > LONGEST:
        return ""
    return normalise(chat.words).strip(" \t\n。.!~,，")


def privately(chat: Chat) -> None:
    """
    Raises:
        UserError: it was said in a group, where it has no place.
    """
    if not chat.private:
        raise UserError("grid.privately")


def refreshed(turn: Turn) -> Turn:
    """The same turn, with the community as it is after what was changed in it."""
    return replace(turn, community=assemble(turn.community.configured, turn.store))


def change(turn: Turn, person: Person, **fields: object) -> Turn:
    """Keep what changed of somebody; the turn with the community after it."""
    kept = kept_from(person, turn.community)
    turn.store.roster.put_people(replace(kept, **fields))  # type: ignore[arg-type]
    return refreshed(turn)


def node_named(community: Community, words: str, here: str) -> Node | None:
    """The place in the tree that is meant: 3号楼, 3号楼2单元, 第一片区, 我们楼 (from `here`), a node's own name."""
    said = normalise(words).strip(" 的,，、")
    if not said:
        return None
    for node in community.nodes:
        if fold(node.name) == fold(said):
            return node
    if found := _HERE.fullmatch(said):
        kind = next(_KINDS[name] for name, value in found.groupdict().items() if value)
        return next((node for node in community.chain(here) if node.kind is kind), None)
    if found := _GRID.fullmatch(said):
        return _numbered(community, NodeKind.GRID, number(found["n"] or found["m"]), None)
    place = find_place(said, register_of(community))
    if place is None or not place.known or not isinstance(place.building, str):
        return None
    building = community.building_node(place.building)
    if building is None or not isinstance(place.unit, str):
        return building
    return _numbered(community, NodeKind.UNIT, number(place.unit), building.id) or building


def _numbered(community: Community, kind: NodeKind, wanted: int | None, parent: str | None) -> Node | None:
    for node in community.nodes:
        if node.kind is kind and parent in (None, node.parent):
            digits = re.findall(r"[0-9]+|[一二三四五六七八九十]+", normalise(node.name))
            if digits and wanted is not None and number(digits[-1]) == wanted:
                return node
    return None


def person_named(community: Community, name: str, flat: str | None = None) -> Person:
    """The person of the roster who is meant, by name, and of several by the flat.

    Raises:
        UserError: nobody, or several.
    """
    shown = clean(name, 12)
    found = community.find_people(name) if shown else ()
    if flat is not None:
        found = tuple(person for person in found if person.household == flat)
    if not found:
        raise UserError("grid.nobody_called", name=shown)
    if len(found) > 1:
        raise UserError("grid.several_called", name=shown, count=len(found))
    return found[0]


def flat_named(community: Community, words: str) -> str | None:
    """The id of a flat as people write it: 3-2-501, 3号楼2单元501."""
    said = normalise(words).strip()
    if community.household(said):
        return said
    place = find_place(said, register_of(community))
    if place is None or not (place.building and place.unit and place.room):
        return None
    wanted = (place.building, place.unit, place.room)
    return next(
        (home.id for home in community.households if (home.building, home.unit, home.room) == wanted), None
    )


def rank(roles: Iterable[Role]) -> int:
    """How high the highest of these roles stands; 0 without any."""
    return max((_RANK[role] for role in roles), default=0)


def rank_at(turn: Turn, permission: Permission, node: str) -> int:
    """How high the acting person's roles that allow this at a node stand; 0 if none does."""
    person, community = turn.person, turn.community
    if person is None:
        return 0
    return rank(
        post.role
        for post in community.posts_of(person)
        if permission in ALLOWS[post.role] and community.is_within(node, post.node)
    )


def nodes_of(community: Community, person: Person) -> tuple[str, ...]:
    """Where somebody belongs: their home and every post."""
    home = community.household(person.household) if person.household else None
    return (*((home.node,) if home else ()), *(post.node for post in person.posts))


def require_over(turn: Turn, person: Person) -> None:
    """
    Raises:
        UserError: the acting person does not keep the roster wherever the other one belongs, or does not stand above
            them. Nobody's own entry is theirs to keep.
    """
    community = turn.community
    top = next(node.id for node in community.nodes if node.parent is None)
    held = rank(post.role for post in person.posts)
    for node in nodes_of(community, person) or (top,):
        if rank_at(turn, Permission.ROSTER, node) <= held or person.id == turn.actor:
            raise UserError("grid.not_over", name=person.name)


def require_to_keep(turn: Turn, person: Person) -> None:
    """As `require_over`; of a resident without a post also whoever vouches for people there (楼长, 网格员).

    Raises:
        UserError: not theirs to keep.
    """
    home = turn.community.household(person.household) if person.household else None
    if not person.posts and home is not None and rank_at(turn, Permission.VOUCH, home.node):
        return
    require_over(turn, person)


def keeps_somewhere(chat: Chat) -> bool:
    """Whether the speaker keeps any part of the roster."""
    return chat.may_somewhere(Permission.ROSTER) or chat.may_somewhere(Permission.VOUCH)


def office_of(community: Community, person: Person) -> str:
    """Somebody's office in words as all may read it; of one without a title by the role."""
    if person.title or not person.posts:
        return person.title
    post = person.posts[0]
    node = community.node(post.node)
    return f"{node.name if node else ''}{text(f'grid.role.{post.role.value}')}"


def shown(community: Community, person: Person) -> str:
    """3号楼楼长 李伟"""
    office = office_of(community, person)
    return f"{office} {person.name}" if office else person.name
