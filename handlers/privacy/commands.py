"""What people say about their data (我的数据, 删除我的数据, 我的电话是…), and members of others (看电话 0712)."""

import json
import re
from datetime import timedelta

from handlers.arguments import Arguments
from handlers.chat import Chat, ask
from handlers.community import Community, Permission, Person
from handlers.errors import UserError
from handlers.feature import Feature, Where
from handlers.names import fold
from handlers.privacy import copy, erasing, numbers, rules
from handlers.privacy.traces import subject_of
from handlers.requests import find
from handlers.texts import text
from handlers.turn import Turn
from handlers.understanding import mask
from storage.engines import Scrub
from storage.records import Lane, Question, Timer

privacy = Feature("privacy")

_ERASE = "privacy.erase"
_ERASE_WAITS = timedelta(minutes=30)
_COPY = "copy"
_ABOUT_COPY = f"{erasing.ABOUT}{_COPY}"
_COPY_STAYS = timedelta(hours=25)  # the sender gives up after 24
_DROP_COPIES = "privacy.drop_copies"
_EDGES = " \t\n。，,.!！~～“”\"'「」"
_NO = re.compile(r"取消(?:删除)?|不(?:删|要|用|了)?(?:除)?(?:了|吧)?|算了|先不删?|别删?了?")
_OF_SOMEBODY = re.compile(
    r"(?:请)?删[除掉]\s*(?P<who>[^\s，,。的]{1,24}(?:\s+[0-9A-Za-z]+-[0-9A-Za-z-]+)?)\s*的\s*(?:数据|资料|个人信息|信息)[。.!！]*"
)
_MY_COPY = re.compile(
    r"(?:请|我要|我想|帮我|麻烦)?(?:查看?|看看?|导出|下载|要|发)?(?:一?下)?(?:给我)?我的(?:个人)?(?:数据|资料|信息)"
    r"|(?:小应|你们?|社区)(?:都|到底)?(?:存|记|保存|留|知道|收集)了?我(?:的)?(?:什么|哪些|多少)(?:信息|数据|资料|东西)?了?"
)
_MY_ERASURE = re.compile(
    r"(?:[^，,。]{1,12}[，,。\s]+)?(?:(?:请|我要|我想|帮我|麻烦)?(?:把)?(?:删除|删掉|删了|清除|注销|抹掉)(?:一?下)?(?:我的?|所有我的?)(?:全部|所有|个人)?的?(?:数据|资料|信息|记录)"
    r"|(?:请|我要|我想|帮我|麻烦)?把我的(?:全部|所有|个人)?的?(?:数据|资料|信息)(?:都|全)?(?:删除|删掉|删了|清除)(?:掉|了)?"
    r"|(?:不要|别)再?记我?(?:说)?的(?:话|事|信息|数据)了?)"
)


@privacy.command("我的数据", "我的资料", "我的个人信息", alone=True)
def show_copy(chat: Chat, arguments: Arguments) -> None:
    """All that is kept of the speaker, as a file for reading and one for programs, privately."""
    turn = chat.turn
    parts = copy.parts_of(turn, subject_of(turn, chat.speaker))
    turn.audit("copy", f"person:{chat.speaker}")
    name = text("privacy.file_name", day=f"{turn.local:%Y%m%d}")
    plain = copy.as_text(turn, parts).encode("utf-8-sig")  # the mark tells every phone what it is
    data = json.dumps(copy.as_json(turn, parts), ensure_ascii=False, indent=1).encode()
    for message, ending, kind, content in (
        (text("privacy.copy"), "txt", "text/plain", plain),
        ("", "json", "application/json", data),
    ):
        digest = turn.store.blobs.put(f"{_COPY}.{ending}", kind, content)
        file = (digest, f"{name}.{ending}")
        turn.to_actor(chat.speaker, message, lane=Lane.REPLY, about=_ABOUT_COPY, file=file)
    turn.store.timers.set(_DROP_COPIES, _COPY, turn.now + _COPY_STAYS)
    _told_privately(chat)


@privacy.command("删除我的数据", "删除我的资料", "删除我的个人信息", "注销我的资料", alone=True)
def ask_to_erase(chat: Chat, arguments: Arguments) -> None:
    """What will go and what must stay, privately; one word more, and it goes.

    Raises:
        UserError: something must be brought to an end first.
    """
    turn = chat.turn
    try:
        erasing.check(turn, subject_of(turn, chat.speaker))
    except UserError as error:
        if chat.private:
            raise
        turn.to_actor(chat.speaker, text(error.key, **error.params), lane=Lane.REPLY)
    else:
        turn.to_actor(chat.speaker, text("privacy.erase_ask"), lane=Lane.REPLY)
        _ask(turn, chat.speaker)
    _told_privately(chat)


@privacy.before_commands
@privacy.declare("导出我的资料", "把我的数据都删了")
def in_other_words(chat: Chat) -> bool:
    """The same, as people say it.

    Raises:
        UserError: it is confirmed before it was asked for.
    """
    words = chat.words.strip(_EDGES + "?？吧呢啊")
    if not chat.called:
        return False
    if words == text("privacy.erase_word"):
        raise UserError("privacy.erase_first")
    if _MY_ERASURE.fullmatch(words):
        ask_to_erase(chat, Arguments(None, ""))
    elif _MY_COPY.fullmatch(words):
        show_copy(chat, Arguments(None, ""))
    else:
        return False
    return True


@privacy.answer(_ERASE, at_once=True)
def answer_erase(chat: Chat, question: Question) -> bool:
    """确认删除, to the letter, deletes; 取消 does not; anything else is no answer."""
    words = chat.words.strip(_EDGES)
    if words == text("privacy.erase_word"):
        chat.settle()
        _erase(chat, str(question.payload["subject"]))
        return True
    if _NO.fullmatch(words):
        chat.settle()
        chat.reply("privacy.not_erased")
        return True
    return False


@privacy.command("删除数据", "删除资料", needs=Permission.ADMIN, where=Where.PERSON)
def ask_to_erase_other(chat: Chat, arguments: Arguments) -> None:
    """Somebody asked for it on paper: 删除数据 王桂兰, privately.

    Raises:
        UserError: not allowed, nobody or several of that name, or something must be brought to an end first.
    """
    if not chat.private:
        raise UserError("privacy.say_it_privately")
    person = _named(chat.turn.community, arguments.rest)
    numbers.require_admin_of(chat.turn, person)
    erasing.check(chat.turn, subject_of(chat.turn, person.id))
    home = f" {person.household}" if person.household else ""
    chat.reply("privacy.erase_ask_other", name=person.name, home=home)
    _ask(chat.turn, person.id)


@privacy.before_commands
@privacy.declare("删除 王桂兰 的数据", needs=Permission.ADMIN, where=Where.PERSON)
def erase_other_in_words(chat: Chat) -> bool:
    """删除 王桂兰 的数据.

    Raises:
        UserError: as `ask_to_erase_other`.
    """
    found = _OF_SOMEBODY.fullmatch(chat.words.strip())
    if found is None or not chat.called or fold(found["who"]) == text("privacy.me"):
        return False
    if not chat.may_somewhere(Permission.ADMIN):
        raise UserError("common.not_allowed")
    ask_to_erase_other(chat, Arguments(None, found["who"]))
    return True


@privacy.before_commands
@privacy.declare("更正我的电话 138…", "我的电话是 138…")
def correct_phone(chat: Chat) -> bool:
    """更正我的电话 138…, 我的手机号换成 138…: kept sealed, answered masked. Nothing of it in a group.

    Raises:
        UserError: it is no mobile number, or the speaker is in no roster.
    """
    said = rules.read_own_phone(chat.words) if chat.called else None
    if said is None:
        return False
    number = rules.mobile_in(said)
    if number is None and not rules.wants_correction(chat.words):
        return False
    if not chat.private:
        raise UserError("privacy.number_privately")
    if number is None:
        raise UserError("privacy.phone_wanted")
    chat.reply("privacy.phone_kept", phone=numbers.correct_phone(chat.turn, number))
    return True


@privacy.declare("看电话 王桂兰", needs=Permission.ADMIN, where=Where.PERSON)
@privacy.command("看电话", "看号码", needs=(Permission.WORK, Permission.ADMIN), where=Where.REQUEST)
def show_phone(chat: Chat, arguments: Arguments) -> None:
    """看电话 0712, 看号码 王桂兰: the whole number, privately, and it is written down who saw it.

    Raises:
        UserError: not allowed, or there is no such request or person.
    """
    if not chat.private:
        raise UserError("privacy.say_it_privately")
    if not chat.works:
        raise UserError("common.not_allowed")
    if arguments.code is None or arguments.rest:
        _show_number(chat, arguments.rest, numbers.PHONE)
        return
    request = find.by_code(chat, arguments.code)
    numbers.require_reporter(chat.turn, request)
    person = chat.turn.community.person(request.reporter)
    if person is None:
        raise UserError("privacy.no_number", name=text("common.neighbour"))
    _say_number(chat, person, numbers.PHONE, request.number)


@privacy.command("看身份证", "看身份证号", needs=Permission.ADMIN, where=Where.PERSON)
def show_identity(chat: Chat, arguments: Arguments) -> None:
    """看身份证 王桂兰.

    Raises:
        UserError: as `show_phone`.
    """
    if not chat.private:
        raise UserError("privacy.say_it_privately")
    _show_number(chat, arguments.rest, numbers.IDENTITY)


@privacy.timer(_DROP_COPIES)
def drop_copies(turn: Turn, timer: Timer) -> str | None:
    """A copy of somebody's data lies here no longer than it takes to send it."""
    digests = turn.store.outbox.drop_files(_ABOUT_COPY)
    if not turn.store.erasure.blobs(digests):
        return "deleted already"
    turn.store.scrub(Scrub.LOG)
    return None


def _show_number(chat: Chat, name: str, kind: str) -> None:
    if not chat.may_somewhere(Permission.ADMIN):
        raise UserError("privacy.may_not_look")
    person = _named(chat.turn.community, name)
    numbers.require_admin_of(chat.turn, person)
    _say_number(chat, person, kind, None)


def _say_number(chat: Chat, person: Person, kind: str, about: str | None) -> None:
    number = numbers.unmask(chat.turn, person, kind, about)
    if number is None:
        raise UserError("privacy.no_number", name=person.name)
    chat.reply("privacy.number", name=person.name, number=number)


def _ask(turn: Turn, subject: str) -> None:
    ask(turn, "private", turn.actor, _ERASE, {"subject": subject}, turn.now + _ERASE_WAITS)


def _erase(chat: Chat, subject: str) -> None:
    turn = chat.turn
    if subject != chat.speaker:
        person = turn.community.person(subject)
        if person is None:
            raise UserError("privacy.nobody", name="")
        numbers.require_admin_of(turn, person)
    configured = erasing.is_configured(turn, subject)
    gone = erasing.erase(turn, subject)
    key = "privacy.erased_configured" if configured else "privacy.erased"
    if subject != chat.speaker:
        chat.reply(f"{key}_other", gone=gone)
        return
    # Not by `chat.reply`, which would begin to keep something of them again.
    turn.to_contact(chat.inbound.sender, text(key), lane=Lane.REPLY, about=erasing.LAST_WORD)
    if configured:
        _tell_office(turn, subject)


def _tell_office(turn: Turn, person_id: str) -> None:
    """Somebody must take the line out of the file."""
    top = next(node.id for node in turn.community.nodes if node.parent is None)
    for member in turn.community.people:
        if turn.community.may(member, Permission.ADMIN, top):
            turn.to_person(member, text("privacy.line_to_remove", id=person_id))
            return


def _named(community: Community, words: str) -> Person:
    """The one person of a full name (or a name and a flat), also one who has left.

    Raises:
        UserError: nobody, or several.
    """
    called, _, home = words.strip(_EDGES).partition(" ")
    everybody = (*community.people, *community.former)
    found = [one for one in everybody if called and fold(one.name) == fold(called)]
    if home.strip():
        found = [one for one in found if one.household == home.strip()]
    if not found:
        raise UserError("privacy.nobody", name=mask(called[:16]))
    if len(found) > 1:
        homes = "、".join(str(one.household or one.id) for one in found[:5])
        raise UserError("privacy.which_person", name=found[0].name, homes=homes, first=found[0].household)
    return found[0]


def _told_privately(chat: Chat) -> None:
    if not chat.private:
        chat.reply("privacy.told_privately")
