"""What somebody reports is open here already: they are joined to it, or asked whether it is the same."""

import re
from dataclasses import asdict
from datetime import timedelta

from handlers.chat import Chat
from handlers.requests import find, talk
from handlers.requests.access import is_neighbour
from handlers.requests.clocks.follow_up import requests, tell_reporter
from handlers.requests.dispatch.dispatching import Report, register
from handlers.requests.intake import GROUP, HOME, register_all
from handlers.requests.pictures import hold_longer, join_held
from handlers.requests.private.confiding import restriction
from handlers.requests.put_right import put_offer_right
from handlers.requests.same.households import households
from handlers.requests.same.likeness import Likeness, Told, likeness
from handlers.requests.same.raising import is_more, raise_urgency, tell_raised
from handlers.requests.same.together import joined_lately
from handlers.requests.steps import tell_member
from handlers.requests.wording import subject, who
from handlers.texts import text
from handlers.turn import Turn
from handlers.understanding import find_place
from handlers.yes_no import read_yes_no
from storage.records import Question, Request, Timer
from storage.requests import OPEN

_JOINED = "request.joined"
_OFFERED = "request.same"
_UNANSWERED = "request.same_unanswered"
_LOOKS_BACK = timedelta(days=14)
_MAY_OBJECT = timedelta(minutes=30)
_ANSWERS_WITHIN = timedelta(minutes=10)
_OTHER = re.compile(
    r"2|(?:这|我(?:说|报)的)?(?:个|件)?(?:不是|不一样|两回事|两码事|另报|另外(?:登记|报)|(?:不是|是另外|另外|另|两)(?:的)?"
    r"(?:这|那|同)?一?(?:件|回|个|码)?(?:事|情)?|分开(?:登记|报|的)?)(?:情)?[的了啊呀哦,，。.!！\s]*"
)
_SAME = re.compile(r"加入|加上|是?(?:同)?一(?:件|回|码)事|就是(?:这|那)(?:个|件)事?|一样的?")
_DENIES = re.compile(r"不是|不对|说错|搞错|弄错")


def same_problem(chat: Chat, report: Report, plainly: bool) -> bool:
    """Join the reporter to what is open already, or ask whether it is that; False: it is another matter.

    `plainly`: it would be registered without asking. A clear duplicate of what was said in the same group is joined in
    any case, and what is pressing is never kept waiting for an answer.
    """
    found = None if restriction(chat.turn, report)[0] is not None else _likeliest(chat, report)
    if found is None:
        return False
    before, how = found
    if is_more(report.urgency, before.urgency):
        _raise(chat, before, report)
        return True
    own = before.reporter == chat.speaker
    if how is Likeness.SAME and (own or plainly or before.room == chat.inbound.room):
        _join(chat, before, report)
        return True
    if report.urgency != "normal" or (own and find.hidden(chat, before)):
        return False
    _offer(chat, before, report, plainly)
    return True


def join_known(chat: Chat, reports: list[Report]) -> tuple[list[Report], list[str]]:
    """Of several problems in one message, those that are open already are joined: what is left, and a line for each."""
    left, lines = [], []
    for report in reports:
        found = _likeliest(chat, report)
        if found is None or found[1] is not Likeness.SAME or is_more(report.urgency, found[0].urgency):
            left.append(report)
            continue
        before = found[0]
        own = before.reporter == chat.speaker
        if own:
            _add_own(chat, before, report)
        else:
            _count_in(chat, before, report)
        named = {"code": before.code, "subject": find.shown(chat, before)}
        lines.append(text(f"requests.{'known_own_too' if own else 'joined_known'}", **named))
    return left, lines


@requests.answer(_JOINED)
def answer_joined(chat: Chat, question: Question) -> bool:
    """不是, 另外一件: it is registered by itself. Anything else is no answer."""
    report = _other_report(chat, question)
    if report is None:
        return False
    chat.settle()
    if question.payload["new"]:
        chat.turn.store.requests.remove_party(question.payload["id"], chat.speaker)
        chat.turn.audit("leave_same", question.payload["number"])
    register_all(chat, [report])
    return True


@requests.answer(_OFFERED)
def answer_offered(chat: Chat, question: Question) -> bool:
    """1: the same; 2: registered by itself; anything else is no answer."""
    report = _other_report(chat, question)
    same = report is None and (
        read_yes_no(chat.words) is True or _SAME.fullmatch(chat.words.strip(" 。，,.!！"))
    )
    if report is None and not same:
        return False
    chat.settle()
    chat.turn.store.timers.cancel(_waiting(chat.conversation, chat.speaker), [_UNANSWERED])
    before = chat.turn.store.requests.get(question.payload["id"])
    before = chat.turn.store.requests.survivor(before) if before else None
    if same and before is not None and before.status in OPEN:
        _join(chat, before, Report(**question.payload["report"]), answered=True)
    else:
        register_all(chat, [report or Report(**question.payload["report"])])
    return True


@requests.timer(_UNANSWERED)
def register_unanswered(turn: Turn, timer: Timer) -> str | None:
    """Nobody said whether it is the same: then it is another matter, and nothing is lost."""
    report = Report(**timer.payload["report"])
    pending = turn.store.questions.pending(timer.payload["conversation"], report.reporter, turn.now)
    if pending is not None and pending.kind == _OFFERED:
        turn.store.questions.settle(timer.payload["conversation"], report.reporter)
    request = register(turn, report)
    key = "registered_apart" if request.assignee else "registered_apart_waiting"
    tell_reporter(turn, request, f"requests.{key}", member=who(turn.community, request.assignee))
    return None


def _likeliest(chat: Chat, report: Report) -> tuple[Request, Likeness] | None:
    """What is most likely the same of what was said openly lately by neighbours, or in any way by the speaker."""
    store, turn = chat.turn.store.requests, chat.turn
    now, neighbour = _told(turn, report), is_neighbour(chat)
    found = [
        (one, likeness(_told_before(turn, one), now))
        for one in store.alike(report.category, _near(turn, report.node), turn.now - _LOOKS_BACK, OPEN)
        if one.reporter == chat.speaker or (neighbour and one.room is not None)
    ]
    alike = [(one, how) for one, how in found if how is not Likeness.OTHER]
    return max(alike, key=lambda entry: (entry[1].value, -entry[0].id), default=None)


def _near(turn: Turn, place: str) -> list[str]:
    """The nodes that hold a node, or lie in it."""
    within = turn.community.is_within
    return [node.id for node in turn.community.nodes if within(node.id, place) or within(place, node.id)]


def _told(turn: Turn, report: Report) -> Told:
    unit = _unit(turn, report.reporter, report.place) if report.inferred in (GROUP, HOME) else None
    return Told(report.intent, report.category, report.urgency, report.place, report.text, unit)


def _told_before(turn: Turn, one: Request) -> Told:
    unit = _unit(turn, one.reporter, one.place) if one.inferred in (GROUP, HOME) else None
    return Told(one.intent, one.category, one.urgency, one.place, one.text, unit)


def _unit(turn: Turn, actor: str, place: str | None) -> str | None:
    """The stairwell that somebody means who names none: their own."""
    person, community = turn.community.person(actor), turn.community
    home = community.household(person.household) if person and person.household else None
    found = find_place(place) if place else None
    return home.unit if home and found and found.building == home.building else None


def _join(chat: Chat, before: Request, report: Report, answered: bool = False) -> None:
    """One household more, whose words are kept with the rest; in a burst only the first gets a receipt. Whoever
    reported it says so once more."""
    turn = chat.turn
    if before.reporter == chat.speaker:
        _say_known(chat, before, report)
        return
    burst = not answered and chat.room is not None and joined_lately(chat, before)
    new = _count_in(chat, before, report)
    payload = {"id": before.id, "number": before.number, "new": new, "report": asdict(report)}
    chat.ask(_JOINED, payload, _MAY_OBJECT)
    if burst:
        return
    _tell_count(turn, before)
    key = "joined_waiting" if before.assignee is None else "joined_same"
    if not new:
        key = "word_added"
    member = who(turn.community, before.assignee)
    chat.reply(f"requests.{key}", code=before.code, subject=subject(before), member=member, about=before.code)


def _add_own(chat: Chat, before: Request, report: Report) -> None:
    talk.add_word(chat.turn, before, chat.speaker, report.text, None)
    join_held(chat, [before])


def _say_known(chat: Chat, before: Request, report: Report) -> None:
    turn = chat.turn
    _add_own(chat, before, report)
    payload = {"id": before.id, "number": before.number, "new": False, "report": asdict(report)}
    chat.ask(_JOINED, payload, _MAY_OBJECT)
    key = "known_own_waiting" if before.assignee is None else "known_own"
    shown, member = find.shown(chat, before), who(turn.community, before.assignee)
    chat.reply(f"requests.{key}", code=before.code, subject=shown, member=member, about=before.code)


def _count_in(chat: Chat, before: Request, report: Report) -> bool:
    """The words and pictures are kept with it; whether the household is one more."""
    turn = chat.turn
    new = talk.join(turn, before, chat.speaker, chat.inbound.room)
    turn.store.requests.add_word(before.id, turn.now, chat.speaker, report.text, None)
    turn.audit("word", before.number, picture=False)
    join_held(chat, [before])
    return new


def _tell_count(turn: Turn, before: Request) -> None:
    count = households(turn.community, turn.store.requests.parties(before.id))
    tell_member(turn, before, "requests.joined_to_member", count=count)


def _raise(chat: Chat, before: Request, report: Report) -> None:
    """It is more pressing now: no second request, but the open one is as urgent as what was just said."""
    turn = chat.turn
    new = _count_in(chat, before, report)
    changed = raise_urgency(turn, before, report.urgency, report.text)
    if before.reporter != chat.speaker:
        payload = {"id": before.id, "number": before.number, "new": new, "report": asdict(report)}
        chat.ask(_JOINED, payload, _MAY_OBJECT)
    tell_raised(chat, changed)


def _offer(chat: Chat, before: Request, report: Report, plainly: bool) -> None:
    """Ask whether it is that. What would have been registered at once is, when no answer comes."""
    chat.ask(_OFFERED, {"id": before.id, "report": asdict(report)}, 2 * _ANSWERS_WITHIN)
    hold_longer(chat, _ANSWERS_WITHIN)
    if plainly:
        subject_of = _waiting(chat.conversation, chat.speaker)
        payload = {"report": asdict(report), "conversation": chat.conversation}
        chat.turn.store.timers.set(_UNANSWERED, subject_of, chat.turn.now + _ANSWERS_WITHIN, payload)
    chat.reply("requests.same_offer", code=before.code, subject=subject(before), about=before.code)


def _other_report(chat: Chat, question: Question) -> Report | None:
    """What is to be registered by itself: 不是, or 不是3号楼是5号楼; None if nothing like it was said."""
    report = Report(**question.payload["report"])
    if _OTHER.fullmatch(chat.words.strip()) and not (question.kind == _JOINED and chat.words.strip() == "2"):
        return report
    return put_offer_right(chat, report) if _DENIES.match(chat.words) else None


def _waiting(conversation: str, actor: str) -> str:
    return f"{conversation}:{actor}"
