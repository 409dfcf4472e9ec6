"""A row of the audit trail as one sentence that anybody can read. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from handlers.community import Community, Person
from handlers.names import clean
from handlers.texts import all_texts, text
from handlers.turn import CLOCK, OFFICE
from storage.records import AuditRow

_CODES = 9999  # requests are called 0001 to 9999, then from the beginning again
_LONGEST = 40  # characters of somebody's own words
_PEOPLE = frozenset({"member", "to", "person", "stand_in", "guardian"})
_ANYTHING = frozenset({"before", "after", "node", "parent"})  # a person, a place, or plain words


@dataclass(frozen=True)
class Reader:
    """For whom a sentence is. `guest`: what somebody in no roster is called.

    `residents`: whether residents are named; `words`: whether it is said what people said in a matter.
    """

    community: Community
    guest: Callable[[str], str | None]
    residents: bool = True
    words: bool = True

    def who(self, actor: str) -> str:
        """Somebody as people know them: 陈刚（第一片区支部书记）."""
        if actor in (CLOCK, OFFICE):
            return text(f"audit.{actor}")
        person = self.community.person(actor) or self.community.person_of(actor)
        if person is None:
            return (self.residents and clean(self.guest(actor) or "")) or text("audit.somebody")
        if not (self.residents or _serves(person)):
            return text("audit.resident")
        return text("audit.titled", name=person.name, title=person.title) if person.title else person.name


def sentence(row: AuditRow, reader: Reader) -> str:
    """What the row says: 陈刚（第一片区支部书记） 把 0712 改派给 李伟（3号楼楼长），原因：….

    What was taken out of it for privacy is named as such; an action that nobody knows any more gets a neutral sentence.
    """
    subject = subject_words(row.subject, reader)
    if is_stripped(row):
        return text("audit.stripped", subject=subject)
    neutral = text("audit.unknown", who=reader.who(row.actor), subject=subject)
    key = _key(row, reader.community)
    if key is None:
        return neutral
    try:
        return text(key, **_params(row, reader, subject))
    except KeyError:  # an older program wrote less of it down
        return neutral


def is_stripped(row: AuditRow) -> bool:
    """Whether the detail was taken out, as the law asks for."""
    return row.digest is not None and row.salt is None


def is_secret_ballot(row: AuditRow) -> bool:
    """Whether nothing may be told of who cast it. A named ballot holds its choices."""
    return row.action in ("ballot", "unvote") and row.detail.keys().isdisjoint(("choices", "option"))


def code_of_number(number: str) -> str | None:
    """The code that people type for a request's full number: 20261123-0712 is 0712. None: no such number."""
    day, dash, count = number.partition("-")
    if not (dash and len(day) == 8 and day.isdecimal() and count.isdecimal()):
        return None
    return f"{(int(count) - 1) % _CODES + 1:04d}"


def subject_words(subject: str, reader: Reader) -> str:
    """What a row is about, in words: 0712, 表决 V3, 王桂兰, 3号楼党小组群."""
    community = reader.community
    kind, _, name = subject.partition(":")
    if code_of_number(subject) is not None:
        return str(code_of_number(subject))
    if kind == "person":
        return reader.who(name)
    if kind == "contact":
        person = community.person_of(name)
        return reader.who(person.id) if person else text("audit.somebody")
    if kind == "room":
        room = community.room(name)
        return room.name if room else text("audit.a_room")
    if kind == "node":
        node = community.node(name)
        return node.name if node else text("audit.a_node")
    key = f"audit.subject.{kind}"
    if key in all_texts():
        return text(key, name=clean(name))
    return text("audit.subject.poll", name=clean(subject)) if subject[:1] == "V" else clean(subject)


def known_actions() -> frozenset[str]:
    """Every action that has a sentence."""
    heads = ("audit.did.", "audit.did_poll.")
    return frozenset(key.removeprefix(head) for key in all_texts() for head in heads if key.startswith(head))


def _serves(person: Person) -> bool:
    return bool(person.posts or person.title)


def _key(row: AuditRow, community: Community) -> str | None:
    """The text for a row: polls have their own, and some actions are told apart by what they hold."""
    name = row.action
    if name == "unvote" and is_secret_ballot(row):
        name = "unvote_secret"
    elif name == "ballot":
        name = (
            "ballot_secret"
            if is_secret_ballot(row)
            else "ballot_again"
            if row.detail.get("changed")
            else name
        )
    elif name == "dispatch":
        person = community.person(row.actor)
        name = "dispatch_again" if row.detail.get("before") else name
        name = "dispatch_rule" if person is None or not _serves(person) else name
    if None in row.detail.values() and f"audit.did.{name}_none" in all_texts():
        name += "_none"
    for key in ([f"audit.did_poll.{name}"] if row.subject[:1] == "V" else []) + [f"audit.did.{name}"]:
        if key in all_texts():
            return key
    return None


def _params(row: AuditRow, reader: Reader, subject: str) -> Mapping[str, str]:
    detail = row.detail
    found = {key: _value(key, value, reader) for key, value in detail.items()}
    found["who"], found["subject"] = reader.who(row.actor), subject
    if "mode" in detail:
        found["mode"] = text(f"rooms.name.{detail['mode']}")
    if row.action == "unmask":
        found["number"] = text(f"audit.number.{detail['kind']}")
    if "role" in detail:
        found["role"] = text(f"audit.role.{detail['role']}")
    reason = found.get("reason") if reader.words else None
    said = (found.get("outcome") or found.get("note")) if reader.words else None
    found["because"] = text("audit.because", reason=reason) if reason else ""
    found["said"] = text("audit.said", words=said) if said else ""
    return found


def _value(key: str, value: object, reader: Reader) -> str:
    """A detail in words. Lists of words are joined; what is neither word nor number is left out."""
    if isinstance(value, list):
        return text("audit.between").join(_value(key, one, reader) for one in value)
    if not isinstance(value, str | int):
        return ""
    words = str(value)
    if key in _PEOPLE or (key in _ANYTHING and reader.community.person(words)):
        return reader.who(words)
    node = reader.community.node(words) if key in _ANYTHING else None
    return node.name if node else clean(words, _LONGEST)
