"""Deleting what is kept of somebody (PIPL 47): what stands in the way, what goes, what stays. It cannot be undone."""

from dataclasses import replace

from handlers.directory import fingerprint
from handlers.errors import UserError
from handlers.polls.forgetting import forget_voter
from handlers.privacy import rules
from handlers.privacy.traces import Subject, requests_of, subject_of, traces_of
from handlers.texts import text
from handlers.turn import Turn
from storage.erasure import Traces
from storage.records import RequestStatus
from storage.requests import OPEN
from storage.roster_records import KeptPerson

_COUNTER = "erased"
GONE = f"{_COUNTER}-"
"""What the id begins with by which somebody goes who was erased, and that of nobody else."""
ABOUT = "data:"
"""What messages are about in which somebody gets their data, or hears that it is gone. No code that people type."""
LAST_WORD = f"{ABOUT}erased"
"""The last message to somebody: it goes with them, once it is sent (bot/sender.py)."""


def check(turn: Turn, subject: Subject) -> None:
    """
    Raises:
        UserError: something of theirs must first be brought to an end, or handed over.
    """
    own = "" if subject.id == turn.actor else "_other"
    person = subject.person
    if person is not None:
        held = turn.store.requests.assigned_to(person.id, OPEN)
        if turn.community.posts_of(person) or held:
            raise UserError(f"privacy.hand_over{own}", name=person.name)
    waiting = [request.code for request in requests_of(turn, subject) if request.status in OPEN]
    if waiting:
        raise UserError(f"privacy.still_open{own}", codes=rules.listed(waiting), first=waiting[0])


def erase(turn: Turn, actor: str) -> str:
    """Delete what is kept of a person or a guest; what they are called from now on where their number must stay.

    Raises:
        UserError: see `check`.
    """
    subject = subject_of(turn, actor)
    check(turn, subject)
    store = turn.store
    traces = traces_of(turn, subject)
    count = len(traces.requests)
    gone = f"{GONE}{store.counters.next(_COUNTER)}"
    files = _requests(turn, subject, traces)
    store.disputes.forget_words([request.id for request in requests_of(turn, subject)])
    store.disputes.forget_side(subject.actors)
    store.erasure.chain_lines(traces)
    home = subject.person.household if subject.person is not None else None
    store.visits.forget_words([home] if home else [], traces.name)
    store.home_contacts.drop_person(subject.actors)
    store.helpers.forget(subject.actors)
    files |= store.erasure.posts(traces)
    store.erasure.name(traces, text("privacy.somebody"))
    store.audit.strip(store.erasure.audit_rows(traces))
    for one in subject.actors:
        store.actors.rename(one, gone)
    if subject.person is not None:
        forget_voter(turn, subject.person.id, gone)
    store.consents.forget(gone)
    store.erasure.rows(traces)
    if subject.person is not None:
        store.roster.drop_person(subject.person.id)
        _keep_out(turn, subject.person.id)
    store.erasure.blobs(files)
    by = gone if turn.actor in subject.actors else turn.actor
    store.audit.append(turn.now, by, "erased", gone, {"requests": count})
    store.scrub()
    return gone


def _keep_out(turn: Turn, person_id: str) -> None:
    """Without what was kept of them, their line in the configuration would hold again, as long as it is there: posts
    that were taken away, accounts that were ended. So somebody without a name or anything else has left."""
    configured = turn.community.configured.person(person_id)
    if configured is not None:
        nobody = KeptPerson(
            person_id, text("privacy.somebody"), configured=fingerprint(configured), left_at=turn.now
        )
        turn.store.roster.put_people(nobody)


def is_configured(turn: Turn, actor: str) -> bool:
    """Whether somebody stands in the configuration file, from which only the office can take them out."""
    return turn.community.configured.person(actor) is not None


def _requests(turn: Turn, subject: Subject, traces: Traces) -> set[str]:
    """Their requests lose words, pictures and flat; kind, place and rating stay as numbers. The digests of pictures."""
    store = turn.store
    gone = text("privacy.erased_words")
    for request in requests_of(turn, subject):
        ended = RequestStatus.CLOSED if request.status is RequestStatus.TO_RATE else request.status
        changed = replace(
            request,
            status=ended,
            text=gone,
            place=rules.without_flat(request.place),
            outcome=None if request.outcome is None else gone,
        )
        store.requests.save(changed)
        store.timers.cancel(request.number)
    return store.erasure.request_words(traces)
