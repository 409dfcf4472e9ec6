"""What is heard of a poll while it goes on: how many have voted, at fixed times, and a private word to who has not."""

from datetime import timedelta

from handlers.arguments import Arguments
from handlers.chat import Chat
from handlers.community import Permission, Person, Role
from handlers.errors import UserError
from handlers.feature import Where
from handlers.polls import wording
from handlers.polls.actions import BEGIN, PUBLIC_END, polls
from handlers.polls.find import answered_for, answers_within
from handlers.polls.links import vote_link
from handlers.polls.units import flats_of
from handlers.texts import text
from handlers.turn import Turn
from storage.records import Poll, PollStatus, Timer, Unit, Voter

_REMIND = "poll.remind"
_AT_ONCE = 20
"""People who are reminded in one go; the account that writes to them has a limit a minute."""
_NEXT = timedelta(minutes=5)
_TWICE_FROM = timedelta(days=3)
"""Only a poll that is open for so long reminds twice."""
_NAMED = 40  # of those who have not voted
_NEAR = frozenset({Role.HEAD, Role.ASSISTANT})
"""Posts that know the people of a building: 楼长, 网格员."""


@polls.timer(BEGIN)
def tell_begin(turn: Turn, timer: Timer) -> str | None:
    """The days of notice are over: voting begins."""
    poll = _open(turn, timer)
    if poll is None:
        return "no longer open"
    message = text(
        "polls.began",
        code=poll.code,
        kind=poll.kind.value,
        title=poll.title,
        options=wording.lines_of_options(poll.options),
        until=wording.moment(turn.community, poll.deadline),
        how=wording.how_to_vote(turn.community, poll),
        several=wording.how_many(poll, short=True),
    )
    _to_rooms(turn, poll, message)
    return None


@polls.timer("poll.half")
def tell_half_time(turn: Turn, timer: Timer) -> str | None:
    """Half time: how many have voted, not how. Where voting began behind days of notice the groups heard of that, and
    hear five times in all."""
    poll = _open(turn, timer)
    if poll is not None and poll.deadline - poll.opens_at >= _TWICE_FROM:
        _remind_some(turn, poll, "")
    if poll is not None and poll.opens_at > poll.opened_at:
        return "told at the beginning"
    return _tell_turnout(turn, timer, "polls.half")


@polls.timer("poll.last_call")
def call_last(turn: Turn, timer: Timer) -> str | None:
    """The reminder before the end."""
    poll = _open(turn, timer)
    if poll is not None:
        turn.store.timers.cancel(poll.code, [_REMIND])  # the first round, where it is not through yet
        _remind_some(turn, poll, "")
    return _tell_turnout(turn, timer, "polls.last_call")


@polls.timer(_REMIND)
def remind_next(turn: Turn, timer: Timer) -> str | None:
    """The next ones of those who have not voted."""
    poll = _open(turn, timer)
    if poll is None:
        return "no longer open"
    _remind_some(turn, poll, str(timer.payload["after"]))
    return None


@polls.timer(PUBLIC_END)
def tell_public_end(turn: Turn, timer: Timer) -> str | None:
    """The end of the 公示: how many objections were registered, and the result."""
    poll = turn.store.polls.by_code(timer.subject)
    if poll is None or poll.status is not PollStatus.PUBLISHED or poll.result is None:
        return "not published"
    count = sum(row.action == "object" for row in turn.store.audit.about(poll.code))
    message = text(
        "polls.public_end",
        code=poll.code,
        kind=poll.kind.value,
        title=poll.title,
        objections=text("polls.objections", count=count) if count else text("polls.no_objections"),
        outcome=poll.result["outcome"]["text"],
    )
    for room in poll.rooms:
        turn.to_room(room, message, about=poll.code)
    return None


def _open(turn: Turn, timer: Timer) -> Poll | None:
    poll = turn.store.polls.by_code(timer.subject)
    return poll if poll is not None and poll.status is PollStatus.OPEN else None


def _tell_turnout(turn: Turn, timer: Timer, key: str) -> str | None:
    poll = _open(turn, timer)
    if poll is None:
        return "no longer open"
    if turn.awake >= poll.deadline:
        return "the quiet hours last until after the end"
    store = turn.store.polls
    turnout = store.turnout(poll.id)
    area = store.turnout_area(poll.id) if poll.unit is Unit.OWNER else 0
    message = text(
        key,
        code=poll.code,
        kind=poll.kind.value,
        title=poll.title,
        turnout=wording.turnout_text(poll, turnout, area),
        missing=wording.missing_text(poll, turnout, area),
        counts=wording.so_far_text(turn.store, poll),
        until=wording.moment(turn.community, poll.deadline),
        how=wording.how_to_vote(turn.community, poll),
        several=wording.how_many(poll, short=True),
    )
    _to_rooms(turn, poll, wording.without_gaps(message))
    return None


def _to_rooms(turn: Turn, poll: Poll, message: str) -> None:
    for room in poll.rooms:
        turn.to_room(room, message, about=poll.code, expires_at=poll.deadline)


def _remind_some(turn: Turn, poll: Poll, after: str) -> None:
    """Write to some of those who have not voted, the next ones a little later: one person for each vote."""
    if turn.awake >= poll.deadline:
        return
    roll = sorted(turn.store.polls.electorate(poll.id), key=lambda one: one.voter)
    waiting = [one for one in roll if not one.voted and one.voter > after]
    reached = 0
    for voter in waiting:
        person = _reachable(turn, poll, voter)
        if person is None:
            continue
        if reached == _AT_ONCE:
            turn.store.timers.set(_REMIND, poll.code, turn.now + _NEXT, {"after": after})
            return
        _remind(turn, poll, voter, person)
        reached, after = reached + 1, voter.voter


def _reachable(turn: Turn, poll: Poll, voter: Voter) -> Person | None:
    """Who of those who may cast this vote has an account."""
    community = turn.community
    if poll.unit is Unit.PERSON:
        people: tuple[Person | None, ...] = (community.person(voter.voter),)
    elif poll.unit is Unit.HOUSEHOLD:
        people = tuple(one for one in community.members_of(voter.voter) if one.household == voter.voter)
    else:
        flats = turn.store.polls.flats_of(poll.id, voter.voter)
        owners = (one for flat in flats for one in community.members_of(flat))
        people = tuple(one for one in owners if set(flats_of(one)) & set(flats))
    free = (one for one in people if one is not None and one.guardian is None and one.contacts)
    return next(free, None)


def _remind(turn: Turn, poll: Poll, voter: Voter, person: Person) -> None:
    link = vote_link(turn, poll, person)
    message = text(
        "polls.remind",
        code=poll.code,
        kind=poll.kind.value,
        title=poll.title,
        options=wording.lines_of_options(poll.options),
        voter=text(f"polls.yours.{poll.unit}", voter=voter.label),
        until=wording.moment(turn.community, poll.deadline),
        several=wording.how_many(poll, short=True),
        example=text("polls.example_several") if poll.choose > 1 else 1,
        link=text("polls.or_link", link=link) if link else "",
    )
    turn.to_contact(person.contacts[0], message, about=poll.code, expires_at=poll.deadline)


@polls.command(
    "没投名单",
    "未投名单",
    "谁没投",
    "谁还没投",
    "还有谁没投",
    "哪些没投",
    "哪些人没投",
    needs=Permission.VOUCH,
    where=Where.REQUEST,
)
def list_missing(chat: Chat, arguments: Arguments) -> None:
    """Who has not voted, privately: by name to those who know the people of the building (楼长, 网格员), to others how
    many in each building.

    Raises:
        UserError: no poll is named, or the speaker answers for nobody in it.
    """
    turn = chat.turn
    poll = answered_for(turn, arguments.code or _only_open(turn), chat.inbound.room)
    person = turn.person
    waiting = [one for one in turn.store.polls.electorate(poll.id) if not one.voted]
    mine = [
        one
        for one in waiting
        if person is not None and turn.community.may(person, Permission.VOUCH, one.node or poll.node)
    ]
    if person is None or not answers_within(turn, poll):
        raise UserError("common.not_allowed")
    named = [one for one in mine if _knows(turn, person, one.node or poll.node)]
    others: dict[str, int] = {}
    for one in mine:
        if one not in named:
            others[one.node or poll.node] = others.get(one.node or poll.node, 0) + 1
    turn.audit("missing", poll.code, named=len(named))
    chat.whisper(
        "polls.not_voted" if mine else "polls.all_voted",
        about=poll.code,
        code=poll.code,
        title=poll.title,
        count=len(mine),
        counted=text(f"polls.counted.{poll.unit}"),
        names=_list(turn, named, others, poll),
    )


def _only_open(turn: Turn) -> str:
    """The code of the one open poll in which somebody votes for whom the acting person answers.

    Raises:
        UserError: there is none, or there are several.
    """
    found = [poll for poll in turn.store.polls.open() if answers_within(turn, poll)]
    if len(found) > 1:
        raise UserError("polls.missing_which", list=wording.several(found), first=found[0].code)
    if not found:
        raise UserError("polls.none_running")
    return found[0].code


def _knows(turn: Turn, person: Person, node: str) -> bool:
    return any(
        post.role in _NEAR and turn.community.is_within(node, post.node)
        for post in turn.community.posts_of(person)
    )


def _list(turn: Turn, named: list[Voter], others: dict[str, int], poll: Poll) -> str:
    parts = [one.label for one in named[:_NAMED]]
    if len(named) > _NAMED:
        parts.append(text("polls.and_more", count=len(named) - _NAMED))
    counted = text(f"polls.counted.{poll.unit}")
    for node_id, count in others.items():
        node = turn.community.node(node_id)
        parts.append(
            text(
                "polls.in_building",
                place=node.name if node else text("polls.elsewhere"),
                count=count,
                counted=counted,
            )
        )
    return "、".join(parts)
