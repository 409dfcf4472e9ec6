"""What residents say in their own words: a new request, a rating, a push, a question how it stands."""

import re
from dataclasses import asdict
from datetime import timedelta

from handlers.chat import Chat
from handlers.errors import UserError
from handlers.feature import Arguments
from handlers.requests import actions, find
from handlers.requests.actions import Report
from handlers.requests.follow_up import RATE, requests
from handlers.requests.intake import read_reports, register_all
from handlers.requests.rating import read_rating, says_not_solved
from handlers.requests.rules import DISSATISFIED, is_private
from handlers.requests.wording import excerpt, subject, when, who
from handlers.texts import text
from handlers.understanding import mask
from storage.records import Question, Request, RequestStatus
from storage.requests import OPEN

_OFFER = "request.offer"
_OFFER_WAITS = timedelta(minutes=30)
_CLOSE = "request.close"
_STILL_TALKING = timedelta(minutes=30)
_SURE = 0.5
_STILL_THE_SAME = timedelta(days=14)
_DONE = re.compile(
    r"(?:修|弄|处理|换|解决|搞|疏通|清理|办|调解|协调|安装|装|接)(?:好|完|定|通|妥|上)了|恢复(?:了|正常)|搞定|没问题了"
)
_YES = frozenset(
    (
        "1",
        "要",
        "好",
        "好的",
        "是",
        "是的",
        "对",
        "登记",
        "要的",
        "可以",
        "行",
        "嗯",
        "麻烦了",
        "登记一下",
        "需要",
        "１",
        "ok",
        "OK",
    )
)
_NO = frozenset(("0", "2", "不", "不用", "不要", "不用了", "算了", "不登记", "没事", "没事了"))
_CODE = re.compile(r"[【\[]?(?<!\d)\d{4}(?!\d)[】\]]?")

_REPORTS = ("报修", "投诉", "求助", "建议", "咨询", "安全隐患", "矛盾调解", "微心愿", "办事代办")


@requests.intent(*_REPORTS)
def report(chat: Chat) -> bool:
    """A new request: registered at once when the bot was called or it is pressing, otherwise offered first."""
    if chat.meaning.confidence < _SURE:
        return False
    if _broken_again(chat):
        return True
    reports = read_reports(chat)
    if _supplement(chat, reports):
        return True
    if chat.called or chat.meaning.urgency in ("urgent", "emergency"):
        register_all(chat, reports)
        return True
    chat.ask(_OFFER, {"reports": [asdict(item) for item in reports]}, _OFFER_WAITS)
    first = reports[0]
    chat.reply("requests.offer", subject=" ".join(part for part in (first.place, first.category) if part))
    return True


@requests.by_code
def talk_about(chat: Chat, arguments: Arguments) -> bool:
    """0712 5分, 0712 没解决, 0712 修好了, 0712 是左边那部, or the bare code: about that request, whatever was asked."""
    request = chat.turn.store.requests.by_code(arguments.code or "")
    if request is None or not find.may_see(chat, request):
        return False
    rating = read_rating(arguments.rest)
    concerned = chat.speaker in chat.turn.store.requests.parties(request.id)
    if not arguments.rest:
        show_status(chat, request)
    elif concerned and rating is not None and request.status in (RequestStatus.TO_RATE, RequestStatus.CLOSED):
        take_rating(chat, request, rating, arguments.rest)
    elif concerned and request.status in OPEN:
        actions.add_word(chat.turn, request, chat.speaker, mask(arguments.rest), None)
        chat.reply("requests.word_added", code=request.code, about=request.code)
    else:
        return _offer_to_close(chat)
    return True


@requests.fallback
def continue_talk(chat: Chat) -> bool:
    """What is no request of its own: a member's word that it is done, or more of what a resident just reported."""
    return _offer_to_close(chat) or _broken_again(chat) or _supplement(chat, [])


@requests.answer(_CLOSE)
def answer_close(chat: Chat, question: Question) -> bool:
    """Yes or no to "是办结了吗？"."""
    said = chat.words.strip(" 。，,.!！~～")
    if said not in _YES | _NO:
        return False
    chat.settle()
    if said in _YES:
        request = find.by_code(chat, question.payload["code"])
        actions.close(chat.turn, request, question.payload["outcome"])
        chat.reply("requests.closed_by_you", code=request.code, about=request.code)
    else:
        chat.reply("requests.not_closed_then", code=question.payload["code"])
    return True


@requests.answer(_OFFER)
def answer_offer(chat: Chat, question: Question) -> bool:
    """Yes or no to "要登记吗？"; anything else is not an answer to it."""
    said = chat.words.strip(" 。，,.!！~～")
    if said in _NO:
        chat.settle()
        chat.reply("requests.offer_declined")
        return True
    if said not in _YES:
        return False
    chat.settle()
    register_all(chat, [Report(**item) for item in question.payload["reports"]])
    return True


@requests.answer(RATE)
def answer_rating(chat: Chat, question: Question) -> bool:
    """1-5, or words that say whether it is solved, after the resident was asked."""
    request = chat.turn.store.requests.by_code(question.payload["code"])
    rating = read_rating(chat.words)
    if request is None or rating is None or request.status is not RequestStatus.TO_RATE:
        return False
    if chat.words.strip().isdigit() and _newer_poll(chat, question):
        return False
    take_rating(chat, request, rating, chat.words)
    return True


@requests.intent("评价")
def rate_in_words(chat: Chat) -> bool:
    """A rating that was not asked for just now: 满意, or 0712 没解决 some days later."""
    rating = read_rating(_without_code(chat.words))
    if rating is None:
        return False
    request = find.mentioned(chat)
    if request is None:
        waiting = chat.turn.store.requests.reported_by(chat.speaker, (RequestStatus.TO_RATE,))
        if len(waiting) != 1:
            return False
        request = waiting[0]
    take_rating(chat, request, rating, chat.words)
    return True


@requests.intent("催办")
def urge_in_words(chat: Chat) -> bool:
    """还没修, 第三次了, 到底修不修: about the request that is meant; without one it is a new request."""
    request = find.mentioned(chat) or _only_own(chat)
    if request is None:
        return report(chat)
    if request.status in (RequestStatus.TO_RATE, RequestStatus.CLOSED):
        open_again(chat, request)
        return True
    urge(chat, request)
    return True


@requests.intent("查询进度")
def ask_progress(chat: Chat) -> bool:
    """怎么样了, 到哪一步了: about the request that is meant."""
    request = find.mentioned(chat) or _only_own(chat)
    if request is None:
        return report(chat)
    show_status(chat, request)
    return True


@requests.intent("撤回")
def withdraw_in_words(chat: Chat) -> bool:
    """不用来了, 已经好了: the resident's own request is taken back."""
    request = find.mentioned(chat) or _only_own(chat)
    if request is None or request.reporter != chat.speaker:
        return False
    actions.withdraw(chat.turn, request)
    chat.reply("requests.withdrawn", code=request.code)
    return True


def urge(chat: Chat, request: Request) -> None:
    """Pass a push on, and say so."""
    actions.urge(chat.turn, request)
    member = who(chat.turn.community, request.assignee)
    chat.reply(
        "requests.urged_for_you",
        code=request.code,
        member=member,
        subject=shown(chat, request),
        about=request.code,
    )


def open_again(chat: Chat, request: Request) -> None:
    """The resident says that it is not solved after all.

    Raises:
        UserError: it is not theirs.
    """
    _require_own(chat, request)
    actions.reopen(chat.turn, request, mask(chat.words))
    chat.reply(
        "requests.sorry_reopened", code=request.code, member=who(chat.turn.community, request.assignee)
    )


def take_rating(chat: Chat, request: Request, rating: int, words: str) -> None:
    """Keep a rating, and thank for it or say that it is worked on again; never with the figure.

    Raises:
        UserError: not theirs to rate, or not yet done.
    """
    _require_own(chat, request)
    if request.status is RequestStatus.CLOSED and rating <= DISSATISFIED:
        open_again(chat, request)
        return
    changed = actions.rate(chat.turn, request, rating, mask(words))
    if changed.status is RequestStatus.CLOSED:
        chat.reply("requests.thanks_for_rating", code=request.code)
    else:
        member = who(chat.turn.community, request.assignee)
        chat.reply("requests.sorry_reopened", code=request.code, member=member)


def show_status(chat: Chat, request: Request) -> None:
    """One line on where a request stands, to somebody whom it concerns; privately if it is private."""
    community, now = chat.turn.community, chat.turn.now
    by = request.accept_by if request.status is RequestStatus.DISPATCHED else request.close_by
    state = text(
        f"requests.state.{request.status.name.lower()}",
        member=who(community, request.assignee),
        by=when(by, now, community),
        outcome=excerpt(request.outcome or ""),
    )
    if is_private(request) and not chat.private:
        chat.whisper(
            "requests.status", code=request.code, subject=subject(request), state=state, about=request.code
        )
        chat.reply("requests.told_privately", code=request.code)
    else:
        chat.reply(
            "requests.status", code=request.code, subject=subject(request), state=state, about=request.code
        )


def shown(chat: Chat, request: Request) -> str:
    """What a request is about, as far as it may be said here."""
    return "" if is_private(request) and not chat.private else subject(request)


def _offer_to_close(chat: Chat) -> bool:
    """A member says in plain words that the one thing in hand is done: one word confirms it."""
    if not chat.private or chat.person is None or not _DONE.search(chat.words):
        return False
    held = chat.turn.store.requests.assigned_to(chat.person.id, find.HELD)
    request = find.mentioned(chat) or (held[0] if len(held) == 1 else None)
    if request is None or request.assignee != chat.person.id or request.status not in find.HELD:
        return False
    chat.ask(_CLOSE, {"code": request.code, "outcome": mask(chat.words)}, _OFFER_WAITS)
    chat.reply("requests.close_offer", code=request.code, subject=subject(request), about=request.code)
    return True


def _broken_again(chat: Chat) -> bool:
    """又坏了, 没修好, some days after it was closed: the one request that this can mean is opened again."""
    if not (chat.called or chat.meaning.category) or not says_not_solved(chat.words):
        return False
    since = chat.turn.now - _STILL_THE_SAME
    ended = chat.turn.store.requests.reported_by(chat.speaker, (RequestStatus.TO_RATE, RequestStatus.CLOSED))
    category = chat.meaning.category
    fits = [
        request
        for request in ended
        if request.closed_at
        and request.closed_at >= since
        and category in (None, request.category, text("requests.other_category"))
    ]
    if len(fits) != 1:
        return False
    open_again(chat, fits[0])
    return True


def _supplement(chat: Chat, reports: list[Report]) -> bool:
    """More words on what the speaker reported here within half an hour are added to it (补充直接说): all that is no
    new matter when the bot was called, otherwise only what is plainly about the same one."""
    since = chat.turn.now - _STILL_TALKING
    recent = [
        request
        for request in chat.turn.store.requests.reported_by(chat.speaker, OPEN)
        if request.created_at >= since and request.room == chat.inbound.room
    ]
    if len(reports) > 1 or not recent or not (chat.called or reports):
        return False
    request = recent[0]
    if reports and not _same_matter(request, reports[0]):
        return False
    actions.add_word(chat.turn, request, chat.speaker, mask(chat.words), None)
    chat.reply("requests.word_added", code=request.code, about=request.code)
    return True


def _same_matter(request: Request, report: Report) -> bool:
    """The same category, and no other place named."""
    places = {request.place, report.place}
    contained = (
        None in places or str(request.place) in str(report.place) or str(report.place) in str(request.place)
    )
    return report.category == request.category and contained and report.urgency != "emergency"


def _require_own(chat: Chat, request: Request) -> None:
    if chat.speaker != request.reporter and chat.speaker not in chat.turn.store.requests.parties(request.id):
        raise UserError("requests.not_your_request", code=request.code)


def _only_own(chat: Chat) -> Request | None:
    own = chat.turn.store.requests.reported_by(chat.speaker, (*OPEN, RequestStatus.TO_RATE))
    of_category = [request for request in own if request.category == chat.meaning.category]
    found = of_category if len(own) > 1 else own
    return found[0] if len(found) == 1 else None


def _without_code(words: str) -> str:
    return _CODE.sub("", words, count=1).strip(" \t\n，,。：:")


def _newer_poll(chat: Chat, question: Question) -> bool:
    """A bare digit belongs to whatever was asked last: a poll that was opened after the question."""
    polls = chat.turn.store.polls.open_in_room(chat.conversation)
    return any(poll.opened_at > question.asked_at for poll in polls)
