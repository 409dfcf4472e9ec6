"""Somebody the account cannot write to, because they are not its friend: told in the group, without a detail."""

from datetime import timedelta

from handlers.texts import text
from handlers.turn import Turn

_PAUSE = timedelta(days=1)


def tell_in_group(turn: Turn, contact: str) -> None:
    """Ask a contact, in the group of their building or post, to add the bot; at most once a day."""
    subject = f"contact:{contact}"
    told = turn.store.audit.about(subject)
    if told and turn.now - told[-1].at < _PAUSE:
        return
    person = turn.community.person_of(contact)
    home = turn.community.household(person.household) if person and person.household else None
    actor = person.id if person else turn.store.contacts.guest(contact)
    nodes = [post.node for post in person.posts] if person else []
    for node in [*nodes, *([home.node] if home else [])]:
        for room in turn.community.rooms_of(node):
            turn.audit("unreachable", subject)
            turn.to_room(room, text("common.add_me"), mention=[actor])
            return
