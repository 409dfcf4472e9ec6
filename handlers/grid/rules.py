"""The grid tree read: who answers for what, who stands in, what is missing. Pure; chat and pages ask here.

who_answers(community, node, category=None, intent=None, local=None) -> the line of those who answer, first first
team(community, node)                                              -> 一长两员, 1+3: everybody who serves there
office_holders(community, node, office)                            -> who is 楼长, 网格员, 民警 … there
away(community, node)                                              -> who is on leave, and who stands in
table(community, node=None)                                        -> the tree with its counts, top first
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import time

from handlers.community import Community, Node, NodeKind, Permission, Person, Post, Role
from handlers.people import ALLOWS, BY_TOPIC, RUNGS
from handlers.worktime import Hours

SERVING = frozenset(role for role in Role if Permission.WORK in ALLOWS[role])
"""Roles to whom requests are given."""

_HEADED = {NodeKind.BUILDING: Role.HEAD, NodeKind.GRID: Role.SECRETARY, NodeKind.COMMUNITY: Role.ADMIN}
"""Which role the head of a node has."""


@dataclass(frozen=True, slots=True)
class Server:
    """Somebody who serves at a node. `holder` holds the post; `person` does the work now: the holder, whoever stands
    in, or None while the holder is away and nobody was named (then the next one up does)."""

    holder: Person
    post: Post
    person: Person | None
    on_duty: bool

    @property
    def stands_in(self) -> bool:
        """Whether somebody else does the work now."""
        return self.person is not None and self.person.id != self.holder.id


@dataclass(frozen=True, slots=True)
class Row:
    """A node with its counts, those below it included. `bound`: of the people who live there, those with an account;
    `heads`: who leads the node itself; `headless`: how many nodes here lack a head that they should have."""

    node: Node
    depth: int
    households: int
    people: int
    bound: int
    heads: tuple[Person, ...]
    headless: int
    rooms: int

    @property
    def missing(self) -> bool:
        """Whether this very node lacks its head."""
        return self.node.kind in _HEADED and not self.heads

    @property
    def bound_share(self) -> int:
        """绑定率 in whole percent; 100 only if all are bound."""
        return 100 * self.bound // self.people if self.people else 0


def who_answers(
    community: Community,
    node: str,
    category: str | None = None,
    intent: str | None = None,
    local: time | None = None,
) -> tuple[Server, ...]:
    """The line of those who answer for a category at a node: first who gets it now (as `Community.responsible` says),
    then rung by rung upward, one a rung. Empty where nobody answers."""
    first = community.responsible(category, intent, node, local)
    if first is None:
        return ()
    serving = servers(community, node, local)
    line = [first, *community.superiors(first, node)]
    return tuple(
        found
        for person in line
        if (found := _as_serving(serving, person, category, intent if person is first else None)) is not None
    )


def team(community: Community, node: str, local: time | None = None) -> tuple[Server, ...]:
    """Everybody who serves at a node, whom it is nearest first: its own head and assistants, then who reaches it from
    above (1+3: 片区书记, 民警, 调解员, 物业 …), the leaders of the whole community last."""
    depth = {one.id: steps for steps, one in enumerate(community.chain(node))}
    served = servers(community, node, local)
    return tuple(sorted(served, key=lambda one: (_order(one.post), depth[one.post.node])))


def office_holders(
    community: Community, node: str, office: str, local: time | None = None
) -> tuple[Server, ...]:
    """Who holds an office there, by its word (楼长, 网格员, 片区书记, 民警 …), the nearest first.

    The nearest node that has one decides: asked for 书记 in a building, it is the one of the grid. Where nobody is
    called so in the roster, the word for the role decides.
    """
    depth = {one.id: steps for steps, one in enumerate(community.chain(node))}
    served = sorted(servers(community, node, local), key=lambda one: depth[one.post.node])
    roles = roles_of(office)
    for found in (
        [one for one in served if office in one.holder.title and one.post.role in roles],
        [one for one in served if one.post.role in roles],
        [one for one in served if _titled(one.holder.title, _ALSO.get(office, office))],
    ):
        if found:
            nearest = found[0].post.node
            return tuple(one for one in found if one.post.node == nearest)
    return ()


def servers(community: Community, node: str, local: time | None = None) -> list[Server]:
    """Every post that reaches a node, in the order of the roster."""
    reach = {one.id for one in community.chain(node)}
    return [_server(community, person, post, local) for person, post in posts_at(community, reach)]


def posts_at(community: Community, nodes: Iterable[str]) -> Iterator[tuple[Person, Post]]:
    """Who holds which post at these very nodes, also while away."""
    wanted = frozenset(nodes)
    for person in community.people:
        for post in person.posts:
            if post.node in wanted:
                yield person, post


def away(community: Community, within: str) -> tuple[Person, ...]:
    """Who is on leave and holds a post at a node or below it."""
    return tuple(
        person
        for person in community.people
        if person.away and any(community.is_within(post.node, within) for post in person.posts)
    )


def acting(community: Community, person: Person) -> Person | None:
    """Who does somebody's work now: themselves, whoever stands in, or nobody by name."""
    if not person.away:
        return person
    return community.person(person.stand_in) if person.stand_in else None


def usual_stand_in(community: Community, person: Person) -> Person | None:
    """Who stands in if nobody is named: the assistant at the node of a post (一长两员), else whoever holds the same
    office there, else the next one up; None above the top."""
    for post in person.posts:
        beside = [
            (other, held)
            for other, held in posts_at(community, (post.node,))
            if other.id != person.id and not other.away and other.contacts
        ]
        for roles in ((Role.ASSISTANT,), (post.role,) if post.role not in BY_TOPIC else ()):
            for other, held in beside:
                if held.role in roles:
                    return other
    nodes = [post.node for post in person.posts]
    above = (one for node in nodes for one in community.superiors(person, node))
    return next((one for one in above if not one.away and one.id != person.id and one.contacts), None)


def table(community: Community, top: str | None = None) -> tuple[Row, ...]:
    """The tree from `top` (the whole one if None) with its counts, each node before those below it."""
    people = _people_by_node(community)
    flats: dict[str, int] = {}
    for home in community.households:
        flats[home.node] = flats.get(home.node, 0) + 1
    below: dict[str | None, list[Node]] = {}
    for node in community.nodes:
        below.setdefault(node.parent, []).append(node)
    heads: dict[str, list[Person]] = {}
    kinds = {node.id: _HEADED.get(node.kind, Role.HEAD) for node in community.nodes}
    for person in community.people:
        for post in person.posts:
            if post.role is kinds.get(post.node):
                heads.setdefault(post.node, []).append(person)
    roots = [one for one in community.nodes if (one.id == top if top else one.parent is None)]
    rows: list[Row] = []
    for root in roots:
        _rows(_Tree(community, below, flats, people, heads), root, 0, rows)
    return tuple(rows)


def hours_text(hours: Iterable[Hours]) -> str:
    """Duty hours as one reads them: 08:30-17:30, 20:00-08:00; "" for always."""
    return "、".join(f"{begin:%H:%M}-{end:%H:%M}" for begin, end in hours)


_OFFICES: tuple[tuple[str, frozenset[Role]], ...] = (
    ("楼长|栋长|楼栋长|单元长|楼组长|党小组长", frozenset({Role.HEAD})),
    ("网格员|专职网格员|党建指导员|楼管员|专干", frozenset({Role.ASSISTANT})),
    ("网格长|片区书记|片长|支部书记|支书|片区支部书记|网格书记|片区长", frozenset({Role.SECRETARY})),
    ("副书记|社区副书记", frozenset({Role.DEPUTY})),
    ("社区书记|党委书记|社区党委书记|第一书记", frozenset({Role.ADMIN})),
    ("书记", frozenset({Role.SECRETARY, Role.ADMIN})),
    ("物业|物业经理|物业负责人", frozenset({Role.PROPERTY})),
    ("监督员|审计", frozenset({Role.AUDITOR})),
)


_ALSO = {"警官": "民警", "片警": "民警", "维修师傅": "物业维修"}


def roles_of(office: str) -> frozenset[Role]:
    """The roles that a word for an office may mean; none for a word that is only a title."""
    return next((roles for words, roles in _OFFICES if re.fullmatch(words, office)), frozenset())


@dataclass(frozen=True, slots=True)
class _Tree:
    """What is at each node, gathered in one pass."""

    community: Community
    below: dict[str | None, list[Node]]
    flats: dict[str, int]
    people: dict[str, list[Person]]
    heads: dict[str, list[Person]]


def _rows(tree: _Tree, node: Node, depth: int, rows: list[Row]) -> Row:
    at = len(rows)
    own, heads = tree.people.get(node.id, []), tuple(tree.heads.get(node.id, ()))
    rows.append(Row(node, depth, 0, 0, 0, heads, 0, len(tree.community.rooms_of(node.id))))
    kept = [_rows(tree, child, depth + 1, rows) for child in tree.below.get(node.id, [])]
    rows[at] = replace(
        rows[at],
        households=tree.flats.get(node.id, 0) + sum(row.households for row in kept),
        people=len(own) + sum(row.people for row in kept),
        bound=sum(bool(person.contacts) for person in own) + sum(row.bound for row in kept),
        headless=int(rows[at].missing) + sum(row.headless for row in kept),
    )
    return rows[at]


def _people_by_node(community: Community) -> dict[str, list[Person]]:
    """Everybody at one node: where they live, else where they hold their first post."""
    found: dict[str, list[Person]] = {}
    for person in community.people:
        home = community.household(person.household) if person.household else None
        node = home.node if home else person.posts[0].node if person.posts else None
        if node is not None:
            found.setdefault(node, []).append(person)
    return found


def _server(community: Community, person: Person, post: Post, local: time | None) -> Server:
    return Server(person, post, acting(community, person), local is None or post.on_duty(local))


def _as_serving(
    serving: list[Server], person: Person, category: str | None, intent: str | None
) -> Server | None:
    """By which post somebody answers: a specialist's that names the matter, else their lowest of the ladder."""
    own = [one for one in serving if one.person is not None and one.person.id == person.id]
    for topic in (intent, category):
        for one in own:
            if one.post.role in BY_TOPIC and topic in one.post.categories:
                return one
    ranked = [one for one in own if one.post.role not in BY_TOPIC and one.post.role in RUNGS]
    return min(ranked, key=lambda one: (one.stands_in, RUNGS.index(one.post.role)), default=None)


def _titled(title: str, office: str) -> bool:
    """人民调解员 is a 调解员, and who is asked for as 社区民警 is the 民警."""
    return any(part and (office in part or part in office) for part in title.split("、"))


def _order(post: Post) -> int:
    """The order of a team's list: the head, the assistants, the secretary, then specialists, property, the top."""
    order = (
        Role.HEAD,
        Role.ASSISTANT,
        Role.SECRETARY,
        Role.SPECIALIST,
        Role.PROPERTY,
        Role.DEPUTY,
        Role.ADMIN,
        Role.AUDITOR,
    )
    return order.index(post.role)
