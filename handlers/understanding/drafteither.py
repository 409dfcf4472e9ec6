"""The sides of a question with 还是: 秋游去香山还是植物园 → 香山, 植物园."""

import re

from handlers.understanding.normal import NUM
from handlers.understanding.patterns import late

_OR = late(",?(?:还是说?|抑或)")
# A verb that stands before what is chosen; one character, or two of a fixed pair.
_VERBS = late(
    "(?:[放装开设定改建种停摆挂贴刷涂换选送][在到成为给]|安排在|安装|采用|选择|购买|更换|准备|组织|参观|举办|改为|统一用|走|去|送|吃|放|开|打|发|装|刷|用|选"
    "|买|停|做|看|喝|请|穿|换|种|搞|办|在|给|坐|订|唱|跳|学|设|建|铺|贴|挂|漆|涂|养|租|玩|叫|来|是|到|交|收|聊|听|爬|逛|包|写)"
)
_TAIL = late("(?:(?:比较|更|最)?(?:好|合适|合理|划算|方便)(?:一些|一点|些|点)?)?[呢啊吧呀]{0,3}$")
_DAY_PART = "(?:早上|上午|中午|下午|晚上)"
_WHEN = late(
    rf"(?:下下|下个?|本|这个?)?(?:周|星期|礼拜)[一二三四五六日天末]{_DAY_PART}?|(?:{NUM}{{1,2}}月)?{NUM}{{1,3}}[号日](?!楼){_DAY_PART}?"
    rf"|[今明后][天晚]{_DAY_PART}?|{_DAY_PART}?{NUM}{{1,3}}点半?|{_DAY_PART}"
)
_STOP = late("[ ,，、。?？!\n]")


def sides(topic: str) -> list[str]:
    """What one may choose between in the topic; empty when it has no 还是."""
    parts = _OR.split(topic)
    if len(parts) < 2:
        return []
    rights = [_right(part) for part in parts[1:]]
    left = parts[0].rstrip(" ,，、是")
    listed = [piece.strip() for piece in re.split("[、]", left)] if "、" in left else [left]
    rights = [*listed[1:], *rights]
    left = re.split("[ ,，]", listed[0])[-1]
    if not left or not all(rights):
        return []
    return [_left(left, rights[0]), *rights]


def _right(part: str) -> str:
    said = _STOP.split(part.strip())[0]
    return _TAIL.sub("", said) or said


def _left(left: str, right: str) -> str:
    """The end of the left part that matches the right one: the same start, else what stands behind a verb."""
    if right[0] in "不别没" and len(right) > 1 and left.endswith(right[1:]):
        return right[1:]
    if _WHEN.fullmatch(right) and (days := [match[0] for match in _WHEN.finditer(left)]):
        return days[-1]
    size = min(len(left), len(right))
    if right[0].isdigit():
        starts = [i for i in range(len(left)) if left[i].isdigit() and not left[i - 1 : i].isdigit()]
        near = [i for i in starts if abs(len(left) - i - len(right)) <= 2]
        return left[near[-1] :] if near else left[-size:]
    same = left.rfind(right[0])
    if same >= 0 and abs(len(left) - same - len(right)) <= 2:
        return left[same:]
    behind = [match.end() for match in _VERBS.finditer(left) if match.end() < len(left)]
    near = [at for at in behind if abs(len(left) - at - len(right)) <= 2]
    if near:
        return left[min(near, key=lambda at: (abs(len(left) - at - len(right)), -at)) :]
    return left[-size:]
