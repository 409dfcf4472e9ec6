"""Which matters are told to nobody but those who must know (私密事项), by their words and their meaning. Pure.

The one rule of it: what it finds is kept on the request (`Request.restricted`), and every list, export, search, group
outcome and audit sentence asks for that (`rules.is_private`).
"""

import re
from collections.abc import Collection
from enum import StrEnum

from handlers.understanding import despairs
from handlers.understanding.normal import normalise


class Kind(StrEnum):
    """Why a matter is restricted."""

    DISPUTE = "dispute"  # 矛盾纠纷 (R8)
    PERSON = "person"  # a complaint against a person: never to that person
    HEALTH = "health"
    MINOR = "minor"
    POVERTY = "poverty"
    VIOLENCE = "violence"  # 家暴: never to the household's other members
    DESPAIR = "despair"  # 不想活了: help at once, and no word of it in a group


_DISPUTES = (frozenset({"矛盾调解"}), frozenset({"邻里纠纷"}))
_HEALTH_TOPICS = frozenset({"医疗健康"})
_COMMON_THINGS = frozenset(
    {
        "水电气暖",
        "电梯",
        "漏水",
        "停车",
        "噪音",
        "环境卫生",
        "垃圾",
        "路灯照明",
        "消防安全",
        "公共设施",
        "门禁",
        "违建",
        "绿化",
        "网络通信",
        "高空抛物",
        "宠物",
    }
)
"""What is everybody's: who is ill or poor there is named as the reason for hurry, and is not the matter itself."""
_ABOUT_WORK = frozenset({"报修", "安全隐患"})
_LONGEST = 400  # characters that are read
_KIN = (
    "老公|丈夫|爱人|老婆|妻子|媳妇|对象|男朋友|女朋友|男友|女友|前夫|前妻|爸爸?|妈妈?|父亲|母亲|公公|婆婆|岳父|岳母|儿子|女儿|女婿"
    "|儿媳|继父|后爸|继母|后妈|家里人|家里那位|哥哥?|弟弟?|老头子?"
)
_NOT_CALLED = "(?!的?(?:电话|手机|微信|视频|小报告|招呼))"
_VIOLENCE = re.compile(
    r"家暴|家庭暴力|虐待(?!动物|小?狗|小?猫|流浪)"
    rf"|(?:{_KIN})[^，。,.!！?？]{{0,8}}(?:[打揍](?:了|过)?(?:我|她|他|人|孩子|老婆|老人|我妈|骂|死|得|伤){_NOT_CALLED}"
    r"|动手|掐(?:我|她|脖)|踹|拿刀|要杀|(?:威胁|恐吓)(?:我|她))"
    rf"|被(?:我|她)?(?:家)?(?:{_KIN})[^，。,.!！?？]{{0,6}}(?:[打揍掐踹]|关在|威胁)"
    rf"|[打揍](?:了|过)?(?:老婆|媳妇|妻子|孩子|小孩|老人|爸妈|父母|娃){_NOT_CALLED}"
)
_BEATEN = re.compile(
    rf"(?:^|[，,。！!\s])(?:他|她|那男的)(?:又|刚才?|昨[天晚]|今[天晚]|天天|总是?|老是?|一直|还)*[打揍踹掐](?:了|过)?我(?![家们的]){_NOT_CALLED}"
)
"""他打我: said in confidence, of whom is plain to who says it."""
_CHILD = "孩子|小孩|女儿|儿子|小朋友|学生|未成年|男孩|女孩|娃|孙子|孙女"
_MINOR = re.compile(
    r"性侵|猥亵|(?:校园|同学)(?:霸凌|欺凌|暴力)|留守儿童"
    rf"|(?:{_CHILD})[^，。,.!！?？]{{0,10}}(?:被[^，。,.!！?？]{{0,6}}(?:[打摸]|欺负|骚扰|霸凌|勒索|虐)|自残|自杀|辍学|厌学|不去?上学|没人管|怀孕"
    r"|早恋|网瘾|沉迷|偷东西)"
)
_ILL = re.compile(
    r"不想活|活不下去|轻生|自杀|割腕|抑郁|精神(?:病|分裂|异常|失常|有问题|障碍)|狂躁|艾滋|HIV|hiv|乙肝|肺结核|[肺肝胃肠乳血]癌|癌症|患癌|肿瘤"
    r"|白血病|尿毒症|透析|化疗|吸毒|戒毒|瘫痪|瘫在|偏瘫|失禁|老年痴呆|阿尔茨海默|流产"
)
_FOR_ALL = re.compile(r"讲座|义诊|宣传|科普|活动|培训|志愿|大家|居民们")
_HUNGRY = re.compile(r"吃不上饭|揭不开锅|没(?:有)?钱(?:看病|吃饭|买药|买米|治病|上学)")
_POOR = re.compile(
    r"低保|特困|五保|困难补助|困难户|临时救助|救助金|贫困|没钱交|[交付看治]不起|欠了?(?:一屁股|很多)?债"
    r"|破产|失业|下岗"
)
_OFFICES = (
    "楼长|单元长|网格员|网格长|指导员|副?书记|副?主任|社区干部|居委会?的人|工作人员|保安|门卫|保洁员?|维修工|水电工|物业经理|经理"
    "|民警|警察|警官|调解员|志愿者|队长|党员|业委会成员|社工|管家|师傅"
)
_SURNAMED = (
    r"小(?![区孩朋学心板时事便狗猫偷车门路卖店])[\u4e00-\u9fff]|老(?![人板师年房旧楼是公婆妈爸家鼠太头伴了在这说])[\u4e00-\u9fff]"
    rf"|[\u4e00-\u9fff](?:{_OFFICES}|姐|哥|阿姨)"
)
_OF_A_FIRM = rf"(?:物业|社区|居委会|派出所)的?(?:那个|一个|某个|有个)?(?:{_SURNAMED}|人|员工|女的|男的)"
_SOMEBODY = re.compile(rf"{_OF_A_FIRM}|{_OFFICES}|{_SURNAMED}")
_WRONGS = (
    "骂|吼我|凶我|态度[^，。,.!！?？]{0,3}(?:差|恶劣|不好|蛮横|不行|傲慢|冷漠)|[打揍](?:了|过)?(?:人|我|老人|居民|业主)|动手|推搡|吃拿卡要|贪|受贿"
    "|收(?:了|过|我|人)?(?:的)?(?:钱|红包|好处|礼|回扣)|要(?:红包|好处|钱才)|骚扰|耍流氓|动手动脚|欺负|歧视|偏心|威胁|恐吓|报复|喝酒|喝醉|上班(?:时间)?(?:睡|玩|打牌|喝)"
    "|刁难|泄露|偷(?!拍.{0,4}素材)|辱骂|侮辱|滥用|徇私|包庇|造谣|耍赖|不讲理|不文明"
)
_NEGLECT = (
    "不办事|不作为|不管事|不干活|推诿|推来推去|踢皮球|敷衍|糊弄|应付(?:了事)?|不负责|失职|渎职|玩忽职守|不接电话|不理人|不理睬"
    "|不露面|偷懒|磨洋工"
)
_AGAINST = "投诉|举报|检举|控告|告发"
_INDECENT = re.compile(
    r"偷窥|偷[看拍][^，。,.!！?？]{0,6}(?:洗澡|换衣|厕所|裙)|露阴|非礼|猥亵|摸(?:我|她)的?(?:胸|腿|屁股|身)"
)
_NOT_SO = re.compile(rf"(?:没有?|不是|从不|不会)(?:在)?(?:{_WRONGS})")


def private_kind(
    words: str, intent: str | None, category: str | None, names: Collection[str] = ()
) -> Kind | None:
    """Why nothing of a matter may be said openly; None: it may.

    `words` are those of the report; `names` those of members and residents in it, as `named_in` found them.
    """
    said = normalise(words[:_LONGEST])
    if _VIOLENCE.search(said) or _BEATEN.search(said):
        return Kind.VIOLENCE
    # The reading of a message makes a matter of health of all words of despair.
    if category in _HEALTH_TOPICS and despairs(said):
        return Kind.DESPAIR
    if _MINOR.search(said):
        return Kind.MINOR
    if is_against_person(said, intent, category, names):
        return Kind.PERSON
    if intent in _DISPUTES[0] or category in _DISPUTES[1]:
        return Kind.DISPUTE
    if category in _HEALTH_TOPICS:
        return Kind.HEALTH
    if _HUNGRY.search(said) and intent not in _ABOUT_WORK:
        return Kind.POVERTY
    if category in _COMMON_THINGS or intent in _ABOUT_WORK or intent == "建议" or _FOR_ALL.search(said):
        return None
    if _ILL.search(said):
        return Kind.HEALTH
    return Kind.POVERTY if _POOR.search(said) else None


def is_against_person(
    said: str, intent: str | None, category: str | None, names: Collection[str] = ()
) -> bool:
    """物业的小李骂人, 投诉李伟: about what somebody did, and not about a thing. 物业不作为 is about no person."""
    if intent in _ABOUT_WORK or _NOT_SO.search(said):
        return False
    if _INDECENT.search(said):
        return True
    things = category in _COMMON_THINGS
    who = [re.escape(name) for name in names]
    someone = "|".join((*who, _SOMEBODY.pattern))
    wrong = _WRONGS if things else f"{_WRONGS}|{_NEGLECT}"
    if re.search(rf"(?:{someone})[^，。,!！?？]{{0,10}}(?:{wrong})", said):
        return (intent not in _DISPUTES[0] and category not in _DISPUTES[1]) or _of_office(said, who)
    if who and re.search(rf"(?:{_AGAINST})[^，。,!！?？]{{0,8}}(?:{'|'.join(who)})", said):
        return True
    return (
        not things
        and re.search(rf"(?:{_AGAINST})[^，。,!！?？]{{0,6}}(?:{_SOMEBODY.pattern})", said) is not None
    )


def _of_office(said: str, who: Collection[str]) -> bool:
    """Whether it is somebody who serves there: a neighbour who shouts is one side of a dispute."""
    return re.search(rf"{_OF_A_FIRM}|{_OFFICES}", said) is not None


def offices_named(words: str) -> tuple[str, ...]:
    """楼长, 网格员, 书记, 李楼长: the offices and calls in the words, as they stand there."""
    return tuple(found[0] for found in _SOMEBODY.finditer(normalise(words[:_LONGEST])))
