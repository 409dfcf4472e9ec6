"""A copy of everything that is kept of somebody, by kind, with why and until when (PIPL 17, 45). Of nobody else."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.community import Person
from handlers.privacy import rules
from handlers.privacy.traces import Subject, requests_of
from handlers.requests.wording import who
from handlers.texts import all_texts, text
from handlers.turn import Turn
from storage.audit import Wanted

Row = Mapping[str, object]
_LOOKED = ("unmask", "reveal")
_MOST_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of data. `kind`: its name in the JSON and in the texts; a row's keys are names of texts too."""

    kind: str
    rows: tuple[Row, ...]


def parts_of(turn: Turn, subject: Subject) -> tuple[Part, ...]:
    """All kinds, also those of which nothing is kept."""
    kinds: Mapping[str, Callable[[Turn, Subject], Iterable[Row]]] = {
        "person": _person,
        "numbers": _numbers,
        "accounts": _accounts,
        "requests": _requests,
        "words": _words,
        "joined": _joined,
        "ballots": _ballots,
        "chains": _chains,
        "questions": _questions,
        "messages": _messages,
        "consents": _consents,
        "looked": _looked,
        "trail": _trail,
        "visits": _visits,
        "helping": _helping,
        "disputes": _disputes,
    }
    return tuple(Part(kind, tuple(find(turn, subject))) for kind, find in kinds.items())


def _person(turn: Turn, subject: Subject) -> Iterable[Row]:
    person = subject.person
    if person is None:
        return
    yield _filled(
        {
            "id": person.id,
            "name": person.name,
            "title": person.title,
            "household": person.household,
            "party": text("privacy.yes") if person.party else None,
            "kinds": "、".join(sorted(kind.value for kind in person.kinds)),
            "employer": person.employer,
            "skills": "、".join(person.skills),
            "owns": "、".join(person.owns),
            "posts": "、".join(_posts(turn, person)),
            "away": text("privacy.yes") if person.away else None,
        }
    )


def _posts(turn: Turn, person: Person) -> Iterable[str]:
    for post in person.posts:
        node = turn.community.node(post.node)
        topics = "、".join(sorted(post.categories))
        yield " ".join(part for part in (node.name if node else post.node, post.role.value, topics) if part)


def _numbers(turn: Turn, subject: Subject) -> Iterable[Row]:
    if subject.person is None:
        return
    kept = turn.store.roster.secrets(subject.person.id)
    shown = {
        "phone": kept.phone and rules.masked_phone(kept.phone),
        "identity": kept.identity and rules.masked_identity(kept.identity),
    }
    if any(shown.values()):
        yield _filled(shown)


def _accounts(turn: Turn, subject: Subject) -> Iterable[Row]:
    bound = {one.contact: one for one in turn.store.roster.accounts() if one.person == subject.id}
    for contact in subject.contacts:
        account = bound.get(contact)
        yield _filled(
            {
                "contact": contact,
                "name": turn.store.contacts.name(contact),
                "since": account and _when(turn, account.bound_at),
                "ended": account and account.ended_at and _when(turn, account.ended_at),
            }
        )


def _requests(turn: Turn, subject: Subject) -> Iterable[Row]:
    for request in requests_of(turn, subject):
        yield _filled(
            {
                "number": request.number,
                "at": _when(turn, request.created_at),
                "category": request.category,
                "place": request.place,
                "status": request.status.value,
                "text": request.text,
                "rating": request.rating,
                "closed": request.closed_at and _when(turn, request.closed_at),
            }
        )


def _words(turn: Turn, subject: Subject) -> Iterable[Row]:
    for number, word in turn.store.requests.words_by(subject.actors):
        name = None
        if word.file is not None:
            picture = turn.store.blobs.get(word.file)
            name = text("privacy.picture", size=-(-len(picture.data) // 1024) if picture else 0)
        yield _filled({"number": number, "at": _when(turn, word.at), "text": word.text, "picture": name})


def _joined(turn: Turn, subject: Subject) -> Iterable[Row]:
    for number, category, at in turn.store.requests.joined_by(subject.actors):
        yield {"number": number, "category": category, "at": _when(turn, at)}


def _ballots(turn: Turn, subject: Subject) -> Iterable[Row]:
    for poll, cast in turn.store.polls.cast_by(subject.actors):
        yield {
            "code": poll.code,
            "title": poll.title,
            "option": "、".join(poll.options[option - 1] for option in cast.choices)
            or text("privacy.withdrawn_ballot"),
            "at": _when(turn, cast.at),
        }


def _chains(turn: Turn, subject: Subject) -> Iterable[Row]:
    for kept in turn.store.chains.all():
        if kept.opened_by in subject.actors:
            yield {"code": kept.code, "title": kept.title, "opened": _when(turn, kept.opened_at)}
        for line in turn.store.chains.lines(kept.id):
            if line.author in subject.actors:
                yield _filled({"code": kept.code, "title": kept.title, "name": line.name, "note": line.note})


def _questions(turn: Turn, subject: Subject) -> Iterable[Row]:
    for question in turn.store.questions.of(subject.actors):
        yield {"asked": _when(turn, question.asked_at), "until": _when(turn, question.expires_at)}


def _messages(turn: Turn, subject: Subject) -> Iterable[Row]:
    """How many, not what: a member's messages are about others."""
    count = turn.store.outbox.count_to(subject.contacts)
    held = sum(turn.store.held_pictures.count(actor) for actor in subject.actors)
    if count:
        yield {"count": count}
    if held:
        yield {"held": held}


def _consents(turn: Turn, subject: Subject) -> Iterable[Row]:
    for actor in subject.actors:
        for told in turn.store.consents.of(actor):
            yield {"version": told.version, "at": _when(turn, told.at)}


def _looked(turn: Turn, subject: Subject) -> Iterable[Row]:
    """Who saw the whole numbers: the office, not the name."""
    for row in turn.store.audit.about(f"person:{subject.id}"):
        if row.action in _LOOKED:
            member = turn.community.person(row.actor)
            office = member.title if member is not None and member.title else text("privacy.office")
            yield {"at": _when(turn, row.at), "by": office}


def _trail(turn: Turn, subject: Subject) -> Iterable[Row]:
    for actor in subject.actors:
        for row in turn.store.audit.newest(Wanted(actors=(actor,)), _MOST_ROWS):
            did = all_texts().get(f"privacy.did.{row.action}") or row.action
            yield {"at": _when(turn, row.at), "action": did, "subject": _unnamed(row.subject, subject)}


def _visits(turn: Turn, subject: Subject) -> Iterable[Row]:
    """Visits to the home, and who keeps in touch with whom. Where others live there too, what was noted may be about
    them: it is told only if it names who asks."""
    person = subject.person
    if person is None:
        return
    for held in turn.store.home_contacts.of_person(person.id):
        yield {"at": _when(turn, held.set_at), "touched": held.household}
    if person.household is None:
        return
    contact = turn.store.home_contacts.of_household(person.household)
    if contact is not None:
        yield {"at": _when(turn, contact.set_at), "touch": who(turn.community, contact.person)}
    alone = all(one.household != person.household or one.id == person.id for one in turn.community.people)
    for visit in turn.store.visits.of_household(person.household, _MOST_ROWS):
        theirs = visit.note if visit.note and (alone or person.name in visit.note) else None
        by = who(turn.community, visit.actor)
        yield _filled({"at": _when(turn, visit.at), "visitor": by, "note": theirs})


def _helping(turn: Turn, subject: Subject) -> Iterable[Row]:
    """The requests of others with which somebody helps, or helped."""
    for request, since in turn.store.helpers.by(subject.id):
        yield {"number": request.number, "category": request.category, "at": _when(turn, since)}


def _disputes(turn: Turn, subject: Subject) -> Iterable[Row]:
    """That somebody is the other side of a dispute: not its number, nor what it is about, which are the reporter's."""
    for _ in turn.store.disputes.against(subject.actors):
        yield {"side": text("privacy.other_side")}


def _unnamed(about: str, subject: Subject) -> str:
    """What a row is about; of another person, that it was a person."""
    kind, _, name = about.partition(":")
    return about if kind != "person" or name in subject.actors else kind


def _filled(row: Row) -> Row:
    return {key: value for key, value in row.items() if value not in (None, "")}


def _when(turn: Turn, moment: datetime) -> str:
    return f"{moment.astimezone(turn.community.zone):%Y-%m-%d %H:%M}"


def as_text(turn: Turn, parts: Sequence[Part]) -> str:
    """For reading: every kind with why it is kept, and until when."""
    days = turn.community.rules.retention
    terms = {
        "requests": days.requests,
        "messages": days.messages,
        "visits": days.visits,
        "contacts": days.contacts,
        "chains": turn.community.rules.chains.keep_days,
    }
    now = _when(turn, turn.now)
    lines = [text("privacy.copy_head", community=turn.community.name, at=now)]
    for part in parts:
        lines += ["", text(f"privacy.kind.{part.kind}.title", count=len(part.rows))]
        lines.append(text(f"privacy.kind.{part.kind}.why", **terms))
        lines += [_line(row) for row in part.rows] or [text("privacy.nothing")]
    lines += ["", text("privacy.copy_foot")]
    return "\r\n".join(lines) + "\r\n"


def _line(row: Row) -> str:
    pairs = (f"{text(f'privacy.field.{key}')}：{' '.join(str(value).split())}" for key, value in row.items())
    return "· " + "；".join(pairs)


def as_json(turn: Turn, parts: Sequence[Part]) -> Mapping[str, object]:
    """For taking along to another program."""
    kinds: dict[str, object] = {part.kind: [dict(row) for row in part.rows] for part in parts}
    return {"community": turn.community.name, "at": _when(turn, turn.now), "version": 1} | kinds
