"""A poll asked for in free words: its topic, its options, whether it is secret, per household, and until when."""

import re
from datetime import datetime

from handlers.calendar import Calendar
from handlers.understanding.drafteither import sides
from handlers.understanding.draftoptions import listed
from handlers.understanding.draftwishes import Wishes, read_wishes, wishes_of_head
from handlers.understanding.model import Due, PollDraft
from handlers.understanding.normal import aligned
from handlers.understanding.patterns import late
from handlers.understanding.times import find_due

_WHAT = (
    "(?:(?:在线|网上|线上|全体|业主大会|业主|居民会议|居民|党员大会|党员|党支部|支部|党内|群|匿名|不记名|无记名|实名|议事|法定|小|公开|正式|快速|紧急|临时|简单|民主)的?){0,2}(?:投票表决|投票|表决|公投|票决"
    "|民意调查|民意测验|民意征集|意见征集|意向征集|意向调查|民主测评|举手表决)"
)
_DO = "(?:发起|发启|发布|创建|新建|建立|建|搞|来|弄|整|开|做|组织|发|设|起|办|安排|拉|挂)"
# Behind the word it is talked about: 投票都搞不明白, 投票功能, 投个票还要实名.
_TALK = "(?!都|还|也|功能|[了过没]|才|真|太|这么|软件|链接|[率权站箱])"
_START = late(
    rf"(?:请|麻烦|帮忙?|给?我们?|大家|咱们?|我们)?(?:帮忙?|给?我们?)?{_DO}(?:一?[个次下场轮项哈]|返个|起)?(?:关于)?{_WHAT}{_TALK}"
    rf"|投个票{_TALK}|表个决|票决一下|公投(?:一下|下)|(?:投票|表决)(?:一下|决定)(?:一?下)?"
)
_HEAD = late(
    rf"^[ #【\[]{{0,3}}(?:发起)?(?:{_WHAT}){{1,2}}(?:一下)?[】\] ]{{0,2}}"
    r"(?:[:,。!、\n -]|(?=是否|要不要|关于|议题|题目))"
)
_CODED = late("^ ?(?:投票|表决|投)[: ]{0,2}[【]?[Vv] ?[0-9]")  # 投票 V3 同意: a ballot
_ALL = "(?:大家伙?儿?|大伙儿?|各位|邻居们?|业主们?|居民们?|全体业主|群里|全楼|我们|咱们?楼?)(?:们|的)?"
# Other words for it, at the head of a clause; they ask for a poll only with a question that the people here can answer.
_SOFT = late(
    rf"(?:^|(?<=[ ,。:!]))(?:要不|还是|那就|来|小应|麻烦|帮我|帮忙|帮着|给我|我想|我要|想|再){{0,3}}"
    rf"(?:(?:请|让|叫|给)?(?:{_ALL}){{0,2}}(?:都|来)?"
    rf"(?:表个态|表态一下|举个手|(?:投票)?(?:选|定)一下|投一[下次]票|投一下|投票|表决)"
    rf"|(?:统计|征求|征集|收集|摸|问)(?:一?下|统计|问|个|征求)?(?:{_ALL})?(?:意见|意愿|意向|看法|想法|底|民意)"
    rf"|{_DO}[一个]{{1,2}}小?(?:调查|问卷|民调|票|头票|投漂)|{_DO}(?:头票|投漂|偷票))"
    r"(?:吧|哈|呗|啦|咯|喽|一?下){0,2}(?=[ ,。:!\n])"
)
_QUESTION = late(
    r"是否|要不要|还是|行不行|好不好|同不同意|同意不同意|该不该|能不能|可不可以|愿不愿意|需不需要|([\u4e00-\u9fff])不\1"
)
_NOT_ASKED = late(
    r"(?:投票|表决)(?:了[吗没]|结果(?!公开|公示|保密)|过了|没有?$|吗|的(?:人|结果|时间|截止)|截止(?:了|没|时间)?[吗?]"
    r"|怎么投|在哪|什么时候|率|已经|通过|不公|作弊|有问题)"
    r"|谁(?:来|能|去|给)?(?:发起|搞|弄|组织)[^,。!? ]{0,4}(?:投票|表决)"
    r"|(?:怎么|在哪|谁|什么时候|没|刚|已经?|为什么|不想|不要)[^,。!? ]{0,3}(?:投票|表决)|上次|以前"
    r"|(?:投票|表决|票决|公投)(?:一下|决定)?才"
    r"|[这那][个件种些]?(?:事情?|问题)?[^,。!? ]{0,6}(?:要|得|该|必须|需要|最好)[^,。!? ]{0,3}(?:公投|投票|[表票]决)"
    r"|帮(?:忙|我|一下)(?![^。!?]{0,4}[发建搞来弄整开做组设起办])[^。!?]{0,4}投|拉票|\[链接|http"
)
_OUGHT = late("(?:[^不]要|得|该|必须|需要)(?:大家|我们|咱们?|全体业主|业主)?$")
_FLAGS = (
    late(
        r"(?<!要)(?:不|无|别|非|免|不用|不要|不需要|不必)(?:记|计|具|署|实|显示|公开|露|写|留|带)(?:名字?|姓名)(?:投票)?"
        r"|(?:匿名|暗名)(?:投票|投)?|保密(?:投票)?|秘密投票|背靠背(?:投票)?"
        r"|(?:不|别|不要)(?:公开|公布|显示|让人看[到见])(?:是)?谁[^ ,。;\n]{0,8}"
    ),
    late(r"(?<!不)(?<!无)(?:实名|记名)(?:投票)?"),
    late(
        r"(?:每户|一户|每家|一家|每个家庭)(?:只能|限|可)?(?:投)?(?:一|1)票|按户(?:投票|计票|算)?|以户为单位"
    ),
    late(
        r"(?:(?:每|一)(?:个)?人(?:只能|限|可)?(?:投)?(?:一|1)票|单选|多选|[二两三四五]选[一1]|可以改票|结果(?:保密|公开)|仅限?业主|业主投票)"
    ),
)
_MARK = late(r"[1-9A-Ha-h一二三四五六][.、):]")
_ONLY_TIME = late(
    "投票|表决|截止|截至|时间|期限|有效期|时限|结束|到期|前|之|到|至|为|是|投完|为限|截|内|限时?|[: ,。]"
)
_LABEL = late(
    r"^(?:的)?(?:(?:议题|主题|题目|标题|内容|事项|问题)(?:是|为)(?!否)"
    r"|议题|主题|题目|标题|内容|事项|问题|关于|投票|表决|截止|时间|[:,。、 \n-]){1,9}"
)
_TAIL = late(
    r"(?:[ ,。、:;\n-]|吧|哈|啊|呗|(?:投票)?截止(?:时间|到)?|投票时间|期限|限时|投完|为止|,请大家投票"
    r"|大家投票|请大家?投票|大家投一?下|投票){1,9}$"
)
_ASIDE = late(
    "(?:我们?)?(?:来|先)?(?:问|看|听|统计|征求|收集|了解|摸)(?:一?[问看听下]{1,2}|个)?(?:大家|各位|大伙儿?|邻居们?|业主们?)?"
    "(?:们|的)?(?:意见|想法|意愿|看法|底|怎么想|怎么看)?(?:吧|哈)?"
    "|大家(?:来)?(?:看看|说说|选选?|投投?|定|都来投|参与一?下?)(?:吧|哈)?"
    "|(?:大家|咱们?|我们?)(?:都|来|一起)?|[各诸]位(?:邻居|业主)?|邻居们|麻烦了?|谢谢(?:大家|了)?|辛苦了?|急|哈|吧|投|必选|(?:单|多)选"
)
# Emoji at either end say nothing of the topic.
_DECORATION = late(
    "^[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\u200d ]{1,20}|[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\u200d ]{1,20}$"
)
# 9点 10点 11点 are options, not deadlines.
_SEVERAL = late(
    r"[0-9一二两三四五六七八九十]{1,3}(点半?|号|天|个月|年)(?:[ ,、/]{1,2}[0-9一二两三四五六七八九十]{1,3}\1){1,19}"
)
# An end or a rule that was said and not read (截止昨天, 规则：三分之四): the usual one must not stand in for it.
_UNREAD_DUE = late(
    r"(?:^|(?<=[ ,。;\n\0]))(?:投票)?(?:截止|截至|到期)(?:时间|日期|日)?(?:到|为|是)?[: ]{0,2}"
    r"(?:[0-9]|昨|前天|上|去年|今|明)"
)
_UNREAD_RULE = late(r"(?:^|(?<=[ ,。;\n\0]))(?:通过|表决)?(?:规则|条件|标准)[: ]{1,2}[^\0 ,。;\n]")
_LAST = 8  # stretches from the end in which a bare deadline may stand
_SHORTEST = 5  # characters of a question behind other words for a poll
_LONGEST = 60  # characters of an option; of a topic twice that


def asks_for_poll(text: str) -> bool:
    """Whether the (normalised) text asks for a new poll, not about one that there is."""
    return _creation(text) is not None and not _NOT_ASKED.search(text)


def starts_with_poll(text: str) -> bool:
    """Whether it is the command itself: 投票 … or 发起表决 … at the head."""
    match = _creation(text)
    return (
        match is not None
        and match.start() == 0
        and text.lstrip("#【[ ").startswith(("投票", "表决", "发起", "发布", "创建", "新建"))
    )


def _creation(text: str) -> re.Match[str] | None:
    if _CODED.match(text):
        return None
    found = _HEAD.match(text) or _START.search(text)
    if found and _OUGHT.search(text[: found.start()]) and not text[found.end() :].strip(" ,。!吧呗啊哈的"):
        return None  # 换物业得投票决定: what somebody thinks
    if found is None and (soft := _SOFT.search(text)):
        asked = _QUESTION.search(text, soft.end())
        found = soft if asked and len(text) - soft.end() > _SHORTEST else None
    return found


def read_draft(text: str, now: datetime, calendar: Calendar | None = None) -> PollDraft | None:
    """The poll that a message (as it was written, without the call) asks for, or None if it asks for none.

    The topic and the options keep the characters of the writer; no options said: an empty tuple.
    """
    plain, origin = aligned(text[:1000])
    start = _creation(plain)
    if start is None or _NOT_ASKED.search(plain):
        return None
    reader = _Draft(text, plain, origin, now, calendar)
    return reader.read(start)


class _Draft:
    """Takes a poll apart: what is found is blanked out, what remains is the topic."""

    def __init__(
        self, raw: str, plain: str, origin: list[int], now: datetime, calendar: Calendar | None
    ) -> None:
        self.raw, self.plain, self.origin = raw, plain, origin
        self.now, self.calendar = now, calendar

    def read(self, start: re.Match[str]) -> PollDraft:
        after = self.plain[start.end() :]
        ahead = not after.strip(" ,。!吧呗啊哈:") and start.start() > 0
        rest = self._blank(0, start.end()) if not ahead else self._blank(start.start(), len(self.plain))
        said, rest = read_wishes(rest)
        wishes = said.over(wishes_of_head(start[0]))
        flags = [pattern.search(self.plain) for pattern in _FLAGS]
        for pattern in _FLAGS:
            rest = pattern.sub(lambda match: "\0" * len(match[0]), rest)
        due, rest = self._until(rest)
        options, rest = self._options(rest)
        topic = self._topic(rest)
        return PollDraft(
            topic,
            tuple(options or sides(topic)),
            bool(flags[0]),
            due.value if due else None,
            bool(flags[2]),
            due is not None and due.guessed,
            wishes,
            self._unread(rest, due, wishes),
        )

    @staticmethod
    def _unread(rest: str, due: Due | None, wishes: Wishes) -> str | None:
        if due is None and _UNREAD_DUE.search(rest):
            return "due"
        return "rule" if not wishes.has_rule and _UNREAD_RULE.search(rest) else None

    def _blank(self, start: int, end: int) -> str:
        return self.plain[:start] + "\0" * (end - start) + self.plain[end:]

    def _until(self, rest: str) -> tuple[Due | None, str]:
        """The deadline: a stretch that says nothing else, the last one first; else any 截止 or 前 in the text."""
        whole, rest = rest, _SEVERAL.sub(lambda match: "\0" * len(match[0]), rest)
        pieces = list(re.finditer(r"[^\0 ,。;\n]+", rest))
        for index in range(len(pieces) - 1, max(-1, len(pieces) - 1 - _LAST), -1):
            if index and _MARK.fullmatch(pieces[index - 1][0]):
                break  # 3. 周日: an option, and nothing behind it was a deadline
            for first in {max(index - 1, 0): None, index: None}:
                start, end = pieces[first].start(), pieces[index].end()
                said = rest[start:end]
                if "\0" in said or len(said) > _LONGEST // 2:
                    continue
                due = find_due(said, self.now, self.calendar, loose_days=True)
                if due and not _ONLY_TIME.sub("", said.replace(due.span, "")):
                    return due, whole[:start] + "\0" * (end - start) + whole[end:]
        due = find_due(rest.replace("\0", " "), self.now, self.calendar, loose_days=True)
        if due is None or due.kind != "deadline":
            return None, whole
        at = rest.replace("\0", " ").find(due.span)
        return due, whole[:at] + "\0" * len(due.span) + whole[at + len(due.span) :]

    def _slice(self, start: int, end: int) -> str:
        """The writer's own characters of a stretch of the plain text."""
        if start >= end:
            return ""
        return self.raw[self.origin[start] : self.origin[end - 1] + 1].strip()

    def _options(self, rest: str) -> tuple[list[str], str]:
        found = listed(rest)
        if found is None:
            return [], rest
        labels = [self._slice(*stretch)[:_LONGEST] for stretch in found[0]]
        start, end = found[1]
        return [label for label in labels if label], rest[:start] + "\0" * (end - start) + rest[end:]

    def _topic(self, rest: str) -> str:
        best = ""
        for match in re.finditer(r"[^\0,。;!?\n ]+[?!]?", rest):
            piece = match[0]
            if _ASIDE.fullmatch(piece):
                continue
            label, tail = _LABEL.match(piece), _TAIL.search(piece)
            start = match.start() + (label.end() if label else 0)
            end = match.start() + (tail.start() if tail else len(piece))
            if label and "关于" in label[0] and self.plain[start:end].endswith("的"):
                end -= 1
            said = self._slice(start, end)
            joined = best.endswith("还是") or said.startswith("还是")
            if len(said) >= 2:
                if best and not joined and (len(best) >= 4 or re.search(r"[?？吗]$|是否|要不要|还是", best)):
                    break
                best = f"{best} {said}".strip()
        return _DECORATION.sub("", best).rstrip("?？!！:：,， ")[: 2 * _LONGEST]
