"""Is the bot called, and what is said to it: @小应 in all its written forms, or its name at the head."""

import re
from collections.abc import Sequence
from functools import lru_cache

from handlers.understanding.patterns import late

# WeChat ends every mention it makes itself with this space; what people type by hand ends anyhow.
_MENTION_END = "\u2005"
_SPACE = "[ \t\u00a0\u2002-\u200d\u3000\u2060\ufeff]"
_HEAD_STOP = "[,.:;!?~、。…，．：；！？～—-]|\n"
# A name at the head with nothing behind it but a verb is a call (小应帮我看看), as is one that is called out (小应啊…);
# 小应该 and 小应酬 are words, and who says 小应那个机器人 speaks of it.
_ASKING = (
    "帮|请|麻烦|给|我[要想家们的是这那妈爸刚]|[那这]个(?!机器人?|人|东西|软件|程序|群|号)|[他她]什么时候|你|查|登记|报[修名告个]|投诉|发起|催|在[吗么不]|快|救|你好|您好|来[个人]"
    "|看[看下一]|问|撤|取消|谁|怎么|什么|有"
)
_QUOTE = late(
    r"^[「『“\"](?P<who>[^:：\n]{1,40})[:：](?P<said>[^」』”\"]{0,2000})[」』”\"]\s{0,4}\n?[\s\-—–―_]{5,200}\n?"
)


@lru_cache(maxsize=32)
def _patterns(names: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    name = "|".join(re.escape(one) for one in sorted(names, key=len, reverse=True))
    # A mention whose text goes on without a gap up to U+2005 is somebody else: @小应急队
    other = rf"(?![^\s@＠]{{1,20}}{_MENTION_END})"
    at = re.compile(
        rf"(?<![0-9A-Za-z._%-])[@＠﹫]{_SPACE}{{0,2}}(?:{name}){other}(?!该|酬)(?:{_SPACE}|{_HEAD_STOP}){{0,3}}"
    )
    head = re.compile(
        rf"^(?:{_SPACE}|[\"“「『(（\[【]){{0,3}}(?:(?:那个|这个|嗯|呃|哎呀|喂){_SPACE}?){{0,4}}(?:嗨|嘿|喂|哎|hi|hello|Hi|你好|您好|请问|呼叫|召唤)?{_SPACE}?"
        rf"(?:(?:{name}){{2,3}}(?!该|酬)|(?:{name})(?:同学|同志|机器人|老师|管家)?(?:[啊呀哎欸诶]{{1,2}}|[呐哪]{{0,2}}(?={_SPACE}|{_HEAD_STOP}"
        rf"|$|{_ASKING})))"
        rf"(?:{_SPACE}|{_HEAD_STOP}){{0,3}}"
    )
    return at, head


def quoted(text: str) -> tuple[str | None, str]:
    """WeChat's text form of a quote (「name：words」, a dashed line, the answer): who is quoted, and the answer."""
    match = _QUOTE.match(text)
    return (match["who"].strip(), text[match.end() :]) if match else (None, text)


def strip_call(text: str, names: Sequence[str]) -> tuple[bool, str]:
    """Whether the text calls the bot by one of its names, and the text without the call.

    Known forms: @小应 with U+2005, a space or nothing behind it, with a full-width ＠, anywhere; the name at the head
    followed by a stop, a space or a request; 小应小应; a quote of the bot's own message. What others said inside a
    quote calls nobody.
    """
    who, rest = quoted(text)
    known = tuple(name for name in names if name)
    if not known:
        return False, rest
    at, head = _patterns(known)
    called = who is not None and who.lstrip("@＠") in known
    rest, found = at.subn(" ", rest, count=20)
    stripped = head.sub("", rest, count=1)
    called = called or found > 0 or stripped != rest
    return called, stripped.strip(" \t\u2005\u00a0\u3000") if called else rest
