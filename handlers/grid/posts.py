"""Posts given and taken (任命, 免去). Whoever does it stands above the post, and what was in hand goes on."""

from dataclasses import dataclass, replace

from handlers.community import Community, Node, NodeKind, Permission, Person, Post, Role
from handlers.directory import kept_from
from handlers.errors import UserError
from handlers.grid import handover, leave
from handlers.grid.base import change, rank, rank_at, refreshed
from handlers.grid.rules import SERVING
from handlers.turn import Turn

_AT = {
    Role.HEAD: (NodeKind.BUILDING, NodeKind.UNIT),
    Role.SECRETARY: (NodeKind.GRID,),
    Role.DEPUTY: (NodeKind.COMMUNITY,),
    Role.ADMIN: (NodeKind.COMMUNITY,),
}
_LONGEST_TITLE = 24


@dataclass(frozen=True, slots=True)
class Office:
    """A post with what it is called: 3号楼楼长."""

    post: Post
    title: str


def title_of(node: Node, word: str) -> str:
    """第一片区 and 书记: 第一片区书记; what belongs to the whole community is called by the word alone."""
    named = node.kind in (NodeKind.BUILDING, NodeKind.UNIT, NodeKind.GRID)
    return f"{node.name}{word}" if named else word


def check_appoint(turn: Turn, person: Person, office: Office) -> None:
    """
    Raises:
        UserError: the acting person does not stand above this post, the place cannot have it, or they hold it.
    """
    node = turn.community.node(office.post.node)
    kinds = _AT.get(office.post.role)
    if node is None or (kinds is not None and node.kind not in kinds):
        raise UserError("grid.office_elsewhere", office=office.title)
    if rank_at(turn, Permission.ROSTER, node.id) <= rank((office.post.role,)):
        raise UserError("grid.office_above", office=office.title)
    if person.id == turn.actor:
        raise UserError("grid.not_oneself")
    if office.post in person.posts:
        raise UserError("grid.holds_already", name=person.name, office=office.title)
    if office.post.role in (Role.SPECIALIST, Role.PROPERTY) and not office.post.categories:
        raise UserError("grid.matters_wanted", name=person.name, office=office.title)


def appoint(turn: Turn, person: Person, office: Office) -> Turn:
    """Give the post; one of the same role at the same node is replaced (other duty hours, other matters).

    Raises:
        UserError: as `check_appoint`.
    """
    check_appoint(turn, person, office)
    others = tuple(
        post for post in person.posts if (post.node, post.role) != (office.post.node, office.post.role)
    )
    after = _with_posts(turn, replace(person, posts=(*others, office.post)), _added(person, office.title))
    turn.audit(
        "appoint",
        f"person:{person.id}",
        node=office.post.node,
        role=office.post.role.value,
        categories=sorted(office.post.categories),
        title=office.title,
    )
    return leave.resettle(after)


def check_dismiss(turn: Turn, person: Person, post: Post) -> None:
    """
    Raises:
        UserError: the acting person does not stand above this post, or it is the last admin's.
    """
    community = turn.community
    admins = [one for one in community.people for held in one.posts if held.role is Role.ADMIN]
    if post.role is Role.ADMIN and len(admins) <= 1:
        raise UserError("grid.last_admin", name=person.name)
    if rank_at(turn, Permission.ROSTER, post.node) <= rank((post.role,)):
        raise UserError("grid.office_above", office=person.title or person.name)


def dismiss(turn: Turn, person: Person, post: Post, to: Person | None = None) -> handover.Passed:
    """Take the post; what they had in hand by it goes to `to`, or to who answers for it now.

    Raises:
        UserError: as `check_dismiss`.
    """
    check_dismiss(turn, person, post)
    before = turn.community
    left = tuple(held for held in person.posts if held != post)
    node = before.node(post.node)
    title = _without(person.title, node) if left else ""
    after = _with_posts(turn, replace(person, posts=left), title)
    turn.audit("remove_post", f"person:{person.id}", node=post.node, role=post.role.value)
    return released(after, person, before, to)


def released(after: Turn, person: Person, before: Community, to: Person | None = None) -> handover.Passed:
    """What follows when somebody lost posts, in whatever way: no leave and no stead without one, and what was in hand
    goes on. `after` knows the community after it, `before` is the one before."""
    now = after.community.person(person.id)
    if now is None or not any(post.role in SERVING for post in now.posts):
        leave.drop(after, person)
        if now is not None and now.away:
            after = change(after, now, away=False, stand_in=None)
        after = leave.resettle(after)
    return handover.settle(after, person, before, to)


def _with_posts(turn: Turn, changed: Person, title: str) -> Turn:
    kept = kept_from(changed, turn.community)
    turn.store.roster.put_people(replace(kept, title=title))
    return refreshed(turn)


def _added(person: Person, title: str) -> str:
    """The titles, the new one last; where the old ones leave no room, only the new one."""
    if not person.title or person.title == title or not person.posts:
        return title
    both = f"{person.title}、{title}"
    return (
        person.title if title in person.title.split("、") else both if len(both) <= _LONGEST_TITLE else title
    )


def _without(title: str, node: Node | None) -> str:
    parts = title.split("、")
    kept = [part for part in parts if node is None or not part.startswith(node.name)]
    return "、".join(kept if len(kept) < len(parts) else parts)
