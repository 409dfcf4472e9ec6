"""The pages: the audit trail and the ledger of requests."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta

from bot.web.office.desk import Visit
from bot.web.office.frame import choice, field, form, note, onward, page, question, table, when
from bot.web.office.html import Html, link, tag
from bot.web.office.texts import say
from handlers.audit import trail
from handlers.audit.scope import Sight, guest_names
from handlers.audit.table import note_row, plain_row
from handlers.audit.words import Reader, code_of_number, sentence
from handlers.requests.access import may_know
from handlers.requests.rules import is_private
from storage.audit import Wanted
from storage.records import AuditRow, Request

SIZE = 50
MOST_EXPORTED = 10_000
_PIECE = 500


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the trail is asked for, as it was typed."""

    who: str = ""
    about: str = ""
    kind: str = ""
    since: str = ""
    until: str = ""

    def query(self) -> dict[str, str]:
        """For a link to the same question."""
        return {
            "who": self.who,
            "about": self.about,
            "kind": self.kind,
            "since": self.since,
            "until": self.until,
        }

    @property
    def nothing(self) -> str:
        """The key of why nothing was found."""
        if any(typed and day_of(typed) is None for typed in (self.since, self.until)):
            return "audit.no_day"
        return "audit.backwards" if self.until and self.since > self.until else "audit.none"

    def wanted(self, visit: Visit, before: int | None = None) -> Wanted:
        """What to look for. Who matches nobody finds nothing."""
        community = visit.community
        people = (trail.wanted_people(community, self.who) or (self.who,)) if self.who else ()
        subjects = trail.wanted_subjects(visit.store, community, self.about) if self.about else ()
        return Wanted(
            actors=people,
            subjects=subjects,
            kinds=trail.KINDS.get(self.kind, ()),
            not_actions=trail.NOT_BY_NAME if people else (),
            since=_day(visit, self.since),
            until=_day(visit, self.until, later=1),
            before=before,
        )


def trail_page(visit: Visit, asked: Filter, before: int | None) -> str:
    """The trail, newest first."""
    sight = visit.sight
    found = trail.page(visit.store, sight, asked.wanted(visit, before), SIZE)
    rows = [_row(visit, sight, row) for row in found.rows] if asked.nothing == "audit.none" else []
    kinds = [("", say("audit.any"))] + [(kind, say(f"audit.kind_{kind}")) for kind in trail.KINDS]
    ask = question(
        "/office/audit",
        field("who", asked.who, say("audit.who"), placeholder=say("audit.who_example")),
        field("about", asked.about, say("audit.about"), placeholder="0712"),
        choice("kind", asked.kind, say("audit.kind"), kinds),
        field("since", asked.since, say("audit.since"), "date"),
        field("until", asked.until, say("audit.until"), "date"),
    )
    hidden = [tag("input", type="hidden", name=name, value=value) for name, value in asked.query().items()]
    heads = [say(f"audit.{name}") for name in ("when", "what", "number")]
    return page(
        visit,
        "audit",
        ask,
        form(visit, "/office/audit/export", hidden, tag("button", say("audit.export")), class_="beside")
        if rows
        else None,
        table(heads, rows, say("audit.caption")) if rows else note(say(asked.nothing)),
        onward(say("audit.earlier"), "/office/audit", before=found.more, **asked.query())
        if found.more
        else None,
    )


def _row(visit: Visit, sight: Sight, row: AuditRow) -> list[object]:
    words: object = trail.told(row, sight)
    if code_of_number(row.subject) is not None:
        words = link(f"/office/requests/{row.subject}", words)
    return [when(visit, row.at), words, row.seq]


def exported(
    visit: Visit, asked: Filter, before: int | None
) -> tuple[list[Mapping[str, str | int]], int | None]:
    """A piece of the rows that are asked for and may be seen, oldest first; and where the piece before it ends."""
    sight = visit.sight
    found = trail.page(visit.store, sight, asked.wanted(visit, before), _PIECE, _PIECE)
    readers = [(row, sight.reader(row)) for row in reversed(found.rows)]
    return [plain_row(row, sentence(row, reader), reader) for row, reader in readers], found.more


def cut() -> Mapping[str, str | int]:
    """A line that says that there is more: the whole trail is exported at the machine."""
    return note_row(say("audit.cut"))


def request(visit: Visit, number: str) -> str | None:
    """One request with its history; None where there is none that they may see."""
    found = visit.store.requests.by_number(number)
    sight = visit.sight
    if found is None or found.node not in sight.nodes or visit.person.id in found.kept_from:
        return None
    openly = not is_private(found) or may_know(visit.community, visit.person, found)
    reader = Reader(visit.community, guest_names(visit.store))
    facts = [
        ("number", found.number),
        ("state", found.status.value),
        ("about", f"{found.place or ''} {found.category} {found.intent}"),
        ("reporter", reader.who(found.reporter)),
        ("member", _name(visit, found.assignee)),
        ("created", when(visit, found.created_at)),
        ("words", found.text if openly else say("requests.restricted")),
        ("outcome", (found.outcome or "") if openly else ""),
        ("rating", "" if found.rating is None else say("requests.stars", rating=found.rating)),
    ]
    shown = [(tag("dt", say(f"requests.{name}")), tag("dd", words)) for name, words in facts if words]
    rows = visit.store.audit.about(found.number)
    steps = [(when(visit, row.at), trail.told(row, sight)) for row in rows]
    return page(
        visit,
        "requests",
        tag("h3", say("requests.one", code=found.code)),
        tag("dl", shown),
        _said(visit, found, reader) if openly else None,
        table([say("audit.when"), say("audit.what")], steps, say("requests.history")),
        onward(say("requests.back"), "/office/requests"),
    )


def _said(visit: Visit, found: Request, reader: Reader) -> Html | None:
    """What was added later."""
    rows = [
        (when(visit, word.at), reader.who(word.actor), word.text or say("requests.picture"))
        for word in visit.store.requests.words(found.id)
    ]
    heads = [say("audit.when"), say("requests.reporter"), say("requests.words")]
    return table(heads, rows, say("requests.added")) if rows else None


def _name(visit: Visit, person_id: str | None) -> str:
    person = visit.community.person(person_id) if person_id else None
    return person.name if person else say("requests.nobody")


def day_of(typed: str) -> date | None:
    """A day as a browser sends it (2026-11-23), of years that leave room for the day after; None for anything else."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if MINYEAR < day.year < MAXYEAR else None


def _day(visit: Visit, typed: str, later: int = 0) -> datetime | None:
    """The beginning of a day, so many days later."""
    day = day_of(typed)
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=later), time.min, visit.community.zone)
