"""Two requests are one thing: a dispatcher merges them by hand (合并), and takes it back within a day (拆开)."""

from datetime import timedelta

from handlers.community import Permission
from handlers.errors import UserError
from handlers.grid.handover import is_orphan
from handlers.requests import rules
from handlers.requests.dispatch.dispatching import assign, give_to
from handlers.requests.dispatch.helping import move_helpers
from handlers.requests.same.households import households
from handlers.requests.steps import save, tell_member, tell_reporter
from handlers.requests.wording import excerpt, subject, who
from handlers.texts import text
from handlers.turn import Turn
from handlers.understanding import find_place
from storage.records import AuditRow, Request

_TAKES_BACK = timedelta(days=1)


def merge(turn: Turn, one: Request, into: Request) -> Request:
    """Let a request live on in another one: its affected are the other one's, its due times end, and everybody whom
    it concerns is told.

    Raises:
        UserError: the actor may not dispatch at both places, or the two must not or cannot be one.
    """
    turn.require(Permission.DISPATCH, one.node)
    turn.require(Permission.DISPATCH, into.node)
    _check(one, into)
    changed = save(turn, rules.merge(one, into), "merge", into=into.code)
    turn.audit("take_in", into.number, taken=one.code)
    turn.store.timers.cancel(one.number)
    move_helpers(turn, one, into)
    store = turn.store.requests
    for party in store.affected_by(one.id):
        store.add_party(
            into.id, party.actor, turn.now, one.room if party.actor == one.reporter else party.room
        )
    store.add_word(into.id, one.created_at, one.reporter, one.text, None)
    for word in store.words(one.id):
        store.add_word(into.id, word.at, word.actor, word.text, word.file)
    if one.assignee != into.assignee:
        tell_member(
            turn, one, "requests.merged_away", into=into.code, other=who(turn.community, into.assignee)
        )
    count = households(turn.community, store.parties(into.id))
    _tell_member(turn, one, into, count)
    _tell_parties(turn, one, into)
    return changed


def split(turn: Turn, one: Request) -> Request:
    """It is another matter after all: it goes back to whoever had it, and whoever came with it leaves the other one.

    Raises:
        UserError: the actor may not dispatch there, it was not merged, or more than a day ago.
    """
    turn.require(Permission.DISPATCH, one.node)
    merged = _merged_at(turn, one)
    changed = rules.split(one)
    if merged is None or turn.now - merged.at > _TAKES_BACK:
        raise UserError("requests.too_late_to_split", code=one.code)
    store = turn.store.requests
    into = store.get(one.merged_into or 0)
    if into is not None:
        turn.require(Permission.DISPATCH, into.node)
        own = set(store.parties(one.id))
        for party in store.affected_by(into.id):
            if party.actor in own and party.actor != into.reporter and party.at == merged.at:
                store.remove_party(into.id, party.actor)
    changed = save(turn, changed, "split", into=into.code if into else "")
    member = None if is_orphan(turn, one) else turn.community.acting_for(one.assignee)
    changed = give_to(turn, changed, member) if member is not None else assign(turn, changed)
    tell_reporter(turn, changed, "split_for_you", member=who(turn.community, changed.assignee))
    return changed


def _check(one: Request, into: Request) -> None:
    """
    Raises:
        UserError: the two must not or cannot be one.
    """
    if one.id == into.id:
        raise UserError("requests.merge_itself", code=one.code)
    if rules.is_private(one) or rules.is_private(into):
        raise UserError("requests.merge_private")
    if one.urgency == "emergency" and into.urgency != "emergency":
        raise UserError("requests.merge_emergency", code=one.code, into=into.code)
    place = find_place(into.place) if into.place else None
    names_a_flat = place is not None and place.room is not None
    if into.room is None and into.reporter != one.reporter and (one.room is not None or names_a_flat):
        raise UserError("requests.merge_confided", code=one.code, into=into.code)


def _merged_at(turn: Turn, one: Request) -> AuditRow | None:
    rows = [row for row in turn.store.audit.about(one.number) if row.action == "merge"]
    return rows[-1] if rows else None


def _tell_member(turn: Turn, one: Request, into: Request, count: int) -> None:
    """Who has the other one hears what came to it; with the code of the one it came from, so that the words go with its
    reporter's data."""
    member = turn.community.acting_for(into.assignee)
    if member is None or member.id == turn.actor:
        return
    named = {"taken": one.code, "code": into.code, "words": excerpt(one.text), "count": count}
    turn.to_person(member, text("requests.merged_to_member", **named), about=one.code)


def _tell_parties(turn: Turn, one: Request, into: Request) -> None:
    """Whom the merged one concerned, each where they spoke of it."""
    message = text(
        "requests.merged_for_you",
        code=one.code,
        subject=subject(one),
        into=into.code,
        member=who(turn.community, into.assignee),
    )
    told: dict[str | None, list[str]] = {one.room: [one.reporter]}
    for party in turn.store.requests.affected_by(one.id):
        if party.actor != one.reporter:
            told.setdefault(party.room, []).append(party.actor)
    for room, actors in told.items():
        if room is not None:
            turn.to_room(room, message, mention=actors, about=into.code)
        else:
            for actor in actors:
                turn.to_actor(actor, message, about=into.code)
