"""The reading of one message: context first, then the words. Pure and synchronous; the tables are read once."""

import re
from dataclasses import replace

from handlers.understanding.ballots import doubtful, household_vote, read_ballot
from handlers.understanding.calls import strip_call
from handlers.understanding.drafts import asks_for_poll, read_draft, starts_with_poll
from handlers.understanding.judgement import PROBLEMS, Judgement, judge
from handlers.understanding.lexicon import Lexicon, shipped
from handlers.understanding.model import Context, Further, Meaning
from handlers.understanding.normal import MAX_READ, normalise
from handlers.understanding.pii import find_pii
from handlers.understanding.places import find_place
from handlers.understanding.replies import read_reply
from handlers.understanding.times import find_due

_COMMAND = re.compile(
    r"^ ?(?:#接龙|接龙[ :]|发起(?:一?个|一次)?(?:投票|表决|接龙|意见征集|意向征集)|(?:投票|表决)[ :]|工单 ?[0-9A-Z]{3,}"
    r"|(?:查|查询|查看|催|催办|撤回|撤销|撤单|取消|补充|评分?|评价) ?[0-9]{4}(?![0-9])|(?:催办|撤回"
    r"|撤单|查进度|查询进度)(?:$|[ :,])"
    r"|(?:报修|投诉|求助|咨询|建议|反映|举报|微心愿|代办|报名 ?A[0-9]{1,3})(?:[:]|$)|(?:报修|投诉|求助|咨询|举报) "
    r"|我的数据|删除我的数据|(?:帮助|菜单|功能|help)$)"
)
_PLEASANTRY = re.compile(
    r"(?:你好|您好|早上好|早安|早|上午好|中午好|下午好|晚上好|晚安|大家好|在吗|在么|在不在|在不|hi|hello"
    r"|谢谢|多谢|感谢|谢了|辛苦|收到|好的|好嘞|好滴|好吧|行|可以|"
    r"知道了|明白了?|了解|嗯+|哦+|ok|OK|没事了?|不客气|再见|拜拜|麻烦了|唔该|啊|呀|哈|哒|啦|了|您|你"
    r"|们|大家|师傅|小应|小助手|👍|🙏|🌹|😊|❤|\[[^\[\]]{1,4}\]|[ ,.。!~…])+"
)
_SYSTEM = re.compile(
    r"^[\"“]?.{1,30}[\"”]? ?(?:撤回了一条消息|拍了拍|邀请.{1,30}加入了群聊|修改群名为|加入了群聊)|^\[(?:图片"
    r"|表情|动画表情|视频|语音|文件|位置|名片|红包|转账)\]$"
)
_ASKS = re.compile(r"\?|吗|么$|呢$|什么|怎么|咋|哪|几点|多少|如何|能不能|可不可以|是否|啥")
_ALSO = re.compile(
    r"(?:另外|此外|还有(?!没|人|多久|几|名额)|再就是|再一个|再有|顺便(?:说|问|反映|提)?|对了|其次|同时"
    r"|第二[,:、]|二是|2[.、])"
)
_TOLD = frozenset(
    ("投诉", "建议", "撤回")
)  # their times are when it happens, unless 前 or 内 makes a deadline
_REPAIRS = frozenset(("水电气暖", "电梯", "漏水", "路灯照明", "门禁", "公共设施", "网络通信"))


def understand(text: str, context: Context) -> Meaning:
    """Read one message of a group or a private chat.

    Never raises, whatever the text holds. Only the first `MAX_READ` characters decide; personal data is found in all
    of what is read. A message that is not for the bot has intent 闲聊 and nothing else.
    """
    return _read(text, context, shipped())


def parts(text: str, context: Context) -> Meaning:
    """As `understand`, with place, time and personal data filled for every message, chatter too."""
    meaning = understand(text, context)
    plain = normalise(text[:MAX_READ])
    found = find_pii(plain)
    bare = _blanked(plain, [(one.start, one.end) for one in found])
    place, due = find_place(bare, context.register), find_due(bare, context.now)
    pii = tuple(one.value for one in found)
    return replace(
        meaning,
        place=place,
        place_text=place.text if place else None,
        due=due.value if due else None,
        pii=pii,
    )


def _read(text: str, context: Context, lexicon: Lexicon) -> Meaning:
    called, rest = strip_call(text[:MAX_READ], context.bot_names)
    plain = normalise(rest).strip()
    private = not context.room
    explicit = called or context.mentioned or private or bool(_COMMAND.match(plain))
    if not explicit and (not plain or _SYSTEM.match(plain)):
        return Meaning()
    named = called or context.mentioned
    if not named and _PLEASANTRY.fullmatch(plain) and not _answers(plain, context):
        return Meaning(why=("-pleasantry",))
    addressed = "explicit" if explicit else "implicit"
    spoken = _in_context(plain, context, addressed) or _poll(rest, plain, context, addressed, private)
    return spoken or _words(plain, context, lexicon, explicit)


def _answers(plain: str, context: Context) -> bool:
    return read_ballot(plain, context.open_polls) is not None or read_reply(plain, context) is not None


def _in_context(plain: str, context: Context, addressed: str) -> Meaning | None:
    """What only the state of the room and the speaker's own requests explain: a ballot, a rating, 还没修."""
    ballot = read_ballot(plain, context.open_polls)
    reply = read_reply(plain, context)
    if ballot and not (reply and not context.room):
        place = find_place(plain, context.register)
        return _meaning(
            addressed, "表决", "其他", plain, confidence=0.98, ballot=ballot, place=place, why=("ballot",)
        )
    if reply:
        return _meaning(addressed, reply[0], "其他", plain, confidence=0.9, why=(reply[1],))
    if doubtful(plain, context.open_polls):
        return _meaning(addressed, "表决", "其他", plain, confidence=0.7, why=("a vote with a doubt",))
    return None


def _poll(rest: str, plain: str, context: Context, addressed: str, private: bool) -> Meaning | None:
    if household_vote(plain):
        place = find_place(plain, context.register)
        return _meaning(
            addressed, "表决", "其他", plain, confidence=0.6, place=place, why=("a household's vote",)
        )
    if not asks_for_poll(plain):
        return None
    draft = read_draft(rest, context.now)
    if draft is None or (not draft.topic and addressed == "implicit"):
        return None
    addressed = "explicit" if starts_with_poll(plain) else addressed
    judged = judge(shipped(), plain, False)
    category = judged.category or "其他"
    return _meaning(
        addressed,
        "表决",
        category,
        plain,
        confidence=0.95,
        poll=draft,
        due=draft.due,
        why=("a poll is asked for",),
    )


def _meaning(addressed: str, intent: str, category: str, plain: str, **more: object) -> Meaning:
    place = more.get("place")
    text = getattr(place, "text", None)
    pii = tuple(one.value for one in find_pii(plain))
    meaning = Meaning(True, addressed, intent, category, "normal", place_text=text, pii=pii)
    return replace(meaning, **more)  # type: ignore[arg-type]


def _words(plain: str, context: Context, lexicon: Lexicon, explicit: bool) -> Meaning:
    found = find_pii(plain)
    bare = _blanked(plain, [(one.start, one.end) for one in found])
    place = find_place(bare, context.register)
    judged = judge(lexicon, plain, place is not None)
    if not explicit and not judged.wanted:
        return Meaning(confidence=_confidence(-judged.asks), why=judged.why)
    first, further = _further(bare, context, lexicon, judged)
    if further:
        judged, place = first, find_place(_ALSO.split(bare)[0], context.register) or place
    due = find_due(bare, context.now)
    return Meaning(
        for_bot=True,
        addressed="explicit" if explicit else "implicit",
        intent=judged.intent or _fallback(plain, judged),
        category=judged.category or "其他",
        urgency=judged.urgency,
        place=place,
        place_text=place.text if place else None,
        due=due.value if due and (due.kind == "deadline" or judged.intent not in _TOLD) else None,
        pii=tuple(one.value for one in found),
        confidence=_certainty(judged, explicit),
        more=further,
        why=judged.why,
    )


def _certainty(judged: Judgement, explicit: bool) -> float:
    """How sure it is what is wanted; low for a call in which nothing was recognised."""
    if judged.alarm:
        return 0.97
    if explicit:
        return 0.97 if judged.intent or judged.category else 0.3
    return _confidence(judged.asks)


def _confidence(score: float) -> float:
    return round(max(0.3, min(0.95, 0.5 + 0.06 * score)), 3)


def _fallback(plain: str, judged: Judgement) -> str:
    """The intent of an explicit message that has no words for one."""
    if _ASKS.search(plain) or not judged.category:
        return "咨询"
    return "报修" if judged.category in _REPAIRS else "求助"


def _further(
    bare: str, context: Context, lexicon: Lexicon, whole: Judgement
) -> tuple[Judgement, tuple[Further, ...]]:
    """Two problems in one message: pieces behind 另外, 还有 … that are a problem of another kind or place."""
    pieces = [piece for piece in _ALSO.split(bare) if len(piece.strip()) >= 4]
    if len(pieces) < 2 or whole.intent not in PROBLEMS:
        return whole, ()
    judged = [(judge(lexicon, piece, False), find_place(piece, context.register)) for piece in pieces[:4]]
    problems = [(one, place) for one, place in judged if one.intent in PROBLEMS and (one.category or place)]
    if len(problems) < 2:
        return whole, ()
    first, first_place = problems[0]
    further = tuple(
        Further(one.intent or "求助", one.category or "其他", one.urgency, place.text if place else None)
        for one, place in problems[1:]
        if one.category != first.category or (place and first_place and place.text != first_place.text)
    )
    return (first if further else whole), further


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + "※" * (end - start) + text[end:]
    return text
