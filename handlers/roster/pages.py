"""Roster and households as sheets, in the very form that an import reads; and the example to start from."""

from collections.abc import Iterable, Mapping, Sequence

from handlers.community import Community, Node, NodeKind, Person
from handlers.people import Kind, Post, Role
from handlers.privacy.rules import masked_identity, masked_phone
from handlers.roster.tables import EXAMPLE
from handlers.roster.wording import metres
from handlers.texts import all_texts, text
from storage.roster_records import Secrets

_TREE = (NodeKind.GRID, NodeKind.BUILDING, NodeKind.UNIT)
_BY_WORD = (Role.HEAD, Role.SECRETARY, Role.ASSISTANT)
_COLUMNS = ("id", "name", "building", "unit", "room", "phone", "identity", "kinds", "party")
PEOPLE = (*_COLUMNS, "employer", "skills", "title", "scope", "owns")
HOMES = ("building", "unit", "room", "area")
NODES = ("node", "level", "parent")
"""The columns of the three sheets; their headers are texts."""

Row = list[str]


def header(columns: Sequence[str]) -> Row:
    """The header cells of these columns."""
    return [text(f"roster.column.{column}") for column in columns]


def people_rows(community: Community, numbers: Mapping[str, Secrets], full: bool) -> list[Row]:
    """Everybody, by household and name; numbers are masked unless `full`."""
    return [
        _person_row(community, person, numbers.get(person.id, Secrets()), full)
        for person in by_home(community.people)
    ]


def by_home(people: Iterable[Person]) -> list[Person]:
    """As one goes from door to door; those who live elsewhere last."""
    return sorted(
        people, key=lambda one: (one.household is None, _natural(one.household or ""), one.name, one.id)
    )


def home_rows(community: Community, areas: Mapping[str, int | None]) -> list[Row]:
    """Every household with its area where it is known."""
    rows = []
    for home in sorted(community.households, key=lambda one: _natural(one.id)):
        area = areas.get(home.id)
        rows.append([home.building, home.unit, home.room, "" if area is None else metres(area)])
    return rows


def node_rows(community: Community) -> list[Row]:
    """Grids, buildings and units with what is above them, those above first."""
    nodes = [node for node in community.nodes if node.kind in _TREE]
    return [
        [_full_name(community, node), text(f"roster.level.{node.kind}"), _full_name(community, parent)]
        for node in sorted(nodes, key=lambda one: (_TREE.index(one.kind), _natural(one.id)))
        if (parent := community.node(node.parent or "")) is not None
    ]


def template_rows(sheet: str) -> list[Row]:
    """The example rows of a sheet: "nodes", "homes" or "people". An import does not read them."""
    lines = text(f"roster.template.{sheet}").splitlines()
    return [[EXAMPLE, *(cell.strip() for cell in line.split("|"))] for line in lines]


def template_notes() -> list[str]:
    """How it is filled in: a heading, then a line for each thing to know."""
    return [words for key, words in all_texts().items() if key.startswith("roster.template.how.")]


def _person_row(community: Community, person: Person, numbers: Secrets, full: bool) -> Row:
    home = community.household(person.household) if person.household else None
    phone, identity = numbers.phone or "", numbers.identity or ""
    return [
        person.id,
        person.name,
        *([home.building, home.unit, home.room] if home else [""] * 3),
        phone if full or not phone else masked_phone(phone),
        identity if full or not identity else masked_identity(identity),
        "、".join(kind.value for kind in Kind if kind in person.kinds),
        text("roster.yes" if person.party else "roster.no"),
        person.employer,
        "、".join(person.skills),
        person.title,
        _scope(community, person.posts),
        "、".join(person.owns),
    ]


def _scope(community: Community, posts: Sequence[Post]) -> str:
    """Where somebody holds the office that their title names."""
    post = next((post for post in posts if post.role in _BY_WORD), None)
    node = community.node(post.node) if post else None
    return _full_name(community, node) if node else ""


def _full_name(community: Community, node: Node) -> str:
    """A unit is called with its building."""
    parent = community.node(node.parent or "")
    if node.kind is NodeKind.UNIT and parent is not None and not node.name.startswith(parent.name):
        return parent.name + node.name
    return node.name


def _natural(key: str) -> list[tuple[int, str]]:
    """3-2-501 before 10-1-101."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in key.split("-")]
