"""What people say about chains: the posting itself, 算我一个, 我不去了, 接龙名单. Chat only."""

import re

from handlers.arguments import Arguments
from handlers.chains import actions, rules
from handlers.chains.actions import chains as chains
from handlers.chains.find import owns, talked_of
from handlers.chains.wording import in_one_line, numbered, short_title
from handlers.chat import Chat
from handlers.community import RoomMode
from handlers.errors import UserError
from handlers.feature import Where
from handlers.inbound import MAX_TEXT
from handlers.rooms.mode import LEADS, may_change
from handlers.texts import text
from handlers.understanding import mask
from handlers.understanding.chains import Chain, read_chain
from handlers.understanding.normal import normalise, number
from handlers.understanding.replies import read_reply
from storage.records import KeptChain

_CUT = MAX_TEXT - 100  # a text as long as this may have lost its end at the door
_CODE = re.compile(r"[【\[(（]?[Aa](?P<number>[1-9][0-9]{0,2})(?![0-9A-Za-z])[】\])）]?")
_LONGEST = 40
_OFF = re.compile(
    r"(?:不好意思|抱歉|对不起|临时有事|有事|那)?[,，。 ]?(?:我们?家?的?)?(?:还是|就|也|临时|有事)?[,，]?"
    r"(?:不(?:去|来|参加|报名?|接龙?|要|订)了|(?:去|来|参加)不(?:了|成)了?|退出(?:接龙|报名)?|(?:取消|撤)(?:掉|了)?我?的?(?:报名|接龙))"
    r"(?:[吧啊哈哦啦了呀哟]|[,，。!！~ ]|不好意思|抱歉|谢谢|麻烦了){0,6}"
)
_NAMES_IT = re.compile(r"接龙|群接|报名|名单")
_PEOPLE = re.compile("[1-9一二两三四五](?=个|人|位|口)")
_WHEN_AND_WHERE = re.compile("[0-9一二三四五六日天周星期下上午晚点号楼单元门口报名接龙参加]")
_HOW_MANY = re.compile("[1-9一二两三四五]")


@chains.before_commands
def take_posting(chat: Chat) -> bool:
    """One more posting of a chain, by whatever name it goes: remembered without a word, unless the bot was called."""
    posted = _read(chat.words) if chat.room is not None else None
    if posted is None or chat.room is None:
        return False
    kept = actions.take_posting(chat.turn, chat.room, posted, len(chat.inbound.text) < _CUT)
    if chat.called:
        chat.reply("chains.noted", code=kept.code, title=short_title(kept), about=kept.code)
    return True


@chains.declare("算我一个", "我家两个", "我不去了")
@chains.before_commands
def sign_up_or_off(chat: Chat) -> bool:
    """算我一个, +1, 我家两个; 我不去了, 取消报名: about a chain of this group that people still talk of."""
    words = chat.words.strip()
    if chat.room is None or not words or len(words) > _LONGEST:
        return False
    code, said = _code_and_rest(words)
    off = _OFF.fullmatch(_without_title(chat, said)) is not None
    if not (off or chat.context.open_signups) or not (chat.called or chat.mode is RoomMode.ACTIVE):
        return False
    if off:
        return _sign_off(chat, code)
    reply = read_reply(normalise(said), chat.context)
    return reply is not None and reply[0] == "报名" and _sign_up(chat, code, said)


@chains.command("接龙名单", "接龙情况", "接龙统计", needs=LEADS, where=Where.ROOM, own=True)
def show_list(chat: Chat, arguments: Arguments) -> None:
    """Who began a chain, or leads there, hears how it stands: the beginning in the group, all of it privately.

    Raises:
        UserError: there is none, it is not clear which, or it is not theirs.
    """
    kept = _wanted(chat, arguments.rest)
    if not _may_see(chat, kept):
        raise UserError("chains.not_yours", code=kept.code)
    lines = chat.turn.store.chains.lines(kept.id)
    people, together = rules.total(lines)
    head = text("chains.list_head", code=kept.code, title=short_title(kept), people=people, together=together)
    if not chat.private:
        chat.reply("chains.in_group", head=head, list=in_one_line(lines), about=kept.code)
    days = chat.turn.community.rules.chains.keep_days
    chat.whisper("chains.list", head=head, list="\n".join(numbered(lines)), days=days, about=kept.code)


@chains.intent("报名")
def sign_up_by_name(chat: Chat) -> bool:
    """@小应 我报名理发 2人: for the one chain people talk of here whose title has such a word."""
    here = talked_of(chat.turn, chat.inbound.room) if chat.called else []
    if len(here) != 1 or not any(piece in chat.words for piece in _pieces(here[0].title)):
        return False
    people = _PEOPLE.search(chat.words)
    return _sign_up(chat, here[0].code, people[0] if people else "")


@chains.intent("接龙")
def explain(chat: Chat) -> bool:
    """Who asks the bot for a chain is told how a group makes one."""
    if not chat.called or not _NAMES_IT.search(chat.words):
        return False
    chat.reply("chains.how")
    return True


def _without_title(chat: Chat, said: str) -> str:
    """理发我不去了: what is said of a chain that people talk of here, without the words of its title."""
    for kept in talked_of(chat.turn, chat.inbound.room):
        titled = {char for piece in _pieces(kept.title) if piece in said for char in piece}
        rest = "".join(char for char in said if char not in titled)
        if titled and rest:
            return rest.removeprefix("那个").removeprefix("的")
    return said


def _pieces(title: str) -> set[str]:
    """Every two characters of a title that say what it is about."""
    words = _WHEN_AND_WHERE.sub(" ", title)
    return {words[n : n + 2] for n in range(len(words) - 1) if words[n : n + 2].isalpha()}


def _read(words: str) -> Chain | None:
    """The chain with everything personal in it masked, before anything is kept."""
    return read_chain(mask(words)) if read_chain(words) is not None else None


def _code_and_rest(words: str) -> tuple[str | None, str]:
    found = _CODE.search(words)
    if found is None:
        return None, words
    return f"A{found['number']}", (words[: found.start()] + words[found.end() :]).strip(" ,，:：")


def _sign_up(chat: Chat, code: str | None, said: str) -> bool:
    kept = _meant(chat, code)
    if kept is None or (code is None and said[:1] == "+" and _requests_since(chat, kept)):
        return False
    digits = _HOW_MANY.search(said)
    count = number(digits[0]) if digits else None
    person = chat.person
    name = mask(chat.inbound.name or (person.name if person else text("common.neighbour")))
    n, new = actions.sign_up(chat.turn, kept, name, count or 1)
    key = "chains.signed_up" if new else "chains.already"
    chat.reply(key, code=kept.code, title=short_title(kept), n=n, about=kept.code)
    return True


def _sign_off(chat: Chat, code: str | None) -> bool:
    """The own line is taken out of the chain meant, else of the last one that has one."""
    assert chat.room is not None
    turn = chat.turn
    meant = _meant(chat, code)
    candidates = [meant] if meant and (code or _quotes(chat)) else turn.store.chains.in_room(chat.room.id)
    for kept in candidates:
        standing = rules.running(turn.store.chains.lines(kept.id))
        if any(owns(turn, line) for line in standing) and actions.sign_off(turn, kept):
            chat.reply("chains.signed_off", code=kept.code, title=short_title(kept), about=kept.code)
            return True
    return False


def _meant(chat: Chat, code: str | None) -> KeptChain | None:
    """The chain of the code or of the message that is quoted; otherwise the last one that people still talk of."""
    assert chat.room is not None
    store = chat.turn.store.chains
    if code is not None:
        kept = store.by_code(code)
        return kept if kept is not None and kept.room == chat.room.id else None
    if chat.quoted is not None:
        kept = store.by_code(chat.quoted.about or "")
        return kept if kept is not None and kept.room == chat.room.id else None
    if chat.inbound.quote_text:
        posted = read_chain(chat.inbound.quote_text)
        return store.by_key(chat.room.id, rules.key_of(posted.title)) if posted else None
    here = talked_of(chat.turn, chat.room.id)
    return here[0] if here else None


def _quotes(chat: Chat) -> bool:
    return chat.quoted is not None or bool(chat.inbound.quote_text)


def _requests_since(chat: Chat, kept: KeptChain) -> bool:
    """Whether somebody reported something here after the last posting: then +1 is about that."""
    return bool(chat.turn.store.requests.recent_in_room(kept.room, kept.touched_at)) and not _quotes(chat)


def _wanted(chat: Chat, words: str) -> KeptChain:
    """The chain that a list is asked of: by code or title, else the last of this group or the only one.

    Raises:
        UserError: there is none, or it is not clear which.
    """
    store = chat.turn.store.chains
    here = (
        store.in_room(chat.room.id) if chat.room else [kept for kept in store.all() if _may_see(chat, kept)]
    )
    code, title = _code_and_rest(words)
    if code is not None:
        here = [kept for kept in here if kept.code == code]
    elif rules.key_of(title):
        here = [kept for kept in here if rules.key_of(title) in kept.key]
    if not here:
        raise UserError("chains.none")
    if chat.private and len(here) > 1:
        listed = "、".join(f"{kept.code} {short_title(kept)}" for kept in here[:10])
        raise UserError("chains.which", list=listed, first=here[0].code)
    return here[0]


def _may_see(chat: Chat, kept: KeptChain) -> bool:
    room = chat.turn.community.room(kept.room)
    leads = room is not None and may_change(chat.turn.community, chat.person, room)
    return leads or kept.opened_by == chat.turn.actor
