"""接龙: the sign-up chain that a group writes by posting it again and again, each time with a line more (habits).

    #接龙
    大米团 50元一袋
    例 房号 几袋

    1. 3-2-501王 2袋
    2. 唐磊

Pure. Time is linear in the text; only so many characters and lines are read.
"""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.names import clean, fold
from handlers.understanding.chainlines import count_of, is_entry, split_entry
from handlers.understanding.patterns import late

MAX_LINES = 2000
_MAX_TEXT = 60_000
_MAX_TITLE, _MAX_ROW = 120, 120
_MAX_NUMBER = 9999
_HEAD_ROWS = 4  # the head may stand below so many rows of other words, as in the bot's own list
_NEAR = 3  # how far a number with only a space behind it may be from the one expected: 101 王 is no line 101

_NARROW = {0x3000: " ", 0xFF0D: "-", 0xFF03: "#", 0xFE5F: "#"} | {
    wide: wide - 0xFEE0
    for part in (range(0xFF10, 0xFF1A), range(0xFF21, 0xFF3B), range(0xFF41, 0xFF5B))
    for wide in part
}
_ANY_HEAD = late("接[龙龍]|[Nn]ote")
_HEAD = late(r"# ?(?:接[龙龍]|[Gg]roup ?[Nn]ote)[ :：]{0,3}(?P<rest>.*)")
_BARE_HEAD = late(r"接[龙龍](?:[ :：]{1,3}(?P<rest>.*))?")
_TITLE_HEAD = late(r"(?P<rest>[^「『“\"].{0,60}接[龙龍])[ :：!！。~]{0,3}")
_EXAMPLE = late(r"(?:(?:例|示例|范例|例子|格式)(?:[:： ]|(?=[0-9]))|例如[:： ]?) {0,2}(?P<rest>.*)")
_NAME_COLUMN = late("姓名|昵称|称呼|名字|名称|谁")
_NUMBER = late(
    r"[(（\[【]?(?P<n>[0-9]{1,20}) ?"
    r"(?:\ufe0f?\u20e3|(?P<dot>[.．])|[)）\]】、，,。·]|[:：/~-](?![0-9])){1,2}(?P<rest>.*)"
    r"|(?P<ring>[\u2460-\u2473])[.、 ]?(?P<ringed>.*)"
)
_SPACED = late(r"(?P<n>[0-9]{1,4})(?: (?P<rest>.*))?")
_TIGHT = late(
    r"(?P<n>[0-9]{1,3})(?P<rest>[\u4e00-\u9fff](?<![号栋幢楼座单期月日年点个份袋盒箱元块斤级岁人位室弄]).*)"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `n` as written, None if the number was left out (or is absurd); `count` as the note says, else 1;
    0 for a line that says 退出."""

    n: int | None
    name: str
    note: str | None = None
    count: int = 1

    @property
    def written(self) -> str:
        """Name and note on one line, without the number."""
        return f"{self.name} {self.note}" if self.note else self.name


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain as it was posted; the title holds whatever was said above the lines, deadlines too."""

    title: str
    example: str | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ChainChange:
    """From one posting to a later one. `changed`: the same person's line (before, after) in other words."""

    added: tuple[Line, ...]
    changed: tuple[tuple[Line, Line], ...]
    lost: tuple[Line, ...]


def read_chain(text: str) -> Chain | None:
    """The chain that a message is, or None. Never raises, whatever the text holds.

    With `#接龙` at the head of one of its first rows a title or a line is enough; a head without the sign (接龙 铲雪队,
    包饺子接龙) needs numbered lines below it.
    """
    if not _ANY_HEAD.search(text, 0, _MAX_TEXT):
        return None
    rows = _rows(text)
    for position, row in enumerate(rows[:_HEAD_ROWS]):
        if head := _HEAD.fullmatch(row):
            chain = _body(head["rest"], rows[position + 1 :])
            return chain if chain.title or chain.lines else None
    head = (_BARE_HEAD.fullmatch(rows[0]) or _TITLE_HEAD.fullmatch(rows[0])) if rows else None
    if head is None:
        return None
    chain = _body(head["rest"] or "", rows[1:])
    return chain if any(line.n is not None for line in chain.lines) else None


def compare(before: Sequence[Line], after: Sequence[Line]) -> ChainChange:
    """What became of the lines of one posting in a later one; numbers alone change nothing."""
    partners = pair(before, after)
    kept = {partner for partner in partners if partner is not None}
    both = [
        (before[partner], line)
        for partner, line in zip(partners, after, strict=True)
        if partner is not None and before[partner].written != line.written
    ]
    return ChainChange(
        added=tuple(line for partner, line in zip(partners, after, strict=True) if partner is None),
        changed=tuple(both),
        lost=tuple(line for position, line in enumerate(before) if position not in kept),
    )


def pair(before: Sequence[Line], after: Sequence[Line]) -> list[int | None]:
    """For each line of `after`, the position in `before` of the same person's line: the same name, in order; or at
    the same number a name that was completed (501 → 501王)."""
    waiting: dict[str, deque[int]] = defaultdict(deque)
    for position, line in enumerate(before):
        waiting[fold(line.name)].append(position)
    found = [queue.popleft() if (queue := waiting.get(fold(line.name))) else None for line in after]
    free = {before[position].n: position for queue in waiting.values() for position in queue}
    for place, line in enumerate(after):
        if found[place] is None and line.n is not None and line.n in free:
            position = free[line.n]
            if _completed(fold(before[position].name), fold(line.name)):
                found[place] = free.pop(line.n)
    return found


def _completed(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    # Of two flats none is the beginning of the other: 3-1-10 is not 3-1-101.
    return len(short) > 1 and short in long and not long.replace("-", "").isdecimal()


def _rows(text: str) -> list[str]:
    """The rows that say anything, on one level of width and without what is invisible."""
    rows = text[:_MAX_TEXT].translate(_NARROW).splitlines()
    return [row for raw in rows[: 2 * MAX_LINES] if (row := clean(raw, _MAX_ROW))]


def _body(rest: str, rows: Sequence[str]) -> Chain:
    title, example = ([rest] if rest else []), None
    lines: list[Line] = []
    last, named = 0, False
    for row in rows:
        if len(lines) >= MAX_LINES:
            break
        found = _numbered(row, last, begun=bool(title or last))
        sample = _EXAMPLE.fullmatch(row) if not lines and found is None else None
        if found is not None:
            n, entry = found
            last = n if n is not None else last + 1
            lines += _line(n, entry, named)
        elif sample:
            example = sample["rest"].strip() or None
            named = _NAME_COLUMN.search(row) is not None
        elif not lines and last == 0 and example is None:
            title.append(row)
        elif last and is_entry(row):
            lines += _line(None, row, named)
    return Chain(" ".join(title)[:_MAX_TITLE].strip(), example, tuple(lines))


def _line(n: int | None, entry: str, named: bool) -> list[Line]:
    """The line, unless nobody has written in it yet."""
    name, note = split_entry(entry, named)
    return [Line(n, name, note, count_of(note))] if name else []


def _numbered(row: str, last: int, begun: bool) -> tuple[int | None, str] | None:
    """The number of a line and what follows it. Before there is a title only a plain 1. begins the lines: 10.1聚餐 and
    3 号楼扫雪 are titles."""
    found = _NUMBER.fullmatch(row)
    if found and found["ring"]:
        return ord(found["ring"]) - 0x245F, found["ringed"]
    if found:
        n, rest = int(found["n"]), found["rest"].strip()
        if not begun and (n != 1 or (found["dot"] and rest[:1].isdecimal())):
            return None
        return (n if n <= _MAX_NUMBER else None), rest
    found = (_SPACED.fullmatch(row) or _TIGHT.fullmatch(row)) if begun else None
    if found is None:
        return None
    n, near = int(found["n"]), 0 if found.re is _TIGHT else _NEAR
    return (n, found["rest"] or "") if last - near <= n <= last + 1 + near else None
