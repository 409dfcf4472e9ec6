"""What residents say in their own words: a new request, a rating, a push, a question how it stands."""

import re
from dataclasses import asdict, replace
from datetime import timedelta

from handlers.arguments import read_arguments, starts_with_code
from handlers.chat import Chat, ask
from handlers.errors import UserError
from handlers.feature import Where
from handlers.requests import endings, find, meant, talk
from handlers.requests.access import THEIRS, helps, is_given_to, may_see
from handlers.requests.clocks.follow_up import requests
from handlers.requests.dispatch.dispatch_commands import tell_why
from handlers.requests.dispatch.dispatching import Report
from handlers.requests.dispatch.helping_commands import who_works
from handlers.requests.intake import read_reports, register_all
from handlers.requests.members.word_or_new import offer_to_tell
from handlers.requests.mistyped import check_typed
from handlers.requests.more_words import add_to, supplement
from handlers.requests.pictures import drop_held, hold_longer
from handlers.requests.private.confiding import restriction
from handlers.requests.progress_words import show_status, urge
from handlers.requests.put_right import put_offer_right, put_right
from handlers.requests.rating import read_rating
from handlers.requests.rules import usual_intent
from handlers.requests.same.same_problem import join_known, same_problem
from handlers.requests.same.together import REPORTS, join_alarm
from handlers.requests.wording import noted_subject
from handlers.texts import text
from handlers.understanding import Meaning, things, understand
from handlers.yes_no import read_yes_no
from storage.records import Question, Request, RequestStatus
from storage.requests import OPEN

_OFFER = "request.offer"
_OFFER_WAITS = timedelta(minutes=30)
_STILL_OPEN = timedelta(days=30)
_SURE = 0.5
_NOTHING_SAID = 4  # letters of a bare push: 还没修, 没人来修
_LETTERS = re.compile(r"[\W\d_]")
_ASKS = re.compile(r"[吗么没呢?？]|怎么|怎样|咋|哪|谁|什么|多久|几")
_QUESTION = "咨询"
_EARLIER = re.compile(
    r"(?:刚才?|刚刚|之前|上次|昨[天晚]|前天|上午|早上)(?:我)?(?:[说报讲提]的)?(?:那[个件]|的那?[个件]?)|我(?:刚才?|之前)?[说报]的那?[个件]"
)
"""刚才那个漏水的事 师傅说几点来: asks about what was said before."""


@requests.declare("3号楼2单元电梯坏了")
@requests.intent(*REPORTS)
def report(chat: Chat) -> bool:
    """A new request: registered at once when the bot was called or it is pressing, otherwise offered first."""
    if chat.meaning.confidence < _SURE:
        return False
    if chat.meaning.intent == _QUESTION and _EARLIER.search(chat.words) and _is_of_own(chat):
        return ask_progress(chat)
    vague = chat.meaning.intent == _QUESTION or chat.meaning.category == text("requests.other_category")
    if vague and meant.tell_state(chat):  # 0712办结标准是什么, 0712改成紧急
        return True
    if chat.guessed is not None:
        offer(
            chat, [replace(item, urgency=chat.guessed.urgency) for item in read_reports(chat, chat.meaning)]
        )
        return True
    return _report(chat, chat.meaning)


def _is_of_own(chat: Chat) -> bool:
    """Whether what is named is what the speaker has open: 昨天那个讲座几点开始 is not about their lift."""
    named = things(chat.words, chat.turn.community.lexicon)
    own = chat.turn.store.requests.concerning(chat.speaker, (*OPEN, RequestStatus.TO_RATE))
    return any(one.category in named for one in own)


def _report(chat: Chat, meaning: Meaning) -> bool:
    if endings.offer_to_close(chat) or endings.broken_again(chat):
        return True
    reports = read_reports(chat, meaning)
    if supplement(chat, reports):
        return True
    if meaning.urgency != "emergency":
        _refuse_work(chat)
    # What a member writes privately is mostly about work in hand: it becomes a new request only on a yes.
    plainly = chat.called and not (chat.private and chat.works)
    if meaning.urgency == "emergency" and join_alarm(chat, reports[0]):
        if reports[1:]:  # what else the message says is a matter of its own
            register_all(chat, *join_known(chat, reports[1:]))
        return True
    if len(reports) == 1 and same_problem(chat, reports[0], plainly):
        return True
    if plainly or meaning.urgency in ("urgent", "emergency"):
        left, known = join_known(chat, reports) if len(reports) > 1 else (reports, [])
        register_all(chat, left, known)
        return True
    if len(reports) > 1 or not offer_to_tell(chat, reports[0]):
        offer(chat, reports)
    return True


def offer(chat: Chat, reports: list[Report]) -> None:
    """Ask whether it shall be registered; where there may be danger, say first whom to call, and nothing of what it
    is. Any other matter that is not for the group is asked privately, and nothing is said there."""
    danger = reports[0].urgency == "emergency"
    if not (danger or chat.private) and any(restriction(chat.turn, item)[0] for item in reports):
        until = chat.turn.now + _OFFER_WAITS
        payload = {"reports": [asdict(item) for item in reports]}
        ask(chat.turn, "private", chat.speaker, _OFFER, payload, until)
        chat.whisper("requests.offer_private")
        return
    chat.ask(_OFFER, {"reports": [asdict(item) for item in reports]}, _OFFER_WAITS)
    hold_longer(chat, _OFFER_WAITS)
    first = reports[0]
    if danger:
        chat.reply("requests.offer_danger")
    else:
        chat.reply("requests.offer", subject=noted_subject(first.place, first.category, first.inferred))


requests.declare(
    "0712 不是3栋是5栋", "0712 改 噪音", "0712 误报", needs=THEIRS, where=Where.REQUEST, own=True
)(put_right)
requests.before_commands(put_right)  # first: 0712 不是3栋是5栋 is more than a word about it
requests.before_commands(who_works)
requests.before_commands(tell_why)


@requests.declare("0712 是左边那部", "0712 5分", "0712 没解决", where=Where.REQUEST, own=True)
@requests.before_commands
def talk_about(chat: Chat) -> bool:
    """0712 5分, 0712 没解决, 0712 修好了, 0712 是左边那部, or the bare code: about that request, whatever was asked."""
    if not starts_with_code(chat.words):
        return False
    arguments = read_arguments(chat.words)
    request = chat.turn.store.requests.by_code(arguments.code or "")
    if request is None or not may_see(chat, request):
        check_typed(chat, arguments)
        return False
    rating = read_rating(arguments.rest)
    concerned = chat.speaker in chat.turn.store.requests.parties(request.id)
    joins_in = concerned or helps(chat.turn, request)
    if not arguments.rest:
        show_status(chat, request)
    elif concerned and rating is not None and request.status in (RequestStatus.TO_RATE, RequestStatus.CLOSED):
        endings.take_rating(chat, request, rating, arguments.rest)
    elif joins_in and _asked_about(chat, request):
        pass
    elif joins_in and request.status in OPEN:
        add_to(chat, request, arguments.rest)
    else:
        return endings.offer_to_close(chat)
    return True


@requests.fallback
def continue_talk(chat: Chat) -> bool:
    """What is no request of its own: a member's word that it is done, or more of what a resident just reported."""
    if endings.offer_to_close(chat, ask_which=True) or endings.broken_again(chat):
        return True
    return supplement(chat, []) or meant.tell_state(chat)


@requests.answer(_OFFER)
def answer_offer(chat: Chat, question: Question) -> bool:
    """Yes or no to "要登记吗？", or what is wrong with it; anything else is not an answer to it."""
    reports = [Report(**item) for item in question.payload["reports"]]
    answer = read_yes_no(chat.words)
    if answer is None:
        corrected = put_offer_right(chat, reports[0])
        if corrected is not None:
            offer(chat, [corrected, *reports[1:]])
        return corrected is not None
    chat.settle()
    if answer:
        register_all(chat, reports)
    else:
        drop_held(chat)
        chat.reply("requests.offer_declined")
    return True


@requests.intent("催办")
def urge_in_words(chat: Chat) -> bool:
    """还没修, 第三次了, 到底修不修: about the request that is meant; without one it is a new request."""
    request = find.mentioned(chat) or meant.only_own(chat, text("requests.example.urge"))
    if request is None:
        request = meant.neighbours(chat)
        if request is None:
            return _first_heard(chat)
        talk.join(chat.turn, request, chat.speaker, chat.inbound.room)
    if request.status in (RequestStatus.TO_RATE, RequestStatus.CLOSED):
        return endings.open_again_unless_later(chat, request)
    urge(chat, request)
    return True


@requests.intent("查询进度")
def ask_progress(chat: Chat) -> bool:
    """怎么样了, 到哪一步了: about the request that is meant."""
    if not _ASKS.search(chat.words) and endings.offer_to_close(chat, ask_which=True):
        return True
    request = (
        find.mentioned(chat)
        or meant.only_own(chat, text("requests.example.status"))
        or meant.neighbours(chat)
    )
    if request is None:
        return _first_heard(chat)
    show_status(chat, request)
    return True


def _asked_about(chat: Chat, request: Request) -> bool:
    """0712咋样了, 0712怎么还没人来: a question or a push, not one word more for the member."""
    meant = understand(chat.inbound.text, replace(chat.context, mentioned=True)).intent
    if meant == "查询进度":
        show_status(chat, request)
    elif meant == "催办" and request.status in OPEN:
        urge(chat, request)
    else:
        return False
    return True


def _refuse_work(chat: Chat) -> None:
    """What a member writes under a message about work in hand is no new matter.

    Raises:
        UserError: so it is; the reply says how to tell the resident.
    """
    about = chat.quoted.about if chat.private and chat.quoted else None
    request = chat.turn.store.requests.by_code(about) if about else None
    if request is not None and is_given_to(chat.turn, request):
        key = "wrong.accept_first" if request.accepted_at is None else "tell_how_far"
        raise UserError(f"requests.{key}", code=request.code, status=request.status.value)


def _first_heard(chat: Chat) -> bool:
    """A push or a question about something the bot never heard of: reported now, if it says what.

    Raises:
        UserError: it does not say.
    """
    if endings.broken_again(chat):  # 又漏了, after what was closed
        return True
    meaning = chat.meaning
    if chat.context.own_requests:  # it was read as a word about one of these, and is not
        meaning = understand(chat.inbound.text, replace(chat.context, own_requests=(), just_closed=None))
    pushes = meaning.intent != "查询进度" and len(_LETTERS.sub("", chat.words)) > _NOTHING_SAID
    says_what = pushes or things(chat.words, chat.turn.community.lexicon)
    if says_what and meaning.category not in (None, text("requests.other_category")):
        intent = meaning.intent if meaning.intent in REPORTS else usual_intent(str(meaning.category))
        return meaning.confidence >= _SURE and _report(chat, replace(meaning, intent=intent))
    if chat.called:
        raise UserError("requests.nothing_open")
    return False
