"""What is done with visits and patrols: note, take back; who keeps in touch with whom; the weekly reminder."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.community import Household, Node, Permission, Person
from handlers.errors import UserError
from handlers.feature import Feature
from handlers.requests.clocks import first_contact
from handlers.texts import text
from handlers.turn import Turn
from handlers.understanding import mask
from handlers.visits import rules
from handlers.visits.grammar import was_met
from storage.records import Timer
from storage.visits import HomeContact, NewVisit, Visit, VisitKind

visits = Feature("visits")

_WEEKLY = "visits.weekly"
_LISTED = 5


@dataclass(frozen=True, slots=True)
class Noted:
    """What somebody says of a flat that they visited."""

    home: Household
    note: str

    @property
    def met(self) -> bool:
        return was_met(self.note)


def note_visits(turn: Turn, noted: Sequence[Noted], ago: int) -> list[int]:
    """Keep visits (走访) of one message, done `ago` days before; their ids.

    Raises:
        UserError: one of the flats is not the acting person's to visit.
    """
    person = turn.person
    for one in noted:
        contact = turn.store.home_contacts.of_household(one.home.id)
        if person is None or not rules.may_visit(turn.community, person, one.home, contact):
            raise UserError("common.not_allowed")
    at = turn.now - timedelta(days=ago)
    made = [
        turn.store.visits.add(
            NewVisit(
                turn.now,
                at,
                turn.actor,
                VisitKind.VISIT,
                one.home.node,
                rules.flat_words(one.home),
                one.home.id,
                one.met,
                mask(one.note) or None,
            )
        )
        for one in noted
    ]
    for node in dict.fromkeys(one.home.node for one in noted):
        count = sum(one.home.node == node for one in noted)
        turn.audit("visit", f"node:{node}", homes=count)
    first_contact.note_visits(turn, [one.home.id for one in noted if one.met], at)
    return made


def note_patrol(turn: Turn, node: Node, place: str, note: str, ago: int) -> int:
    """Keep a patrol (巡查) of a place at a node; its id.

    Raises:
        UserError: not the acting person's to patrol.
    """
    person = turn.person
    if person is None or not rules.may_patrol(turn.community, person, node.id):
        raise UserError("common.not_allowed")
    at = turn.now - timedelta(days=ago)
    new = NewVisit(turn.now, at, turn.actor, VisitKind.PATROL, node.id, place, None, True, mask(note) or None)
    made = turn.store.visits.add(new)
    turn.audit("patrol", f"node:{node.id}")
    return made


def last_noted(turn: Turn) -> list[Visit]:
    """What the acting person noted last, and may still take back."""
    return turn.store.visits.last_of(turn.actor, turn.now - rules.UNDONE_WITHIN)


def take_back(turn: Turn) -> list[Visit]:
    """The last message about visits was wrong; what is taken back.

    Raises:
        UserError: nothing was noted within a day.
    """
    last = last_noted(turn)
    if not last:
        raise UserError("visits.nothing_to_undo")
    turn.store.visits.drop([one.id for one in last])
    for node in dict.fromkeys(one.node for one in last):
        turn.audit("visit_undone", f"node:{node}", homes=sum(one.node == node for one in last))
    first_contact.take_back_visits(turn, [one.household for one in last if one.household], last[0].at)
    return last


def set_contact(turn: Turn, person: Person, homes: Sequence[Household]) -> None:
    """From now on somebody keeps in touch with these flats (党员联系户); who did before does not.

    Raises:
        UserError: one of the flats is not the acting person's to give, or the member is neither of the party nor holds
            a post.
    """
    _require_all(turn, homes)
    if not (rules.is_party(person) or person.posts):
        raise UserError("visits.no_member", name=person.name)
    for home in homes:
        turn.store.home_contacts.put(HomeContact(home.id, person.id, turn.actor, turn.now))
    turn.audit("contact_homes", f"person:{person.id}", homes=len(homes))
    if person.id != turn.actor:
        flats = rules.listed([home.id for home in homes], _LISTED)
        turn.to_person(person, text("visits.you_contact", homes=flats, first=homes[0].id))
    if not turn.store.timers.of_kind(_WEEKLY):
        turn.store.timers.set(_WEEKLY, "visits", _next_monday(turn))


def drop_contact(turn: Turn, homes: Sequence[Household]) -> int:
    """Nobody keeps in touch with these flats any more; of how many somebody did.

    Raises:
        UserError: one of the flats is not the acting person's to give.
    """
    _require_all(turn, homes)
    contacts = [turn.store.home_contacts.of_household(home.id) for home in homes]
    for person in dict.fromkeys(contact.person for contact in contacts if contact is not None):
        count = sum(contact is not None and contact.person == person for contact in contacts)
        turn.audit("contact_ends", f"person:{person}", homes=count)
    return turn.store.home_contacts.drop([home.id for home in homes])


def contacts_now(turn: Turn) -> dict[str, HomeContact]:
    """Who keeps in touch with each flat, of those who are still in the roster."""
    contacts = turn.store.home_contacts.all()
    there = {one.id for one in turn.community.people}
    return {one.household: one for one in contacts if one.person in there}


def waiting_of(turn: Turn, person: Person) -> list[rules.Waiting]:
    """The flats of a contact member that were not visited for long."""
    held = {contact.household: contact for contact in turn.store.home_contacts.of_person(person.id)}
    homes = [home for flat in held if (home := turn.community.household(flat)) is not None]
    since = {flat: contact.set_at for flat, contact in held.items()}
    return rules.overdue(homes, turn.store.visits.last_met(), since, limit(turn))


def limit(turn: Turn) -> datetime:
    """Before this a visit is long ago."""
    return turn.now - timedelta(days=turn.community.rules.visits.days)


@visits.timer(_WEEKLY)
def remind_weekly(turn: Turn, timer: Timer) -> str | None:
    """Monday morning: every contact member hears which of their flats wait for a visit."""
    contacts = contacts_now(turn)
    if not contacts:
        return "nobody keeps in touch with anybody"
    turn.store.timers.set(_WEEKLY, timer.subject, _next_monday(turn))
    for person in map(turn.community.person, dict.fromkeys(one.person for one in contacts.values())):
        waiting = waiting_of(turn, person) if person is not None else []
        if person is not None and waiting:
            _remind(turn, person, waiting)
    return None


def _remind(turn: Turn, person: Person, waiting: Sequence[rules.Waiting]) -> None:
    flats = rules.listed([one.home.id for one in waiting], _LISTED)
    message = text(
        "visits.weekly",
        count=len(waiting),
        days=turn.community.rules.visits.days,
        homes=flats,
        first=waiting[0].home.id,
    )
    turn.audit("visit_reminder", f"person:{person.id}", homes=len(waiting))
    turn.to_person(person, message)


def _require_all(turn: Turn, homes: Sequence[Household]) -> None:
    for home in homes:
        turn.require(Permission.VOUCH, home.node)


def _next_monday(turn: Turn) -> datetime:
    """When the office opens next Monday."""
    opens = turn.community.rules.working_hours[0][0]
    days = 7 - turn.local.weekday()
    monday = turn.local + timedelta(days=days)
    return monday.replace(hour=opens.hour, minute=opens.minute, second=0, microsecond=0)
