"""What a sample of the permission matrix acts on: a request, a poll, a person, as its case wants them."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta

from handlers.directory import kept_from
from handlers.identity.claims import ASKED
from storage.records import OpenCall, PollStatus, Question, RequestStatus, Unit
from storage.roster_records import Account, Secrets
from storage.visits import HomeContact
from tests.bot.permission_stage import OTHER, TARGETS, TOPIC, Stage
from tests.conftest import NOW
from tests.polls.made import poll_values
from tests.polls.made import voters as made_voters

Setting = Callable[[Stage], Mapping[str, str]]
"""Puts on the stage what a sample acts on; the words it fills in."""


def bare(stage: Stage) -> Mapping[str, str]:
    return {}


def request(status: RequestStatus = RequestStatus.DISPATCHED) -> Setting:
    """A request at the node of the case, which the player reported (`theirs`), or works on (`given`)."""

    def put(stage: Stage) -> Mapping[str, str]:
        case = stage.case
        reporter = stage.actor if case.theirs else "o-reporter"
        added = stage.store.requests.add(
            {
                "code": "0712",
                "number": "20261123-0712",
                "status": status,
                "intent": "投诉",
                "category": TOPIC,
                "urgency": "normal",
                "place": case.place,
                "node": case.node,
                "text": "车堵了门",
                "room": case.room,
                "reporter": reporter,
                "assignee": case.player.works_for if case.given else OTHER,
                "level": 0,
                "created_at": NOW - timedelta(hours=1),
                "accepted_at": None,
                "closed_at": None,
                "accept_by": None,
                "close_by": None,
                "rating": None,
                "reopened": 0,
                "outcome": None,
                "inferred": None,
            }
        )
        stage.store.requests.add_party(added.id, reporter, NOW - timedelta(hours=1))
        stage.store.audit.append(NOW - timedelta(hours=1), reporter, "register", added.number, {})
        return {"code": added.code}

    return put


def errand(stage: Stage) -> Mapping[str, str]:
    """As `request`, an errand that was accepted."""
    return _changed(stage, RequestStatus.ACCEPTED, intent="办事代办")


def dispute(stage: Stage) -> Mapping[str, str]:
    """As `request`, a dispute that was accepted."""
    return _changed(stage, RequestStatus.ACCEPTED, restricted="dispute")


def hazard(stage: Stage) -> Mapping[str, str]:
    """As `request`, a hazard that was accepted."""
    return _changed(stage, RequestStatus.ACCEPTED, intent="安全隐患")


def rectified(stage: Stage) -> Mapping[str, str]:
    """As `request`, a hazard that somebody is to look at."""
    filled = _changed(stage, RequestStatus.TO_RATE, intent="安全隐患")
    found = stage.store.requests.called(filled["code"])
    assert found is not None
    stage.store.hazards.begin(found.id, OTHER, NOW, OTHER, NOW + timedelta(days=2))
    return filled


def _changed(stage: Stage, status: RequestStatus, **values: str) -> Mapping[str, str]:
    filled = request(status)(stage)
    found = stage.store.requests.called(filled["code"])
    assert found is not None
    stage.store.requests.save(replace(found, **values))  # type: ignore[arg-type]
    return filled


def two(merged: bool = False) -> Setting:
    """As `request`, and a second one like it: 0713; `merged` into the first by somebody else."""

    def put(stage: Stage) -> Mapping[str, str]:
        filled = request()(stage)
        first = stage.store.requests.called(filled["code"])
        assert first is not None
        values = asdict(first) | {"code": "0713", "number": "20261123-0713"}
        del values["id"]
        if merged:
            values |= {"status": RequestStatus.MERGED, "merged_into": first.id}
        twin = stage.store.requests.add(values)
        stage.store.requests.add_party(twin.id, twin.reporter, NOW - timedelta(hours=1))
        if merged:
            stage.store.audit.append(
                NOW - timedelta(minutes=5), OTHER, "merge", twin.number, {"into": "0712"}
            )
        return {**filled, "twin": "0713"}

    return put


def called_out(stage: Stage) -> Mapping[str, str]:
    """As `request`, which nobody has and is called out in the group of the case."""
    filled = request(RequestStatus.WAITING)(stage)
    kept = stage.store.requests.by_code(filled["code"])
    assert kept is not None
    stage.store.requests.save(replace(kept, assignee=None))
    until = NOW + timedelta(minutes=30)
    stage.store.calls.put(OpenCall(kept.id, stage.case.room, OTHER, NOW, until))
    return filled


def poll(stage: Stage) -> Mapping[str, str]:
    """An open poll in the group of the case, in which the player votes if it is theirs."""
    case = stage.case
    voters = ["o-reporter", *([stage.actor] if case.theirs else [])]
    values = poll_values(
        NOW - timedelta(hours=1),
        code="V7",
        unit=Unit.PERSON,
        room=case.room,
        node=case.node,
        opened_by=OTHER,
        eligible=len(voters),
    )
    stage.store.polls.add(values, made_voters(voters))
    return {"poll": "V7"}


def published_poll(stage: Stage) -> Mapping[str, str]:
    """As `poll`, whose result is published now."""
    filled = poll(stage)
    ended = stage.store.polls.by_code("V7")
    assert ended is not None
    stage.store.polls.close(ended.id, PollStatus.PUBLISHED, {}, NOW + timedelta(days=5))
    return filled


def cancelled_poll(stage: Stage) -> Mapping[str, str]:
    """As `poll`, ended without a result."""
    filled = poll(stage)
    ended = stage.store.polls.by_code("V7")
    assert ended is not None
    stage.store.polls.close(ended.id, PollStatus.CANCELLED, {"reason": "写错了"})
    return filled


def chain(stage: Stage) -> Mapping[str, str]:
    """A chain in the group of the case, begun by the player if it is theirs."""
    case = stage.case
    opened_by = stage.actor if case.theirs else "o-reporter"
    stage.store.chains.add("A7", case.room, "理发", "理发", None, opened_by, NOW - timedelta(minutes=5))
    return {"chain": "A7"}


def person(stage: Stage) -> Mapping[str, str]:
    """Somebody who lives, or holds a post, at the node of the case."""
    return {"person": TARGETS[stage.case.scope], "id": f"t-{stage.case.scope}"}


def ward(stage: Stage) -> Mapping[str, str]:
    """Somebody without an account, of the player's household if it is theirs."""
    base = stage.community
    target = base.person(f"t-{stage.case.scope}")
    player = base.person(stage.case.player.id)
    assert target is not None
    stage.store.roster.put_people(kept_from(replace(target, contacts=()), base))
    stage.store.roster.end_accounts(target.id, NOW)
    stage.store.roster.bind(Account(f"t-{stage.case.scope}", target.id, "office", OTHER, NOW, NOW))
    if player is not None and stage.case.theirs:
        stage.store.roster.put_people(kept_from(replace(player, household=target.household), base))
    return {"person": target.name}


def claim(stage: Stage) -> Mapping[str, str]:
    """A guest says that they live at the node of the case, and the player was asked about it."""
    stage.store.contacts.note("x-newcomer", NOW)
    values = {
        "actor": stage.store.contacts.guest("x-newcomer"),
        "name": "新来人",
        "household": f"h-{stage.case.scope}",
        "kind": "",
        "asked": stage.actor,
        "at": NOW,
    }
    kept = stage.store.claims.add(values)
    asked = Question("private", stage.actor, ASKED, {"claim": kept.id}, NOW, NOW + timedelta(days=1))
    stage.store.questions.ask(asked)
    return {}


def emergency(stage: Stage) -> Mapping[str, str]:
    """As `request`, with danger in it; the reporter's phone is kept."""
    filled = request()(stage)
    kept = stage.store.requests.by_code(filled["code"])
    assert kept is not None
    stage.store.requests.save(replace(kept, urgency="emergency"))
    stage.store.roster.put_secrets("o-reporter", Secrets("13800001111"))
    return filled


def paused(stage: Stage) -> Mapping[str, str]:
    """As `request`, in hand, its clock standing still."""
    filled = request(RequestStatus.IN_HAND)(stage)
    kept = stage.store.requests.by_code(filled["code"])
    assert kept is not None
    due, before = NOW + timedelta(days=2), (NOW + timedelta(days=1)).isoformat()
    payload = {"id": kept.id, "level": 0, "at": NOW.isoformat(), "before": before}
    stage.store.timers.set("request.resume", kept.number, due, payload)
    return filled


def home(stage: Stage) -> Mapping[str, str]:
    """A flat at the node of the case, with which the player keeps in touch if it is theirs."""
    flat = f"h-{stage.case.scope}"
    if stage.case.theirs:
        stage.store.home_contacts.put(HomeContact(flat, stage.actor, OTHER, NOW))
    return {"flat": flat}


def whistle(stage: Stage) -> Mapping[str, str]:
    """As `request`, with a department called in: by the player, if it is theirs."""
    filled = request(RequestStatus.IN_HAND)(stage)
    kept = stage.store.requests.by_code(filled["code"])
    assert kept is not None
    caller = stage.actor if stage.case.theirs else OTHER
    stage.store.whistles.add(kept.id, "城管", NOW, caller, "占道", NOW + timedelta(days=1))
    return filled


def place(stage: Stage) -> Mapping[str, str]:
    """The node of the case."""
    return {"place": stage.case.place}


@dataclass(frozen=True)
class Sample:
    """How one says it, with {code}, {poll}, {chain}, {person}, {id} or {place} of its `setting`.

    `in_room`: in the group of the case, otherwise privately. `changes`: when allowed, it changes what is kept. `then`:
    what is said after it. `of_members`: nothing is a guest's own; `reads_on`: from others it is read like any other
    words, which may make a report of it; `refused`: keys of further texts that refuse.
    """

    says: str
    setting: Setting = bare
    in_room: bool = False
    changes: bool = False
    then: tuple[str, ...] = ()
    of_members: bool = False
    reads_on: bool = False
    refused: tuple[str, ...] = ()
