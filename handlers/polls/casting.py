"""A ballot, on whichever way it comes: who may cast it, for whom, and what is kept of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from handlers.community import Permission, Person
from handlers.errors import UserError
from handlers.polls import log, rules, secrecy, wording
from handlers.polls.units import flats_of
from handlers.texts import text
from handlers.turn import Turn
from storage.records import Ballot, How, Poll, PollStatus, SecretBallot, Unit, Voter
from storage.unit_of_work import UnitOfWork

OWN_WAYS = frozenset({How.CHAT, How.PAGE})
"""Ways on which somebody votes themselves; on the others two people enter it for them."""


class State(Enum):
    """What became of a ballot."""

    COUNTED = "counted"
    CHANGED = "changed"
    SAME = "same"  # it said what the one before said; nothing was written
    LATE = "late"  # recorded, not counted


@dataclass(frozen=True, slots=True)
class Cast:
    """What became of a ballot. `told`: what was chosen with the receipt, for a message to the voter; of a secret poll
    a reference that is opened when it is sent. `receipt`: for a page that shows it and keeps nothing. Both "" if late.
    `before`: who of the household had cast the ballot that this one changed, if somebody else (named polls)."""

    state: State
    voter: Voter
    told: str = ""
    receipt: str = ""
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """How a ballot of somebody else was given: PAPER, PHONE or DOOR, entered by a person's id, seen by another one's,
    with the digest of a picture. `replace`: also over a ballot that the voter cast themselves, as they asked for."""

    how: How
    recorder: str
    witness: str
    file: str | None = None
    replace: bool = False


def voter_for(store: UnitOfWork, poll: Poll, person: Person | None) -> Voter | None:
    """For whom somebody votes in this poll: themselves, their household, the head of their flats; None: for nobody."""
    if person is None or person.guardian is not None:  # somebody else speaks for them
        return None
    if poll.unit is Unit.PERSON:
        return store.polls.voter(poll.id, person.id)
    if poll.unit is Unit.HOUSEHOLD:
        return store.polls.voter(poll.id, person.household) if person.household is not None else None
    heads = sorted(
        {head for flat in flats_of(person) if (head := store.polls.head_of(poll.id, flat)) is not None}
    )
    before = store.polls.voted_for(poll.id, person.id) if len(heads) > 1 else None
    chosen = before if before in heads else next(iter(heads), None)
    return None if chosen is None else store.polls.voter(poll.id, chosen)


def cast(turn: Turn, poll: Poll, actor: str, choices: Sequence[int], how: How = How.CHAT) -> Cast:
    """Count a ballot that somebody casts themselves, by chat or on a page. One that is late is recorded.

    Raises:
        UserError: the poll has not begun or has no result any more, there is no such option, the actor has no vote in
            it, or voted for another household already. The text is for them alone.
    """
    person = turn.community.person(actor)
    voter = voter_for(turn.store, poll, person)
    if voter is None:
        raise UserError(rules.no_vote_key(person, poll), code=poll.code, title=poll.title)
    if poll.status is PollStatus.CANCELLED:
        raise UserError("polls.over_cancelled", code=poll.code)
    if turn.now >= poll.deadline or poll.status is not PollStatus.OPEN:
        return _late(turn, poll, voter)
    check_begun(turn, poll)
    chosen = rules.check_choices(poll, choices)
    if poll.unit is not Unit.PERSON:
        _bind_caster(turn, poll, actor, voter)
    if poll.secret:
        return _cast_secret(turn, poll, actor, voter, chosen)
    return _cast_named(turn, poll, voter, Ballot(voter.voter, chosen, actor, turn.now, how))


def withdraw(turn: Turn, poll: Poll, actor: str) -> Voter:
    """Take back the ballot that counts for whom somebody votes; they may vote anew.

    Raises:
        UserError: the poll is over, the actor has no vote in it, none is cast, or it cannot be found any more.
    """
    person, store = turn.community.person(actor), turn.store
    voter = voter_for(store, poll, person)
    if voter is None:
        raise UserError(rules.no_vote_key(person, poll), code=poll.code, title=poll.title)
    if poll.status is PollStatus.CANCELLED:
        raise UserError("polls.over_cancelled", code=poll.code)
    if turn.now >= poll.deadline or poll.status is not PollStatus.OPEN:
        raise UserError("polls.kept_at_end", code=poll.code)
    if not voter.voted:
        raise UserError("polls.none_cast", code=poll.code, voter=voter.label)
    if poll.unit is not Unit.PERSON:
        _bind_caster(turn, poll, actor, voter)
    key = store.secret_ballots.key(poll.id)
    if not poll.secret:
        _write(turn, poll, voter, Ballot(voter.voter, (), actor, turn.now))
        turn.audit("unvote", poll.code, voter=voter.voter, choices=[])
    elif key is None or store.secret_ballots.find(key, voter.voter) is None:
        raise UserError("polls.cannot_change", code=poll.code)
    else:
        store.secret_ballots.withdraw(key, voter.voter)
        turn.audit("unvote", poll.code, voter=voter.voter)
    store.polls.voted(poll.id, voter.voter, voted=False)
    _tell_household(turn, poll, voter, actor, "polls.withdrawn_at_home")
    return voter


def enter(turn: Turn, poll: Poll, voter: Voter, choices: Sequence[int], entry: Entry) -> Cast:
    """Count a ballot given on paper, by phone or at the door, once the witness has confirmed it.

    Raises:
        UserError: the poll is secret, or not open; the two are one, or the recorder may not; there is no such option;
            the voter has voted themselves.
    """
    if poll.secret:  # two people would know the choice
        raise UserError("polls.no_paper", code=poll.code)
    if poll.status is not PollStatus.OPEN or turn.now >= poll.deadline:
        raise UserError("polls.over", code=poll.code)
    recorder, witness = turn.community.person(entry.recorder), turn.community.person(entry.witness)
    if recorder is None or not may_enter(turn, poll, voter, recorder):
        raise UserError("common.not_allowed")
    if witness is None or witness.id == recorder.id or witness.guardian is not None:
        raise UserError("polls.witness_wanted", code=poll.code)
    check_begun(turn, poll)
    chosen = rules.check_choices(poll, choices)
    before = turn.store.polls.ballot_of(poll.id, voter.voter)
    if before is not None and before.how in OWN_WAYS and not entry.replace:
        raise UserError("polls.voted_self", code=poll.code, voter=voter.label)
    given = Ballot(voter.voter, chosen, recorder.id, turn.now, entry.how, witness.id, entry.file)
    return _cast_named(turn, poll, voter, given)


def may_enter(turn: Turn, poll: Poll, voter: Voter, person: Person) -> bool:
    """Whether somebody may enter a ballot for a voter: who opens polls there, and the 楼长 of their building."""
    node = voter.node or poll.node
    return turn.community.may(person, Permission.POLL, poll.node) or turn.community.may(
        person, Permission.VOUCH, node
    )


def check_begun(turn: Turn, poll: Poll) -> None:
    """
    Raises:
        UserError: the days of notice are not over.
    """
    if turn.now < poll.opens_at:
        raise UserError("polls.not_yet", code=poll.code, begin=wording.moment(turn.community, poll.opens_at))


def _late(turn: Turn, poll: Poll, voter: Voter) -> Cast:
    if turn.store.polls.add_late(poll.id, voter.voter, turn.now):
        turn.audit("late", poll.code, voter=voter.voter)
    return Cast(State.LATE, voter)


def _bind_caster(turn: Turn, poll: Poll, actor: str, voter: Voter) -> None:
    """One actor votes for one household: who has moved since may not vote for the next one too."""
    before = turn.store.polls.voted_for(poll.id, actor)
    if before is None:
        turn.store.polls.note_caster(poll.id, actor, voter.voter)
    elif before != voter.voter:
        raise UserError("polls.voted_elsewhere", code=poll.code, voter=before)


def _cast_named(turn: Turn, poll: Poll, voter: Voter, given: Ballot) -> Cast:
    store = turn.store.polls
    before = store.ballot_of(poll.id, voter.voter)
    if before is not None and before.choices == given.choices:
        return Cast(State.SAME, voter, secrecy.told(poll, before), log.receipt(before.link or ""))
    given = _write(turn, poll, voter, given)
    if not voter.voted:
        store.voted(poll.id, voter.voter)
    witness = {"witness": given.witness} if given.witness is not None else {}
    turn.audit(
        "ballot",
        poll.code,
        voter=voter.voter,
        choices=list(given.choices),
        changed=before is not None,
        how=given.how.value,
        **witness,
    )
    another = before.actor if before is not None and before.actor != given.actor else None
    if another is not None:
        chosen = secrecy.labels(poll, given.choices)
        _tell_household(turn, poll, voter, given.actor, "polls.changed_at_home", choices=chosen)
    state = State.COUNTED if before is None else State.CHANGED
    return Cast(state, voter, secrecy.told(poll, given), log.receipt(given.link or ""), another)


def _write(turn: Turn, poll: Poll, voter: Voter, given: Ballot) -> Ballot:
    """A ballot of a named poll, with its line of the log."""
    n, prev = _last_line(turn.store, poll)
    line = log.ballot(poll, n + 1, prev, given, voter.label, voter.area)
    given = replace(given, n=n + 1, link=line["hash"])
    turn.store.polls.cast(poll.id, given)
    return given


def _last_line(store: UnitOfWork, poll: Poll) -> tuple[int, str]:
    """Number and hash of the last line of the log of an open poll."""
    last = store.polls.last_link(poll.id)
    if last is None:
        return 1, str(log.opening(poll)["hash"])
    n, link = last
    if n is None or link is None:  # cast before ballots had lines: once, by the way of all of them
        *_, line = log.body(store, poll)
        return int(line["n"]), str(line["hash"])
    return n, link


def _cast_secret(turn: Turn, poll: Poll, actor: str, voter: Voter, chosen: tuple[int, ...]) -> Cast:
    store = turn.store.secret_ballots
    key = store.key(poll.id) or store.make_key(poll.id)
    before = store.find(key, voter.voter)
    told = secrecy.reference(turn.store, poll, voter.voter)
    if before is None and voter.voted:  # under a key that a restored backup does not have
        raise UserError("polls.cannot_change", code=poll.code)
    if before is None:
        kept = store.add(poll.id, key, voter.voter, chosen)
        turn.store.polls.voted(poll.id, voter.voter)
        turn.audit("ballot", poll.code, voter=voter.voter)
        return Cast(State.COUNTED, voter, told, kept.receipt)
    if before.choices == chosen:
        return Cast(State.SAME, voter, told, before.receipt)
    store.change(key, voter.voter, chosen)
    turn.audit("ballot", poll.code, voter=voter.voter)
    _tell_household(turn, poll, voter, actor, "polls.changed_at_home_secret")
    return Cast(State.CHANGED, voter, told, before.receipt)


def _tell_household(turn: Turn, poll: Poll, voter: Voter, actor: str, key: str, **params: str) -> None:
    """The other adults hear that their household's vote is another one now; of a secret one not which."""
    if poll.unit is Unit.PERSON:
        return
    flats = turn.store.polls.flats_of(poll.id, voter.voter) if poll.unit is Unit.OWNER else (voter.voter,)
    others = {one.id: one for flat in flats for one in turn.community.members_of(flat)}
    message = text(key, code=poll.code, voter=voter.label, name=turn.name_of(actor), **params)
    for other in others.values():
        votes = flats_of(other) if poll.unit is Unit.OWNER else (other.household,)
        if other.id == actor or other.guardian is not None or not set(flats) & set(votes):
            continue
        turn.to_person(other, message, about=poll.code)


def ballot_now(store: UnitOfWork, poll: Poll, voter: str) -> Ballot | SecretBallot | None:
    """The ballot that counts for a voter now: for the voter alone."""
    return secrecy.find(store, poll, voter) if poll.secret else store.polls.ballot_of(poll.id, voter)
