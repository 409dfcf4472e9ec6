"""Ballots: all the ways to say yes, no, abstain, a number, a letter or an option's name — and nothing else.

A ballot must use up the whole message: after the household, the poll's code and words of politeness are taken away,
what is left has to be a choice. So 不太同意, 同意但是…, 同意吗 and 大家都同意 are none.
"""

import re
from collections.abc import Sequence

from handlers.understanding.model import Ballot, OpenPoll
from handlers.understanding.normal import NUM, number

_YES = (
    "举双手赞成|举双手同意|没有?意见|没问题|无异议|无意见|同意|赞成|赞同|支持|附议|\\+ ?1(?![0-9])"
    "|加一|加1|可以|愿意|要得|yes|YES|👍|👌|✅|💯|\\[强\\]|\\[OK\\]|\\[ok\\]|\\[赞\\]|\\[握手\\]|(?<![a-z]"
    ")ok(?![a-z])|(?<![A-Z])OK(?![A-Z])|行(?!不|吗)|中(?![间央立])"
)
_NO = (
    "不同意|不赞成|不赞同|不支持|不可以|不愿意|不行|反对|唔同意|唔赞成|唔得|冇得|👎|❌|\\[弱\\]|(?<![a-z])"
    "no(?![a-z])|NO"
)
_ABSTAIN = "弃权|弃票|放弃投票|我弃|中立"
_FILL = (
    "我们家|我们|我家|我|俺们?家?|咱家?|本户|本人|全家|一家人?|家里|这边|这户|业主|住户|代表|先|也"
    "|就|那就|必须|坚决|强烈|完全|绝对|非常|十分|"
    "双手|举手|表示|表决|投票?给?|投|选择|选|票|一票|的|了|吧|啊|哦|呀|哈|哒|滴|嘞|呗|喽|咯|呢|嗯+"
    "|好的?[,， ]|谢谢?|辛苦了?|请?记录|登记|一下|您|师傅|"
    "[ \t\n,.。!~、;:\\-…()\"'“”#]|🙏|👏|❤|💪|🌹|🎉|\\[玫瑰\\]|\\[抱拳\\]|\\[鼓掌\\]|\\[爱心\\]"
)
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚"
    "卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段"
    "雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_HOUSEHOLD = re.compile(
    rf"^ ?(?:(?:{NUM}{{1,3}}|[A-Z])(?:号楼|栋|幢|座|#|号|-)(?:{NUM}{{1,2}}(?:单元|-|门))?(?:{NUM}{{1,2}}楼)?"
    rf"(?:{NUM}{{3,4}}(?:室|户)?)?|[1-9][0-9]{{2,3}}(?:室|户)?)"
    rf"(?![0-9])[ ,:]?(?P<name>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?=[ ,:])|[{_SURNAMES}](?:阿姨|叔叔?"
    rf"|大爷|大妈|姐|哥|师傅|先生|女士|老师|奶奶|爷爷))?"
)
_SIGNED = re.compile(rf"[ ,][{_SURNAMES}][\u4e00-\u9fff]{{1,2}}$")
_CHOICE = re.compile(
    rf"(?P<no>{_NO})|(?P<abstain>{_ABSTAIN})|(?P<yes>{_YES})|第?(?P<number>[0-9]{{1,2}}|[一二三四五六七八九十"
    rf"])(?:号|个|项|选项|方案|种)?(?:方案|选项)?"
    r"|(?:方案|选项)(?P<after>[0-9]{1,2}|[一二三四五六七八九十A-Za-z])|(?<![A-Za-z])(?P<letter>[A-Ha-h])(?!"
    r"[A-Za-z])(?:方案|选项|项)?",
)
_FILLED = re.compile(f"(?:{_FILL})")
_DOUBT = re.compile(
    "不反对|不太|不大|不完全|不怎么|有点|有条件|但是?|不过|如果|前提|除非|要看|再说|再想|考虑|保留"
    "|犹豫|原则上|暂时|勉强|其实|不是不|没有不|不得不|意不行|成不行|的举手"
)
# In a group these answer anything; they are votes only with a household or the poll's code, or as an option's name.
_WEAK = re.compile(
    r"[ ,.。!~]*(?:可以|愿意|行|中|要得|没问题|不行|不可以|不愿意|唔得|冇得|ok|OK|\[OK\]|\[ok\]|👌|no"
    r"|NO|yes|YES|[的吧啊哦呀了 ,.。!~])+"
)
_ASKED = re.compile(r"\?|吗|么$|什么|为啥|为什么|怎么|谁|哪|是不是|有没有|几|多少")
_ABOUT = re.compile("同意|赞成|反对|支持|弃权|投|选|票")
_NO_LABEL = re.compile("^(?:不|否|反对|无需|没必要|暂不|别)")
_ABSTAIN_LABEL = re.compile("弃权|弃票|无所谓|中立|随意|都行|都可以")
_YES_LABEL = re.compile("^(?:同意|赞成|赞同|支持|可以|要|是$|需要|愿意|行$|好$|有必要|参加)")


def _kind(label: str) -> str:
    if _ABSTAIN_LABEL.search(label):
        return "abstain"
    if _NO_LABEL.search(label):
        return "no"
    return "yes" if _YES_LABEL.search(label) else ""


def _canon(text: str) -> str:
    """An option's name as compared: no spaces, quotes or 号, numbers as digits, lower case."""
    text = re.sub(
        f"{NUM}{{1,3}}", lambda run: str(value) if (value := number(run[0])) is not None else run[0], text
    )
    return re.sub(r"[ \t\"'“”‘’《》()号,.。!]", "", text).lower()


def _by_kind(kind: str, options: Sequence[str]) -> int | None:
    found = [index for index, label in enumerate(options, 1) if _kind(label) == kind]
    if not found and kind == "yes" and any(_kind(label) == "no" for label in options):
        # 装/不装: the one that is not the refusal
        found = [index for index, label in enumerate(options, 1) if _kind(label) == ""]
    return found[0] if len(found) == 1 else None


def _by_label(core: str, options: Sequence[str]) -> int | None:
    said = _canon(re.sub(f"^(?:{_FILL})+", "", core))
    said = re.sub("(?:吧|啊|哦|呀|哈|的|了|好|票)+$", "", said)
    names = [_canon(label) for label in options]
    exact = [
        index for index, name in enumerate(names, 1) if name and said in {name, f"方案{name}", f"{name}方案"}
    ]
    if not exact and said:
        turned = re.sub("^(?:方案|选项)([0-9a-h])$", r"\1方案", said)
        exact = [index for index, name in enumerate(names, 1) if turned == name]
    if not exact and len(said) >= 2:
        exact = [index for index, name in enumerate(names, 1) if name.startswith(said) or name.endswith(said)]
        exact = exact if len(exact) == 1 and _kind(said) == "" else []
    return exact[0] if len(exact) == 1 else None


def _choice(core: str, options: Sequence[str]) -> int | None:
    """The option that the whole of `core` says, or None."""
    if named := _by_label(core, options):
        return named
    picks: set[int | None] = set()
    at = 0
    while at < len(core):
        if match := _CHOICE.match(core, at):
            kind = match.lastgroup or ""
            if kind in {"yes", "no", "abstain"}:
                picks.add(_by_kind(kind, options))
            else:
                picks.add(_by_position(match[kind], options))
        elif not (match := _FILLED.match(core, at)):
            return None
        at = max(match.end(), at + 1)
    return picks.pop() if len(picks) == 1 else None


def _by_position(said: str, options: Sequence[str]) -> int | None:
    if said.isascii() and said.isalpha():
        position: int | None = ord(said.upper()) - 64
    else:
        position = number(said)
    return position if position and position <= len(options) else None


def _without_code(text: str, polls: Sequence[OpenPoll]) -> tuple[OpenPoll | None, str]:
    for poll in sorted(polls, key=lambda poll: -len(poll.code)):
        match = re.search(rf"(?<![A-Za-z0-9]){re.escape(poll.code)}(?![0-9])(?:号|票)?", text, re.IGNORECASE)
        if match and poll.code:
            return poll, f"{text[: match.start()]} {text[match.end() :]}"
    return None, text


def _poll_of(text: str, polls: Sequence[OpenPoll]) -> tuple[OpenPoll | None, str]:
    """The poll a message is about: the one it names, else the only one that is open."""
    poll, core = _without_code(text, polls)
    if poll is None and len(polls) == 1:
        poll = polls[0]
    return poll, core


def read_ballot(text: str, polls: Sequence[OpenPoll]) -> Ballot | None:
    """The vote that a (normalised) message casts, or None.

    With several open polls the message must name one by its code, or an option that only one of them has.
    """
    if not polls or len(text) > 60 or _DOUBT.search(text) or _ASKED.search(text):
        return None
    poll, core = _poll_of(text.strip(), polls)
    tries = [core.strip(), _SIGNED.sub("", _HOUSEHOLD.sub("", core, count=1).strip())]
    if poll is None:
        found = [(one, pick) for one in polls for core in tries if (pick := _by_label(core, one.options))]
        found = [pair for pair in found if _kind(pair[0].options[pair[1] - 1]) == ""]
        return Ballot(found[0][1], found[0][0].code) if len({one.code for one, _ in found}) == 1 else None
    bare = core == text.strip() and not _HOUSEHOLD.match(core)
    for one in tries:
        if bare and _WEAK.fullmatch(one) and not _by_label(one, poll.options):
            continue
        if one and (option := _choice(one, poll.options)):
            return Ballot(option, poll.code)
    return None


def doubtful(text: str, polls: Sequence[OpenPoll]) -> bool:
    """Whether it looks like a vote for a known poll that cannot be counted: 不反对, 不太同意, 同意但是…"""
    if not polls or len(text) > 40 or not _ABOUT.search(text) or _ASKED.search(text):
        return False
    poll, _ = _poll_of(text, polls)
    return poll is not None and bool(_DOUBT.search(text))


def household_vote(text: str) -> bool:
    """Whether the message is a household and a plain yes or no (3号楼501 同意): a ballot even to nobody's question."""
    match = _HOUSEHOLD.match(text)
    rest = text[match.end() :].strip(" ,.。!") if match else ""
    return bool(match and re.fullmatch(f"(?:我家?|俺)?(?:{_YES}|{_NO}|{_ABSTAIN})", rest))
