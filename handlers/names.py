"""Names of people as they come from outside: hostile until cleaned, many spellings until folded."""

import re
import unicodedata

MAX_NAME = 32  # characters shown; WeChat itself cuts a 群昵称 at 32
_LONGER = 8  # so many times the limit is looked at, so that a name of a megabyte costs nothing
_READ = MAX_NAME * _LONGER
_MARKS = 2  # combining marks in a row that a real script needs; more is a tower over the neighbouring lines
_HIDDEN = frozenset(
    {"Cc", "Cf", "Cs", "Co"}
)  # control, format (bidi, zero-width), lone surrogates, private use
_BLANK_LETTERS = frozenset(
    "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
)  # letters and signs that show nothing
_FOLDED = re.compile("[\u3400-\u4dbf\u4e00-\u9fffa-z0-9]*")
"""Nearly every name: characters that stand for themselves."""
_DOTS = frozenset("·•・‧∙⋅")  # the separators of 买买提·艾力, of which every keyboard has another


def _is_hidden(char: str) -> bool:
    return unicodedata.category(char) in _HIDDEN or char in _BLANK_LETTERS


def clean(name: str, limit: int = MAX_NAME) -> str:
    """Words from outside as they may be shown on one line: at most `limit` characters, possibly none.

    Control, bidirectional, zero-width and invisible characters go, white space and line ends become one space,
    and piled-up combining marks are cut.
    """
    kept: list[str] = []
    marks = 0
    for char in name[: limit * _LONGER]:
        if char.isspace():
            char = " "
        elif _is_hidden(char):
            continue
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks <= _MARKS:
            kept.append(char)
    return " ".join("".join(kept).split())[:limit].rstrip()


def fold(name: str) -> str:
    """The form in which names are compared: NFKC, case-folded, without spaces, invisible signs and dots."""
    if _FOLDED.fullmatch(name):
        return name[:_READ]
    wide = unicodedata.normalize("NFKC", "".join(char for char in name[:_READ] if not _is_hidden(char)))
    plain = unicodedata.normalize("NFKC", wide.casefold())
    kept = (
        char
        for char in plain
        if not (char.isspace() or _is_hidden(char) or char in _DOTS or 0xFE00 <= ord(char) <= 0xFE0F)
    )
    return unicodedata.normalize("NFKC", "".join(kept))


def same_name(a: str, b: str) -> bool:
    """Whether two spellings are one name. An empty name is nobody's."""
    folded = fold(a)
    return folded != "" and folded == fold(b)


_HONORIFIC = re.compile(
    r"大?[叔伯姐哥婶妈嫂]|叔叔|伯伯|阿?姨|大?[爷娘]|爷爷|奶奶|老师|师傅|医生|先生|女士|小姐|同志|邻居"
)
_COMPOUND = re.compile(r"欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|端木|南宫|长孙|宇文")
_BY_TITLE = {"警官": "民警", "支书": "书记", "工": "维修"}  # 钱警官 holds the title 民警


def is_called(called: str, name: str, title: str) -> bool:
    """Whether a folded form of address means the person of this (folded) name and this title.

    Forms: 王阿姨, 王桂兰阿姨, 桂兰阿姨, 老王, 小王; 李楼长, 陈书记, 钱警官 only if that is the title.
    """
    family = name[:2] if _COMPOUND.match(name) else name[:1]
    if len(called) > 1 and called[0] in "老小" and called[1:] == family:
        return True
    given = name[len(family) :]
    for part in (name, family, given if len(given) > 1 else ""):
        rest = called.removeprefix(part)
        if part and rest and rest != called:
            return _HONORIFIC.fullmatch(rest) is not None or _BY_TITLE.get(rest, rest) in title
    return False
