"""People: who a row is about, what is new of them, and who they must not be mistaken for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from handlers.community import Node, Person
from handlers.directory import kept_from
from handlers.errors import UserError
from handlers.names import fold
from handlers.people import Kind
from handlers.roster.cells import RESIDENCE, Number, Standing
from handlers.roster.offices import read_office
from handlers.roster.plan import Entry, Grant, Known, Plan, Tree, Verdict
from handlers.roster.tables import Line
from handlers.roster.wording import change
from handlers.texts import text
from storage.roster_records import KeptPerson, Secrets


@dataclass(slots=True)
class Draft:
    """What one row says of somebody; "" and () for nothing said. `node`: where their flat is."""

    line: Line
    id: str
    name: str
    home: str | None
    node: Node | None
    phone: Number
    identity: Number
    standing: Standing
    employer: str = ""
    title: str = ""
    scope: str = ""
    skills: tuple[str, ...] = ()
    owns: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """Rows with the same key are about the same person."""
        return ("", self.id) if self.id else (fold(self.name), self.home or "")


class Members:
    """The people of an import against those who are there."""

    def __init__(self, known: Known, tree: Tree, plan: Plan) -> None:
        self._known = known
        self._tree = tree
        self._plan = plan
        self._drafts: dict[tuple[str, str], Draft] = {}
        self._by_identity: dict[str, Draft] = {}
        people = known.community.people
        self._titles = {fold(person.name): person.title for person in people if person.posts}
        self._people: dict[tuple[str, str], list[Person]] = {}
        for person in people:
            self._people.setdefault((fold(person.name), person.household or ""), []).append(person)
        self._owner_of = {marks[1]: person for person, marks in known.numbers.items() if marks[1]}
        self._phones: dict[str, list[str]] = {}
        for person_id, marks in known.numbers.items():
            if marks[0] and known.community.person(person_id):
                self._phones.setdefault(marks[0], []).append(person_id)
        self._drafted_phones: dict[str, list[Draft]] = {}

    def add(self, draft: Draft) -> None:
        """Take up a row; one more about the same person adds what the first left empty.

        Raises:
            UserError: two rows say two things, or the identity number is another person's.
        """
        if draft.id and self._known.community.person(draft.id) is None:
            raise UserError("roster.bad.id", said=draft.id)
        first = self._drafts.get(draft.key)
        if first is not None:
            _merge(first, draft)
            where = first.line
            self._plan.note(
                draft.line, "roster.note.twice", sheet=where.sheet, row=where.row, name=draft.name
            )
            return
        self._check_identity(draft)
        self._drafts[draft.key] = draft

    def _check_identity(self, draft: Draft) -> None:
        if draft.identity.value is None:
            return
        mark = self._known.mark("identity", draft.identity.value)
        other = self._by_identity.setdefault(mark, draft)
        where = other.line
        if other is not draft and fold(other.name) != fold(draft.name):
            raise UserError("roster.bad.identity_twice", sheet=where.sheet, row=where.row, name=other.name)
        if other is not draft:
            key = "roster.note.two_homes"
            self._plan.note(draft.line, key, sheet=where.sheet, row=where.row, name=draft.name)
        owner = self._known.community.person(self._owner_of.get(mark, ""))
        if owner is not None and fold(owner.name) != fold(draft.name) and owner.id != draft.id:
            raise UserError("roster.bad.identity_taken", name=owner.name, home=owner.household or "")

    def settle(self) -> None:
        """Find out who is there, and plan what is new of each. All rows are taken up."""
        found = {key: self._there(draft) for key, draft in self._drafts.items()}
        taken = {person.id for person in found.values() if person is not None}
        for key, draft in self._drafts.items():
            person = found[key]
            if person is None and (moved := self._moved(draft)) is not None and moved.id not in taken:
                person = moved
                taken.add(moved.id)
            self._plan_one(draft, person)

    def _there(self, draft: Draft) -> Person | None:
        if draft.id:
            return self._known.community.person(draft.id)
        alike = self._people.get(draft.key, [])
        mark = draft.identity.value and self._known.mark("identity", draft.identity.value)
        for person in alike:
            theirs = self._known.numbers.get(person.id, (None, None))[1]
            if mark and theirs == mark:
                return person
        return alike[0] if alike else None

    def _moved(self, draft: Draft) -> Person | None:
        if draft.identity.value is None:
            return None
        owner = self._owner_of.get(self._known.mark("identity", draft.identity.value), "")
        person = self._known.community.person(owner)
        return person if person is not None and person in self._known.community.people else None

    def _plan_one(self, draft: Draft, person: Person | None) -> None:
        plan, label = (
            self._plan,
            text("roster.person", name=draft.name, home=draft.home or text("roster.no_home")),
        )
        if person is None:
            before = KeptPerson(self._known.new_id(), draft.name)
            for number in (draft.phone, draft.identity):
                if number.note == "roster.note.masked":
                    plan.note(draft.line, number.note, name=draft.name)
            self._namesake(draft)
        else:
            before = kept_from(person, self._known.community)
        after = self._after(draft, before, person is not None)
        numbers = self._numbers(draft, before.id)
        self._phone_of_others(draft, before.id)
        changes = [] if person is None else [*_differences(before, after), *_changed_numbers(numbers)]
        if person is None or before != after:
            plan.people.append(after)
        if numbers is not None:
            plan.numbers[before.id] = numbers
        old = Verdict.CHANGED if changes else Verdict.SAME
        verdict = Verdict.NEW if person is None else old
        plan.entries.append(Entry(draft.line, "person", verdict, label, tuple(changes)))

    def _after(self, draft: Draft, before: KeptPerson, known: bool) -> KeptPerson:
        party = before.party if draft.standing.party is None else draft.standing.party
        return replace(
            before,
            name=before.name if fold(before.name) == fold(draft.name) else draft.name,
            household=draft.home or before.household,
            party=party,
            kinds=_kinds(before.kinds, draft.standing),
            employer=draft.employer or before.employer,
            skills=draft.skills or before.skills,
            owns=draft.owns or before.owns,
            title=draft.title or before.title,
            posts=self._posts(draft, before, known),
        )

    def _posts(self, draft: Draft, before: KeptPerson, known: bool) -> tuple[Mapping[str, object], ...]:
        office = read_office(draft.title, draft.scope, draft.node, self._tree)
        if office is None or office.node is None:
            if draft.title and not before.posts:
                key = "roster.note.no_right" if office is None else "roster.note.office_nowhere"
                self._plan.note(draft.line, key, name=draft.name, title=draft.title)
            return before.posts
        node, role = office.node, office.role
        if any(post["node"] == node.id and post["role"] == role.value for post in before.posts):
            return before.posts
        if known and draft.title == before.title and not draft.scope:
            return before.posts  # what was taken away does not come back with the title that stayed
        self._plan.grants.append(
            Grant(draft.line, before.id, draft.name, node.id, node.name, role.value, draft.title)
        )
        return (*before.posts, {"node": node.id, "role": role.value, "categories": [], "hours": []})

    def _numbers(self, draft: Draft, person_id: str) -> Secrets | None:
        """What is new of the numbers; None for nothing."""
        phone, identity = draft.phone.value, draft.identity.value
        old_phone, old_identity = self._known.numbers.get(person_id, (None, None))
        if phone and self._known.mark("phone", phone) == old_phone:
            phone = None
        if identity and self._known.mark("identity", identity) == old_identity:
            identity = None
        return Secrets(phone, identity) if phone or identity else None

    def _phone_of_others(self, draft: Draft, person_id: str) -> None:
        """Families share a phone; the same one under another name elsewhere is worth a look."""
        if draft.phone.value is None:
            return
        mark = self._known.mark("phone", draft.phone.value)
        others = [self._known.community.person(one) for one in self._phones.get(mark, []) if one != person_id]
        there = [(one.name, one.household or "") for one in others if one is not None]
        there += [(one.name, one.home or "") for one in self._drafted_phones.get(mark, [])]
        for name, home in there:
            if home != (draft.home or ""):
                self._plan.note(draft.line, "roster.note.phone", name=draft.name, other=name, home=home)
                break
        self._drafted_phones.setdefault(mark, []).append(draft)

    def _namesake(self, draft: Draft) -> None:
        """Somebody of this name with a post is in the roster: a row must not look as if it were theirs."""
        title = self._titles.get(fold(draft.name))
        if title is not None:
            self._plan.note(draft.line, "roster.note.namesake", name=draft.name, title=title)


def _merge(first: Draft, more: Draft) -> None:
    """
    Raises:
        UserError: they differ in what both say.
    """
    for field in ("phone", "identity"):
        old, new = getattr(first, field), getattr(more, field)
        if old.value and new.value and old.value != new.value:
            raise UserError(
                "roster.bad.twice", name=more.name, field=text(f"roster.field.{field}"), sheet=first.line.sheet,
                row=first.line.row,
            )  # fmt: skip
        setattr(first, field, old if old.value else new)
    for field in ("employer", "title", "scope", "skills"):
        old, new = getattr(first, field), getattr(more, field)
        if old and new and old != new:
            label = text(f"roster.field.{field}")
            where = first.line
            raise UserError("roster.bad.twice", name=more.name, field=label, sheet=where.sheet, row=where.row)
        setattr(first, field, old or new)
    first.owns = tuple(dict.fromkeys((*first.owns, *more.owns)))
    both = first.standing, more.standing
    party = both[0].party if both[0].party is not None else both[1].party
    first.standing = Standing(party, both[0].kinds | both[1].kinds, ())


def _kinds(before: tuple[str, ...], standing: Standing) -> tuple[str, ...]:
    """How somebody lives here, and what kind of member they are: each is replaced when the row says something of it."""
    kinds = {Kind(kind) for kind in before}
    for group in (RESIDENCE, frozenset(Kind) - RESIDENCE):
        if standing.kinds & group:
            kinds = (kinds - group) | (standing.kinds & group)
    if standing.party is False:
        kinds &= RESIDENCE
    return tuple(sorted(kind.value for kind in kinds))


def _differences(before: KeptPerson, after: KeptPerson) -> list[str]:
    found = []
    for field in ("name", "household", "employer", "title"):
        old, new = getattr(before, field) or "", getattr(after, field) or ""
        if old != new:
            found.append(change(field, old, new))
    if before.party != after.party:
        found.append(
            change(
                "party", *(text("roster.yes" if one else "roster.no") for one in (before.party, after.party))
            )
        )
    for field in ("kinds", "skills", "owns"):
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            found.append(change(field, "、".join(old), "、".join(new)))
    if before.posts != after.posts:
        found.append(text("roster.field.posts"))
    return found


def _changed_numbers(numbers: Secrets | None) -> list[str]:
    if numbers is None:
        return []
    return [text(f"roster.field.{field}") for field in ("phone", "identity") if getattr(numbers, field)]
