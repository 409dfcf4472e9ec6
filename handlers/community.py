"""The community as a value: who lives where, who answers for what, by which rules. Pure, no I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from functools import cached_property
from zoneinfo import ZoneInfo

from handlers.calendar import Calendar
from handlers.departments import Department as Department
from handlers.names import fold, is_called
from handlers.nodes import BuildingPlan as BuildingPlan
from handlers.nodes import Household as Household
from handlers.nodes import Node as Node
from handlers.nodes import NodeKind as NodeKind
from handlers.nodes import Room as Room
from handlers.nodes import RoomMode as RoomMode
from handlers.nodes import building_label as building_label
from handlers.pacing import Pace as Pace
from handlers.people import ALLOWS, BY_TOPIC, FROM_OUTSIDE, RUNGS
from handlers.people import Kind as Kind
from handlers.people import Permission as Permission
from handlers.people import Person as Person
from handlers.people import Post as Post
from handlers.people import Role as Role
from handlers.places import Places
from handlers.rules import Rules as Rules
from handlers.services.menu import Service as Service
from handlers.understanding.lexicon import Lexicon
from handlers.worktime import Span as Span


@dataclass(frozen=True)
class Community(Places):
    """One community with everything that a rule may ask of it, as it is at one moment (handlers/directory.py).

    `bot.config` makes it valid: ids are unique, references meet something, the tree has one top and no ring.
    `areas`: its landmarks and their other names; `lexicon`: the shipped words with its own, None without own ones;
    `departments`: who can be called in from outside (吹哨); `services`: the menu (R11);
    `former`: people who have left, whose names are still needed for what they did. `origin`: see `configured`.
    `office`: the address of the office pages, or ""; `site`: where residents reach pages, or "".
    """

    name: str
    bot_contact: str
    bot_names: tuple[str, ...]
    zone: ZoneInfo
    people: tuple[Person, ...]
    calendar: Calendar = field(compare=False)
    rules: Rules = field(default_factory=Rules)
    areas: tuple[tuple[str, tuple[str, ...]], ...] = ()
    departments: tuple[Department, ...] = ()
    services: tuple[Service, ...] = ()
    lexicon: Lexicon | None = field(default=None, compare=False)
    former: tuple[Person, ...] = ()
    office: str = ""
    site: str = ""
    origin: "Community | None" = field(default=None, compare=False, repr=False)

    @property
    def configured(self) -> "Community":
        """The community as its configuration has it, without what is kept beside it."""
        return self.origin or self

    def person_of(self, contact: str) -> Person | None:
        """Who writes under this contact id; None for somebody in no roster."""
        return self._by_contact.get(contact)

    def person(self, person_id: str) -> Person | None:
        """The person with this id, also one who has left: they have no account, no post and no home any more."""
        return self._people.get(person_id)

    def find_people(self, name: str) -> tuple[Person, ...]:
        """Everybody who may be meant by a full name (王桂兰, @王桂兰), or else by 李楼长, 吴师傅, 老王."""
        called = fold(name).lstrip("@")
        if not called:
            return ()
        exact = tuple(person for person in self.people if fold(person.name) == called)
        return exact or tuple(
            person for person in self.people if is_called(called, fold(person.name), fold(person.title))
        )

    def responsible(
        self, category: str | None, intent: str | None, node_id: str, local: time | None = None
    ) -> Person | None:
        """Who answers for a request: the first of the `candidates`."""
        return next(iter(self.candidates(category, intent, node_id, local)), None)

    def candidates(
        self,
        category: str | None,
        intent: str | None,
        node_id: str,
        local: time | None = None,
        *,
        but: str | None = None,
    ) -> tuple[Person, ...]:
        """Everybody who may get a request, in the order of the roster: the nearest specialists of its intent, or of its
        category, or the nearest of the lowest rung there.

        With `local`, the time of the day, those on duty go before those who are not. `but`: somebody (a person's id)
        who is passed over.
        """
        ladder = [
            entry
            for entry in self._ladder(node_id)
            if entry[2].role is not Role.ASSISTANT and entry[1].id != but
        ]
        on_duty = [entry for entry in ladder if local is None or entry[2].on_duty(local)]
        for posts in (on_duty, ladder):
            for topic in (intent, category):
                named = [one for one in posts if one[2].role in BY_TOPIC and topic in one[2].categories]
                if named:
                    return _of_first_rung(named)
        for posts in (on_duty, ladder):
            by_place = [entry for entry in posts if entry[2].role not in BY_TOPIC]
            if by_place:
                return _of_first_rung(by_place)
        return ()

    def superiors(self, person: Person, node_id: str) -> tuple[Person, ...]:
        """The escalation ladder above a person for a matter at a node, the nearest first, one person a rung.

        Somebody without a post there stands below everyone; a specialist below the 楼长.
        """
        ladder = self._ladder(node_id)
        rungs = [rung for rung, holder, _ in ladder if holder.id == person.id]
        own = max([*rungs, *(self._rungs_of(person, node_id) if person.away else ())], default=(0, 0))
        above: dict[tuple[int, int], Person] = {}
        for rung, holder, post in ladder:
            passed = post.role in BY_TOPIC or post.role is Role.ASSISTANT
            if rung > own and not passed and holder not in above.values():
                above.setdefault(rung, holder)
        return tuple(above.values())

    def may(self, person: Person, permission: Permission, node_id: str, category: str | None = None) -> bool:
        """Whether a post of the person, or of somebody they stand in for, reaches this node and allows it.

        With a `category` (or intent), a specialist's post counts only if it names it.
        """
        return any(
            permission in ALLOWS[post.role]
            and self.is_within(node_id, post.node)
            and (category is None or post.role not in BY_TOPIC or category in post.categories)
            for post in self.posts_of(person)
        )

    def posts_of(self, person: Person) -> tuple[Post, ...]:
        """The posts that somebody holds now: their own, and those of whom they stand in for."""
        return person.posts + tuple(
            post for absent in self._stood_in_for.get(person.id, ()) for post in absent.posts
        )

    def may_somewhere(self, person: Person | None, permission: Permission) -> bool:
        """Whether a post of the person, or of somebody they stand in for, allows it at any node at all."""
        return person is not None and any(permission in ALLOWS[post.role] for post in self.posts_of(person))

    def stood_in_for(self, person: Person) -> tuple[Person, ...]:
        """Those who are away and whom the person stands in for."""
        return self._stood_in_for.get(person.id, ())

    def acting_for(self, person_id: str | None) -> Person | None:
        """Who does somebody's work now: they themselves; while they are away, their stand-in if they have one."""
        person = self._people.get(person_id) if person_id is not None else None
        if person is None or not person.away or person.stand_in is None:
            return person
        return self._people.get(person.stand_in) or person

    def holders(self, node_id: str, role: Role) -> tuple[Person, ...]:
        """Who holds a post of this role at this very node now: of those away, their stand-in, or nobody."""
        return tuple(person for person, post in self._posts_at.get(node_id, ()) if post.role is role)

    def members_of(self, household_id: str) -> tuple[Person, ...]:
        """Who lives in a flat, or owns it."""
        return self._members.get(household_id, ())

    def residents_in(self, node_id: str) -> tuple[Person, ...]:
        """The people of the roster who live, or hold a post, at a node or below it. Who is there for the work only
        (物业) or to watch (监督员) belongs to the place by their home alone, and a stand-in by none of the posts."""
        return tuple(
            person
            for person in self.people
            if any(self.is_within(place, node_id) for place in self._places(person))
        )

    def __hash__(self) -> int:
        """Cheap, so that what is worked out for a community may be cached under it."""
        return hash((self.name, self.bot_contact, len(self.households), len(self.people)))

    @cached_property
    def _by_contact(self) -> Mapping[str, Person]:
        return {contact: person for person in self.people for contact in person.contacts}

    @cached_property
    def _people(self) -> Mapping[str, Person]:
        return {person.id: person for person in (*self.former, *self.people)}

    @cached_property
    def _members(self) -> Mapping[str, tuple[Person, ...]]:
        found: dict[str, list[Person]] = {}
        for person in self.people:
            for flat in dict.fromkeys((person.household, *person.owns)):
                if flat is not None:
                    found.setdefault(flat, []).append(person)
        return {flat: tuple(people) for flat, people in found.items()}

    @cached_property
    def _stood_in_for(self) -> Mapping[str, tuple[Person, ...]]:
        found: dict[str, tuple[Person, ...]] = {}
        for person in self.people:
            if person.away and person.stand_in is not None:
                found[person.stand_in] = (*found.get(person.stand_in, ()), person)
        return found

    @cached_property
    def _posts_at(self) -> Mapping[str, list[tuple[Person, Post]]]:
        """Who holds which post at a node now; of those away without a stand-in, nobody does."""
        found: dict[str, list[tuple[Person, Post]]] = {}
        for person in self.people:
            holder = self._people.get(person.stand_in or "") if person.away else person
            for post in person.posts if holder is not None else ():
                found.setdefault(post.node, []).append((holder or person, post))
        return found

    def _places(self, person: Person) -> list[str]:
        home = self._households.get(person.household) if person.household else None
        own = [post.node for post in person.posts if post.role not in FROM_OUTSIDE]
        return own + ([home.node] if home else [])

    def _rungs_of(self, person: Person, node_id: str) -> list[tuple[int, int]]:
        """The rungs of somebody's own posts, also while they are away and others hold them."""
        return [
            (RUNGS.index(post.role), steps)
            for steps, node in enumerate(self.chain(node_id))
            for post in person.posts
            if post.node == node.id and post.role in RUNGS
        ]

    def _ladder(self, node_id: str) -> list[tuple[tuple[int, int], Person, Post]]:
        """Every post that reaches the node, as (rung, person, post), lowest and nearest first."""
        found = [
            ((RUNGS.index(post.role), steps), person, post)
            for steps, node in enumerate(self.chain(node_id))
            for person, post in self._posts_at.get(node.id, ())
            if post.role in RUNGS
        ]
        return sorted(found, key=lambda entry: entry[0])


def _of_first_rung(ladder: list[tuple[tuple[int, int], Person, Post]]) -> tuple[Person, ...]:
    """Those who stand on the same rung as the first one."""
    return tuple(dict.fromkeys(person for rung, person, _ in ladder if rung == ladder[0][0]))
