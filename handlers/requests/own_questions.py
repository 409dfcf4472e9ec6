"""Questions of who has something open, which are no matter of their own: 多少钱, 今天能修吗 go to the member who has
it, 能不能保密 is answered. Said privately; in a group nobody is taken at such words."""

import re

from handlers.chat import Chat
from handlers.requests.clocks.follow_up import requests
from handlers.requests.more_words import add_to
from storage.requests import OPEN

_LONGEST = 16
_OF_THE_WORK = re.compile(
    r"(?:(?:今天|明天|周末|晚上|上午|下午|现在|你们|师傅|那|请问|这个|能不能|可不可以|可以|大概|大约|一共|总共|到底)[\s，,]*)*"
    r"(?:能修|能来|来修|修得?好|要?多少钱|(?:要|怎么|会)?收费|要(?:不要)?钱|费用|(?:我)?要?(?:不要|得)?(?:一直)?(?:在家|等)(?:等|着)?|需要我|(?:周末|晚上)?来"
    r"|换个?(?:人|师傅)(?:来)?|有没有登记|登记(?:上|好)?了?没|谁来修?|几个人来|要?多久|要准备)"
    r"(?:做|干|准备)?(?:什么|啥)?(?:能)?(?:好|修好|弄好|到)?[吗么不没呢啊呀了\s?？。]*"
)
_CONFIDENCE = re.compile(
    r"(?:你们?|小应|社区)?(?:能不能|可不可以|可以|能|会不会|会|是不是)?(?:给我|帮我|替我)?保密[吗么不的呢吧]*"
    r"|(?:你们?|小应)?(?:会不会|会)(?:告诉|跟|和|让)[^，,。]{1,8}(?:说|知道)?(?:是)?我?(?:说|投诉|举报|报|讲|反映)?的?[吗么呢]?"
    r"|(?:可以|能|能不能|可不可以)?匿名(?:说|报|投诉|举报)?[吗么不呢]?"
)
_EDGES = " \t\n。，,.!！~～?？"


@requests.before_commands
def of_confidence(chat: Chat) -> bool:
    """能不能保密, 你会不会告诉301是我投诉的: who reads what is said privately."""
    if not chat.private or not _CONFIDENCE.fullmatch(chat.words.strip(_EDGES)):
        return False
    chat.reply("requests.in_confidence")
    return True


@requests.before_commands
def of_the_work(chat: Chat) -> bool:
    """今天能修吗, 多少钱, with one request open: goes on to the member who has it."""
    words = chat.words.strip(_EDGES)
    if (
        not chat.private
        or chat.pending is not None
        or len(words) > _LONGEST
        or not _OF_THE_WORK.fullmatch(words)
    ):
        return False
    own = chat.turn.store.requests.reported_by(chat.speaker, OPEN)
    if len(own) != 1:
        return False
    add_to(chat, own[0], chat.words, "normal")
    return True
