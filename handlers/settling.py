"""Once after an update from a version that kept contacts where there are actors now: put every name right."""

from datetime import datetime

from handlers.community import Community
from storage.unit_of_work import UnitOfWork

_DONE = "settled"


def settle(store: UnitOfWork, community: Community, now: datetime) -> None:
    """Name everybody who is kept by their contact by who they are; the first time only."""
    if store.counters.next(_DONE) > 1:
        return
    for actor in store.actors.all():
        if community.person(actor) is not None:
            continue
        person = community.person_of(actor)
        if person is None:
            store.contacts.note(actor, now)
        store.contacts.fill_guest(actor)
        store.actors.rename(actor, person.id if person else store.contacts.guest(actor))
