"""The pages of polls: a list of them, and a form that opens one once it was shown as the groups will see it."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from bot.web.office.desk import Visit
from bot.web.office.frame import choice, field, form, note, onward, page, table, when
from bot.web.office.html import Html, link, tag
from bot.web.office.texts import say
from handlers.audit.scope import nodes_where
from handlers.community import Permission, Room
from handlers.errors import UserError
from handlers.names import clean
from handlers.polls import actions, wording
from handlers.polls.links import page_name
from handlers.polls.outcome import PRESETS
from handlers.polls.rules import Draft
from handlers.polls.units import Electorate, Who
from handlers.texts import text
from handlers.understanding import mask
from storage.records import Poll, PollKind, PollStatus, Unit

T = TypeVar("T")
PATH, FORM = "/office/polls", "/office/polls/new"
_SHOWN = 200
_MOST_OPTIONS, _LONGEST = 100, 200
_WHO = {"all": Who.ALL, "party": Who.PARTY, "owners": Who.OWNERS}
_SECRECY = ("named", "open", "secret")
_YES = "1"
_FIELDS = (
    *("title", "options", "choose", "kind", "room", "below", "who", "unit", "secrecy", "rule"),
    *("opens", "deadline", "days"),
)


class _Unclear(Exception):
    """A field of the form that cannot be read; its name is the message."""


def opens_where(visit: Visit) -> frozenset[str]:
    """Where they open polls."""
    return nodes_where(visit.community, visit.person, Permission.POLL)


def listed(visit: Visit) -> str:
    """The polls of where they read or open them, the newest first; of one that goes on how many voted, never how."""
    nodes = visit.sight.nodes | opens_where(visit)
    polls = [poll for poll in reversed(visit.store.polls.all()) if poll.node in nodes][:_SHOWN]
    heads = [say(f"polls.{name}") for name in ("code", "kind", "about", "state", "voted", "end", "result")]
    return page(
        visit,
        "polls",
        onward(say("polls.new"), FORM) if opens_where(visit) else None,
        table(heads, [_row(visit, poll) for poll in polls], say("polls.caption"))
        if polls
        else note(say("polls.none")),
    )


def _row(visit: Visit, poll: Poll) -> list[object]:
    turnout = say("overview.turnout", count=visit.store.polls.turnout(poll.id), eligible=poll.eligible)
    public = f"/poll/{page_name(visit.store, poll)}"
    has_page = poll.result is None or "head" in poll.result  # those of an earlier release have none
    title: object = link(public, poll.title) if has_page else poll.title
    result = poll.result or {}
    came: object = result.get("reason", "")
    if has_page and poll.status in (PollStatus.CLOSED, PollStatus.PUBLISHED):
        sheet = tag("a", say("polls.sheet"), href=f"{public}/{poll.code}.pdf", download=True)
        came = [tag("div", str(result["outcome"]["text"])), tag("div", sheet)]
    return [poll.code, poll.kind.value, title, poll.status.value, turnout, when(visit, poll.deadline), came]


def blank(visit: Visit) -> str:
    """The form.

    Raises:
        UserError: they open polls nowhere.
    """
    return _form(visit, {"options": text("polls.usual_options").replace("/", "\n")}, None)


def again(visit: Visit, fields: Mapping[str, str]) -> str:
    """The form with what was typed into it during an earlier session: nothing is done before it was looked at again.

    Raises:
        UserError: they open polls nowhere.
    """
    return _form(visit, fields, note(say("polls.again")))


def typed(fields: Mapping[str, str]) -> dict[str, str]:
    """What of a form is of this one; nothing if it is another."""
    return {name: fields[name] for name in _FIELDS if name in fields} if "title" in fields else {}


def submit(visit: Visit, fields: Mapping[str, str]) -> str | None:
    """Show the draft as the groups will see it, or what is wrong with it; open it if that was asked for. None: it was
    opened.

    Raises:
        UserError: they open polls nowhere.
    """
    _rooms(visit)
    try:
        draft = _draft(visit, fields)
        actions.check(visit.turn, draft)
        eligible = len(actions.electorate(visit.turn, draft))
        if fields.get("do") == "open":
            _open(visit, draft)
            return None
    except UserError as error:
        return _form(visit, fields, _problem(text(error.key, **error.params)))
    except _Unclear as error:
        return _form(visit, fields, _problem(say("polls.unclear", field=say(f"polls.{error}"))))
    shown = wording.announcement(visit.community, draft, text("polls.draft_code"), eligible)
    names = say("residents.between").join(
        room.name for each in draft.told_in if (room := visit.community.room(each)) is not None
    )
    # A form of its own: what is opened is what is shown, whatever is typed below meanwhile.
    kept = [tag("input", type="hidden", name=name, value=fields.get(name, "")) for name in _FIELDS]
    preview = form(
        visit,
        FORM,
        tag("h3", say("polls.preview", rooms=names)),
        tag("p", shown, class_="said"),
        kept,
        tag("button", say("polls.open"), name="do", value="open"),
        class_="preview",
    )
    return _form(visit, fields, preview)


def _open(visit: Visit, draft: Draft) -> None:
    """Open it once, however often its button was pressed, and from how many tabs."""
    same = (draft.title, draft.options, draft.room, draft.deadline, visit.person.id)
    for poll in visit.store.polls.all():
        kept = (poll.title, poll.options, poll.room, poll.deadline, poll.opened_by)
        if poll.status is PollStatus.OPEN and kept == same:
            return
    with visit.store.savepoint():
        actions.open_poll(visit.turn, draft)


def _problem(words: str) -> Html:
    return tag("p", words, class_="bad", role="alert")


def _rooms(visit: Visit) -> list[Room]:
    """The groups in which they open polls."""
    nodes = opens_where(visit)
    rooms = [room for room in visit.community.rooms if room.node in nodes]
    if not rooms:
        raise UserError("common.not_allowed")
    return rooms


def _form(visit: Visit, fields: Mapping[str, str], above: Html | None) -> str:
    rooms = [(room.id, room.name) for room in _rooms(visit)]

    def pick(name: str, values: list[str]) -> Html:
        options = [(value, say(f"polls.{name}_{value}")) for value in values]
        return choice(name, fields.get(name, values[0]), say(f"polls.{name}"), options)

    rules = [(name, text(f"polls.rule.{name}")) for name in PRESETS]
    options = tag(
        "textarea", fields.get("options", ""), name="options", rows=4, required=True, maxlength=_LONGEST * 10
    )
    entries = [
        tag("label", tag("span", say("polls.title_field")), _line(fields, "title"), class_="wide"),
        tag("label", tag("span", say("polls.options")), options, class_="wide"),
        _number(fields, "choose", "1", 1, _MOST_OPTIONS),
        pick("kind", [kind.name.lower() for kind in PollKind]),
        choice("room", fields.get("room", ""), say("polls.room"), rooms),
        pick("below", ["0", _YES]),
        pick("who", list(_WHO)),
        pick("unit", [Unit.HOUSEHOLD, Unit.PERSON, Unit.OWNER]),
        pick("secrecy", list(_SECRECY)),
        choice("rule", fields.get("rule", ""), say("polls.rule"), rules),
        field("opens", fields.get("opens", ""), say("polls.opens"), "datetime-local"),
        field("deadline", fields.get("deadline", ""), say("polls.deadline"), "datetime-local", required=True),
        _number(fields, "days", "5", 1, 60),
    ]
    look = tag("button", say("polls.look"), name="do", value="look")
    return page(visit, "polls_new", above, form(visit, FORM, tag("div", entries, class_="fields"), look))


def _line(fields: Mapping[str, str], name: str) -> Html:
    return tag(
        "input",
        type="text",
        name=name,
        value=fields.get(name) or None,
        maxlength=_LONGEST,
        required=True,
        autocomplete="off",
    )


def _number(fields: Mapping[str, str], name: str, usual: str, least: int, most: int) -> Html:
    return field(
        name, fields.get(name, usual), say(f"polls.{name}"), "number", min=least, max=most, required=True
    )


def _draft(visit: Visit, fields: Mapping[str, str]) -> Draft:
    """What the form says; everything in it may be anything.

    Raises:
        _Unclear: something in it is none of its choices, no number or no time.
    """
    room = next((room for room in _rooms(visit) if room.id == fields.get("room")), None)
    if room is None:
        raise _Unclear("room")
    below = [one.id for one in _rooms(visit) if visit.community.is_within(one.node, room.node)]
    lines = fields.get("options", "").replace("\r", "").split("\n")[: _MOST_OPTIONS + 1]
    options = tuple(words for line in lines if (words := mask(clean(line, _LONGEST))))
    secrecy = _one_of(fields, "secrecy", {name: name for name in _SECRECY})
    kind = _one_of(fields, "kind", {kind.name.lower(): kind for kind in PollKind})
    return Draft(
        title=mask(clean(fields.get("title", ""), _LONGEST)),
        options=options,
        secret=secrecy == "secret",
        unit=_one_of(fields, "unit", {unit.value: unit for unit in Unit}),
        room=room.id,
        node=room.node,
        deadline=_moment(visit, fields, "deadline"),
        kind=kind,
        choose=_whole(fields, "choose"),
        rule=_one_of(fields, "rule", PRESETS),
        rooms=tuple(below) if fields.get("below") == _YES else (),
        electorate=Electorate((room.node,), _one_of(fields, "who", _WHO)),
        opens_at=_moment(visit, fields, "opens") if fields.get("opens") else None,
        show_counts=secrecy == "open",
        public_days=None if kind is PollKind.OPINION else _whole(fields, "days"),
    )


def _one_of(fields: Mapping[str, str], name: str, choices: Mapping[str, T]) -> T:
    found = choices.get(fields.get(name, ""))
    if found is None:
        raise _Unclear(name)
    return found


def _whole(fields: Mapping[str, str], name: str) -> int:
    typed = fields.get(name, "")
    if not (typed.isascii() and typed.isdecimal() and 1 <= len(typed) <= 3):
        raise _Unclear(name)
    return int(typed)


def _moment(visit: Visit, fields: Mapping[str, str], name: str) -> datetime:
    """A moment of the community's clock, as browsers send it: 2026-11-25T18:00"""
    try:
        found = datetime.strptime(fields.get(name, ""), "%Y-%m-%dT%H:%M")
        return found.replace(tzinfo=visit.community.zone)
    except ValueError as error:
        raise _Unclear(name) from error
