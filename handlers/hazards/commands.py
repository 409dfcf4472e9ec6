"""What is said of hazards: 隐患, 整改0712, 复查0712 合格, 隐患台账. Arguments → action → replies. Chat only."""

import re
from dataclasses import replace

from handlers.arguments import Arguments, read_arguments, starts_with_code
from handlers.audit.scope import nodes_where
from handlers.chat import Chat
from handlers.community import Permission
from handlers.errors import UserError
from handlers.feature import Feature, Where
from handlers.hazards import inspecting
from handlers.hazards.rules import is_hazard, read_verdict
from handlers.people import BY_TOPIC
from handlers.requests import actions, find
from handlers.requests.access import THEIRS
from handlers.requests.clocks import promises
from handlers.requests.dispatch.dispatching import Report, register
from handlers.requests.endings import say_closed
from handlers.requests.intake import read_reports
from handlers.requests.pictures import join_held
from handlers.requests.rules import HAZARD, Step, check, is_private
from handlers.requests.steps import require_hold, save
from handlers.requests.wording import noted_subject, subject, when, who
from handlers.texts import text
from handlers.understanding import mask
from storage.care_records import Inspection
from storage.records import Request, RequestStatus
from storage.requests import OPEN

hazards = Feature("hazards")
hazards.timer(inspecting.LATE)(inspecting.escalate_inspection)

_LISTED = 3
_WITH_CODE = re.compile(r"(?:复查|复检)[\s:：]*[【\[]?\d{4}(?!\d)")
"""Of the one that is named: what the command reads."""
_NOT_GONE = (*OPEN, RequestStatus.TO_RATE)
_ASKS_LIST = re.compile(
    r"(?:查|看|列|看看|查一?下)?(?:所有|全部|还有哪些|有哪些|哪些)?(?:没有?|未|还没有?)(?:完成)?(?:整改|处理|解决)(?:完|好)?的?隐患(?:有哪些|有多少|清单|列表)?[?？。]*"
    r"|隐患(?:台账|清单)[。]*|(?:还有)?(?:哪些|什么)隐患(?:没|还没|未)(?:有)?(?:整改|处理|解决)(?:完|好)?[?？。]*"
)


_ASKS_HOW_FAR = re.compile(
    r"几[个件处]|多少|哪些|什么|怎么样|(?:整改|复查|排查|处理)(?:完|好|过)?了?(?:没|吗|情况|进度|结果|怎么|[?？])"
)
"""隐患还有几个没整改: asked, and not reported."""


@hazards.command("隐患", "报隐患", "登记隐患")
def report(chat: Chat, arguments: Arguments) -> None:
    """隐患 3号楼楼道堆电动车电池 周五前整改: with a date, that is by when it must be gone.

    Raises:
        UserError: it does not say what and where.
    """
    words = chat.words.split(maxsplit=1)[1] if len(chat.words.split(maxsplit=1)) > 1 else arguments.rest
    inbound = replace(chat.inbound, text=words, mentions=(chat.turn.community.bot_contact,))
    told = Chat(chat.turn, inbound, True, words)
    [found, *_] = read_reports(told, told.meaning)
    if found.place is None and _ASKS_HOW_FAR.search(words):
        _list_for(chat)
        return
    if len(words) < 3 or (found.place is None and not chat.called):
        if chat.called:
            raise UserError("hazards.what_and_where")
        return  # 隐患 as any other word of the group
    _register(chat, words, replace(found, intent=HAZARD))


def _register(chat: Chat, words: str, found: Report) -> None:
    turn = chat.turn
    request = register(turn, found)
    by = promises.end_said(turn, words)
    if by is not None and turn.now < by <= turn.now + promises.MOST and request.urgency != "emergency":
        request = promises.promise(turn, request, by)
    join_held(chat, [request])
    key = "registered" if request.assignee else "registered_waiting"
    chat.reply(
        f"hazards.{key}",
        code=request.code,
        subject=noted_subject(request.place, request.category, request.inferred),
        member=who(turn.community, request.assignee),
        by=when(request.close_by, turn.now, turn.community),
        about=request.code,
    )


@hazards.command("整改期限", "整改时限", needs=Permission.DISPATCH, where=Where.REQUEST, needs_code=True)
def set_date(chat: Chat, arguments: Arguments) -> None:
    """整改期限0712 周五: by when it must be gone.

    Raises:
        UserError: not theirs to say, no hazard, no date, or the date cannot be.
    """
    request = find.by_code(chat, arguments.code or "")
    chat.turn.require(Permission.DISPATCH, request.node)
    if not is_hazard(request):
        raise UserError("hazards.no_hazard", code=request.code)
    check(request, Step.CORRECT)
    by = promises.end_said(chat.turn, arguments.rest)
    if by is None:
        raise UserError("hazards.date_wanted", code=request.code)
    changed = promises.promise(chat.turn, request, promises.checked(chat.turn, request, by))
    save(chat.turn, changed, "due", by=by.isoformat())
    day = when(by, chat.turn.now, chat.turn.community)
    member = chat.turn.community.acting_for(changed.assignee)
    if member is not None and member.id != chat.speaker:
        message = text("hazards.date_to_member", code=changed.code, subject=subject(changed), by=day)
        chat.turn.to_person(member, message, about=changed.code)
    chat.reply("hazards.date_set", code=changed.code, by=day, about=changed.code)


@hazards.command("整改", "整改完成", "整改好了", "已整改", needs=THEIRS, where=Where.REQUEST, needs_code=True)
def rectified(chat: Chat, arguments: Arguments) -> None:
    """整改0712 已清走; the words may be left away where a picture shows it.

    Raises:
        UserError: not theirs, or neither a word nor a picture.
    """
    request = find.by_code(chat, arguments.code or "")
    require_hold(chat.turn, request)
    check(request, Step.CLOSE)
    shown = _pictures(chat, request)
    words = mask(arguments.rest) or (text("hazards.see_picture") if shown else "")
    if not words:
        raise UserError("hazards.words_wanted", code=request.code)
    changed = actions.close(chat.turn, request, words)
    say_closed(chat, changed)


def _pictures(chat: Chat, request: Request) -> bool:
    """Keep what the member sent here a moment ago, and say whether they ever sent a picture of it."""
    store = chat.turn.store
    for picture in store.held_pictures.take(chat.speaker, chat.conversation, chat.turn.now):
        digest = store.blobs.put(picture.name, picture.media_type, picture.data)
        store.requests.add_word(request.id, chat.turn.now, chat.speaker, "", digest)
        chat.turn.audit("word", request.number, picture=True)
    return any(word.file and word.actor == chat.speaker for word in store.requests.words(request.id))


@hazards.command("复查", "复检", needs=Permission.HANDLE, where=Where.REQUEST, needs_code=True)
def inspected(chat: Chat, arguments: Arguments) -> None:
    """复查0712 合格; 复查0712 不合格 还有两辆.

    Raises:
        UserError: neither, or not for them to say.
    """
    _take(chat, find.by_code(chat, arguments.code or ""), arguments.rest)


@hazards.before_commands
def inspected_in_words(chat: Chat) -> bool:
    """看过了没问题了, 还没清干净: from whoever is to look, of the one that waits for them, or that is named."""
    waiting = _waiting_for(chat)
    if not waiting or not chat.called or _WITH_CODE.match(chat.words):
        return False
    coded = starts_with_code(chat.words)
    words = read_arguments(chat.words).rest if coded else chat.words
    about = chat.quoted.about if chat.quoted else None
    code = read_arguments(chat.words).code if coded else about
    found = [chat.turn.store.requests.get(one.request_id) for one in waiting]
    meant = [one for one in found if one is not None and (code is None or one.code == code)]
    verdict = read_verdict(words, asked=code is not None)
    if len(meant) != 1 or verdict is None or chat.meaning.urgency == "emergency":
        return False
    _take(chat, meant[0], words, named=code is not None)
    return True


def _waiting_for(chat: Chat) -> list[Inspection]:
    person = chat.person
    if person is None or not chat.works:
        return []
    people = (person, *chat.turn.community.stood_in_for(person))
    return [one for each in people for one in chat.turn.store.hazards.given_to(each.id)]


def _take(chat: Chat, request: Request, words: str, *, named: bool = True) -> None:
    verdict = read_verdict(words, asked=named)
    if verdict is None:
        raise UserError("hazards.verdict_wanted", code=request.code)
    passed, reason = verdict
    changed = inspecting.inspect(chat.turn, request, passed, mask(reason))
    by = when(changed.close_by, chat.turn.now, chat.turn.community)
    key = "passed_by_you" if passed else "failed_by_you"
    member = who(chat.turn.community, changed.assignee)
    chat.reply(f"hazards.{key}", code=changed.code, member=member, by=by, about=changed.code)


@hazards.command(
    "隐患台账",
    "隐患清单",
    "未整改的隐患",
    "未整改隐患",
    needs=(Permission.HANDLE, Permission.READ),
    alone=True,
)
def ledger(chat: Chat, arguments: Arguments) -> None:
    """What is not gone yet where the speaker serves, the oldest first."""
    _list(chat)


@hazards.declare("还有哪些隐患没整改", needs=(Permission.HANDLE, Permission.READ))
@hazards.before_commands
def ledger_in_words(chat: Chat) -> bool:
    """没整改的隐患有哪些."""
    if not chat.called or len(chat.words) > 30 or not _ASKS_LIST.fullmatch(chat.words.strip()):
        return False
    _list_for(chat)
    return True


def _list_for(chat: Chat) -> None:
    if not (chat.may_somewhere(Permission.HANDLE) or chat.may_somewhere(Permission.READ)):
        raise UserError("common.not_allowed")
    _list(chat)


def _list(chat: Chat) -> None:
    count, found = chat.turn.store.hazards.listed(_scope(chat), HAZARD, _NOT_GONE, _LISTED)
    if not found:
        chat.reply("hazards.none")
        return
    lines = [text("hazards.list", count=count)]
    most = found if count <= _LISTED else found[: _LISTED - 1]
    for request in most:
        late = request.close_by is not None and request.close_by < chat.turn.now
        key = "to_inspect" if request.status is RequestStatus.TO_RATE else "late" if late else "line"
        shown = "" if is_private(request) and not chat.private else subject(request)
        by = when(request.close_by, chat.turn.now, chat.turn.community)
        member = who(chat.turn.community, request.assignee)
        lines.append(text(f"hazards.{key}", code=request.code, subject=shown, by=by, member=member))
    if count > len(most):
        lines.append(text("hazards.more", count=count - len(most)))
    chat.say("\n".join(lines))


def _scope(chat: Chat) -> frozenset[str]:
    """Where the speaker reads, or answers for the place as such."""
    person, community = chat.person, chat.turn.community
    if person is None:
        return frozenset()
    by_place = replace(person, posts=tuple(one for one in person.posts if one.role not in BY_TOPIC))
    return nodes_where(community, by_place, Permission.READ) | nodes_where(
        community, by_place, Permission.HANDLE
    )
