"""Somebody the account cannot write to, because they are not its friend: told in the group, without a detail."""

from datetime import timedelta

from handlers.texts import text
from handlers.turn import Turn

_PAUSE = timedelta(days=1)
_ACTION = "unreachable"


def tell_in_group(turn: Turn, contact: str) -> None:
    """Ask a contact, in the group of their building or post, to add the bot; at most once a day."""
    person = turn.community.person_of(contact)
    actor = person.id if person else turn.store.contacts.guest(contact)
    subject = f"person:{actor}"
    told = [row for row in turn.store.audit.about(subject) if row.action == _ACTION]
    if told and turn.now - told[-1].at < _PAUSE:
        return
    home = turn.community.household(person.household) if person and person.household else None
    nodes = [post.node for post in turn.community.posts_of(person)] if person else []
    for node in [*nodes, *([home.node] if home else [])]:
        for room in turn.community.rooms_of(node):
            turn.audit(_ACTION, subject)
            turn.to_room(room, text("common.add_me"), mention=[actor])
            return
