"""Posts said in words: 任命 王桂兰 3号楼楼长, 任命 吴强 物业维修 负责电梯、漏水 值班08:00-20:00, 免去 李伟. Pure."""

import re
from dataclasses import dataclass
from datetime import time

from handlers.people import Role
from handlers.understanding import CATEGORIES
from handlers.worktime import Hours

_REPAIRS = ("水电气暖", "电梯", "漏水", "路灯照明", "门禁", "公共设施")
_OFFICES: tuple[tuple[str, Role, tuple[str, ...]], ...] = (
    ("单元长", Role.HEAD, ()),
    ("副楼长", Role.ASSISTANT, ()),
    ("楼长", Role.HEAD, ()),
    ("党小组长", Role.HEAD, ()),
    ("专职网格员", Role.ASSISTANT, ()),
    ("网格员", Role.ASSISTANT, ()),
    ("党建指导员", Role.ASSISTANT, ()),
    ("楼管员", Role.ASSISTANT, ()),
    ("助理", Role.ASSISTANT, ()),
    ("社区副书记", Role.DEPUTY, ()),
    ("副书记", Role.DEPUTY, ()),
    ("党支部书记", Role.SECRETARY, ()),
    ("支部书记", Role.SECRETARY, ()),
    ("网格长", Role.SECRETARY, ()),
    ("社区党委书记", Role.ADMIN, ()),
    ("社区书记", Role.ADMIN, ()),
    ("党委书记", Role.ADMIN, ()),
    ("书记", Role.SECRETARY, ()),
    ("物业经理", Role.PROPERTY, _REPAIRS),
    ("物业管家", Role.PROPERTY, _REPAIRS),
    ("物业维修", Role.SPECIALIST, _REPAIRS),
    ("维修师傅", Role.SPECIALIST, _REPAIRS),
    ("物业", Role.PROPERTY, _REPAIRS),
    ("人民调解员", Role.SPECIALIST, ("邻里纠纷", "矛盾调解")),
    ("调解员", Role.SPECIALIST, ("邻里纠纷", "矛盾调解")),
    ("社区民警", Role.SPECIALIST, ("治安",)),
    ("民警", Role.SPECIALIST, ("治安",)),
    ("志愿者队长", Role.SPECIALIST, ("养老助残", "儿童托管", "微心愿")),
    ("家庭医生", Role.SPECIALIST, ("医疗健康",)),
    ("停车管理员", Role.SPECIALIST, ("停车",)),
    ("环卫员", Role.SPECIALIST, ("环境卫生", "垃圾")),
    ("绿化员", Role.SPECIALIST, ("绿化",)),
    ("监督员", Role.AUDITOR, ()),
)
_MATTERS = frozenset((*CATEGORIES, "微心愿", "矛盾调解"))
_GIVE = re.compile(
    r"(?:(?:任命|聘任|聘请|增补|选任)[ :]*"
    r"|(?:以后|今后|现在)?(?:改)?(?:让|请|叫|由|推选|推举)(?=.{2,8}(?:当|做|担任|出任|兼任)))(?P<rest>.+)"
)
_TAKE = re.compile(r"(?:免去|免职|免除|撤职|解聘|卸任)[ :]*(?P<rest>.+)")
_CHARGE = re.compile(r"[ ,，(]*(?:负责|专办|分管)[ :]*(?P<matters>[^值0-9]+?)[)]?(?=$|[ ,，]*值班)")
_HOURS = re.compile(
    r"[ ,，]*值班[ :]*(?P<spans>(?:[0-9]{1,2}:[0-9]{2}[-~到至][0-9]{1,2}:[0-9]{2}[ 、,，]*)+)"
)
_SPAN = re.compile(r"([0-9]{1,2}):([0-9]{2})[-~到至]([0-9]{1,2}):([0-9]{2})")
_JOINED = re.compile(  # 王桂兰为3号楼楼长, 王桂兰3号楼楼长
    r"(?<=.)来?(?:为|当|做|担任|出任|兼任)|(?<=..)(?=第?[0-9一二三四五六七八九十]+(?:号|栋|幢|座|#|片|网|-))"
)
_AS = re.compile(r"^[ ]*(?:同志)?[ ]*来?(?:为|当|任|担任|出任|做|兼任|的)?[ ]*")


@dataclass(frozen=True, slots=True)
class PostSaid:
    """`name` and `place` as they were said ("" for none); `office`: the word; `role` None: no office was understood.

    `matters` that were named and are none of ours stand in `unknown`.
    """

    give: bool
    name: str
    place: str
    office: str
    role: Role | None
    categories: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()
    hours: tuple[Hours, ...] = ()


def read_post(words: str) -> PostSaid | None:
    """The appointment or dismissal that (normalised) words ask for; None if they are neither."""
    give, take = _GIVE.fullmatch(words), _TAKE.fullmatch(words)
    found = give or take
    if found is None:
        return None
    rest, hours = _read_hours(found["rest"])
    rest, named = _read_matters(rest)
    unknown = tuple(one for one in named if one not in _MATTERS)
    office = next((entry for entry in _OFFICES if rest.rstrip(" 职务的").endswith(entry[0])), None)
    name, place = _split(rest.rstrip(" 职务的").removesuffix(office[0]) if office else rest)
    if office is None:
        return PostSaid(give is not None, name, place, "", None, unknown=unknown)
    matters = frozenset(named) - set(unknown) or frozenset(office[2])
    return PostSaid(give is not None, name, place, office[0], office[1], matters, unknown, hours)


def offices() -> tuple[str, ...]:
    """The words for offices that are understood."""
    return tuple(entry[0] for entry in _OFFICES)


def _split(words: str) -> tuple[str, str]:
    """The name that leads, and the place behind it: 王桂兰 3号楼, 王桂兰为3号楼."""
    said = words.strip(" ,，")
    at = re.search("[ ,，]", said) or _JOINED.search(said)
    if at is None:
        return said, ""
    return said[: at.start()].strip(), _AS.sub("", said[at.start() :]).strip(" ,，的")


def _read_hours(words: str) -> tuple[str, tuple[Hours, ...]]:
    found = _HOURS.search(words)
    if found is None:
        return words, ()
    spans = []
    for hours in _SPAN.finditer(found["spans"]):
        first, second, third, fourth = map(int, hours.groups())
        if first < 24 and third <= 24 and second < 60 and fourth < 60:
            spans.append((time(first, second), time(third % 24, fourth)))
    return words[: found.start()] + words[found.end() :], tuple(spans)


def _read_matters(words: str) -> tuple[str, list[str]]:
    found = _CHARGE.search(words)
    if found is None:
        return words, []
    named = [one for one in re.split(r"[、,， 和]+", found["matters"].strip()) if one]
    return words[: found.start()] + words[found.end() :], named
