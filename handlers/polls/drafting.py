"""From what was said to a draft: topic, options, place, voters, unit, rule, times; corrections of one. Chat only."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from handlers.chat import Chat
from handlers.community import Node, Room
from handlers.errors import UserError
from handlers.polls import places, rules, wording
from handlers.polls.outcome import ELIGIBLE, PRESETS, TAKING_PART, Rule, Share
from handlers.polls.rules import Draft
from handlers.polls.units import Electorate, Who
from handlers.texts import text
from handlers.understanding import PollDraft, find_due, parts
from handlers.understanding.draftchanges import Change, changed_options
from handlers.understanding.draftwishes import MANY, Wishes
from storage.records import PollKind, Unit

_MORNING = time(8)
_PRESETS = {"plurality": "most", "double": "owners_general", "double_major": "owners_major"}


def drafted(chat: Chat, said: PollDraft) -> Draft:
    """The draft of what somebody asks for.

    Raises:
        UserError: a place, a group, a name or a moment in it is none.
    """
    rooms, nodes = _told_where(chat, said.wishes)
    return _with_wishes(chat, _first(chat, said, rooms, nodes), said.wishes, due=said.due)


def changed(chat: Chat, draft: Draft, change: Change) -> Draft:
    """A draft with a correction of it.

    Raises:
        UserError: as `drafted`.
    """
    options = tuple(map(wording.shown, changed_options(draft.options, change)))
    draft = replace(
        draft,
        title=wording.shown(change.title) if change.title is not None else draft.title,
        options=options,
        choose=min(draft.choose, len(options)) if options else draft.choose,
    )
    if change.wishes.places:
        rooms, nodes = _told_where(chat, change.wishes)
        scope = _scope(chat, rooms, nodes, change.wishes, draft.voters.who)
        draft = replace(draft, **scope)
    return _with_wishes(chat, draft, change.wishes, due=change.due)


def _first(chat: Chat, said: PollDraft, rooms: Sequence[Room], nodes: Sequence[Node]) -> Draft:
    """The draft as far as its topic, options and place go."""
    wishes = said.wishes
    kind = PollKind(wishes.kind) if wishes.kind else PollKind.OPINION
    options = tuple(said.options) or tuple(text("polls.usual_options").split("/"))
    who = Who(wishes.who) if wishes.who else Who.ALL
    return Draft(
        title=wording.shown(said.topic),
        options=tuple(map(wording.shown, options)),
        secret=said.secret or chat.turn.community.rules.polls.secret,
        unit=_usual_unit(kind, who, nodes, said.per_household),
        deadline=_deadline(chat, None),
        kind=kind,
        rule=_usual_rule(kind, who),
        **_scope(chat, rooms, nodes, wishes, who),
    )


def _usual_unit(kind: PollKind, who: Who, nodes: Sequence[Node], per_household: bool) -> Unit:
    if per_household:
        return Unit.HOUSEHOLD
    if kind is PollKind.STATUTORY:
        return Unit.OWNER
    return Unit.PERSON if who in (Who.PARTY, Who.LISTED) else rules.usual_unit(nodes[0])


def _scope(
    chat: Chat, rooms: Sequence[Room], nodes: Sequence[Node], wishes: Wishes, who: Who
) -> dict[str, Any]:
    """Where it is told, and who votes."""
    return {
        "room": rooms[0].id,
        "rooms": tuple(room.id for room in rooms),
        "node": places.common_node(chat.turn.community, nodes).id,
        "electorate": Electorate(tuple(node.id for node in nodes), who, _listed(chat, wishes)),
    }


def _with_wishes(chat: Chat, draft: Draft, wishes: Wishes, *, due: str | None) -> Draft:
    kind = PollKind(wishes.kind) if wishes.kind else draft.kind
    voters = draft.voters
    if wishes.who is not None:
        voters = replace(voters, who=Who(wishes.who), listed=_listed(chat, wishes))
    opens_at = _opening(chat, wishes) or draft.opens_at
    deadline = draft.deadline
    if due is not None:
        deadline = _deadline(chat, due)
    elif opens_at is not None and opens_at != draft.opens_at:
        before = (draft.opens_at or chat.turn.now).astimezone(opens_at.tzinfo)
        deadline = draft.deadline + timedelta(days=(opens_at.date() - before.date()).days)
    rule = draft.rule
    if wishes.kind or rule == _usual_rule(draft.kind, draft.voters.who):
        rule = _usual_rule(kind, voters.who)
    return replace(
        draft,
        kind=kind,
        choose=len(draft.options) if wishes.choose == MANY else wishes.choose or draft.choose,
        unit=_unit(draft, kind, wishes),
        secret=draft.secret if wishes.secret is None else wishes.secret,
        electorate=voters,
        rule=_rule(wishes) if wishes.has_rule else rule,
        opens_at=opens_at,
        deadline=deadline,
        public_days=wishes.public or (None if wishes.kind == PollKind.OPINION else draft.public_days),
        show_counts=draft.show_counts if wishes.show_counts is None else wishes.show_counts,
    )


def _usual_rule(kind: PollKind, who: Who) -> Rule:
    """The rule of a kind of poll, where none was said."""
    if kind is PollKind.OPINION:
        return PRESETS["most"]
    if kind is PollKind.STATUTORY:
        return PRESETS["owners_general"]
    return PRESETS["party" if who is Who.PARTY else "meeting"]


def _unit(draft: Draft, kind: PollKind, wishes: Wishes) -> Unit:
    if wishes.unit is not None:
        return Unit(wishes.unit)
    if kind is PollKind.STATUTORY and kind is not draft.kind:
        return Unit.OWNER
    return Unit.PERSON if wishes.who in (Who.PARTY, Who.LISTED) else draft.unit


def _rule(wishes: Wishes) -> Rule:
    if wishes.preset is not None:
        return PRESETS[_PRESETS[wishes.preset]]
    quorum, to_pass = (Share(*share) if share else None for share in (wishes.quorum, wishes.passes))
    return Rule(quorum, to_pass, ELIGIBLE if wishes.of_all else TAKING_PART)


def _listed(chat: Chat, wishes: Wishes) -> tuple[str, ...]:
    """The ids of the people on a list.

    Raises:
        UserError: a name is nobody's, or several people's.
    """
    found = []
    for name in wishes.names:
        people = chat.turn.community.find_people(name)
        if len(people) != 1:
            raise UserError("polls.name_unknown" if not people else "polls.name_shared", name=name)
        found.append(people[0].id)
    return tuple(found)


def _told_where(chat: Chat, wishes: Wishes) -> tuple[Sequence[Room], Sequence[Node]]:
    """The groups that a poll is told in, and the places whose people vote: those named, else the group it was written
    in, else, privately, the building that is spoken of, or where the speaker is.

    Raises:
        UserError: none is named, or there is no such place or group.
    """
    community = chat.turn.community
    if wishes.places:
        nodes = places.nodes_meant(community, wishes.places, chat.node)
        return places.rooms_at(community, nodes, Who(wishes.who) if wishes.who else Who.ALL), nodes
    rooms: Sequence[Room] = (chat.room,) if chat.room is not None else _rooms_privately(chat)
    here = community.node(rooms[0].node) if rooms else None
    if here is None:
        raise UserError("polls.room_wanted")
    return rooms[:1], (here,)


def _rooms_privately(chat: Chat) -> Sequence[Room]:
    place = parts(chat.inbound.text, chat.context).place
    if place is not None and isinstance(place.building, str):
        node = chat.turn.community.building_node(place.building)
        rooms = chat.turn.community.rooms_of(node.id) if node else ()
        if rooms:
            return rooms
    return chat.turn.community.rooms_of(chat.node.id)


def _opening(chat: Chat, wishes: Wishes) -> datetime | None:
    """When the voting begins, if not at once: as said, or behind the days of notice, from eight in the morning.

    Raises:
        UserError: what was said is no moment.
    """
    zone = chat.turn.community.zone
    if wishes.notice is not None:
        day = chat.turn.local.date() + timedelta(days=wishes.notice)
        return datetime.combine(day, _MORNING, zone)
    if wishes.starts is None:
        return None
    due = find_due(
        wishes.starts, chat.turn.local.replace(tzinfo=None), chat.turn.community.calendar, loose_days=True
    )
    if due is None:
        raise UserError("polls.start_wanted")
    return _moment(chat, due.value, _MORNING)


def _deadline(chat: Chat, due: str | None) -> datetime:
    """The end of a poll: as said; a day means six in the evening of it; nothing said means the usual length.

    Raises:
        UserError: what was said is no single moment.
    """
    if due is None:
        day = chat.turn.local.date() + timedelta(days=chat.turn.community.rules.polls.days)
        return datetime.combine(day, rules.EVENING, chat.turn.community.zone)
    return _moment(chat, due.rpartition("/")[2], rules.EVENING)


def _moment(chat: Chat, said: str, at: time) -> datetime:
    zone = chat.turn.community.zone
    try:
        if "T" in said:
            return datetime.fromisoformat(said).replace(tzinfo=zone)
        return datetime.combine(date.fromisoformat(said), at, zone)
    except ValueError:
        raise UserError("polls.deadline_wanted") from None
