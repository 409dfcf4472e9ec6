"""Members say in plain words how it stands with what they have in hand: 在路上了, 等配件，周五到, 让吴师傅去."""

from datetime import timedelta

from handlers.arguments import read_arguments, starts_with_code
from handlers.chat import Chat, ask
from handlers.community import Permission
from handlers.feature import Where
from handlers.requests import actions, endings, find, rules
from handlers.requests.access import THEIRS, holds
from handlers.requests.answering import may_answer_here, newer_poll
from handlers.requests.clocks import pausing
from handlers.requests.clocks.follow_up import requests
from handlers.requests.dispatch import dispatching
from handlers.requests.members import in_hand
from handlers.requests.members.member_grammar import MemberWords, Said, has_arrived, is_going, read_member
from handlers.requests.rules import Step
from handlers.requests.steps import require_hold
from handlers.requests.wording import excerpt, when, who
from handlers.texts import text
from handlers.understanding import find_due, mask
from handlers.understanding.normal import normalise
from handlers.yes_no import read_yes_no
from storage.records import Question, Request, RequestStatus
from storage.requests import OPEN

RETURNING, PAUSING = "request.return_offer", "request.pause_offer"
_WAITS = timedelta(minutes=30)
_PAUSE = ("暂停", "停表")
_RETURN = "退回"
_TAKEN_FROM = (RequestStatus.DISPATCHED, RequestStatus.WAITING, RequestStatus.RETURNED)
_EXAMPLES = {
    Said.DONE: "close",
    Said.TAKE: "accept",
    Said.COMING: "progress",
    Said.WAITING: "pause",
    Said.NOT_MINE: "return",
    Said.PASS_ON: "transfer",
    Said.REFUSED: "refuse",
}


@requests.declare("0712 这个我来", "修好了，换了个灯泡", "让吴师傅去", needs=THEIRS, where=Where.REQUEST)
@requests.before_commands
def in_plain_words(chat: Chat) -> bool:
    """What a member says of a request in hand, privately or in the group: with one in hand it is that one, else the
    one that is quoted or named. Closing and giving back are asked about first, unless the command word is there.

    Raises:
        UserError: it is not plain which one, or that cannot be done now.
    """
    if not chat.works:
        return False
    words = read_arguments(chat.words).rest if starts_with_code(chat.words) else chat.words.strip()
    if words.startswith(_PAUSE):
        return _pause_here(chat, words)
    if _arrived(chat, words):
        return True
    said = _read(chat, words)
    if said is not None and said.said is Said.NOT_MINE and words.startswith(_RETURN):
        return False  # 退回0002 不归物业: the command, with its reason
    if said is None:
        return endings.done_in_group(chat, words)
    if said.said is Said.PASS_ON and not _members(chat, said.rest):
        return False
    if chat.meaning.urgency == "emergency":
        return False
    statuses = (*find.HELD, *_TAKEN_FROM) if said.said is Said.TAKE else find.HELD
    request = in_hand.meant(chat, statuses, text(f"requests.example.{_EXAMPLES[said.said]}"))
    if request is None:
        return _named_but_not_theirs(chat, said)
    _STEPS[said.said](chat, request, said.rest)
    return True


@requests.answer(RETURNING, anywhere=True)
def answer_return(chat: Chat, question: Question) -> bool:
    """Yes or no to "要退回吗？"."""
    decided = _decided(chat, question)
    if decided is None:
        return False
    answer, request = decided
    if answer:
        actions.give_back(chat.turn, request, question.payload["reason"])
    key = "requests.returned_by_you" if answer else "requests.not_returned_then"
    chat.reply(key, code=request.code, about=request.code)
    return True


def _decided(chat: Chat, question: Question) -> tuple[bool, Request] | None:
    """What a member decided about their request, which settles the question; None: it was no answer."""
    answer = read_yes_no(chat.words)
    asked_here = may_answer_here(chat, question) and not newer_poll(chat, question)
    if answer is None or not asked_here:
        return None
    chat.settle()
    return answer, find.by_code(chat, question.payload["code"])


@requests.answer(PAUSING, anywhere=True)
def answer_pause(chat: Chat, question: Question) -> bool:
    """Yes or no to "时限要停到周五吗？"."""
    decided = _decided(chat, question)
    if decided is None:
        return False
    answer, request = decided
    if answer:
        pause(chat, request, question.payload["reason"], told=True)
    else:
        chat.reply("requests.not_paused_then", code=request.code, about=request.code)
    return True


def pause(chat: Chat, request: Request, words: str, *, told: bool = False) -> None:
    """The clock stops until the day that is said in the words, which are the reason too.

    Raises:
        UserError: as `pausing.pause`.
    """
    until = pausing.day_said(chat.turn, words)
    changed = pausing.pause(chat.turn, request, words, until, told=told)
    day = when(until, chat.turn.now, chat.turn.community)
    by = when(changed.close_by, chat.turn.now, chat.turn.community)
    chat.reply("requests.paused_by_you", code=changed.code, until=day, by=by, about=changed.code)


def resume(chat: Chat, request: Request) -> None:
    """The clock runs again.

    Raises:
        UserError: it does not pause.
    """
    changed = pausing.resume(chat.turn, request)
    by = when(changed.close_by, chat.turn.now, chat.turn.community)
    chat.reply("requests.resumed_by_you", code=changed.code, by=by, about=changed.code)


def _pause_here(chat: Chat, words: str) -> bool:
    """暂停 等配件 周五, without a code: the command asks for one, as 暂停供水 is no command."""
    said = next(words.removeprefix(word) for word in _PAUSE if words.startswith(word))
    until = pausing.day_said(chat.turn, said)
    if read_arguments(said).code is not None or until is None or not said[:1].isspace():
        return False
    request = in_hand.meant(chat, find.HELD, text("requests.example.pause"))
    if request is None:
        return False
    pause(chat, request, mask(said.strip()))
    return True


def _arrived(chat: Chat, words: str) -> bool:
    """配件到了, while it pauses: its clock runs again, and the resident hears why.

    Raises:
        UserError: several pause, and it is not plain which one is meant.
    """
    if not has_arrived(words):
        return False
    if in_hand.named(chat):
        request = in_hand.meant(chat, find.HELD, text("requests.example.resume"))
    else:
        paused = [one for one in find.given(chat, find.HELD) if pausing.is_paused(chat.turn, one)]
        here = [one for one in paused if chat.called or one.room == chat.inbound.room]
        request = in_hand.narrowed_to_one(chat, here)
        if request is None and here and chat.called:
            request = find.only(chat, here, text("requests.example.resume"))
    if request is None:
        request = in_hand.meant(chat, find.HELD, text("requests.example.progress")) if chat.called else None
    if request is None:
        return False
    if not pausing.is_paused(chat.turn, request):
        _come(chat, request, words)
        return True
    changed = pausing.resume(chat.turn, request)
    actions.take_in_hand(chat.turn, changed, mask(words), told=_heard_here(chat, changed))
    by = when(changed.close_by, chat.turn.now, chat.turn.community)
    chat.reply("requests.resumed_by_you", code=changed.code, by=by, about=changed.code)
    return True


def _read(chat: Chat, words: str) -> MemberWords | None:
    plain = normalise(words)
    due = find_due(plain, chat.turn.local, chat.turn.community.calendar) if len(plain) <= 60 else None
    undated = plain.replace(due.span, "", 1) if due is not None else plain
    said = read_member(plain, undated)
    if said is not None:
        return MemberWords(said.said, words) if said.rest == plain else said
    if due is not None and is_going(undated):
        return MemberWords(Said.COMING, words)
    return None


def _members(chat: Chat, name: str) -> bool:
    """Whether somebody to whom requests are given goes by this name."""
    community = chat.turn.community
    return any(community.may_somewhere(one, Permission.WORK) for one in community.find_people(name))


def _named_but_not_theirs(chat: Chat, said: MemberWords) -> bool:
    """0712 这个我来, of what somebody else has: they are told who has it. Anything else is read on.

    Raises:
        UserError: it is somebody else's, and they may see it.
    """
    code = read_arguments(chat.words).code if starts_with_code(chat.words) else None
    request = chat.turn.store.requests.by_code(code) if code else None
    if request is None or not find.may_see(chat, request) or said.said in (Said.WAITING, Said.NOT_MINE):
        return False
    if holds(chat.turn, request):
        rules.check(request, Step.ACCEPT if said.said is Said.TAKE else Step.TRANSFER)
        return False
    if request.status in OPEN and said.said is Said.TAKE:
        require_hold(chat.turn, request)
    return False


def _close(chat: Chat, request: Request, what: str) -> None:
    actions.close(chat.turn, request, mask(what))
    endings.say_closed(chat, request)


def _take(chat: Chat, request: Request, words: str) -> None:
    if request.status not in _TAKEN_FROM:
        actions.check_free(chat.turn, request)
        _come(chat, request, words)
        return
    changed = actions.accept(chat.turn, request)
    by = when(changed.close_by, chat.turn.now, chat.turn.community)
    shown = find.shown(chat, changed)
    chat.reply("requests.accepted_by_you", code=changed.code, subject=shown, by=by, about=changed.code)


def _come(chat: Chat, request: Request, words: str) -> None:
    told = _heard_here(chat, request)
    actions.take_in_hand(chat.turn, request, mask(words), told=told)
    key = "requests.in_hand_here" if told else "requests.in_hand_by_you"
    chat.reply(key, code=request.code, about=request.code)


def _heard_here(chat: Chat, request: Request) -> bool:
    """Whether who reported it reads it where it was said."""
    return not chat.private and request.room == chat.inbound.room and not rules.is_private(request)


def _wait(chat: Chat, request: Request, words: str) -> None:
    """The resident hears it at once; with a day, the clock may stop until then."""
    changed = actions.take_in_hand(chat.turn, request, mask(words), told=_heard_here(chat, request))
    until = pausing.day_said(chat.turn, words)
    if changed.urgency == "emergency" or (until is not None and until <= chat.turn.now):
        chat.reply("requests.in_hand_here", code=changed.code, about=changed.code)
        return
    if until is None:
        chat.reply("requests.pause_offered_no_day", code=changed.code, about=changed.code)
        return
    pausing.check(chat.turn, changed, until)
    _ask(chat, PAUSING, changed, words)
    day = when(until, chat.turn.now, chat.turn.community)
    chat.reply("requests.pause_offer", code=changed.code, until=day, about=changed.code)


def _offer_return(chat: Chat, request: Request, words: str) -> None:
    rules.check(request, Step.RETURN)
    _ask(chat, RETURNING, request, words)
    chat.reply(
        "requests.return_offer", code=request.code, reason=excerpt(mask(words), 30), about=request.code
    )


def _pass_on(chat: Chat, request: Request, name: str) -> None:
    member = find.member_named(chat.turn.community, name, request.code)
    dispatching.transfer(chat.turn, request, member)
    chat.reply("requests.transferred_by_you", code=request.code, member=who(chat.turn.community, member.id))


def _ask(chat: Chat, kind: str, request: Request, words: str) -> None:
    payload = {"code": request.code, "reason": mask(words)}
    ask(chat.turn, chat.conversation, chat.speaker, kind, payload, chat.turn.now + _WAITS)


_STEPS = {
    Said.DONE: _close,
    Said.TAKE: _take,
    Said.COMING: _come,
    Said.WAITING: _wait,
    Said.NOT_MINE: _offer_return,
    Said.PASS_ON: _pass_on,
    Said.REFUSED: endings.offer_refusal,
}
