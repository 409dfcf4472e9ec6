"""An open call in the chat: 抢单0712 by who dispatches, 我来0712 by whoever is willing. Chat only."""

from handlers.arguments import Arguments
from handlers.chat import Chat
from handlers.community import Permission
from handlers.errors import UserError
from handlers.feature import Where
from handlers.requests import find
from handlers.requests.access import holds, may_join_in
from handlers.requests.clocks.follow_up import requests
from handlers.requests.dispatch import calling
from handlers.requests.dispatch.calling_words import Answer, read_answer
from handlers.requests.wording import who
from handlers.texts import text
from storage.records import OpenCall, Request, RequestStatus
from storage.requests import OPEN


@requests.command(
    "抢单", "开放抢单", "发抢单", needs=Permission.DISPATCH, where=Where.REQUEST, needs_code=True
)
def call(chat: Chat, arguments: Arguments) -> None:
    """A dispatcher calls a request out."""
    request = find.by_code(chat, arguments.code or "")
    chat.turn.require(Permission.DISPATCH, request.node)
    room = calling.check(chat.turn.community, request)
    calling.call_out(chat.turn, request, chat.speaker)
    if chat.inbound.room != room.id:
        minutes = chat.turn.community.rules.calls.minutes
        chat.reply("requests.called_out", code=request.code, room=room.name, minutes=minutes)


@requests.declare("我来0712", "我去", "接单0712", needs=Permission.HANDLE, where=Where.REQUEST)
@requests.before_commands
def answer_call(chat: Chat) -> bool:
    """Whoever answers an open call first has it, with its code, or without it in its group while no other one is open.

    Raises:
        UserError: several are open there, or it is not theirs to take.
    """
    said = read_answer(chat.words)
    return said is not None and answered(chat, said)


def answered(chat: Chat, said: Answer) -> bool:
    """Whether this was about an open call, or one that was answered a moment ago.

    Raises:
        UserError: see `answer_call`.
    """
    code = said.code or (chat.quoted.about if chat.quoted else None)
    if code is not None:
        request = chat.turn.store.requests.by_code(code)
        one = chat.turn.store.calls.get(request.id) if request is not None else None
        if request is not None and one is None:
            _thank_resident(chat, request)
        return request is not None and one is not None and _answer(chat, request, one, named=True)
    if chat.room is None or find.given(chat, (RequestStatus.DISPATCHED,)):  # 接单: what was given to them
        return False
    running = [
        (request, one)
        for one in chat.turn.store.calls.running_in(chat.room.id)
        if (request := chat.turn.store.requests.get(one.request_id)) is not None
        and calling.may_answer(chat.turn, request, one.room)
    ]
    if len(running) > 1:
        codes = [request.code for request, _ in running]
        raise UserError("requests.call_which", count=len(codes), code=codes[0], list="、".join(codes[:5]))
    if running:
        return _answer(chat, *running[0], named=False)
    late = calling.lately_taken(chat.turn, chat.room.id)
    request = chat.turn.store.requests.get(late[-1].request_id) if late else None
    return request is not None and _answer(chat, request, late[-1], named=False)


def _answer(chat: Chat, request: Request, one: OpenCall, *, named: bool) -> bool:
    turn = chat.turn
    if not calling.may_answer(turn, request, one.room):
        return _not_for_them(chat, request, one, named=named)
    if one.ended_at is None and request.assignee is None:
        changed = calling.take(turn, request)
        if chat.inbound.room != changed.room and chat.room is not None:
            member = who(turn.community, turn.actor)
            turn.to_room(chat.room, text("requests.call_taken", code=changed.code, member=member))
        return True
    if one.taken_by is None or one.taken_by == chat.speaker or request.assignee is None:
        return False
    first = calling.tell_late(turn, request)
    if not first and chat.private:
        member = who(turn.community, request.assignee)
        chat.reply("requests.call_too_late", code=request.code, member=member)
    return first or named or chat.private


def _not_for_them(chat: Chat, request: Request, one: OpenCall, *, named: bool) -> bool:
    """Whoever belongs elsewhere hears in one line for whom it is, or that it is taken; nobody else's 我来 is answered.

    Raises:
        UserError: the call is named, and it is not theirs.
    """
    running = one.ended_at is None
    heard = chat.called or (running and find.may_see(chat, request))
    if named and heard and not holds(chat.turn, request):
        raise UserError(f"requests.{'call_not_for_all' if running else 'call_over'}", code=request.code)
    willing = chat.person is not None and (chat.person.volunteers or chat.works)
    late = one.taken_by is not None and request.assignee is not None
    return not named and willing and late and calling.tell_late(chat.turn, request)


def _thank_resident(chat: Chat, request: Request) -> None:
    """0712 我来 from somebody to whom nothing is given, of what was never called out.

    Raises:
        UserError: they may see it, and it goes on.
    """
    if chat.works or not chat.called or request.status not in OPEN or not may_join_in(chat, request):
        return
    key = "nobody_works" if request.assignee is None else "somebody_works"
    member = who(chat.turn.community, request.assignee)
    raise UserError(f"requests.{key}", code=request.code, member=member)
