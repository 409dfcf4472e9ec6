"""How a poll is wanted, in words: its kind, who votes, one vote for whom, by what rule, when, how openly.

Every wish is a clause of its own (规则：双过半, 一户一票, 发到1、2号楼群), so that the same words within a topic
or an option (是否三分之二通过) stay what they are. Pure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from handlers.understanding.normal import NUM, number
from handlers.understanding.patterns import late
from handlers.understanding.shares import PASSES, QUORUM, SHARE, Share, read_share

MANY = 99
"""`choose` where people said 多选 and no number: as many as there are options."""
_EDGE = r" \t\n,。;!?()\0"
_NAME = r"[\u4e00-\u9fff·]{2,8}?"
_DAYS = f"(?P<{{0}}>{NUM}{{{{1,3}}}})(?:天|日)"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was said of how to vote; None, or empty: nothing was said.

    `kind`: 意向征集, 议事表决 or 法定表决; `unit`: person, household or owner; `who`: all, party, owners or list;
    `places`: words for nodes or groups, as said; `names`: of the list; `quorum`, `passes`: shares of the rule, which
    is of all who may vote where `of_all`; `preset`: plurality, double or double_major; `starts`: words for a moment;
    `notice` and `public`: days before the vote and behind the result.
    """

    kind: str | None = None
    choose: int | None = None
    unit: str | None = None
    secret: bool | None = None
    who: str | None = None
    places: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    preset: str | None = None
    quorum: Share | None = None
    passes: Share | None = None
    of_all: bool = False
    starts: str | None = None
    notice: int | None = None
    public: int | None = None
    show_counts: bool | None = None

    @property
    def has_rule(self) -> bool:
        """Whether anything was said of what makes it pass."""
        return bool(self.preset or self.quorum or self.passes)

    def over(self, before: "Wishes") -> "Wishes":
        """These wishes on top of earlier ones: what is said now holds; a rule is replaced as a whole."""
        said = {name: getattr(self, name) for name in self.__slots__ if getattr(self, name) not in (None, ())}
        if self.has_rule:
            fresh = Wishes()
            rule = ("preset", "quorum", "passes", "of_all")
            before = replace(before, **{name: getattr(fresh, name) for name in rule})
        else:
            said.pop("of_all")
        if self.who is not None and not self.names:
            before = replace(before, names=())
        return replace(before, **said)


NO_WISHES = Wishes()


def _clause(label: str, *bodies: str) -> re.Pattern[str]:
    """One wish, with its label or without, between the edges of a clause."""
    head = rf"(?:(?:{label})(?:{_IS})?[: ]{{0,2}})?" if label else ""
    return late(rf"(?:(?<=[{_EDGE}])|(?<=[^0-9]:)|^){head}(?:{'|'.join(bodies)})(?=$|[{_EDGE}])")


_IS = "改?(?:成|为|到)|是"
_VOTE = "(?:投票|参加|参与|表决|来投|可以?投|有票|投)"
_ONE = "(?:只能|只|限|可|都是)?投?[一1]票(?:制)?"
_PLACE = (
    r"(?:[^\s,。;:!?()\0、和及与/+~到至-]{0,10}?(?:号楼?|栋|幢|座|片区|网格|小区|社区|单元|支部|党委|小组|楼|本群|这个群|各群|所有群)"
    rf"|{NUM}{{1,3}}|[A-Za-z])"
)
_PLACES = rf"(?P<places>{_PLACE}(?:[、和及与/+~到至-]{_PLACE}){{0,29}})"
_TO = "范围|投票范围|投票人|投票对象|对象|发到|发给|发在|发往|给|面向|参加的?|谁投|谁来投"
# Only what moments are made of: the topic before it (地库 下周一9点开始) and 截止 behind it are none of it.
_MOMENT = (
    "[0-9一二三四五六七八九十两零年月日号天周星期礼拜本下上这个今明后大昨前早晚午中凌晨夜点时分半刻整:起]"
)
_TIME = rf"{_MOMENT}{{2,16}}(?: {_MOMENT}{{1,10}})?"
_KIND = {"意": "意向征集", "议": "议事表决", "法": "法定表决"}
_UNITS = {
    "household": rf"(?:(?:每|一)(?:户|家|个家庭){_ONE}|按户(?:数)?(?:投票|计票|计算|算|计)?|以户为单位)",
    "person": rf"(?:(?:每|一)(?:个)?人{_ONE}|按人(?:头|数)?(?:投票|计票|计算|算|计)?)",
    "owner": "(?:按(?:照)?(?:业主)?(?:(?:户|人)数?)?[和加及与、+]?(?:专有部分)?(?:的)?面积"
    "(?:[和加及与、+](?:业主)?(?:户|人)数)?"
    "(?:投票|计票|计算|算|计)?|(?:业主)?(?:户|人)数[和加及与、+](?:专有部分)?面积(?:计票|投票)?)",
}
_WISHES = (
    _clause(
        "类型|类别|性质|种类",
        "(?:这是|属于|作为|是)?(?P<kind>意(?=向|见)|议(?=事)|法(?=定))(?:向征集|见征集|向表决|事表决|定表决|定投票|定)",
    ),
    _clause(
        "方式|投法",
        rf"(?:每[人户])?(?:最多|至多|不超过|限|可以|可|任|只能|每[人户]){{0,3}}选(?P<choose>{NUM}{{1,2}})(?:个|项|种|人|名|位|样|家)"
        "(?:以内|以下|选项|方案)?",
        rf"{NUM}{{1,2}}选(?P<of>{NUM}{{1,2}})(?:个|项|人|名)?|{NUM}{{1,2}}选其(?P<its>一)",
        "(?P<many>(?:可以?)?多选|不限项数)|(?P<single>单选|只能选一个)",
    ),
    _clause(
        "计票(?:方式|单位)?|方式|单位|投票单位", *(f"(?P<{name}>{body})" for name, body in _UNITS.items())
    ),
    _clause(
        "",
        rf"(?:{_TO})(?:{_IS})?[: ]{{0,2}}(?:{_PLACES}的?)?"
        rf"(?P<who>(?:全体)?(?:党员|业主|居民|住户)|大家)?(?:微信)?群?里?{_VOTE}?",
    ),
    _clause(
        "",
        rf"(?:仅|只|限|仅限|只限|只由|由|请|只请|只有|只能|全体){{1,2}}(?P<only>党员|业主){_VOTE}?",
        rf"(?P<those>党员|业主){_VOTE}",
    ),
    _clause(
        "",
        rf"(?:名单|投票人|参加人员?|由|只请|请)[: ]{{0,2}}(?P<names>{_NAME}(?:[、/]{_NAME}){{1,49}}){_VOTE}?",
        rf"(?:名单|投票人)[: ]{{1,2}}(?P<name>{_NAME})",
    ),
    _clause(
        "规则|通过规则|通过条件|通过标准|表决规则|条件|要求",
        "(?P<preset>得?票数?(?:最)?多(?:的|者)?(?:为准|通过|当选|胜出|算数|中选)?|得票最多)",
        "(?P<major>双过半(?:重大|[(]?重大事项[)]?)|(?:重大事项|双)四分之三|重大事项双过半)",
        "(?P<double>双过半(?:一般|一般事项)?|一般事项双过半)",
        "(?:按)?(?P<residents>居民会议)(?:规则|办法)?",
        rf"(?P<all>全体|总户数的?|总人数的?|应投的?)?(?P<bare>{SHARE})",
        rf"(?P<quorum>{QUORUM})(?:[、且并,]{{0,2}}(?:其中|并且|而且)?(?P<passes>{PASSES}))?|(?P<passes2>{PASSES})",
    ),
    _clause(
        "",
        rf"(?:从|自)?(?P<starts>{_TIME})(?:开始|起)(?:投票|表决|投)?",
        rf"(?:投票)?(?:开始|起始)(?:时间)?(?:改?[到为成]|是)?[: ]{{0,2}}(?P<starts2>{_TIME})",
    ),
    _clause(
        "",
        rf"(?:提前|先|投票前)(?:公告|通知|告知){_DAYS.format('n1')}|(?:提前|先){_DAYS.format('n2')}(?:公告|通知|告知)"
        rf"|公告(?:期)?(?:为|是)?{_DAYS.format('n3')}(?:后?(?:再)?(?:投票|开始|开始投票))?",
    ),
    _clause("", rf"(?:结果)?公示(?:期)?(?:为|是)?{_DAYS.format('p1')}"),
    _clause(
        "",
        "(?P<open>(?:中途|途中|随时)?公开(?:进度|票数|实时票数|实时结果|实时进度)|实时(?:显示|公开|公布|看)?(?:票数|结果|进度)"
        "|(?:票数|进度|结果)(?:实时|随时)(?:公开|显示|公布|可看))",
        "(?P<hidden>(?:不|别|先不|暂不)公[开布](?:进度|票数)|截止(?:后|了|再)(?:再)?公[开布](?:票数|结果|进度)?)",
    ),
    _clause(
        "方式",
        "(?P<secret>(?:不|无|非)记名(?:投票)?|匿名(?:投票)?|秘密投票|保密投票)|(?P<named>(?:实名|记名)(?:投票)?)",
    ),
)
_HEADS = (
    (late("法定"), Wishes(kind="法定表决")),
    (late("议事"), Wishes(kind="议事表决")),
    (late("业主大会"), Wishes(kind="法定表决", unit="owner", who="owners", preset="double")),
    (late("党员|支部|党内"), Wishes(kind="议事表决", unit="person", who="party")),
    (late("居民会议|居民大会"), Wishes(kind="议事表决", quorum=Share(1, 2, True), passes=Share(1, 2, True))),
)
_WHO = {"党员": "party", "业主": "owners", "居民": "all", "住户": "all", "大家": "all"}
_BETWEEN = re.compile("[、和及与/+]")


def read_wishes(plain: str) -> tuple[Wishes, str]:
    """The wishes in a (normalised) text, and the text with them blanked by NUL, character for character."""
    found, rest = Wishes(), plain[:2000]
    for pattern in _WISHES:
        for match in list(pattern.finditer(rest)):
            said = _wish(match)
            if said == Wishes():
                continue
            found = said.over(found) if not (said.has_rule and found.has_rule) else _joined(said, found)
            rest = rest[: match.start()] + "\0" * len(match[0]) + rest[match.end() :]
    return found, rest + plain[2000:]


def wishes_of_head(words: str) -> Wishes:
    """What the word for the poll itself says: 法定表决, 党员表决, 业主大会表决."""
    found = Wishes()
    for pattern, said in _HEADS:
        if pattern.search(words):
            found = said.over(found)
    return found


def _joined(said: Wishes, found: Wishes) -> Wishes:
    """三分之二以上参加，过半数同意, in two clauses, is one rule."""
    return replace(
        found,
        preset=said.preset or found.preset,
        quorum=said.quorum or found.quorum,
        passes=said.passes or found.passes,
        of_all=said.of_all or found.of_all,
    )


def _wish(match: re.Match[str]) -> Wishes:
    said = {name: value for name, value in match.groupdict().items() if value is not None}
    return Wishes(**dict(_read(said)))


def _read(said: dict[str, str]) -> Iterator[tuple[str, Any]]:
    for name in said:
        if name in ("choose", "of", "its"):
            yield "choose", number(said[name])
        elif name in ("many", "single"):
            yield "choose", MANY if name == "many" else 1
        elif name == "kind":
            yield "kind", _KIND[said[name]]
        elif name in _UNITS:
            yield "unit", name
        elif name in ("who", "only", "those"):
            yield "who", _WHO[said[name].removeprefix("全体")]
        elif name in ("names", "name"):
            yield "names", tuple(dict.fromkeys(re.split("[、/]", said[name])))
            yield "who", "list"
        elif name == "places":
            yield "places", tuple(one for one in _BETWEEN.split(said[name]) if one)
        elif name in ("secret", "named"):
            yield "secret", name == "secret"
        elif name in ("open", "hidden"):
            yield "show_counts", name == "open"
        elif name in ("starts", "starts2"):
            yield "starts", said[name]
        elif name[0] in "np" and name[1:].isdigit():
            yield "notice" if name[0] == "n" else "public", number(said[name])
        else:
            yield from _rule(name, said[name])


def _rule(name: str, words: str) -> Iterator[tuple[str, Any]]:
    if name == "preset":
        yield "preset", "plurality"
    elif name in ("double", "major"):
        yield "preset", "double" if name == "double" else "double_major"
        yield "unit", "owner"
    elif name == "residents":
        yield "quorum", Share(1, 2, True)
        yield "passes", Share(1, 2, True)
    elif name == "all":
        yield "of_all", True
    elif name in ("bare", "passes", "passes2"):
        yield "passes", read_share(words)
        if re.match("全体|总|应投|所有", words):
            yield "of_all", True
    elif name == "quorum":
        yield "quorum", read_share(words)
