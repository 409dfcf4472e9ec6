"""What is said of errands (代办): 接单0712 周五前办好, 周五给您办好, 改期0712 下周一 原因. Chat only."""

from datetime import datetime

from handlers.arguments import Arguments, read_arguments, starts_with_code
from handlers.chat import Chat
from handlers.errands import actions
from handlers.errands.rules import is_errand, promises_a_day, reason_in
from handlers.errors import UserError
from handlers.feature import Feature, Where
from handlers.requests import find
from handlers.requests.access import THEIRS, holds
from handlers.requests.clocks import promises
from handlers.requests.members import in_hand
from handlers.requests.wording import when
from handlers.understanding import find_due, mask
from handlers.understanding.normal import normalise
from storage.records import Request, RequestStatus

errands = Feature("errands")

_TAKEN_FROM = (RequestStatus.DISPATCHED, RequestStatus.WAITING, RequestStatus.RETURNED)
_PUT_OFF = "改期"
_TAKES = ("接单", "我接单", "我来接", "我接", "接了", "接")


@errands.before_commands
def promise_in_words(chat: Chat) -> bool:
    """接单0712 周五前办好; 0712 周五给您办好; with one errand in hand, 周五前办好 alone."""
    head = next((word for word in _TAKES if chat.words.startswith(word)), "")
    words = chat.words[len(head) :].strip()
    coded = starts_with_code(words)
    said = read_arguments(words).rest if coded else words
    if not (said and len(said) <= 60 and chat.works and (head or promises_a_day(said))):
        return False
    until = promises.end_said(chat.turn, said)
    if until is None:
        return False
    request = _meant(chat, read_arguments(words).code if coded else None)
    if request is None or chat.meaning.urgency == "emergency":
        return False
    _promise(chat, request, until, said)
    return True


@errands.before_commands
def put_off_first(chat: Chat) -> bool:
    """改期0712 下周一, before it is read as 改…, a correction."""
    coded = starts_with_code(chat.words)
    found = read_arguments(chat.words)
    words = found.rest if coded else chat.words
    if not words.startswith(_PUT_OFF):
        return False
    said = Arguments(found.code, words.removeprefix(_PUT_OFF).strip()) if coded else read_arguments(words[2:])
    if said.code is None or not chat.works:
        return False
    put_off(chat, said)
    return True


@errands.command("改期", needs=THEIRS, where=Where.REQUEST, needs_code=True)
def put_off(chat: Chat, arguments: Arguments) -> None:
    """改期0712 下周一 窗口休息.

    Raises:
        UserError: no errand, not theirs, no date or no reason.
    """
    request = find.by_code(chat, arguments.code or "")
    if not is_errand(request):
        raise UserError("errands.only_errands", code=request.code)
    until = promises.end_said(chat.turn, arguments.rest)
    if until is None:
        raise UserError("errands.day_wanted", code=request.code)
    _promise(chat, request, until, arguments.rest)


def _promise(chat: Chat, request: Request, until: datetime, said: str) -> None:
    by = when(until, chat.turn.now, chat.turn.community)
    if request.status in _TAKEN_FROM:
        changed = actions.accept(chat.turn, request, until)
        shown = find.shown(chat, changed)
        chat.reply("errands.accepted_by_you", code=changed.code, subject=shown, by=by, about=changed.code)
        return
    put_off_before = promises.is_promised(request)
    reason = mask(reason_in(said, _date_in(chat, said))) if put_off_before else ""
    if put_off_before and len(reason) < 2:
        raise actions.why_wanted(request)
    changed = actions.promise(chat.turn, request, until, reason)
    key = "moved_by_you" if put_off_before else "promised_by_you"
    chat.reply(f"errands.{key}", code=changed.code, by=by, about=changed.code)


def _meant(chat: Chat, code: str | None) -> Request | None:
    """The errand that is named or quoted, or the only one in hand that the words can be about."""
    about = code or (chat.quoted.about if chat.quoted else None)
    if about is not None:
        request = chat.turn.store.requests.by_code(about)
        fits = request is not None and find.may_see(chat, request) and holds(chat.turn, request)
        return request if fits and request is not None and is_errand(request) else None
    held = [
        one
        for one in find.given(chat, find.HELD)
        if is_errand(one) and (chat.called or one.room == chat.inbound.room)
    ]
    undated = [one for one in held if not promises.is_promised(one)]
    return in_hand.narrowed_to_one(chat, undated or held) if held else None


def _date_in(chat: Chat, said: str) -> str:
    """The date as it stands in the words."""
    due = find_due(normalise(said), chat.turn.local, chat.turn.community.calendar, loose_days=True)
    return due.span if due is not None else ""
