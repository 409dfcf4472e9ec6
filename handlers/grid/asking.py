"""Plain questions of who answers for what: 谁管3号楼电梯, 3号楼电梯归谁管, 我们楼的楼长是谁, 3号楼团队. Pure.

Only what is wholly such a question is one: 反正没人管, 坏了谁管啊 are complaints, and ordinary talk.
"""

import re
from dataclasses import dataclass
from functools import cache

from handlers.understanding import CATEGORIES

_TOPICS = {
    "水电气暖": "水 电 气 暖 水电 暖气 供暖 供热 燃气 煤气 天然气 自来水 停水 停电 水管 下水道",
    "电梯": "电梯维修 电梯维保 梯子",
    "漏水": "漏水维修 渗水 防水",
    "停车": "车位 停车位 停车场 车库 停车收费 停车管理 乱停车 地锁",
    "噪音": "扰民 噪音扰民 噪声",
    "环境卫生": "卫生 保洁 清洁 打扫 楼道卫生 消杀",
    "垃圾": "垃圾分类 垃圾清运 垃圾桶 大件垃圾 装修垃圾",
    "路灯照明": "路灯 楼道灯 照明 灯",
    "消防安全": "消防 消防通道 消防设施 灭火器 安全隐患",
    "公共设施": "设施 健身器材 公共维修 维修 健身设施",
    "物业服务": "物业 物业费",
    "门禁": "门禁卡 单元门 大门",
    "治安": "安全 治安问题 盗窃 诈骗 反诈",
    "邻里纠纷": "纠纷 调解 邻里矛盾 矛盾 矛盾调解 吵架 矛盾纠纷 邻里",
    "养老助残": "养老 助老 老人 残疾人 助残 助餐 独居老人",
    "医疗健康": "医疗 健康 看病 家庭医生 体检",
    "儿童托管": "托管 孩子 儿童 看孩子",
    "文体活动": "活动 文体 广场舞 活动室",
    "证件办理": "证件 办证 居住证 证明 开证明",
    "政策咨询": "政策 低保 补贴 社保 医保",
    "宠物": "狗 养狗 遛狗 猫",
    "违建": "违章 违建拆除 私搭乱建",
    "绿化": "树 树木 草坪 修树 绿化带",
    "网络通信": "网络 宽带 信号 WiFi wifi",
    "高空抛物": "抛物",
}
_OFFICE = (
    "楼长|栋长|楼栋长|单元长|楼组长|党小组长|专职网格员|网格员|党建指导员|楼管员|网格长|片长|片区书记|片区长"
    "|支部书记|党支部书记|支书|副书记|社区副书记|社区书记|党委书记|第一书记|书记|物业经理|物业负责人|物业"
    "|社区民警|片警|民警|警官|人民调解员|调解员|志愿者队长|网格律师|家庭医生|监督员|维修师傅|物业维修"
)
_ASKS = r"(?:请问一?下?|问一?下?|想问一?下?|我想问一?下?|麻烦问一?下?|打听一?下?|咨询一?下?)?[ ,，:]*"
_SERVES = r"(?:来|在)?(?:管|负责|分管|包保|包|主管|管理)"
_WHO = "(?:谁|哪位|哪个|哪一位|哪个人|哪位同志)"
_TAIL = r"(?:啊|呀|呢|的|的呢|的呀|来着)?"
_FIRST = re.compile(rf"{_ASKS}{_WHO}{_SERVES}(?:的是|着)?[ :]*(?P<what>.{{1,24}})")
_LAST = re.compile(
    rf"{_ASKS}(?P<what>.{{1,24}}?)[ ,]*(?:这一?块儿?|这方面|的事儿?|的问题|这个事|这些?)?"
    rf"(?:现在)?(?:是|归|由|该|应该|应|该归|应该归|都归|到底归)? ?{_WHO}{_SERVES}{_TAIL}"
)
_IS = re.compile(
    rf"{_ASKS}(?P<place>.{{0,12}}?)的?(?P<office>{_OFFICE})(?:现在)?(?:是|叫)(?:{_WHO}|什么名字?|啥名字?){_TAIL}"
)
_WHO_IS = re.compile(
    rf"{_ASKS}{_WHO}(?:现在)?(?:是|当) ?(?P<place>.{{0,12}}?)的?(?P<office>{_OFFICE}){_TAIL}"
)
_TEAM = re.compile(
    r"(?P<place>.{0,12}?)的?(?:的|这边|有)?(?:哪些)?(?:团队|网格团队|1\+3团队|一长两员|网格力量|服务团队|包保团队)"
    r"(?:有谁|有哪些人?|是谁|是哪些人?|都有谁|名单)?"
)
_BETWEEN = re.compile(
    rf"{_ASKS}(?P<place>.{{1,12}}?)(?:是|归|由|该|的)? ?{_WHO}{_SERVES}(?P<what>.{{1,8}}?){_TAIL}"
)
_OURS = re.compile("(?:我们?|咱们?|俺们?|本|这|你们)?(?:这里|这儿|这边|群里?|个群里?)?")
_ALL = frozenset(("事", "事儿", "事情", "事的", "这里", "这儿", "这边", "这个群", "本群"))
_COMPLAINT = re.compile("[坏堵脏臭偷吵骂炸爆]|没[人有]|不[管行让给]|[都又还]没|到底|凭什么|反正|谁管谁|了")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked. `place`: the words for it, or ""; and one of the others, or none of them: who runs it all."""

    place: str
    category: str | None = None
    office: str | None = None
    team: bool = False


def read_question(words: str) -> Asked | None:
    """The question that (normalised) words are from end to end; None if they are anything else."""
    said = words.strip(" ?？。.!~,，")
    if not said or len(said) > _LONGEST or "\n" in said:
        return None
    for pattern in (_IS, _WHO_IS):
        if found := pattern.fullmatch(said):
            return Asked(_place(found["place"]), office=found["office"])
    if found := _TEAM.fullmatch(said):
        return Asked(_place(found["place"]), team=True)
    between = _BETWEEN.fullmatch(said)
    if between and (category := dict(_names()).get(between["what"].strip(" 的"))):
        return Asked(_place(between["place"]), category=category)
    found = _FIRST.fullmatch(said) or _LAST.fullmatch(said)
    if found is None or _COMPLAINT.search(found["what"]):
        return None
    return _matter(found["what"].strip())


def _place(words: str) -> str:
    """The words for a place; "" for 我们, 这里."""
    said = words.strip(" 的,，")
    return "" if _OURS.fullmatch(said) else said


def _matter(what: str) -> Asked:
    """A place, a matter, or both: 3号楼电梯, 停车 5号楼. What is no matter is taken for a place."""
    what = re.sub("的?(?:事儿?|事情|问题)$", "", what) or what
    for name, category in _names():
        for rest in (what.removesuffix(name), what.removeprefix(name)):
            if rest != what:
                return Asked(_place(rest), category=category)
    return Asked("" if what in _ALL else what)


@cache
def _names() -> tuple[tuple[str, str], ...]:
    """Every word for a matter with its category, the longest first."""
    own = [(category, category) for category in CATEGORIES if category in _TOPICS]
    others = [(word, category) for category, words in _TOPICS.items() for word in words.split()]
    return tuple(sorted([*own, *others], key=lambda entry: -len(entry[0])))
