"""A poll is opened by words, a draft that shows what the group will see, corrections of it, and 确认. Chat only."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from handlers.chat import Chat
from handlers.community import Node, Permission, Room
from handlers.errors import UserError
from handlers.polls import actions, places, rules, wording
from handlers.polls.actions import polls
from handlers.polls.keeping import kept_draft, read_draft
from handlers.polls.outcome import ELIGIBLE, PRESETS, TAKING_PART, Rule, Share
from handlers.polls.rules import Draft
from handlers.polls.units import Electorate, Who
from handlers.texts import text
from handlers.understanding import find_due, parts
from handlers.understanding.draftchanges import Change, changed_options, read_changes
from handlers.understanding.draftwishes import MANY, Wishes
from handlers.yes_no import read_yes_no
from storage.records import PollKind, Question, Unit

_DRAFT = "poll.draft"
_WAITS = timedelta(hours=2)
_MORNING = time(8)
_PRESETS = {"plurality": "most", "double": "owners_general", "double_major": "owners_major"}
_UNREAD = {"due": "polls.deadline_wanted", "rule": "polls.rule_wrong"}
_USUAL_RULES = {
    PollKind.OPINION: PRESETS["most"],
    PollKind.DELIBERATION: PRESETS["meeting"],
    PollKind.STATUTORY: PRESETS["owners_general"],
}


def propose(chat: Chat) -> bool:
    """Somebody asks for a poll: show it as a draft; whoever may open none is told so if they called the bot.

    Raises:
        UserError: what is missing or cannot be.
    """
    said = chat.meaning.poll
    assert said is not None
    if not chat.may_somewhere(Permission.POLL):
        if chat.called:
            raise UserError("polls.not_allowed")
        return False
    if said.unread is not None:
        raise UserError(_UNREAD[said.unread])
    rooms, nodes = _told_where(chat, said.wishes)
    draft = _first(chat, rooms, nodes)
    show(chat, _with_wishes(chat, draft, said.wishes, due=said.due), guessed=said.due_guessed)
    return True


def show(chat: Chat, draft: Draft, *, guessed: bool = False) -> None:
    """Show a draft and wait for the word on it.

    Raises:
        UserError: it cannot be voted on as it is, or the speaker may not open it.
    """
    actions.check(chat.turn, draft)
    eligible = len(actions.electorate(chat.turn, draft))
    chat.ask(_DRAFT, kept_draft(draft), _WAITS)
    shown = wording.announcement(
        chat.turn.community,
        draft,
        text("polls.draft_code"),
        eligible,
    )
    chat.reply(
        "polls.draft",
        rooms=_names(chat, draft),
        announcement=shown,
        guessed=text("polls.guessed_note") if guessed else "",
    )


@polls.answer(_DRAFT)
def answer_draft(chat: Chat, question: Question) -> bool:
    """确认 opens the draft, 取消 drops it, a correction changes it; anything else is not an answer to it."""
    answer = read_yes_no(chat.words)
    if answer is None:
        return _correct(chat, read_draft(question.payload))
    chat.settle()
    if not answer:
        chat.reply("polls.draft_dropped")
        return True
    draft = read_draft(question.payload)
    poll = actions.open_poll(chat.turn, draft)
    if chat.inbound.room not in poll.rooms:
        chat.reply("polls.opened_there", code=poll.code, room=_names(chat, draft), about=poll.code)
    return True


def _correct(chat: Chat, draft: Draft) -> bool:
    calendar = chat.turn.community.calendar
    changes = read_changes(chat.words, draft.options, chat.turn.local.replace(tzinfo=None), calendar)
    if not changes or not (chat.called or all(_plain(change) for change in changes)):
        return False
    for change in changes:
        draft = _changed(chat, draft, change)
    show(chat, draft, guessed=any(change.due_guessed for change in changes))
    return True


def _plain(change: Change) -> bool:
    """Whether it can be meant for the draft only, also in a group where the bot was not called: 加个班 is none."""
    return change.added is None or change.added in text("polls.usual_options").split("/")


def _changed(chat: Chat, draft: Draft, change: Change) -> Draft:
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


def _first(chat: Chat, rooms: Sequence[Room], nodes: Sequence[Node]) -> Draft:
    """The draft as far as its topic, options and place go."""
    said = chat.meaning.poll
    assert said is not None
    wishes = said.wishes
    kind = PollKind(wishes.kind) if wishes.kind else PollKind.OPINION
    options = tuple(said.options) or tuple(text("polls.usual_options").split("/"))
    who = Who(wishes.who) if wishes.who else Who.ALL
    return Draft(
        title=wording.shown(said.topic or ""),
        options=tuple(map(wording.shown, options)),
        secret=said.secret or chat.turn.community.rules.polls.secret,
        unit=_usual_unit(kind, who, nodes, said.per_household),
        deadline=_deadline(chat, None),
        kind=kind,
        rule=_USUAL_RULES[kind],
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
    rule = _USUAL_RULES[kind] if wishes.kind else draft.rule
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


def _names(chat: Chat, draft: Draft) -> str:
    """3号楼党小组群, or the first of several and how many."""
    rooms = [room.name for room_id in draft.told_in if (room := chat.turn.community.room(room_id))]
    return rooms[0] if len(rooms) == 1 else text("polls.rooms", first=rooms[0], count=len(rooms))
