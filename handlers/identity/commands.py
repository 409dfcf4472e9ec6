"""What people write about who they are: 绑定 …, 绑定码 王桂兰, 我是3-2-501王桂兰, 解绑, 核实. Chat only."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import wraps

from handlers.arguments import Arguments
from handlers.chat import Chat, register_of
from handlers.community import Permission, Person
from handlers.errors import UserError
from handlers.feature import Run, Where
from handlers.identity import actions, codes, rules
from handlers.identity import family as family  # they add to the feature
from handlers.identity import joining as joining
from handlers.identity import reporting as reporting
from handlers.identity import vouching as vouching
from handlers.identity.actions import identity as identity
from handlers.identity.wording import one_of
from handlers.texts import text
from handlers.understanding.normal import normalise
from handlers.yes_no import read_yes_no
from storage.records import Lane, Question

_WHICH, _SURE = "identity.which", "identity.unbind"
_WAITS = timedelta(minutes=30)
_LISTED = 3
_LONGEST = 24
_OTHER = "其他"
_HOW = re.compile(
    r"(?:我?(?:要|想|需要)?(?:怎么|如何|怎样|咋)?(?:绑定|认证)(?:微信|身份|账号|码)?(?:码)?(?:怎么(?:要|弄|办|用)|在哪里?要?|是什么)?"
    r"|(?:怎么|如何|去哪里?|找谁)要?绑定码?)[?!。.~ ]*"
)
_HOW_GUEST = re.compile(
    r"(?:怎么|如何|怎样|咋|给我|帮我|我要|我想|能不能)[^,。!?]{0,6}(?:绑定|绑上|算绑|认证)"
    r"(?!.*(?:手机|银行|支付|医保|社保))"
)
_NEW_PHONE = re.compile(
    r"(?:我)?换了?(?:个)?(?:新)?(?:手机|微信)号?了?[ ,]*(?:要|该)?(?:怎么办|怎么弄|咋办|咋弄)[啊呀呢]?"
)
_WHAT = re.compile(
    r"(?:绑定码|固定口令|口令)(?:是|有)?(?:个)?(?:什么|啥|干什么|干啥|干嘛)(?:东西|意思|用的?|的)?[啊呀呢]?"
    r"(?:[ ,]*我.{0,10})?"
)
_LOST = re.compile(
    r"(?:我的?)?(?:绑定码|固定口令|口令|绑定的?码)(?:弄|给|都|我)?"
    r"(?:丢了?|忘了?|忘记了?|找不到了?|不见了?|没了|不记得了?|记不住了?|记不得了?)"
    r"[ ,]*(?:怎么办|咋办|怎么弄)?[啊呀呢]?"
)
_GIVE = re.compile(r"[给帮](?P<who>.{2,24}?)(?:发|补|开)(?:一?个|一下)?(?:新的?)?(?:绑定)?码")
_WORDS = re.compile(r"(?:发?绑定码|发码|解除绑定|解绑)[\s:：，,]*")
_EDGES = " \t\n。.,，!！~～"


@identity.before_commands
def take_code(chat: Chat) -> bool:
    """A code, with 绑定 before it or bare."""
    code = rules.read_code(chat.words)
    return code is not None and codes.take_code(chat, code)


@identity.before_commands
def explain(chat: Chat) -> bool:
    """绑定, 怎么绑定, and 绑定码 from somebody who cannot give one."""
    words = normalise(chat.words).strip(_EDGES + "?") if len(chat.words) <= _LONGEST else ""
    if not words or not chat.called:
        return False
    guest = chat.person is None and chat.meaning.category in (None, _OTHER)
    asks = _HOW.fullmatch(words) and not chat.may_somewhere(Permission.ROSTER)
    if _WHAT.fullmatch(words):
        chat.whisper("identity.what_code")
    elif not (asks or _NEW_PHONE.fullmatch(words) or (guest and _HOW_GUEST.search(words))):
        return False
    elif chat.person is not None:
        chat.whisper("identity.already", name=chat.person.name)
    else:
        chat.whisper("identity.how")
    return True


def quietly(run: Run) -> Run:
    """What is wrong with it is said privately too; in a group, what was not said to the bot is answered by nothing."""

    @wraps(run)
    def wrapped(chat: Chat, arguments: Arguments) -> None:
        try:
            run(chat, arguments)
        except UserError as error:
            if chat.private:
                raise
            if chat.called:
                chat.turn.to_actor(chat.speaker, text(error.key, **error.params), lane=Lane.REPLY)

    return wrapped


@identity.before_commands
def lost(chat: Chat) -> bool:
    """口令丢了, 绑定码忘了: a new one for who is bound, the two ways for who is not."""
    if not chat.called or not _LOST.fullmatch(normalise(chat.words[:24]).strip(_EDGES + "?")):
        return False
    fixed_code(chat, Arguments(None, ""))
    return True


@identity.command("绑定码", "发绑定码", "发码", needs=Permission.ROSTER, where=Where.PERSON)
@quietly
def issue(chat: Chat, arguments: Arguments) -> None:
    """A member who keeps the roster gets a code for somebody, once and privately."""
    who = _who(chat)
    if not who:
        raise UserError("identity.whose_code")
    _for_one(chat, "issue", who)


@identity.declare("给王桂兰发绑定码", needs=Permission.ROSTER, where=Where.PERSON)
@identity.before_commands
def issue_in_words(chat: Chat) -> bool:
    """给王桂兰发个绑定码."""
    found = _GIVE.fullmatch(normalise(chat.words[:60]).strip(_EDGES))
    if not found or not chat.called:
        return False
    chat.require_somewhere(Permission.ROSTER)
    _for_one(chat, "issue", found["who"])
    return True


@identity.command("绑定")
def bind_what(chat: Chat, arguments: Arguments) -> None:
    """绑定 with something behind it that is no code."""
    if chat.called:
        chat.whisper("identity.how_code" if chat.person is None else "identity.already", **_name(chat))


@identity.command("加绑", "换手机", "换微信号", "再绑一个微信", alone=True)
@quietly
def another_phone(chat: Chat, arguments: Arguments) -> None:
    """Somebody who is bound gets a code for another phone of theirs."""
    if not chat.called:
        return
    if chat.person is None:
        chat.whisper("identity.how")
    elif len(chat.person.contacts) >= rules.MOST_ACCOUNTS:
        raise UserError("identity.too_many", name=chat.person.name, most=rules.MOST_ACCOUNTS)
    else:
        codes.send_own(chat, chat.person)


@identity.command("固定口令", "我的口令", alone=True)
def fixed_code(chat: Chat, arguments: Arguments) -> None:
    """Who lost the code they keep gets a new one."""
    if not chat.called:
        return
    if chat.person is None:
        chat.whisper("identity.how")
    else:
        codes.renew_fixed(chat, chat.person)


@identity.declare("解绑 王桂兰", needs=Permission.ROSTER, where=Where.PERSON)
@identity.command("解绑", "解除绑定")
@quietly
def unbind(chat: Chat, arguments: Arguments) -> None:
    """One's own account, asked once more; or all of somebody's, by whoever keeps the roster."""
    who = _who(chat)
    if who and chat.may_somewhere(Permission.ROSTER):
        _for_one(chat, "unbind", who)
    elif who and chat.person is not None and not _means_self(chat.person, who):
        if not chat.turn.community.find_people(who):  # 解绑支付宝: nobody is meant
            raise UserError("identity.already", name=chat.person.name)
        raise UserError("identity.not_yours")
    elif not chat.called:
        return
    elif chat.person is None:
        chat.whisper("identity.not_bound")
    elif not chat.private:
        chat.whisper("identity.unbind_privately")
    else:
        chat.ask(_SURE, {}, _WAITS)
        chat.reply("identity.unbind_sure", name=chat.person.name)


@identity.command("解绑别的", "解绑其他", "解绑后来的", "不是我绑的", alone=True)
@quietly
def unbind_later(chat: Chat, arguments: Arguments) -> None:
    """Who hears of an account that they did not bind ends it. Only what was bound after the one they write under: a
    thief's account does not end its owner's."""
    person = chat.person
    if not chat.called:
        return
    if person is None:
        raise UserError("identity.not_bound")
    later = person.contacts[: person.contacts.index(chat.inbound.sender)]
    if not later:
        raise UserError("identity.none_later")
    count = actions.unbind(chat.turn, person, later)
    chat.whisper("identity.unbound_later", count=count)
    codes.renew_fixed(chat, person)


@identity.answer(_SURE, at_once=True)
def answer_unbind(chat: Chat, question: Question) -> bool:
    """1 ends the account under which it is said."""
    answer = read_yes_no(chat.words)
    if answer is None or chat.person is None:
        return False
    chat.settle()
    if not answer:
        chat.reply("identity.unbind_not")
        return True
    actions.unbind(chat.turn, chat.person, [chat.inbound.sender])
    others = len(chat.person.contacts) - 1
    chat.reply("identity.unbound_more" if others else "identity.unbound", count=others)
    return True


@identity.answer(_WHICH)
def answer_which(chat: Chat, question: Question) -> bool:
    """The number in the list of several of one name, or the flat."""
    people = [chat.turn.community.person(str(one)) for one in question.payload["people"]]
    words = normalise(chat.words[: _LISTED * 8]).strip(_EDGES)
    chosen = [
        person
        for number, person in enumerate(people, start=1)
        if person is not None and words in (str(number), person.household)
    ]
    if len(chosen) != 1:
        return False
    chat.settle()
    _DO[str(question.payload["act"])](chat, chosen[0])
    return True


def _who(chat: Chat) -> str:
    """Whom a command names. Not from its arguments: they take the flat in 3-2-501 for a code."""
    return _WORDS.sub("", chat.words, count=1).strip(_EDGES)


def _for_one(chat: Chat, act: str, words: str) -> None:
    """Do it for the person who is meant; of several, ask which.

    Raises:
        UserError: nobody whom the speaker keeps is called so.
    """
    community = chat.turn.community
    found = rules.people_meant(community, words, register_of(community))
    if act == "unbind":  # nobody is cut off by a 老王
        found = [person for person in found if rules.is_named(person, words)]
    kept = [person for person in found if rules.may_keep(community, chat.person, person)]
    if not kept:
        raise UserError("identity.nobody_found", name=words[:16])
    if len(kept) == 1:
        _DO[act](chat, kept[0])
        return
    if len(kept) > _LISTED:
        raise UserError("identity.too_many_found", count=len(kept), name=words[:16])
    _ask_which(chat, act, kept)


def _ask_which(chat: Chat, act: str, people: Sequence[Person]) -> None:
    lines = [f"{number} {one_of(person)}" for number, person in enumerate(people, start=1)]
    chat.turn.store.questions.ask(
        Question(
            "private",
            chat.speaker,
            _WHICH,
            {"act": act, "people": [person.id for person in people]},
            chat.turn.now,
            chat.turn.now + _WAITS,
        )
    )
    chat.whisper("identity.which", lines="\n".join(lines))


def _issue(chat: Chat, person: Person) -> None:
    [(_, code)] = actions.issue_codes(chat.turn, [person])
    days = rules.CODE_LASTS.days
    message = text("identity.code", who=one_of(person), code=code, days=days)
    actions.say_code(chat.turn, chat.inbound.sender, message)


def _unbind(chat: Chat, person: Person) -> None:
    count = actions.unbind_all(chat.turn, person)
    chat.whisper("identity.unbound_all", who=one_of(person), count=count)


_DO: Mapping[str, Callable[[Chat, Person], None]] = {"issue": _issue, "unbind": _unbind}


def _means_self(person: Person, words: str) -> bool:
    return words.strip(_EDGES) in (person.name, "我", "自己", "本人", "微信", "我的微信", "这个微信")


def _name(chat: Chat) -> dict[str, str]:
    return {"name": chat.person.name} if chat.person is not None else {}
