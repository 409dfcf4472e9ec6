"""A ballot of somebody else in words: 3-2-501 同意 上门 见证 李伟. Pure."""

import re
from dataclasses import dataclass, replace

from storage.records import How

_NAME = r"[\u4e00-\u9fff·]{2,8}"
_EDGE = r"(?=$|[\s,，。；;、])"
_WITNESS = re.compile(
    rf"(?:见证人?|证明人|在场)(?:是|为)?[\s:：]{{0,2}}(?P<behind>{_NAME}){_EDGE}|(?<![\u4e00-\u9fff])由?(?P<before>{_NAME}?)(?:见证|作证|在场){_EDGE}"
)
_HOW = {
    How.DOOR: re.compile("上门(?:收票?|录)?|登门|入户|到家里?"),
    How.PHONE: re.compile("电话(?:里|上)?|打电话|来电|电话票"),
    How.PAPER: re.compile("纸质票?|纸票|书面|票箱|选票纸"),
}
_ASKED = re.compile("本人(?:要求?|让|请求?)?(?:改票?|更正|重录)|改票")
_FLAT = re.compile(
    r"(?P<building>[0-9A-Za-z]{1,4})(?:-|号楼|栋|幢|座|#)(?P<unit>[0-9A-Za-z]{1,3})(?:-|单元|门)(?P<room>[0-9]{2,5})(?:室|户|号房?)?"
)
_EDGES = " \t\n,，。；;、:：!！"


@dataclass(frozen=True, slots=True)
class PaperWords:
    """`flat` as people write it (3-2-501), or None; `rest`: the name of a voter, if there is no flat, and the choice;
    `how` and `witness` None: nothing was said."""

    flat: str | None
    rest: str
    how: How | None
    witness: str | None
    replace: bool


def read_paper(words: str) -> PaperWords:
    """What (normalised) words behind 录票 V3 say."""
    rest = words[:200]
    witness = _WITNESS.search(rest)
    if witness is not None:
        rest = _without(rest, witness)
    asked = _ASKED.search(rest)
    if asked is not None:
        rest = _without(rest, asked)
    how = None
    for way, pattern in _HOW.items():
        if found := pattern.search(rest):
            how, rest = way, _without(rest, found)
            break
    flat = _FLAT.search(rest)
    if flat is not None:
        rest = _without(rest, flat)
    return PaperWords(
        flat="-".join(flat.group("building", "unit", "room")) if flat else None,
        rest=re.sub(rf"[{re.escape(_EDGES)}]+", " ", rest).strip(),
        how=how,
        witness=(witness["behind"] or witness["before"]) if witness else None,
        replace=asked is not None,
    )


def _without(words: str, found: re.Match[str]) -> str:
    return f"{words[: found.start()]} {words[found.end() :]}"


def with_head(said: PaperWords, first: PaperWords) -> PaperWords:
    """One of several lines, with what only the first of them says."""
    return replace(said, how=said.how or first.how, witness=said.witness or first.witness)


def without_flat(words: str) -> str:
    """Words without the flat that they name."""
    return _FLAT.sub(" ", words[:200])


def flat_in(words: str) -> str | None:
    """The flat that (normalised) words name: 3-2-501."""
    found = _FLAT.search(words[:200])
    return "-".join(found.group("building", "unit", "room")) if found else None
