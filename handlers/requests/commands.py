"""What members and residents write about requests: arguments → action → replies. Chat only."""

import re

from handlers.arguments import Arguments, read_arguments, starts_with_code
from handlers.chat import Chat
from handlers.community import Permission
from handlers.errands.rules import is_errand
from handlers.errors import UserError
from handlers.feature import Where
from handlers.requests import actions, endings, find, last_words, progress_words, talk
from handlers.requests import own_questions as own_questions
from handlers.requests import plain_words as plain_words
from handlers.requests import taking_back as taking_back
from handlers.requests.access import THEIRS, may_join_in
from handlers.requests.at_once import at_once
from handlers.requests.clocks import half_time as half_time
from handlers.requests.clocks import pausing
from handlers.requests.clocks import whistle_words as whistle_words
from handlers.requests.clocks.follow_up import requests as requests
from handlers.requests.clocks.promises import is_promised
from handlers.requests.dispatch import calling_commands as calling_commands
from handlers.requests.dispatch import dispatch_commands as dispatch_commands
from handlers.requests.dispatch import dispatching
from handlers.requests.dispatch import helping_commands as helping_commands
from handlers.requests.dispatch import waiting as waiting
from handlers.requests.dispatch.several import MOST, bare_name, further_codes
from handlers.requests.listing import show_list
from handlers.requests.members import ask_words as ask_words
from handlers.requests.members import asked_elsewhere as asked_elsewhere
from handlers.requests.members import member_words
from handlers.requests.more_words import add_to
from handlers.requests.rating import read_rating
from handlers.requests.rules import Step
from handlers.requests.same import merge_commands as merge_commands
from handlers.requests.steps import only_helps
from handlers.requests.when_comes import when_they_come as when_they_come
from handlers.requests.wording import when, who
from handlers.texts import text
from handlers.understanding import mask
from storage.records import Request, RequestStatus
from storage.requests import OPEN

_ALL = "(?:全部?|都|所有的?|一起|统统)"
_THESE = "(?:[这那]?[几两些2-9二三四五六七八九][个件单条])"
_EVERYTHING = re.compile(rf"{_THESE}?{_ALL}[。.!！]*")
_TAKES_ALL = re.compile(
    rf"(?:好的?|行|可以)?[,，\s]*我?{_THESE}?我?{_ALL}我?来?接(?:单|下来?|收)?[了吧啦]?[。.!！~～]*"
)
_TAKES = re.compile(r"(?:好的?|行|可以)?[,，\s]*我?(?:来|马上|也)?接(?:了|吧|一?下)?[。.!！]?")


@requests.command("接单", "我接单", "我来接", "接了", needs=THEIRS, where=Where.REQUEST)
def accept(chat: Chat, arguments: Arguments) -> None:
    """A member takes a request on, or several: 接单0712 0713, 接单 全部."""
    if arguments.code is None and _EVERYTHING.fullmatch(arguments.rest):
        arguments = _everything(chat)
    if at_once(chat, arguments, lambda request, _: actions.accept(chat.turn, request), "accepted_several"):
        return
    request = find.held_request(chat, arguments, Step.ACCEPT, text("requests.example.accept"))
    changed = actions.accept(chat.turn, request)
    by = when(changed.close_by, chat.turn.now, chat.turn.community)
    wants_date = is_errand(changed) and not is_promised(changed)
    chat.reply(
        "errands.date_wanted_of_you" if wants_date else "requests.accepted_by_you",
        code=changed.code,
        subject=find.shown(chat, changed),
        by=by,
        about=changed.code,
    )


def _everything(chat: Chat) -> Arguments:
    """As if the codes of all that waits for the speaker's 接单 had been said, the oldest first; ten at most.

    Raises:
        UserError: nothing waits for it.
    """
    waits = [one.code for one in find.given(chat, (RequestStatus.DISPATCHED,))][::-1][:MOST]
    if not waits:
        raise UserError("requests.nothing_to_accept")
    return Arguments(waits[0], " ".join(waits[1:]))


@requests.declare("0712 我来接", "好的我来接", "都接了", needs=THEIRS, where=Where.REQUEST)
@requests.before_commands
def accept_in_a_word(chat: Chat) -> bool:
    """接, 我接了, 好的我来接, 都接了: from a member, privately."""
    if not (chat.private and chat.works):
        return False
    arguments = read_arguments(chat.words) if starts_with_code(chat.words) else Arguments(None, chat.words)
    further, rest = further_codes(arguments.rest) if arguments.code else ((), arguments.rest)
    words = rest.strip()
    takes_all = _TAKES_ALL.fullmatch(words) is not None
    if not (takes_all or _TAKES.fullmatch(words)):
        return False
    everything = takes_all and arguments.code is None
    accept(chat, _everything(chat) if everything else Arguments(arguments.code, " ".join(further)))
    return True


@requests.command("处理中", "已到场", "到现场了", needs=THEIRS, where=Where.REQUEST)
def progress(chat: Chat, arguments: Arguments) -> None:
    """A member tells how far it is; who helps says it to whoever has it."""
    if at_once(
        chat, arguments, lambda one, said: actions.progress(chat.turn, one, mask(said)), "in_hand_several"
    ):
        return
    request = find.held_request(chat, arguments, Step.PROGRESS, text("requests.example.progress"))
    if only_helps(chat.turn, request):
        talk.add_word(chat.turn, request, chat.speaker, mask(endings.without_code(chat.words)), None)
        chat.reply("requests.word_added", code=request.code, about=request.code)
        return
    actions.progress(chat.turn, request, mask(arguments.rest))
    chat.reply("requests.in_hand_by_you", code=request.code, about=request.code)


@requests.command("办结", "办好了", "处理完了", "已办结", needs=THEIRS, where=Where.REQUEST)
def close(chat: Chat, arguments: Arguments) -> None:
    """A member says it is done."""
    if at_once(
        chat, arguments, lambda one, said: actions.close(chat.turn, one, mask(said)), "closed_several"
    ):
        return
    request = find.held_request(chat, arguments, Step.CLOSE, text("requests.example.close"))
    if not arguments.rest and chat.private:
        last_words.ask_in_words(chat, request, Step.CLOSE)
        return
    actions.close(chat.turn, request, mask(arguments.rest))
    endings.say_closed(chat, request)


@requests.command("无法解决", "解决不了", "无法办理", needs=THEIRS, where=Where.REQUEST, needs_code=True)
def refuse(chat: Chat, arguments: Arguments) -> None:
    """A member says that nobody can do it, and why."""
    request = find.by_code(chat, arguments.code or "")
    if not arguments.rest:
        raise UserError("requests.refusal_why", code=request.code)
    actions.close(chat.turn, request, text("requests.refused_because", reason=mask(arguments.rest)))
    chat.reply("requests.refused_by_you", code=request.code, about=request.code)


@requests.command("退回", needs=THEIRS, where=Where.REQUEST)
def give_back(chat: Chat, arguments: Arguments) -> None:
    """A member cannot do it."""
    if at_once(
        chat, arguments, lambda one, said: actions.give_back(chat.turn, one, mask(said)), "returned_several"
    ):
        return
    request = find.held_request(chat, arguments, Step.RETURN, text("requests.example.return"))
    if not arguments.rest and chat.private:
        last_words.ask_in_words(chat, request, Step.RETURN)
        return
    actions.give_back(chat.turn, request, mask(arguments.rest))
    chat.reply("requests.returned_by_you", code=request.code, about=request.code)


@requests.command("转派", "转给", "转单", needs=THEIRS, where=Where.REQUEST)
def transfer(chat: Chat, arguments: Arguments) -> None:
    """A member or a dispatcher passes it on."""
    if at_once(chat, arguments, lambda one, said: _transfer(chat, one, said), "transferred_several"):
        return
    request = find.held_request(chat, arguments, Step.TRANSFER, text("requests.example.transfer"))
    member = _transfer(chat, request, arguments.rest)
    chat.reply("requests.transferred_by_you", code=request.code, member=member)


def _transfer(chat: Chat, request: Request, words: str) -> str:
    name, reason = find.name_and_reason(bare_name(words))
    member = find.member_named(chat.turn.community, name, request.code)
    dispatching.transfer(chat.turn, request, member, mask(reason))
    return who(chat.turn.community, member.id)


@requests.command("暂停", "停表", needs=THEIRS, where=Where.REQUEST, needs_code=True)
def pause(chat: Chat, arguments: Arguments) -> None:
    """A member waits for something: the clock for closing stops until a day."""
    request = find.by_code(chat, arguments.code or "")
    member_words.pause(chat, request, mask(arguments.rest))


@requests.command("恢复", "继续办", needs=THEIRS, where=Where.REQUEST, alone=True)
def resume(chat: Chat, arguments: Arguments) -> None:
    """What a member waited for has come."""
    if arguments.code is not None or (chat.quoted and chat.quoted.about):
        member_words.resume(chat, find.held_request(chat, arguments, Step.PAUSE, ""))
        return
    paused = [one for one in find.given(chat, find.HELD) if pausing.is_paused(chat.turn, one)]
    if not paused and (endings.offer_to_close(chat) or not chat.called):  # 恢复了: the water runs again
        return
    member_words.resume(chat, find.only(chat, paused, text("requests.example.resume")))


@requests.command("待办", "我的待办")
def todo(chat: Chat, arguments: Arguments) -> None:
    """What a member has in hand."""
    show_list(chat, find.given(chat, OPEN), "requests.todo", "requests.todo_none")


@requests.command("我的诉求", "我报的事", "我的事")
def mine(chat: Chat, arguments: Arguments) -> None:
    """What a resident reported, or is affected by, and is not over."""
    own = chat.turn.store.requests.concerning(chat.speaker, (*OPEN, RequestStatus.TO_RATE))
    show_list(chat, own, "requests.mine", "requests.mine_none")


@requests.command(
    "查进度", "查询", "进度", "查", needs=(*THEIRS, Permission.READ), where=Where.REQUEST, own=True
)
def status(chat: Chat, arguments: Arguments) -> None:
    """How a request stands."""
    open_states = (*OPEN, RequestStatus.TO_RATE)
    progress_words.show_status(
        chat, find.own_request(chat, arguments.code, open_states, text("requests.example.status"))
    )


@requests.command("催办", "催单", "催一下", "催催", needs=THEIRS, where=Where.REQUEST, own=True)
def urge(chat: Chat, arguments: Arguments) -> None:
    """A resident asks to hurry."""
    progress_words.urge(chat, find.own_request(chat, arguments.code, OPEN, text("requests.example.urge")))


@requests.command("撤回", "撤销", "不用了", where=Where.REQUEST, own=True)
def withdraw(chat: Chat, arguments: Arguments) -> None:
    """A resident takes a request back."""
    request = find.own_request(chat, arguments.code, OPEN, text("requests.example.withdraw"))
    if request.reporter != chat.speaker:
        raise UserError("requests.withdraw_whose", code=request.code)
    actions.withdraw(chat.turn, request)
    chat.reply("requests.withdrawn", code=request.code)


@requests.command("补充", "补充说明", needs=THEIRS, where=Where.REQUEST, own=True)
def add_word(chat: Chat, arguments: Arguments) -> None:
    """A resident adds something to a request."""
    request = find.own_request(chat, arguments.code, OPEN, text("requests.example.word"))
    if not may_join_in(chat, request):
        raise UserError("common.not_allowed")
    add_to(chat, request, arguments.rest)


@requests.command("评价", "评分", "打分", where=Where.REQUEST, own=True)
def rate(chat: Chat, arguments: Arguments) -> None:
    """A resident rates by code or by word."""
    waiting = (RequestStatus.TO_RATE,)
    request = find.own_request(chat, arguments.code, waiting, text("requests.example.rate"))
    rating = read_rating(arguments.rest)
    if rating is None:
        raise UserError("requests.rating_wanted", code=request.code)
    endings.take_rating(chat, request, rating, arguments.rest)
