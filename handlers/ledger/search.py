"""What is looked for, found: three lines a message, and the next page. Nothing is found that may not be seen."""

from datetime import datetime, timedelta

from handlers.chat import Chat, register_of
from handlers.community import Community, Permission, Person
from handlers.ledger.grammar import Query, read_query, spellings
from handlers.ledger.scope import scope_of
from handlers.requests.find import may_see
from handlers.requests.ledger import building_of
from handlers.requests.rules import is_private
from handlers.requests.wording import subject
from handlers.texts import text
from handlers.turn import Turn
from storage.ledger import Scope, Wanted
from storage.records import Request, RequestStatus
from storage.requests import OPEN

SHOWN = 3
_BY_WORDS = timedelta(days=366)
"""How far back words are looked for where no time is said: every row has to be read for them."""
_UNFINISHED = (*OPEN, RequestStatus.TO_RATE)


def query_of(turn: Turn, words: str, at: datetime | None = None) -> Query | None:
    """What some words look for, as said at that moment."""
    local = (at or turn.now).astimezone(turn.community.zone)
    return read_query(words, turn.community, register_of(turn.community), local.date())


def wanted_of(community: Community, query: Query, actor: str, person: Person | None, now: datetime) -> Wanted:
    """What is looked for, for the ledger."""
    since, until = query.period.bounds(community.zone) if query.period else (None, None)
    if query.period is None and query.words:
        since = now - _BY_WORDS
    own = (person.id, *(one.id for one in community.stood_in_for(person))) if person else (actor,)
    return Wanted(
        words=tuple(spellings(word) for word in query.words),
        nodes=query.nodes,
        place=query.place,
        people=frozenset(own if query.mine else query.people),
        given=query.given,
        reported=query.reported,
        statuses=query.statuses or (_UNFINISHED if query.mine and query.period is None else ()),
        since=since,
        until=until,
        overdue_at=now if query.overdue else None,
        rated=query.rated,
    )


def lines(chat: Chat, query: Query, before: int | None, at: datetime) -> tuple[list[str], int | None, int]:
    """At most three lines of what is found, newest first; the id of the last one if there is more, and how much."""
    turn = chat.turn
    scope = scope_of(turn.community, turn.actor, chat.person)
    wanted = wanted_of(turn.community, query, turn.actor, chat.person, at)
    found = turn.store.ledger.page(scope, wanted, SHOWN + 1, before)
    shown = found[:SHOWN]
    told = [_line(chat, one) for one in shown if may_see(chat, one) or _own(turn, scope, one)]
    if len(found) <= SHOWN:
        return told, None, 0
    last = shown[-1].id
    return told, last, turn.store.ledger.count(scope, wanted, last)


def may_ask(chat: Chat, query: Query) -> bool:
    """Whether the speaker may look for such things at all: by somebody's name and by a bad rating only who leads or
    handles; anybody for what is their own."""
    if query.people and set(query.people) != {chat.speaker}:
        return chat.may_somewhere(Permission.READ) or chat.may_somewhere(Permission.HANDLE)
    return query.rated is None or chat.may_somewhere(Permission.READ)


def _own(turn: Turn, scope: Scope, request: Request) -> bool:
    return request.assignee in scope.members and turn.actor not in request.kept_from


def _line(chat: Chat, request: Request) -> str:
    """0712 3号楼2单元 电梯 已接 11月23日; by its full number where the code is another one's by now."""
    newest = chat.turn.store.requests.called(request.code)
    code = request.code if newest is None or newest.id == request.id else request.number
    day = request.created_at.astimezone(chat.turn.community.zone)
    about = (
        f"{building_of(request.place)} {request.category}".strip()
        if is_private(request)
        else subject(request)
    )
    return text(
        "ledger.line", code=code, subject=about, state=request.status.value, month=day.month, day=day.day
    )
