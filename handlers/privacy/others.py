"""王桂兰电话多少, 3-2-501住的是谁: what the bot tells nobody of somebody else. It is no request either."""

import re

from handlers.chat import Chat
from handlers.privacy import tidying as tidying
from handlers.privacy.commands import privacy as privacy

_LONGEST = 24
_ASKS = r"(?:是|给我|发我|告诉我|说一?下)?(?:多少|几号|什么|啥|一下|哪个)?[ ?？。!！吗呢啊呀吧]*"
_WHERE = (
    r"(?:住|家住|家在|住在)(?:哪里?|哪儿|几号楼?|几[栋楼]|哪一?[栋楼户])(?:哪?[层户室])?[ ?？。!！呢啊呀]*"
)
_OF_SOMEBODY = re.compile(
    rf"(?:请问|问下|查一?下|给我)?(?P<who>[^\s，,。的?？]{{2,8}}?)(?:家|本人)?的?(?:"
    rf"(?:手机|电话|联系电话|联系方式|手机号|微信号?|身份证)(?:号码?)?{_ASKS}|{_WHERE}"
    rf"|(?:都|又|最近)?(?:报|投诉|反映|说)过?了?(?:什么|哪些|啥)(?:事|诉求|问题)?[ ?？。!！啊呀]*)"
)
_OF_A_FLAT = re.compile(
    r"(?:请问)?[0-9一二三四五六七八九十A-Za-z#号楼栋幢单元室门户-]{3,16}"
    r"(?:里?住的?是?谁|是谁家|谁家|住的?什么人|户主是谁)[ ?？。!！啊呀]*"
)


@privacy.before_commands
def keep_to_oneself(chat: Chat) -> bool:
    """Whoever asks the bot for another's number, home or requests is told that it does not say such things."""
    words = chat.words.strip()
    if not chat.called or len(words) > _LONGEST:
        return False
    found = _OF_SOMEBODY.fullmatch(words)
    meant = found is not None and bool(chat.turn.community.find_people(found["who"]))
    if not (meant or _OF_A_FLAT.fullmatch(words)) or chat.meaning.urgency == "emergency":
        return False
    chat.reply("privacy.not_told")
    return True
