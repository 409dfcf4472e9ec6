"""What stands on somebody's ballot paper, and what they are told of their ballot: plain words for the page's script."""

from typing import Any

from bot.web.poll.texts import say
from handlers.community import Person
from handlers.polls import log
from handlers.polls.casting import Cast, State, ballot_now, voter_for
from handlers.polls.links import page_link
from handlers.polls.rules import no_vote_key
from handlers.polls.secrecy import labels
from handlers.polls.wording import moment
from handlers.texts import text
from handlers.turn import Turn
from storage.records import Poll, PollStatus, SecretBallot, Unit, Voter

Json = dict[str, Any]


def paper(turn: Turn, poll: Poll, person: Person) -> Json:
    """The poll as its groups see it, for whom this vote is, and what was cast so far."""
    voter = voter_for(turn.store, poll, person)
    refused = _refused(turn, poll, person, voter)
    return {
        "code": poll.code,
        "kind": poll.kind.value,
        "title": poll.title,
        "options": list(poll.options),
        "choose": poll.choose,
        "how": say("frame.choose_one") if poll.choose == 1 else say("frame.choose_many", most=poll.choose),
        "who": _who(person, voter),
        "facts": _facts(turn, poll),
        "refused": refused,
        "page": page_link(turn, poll),
        **(_cast_so_far(turn, poll, voter) if voter is not None else _nothing()),
    }


def answer(turn: Turn, poll: Poll, cast: Cast, choices: list[int]) -> Json:
    """What became of a ballot."""
    if cast.state is State.LATE:
        return {"refused": say("vote.late", code=poll.code)}
    chosen = labels(poll, tuple(sorted(set(choices))))
    key = "vote.same" if cast.state is State.SAME else "vote.counted"
    return {
        "said": say(key, chosen=chosen),
        "receipt": cast.receipt,
        "until": say("vote.until", until=moment(turn.community, poll.deadline)),
    }


def _who(person: Person, voter: Voter | None) -> str:
    """王桂兰 or 3-2-501（王桂兰）: whoever got the link from somebody else sees that it is not theirs."""
    if voter is None or voter.label == person.name:
        return person.name
    return say("vote.for_home", home=voter.label, name=person.name)


def _facts(turn: Turn, poll: Poll) -> list[str]:
    named = say("frame.secret" if poll.secret else "frame.named")
    until = say("vote.deadline", until=moment(turn.community, poll.deadline))
    return [until, say(f"frame.unit_{poll.unit.value}"), poll.rule_text, named]


def _refused(turn: Turn, poll: Poll, person: Person, voter: Voter | None) -> str:
    """Why nobody can vote with this link now; "" if they can."""
    if poll.status is PollStatus.CANCELLED:
        return say("vote.cancelled", code=poll.code, reason=(poll.result or {}).get("reason", ""))
    if poll.status is not PollStatus.OPEN or turn.now >= poll.deadline:
        return say("vote.over", code=poll.code)
    if turn.now < poll.opens_at:
        return say("vote.not_yet", begin=moment(turn.community, poll.opens_at))
    if voter is None:
        return text(no_vote_key(person, poll), code=poll.code, title=poll.title)
    return ""


def _cast_so_far(turn: Turn, poll: Poll, voter: Voter) -> Json:
    """The ballot that counts now. Of a secret one that another adult may have cast: that there is one."""
    if not voter.voted or poll.status is not PollStatus.OPEN:
        return _nothing()
    if poll.secret and poll.unit is not Unit.PERSON:
        return {"chosen": [], "receipt": "", "voted": say("vote.voted_at_home")}
    cast = ballot_now(turn.store, poll, voter.voter)
    if cast is None:
        return _nothing()
    receipt = cast.receipt if isinstance(cast, SecretBallot) else log.receipt(cast.link or "")
    voted = say("vote.voted", chosen=labels(poll, cast.choices))
    return {"chosen": list(cast.choices), "receipt": receipt, "voted": voted}


def _nothing() -> Json:
    return {"chosen": [], "receipt": "", "voted": ""}
