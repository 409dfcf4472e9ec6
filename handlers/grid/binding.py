"""A group is bound to a node by a code that is said in it once: the id of a group tells nothing, and its name proves
nothing."""

import re
from datetime import timedelta

from handlers.chat import Chat
from handlers.community import Permission
from handlers.errors import UserError
from handlers.feature import Where
from handlers.grid.base import grid, node_named, refreshed, words_of
from handlers.identity.actions import ROOM, say_code
from handlers.messages import Kind
from handlers.names import clean
from handlers.rooms.commands import describe
from handlers.texts import text
from handlers.understanding.normal import normalise
from storage.roster_records import BoundRoom

_LASTS = timedelta(hours=24)
_LONGEST_NAME = 32
_ISSUE = re.compile(r"(?:绑定群|绑群|新群绑定|群绑定)[ :,，]*(?P<place>.{0,24})")
_BIND = re.compile(r"(?:绑定本群|绑定这个群|绑定群)[ :,，]*(?P<code>[0-9A-Za-z]{4,12})")
_UNBIND = re.compile(r"(?:解绑本群|解除绑定本群|取消绑定本群|本群解绑)")


@grid.before_commands
@grid.declare("绑定群 3号楼", "绑定本群 K7QX2M", needs=Permission.ROSTER, where=Where.PLACE)
def issue(chat: Chat) -> bool:
    """A code with which a new group becomes the group of a place."""
    found = _ISSUE.fullmatch(words_of(chat)) if chat.called and chat.private else None
    if found is None:
        return False
    chat.require_somewhere(Permission.ROSTER)
    place = found["place"].strip()
    node = node_named(chat.turn.community, place, chat.node.id) if place else None
    if node is None:
        raise UserError("grid.bind_where", place=clean(place, 12))
    chat.turn.require(Permission.ROSTER, node.id)
    now = chat.turn.now
    code = chat.turn.store.tickets.issue(ROOM, node.id, chat.turn.actor, now, now + _LASTS)
    chat.turn.audit("room_code", f"node:{node.id}")
    bot, hours = chat.turn.community.bot_names[0], _LASTS // timedelta(hours=1)
    message = text("grid.bind_code", place=node.name, code=code, bot=bot, hours=hours)
    say_code(chat.turn, chat.inbound.sender, message)
    return True


@grid.before_commands
def bind_known_room(chat: Chat) -> bool:
    """The code, said in a group that is bound already: it moves, unless the configuration says whose it is."""
    if chat.room is None or not chat.called or _BIND.fullmatch(words_of(chat)) is None:
        return False
    if chat.turn.community.configured.room(chat.room.id) is not None:
        raise UserError("grid.room_configured")
    return bind(chat)


@grid.before_commands
@grid.declare("解绑本群", needs=Permission.ROSTER, where=Where.ROOM)
def unbind(chat: Chat) -> bool:
    """The group is nobody's again."""
    room = chat.room
    if not chat.called or _UNBIND.fullmatch(words_of(chat)) is None:
        return False
    chat.require_somewhere(Permission.ROSTER)
    if room is None:
        raise UserError("grid.in_that_group")
    chat.turn.require(Permission.ROSTER, room.node)
    if chat.turn.community.configured.room(room.id) is not None:
        raise UserError("grid.room_configured")
    if chat.turn.store.polls.open_in_room(room.id):
        raise UserError("grid.room_has_polls")
    chat.turn.store.roster.drop("bound_room", [room.id])
    chat.turn.audit("room_unbound", f"room:{room.id}", node=room.node)
    chat.reply("grid.unbound")
    return True


def bind(chat: Chat) -> bool:
    """Bind the group that the code was said in, also one that the bot did not know. False if the message is about
    something else; a code that is not good, or not theirs to use, is answered without saying why.

    Raises:
        UserError: the code does not do it.
    """
    found = _BIND.fullmatch(normalise(chat.words).strip(" 。.!！")) if chat.called else None
    room = chat.inbound.room
    if found is None or room is None:
        return False
    turn = chat.turn
    ticket = turn.store.tickets.find(found["code"], turn.now)
    person, community = turn.person, turn.community
    node = community.node(ticket.subject) if ticket is not None and ticket.kind == ROOM else None
    if person is None or node is None or not community.may(person, Permission.ROSTER, node.id):
        raise UserError("grid.bind_refused")
    before = community.room(room)
    if before is not None and not community.may(person, Permission.ROSTER, before.node):
        raise UserError("grid.bind_refused")
    turn.store.tickets.use(found["code"], turn.now)
    name = before.name if before and before.node == node.id else text("grid.group_of", place=node.name)
    turn.store.roster.put_room(BoundRoom(room, name, node.id, person.id, turn.now))
    turn.audit("room_bound", f"room:{room}", node=node.id, before=before.node if before else None)
    after = refreshed(turn).community.room(room)
    chat.reply("grid.bound", place=node.name, mode=describe(after.mode) if after else "")
    return True


@grid.event(Kind.TOPIC)
def rename(chat: Chat) -> None:
    """A bound group goes by its name; the configuration names its own."""
    room, name = chat.room, clean(chat.inbound.text, _LONGEST_NAME)
    if room is None or not name or chat.turn.community.configured.room(room.id) is not None:
        return
    kept = next((one for one in chat.turn.store.roster.rooms() if one.id == room.id), None)
    if kept is not None and kept.name != name:
        chat.turn.store.roster.put_room(BoundRoom(kept.id, name, kept.node, kept.bound_by, kept.bound_at))
