"""What anybody may ask of the grid: who answers for what, who holds which office. Chat only."""

from collections.abc import Sequence

from handlers.chat import Chat
from handlers.community import Node, NodeKind, RoomMode
from handlers.grid import rules
from handlers.grid.asking import Asked, read_question
from handlers.grid.base import grid, node_named, office_of, words_of
from handlers.grid.rules import Server
from handlers.texts import text

_ABOVE = 3  # how many of the line above are named
_LISTED = 6  # members of a team
_TEAM_NODES = frozenset({NodeKind.BUILDING, NodeKind.UNIT, NodeKind.GRID})


@grid.before_commands
@grid.declare("谁管 3号楼 电梯", "3号楼电梯归谁管", "我们楼的楼长是谁", "3号楼团队")
def tell_who(chat: Chat) -> bool:
    """Who answers for a matter at a place, or holds an office there: names and offices, never a number."""
    asked = read_question(words_of(chat))
    if asked is None or not (chat.called or chat.mode is RoomMode.ACTIVE):
        return False
    if not (chat.called or asked.place or asked.category or asked.office):
        return False
    node = _node(chat, asked)
    if node is None:
        return False
    if asked.office is not None:
        return _tell_office(chat, node, asked.office)
    if asked.team:
        return _tell_team(chat, node)
    _tell_line(chat, node, asked.category)
    return True


def _node(chat: Chat, asked: Asked) -> Node | None:
    """The place that is asked about; without one, where it is asked."""
    return node_named(chat.turn.community, asked.place, chat.node.id) if asked.place else chat.node


def _tell_line(chat: Chat, node: Node, category: str | None) -> None:
    line = rules.who_answers(chat.turn.community, node.id, category, None, chat.turn.local.time())
    matter = " ".join(part for part in (node.name, category) if part)
    if not line:
        chat.reply("grid.nobody", matter=matter)
        return
    said = text("grid.answers", matter=matter, who=_who(chat, line[0]))
    above = line[1 : 1 + _ABOVE]
    if above:
        said += "\n" + text("grid.above", line=" → ".join(_name(chat, one) for one in above))
    chat.say(f"{said}\n{text('grid.just_say')}")


def _tell_office(chat: Chat, node: Node, office: str) -> bool:
    found = rules.office_holders(chat.turn.community, node.id, office, chat.turn.local.time())
    if found:
        chat.reply("grid.office", list="、".join(_who(chat, one) for one in found[:_LISTED]))
    elif chat.called or rules.roles_of(office):
        chat.reply("grid.no_office", place=node.name, office=office)
    else:
        return False
    return True


def _tell_team(chat: Chat, node: Node) -> bool:
    community, local = chat.turn.community, chat.turn.local.time()
    leaders = {one.id for one in community.nodes if one.kind not in _TEAM_NODES}
    served = [
        one
        for one in rules.team(community, node.id, local)
        if node.id in leaders or one.post.node not in leaders or one.post.categories
    ]
    if not served:
        chat.reply("grid.no_team", place=node.name)
        return True
    more = text("grid.and_more", count=len(served) - _LISTED) if len(served) > _LISTED else ""
    chat.reply("grid.team", place=node.name, list=_list(chat, served[:_LISTED]) + more)
    return True


def _list(chat: Chat, served: Sequence[Server]) -> str:
    return "、".join(_who(chat, one) for one in served)


def _who(chat: Chat, one: Server) -> str:
    """3号楼楼长 李伟（请假，孙秀英代）; with duty hours: （值班8:30-17:30，现在不在班）."""
    community = chat.turn.community
    notes = []
    if one.stands_in and one.person is not None:
        notes.append(text("grid.stood_in", name=one.person.name))
    elif one.holder.away:
        notes.append(text("grid.is_away"))
    if one.post.hours:
        hours = rules.hours_text(one.post.hours)
        notes.append(text("grid.duty" if one.on_duty else "grid.off_duty", hours=hours))
    office = office_of(community, one.holder)
    named = f"{office} {one.holder.name}".strip()
    return f"{named}（{'，'.join(notes)}）" if notes else named


def _name(chat: Chat, one: Server) -> str:
    office = office_of(chat.turn.community, one.holder)
    person = one.person or one.holder
    return f"{office} {person.name}".strip()
