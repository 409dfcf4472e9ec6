"""Moves and kinds said in words: 王桂兰 搬走了, 3-2-501 搬来 张强 租户, 王桂兰 是 退休党员; and 双报到. Pure."""

import re
from dataclasses import dataclass

from handlers.people import Kind

_NUMBER = "[0-9一二三四五六七八九十]"
_FLAT = (
    r"(?:[0-9A-Za-z]{1,3}-[0-9A-Za-z]{1,2}-[0-9A-Za-z]{2,5}"
    rf"|(?:{_NUMBER}|[A-Za-z]){{1,3}}(?:号楼|栋|幢|座|#){_NUMBER}{{1,2}}单元[0-9]{{3,4}}室?)"
)
_NAME = r"[^\s,，。、:：0-9!！?？了是]{1,16}"
_SEP = "[ ,，:]*"
_OUT = (
    re.compile(
        rf"(?P<name>{_NAME}){_SEP}[(（]?(?P<flat>{_FLAT})[)）]?{_SEP}(?:已经?|要)?(?:搬走|搬出|迁出|搬离)(?:了)?"
    ),
    re.compile(
        rf"(?:(?P<flat>{_FLAT}){_SEP}的?)?(?P<name>(?:{_NAME})?){_SEP}(?:已经?|要)?(?:搬走|搬出|迁出|搬离|退租|迁走)(?:去?了)?"
    ),
    re.compile(
        rf"(?:搬走|迁出|搬离){_SEP}(?:(?P<flat>{_FLAT}){_SEP})?(?P<name>(?:{_NAME})?)(?:{_SEP}(?P<flat2>{_FLAT}))?"
    ),
)
_IN = (
    re.compile(
        rf"(?P<flat>{_FLAT}){_SEP}(?:新)?(?:搬来|搬进|迁入|入住|住进|新住户)(?:了)?{_SEP}(?P<name>(?:{_NAME})?)(?:{_SEP}(?P<kinds>{{kinds}}))?"
    ),
    re.compile(
        rf"(?:搬来|迁入|入住|新住户){_SEP}(?P<name>{_NAME}){_SEP}(?P<flat>{_FLAT})(?:{_SEP}(?P<kinds>{{kinds}}))?"
    ),
)
_TO = re.compile(
    rf"(?:(?P<old>{_FLAT}){_SEP}的?)?(?P<name>(?:{_NAME})?){_SEP}(?:已经?)?(?:搬到|搬去|换到|迁到|搬家到){_SEP}(?P<flat>{_FLAT})(?:了|去了)?"
)
_WORDS: dict[str, Kind | None] = {
    **{kind.value: kind for kind in Kind},
    "党员": Kind.RESIDENT_MEMBER,
    "房东": Kind.OWNER,
    "产权人": Kind.OWNER,
    "租客": Kind.TENANT,
    "租房": Kind.TENANT,
    "家人": Kind.FAMILY,
    "离退休党员": Kind.RETIRED_MEMBER,
    "企事业党员": Kind.ENTERPRISE_MEMBER,
    "两新党员": Kind.ENTERPRISE_MEMBER,
    "群众": None,
}
_ANY = "|".join(sorted(_WORDS, key=len, reverse=True))
_KINDS = rf"(?:{_ANY})(?:[ 、,，和]+(?:{_ANY}))*"
_IS = (
    re.compile(
        rf"(?:(?P<flat>{_FLAT}){_SEP}的?)?(?P<name>(?:{_NAME})?){_SEP}(?:是|改为|改成|登记为|转为){_SEP}(?P<kinds>{_KINDS})"
    ),
    re.compile(rf"(?:身份|成员类别){_SEP}(?P<name>(?:{_NAME})?)[ ,，:]+(?P<kinds>{_KINDS})"),
)
HOME_KINDS = frozenset((Kind.OWNER, Kind.TENANT, Kind.FAMILY))
MEMBER_KINDS = frozenset(Kind) - HOME_KINDS


@dataclass(frozen=True, slots=True)
class Move:
    """`what`: "out", "in", "to" (another flat), "kind"; `flat`: the flat moved into, or which of several is meant."""

    what: str
    name: str
    flat: str | None = None
    old: str | None = None
    kinds: tuple[Kind | None, ...] = ()


def read_move(words: str) -> Move | None:
    """The move that (normalised) words tell of, from end to end; None if they tell of none."""
    said = words.strip(" ,，。.!！")
    if found := _TO.fullmatch(said):
        return Move("to", found["name"], found["flat"], found["old"])
    for pattern in _IN_PATTERNS:
        if found := pattern.fullmatch(said):
            return Move("in", found["name"], found["flat"], kinds=_kinds(found["kinds"] or ""))
    for pattern in _IS:
        if found := pattern.fullmatch(said):
            return Move("kind", found["name"], found.groupdict().get("flat"), kinds=_kinds(found["kinds"]))
    for pattern in _OUT:
        if found := pattern.fullmatch(said):
            groups = found.groupdict()
            return Move("out", found["name"], groups.get("flat") or groups.get("flat2"))
    return None


_IN_PATTERNS = tuple(re.compile(one.pattern.replace("{kinds}", _KINDS)) for one in _IN)


def _kinds(words: str) -> tuple[Kind | None, ...]:
    return tuple(_WORDS[one] for one in re.split(r"[ 、,，和]+", words) if one)


_REPORT = re.compile(
    r"(?:我来|我要)?(?:双报到|党员报到|在职党员报到|报到)(?:[ :,，]+(?P<rest>(?!\d{3,4}(?!\d)).+))?", re.S
)
_EMPLOYER = re.compile(r"(?:工作)?单位(?:是|在)?[ :]*(?P<it>[^,，。;；]+)")
_SKILLS = re.compile(r"(?:特长|擅长|专长|技能)(?:是|有)?[ :]*(?P<it>[^。;；]+)")
_CAN = re.compile(r"(?:^|[ ,，、;；])(?:我)?(?:还)?(?:会|能|懂)(?P<it>[^。;；]+)")
_SPLIT = re.compile(r"[、,，;；/ 和及]+")
_CLAIM = re.compile(r"我?(?:们)?是?(?:一名)?(?:在职)?党员[,， ]*")
_BARE = re.compile(r"^(?:会|能|懂|还会|可以)")
_MOST_SKILLS, _LONGEST_SKILL, _LONGEST_EMPLOYER = 8, 12, 24


@dataclass(frozen=True, slots=True)
class ReportIn:
    """双报到: the employer, or "", and what somebody can do (their trade among it)."""

    employer: str
    skills: tuple[str, ...]


def read_report(words: str) -> ReportIn | None:
    """What a member reports in with; None if the words are about something else."""
    found = _REPORT.fullmatch(words.strip())
    if found is None:
        return None
    rest = _CLAIM.sub("", found["rest"] or "")
    employer = _EMPLOYER.search(rest)
    skills: list[str] = []
    for pattern in (_SKILLS, _CAN):
        if named := pattern.search(rest):
            skills += _SPLIT.split(named["it"])
            rest = rest[: named.start()] + " " + rest[named.end() :]
    if employer:
        rest = _EMPLOYER.sub(" ", rest)
    parts = [part for part in _SPLIT.split(rest) if part]
    place = employer["it"].strip() if employer else parts.pop(0) if parts else ""
    return ReportIn(place[:_LONGEST_EMPLOYER], _tidy([*parts, *skills]))


def _tidy(skills: list[str]) -> tuple[str, ...]:
    plain = (_BARE.sub("", one.strip()).strip(" .。")[:_LONGEST_SKILL] for one in skills)
    return tuple(dict.fromkeys(one for one in plain if one))[:_MOST_SKILLS]


_CANS = "会|能|懂|擅长"
_TALK = "来去不要是知管走把被想帮给借教替载没有这那"
"""谁能来, 谁会帮我: no skill begins so."""
_SEEK = (
    re.compile(
        rf"(?:请问)?(?:谁|哪个党员|哪位党员|有谁|哪位)(?:会|能|擅长)(?P<skill>(?![{_TALK}])[^?？ ,，]{{1,10}}?)"
        r"(?:吗|呢|的|啊|呀)?"
    ),
    re.compile(  # 有人会修水管吗 asks for a skill, 有人会来修吗 for the repair
        rf"(?:请问)?有(?:没有)?人(?:会|懂|擅长)(?P<skill>(?![{_TALK}]|[来去管给帮]|处理)[^?？ ,，]{{1,10}}?)"
        "(?:吗|么|没有|不)"
    ),
    re.compile(
        rf"找一?(?:个|位|些|下)?(?:{_CANS})(?P<skill>[^ ,，]{{1,12}}?)的(?:(?:在职)?党员|人|志愿者|同志)?"
    ),
    re.compile(rf"(?:有没有|有)(?:{_CANS})(?P<skill>[^ ,，]{{1,12}}?)的(?:在职)?党员(?:吗|没有)?"),
)


def read_search(words: str) -> str | None:
    """The skill that is looked for: 谁会量血压, 找会修电脑的党员; None if nobody is looked for."""
    said = words.strip(" ?？。.!")
    found = next((one for pattern in _SEEK if (one := pattern.fullmatch(said))), None)
    return found["skill"].strip() if found else None
