"""What people say to an open call: 我来, 我去, 我接, 我来0712, 接单0712. Pure."""

import re
from dataclasses import dataclass

from handlers.arguments import code_of

_LONGEST = 24
_CODE = r"[【\[（(]?(?P<{0}>\d{{4}})(?!\d)[】\]）)]?"
_TAKES = (
    r"(?:好的?|行|可以|没问题|收到)?[\s,，、]*"
    r"(?:(?:我|俺|本人|让我|算我|还是我|我们)(?:现在|马上|这就|今天|下午|晚上|就)?"
    r"(?:来|去|接|上|可以|行|有空|方便|有时间|能去|能来|报名)(?:接单|接|处理|看看?|看一下|办|弄|修|帮忙|帮|做)?"
    r"|(?:接单|抢单|抢|接)|(?:交|派)?给我(?:来|办)?)"
    r"(?:这(?:个|件|单))?(?:吧|了|啊|哈|呀|一下)*"
)
_SAID = re.compile(
    rf"(?:{_CODE.format('first')}[\s:：,，。]*)?(?P<takes>{_TAKES})(?:[\s:：,，]*{_CODE.format('last')}(?:吧|了|啊)?)?[\s。.!！~～]*"
)
_BARE_COMMANDS = ("抢单", "抢", "接")


@dataclass(frozen=True, slots=True)
class Answer:
    """Somebody will do it: what has this code, None: what was called out."""

    code: str | None


def read_answer(words: str) -> Answer | None:
    """The answer that words are from end to end; None if they are anything else."""
    said = words.strip()
    found = _SAID.fullmatch(said) if len(said) <= _LONGEST else None
    if found is None:
        return None
    code = found["first"] or found["last"]
    if code is None and found["takes"].strip() in _BARE_COMMANDS:
        return None  # no answer without what
    return Answer(code_of(code) if code else None)
