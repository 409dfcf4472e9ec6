"""The vocabulary of ballots (`ballots.toml`) and the spellings of a poll's own options, as tokens of a message."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from handlers.understanding.normal import NUM
from handlers.understanding.patterns import late


class Token(NamedTuple):
    """A piece of a message that means something to a ballot; `value` is an option for a label, else the words."""

    kind: str
    end: int
    value: str | int = ""


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


def words_of(table: str, *names: str) -> str:
    """A regex of the words of some lists of a table of the file."""
    return either(" ".join(vocabulary()[table][name] for name in names).split())


# 没意见, 没啥意见, 冇任何异议, 没得意见: one word of not having and one of what is not had.
_NOTHING = (
    "(?:没有?|没得|冇|无|毫无|木有?|么得|莫得|莫)(?:任何|啥|什么|半点|一点)?(?:意见|异议|反对意见|问题)"
)
# 我们全家都, 一家人都, 老两口都: only a household may be spoken for.
_KIN = "(?:爱人|老公|老婆|老伴|媳妇|爸妈?|妈|父母|孩子|儿子|女儿|家人|家里人|先生|太太|对象)"
_ALL_OF_THEM = "(?:一致|全体|全部|全都|统统)?都?"
_FAMILY = (
    "(?:我们?|俺们?|咱们?)?(?:全家人?|一家人?|一家[一二三四五六两]口人?|家里人?|家人|老两口|小两口|两口子|[一两三四五六]家?口人?)"
    f"{_ALL_OF_THEM}|(?:我|俺|咱)们?家(?:都|全体|全部)"
    "|(?:我|俺|咱)?(?:替|代表|代|帮)(?:我|俺|咱)们?(?:全家|一家人?|家)"
    f"|(?:(?:我|俺)[和跟与](?:我|俺)?{_KIN}|(?:我|俺)?{_KIN}[和跟与](?:我|俺)){_ALL_OF_THEM}"
    # 我可不同意, 反正我不同意: they stand only before a no.
    "|(?:可真?|才|是?真的?|就是?|偏|偏偏|反正|死活|说啥也|说什么都|横竖)"
    "(?=我?(?:就是?|可|真)?(?:不|反对|拒绝|否决|抵制))"
    f"|(?:我|俺|咱)(?:们?家)?[是住在]{{0,2}}{NUM}{{1,2}}[楼层](?:的|住户|业主)?"
    f"|(?:住{NUM}{{1,2}}[楼层]的|{NUM}{{1,2}}[楼层]的(?=我|俺))"
    "|(?:我|俺|咱|偶|额|阿拉)们?家?[的滴嘅]?(?:票|意见|态度|选择|看法|想法)(?:就?是)?"
)
_FIRST = f"[1-9][0-9]{{2,3}}|{NUM.replace('0-9', '')}{{3,5}}"  # the number of a flat
_UNIT = f"{NUM}{{1,2}}(?:单元|[但单]元|门)"
_BUILDING = f"(?:{NUM}{{1,3}}|[A-Z])(?:号[楼搂娄院]|栋|幢|座|#|号|弄|楼|-)"
HOUSEHOLD = late(
    rf"(?:(?P<room>(?:{_BUILDING} ?(?:{_UNIT} ?|{NUM}{{1,2}}-)?|{_UNIT}[- ]?|[A-Z]-?)?(?:{NUM}{{1,2}}楼)?-?"
    rf"(?:(?<=-)0?(?:{_FIRST})|{_FIRST}))(?:室|户(?!主)|房|号房?)?"
    rf"|{NUM}{{1,3}}(?:号楼|栋|幢)(?:{_UNIT})?)(?![0-9A-Za-z%.]|{NUM}|[年元块票点楼万人个])"
    "(?:家|的|业主|住户|户主|这户)?"
)
"""A household at the head of a clause; `room` when a flat is named."""
_GIVEN = r"[\u4e00-\u9fff]"
_STRONG = f"{words_of('choice', 'yes', 'no', 'abstain')}|{_NOTHING}"
SEPARATOR = r"[ \t\n,.。!~、;:…()\"'“”‘’#【】\[\]<>《》·|-]"


@cache
def name() -> re.Pattern[str]:
    """A person's name as a signature: 王桂兰, 老王, 李大爷; not 马上, 方便."""
    surname = f"[{''.join(vocabulary()['names']['surnames'].split())}]"
    return re.compile(
        rf"(?!{words_of('names', 'none')})"
        rf"(?:{surname}(?:{words_of('after', 'honorific')})|[老小阿]{surname}|{surname}{_GIVEN}{{0,2}}?)"
        rf"(?={SEPARATOR}|$|{_STRONG}|[0-9])"
    )


WORDS = late(
    rf"(?i:(?P<no>{words_of('choice', 'no')})|(?P<abstain>{words_of('choice', 'abstain')})"
    rf"|(?P<yes>{words_of('choice', 'yes')}|{_NOTHING})"
    rf"|(?P<echo>\+ ?1(?![0-9])|加一|加1(?![0-9]))"
    rf"|(?P<weak_no>{words_of('choice', 'weak_no')})|(?P<weak_yes>{words_of('choice', 'weak_yes')})"
    rf"|(?P<number>(?:头一?|首|最后一?)[个种项]|第{NUM}{{1,2}}(?:[个种](?:方案|选项|颜色|时间|物业|人)?|项|条|款|家|方案|选项|号)?|(?:方案|选项){NUM}{{1,2}}"
    rf"|(?:方案|选项)[A-Za-z](?![A-Za-z])"
    rf"|(?<![0-9A-Za-z+]){NUM}{{1,2}}(?:号?方案|号?选项|号)?(?![0-9A-Za-z票%/]|[.:][0-9]|{NUM}))"
    rf"|(?<![A-Za-z])(?P<letter>[A-Ha-h])(?![A-Za-z0-9])(?:方案|选项|项)?)"
)
WANT = late(words_of("before", "want"))
"""Verbs that choose only what is named behind them."""
BEFORE = late(f"{_FAMILY}|{words_of('before', 'speaker', 'firmly', 'verb', 'greeting')}")
AFTER = late(
    rf"(?P<once>投?(?:上|了)?一票)|(?P<object>{words_of('after', 'object')})|(?P<thanks>{words_of('after', 'thanks')})"
    rf"|(?P<honorific>{words_of('after', 'honorific')})"
    rf"|(?P<praise>(?:最|更|比较|挺|蛮|很|还是|还|都)?(?:{words_of('after', 'praise')}))"
    rf"|(?P<particle>{words_of('after', 'particle')})"
)
# Pictures say nothing of the choice, but for those that choose, and those that mock or doubt.
_PICTURE = (
    "(?![👍👎✅✔☑💯❌✖✘🆗👌🙋✋🤔🙄😏❓❔😂🤣🙃➕🙏👏❤💪🌹🎉😊😄😁])[\u2600-\u27bf\U0001f300-\U0001faff]"
)
GAP = late(f"{SEPARATOR}|{_PICTURE}")
_SOUNDS = vocabulary()["sounds"]
_MISHEARD = {
    late(f"(?!{either(_SOUNDS['words'].split())})" + "".join(f"[{_SOUNDS[char]}]" for char in word)): word
    for word in ("同意", "赞成", "支持", "反对", "弃权")
}
STRONG_KINDS = late(
    rf"(?P<no>{words_of('choice', 'no')})|(?P<abstain>{words_of('choice', 'abstain')})"
    rf"|(?P<yes>{words_of('choice', 'yes')}|{_NOTHING})"
)
STRONG = late(_STRONG)
"""The words of yes, no and abstaining that need no context beside an open poll."""


def heard_right(text: str) -> str:
    """The text with the words of a choice as they were said, where voice input wrote others: 通意, 翻对."""
    for pattern, word in _MISHEARD.items():
        text = pattern.sub(word, text)
    return text


MATTER = late(
    rf"(?P<said>[^,。!~;\s]{{0,10}}?(?:{_STRONG})(?<=[一-龥]))"
    rf"(?P<what>(?:这么|这样|这种|这次|本次|此次|该)?(?:{words_of('matter', 'verbs')})[^,。!~;\s]{{0,10}})"
)
"""What is voted on behind the choice: 我同意加装, 反对动用维修资金."""
AND = late(r"(?:[,、 ]{0,2}(?:还有|还选|以及|再加上?|和|跟|与|及|加|&|\+)[ ]{0,2}(?:选|投)?)")
"""Between two choices, where one may choose several."""
DOUBT = late(words_of("doubt", "words"))


def household_of_ballot(text: str) -> str | None:
    """The number of the flat with which a (normalised) ballot begins: 402同意."""
    match = HOUSEHOLD.match(text)
    room: str | None = match["room"] if match else None
    found = re.search(r"[0-9]{3,4}$", room or "")
    return found[0] if found else None
