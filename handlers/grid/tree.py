"""The tree in a few lines, for those who keep the roster: how many flats and people, how many bound, where a head is
missing. Chat only."""

import re

from handlers.chat import Chat
from handlers.community import Node, Permission
from handlers.grid import rules
from handlers.grid.base import grid, node_named, words_of
from handlers.grid.rules import Row
from handlers.texts import text

_TREE = re.compile(
    r"(?P<place>本片区|我们片区|本网格|本社区|第?[0-9一二三四五六七八九十]{1,2}片区)?(?:的)?"
    r"(?:(?:网格树|网格图|概况|情况一览|组织架构|架构|绑定率)"
    r"(?: ?(?P<behind>第?[0-9一二三四五六七八九十]{1,2}(?:片区|号楼)))?"
    r"(?:是?多少)?)?"
)
_HEADLESS = re.compile(
    r"(?:(?:现在|目前)?(?:还有)?(?:哪些|哪几|哪个|哪|什么)(?:栋|幢|个|号|里|儿|地方|片)*(?:楼|单元|片区)?(?:还|现在|都)?(?:没有|没|缺|少|空着)"
    r"(?:楼长|楼栋长|书记|人管|负责人)|(?:缺|没有)(?:楼长|书记)的(?:楼|地方|片区)?(?:有哪些|是哪些)?)(?:的|呢|啊|了)*[?？]?"
)
_LISTED = 8
_NAMED = 5


@grid.before_commands
@grid.declare("网格树", "本片区", needs=Permission.ROSTER)
def show_tree(chat: Chat) -> bool:
    """The counts of the speaker's part of the tree, each place in a few characters."""
    words = words_of(chat)
    found = _TREE.fullmatch(words) if words and chat.called else None
    if found is None:
        return False
    chat.require_somewhere(Permission.ROSTER)
    node = _top(chat, found["place"] or found["behind"])
    if node is None:
        return False
    chat.turn.require(Permission.ROSTER, node.id)
    rows = rules.table(chat.turn.community, node.id)
    top, below = rows[0], [row for row in rows if row.depth == 1]
    lines = [_line("grid.tree_top", top)]
    if below:
        lines.append("；".join(_line("grid.tree_part", row) for row in below[:_LISTED]))
        if len(below) > _LISTED:
            lines[-1] += text("grid.and_more_places", count=len(below) - _LISTED)
    missing = [row.node.name for row in rows if row.missing]
    if missing:
        more = text("grid.and_more_places", count=len(missing) - _NAMED) if len(missing) > _NAMED else ""
        lines.append(text("grid.headless", list="、".join(missing[:_NAMED]) + more))
    else:
        lines.append(text("grid.all_headed"))
    chat.whisper("grid.tree", list="\n".join(lines))
    return True


@grid.before_commands
@grid.declare("哪些楼没有楼长", needs=Permission.ROSTER)
def show_headless(chat: Chat) -> bool:
    """The places in the speaker's part of the tree that have no head."""
    words = words_of(chat)
    if not (words and chat.called and _HEADLESS.fullmatch(words)):
        return False
    chat.require_somewhere(Permission.ROSTER)
    node = _top(chat, None)
    missing = (
        [row.node.name for row in rules.table(chat.turn.community, node.id) if row.missing] if node else []
    )
    if missing:
        more = text("grid.and_more_places", count=len(missing) - _LISTED) if len(missing) > _LISTED else ""
        chat.whisper("grid.headless", list="、".join(missing[:_LISTED]) + more)
    else:
        chat.whisper("grid.all_headed")
    return True


def _top(chat: Chat, place: str | None) -> Node | None:
    """The place that is named, else the highest one whose roster the speaker keeps."""
    community, person = chat.turn.community, chat.person
    if place and place not in ("本片区", "我们片区", "本网格"):
        return node_named(community, place, chat.node.id)
    if person is None:
        return None
    kept = [node for node in community.nodes if community.may(person, Permission.ROSTER, node.id)]
    return min(kept, key=lambda node: len(community.chain(node.id)), default=None)


def _line(key: str, row: Row) -> str:
    return text(
        key,
        name=row.node.name,
        households=row.households,
        people=row.people,
        bound=row.bound,
        share=row.bound_share,
    )
