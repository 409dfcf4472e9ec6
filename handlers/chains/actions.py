"""What can be done with chains: take a posting, sign up and off in words, tell what got lost, forget."""

from dataclasses import replace
from datetime import timedelta

from handlers.chains import rules
from handlers.chains.find import own_lines, owns
from handlers.chains.wording import lost_names, posting
from handlers.community import Room, RoomMode
from handlers.errors import UserError
from handlers.feature import Feature
from handlers.rooms.mode import mode_of
from handlers.texts import text
from handlers.turn import Turn
from handlers.understanding.chains import Chain
from storage.records import KeptChain, KeptLine, Lane, Timer

chains = Feature("chains")

_TELL = "chain.tell"
_FORGET = "chain.forget"


def take_posting(turn: Turn, room: Room, posted: Chain, whole: bool) -> KeptChain:
    """Keep what one more posting says; lines of others that it lost are told, or will be when that is due again.

    `posted` is masked; `whole` False: its end was cut off.
    """
    kept = turn.store.chains.by_key(room.id, rules.key_of(posted.title))
    lines = turn.store.chains.lines(kept.id) if kept else ()
    if kept is not None and rules.is_new_round(kept.touched_at, turn.now, lines, posted):
        _forget(turn, kept)
        kept = None

    def mine(line: KeptLine) -> bool:
        return owns(turn, line)

    if kept is None:
        kept = _begin(turn, room, posted)
        lines = rules.first_lines(posted.lines, turn.actor, mine)
    else:
        lines = rules.merge(lines, posted.lines, turn.actor, mine, whole=whole)
        example = posted.example or kept.example
        kept = replace(kept, title=posted.title, example=example, touched_at=turn.now)
    turn.store.chains.save(kept, lines)
    _tell_when_due(turn, kept, lines)
    return kept


def sign_up(turn: Turn, kept: KeptChain, name: str, count: int) -> tuple[int, bool]:
    """Add a line for the actor, or change how many theirs is for; its number, and whether anything is new.

    Raises:
        UserError: the chain is full.
    """
    # Who comes back stands at the end.
    lines = [line for line in turn.store.chains.lines(kept.id) if not (line.gone and owns(turn, line))]
    note = text("chains.several", count=count) if count > 1 else None
    own = own_lines(turn, lines)
    new = not own or (count > 1 and lines[own[0]].count != count)
    if own and new:
        line = lines[own[0]]
        lines[own[0]] = replace(line, note=note, count=count, before=rules.words(line))
    elif not own:
        if len(lines) >= rules.MAX_LINES:
            raise UserError("chains.full", code=kept.code)
        lines.append(KeptLine(len(rules.running(lines)) + 1, name, note, count, turn.actor))
    turn.store.chains.save(replace(kept, touched_at=turn.now), lines)
    place = own[0] if own else len(lines) - 1
    return len(rules.running(lines[: place + 1])), new


def sign_off(turn: Turn, kept: KeptChain) -> bool:
    """Take the actor's own line out; False if there is none.

    Raises:
        UserError: they wrote several, and none has their name.
    """
    lines = list(turn.store.chains.lines(kept.id))
    own = own_lines(turn, lines)
    if len({rules.words(lines[position]) for position in own}) > 1:
        raise UserError("chains.which_line", code=kept.code, count=len(own))
    for position in own:
        lines[position] = replace(lines[position], gone=True)
    if own:
        turn.store.chains.save(replace(kept, touched_at=turn.now), lines)
    return bool(own)


@chains.timer(_TELL)
def tell_later(turn: Turn, timer: Timer) -> str | None:
    """What got lost shortly after the group had been told, or at night."""
    kept = turn.store.chains.by_code(timer.subject)
    lines = turn.store.chains.lines(kept.id) if kept else ()
    if kept is None or not rules.lost(lines):
        return "nothing is missing any more"
    _tell_when_due(turn, kept, lines)
    return None


@chains.timer(_FORGET)
def forget_old(turn: Turn, timer: Timer) -> str | None:
    """Names of neighbours are kept no longer than they are of use."""
    kept = turn.store.chains.by_code(timer.subject)
    if kept is None:
        return "forgotten already"
    until = kept.touched_at + timedelta(days=turn.community.rules.chains.keep_days)
    if turn.now < until:
        turn.store.timers.set(_FORGET, kept.code, until)
    else:
        _forget(turn, kept)
    return None


def _begin(turn: Turn, room: Room, posted: Chain) -> KeptChain:
    opened = [kept for kept in turn.store.chains.in_room(room.id) if kept.opened_by == turn.actor]
    for kept in opened[rules.MAX_OPENED - 1 :]:
        _forget(turn, kept)
    kept = turn.store.chains.add(
        _new_code(turn),
        room.id,
        rules.key_of(posted.title),
        posted.title,
        posted.example,
        turn.actor,
        turn.now,
    )
    until = turn.now + timedelta(days=turn.community.rules.chains.keep_days)
    turn.store.timers.set(_FORGET, kept.code, until)
    return kept


def _new_code(turn: Turn) -> str:
    """A short code that no chain has; if all are taken, the chain longest untouched makes room."""
    store = turn.store.chains
    for _ in range(rules.MAX_CODES):
        code = f"A{(turn.store.counters.next('chain') - 1) % rules.MAX_CODES + 1}"
        if store.by_code(code) is None:
            return code
    stalest = min(store.all(), key=lambda kept: kept.touched_at)
    _forget(turn, stalest)
    return stalest.code


def _forget(turn: Turn, kept: KeptChain) -> None:
    """Delete the chain and, of what the bot said about it, the words."""
    turn.store.chains.forget(kept.id)
    turn.store.timers.cancel(kept.code)
    turn.store.outbox.blank(kept.code)


def _tell_when_due(turn: Turn, kept: KeptChain, lines: tuple[KeptLine, ...]) -> None:
    room = turn.community.room(kept.room)
    missing = rules.lost(lines)
    if not missing or room is None or mode_of(turn.store, room) is not RoomMode.ACTIVE:
        return
    pause = timedelta(minutes=turn.community.rules.chains.tell_minutes)
    at = max(turn.awake, kept.told_at + pause if kept.told_at else turn.now)
    turn.store.timers.cancel(kept.code, [_TELL])
    if at > turn.now:
        turn.store.timers.set(_TELL, kept.code, at)
        return
    message = text("chains.merged", names=lost_names(missing), list=posting(kept, lines))
    # A list that comes late is an old copy itself.
    turn.to_room(room, message, lane=Lane.REPLY, about=kept.code, expires_at=turn.now + pause)
    turn.store.chains.save(replace(kept, told_at=turn.now), rules.told(lines))
