"""The vocabulary of ballots (`ballots.toml`) and the spellings of a poll's own options, as tokens of a message."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from handlers.understanding.normal import NUM, number
from handlers.understanding.patterns import late

_LONGEST_ALIAS = 12  # characters of an option that may be shortened
_LONGEST_LABEL = 40  # characters of an option that are compared
_NO_LABEL = late("^(?:不|否|反对|无需|没必要|暂不|别)")
_ABSTAIN_LABEL = late("弃权|弃票|无所谓|中立|随意|都行|都可以")
_YES_LABEL = late("^(?:同意|赞成|赞同|支持|可以|要|是$|需要|愿意|行$|好$|有必要|参加)")


class Token(NamedTuple):
    """A piece of a message that means something to a ballot; `value` is an option for a label, else the words."""

    kind: str
    end: int
    value: str | int = ""


def kind_of(label: str) -> str:
    """What an option says to the question: yes, no, abstain, or "" when it is a thing of its own."""
    if _ABSTAIN_LABEL.search(label):
        return "abstain"
    if _NO_LABEL.search(label):
        return "no"
    return "yes" if _YES_LABEL.search(label) else ""


@cache
def vocabulary() -> dict[str, dict[str, str]]:
    """The table as it stands in the file."""
    return tomllib.loads(Path(__file__).with_name("ballots.toml").read_text(encoding="utf-8"))


def either(words: Iterable[str]) -> str:
    """A regex of literal words, the longest first; Latin ones stand alone."""
    ordered = sorted(set(words), key=len, reverse=True)
    return "|".join(
        f"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])"
        if word.isascii() and word.isalpha()
        else re.escape(word)
        for word in ordered
    )


def _set(table: str, *names: str) -> str:
    return either(" ".join(vocabulary()[table][name] for name in names).split())


# 没意见, 没啥意见, 冇任何异议, 没得意见: one word of not having and one of what is not had.
_NOTHING = "(?:没有?|没得|冇|无|毫无|木有|么得)(?:任何|啥|什么|半点|一点)?(?:意见|异议|反对意见|问题)"
# 我们全家都, 一家人都, 老两口都: only a household may be spoken for.
_FAMILY = (
    "(?:我们?|俺们?|咱们?)?(?:全家人?|一家人?|家里人?|家人|老两口|小两口|两口子|[一两三四五六]家?口人?)(?:一致)?都?"
    "|(?:我|俺|咱)们?家都"
)
_FIRST = f"[1-9][0-9]{{2,3}}|{NUM.replace('0-9', '')}{{3,5}}"  # the number of a flat
_UNIT = f"{NUM}{{1,2}}(?:单元|门)"
_BUILDING = f"(?:{NUM}{{1,3}}|[A-Z])(?:号楼|号院|栋|幢|座|#|号|弄|楼|-)"
HOUSEHOLD = late(
    rf"(?:(?P<room>(?:{_BUILDING} ?(?:{_UNIT} ?|{NUM}{{1,2}}-)?|{_UNIT}[- ]?|[A-Z]-?)?(?:{NUM}{{1,2}}楼)?-?"
    rf"(?:(?<=-)0?(?:{_FIRST})|{_FIRST}))(?:室|户|房|号房?)?"
    rf"|{NUM}{{1,3}}(?:号楼|栋|幢)(?:{_UNIT})?)(?![0-9A-Za-z%.]|{NUM}|[年元块票点楼万人个])"
    "(?:家|的|业主|住户|户主|这户)?"
)
"""A household at the head of a clause; `room` when a flat is named."""
_GIVEN = r"[\u4e00-\u9fff]"
_STRONG = f"{_set('choice', 'yes', 'no', 'abstain')}|{_NOTHING}"
SEPARATOR = r"[ \t\n,.。!~、;:…()\"'“”‘’#【】\[\]<>《》·|-]"


@cache
def name() -> re.Pattern[str]:
    """A person's name as a signature: 王桂兰, 老王, 李大爷; not 马上, 方便."""
    surname = f"[{''.join(vocabulary()['names']['surnames'].split())}]"
    return re.compile(
        rf"(?!{_set('names', 'none')})"
        rf"(?:{surname}(?:{_set('after', 'honorific')})|[老小阿]{surname}|{surname}{_GIVEN}{{0,2}}?)"
        rf"(?={SEPARATOR}|$|{_STRONG}|[0-9])"
    )


WORDS = re.compile(
    rf"(?P<no>{_set('choice', 'no')})|(?P<abstain>{_set('choice', 'abstain')})"
    rf"|(?P<yes>{_set('choice', 'yes')}|{_NOTHING})"
    rf"|(?P<echo>\+ ?1(?![0-9])|加一|加1(?![0-9]))"
    rf"|(?P<weak_no>{_set('choice', 'weak_no')})|(?P<weak_yes>{_set('choice', 'weak_yes')})"
    rf"|(?P<number>第{NUM}{{1,2}}(?:个(?:方案|选项)?|项|种(?:方案)?|条|款|家|方案|选项|号)?|(?:方案|选项){NUM}{{1,2}}"
    rf"|(?:方案|选项)[A-Za-z](?![A-Za-z])"
    rf"|(?<![0-9A-Za-z+]){NUM}{{1,2}}(?:号?方案|号?选项|号)?(?![0-9A-Za-z票%/]|[.:][0-9]|{NUM}))"
    rf"|(?<![A-Za-z])(?P<letter>[A-Ha-h])(?![A-Za-z0-9])(?:方案|选项|项)?",
    re.IGNORECASE,
)
BEFORE = late(f"{_FAMILY}|{_set('before', 'speaker', 'firmly', 'verb', 'greeting')}")
AFTER = late(
    rf"(?P<once>投?(?:上|了)?一票)|(?P<object>{_set('after', 'object')})|(?P<thanks>{_set('after', 'thanks')})"
    rf"|(?P<honorific>{_set('after', 'honorific')})|(?P<particle>{_set('after', 'particle')})"
)
GAP = late(SEPARATOR)
AND = late(r"(?:[,、 ]{0,2}(?:还有|还选|以及|再加上?|和|跟|与|及|加|&|\+)[ ]{0,2}(?:选|投)?)")
"""Between two choices, where one may choose several."""
DOUBT = late(_set("doubt", "words"))

_DAY = "(?:周|星期|礼拜)"
_PIECES = late(
    rf"(?P<week>(?:周|星期|礼拜)(?P<day>[一二三四五六日天])(?![次回天]))|(?P<building>号楼|栋|幢)|(?P<date>(?<=[0-9])[号日]$)"
    rf"|(?P<money>元|块钱|块)|(?P<number>{NUM}{{1,4}})|(?P<colour>(?<=.)色$)|(?P<gap>[ \"'“”‘’《》,.。!、]+)"
)


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
        return "(?:元|块钱|块)"
    if match["colour"]:
        return "色?"
    return " ?" if match["gap"] else _number(match["number"])


def _spellings(label: str) -> str:
    """A regex of the ways in which people write an option: 5元 五块, 周六 星期六, 3号楼 3栋, 灰色 灰."""
    label, pieces, at = label[:_LONGEST_LABEL].strip(), [], 0
    for match in _PIECES.finditer(label):
        pieces += [re.escape(label[at : match.start()]), _piece(match)]
        at = match.end()
    spelt = "".join([*pieces, re.escape(label[at:])])
    if plan := re.fullmatch(f"(?:方案)?({NUM}{{1,2}}|[A-Za-z])(?:号?方案)?", label):
        figure = _number(plan[1]) if number(plan[1]) is not None else plan[1]
        return f"{spelt}|方案{figure}|{figure}号?方案" if "方案" in label else spelt
    return spelt


_COUNTED = late(f"{NUM}{{1,3}}(?:次|天|年|个?月|周|元|小时|点)")
_COMMON = re.compile(f"{NUM}|[a-z]|{WORDS.pattern}|(?:{BEFORE.pattern})$", re.IGNORECASE)


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
        self._full += [
            (re.compile(_spellings(part)), index)
            for part, index in self._short.items()
            if _COUNTED.match(part)
        ]
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
                    if not _COUNTED.fullmatch(part) and _COMMON.match(part):
                        continue
                    found[part] = index
        return found

    def match(self, text: str, at: int) -> Token | None:
        """The option named at this place: the longest name, a whole one before a part of one."""
        best: Token | None = None
        for pattern, index in self._full:
            match = pattern.match(text, at)
            if match and match.end() > at and (best is None or match.end() > best.end):
                best = Token("label", match.end(), index)
        for size in range(min(_LONGEST_ALIAS, len(text) - at), 1, -1):
            if (index := self._short.get(text[at : at + size].lower(), 0)) and (
                best is None or at + size > best.end
            ):
                return Token("label", at + size, index)
        return best

    def position(self, said: str) -> int | None:
        """The option at a number or letter, or None: there is none, or another one carries that number in its name."""
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
