"""The options of one poll as people name them: in other spellings, in part, by title, by place or letter."""

import re
from collections.abc import Sequence
from functools import lru_cache

from handlers.understanding.ballotwords import BEFORE, WORDS, Token, name, words_of
from handlers.understanding.normal import NUM, number
from handlers.understanding.patterns import late

_YES_LABEL = late("^(?:同意|赞成|赞同|支持|可以|要|是$|需要|愿意|行$|好$|有必要|参加)")
_ABSTAIN_LABEL = late("弃权|弃票|无所谓|中立|随意|都行|都可以")
_NO_LABEL = late("^(?:不|否|反对|无需|没必要|暂不|别)")
_LONGEST_LABEL = 40  # characters of an option that are compared
_LONGEST_ALIAS = 12  # characters of an option that may be shortened
_DAY = "(?:周|星期|礼拜)"
_PIECES = late(
    rf"(?P<week>(?:周|星期|礼拜)(?P<day>[一二三四五六日天])(?![次回天]))|(?P<building>号楼|栋|幢)|(?P<date>(?<=[0-9])[号日]$)"
    rf"|(?P<money>元|块钱|块)|(?P<number>{NUM}{{1,4}})|(?P<colour>(?<=.)色$)"
    rf"|(?P<shade>(?<=.)[红黄蓝绿灰白黑紫棕橙粉青褐金银]$)|(?P<gap>[ \"'“”‘’《》,.。!、]+)"
)


def kind_of(label: str) -> str:
    """What an option says to the question: yes, no, abstain, or "" when it is a thing of its own."""
    if _ABSTAIN_LABEL.search(label):
        return "abstain"
    if _NO_LABEL.search(label):
        return "no"
    return "yes" if _YES_LABEL.search(label) else ""


def _number(said: str) -> str:
    value = number(said)
    if value is None:
        return re.escape(said)
    tens, ones = divmod(value, 10)
    figures = "零一二三四五六七八九"
    spelt = {said, str(value)}
    if 0 < value < 100:
        head = "" if tens == 0 else "十" if tens == 1 else figures[tens] + "十"
        spelt.add(head + (figures[ones] if ones or not tens else ""))
    if value == 2:
        spelt |= {"两", "二"}
    return f"(?:{'|'.join(re.escape(one) for one in sorted(spelt, key=len, reverse=True))})"


def _piece(match: re.Match[str]) -> str:
    if match["week"]:
        return _DAY + ("[日天]" if match["day"] in "日天" else f"[{match['day']}{number(match['day'])}]")
    if match["building"]:
        return "(?:号楼|栋|幢|楼|#)"
    if match["date"]:
        return "[号日]"
    if match["money"]:
        return "(?:元|块钱|块)(?:/|每|一个?)?(?:(?<=[/每一个])(?:个?月|平米?|户|人|次))?"
    if match["colour"]:
        return "色?"
    if match["shade"]:
        return f"{match['shade']}色?"
    return " ?" if match["gap"] else _number(match["number"])


def _spellings(label: str) -> str:
    """A regex of the ways in which people write an option: 5元 五块, 周六 星期六, 3号楼 3栋, 灰色 灰."""
    label, pieces, at = label[:_LONGEST_LABEL].strip(), [], 0
    for match in _PIECES.finditer(label):
        pieces += [re.escape(label[at : match.start()]), _piece(match)]
        at = match.end()
    spelt = "".join([*pieces, re.escape(label[at:])]).replace("每", "(?:每个?|一个?)")
    spelt = spelt.replace("上午", "(?:上午|早上|早晨)").replace("晚上", "(?:晚上|晚间|夜里)")
    if len(label) == 2 and label[0] in _VERBS:
        spelt += f"|{label[0]}[了掉着]?(?=吧)"  # 拆除: 拆了吧
    if len(label) in {2, 3} and label[0] == "不":
        spelt += f"|(?:别|甭|不用|不要){re.escape(label[1:])}"
    if plan := re.fullmatch(f"(?:方案)?({NUM}{{1,2}}|[A-Za-z])(?:号?方案)?", label):
        figure = _number(plan[1]) if number(plan[1]) is not None else plan[1]
        return f"{spelt}|方案{figure}|{figure}号?方案" if "方案" in label else spelt
    return spelt


_VERBS = frozenset("装拆换修建改留买卖砍封刷")
_COLOURS = frozenset("红黄蓝绿灰白黑紫棕橙粉青褐金银")
_OF_WEEK = late(f"{_DAY}[一二三四五六日天]")
_COUNTED = late(f"{NUM}{{1,3}}(?:次|天|年|个?月|周|元|小时|点)")
_PLAIN = late(f"{NUM}|[a-z]")


def _common(part: str) -> bool:
    """Whether a part of a name begins like what says something else in a ballot."""
    return any(pattern.match(part) for pattern in (_PLAIN, WORDS)) or BEFORE.fullmatch(part) is not None


def _colours(options: Sequence[str]) -> list[tuple[re.Pattern[str], int]]:
    """The colours that only one option has, as people call them by: 红色, 红的 for 砖红."""
    return [
        (re.compile(f"{colour}(?:颜?色的?|的)"), index)
        for index, label in enumerate(options, 1)
        for colour in set(label) & _COLOURS
        if sum(colour in other for other in options) == 1
    ]


def _titles(options: Sequence[str]) -> list[tuple[re.Pattern[str], int]]:
    """How candidates are called, 李阿姨 and 老李 for 李秀英, where each has another family name."""
    if not all(2 <= len(label) <= 4 and name().match(label) for label in options):
        return []
    families = [label[0] for label in options]
    if len(set(families)) < len(families):
        return []
    titles = words_of("after", "honorific")
    return [
        (re.compile(f"{family}(?:{titles})|[老小阿]{family}"), index)
        for index, family in enumerate(families, 1)
    ]


class Labels:
    """The options of one poll, found in a message by their names or by what is alike in no other name."""

    def __init__(self, options: Sequence[str]) -> None:
        self.kinds = [kind_of(label) for label in options]
        self._full = [
            (re.compile(_spellings(label), re.IGNORECASE), index)
            for index, label in enumerate(options, 1)
            if re.search(r"\w|[^\x00-\x7f]", label)
        ]
        self._short = self._aliases([label.lower() for label in options])
        self._longest = max(map(len, self._short), default=0)
        self._full += [
            (re.compile(_spellings(part)), index)
            for part, index in self._short.items()
            if _COUNTED.match(part) or _OF_WEEK.match(part)
        ]
        self._full += _colours(options)
        self._persons = _titles(options)
        self._figures = [re.match(f"(?:{NUM}{{1,3}}|[A-Za-z](?![A-Za-z]))", label) for label in options]

    @staticmethod
    def _aliases(options: Sequence[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for index, label in enumerate(options, 1):
            others = [other for other in options if other != label]
            for size in range(2, min(len(label), _LONGEST_ALIAS)):
                if len(label) > _LONGEST_ALIAS:
                    break
                for part in {label[:size], label[-size:]}:
                    if any(part in other for other in others) or kind_of(part):
                        continue
                    if not _COUNTED.fullmatch(part) and _common(part):
                        continue
                    found[part] = index
        return found

    def named_in(self, text: str) -> bool:
        """Whether an option is named anywhere, in whole or in part."""
        return any(part in text.lower() for part in self._short) or any(
            pattern.search(text) for pattern, _ in self._full
        )

    def match(self, text: str, at: int) -> Token | None:
        """The option named at this place: the longest name, a whole one before a part of one."""
        best: Token | None = None
        for pattern, index in self._full:
            match = pattern.match(text, at)
            if match and match.end() > at and (best is None or match.end() > best.end):
                best = Token("label", match.end(), index)
        for size in range(min(self._longest, len(text) - at), 1, -1):
            if (index := self._short.get(text[at : at + size].lower(), 0)) and (
                best is None or at + size > best.end
            ):
                return Token("label", at + size, index)
        if best is None:
            for pattern, index in self._persons:
                if match := pattern.match(text, at):
                    return Token("person", match.end(), index)
        return best

    def position(self, said: str) -> int | None:
        """The option at a number or letter, or None: there is none, or another one carries that number in its name."""
        if said[0] in "头首最":
            return len(self.kinds) if said[0] == "最" else 1
        figure = re.search(f"{NUM}{{1,2}}|[A-Za-z]", said)
        if figure is None:
            return None
        place = _ordinal(figure[0])
        if place is None or not 1 <= place <= len(self.kinds):
            return None
        carried = [
            index
            for index, match in enumerate(self._figures, 1)
            if match and figure[0].isalpha() == match[0].isalpha() and _ordinal(match[0]) == place
        ]
        return place if carried in ([], [place]) else None

    def of_kind(self, kind: str) -> int | None:
        """The one option that says yes, no or abstain; of 装/不装 the yes is the one that is not the refusal."""
        found = [index for index, own in enumerate(self.kinds, 1) if own == kind]
        if not found and kind == "yes" and "no" in self.kinds:
            found = [index for index, own in enumerate(self.kinds, 1) if own == ""]
        return found[0] if len(found) == 1 else None


def _ordinal(said: str) -> int | None:
    if said.isascii() and said.isalpha():
        return ord(said.upper()) - 64
    return number(said)


@lru_cache(maxsize=256)
def labels_of(options: tuple[str, ...]) -> Labels:
    """The options of a poll, prepared once."""
    return Labels(options)
