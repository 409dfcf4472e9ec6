"""What members say of a request in hand: done, on the way, waiting for parts, somebody else's. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum

_LONGEST = 60
_EDGES = " \t\n，,。.!！~～"
_GAP = r"[\s,，。.!！~～、]*"


class Said(StrEnum):
    """What a member's words come to."""

    DONE = "done"  # 换了灯泡 办结: with the command word, and what was done
    TAKE = "take"  # 这个我来
    COMING = "coming"  # 在路上了, 明天上午去看
    WAITING = "waiting"  # 等配件，周五到
    NOT_MINE = "not_mine"  # 不归我管，是燃气公司的
    PASS_ON = "pass_on"  # 让吴师傅去
    REFUSED = "refused"  # 无法解决，产权不清: nobody can do it, and why


@dataclass(frozen=True, slots=True)
class MemberWords:
    """`rest`: what was done, the name of who shall do it, or the words as they were."""

    said: Said
    rest: str


_POLITE = r"(?>好的?|行|收到|可以|知道了|明白|嗯|哦|ok)"
_DONE = re.compile(
    rf"(?P<what>.*[^没不未能可以怎么样何要等法\s,，。]){_GAP}(?:已经?|可以|现在)?{_GAP}"
    rf"(?:办结|结单|销单)了?{_GAP}",
    re.S,
)
_DAY = (
    r"(?:今[天日晚]|明[天日晚早]|后天|(?:周|星期)[一二三四五六日天末]|下周.?|月底|年底|上午|中午|下午|晚上|早上|本周内?|这周"
    r"|\d{1,2}[号日点])"
)
_UNDONE = re.compile(
    r"[吗么?？]|还?没(?!问题)|未|不能|不好|怎么|如何|等"
    # An order or a promise: 限周三前, 尽快, 预计周三; 明天 by itself is when, and not what was done.
    rf"|[前内]$|预计|争取|[尽赶]快|抓紧|务必|必须|^限|限期|^请|[先能就]?别$|别$|是否|建议$|及时$|按时$|{_DAY}$|马上$|[几一二两三四五六七\d]天$"
)
_TAKE = re.compile(
    rf"(?:{_POLITE}{_GAP})?(?:这|那)?(?:个|件|单|事|个事|件事)?{_GAP}(?:(?:交|派|转)?给我(?:来|办|处理)?吧?|(?:由|就|还是|让)?我(?:马上|现在|这就)?(?:来|去)(?:接|处理|办|弄|修|看看?|看一下|负责|跟进)?(?:吧|了|一下)?)"
)
_ON_THE_WAY = re.compile(
    rf"(?:{_POLITE}{_GAP})*+(?:(?:我|我们|师傅|人|已经|正|都|现在|刚)*"
    r"(?:(?:等|一|待|过)会儿?(?:就)?(?:去|来|到|过去|过来|上门)|在路上了?|在去的?路上了?|出发了|(?:马上|这就|现在|立刻|立马)(?:就)?(?:到|来|去|过去|过来|赶过?去|赶到|处理|安排|上门)(?:看看?|看一下|修|处理)?"
    r"|(?:在|着手)(?:赶|处理|修|弄|办|抢修|维修|检查|排查|查|看)(?:着|中)?|(?:到|已到)(?:现场|楼下|了现场|门口)?了?|快到了|安排了?人(?:去|过去)了?)"
    rf"(?:了|的|呢|啊|哈|吧|{_GAP})*){{1,3}}"
)
_SOON = re.compile(
    r"(?:今天?|等下|待会儿?|一会儿?|等会儿?|中午|上午|下午|晚上|傍晚|晚点|晚些|忙完|下班|吃完饭)(?:就|再|的时候|以?后|一?到)?"
)
"""When, too vague to be a time."""
_GO = re.compile(r"去|来|上门|过去|过来|处理|修|弄|安排|换|装|看|办|送")
_GOING = re.compile(
    rf"(?:{_POLITE}|我们?|师傅|工人|人|再|就|才|吧|会|能|给(?:他|她|它|您|你|他们|居民)|过去|过来|上门|去|来|看看?|一下|修|处理|弄|安排|换|装|维修|检查"
    r"|办结?|送|要|争取|大概|大约|左右|前|之前|内|那边|现场|好|完|的|了|啊|哈|[\s,，。.!！~～、])++"
)
_WAITING = re.compile(
    r"等(?:着)?(?:配件|零件|材料|料|货|件|厂家|厂里|供应商|审批|批复|报价|施工队|师傅|物业|公司|专业|天晴|通知)"
    r"|(?:配件|零件|材料|货|件|料)(?:还)?(?:没(?:有)?到|没货|缺货|要(?:等|订)|在路上|预计|估计|大概)|(?:缺|订了?|要订|要买|采购)(?:配件|零件|材料|货|件)"
    r"|要等(?!我|一下|会|等)"
)
_ARRIVED = re.compile(
    rf"(?:{_POLITE}{_GAP})?(?:我们?|等的|订的|买的|要的|换的|新)*(?:配件|零件|材料|料|货|件|东西|设备|厂家|厂里|师傅|工人|施工队|专业人员|人|审批|批复|报价|天)"
    r"(?:的?人)?(?:都|已经?|刚|今天|终于|也)*(?:到货|到位|到齐|批下来|下来|送到|寄到|运到|买到|拿到|到|来|批|晴)了(?:[\s,，。.!！].*)?",
    re.S,
)
_REFUSED = re.compile(
    r"(?:这|那)?(?:个|件|事|个事|件事)?(?:实在|确实|目前|暂时|现在|真的?)*(?:(?:无法|没法|没办法|不能|不予)(?:给)?(?:解决|处理|办理|维修|修复)|解决不了)"
    r"(?:了|的|[\s,，。.:：;；])*(?P<why>(?!\d{3,4}(?!\d)).*)",
    re.S,
)
_NOT_MINE = re.compile(
    r"(?:不|没)(?:归|属于?|由)(?:我们?|物业|这边|咱们?)(?:管|负责|处理|的事|这边)?|不是(?:我们?|物业|这边|咱们?)(?:管|的事|负责|该管|的活|能管|管的)"
    r"|我们?(?:这边)?(?:实在)?(?:管不了|办不了|处理不了|弄不了|修不了|做不了|没法(?:办|修|弄|管)|搞不定)"
)
_PASS_VERB = re.compile(
    rf"(?:{_POLITE}{_GAP})?(?:这|那)?(?:个|件|单|事|个事|件事)?{_GAP}(?:还是)?(?P<verb>请|叫|让|派|交给|转给|给|换|转)"
)
_PASS_TAIL = re.compile(
    r"(?:去|来|吧|办|处理|看|负责|接手?|弄|修|管|跟进|一下|好了|就行|过去|了|,|，|。|!|！|\s)+$"
)
_NAME = re.compile(r"[\w·]{2,8}")
_QUESTION = re.compile(r"[吗么?？]$|谁|怎么|什么时候")


def read_member(words: str, undated: str | None = None) -> MemberWords | None:
    """What a member means by words that follow no command; None if it is nothing of this. `undated`: the words without
    the day that is said in them."""
    plain = words.strip(_EDGES)
    if not 2 <= len(plain) <= _LONGEST or _QUESTION.search(plain):
        return None
    refused = _REFUSED.fullmatch(plain)
    if refused and len(refused["why"].strip(_EDGES)) >= 2:
        return MemberWords(Said.REFUSED, plain)
    if _NOT_MINE.search(plain):
        return MemberWords(Said.NOT_MINE, plain)
    done = _DONE.fullmatch(plain)
    if done and len(done["what"].strip(_EDGES)) >= 2 and not _UNDONE.search(done["what"]):
        return MemberWords(Said.DONE, done["what"].strip(_EDGES))
    if _WAITING.search(plain):
        return MemberWords(Said.WAITING, plain)
    if _TAKE.fullmatch(plain):
        return MemberWords(Said.TAKE, plain)
    if _ON_THE_WAY.fullmatch(plain) or (_SOON.search(plain) and is_going(_SOON.sub("", plain))):
        return MemberWords(Said.COMING, plain)
    return _passed_on(plain if undated is None else undated.strip(_EDGES))


def has_arrived(words: str) -> bool:
    """配件到了, 师傅来了: what was waited for is there."""
    return _ARRIVED.fullmatch(words[:_LONGEST].strip(_EDGES)) is not None


def is_going(rest: str) -> bool:
    """Whether what is said beside a day is that somebody comes: (明天上午)去看."""
    return _GO.search(rest) is not None and _GOING.fullmatch(rest) is not None


def _passed_on(plain: str) -> MemberWords | None:
    """让吴师傅去, 给李伟吧, 转给老李."""
    verb = _PASS_VERB.match(plain)
    if verb is None:
        return None
    rest = plain[verb.end() :]
    name = _PASS_TAIL.sub("", rest)
    # 给李伟, with nothing after it, may be the beginning of anything.
    if _NAME.fullmatch(name) is None or (rest == name and verb["verb"] in ("给", "请", "换", "派")):
        return None
    return MemberWords(Said.PASS_ON, name)
