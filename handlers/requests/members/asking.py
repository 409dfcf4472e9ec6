"""A member asks the resident something (0712 问 几点在家？): the clock for closing stands still until the answer, as it
is the resident's turn. Neither learns how to reach the other but through the bot."""

import re
from datetime import timedelta

from handlers.arguments import starts_with_code
from handlers.chat import Chat, ask
from handlers.requests import actions, rules, standing, talk
from handlers.requests.answering import newer_poll
from handlers.requests.clocks import first_contact
from handlers.requests.clocks.follow_up import lane_of, requests
from handlers.requests.clocks.pausing import MOST
from handlers.requests.same.together import REPORTS
from handlers.requests.standing import ASKED
from handlers.requests.steps import require_hold, save
from handlers.requests.wording import excerpt, subject, when, who
from handlers.texts import text
from handlers.turn import Turn
from handlers.understanding import mask
from storage.records import Question, Request, RequestStatus, Timer
from storage.requests import OPEN

_STILL_LANDS = timedelta(days=14)
"""So long whatever the resident says privately, and is nothing else, is still the answer."""
_NO_ANSWER = re.compile(r"(?:谢|感谢|多谢|收到|知道了|辛苦|麻烦|您|你|们|了|啊|哈|[\s,，。.!！~～🙏👍])++")

_OWN_PAPERS = re.compile(r".{0,6}我的?(?:单子|诉求|工单|数据|资料|个人信息).{0,6}")
"""我的单子, 导出我的资料: asked of the bot, in whatever words."""


def ask_resident(turn: Turn, request: Request, question: str) -> Request:
    """Pass a question on to whoever reported it, privately. The clock stands still, unless the last question got no
    answer, or it is an emergency.

    Raises:
        UserError: it is not theirs, or it is over.
    """
    require_hold(turn, request)
    if request.status is RequestStatus.DISPATCHED:
        request = actions.take_in_hand(turn, request, "", told=True)
    changed = rules.progress(request, turn.now)
    first_contact.end(turn, request)
    until = turn.awake + timedelta(days=turn.community.rules.answer_days)
    if _may_wait(turn, request):
        changed = standing.hold(turn, changed, ASKED, until)
    changed = save(turn, changed, "ask")
    turn.store.requests.add_word(changed.id, turn.now, turn.actor, question, None)
    payload = {"code": changed.code}
    ask(turn, "private", changed.reporter, ASKED, payload, turn.now + _STILL_LANDS)
    message = text(
        "requests.asked",
        code=changed.code,
        subject=subject(changed),
        member=who(turn.community, turn.actor),
        question=excerpt(question),
    )
    turn.to_actor(changed.reporter, message, lane=lane_of(changed), about=changed.code)
    return changed


def state(turn: Turn, request: Request) -> str | None:
    """That the resident is to answer, for who asks how it stands; None if nothing was asked."""
    if request.status not in OPEN or standing.still(turn, request, ASKED) is None:
        return None
    return text("requests.state.asked", member=who(turn.community, request.assignee))


@requests.answer(ASKED, in_words=True)
def answer_asked(chat: Chat, question: Question) -> bool:
    """What the resident answers. A command, a code, thanks or another matter is no answer."""
    request = chat.turn.store.requests.by_code(question.payload["code"])
    words = chat.words.strip()
    command = any(words.startswith(word) for one in requests.commands for word in one.words)
    if request is None or not words or command or starts_with_code(words) or _is_other(chat, request):
        return False
    if _OWN_PAPERS.fullmatch(words):
        return False
    if _NO_ANSWER.fullmatch(words) or (words.isdigit() and newer_poll(chat, question)):
        return False
    chat.settle()
    talk.add_word(chat.turn, request, chat.speaker, mask(words), None)
    member = who(chat.turn.community, request.assignee)
    chat.reply("requests.answer_passed", code=request.code, member=member, about=request.code)
    return True


@requests.timer(ASKED)
def go_on_unanswered(turn: Turn, timer: Timer) -> str | None:
    """No answer for days: the clock runs again, and both hear so."""
    request = turn.store.requests.get(timer.payload["id"])
    if request is None or request.status not in OPEN:
        return "no longer open"
    turn.audit("unanswered", request.number, status=request.status.value)
    standing.start(turn, request, int(timer.payload.get("level", 0)))
    named = {"code": request.code, "subject": subject(request), "days": turn.community.rules.answer_days}
    turn.to_actor(request.reporter, text("requests.unanswered", **named), about=request.code)
    member = turn.community.acting_for(request.assignee)
    if member is not None:
        by = when(request.close_by, turn.now, turn.community)
        turn.to_person(member, text("requests.unanswered_to_member", by=by, **named), about=request.code)
    return None


def _may_wait(turn: Turn, request: Request) -> bool:
    """Whether the clock may stand still for an answer: not in an emergency, not while it pauses, not for long jobs of
    asking, and not again by somebody whose last question was not answered."""
    if request.urgency == "emergency" or standing.still(turn, request, standing.RESUME) is not None:
        return False
    rows = turn.store.audit.about(request.number)
    asked = [row for row in rows if row.action == "ask"]
    last = next((row.action for row in reversed(rows) if row.action in ("answer", "unanswered")), None)
    return last != "unanswered" and (not asked or turn.now - asked[0].at < MOST)


def _is_other(chat: Chat, request: Request) -> bool:
    """Whether it is a report of something else."""
    meaning = chat.meaning
    if meaning.urgency == "emergency":
        return True
    topics = (None, request.category, text("requests.other_category"))
    return meaning.intent in REPORTS and meaning.place_text is not None and meaning.category not in topics
