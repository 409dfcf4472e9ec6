"""A poll asked for in free words: its topic, its options, whether it is secret, per household, and until when."""

import re
from datetime import datetime

from handlers.calendar import Calendar
from handlers.understanding.model import Due, PollDraft
from handlers.understanding.normal import aligned
from handlers.understanding.times import find_due

_WHAT = (
    "(?:在线|网上|线上|全体|业主|居民|群|匿名|不记名|实名|议事|法定)?(?:投票表决|投票|表决|民意调查"
    "|意见征集|意向征集|意向调查|民主测评|举手表决)"
)
_START = re.compile(
    rf"(?:请|麻烦|帮忙?|给?我们?|大家|咱们?|我们)?(?:帮忙?|给?我们?)?(?:发起|发布|创建|新建|建|搞|来"
    rf"|弄|整|开|做|组织|发|设|起|办|弄)(?:一?[个次下场轮项]|起)?(?:关于)?{_WHAT}"
    r"|投个票(?!了|没)|表个决|票决一下|(?:投票|表决)(?:一下|决定)"
)
_HEAD = re.compile(
    rf"^[ #【\[]{{0,3}}(?:发起)?{_WHAT}[】\] ]{{0,2}}(?:[:,。、\n ]|(?=是否|要不要|关于|议题))"
)
_NOT_ASKED = re.compile(
    r"(?:投票|表决)(?:了[吗没]|结果|过了|没有?$|吗|的(?:人|结果|时间|截止)|截止(?:了|没|时间)?[吗?]"
    r"|怎么投|在哪|什么时候|率|已经|通过|不公|作弊|有问题)|(?:怎么|在哪|谁|什么时候|没|刚|已经?|为什么"
    r"|不想|不要)[^,。!? ]{0,3}(?:投票|表决)|上次|以前|帮(?:忙|我|一下)[^。!?]{0,4}投|拉票|\[链接|http"
)
_FLAGS = (
    re.compile(r"不记名(?:投票)?|无记名(?:投票)?|匿名(?:投票)?|保密(?:投票)?|秘密投票"),
    re.compile(r"(?<!不)(?<!无)(?:实名|记名)(?:投票)?"),
    re.compile(
        r"(?:每户|一户|每家|一家|每个家庭)(?:只能|限|可)?(?:投)?(?:一|1)票|按户(?:投票|计票|算)?|以户为单位"
    ),
    re.compile(
        r"(?:(?:每|一)(?:个)?人(?:只能|限|可)?(?:投)?(?:一|1)票|单选|多选|[二两三四五]选[一1]|可以改票|结果(?:保密|公开)|仅限?业主|业主投票)"
    ),
)
_OPTIONS_AT = re.compile(r"(?:可?选项|备选(?:项|方案)?|选择项?|候选)(?:有|是|为|如下|分别是)?[ :]{1,2}")
_UNTIL = re.compile(
    r"\0|(?:[\n,。; ]|^)(?:投票|表决)?(?:截止|截至|时间|期限|有效期|时限|结束|到期|不记名|匿名|实名"
    r"|记名|每户|一户|每家|按户|备注|说明|范围)"
)
_NUMBERED = re.compile(
    r"(?:^|[\n ,;。:?])(?P<mark>[1-9]|1[0-9]|[A-Ha-h]|[一二三四五六七八九])(?:[.、):]|(?<=[A-H]) ?)[ ]?(?!["
    r"0-9])(?P<label>[^\n]{1,60}?)(?=$|\n|\0|[ ,;。](?:[1-9]|1[0-9]|[A-Ha-h]|[一二三四五六七八九])[.、):](?"
    r"![0-9])|[ ,;。]{1,2}(?:截止|截至|时间|期限|不记名|匿名|每户|一户))"
)
_SPLIT = re.compile(r"[/、|\n;]|,| 或者?|(?<=[^或])或者|(?<![0-9A-Za-z]) +(?![0-9]+天)")
_BRACKETS = re.compile(r"\((?P<inside>[^()\n]{2,80})\)")
_ONLY_TIME = re.compile(
    "投票|表决|截止|截至|时间|期限|有效期|时限|结束|到期|前|之|到|至|为|是|投完|内|限时?|[: ,。]"
)
_LETTERED = re.compile(
    r"(?:^|[\n ,;:?])(?P<mark>[A-H])[.、):]?[ ]?(?P<label>[^\nA-Za-z\0][^\n\0]{0,40}?)(?=$|\n|\0|[ ,;。]{1,"
    r"2}[A-H](?![A-Za-z])|[ ,;。]{0,2}\0)"
)
_OR = re.compile("还是")
_LABEL = re.compile(r"^(?:的)?(?:议题|主题|题目|标题|内容|事项|问题|关于|投票|表决|截止|时间|[:,。、 \n])+")
_TAIL = re.compile(
    r"(?:[ ,。、:;\n]|吧|哈|啊|呗|(?:投票)?截止(?:时间|到)?|投票时间|期限|限时|投完|为止|,请大家投票"
    r"|大家投票|请大家?投票|大家投一?下|投票)+$"
)
_MOST = 20  # options of one poll
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
    return _HEAD.match(text) or _START.search(text)


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
        flags = [pattern.search(self.plain) for pattern in _FLAGS]
        for pattern in _FLAGS:
            rest = pattern.sub(lambda match: "\0" * len(match[0]), rest)
        due, rest = self._until(rest)
        options, rest = self._options(rest)
        topic = self._topic(rest)
        return PollDraft(
            topic,
            tuple(options or self._either(topic)),
            bool(flags[0]),
            due.value if due else None,
            bool(flags[2]),
        )

    def _blank(self, start: int, end: int) -> str:
        return self.plain[:start] + "\0" * (end - start) + self.plain[end:]

    def _until(self, rest: str) -> tuple[Due | None, str]:
        """The deadline: a stretch that says nothing else, the last one first; else any 截止 or 前 in the text."""
        pieces = list(re.finditer(r"[^\0 ,。;\n]+", rest))
        for index in range(len(pieces) - 1, -1, -1):
            for first in {max(index - 1, 0): None, index: None}:
                start, end = pieces[first].start(), pieces[index].end()
                said = rest[start:end]
                due = find_due(said, self.now, self.calendar, loose_days=True) if "\0" not in said else None
                if due and not _ONLY_TIME.sub("", said.replace(due.span, "")):
                    return due, rest[:start] + "\0" * (end - start) + rest[end:]
        due = find_due(rest.replace("\0", " "), self.now, self.calendar, loose_days=True)
        if due is None or due.kind != "deadline":
            return None, rest
        at = rest.replace("\0", " ").find(due.span)
        return due, rest[:at] + "\0" * len(due.span) + rest[at + len(due.span) :]

    def _slice(self, start: int, end: int) -> str:
        """The writer's own characters of a stretch of the plain text."""
        if start >= end:
            return ""
        return self.raw[self.origin[start] : self.origin[end - 1] + 1].strip()

    def _options(self, rest: str) -> tuple[list[str], str]:
        if match := _OPTIONS_AT.search(rest):
            stop = _UNTIL.search(rest, match.end())
            end = stop.start() if stop else self._sentence_end(rest, match.end())
            numbered = self._numbered(
                rest[: match.end() - 1] + "\n" + rest[match.end() : end], match.end() - 1
            )
            found = numbered or self._pieces(match.end(), end)
            return found, rest[: match.start()] + "\0" * (end - match.start()) + rest[end:]
        if numbered := self._numbered(rest, 0):
            first = (
                _LETTERED.search(rest)
                if _LETTERED.search(rest) and len(_LETTERED.findall(rest)) > 1
                else _NUMBERED.search(rest)
            )
            at = first.start() if first else 0
            return numbered, rest[:at] + "\0" * (len(rest) - at)
        for match in _BRACKETS.finditer(rest):
            pieces = self._pieces(match.start("inside"), match.end("inside"))
            if len(pieces) > 1:
                return pieces, rest[: match.start()] + "\0" * len(match[0]) + rest[match.end() :]
        return self._slashes(rest)

    def _slashes(self, rest: str) -> tuple[list[str], str]:
        """同意/反对/弃权 without the word 选项: a stretch with no gaps and at least one slash."""
        match = re.search(r"(?<![0-9A-Za-z])[^\s,。;:?!/\0]{1,20}(?:/[^\s,。;:?!/\0]{1,20}){1,19}", rest)
        if not match:
            return [], rest
        pieces = self._pieces(match.start(), match.end())
        return pieces, rest[: match.start()] + "\0" * len(match[0]) + rest[match.end() :]

    @staticmethod
    def _sentence_end(rest: str, start: int) -> int:
        stop = re.compile(r"[。!?]|\n\n").search(rest, start)
        return stop.start() if stop else len(rest)

    def _numbered(self, rest: str, start: int) -> list[str]:
        lettered = list(_LETTERED.finditer(rest, start))
        found = lettered if len(lettered) > 1 else list(_NUMBERED.finditer(rest, start))
        if len(found) < 2 or [match["mark"] for match in found[:2]] not in (
            ["1", "2"],
            ["A", "B"],
            ["a", "b"],
            ["一", "二"],
        ):
            return []
        return [self._slice(*match.span("label")).rstrip(" ,，;；。")[:_LONGEST] for match in found[:_MOST]]

    def _pieces(self, start: int, end: int) -> list[str]:
        stretch, labels, at = self.plain[start:end], [], 0
        strong = re.compile(r"[/、|\n;]|,")
        split = strong if strong.search(stretch) else _SPLIT
        for match in [*split.finditer(stretch), None]:
            label = (
                self._slice(start + at, start + (match.start() if match else len(stretch)))
                if at <= len(stretch)
                else ""
            )
            at = match.end() if match else at
            labels.append(label.strip(" .。!！,，;；:：()（）").removesuffix("三选一").strip())
        return [label[:_LONGEST] for label in dict.fromkeys(labels) if label][:_MOST]

    def _topic(self, rest: str) -> str:
        best = ""
        for match in re.finditer(r"[^\0,。;!?\n ]+[?!]?", rest):
            piece = match[0]
            label, tail = _LABEL.match(piece), _TAIL.search(piece)
            start = match.start() + (label.end() if label else 0)
            end = match.start() + (tail.start() if tail else len(piece))
            said = self._slice(start, end)
            if len(said) >= 2:
                if best and (len(best) >= 4 or re.search(r"[?？吗]$|是否|要不要|还是", best)):
                    break
                best = f"{best} {said}".strip()
        return best.rstrip("?？!！:：,， ")[: 2 * _LONGEST]

    @staticmethod
    def _either(topic: str) -> list[str]:
        """The two sides of 放1号楼边还是3号楼边: the right one whole, of the left one as much as is alike."""
        match = _OR.search(topic)
        if not match:
            return []
        left = topic[: match.start()].rstrip(" ,，、是")
        right = re.split("[ ,，。?？]", topic[match.end() :].strip())[0].removesuffix("好").rstrip("呢啊吧")
        if not left or not right:
            return []
        size = min(len(right), len(left))
        if right[0].isdigit():
            starts = [
                index
                for index in range(len(left))
                if left[index].isdigit() and not left[index - 1 : index].isdigit()
            ]
            near = [index for index in starts if abs(len(left) - index - size) <= 2]
            size = len(left) - near[-1] if near else size
        elif (same := left.rfind(right[0])) >= 0 and abs(len(left) - same - size) <= 2:
            size = len(left) - same
        return [left[-size:], right]
