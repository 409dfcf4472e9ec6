"""Somebody in no roster says who they are; a member who knows them says whether it is so (担保)."""

from datetime import timedelta

from handlers.chat import Chat, ask, register_of
from handlers.community import Household, Person
from handlers.errors import UserError
from handlers.identity import rules
from handlers.identity.actions import bind, drop_claim, identity, say_code
from handlers.identity.rules import Said
from handlers.identity.wording import bound_words
from handlers.names import clean
from handlers.requests.wording import who
from handlers.texts import text
from handlers.turn import Turn
from storage.records import Lane, Timer
from storage.roster_records import Claim, KeptPerson

ASKED = "identity.vouch"
_ATTEMPT = "claim"
_AGAIN, _TRIES = timedelta(minutes=30), 4
_ASK, _WAITS, _ENDS = "identity.ask", "identity.claim_waits", "identity.claim_ends"


def make_claim(chat: Chat, said: Said) -> str:
    """Keep a guest's claim and ask the member nearest to it; what to answer the guest privately.

    Raises:
        UserError: no such household, too many claims, or nobody to ask.
    """
    turn, actor = chat.turn, chat.speaker
    home = _home(turn, said)
    waiting = turn.store.claims.of_actor(actor)
    if any(claim.household == home.id and claim.name == said.name for claim in waiting):
        return text("identity.claim_waits")
    if turn.store.attempts.count(_ATTEMPT, turn.now - timedelta(days=1), actor) >= rules.CLAIMS_A_DAY:
        raise UserError("identity.claims_enough", most=rules.CLAIMS_A_DAY)
    claimed = rules.person_of(turn.community, said.name, home)
    members = rules.members_to_ask(turn.community, claimed, home)
    if not members:
        raise UserError("identity.nobody_to_ask")
    turn.store.attempts.add(_ATTEMPT, actor, turn.now)
    if chat.inbound.name:
        turn.store.contacts.remember(chat.inbound.sender, chat.inbound.name, turn.now)
    claim = turn.store.claims.add(
        {
            "actor": actor,
            "name": said.name,
            "household": home.id,
            "kind": said.kind.value if said.kind else "",
            "asked": members[0].id,
            "at": turn.now,
        }
    )
    turn.audit("claim", f"person:{claimed.id}" if claimed else f"node:{home.node}", to=members[0].id)
    turn.store.timers.set(_ENDS, f"claim:{claim.id}", turn.now + rules.CLAIM_LASTS)
    turn.store.timers.set(_WAITS, f"claim:{claim.id}", turn.now + rules.CLAIM_WAITS)
    ask_member(turn, members[0].id)
    return text("identity.claim_sent", member=who(turn.community, members[0].id))


def ask_member(turn: Turn, member: str, tries: int = 0) -> None:
    """Ask a member about the oldest claim that waits for them: not at night, and not while they are asked something
    else, for a 1 would then be said to the wrong question."""
    waiting = turn.store.claims.waiting_for(member)
    pending = turn.store.questions.pending("private", member, turn.now)
    if not waiting or (pending is not None and pending.kind == ASKED):
        return
    if turn.awake > turn.now:
        turn.store.timers.set(_ASK, f"member:{member}", turn.awake, {"tries": tries})
        return
    if pending is not None and tries < _TRIES:
        turn.store.timers.set(_ASK, f"member:{member}", turn.now + _AGAIN, {"tries": tries + 1})
        return
    ask_now(turn, waiting[0], len(waiting) - 1)


def ask_now(turn: Turn, claim: Claim, more: int) -> None:
    """Ask the member of a claim about it; `more` claims wait behind it."""
    ask(turn, "private", claim.asked, ASKED, {"claim": claim.id}, turn.now + rules.CLAIM_WAITS)
    asked = claim.asked == turn.actor
    message = question_words(turn, claim, more)
    turn.to_actor(claim.asked, message, lane=Lane.REPLY if asked else Lane.NOTICE)


def question_words(turn: Turn, claim: Claim, more: int) -> str:
    """What a member is asked about a claim."""
    home = turn.community.household(claim.household)
    known = rules.person_of(turn.community, claim.name, home) if home else None
    note = (
        "identity.ask_new"
        if known is None
        else "identity.ask_again"
        if known.contacts
        else "identity.ask_known"
    )
    contact = turn.store.contacts.of_guest(claim.actor)
    called = clean((turn.store.contacts.name(contact) if contact else None) or "") or text("common.neighbour")
    lines = text(
        "identity.ask", called=called, home=claim.household, name=claim.name, kind=claim.kind, note=text(note)
    )
    return lines + (text("identity.ask_more", count=more) if more else "")


def confirm(turn: Turn, claim: Claim) -> Person | None:
    """A member's yes: the guest's contact is that person's; a person whom the roster does not have is added to it.
    None if it can no longer be: the flat is gone, or the contact is somebody's already.

    Raises:
        UserError: the member may not, or the person has too many accounts.
    """
    community = turn.community
    home, contact = community.household(claim.household), turn.store.contacts.of_guest(claim.actor)
    if home is None or contact is None or community.person_of(contact) is not None:
        drop_claim(turn, claim.id)
        return None
    known = _require_vouch(turn, claim, home)
    person = known or _new_person(turn, claim)
    fixed = bind(turn, contact, person, "vouched")
    say_code(turn, contact, bound_words(person, fixed, again=False))
    return person


def refuse(turn: Turn, claim: Claim) -> None:
    """A member's no: the guest is told how else it can be done.

    Raises:
        UserError: the member may not.
    """
    home = turn.community.household(claim.household)
    if home is not None:
        _require_vouch(turn, claim, home)
    drop_claim(turn, claim.id)
    turn.audit("claim_refused", f"node:{home.node}" if home else "roster", guest=claim.actor)
    turn.to_actor(claim.actor, text("identity.claim_refused", home=claim.household))


@identity.timer(_ASK)
def ask_later(turn: Turn, timer: Timer) -> str | None:
    """The night is over, or what the member was asked before may be answered by now."""
    ask_member(turn, timer.subject.removeprefix("member:"), int(timer.payload["tries"]))
    return None


@identity.timer(_WAITS)
def ask_next_up(turn: Turn, timer: Timer) -> str | None:
    """A day without a word: the next one up is asked. Small matters stay low: it goes no further than that."""
    claim = _of(turn, timer)
    home = turn.community.household(claim.household) if claim else None
    if claim is None or home is None:
        return "answered already"
    known = rules.person_of(turn.community, claim.name, home)
    members = [person.id for person in rules.members_to_ask(turn.community, known, home)]
    place = members.index(claim.asked) + 1 if claim.asked in members else 0
    if place >= min(len(members), rules.CLAIM_RUNGS):
        return "nobody else is asked"
    turn.store.claims.hand_to(claim.id, members[place])
    turn.audit("claim", f"person:{known.id}" if known else f"node:{home.node}", to=members[place])
    turn.store.timers.set(_WAITS, timer.subject, turn.now + rules.CLAIM_WAITS)
    ask_member(turn, members[place])
    return None


@identity.timer(_ENDS)
def end_claim(turn: Turn, timer: Timer) -> str | None:
    """A week without a word: the guest hears that it came to nothing."""
    claim = _of(turn, timer)
    if claim is None:
        return "answered already"
    drop_claim(turn, claim.id)
    turn.to_actor(claim.actor, text("identity.claim_ended", home=claim.household))
    return None


def _of(turn: Turn, timer: Timer) -> Claim | None:
    return turn.store.claims.get(int(timer.subject.removeprefix("claim:")))


def _home(turn: Turn, said: Said) -> Household:
    homes = rules.homes_meant(turn.community, said)
    if not homes:
        raise UserError("identity.no_home")
    if len(homes) > 1:
        raise UserError("identity.which_unit", building=said.building, room=said.room, name=said.name)
    return homes[0]


def _require_vouch(turn: Turn, claim: Claim, home: Household) -> Person | None:
    """Whom the roster has under that name in that flat.

    Raises:
        UserError: the member's word is not enough for them.
    """
    member, known = turn.person, rules.person_of(turn.community, claim.name, home)
    if member is None or not rules.may_vouch(turn.community, member, known, home):
        raise UserError("identity.not_yours")
    return known


def _new_person(turn: Turn, claim: Claim) -> Person:
    """Somebody of whom the roster knew nothing but the household."""
    number = turn.store.counters.next("person")
    while turn.community.person(f"p-v{number:04}") is not None:
        number = turn.store.counters.next("person")
    kinds = (claim.kind,) if claim.kind else ()
    kept = KeptPerson(f"p-v{number:04}", claim.name, household=claim.household, kinds=kinds)
    turn.store.roster.put_people(kept)
    turn.audit("add_person", f"person:{kept.id}", household=claim.household)
    return Person(kept.id, kept.name, (), household=kept.household)


def read_claim(chat: Chat) -> Said | None:
    """The claim that a guest makes, if the message is one and nothing else."""
    if chat.person is not None:
        return None
    said = rules.read_claim(chat.words, register_of(chat.turn.community), chat.private)
    matter = said is not None and said.bare and chat.meaning.category is not None
    return None if matter else said
