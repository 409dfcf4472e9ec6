"""The page of the residents: found by name or flat, numbers masked, codes issued."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.web.office.desk import Visit
from bot.web.office.frame import field, form, note, onward, page, question, table
from bot.web.office.given import typed
from bot.web.office.html import Html, tag
from bot.web.office.texts import say
from handlers.community import Person
from handlers.identity.actions import issue_codes
from handlers.identity.rules import may_keep
from handlers.office import actions
from handlers.office.residents import search
from handlers.privacy.rules import masked_identity, masked_phone
from storage.roster_records import Secrets

SIZE = 50


@dataclass(frozen=True)
class Shown:
    """What was just done for one person: a code was issued, or the whole numbers are shown."""

    code: str | None = None
    numbers: Secrets | None = None


def residents(visit: Visit, asked: str, number: int) -> str:
    """Who lives here: found by name or flat, numbers masked, with or without an account."""
    found = search(visit.community, visit.keeps, asked)
    part = found[(number - 1) * SIZE : number * SIZE]
    entry = field("q", asked, say("residents.ask"), placeholder=say("residents.example"))
    more = onward(say("frame.next"), "/office/residents", q=asked, page=number + 1)
    return page(
        visit,
        "residents",
        question("/office/residents", entry),
        note(say("residents.found", count=len(found)) if found else say("residents.none")),
        _table([_resident(visit, person, asked, Shown()) for person in part]) if part else None,
        more if len(found) > number * SIZE else None,
    )


def issue_code(visit: Visit, fields: Mapping[str, str]) -> str:
    """A binding code for somebody, shown once.

    Raises:
        UserError: not theirs to issue.
    """
    person = actions.somebody(visit.turn, fields.get("person", ""))
    [(_, code)] = issue_codes(visit.turn, [person])
    return _one(visit, person, fields, Shown(code=code))


def reveal(visit: Visit, fields: Mapping[str, str]) -> str:
    """The whole numbers of somebody, shown once and written down.

    Raises:
        UserError: not theirs to see.
    """
    person = actions.somebody(visit.turn, fields.get("person", ""))
    return _one(visit, person, fields, Shown(numbers=actions.reveal(visit.turn, person)))


def _one(visit: Visit, person: Person, fields: Mapping[str, str], shown: Shown) -> str:
    asked = typed(fields.get("q", ""))
    return page(
        visit,
        "residents",
        _table([_resident(visit, person, asked, shown)]),
        onward(say("residents.back"), "/office/residents", q=asked),
    )


def _table(rows: list[list[object]]) -> Html:
    heads = [say(f"residents.{name}") for name in ("name", "home", "kind", "account", "phone", "do")]
    return table(heads, rows, say("residents.caption"))


def _resident(visit: Visit, person: Person, asked: str, shown: Shown) -> list[object]:
    kinds = [person.title, *(kind.value for kind in sorted(person.kinds))]
    bound = say("residents.bound", count=len(person.contacts)) if person.contacts else None
    kept = shown.numbers or visit.store.roster.secrets(person.id)
    return [
        person.name,
        person.household or "",
        say("residents.between").join(filter(None, kinds)),
        bound or say("residents.unbound"),
        _numbers(kept, masked=shown.numbers is None),
        _acts(visit, person, asked, shown, has_numbers=kept != Secrets()),
    ]


def _acts(visit: Visit, person: Person, asked: str, shown: Shown, *, has_numbers: bool) -> list[object]:
    """What may be done for somebody; whether it may is asked again when it is done."""
    hidden = [
        tag("input", type="hidden", name=name, value=value)
        for name, value in (("person", person.id), ("q", asked))
    ]
    code = tag("p", say("residents.code", code=shown.code), class_="code") if shown.code else None
    issue = form(visit, "/office/residents/code", hidden, tag("button", say("residents.issue")))
    look = form(visit, "/office/residents/reveal", hidden, tag("button", say("residents.reveal")))
    return [
        code,
        issue if may_keep(visit.community, visit.person, person) else None,
        look if has_numbers and shown.numbers is None and actions.may_reveal(visit.turn, person) else None,
    ]


def _numbers(kept: Secrets, *, masked: bool) -> list[object]:
    lines: list[object] = []
    for name, number, hide in (
        ("phone", kept.phone, masked_phone),
        ("identity", kept.identity, masked_identity),
    ):
        if number:
            shown = hide(number) if masked else number
            lines.append(tag("div", say(f"residents.number_{name}", number=shown)))
    return lines or [say("residents.no_number")]
