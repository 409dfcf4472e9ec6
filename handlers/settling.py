"""Once after an update from a version that kept contacts where there are actors now: put every name right."""

from datetime import datetime

from handlers.community import Community
from storage.unit_of_work import UnitOfWork

_DONE = "settled"


def settle(store: UnitOfWork, community: Community, now: datetime) -> None:
    """Name everybody who is kept by their contact by who they are; the first time only."""
    if store.counters.next(_DONE) > 1:
        return
    renamed = {}
    for actor in store.actors.all():
        person = community.person_of(actor)
        if person is None:  # also where it is the id of somebody who writes under another contact
            store.contacts.note(actor, now)
        store.contacts.fill_guest(actor)
        renamed[actor] = person.id if person else store.contacts.guest(actor)
    # In two steps: a contact that is no longer anybody's may be what somebody else is called now.
    for old, new in renamed.items():
        store.actors.rename(old, f"={new}", offices=False)
    for new in dict.fromkeys(renamed.values()):
        store.actors.rename(f"={new}", new, offices=False)
