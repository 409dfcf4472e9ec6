"""The reading of one message: context first, then the words. Pure and synchronous; the tables are read once."""

from dataclasses import replace

from handlers.understanding.ballots import doubtful, household_vote, polls_answered, read_ballot
from handlers.understanding.calls import strip_call
from handlers.understanding.drafts import asks_for_poll, read_draft, starts_with_poll
from handlers.understanding.judgement import Judgement, judge
from handlers.understanding.lexicon import Lexicon, shipped
from handlers.understanding.model import GUESS, Ballot, Context, Further, Meaning, Place
from handlers.understanding.normal import MAX_READ, normalise
from handlers.understanding.patterns import late
from handlers.understanding.pii import find_pii
from handlers.understanding.places import find_place
from handlers.understanding.problems import problems
from handlers.understanding.replies import only_in_context, read_reply
from handlers.understanding.times import find_due

_COMMAND = late(
    r"^ ?(?:#接龙|接龙[ :]|发起(?:一?个|一次)?(?:投票|表决|接龙|意见征集|意向征集)|(?:投票|表决)[ :]|工单 ?[0-9A-Z]{3,}"
    r"|(?:查|查询|查看|进度|查进度|催|催办|撤回|撤销|撤单|取消|补充|评分?|评价) ?[0-9]{4}(?![0-9])|(?:撤回"
    r"|撤单|查进度|查询进度)(?:$|[ :,])|催办(?:$|:)"
    r"|(?:报修|投诉|求助|咨询|建议|反映|举报|微心愿|代办|报名 ?A[0-9]{1,3})(?:[:]|$)"
    r"|(?:删除)?我的数据(?:$|[ :,!。])|(?:帮助|菜单|功能|help)$)"
)
_REPORT = late(r"^ ?(?:报修|投诉|求助|咨询|举报) (?P<what>.+)")
"""A command if what follows is a matter for the community: 求助 老人摔了 is one, 求助 红烧肉怎么做 is talk."""
_FOR_SOMEBODY = late(r"[给帮替为](?!大家|我们|咱|[这那每全本])[^ ,。;!?]{1,8}投(?:个|一|下|张|几)?票")
"""Votes are sought for somebody in a contest elsewhere: 给我侄女投个票."""
# Each alternative reads what no other can: within the outer + nothing may be read in two ways (嗯嗯嗯…).
_PLEASANTRY = late(
    r"(?:你好|您好|早上好|早安|早|上午好|中午好|下午好|晚上好|晚安|大家好|在吗|在么|在不在|在不|hi|hello"
    r"|thanks|thank you|thx|谢谢|多谢|感谢|谢了|辛苦|收到|好的|好嘞|好滴|好吧|行|可以|"
    r"知道了|明白|了解|嗯|哦|ok|OK|没事|不客气|再见|拜拜|麻烦了|唔该|啊|呀|哈|哒|啦|了|您|你"
    r"|们|大家|师傅|小应|小助手|全部|所有|统统|办结|接单|👍|🙏|🌹|😊|❤|\[[^\[\]]{1,4}\]|[ ,.。!~…])+"
)
_SYSTEM = late(
    r"^[\"“]?.{1,30}[\"”]? ?(?:撤回了一条消息|拍了拍|邀请.{1,30}加入了群聊|修改群名为|加入了群聊)|^\[(?:图片"
    r"|表情|动画表情|视频|语音|文件|位置|名片|红包|转账)\]$"
)
# Their times are when it happens, unless 前 or 内 makes a deadline.
_TOLD = frozenset(("投诉", "建议", "撤回"))


def understand(text: str, context: Context) -> Meaning:
    """Read one message of a group or a private chat.

    Never raises, whatever the text holds. Only the first `MAX_READ` characters are read. A message that is not for the
    bot has intent 闲聊 and nothing else, but perhaps a weak signal.
    """
    said = text[:MAX_READ]
    answered = polls_answered(_normal(said), context.open_polls) if context.open_polls else ()
    if answered != context.open_polls:
        context = replace(context, open_polls=answered)
    meaning = _read(said, context, context.lexicon or shipped())
    personal = _personal(said) if meaning.for_bot else ()
    return replace(meaning, pii=personal) if personal else meaning


def parts(text: str, context: Context) -> Meaning:
    """As `understand`, with place, time and personal data filled for every message, chatter too."""
    meaning = understand(text, context)
    bare = _blanked(_normal(text[:MAX_READ]))
    place, due = find_place(bare, context.register), find_due(bare, context.now)
    return replace(
        meaning,
        place=place,
        place_text=place.text if place else None,
        due=due.value if due else None,
        due_guessed=due is not None and due.guessed,
        pii=_personal(text[:MAX_READ]),
    )


def _read(said: str, context: Context, lexicon: Lexicon) -> Meaning:
    called, rest = strip_call(said, context.bot_names)
    plain = _normal(rest).strip()
    named = called or context.mentioned
    explicit = named or not context.room or _is_command(plain, lexicon)
    if not explicit and (not plain or _SYSTEM.match(plain)):
        return Meaning()
    addressed = "explicit" if explicit else "implicit"
    if spoken := _in_context(plain, context, addressed):
        return spoken
    if not named and _PLEASANTRY.fullmatch(plain):
        return Meaning(why=("-pleasantry",))
    if spoken := _poll(rest, plain, context, addressed, lexicon):
        return spoken
    if not explicit and only_in_context(plain):
        return Meaning(why=("-an answer to nothing",))
    return _words(plain, context, lexicon, explicit)


def _normal(said: str) -> str:
    """The plain form, no longer than what is read: one character may stand for eighteen (ﷺ)."""
    return normalise(said)[:MAX_READ]


def _is_command(plain: str, lexicon: Lexicon) -> bool:
    """Whether a command word stands at the head, and what follows fits it."""
    if _COMMAND.match(plain):
        return True
    report = _REPORT.match(plain)
    return report is not None and judge(lexicon, report["what"]).recognised


def _in_context(plain: str, context: Context, addressed: str) -> Meaning | None:
    """What only the state of the room and the speaker's own requests explain: a ballot, a rating, 还没修."""
    ballot, reply = read_ballot(plain, context.open_polls), read_reply(plain, context)
    if ballot and not (reply and not context.room):
        place = find_place(plain, context.register)
        return _told(addressed, "表决", 0.98, "ballot", ballot=ballot, place=place)
    if reply:
        return _told(addressed, reply[0], 0.9, reply[1])
    if doubtful(plain, context.open_polls):
        return _told(addressed, "表决", 0.7, "a vote with a doubt")
    return None


def _poll(rest: str, plain: str, context: Context, addressed: str, lexicon: Lexicon) -> Meaning | None:
    if household_vote(plain):
        return _told(addressed, "表决", 0.6, "a household's vote", place=find_place(plain, context.register))
    if not asks_for_poll(plain) or (addressed == "implicit" and _FOR_SOMEBODY.search(plain)):
        return None
    draft = read_draft(rest, context.now)
    if draft is None or (not draft.topic and addressed == "implicit"):
        return None
    addressed = "explicit" if starts_with_poll(plain) else addressed
    category = judge(lexicon, plain).category
    meaning = _told(addressed, "表决", 0.95, "a poll is asked for", category=category)
    return replace(meaning, poll=draft, due=draft.due, due_guessed=draft.due_guessed)


def _told(
    addressed: str,
    intent: str,
    confidence: float,
    why: str,
    *,
    category: str = "其他",
    ballot: Ballot | None = None,
    place: Place | None = None,
) -> Meaning:
    """The meaning of a message whose form or context says all."""
    return Meaning(
        for_bot=True,
        addressed=addressed,
        intent=intent,
        category=category,
        urgency="normal",
        place=place,
        place_text=place.text if place else None,
        ballot=ballot,
        confidence=confidence,
        why=(why,),
    )


def _words(plain: str, context: Context, lexicon: Lexicon, explicit: bool) -> Meaning:
    judged = judge(lexicon, plain)
    if not explicit and not judged.wanted:
        weak = _signal(judged, find_place(_blanked(plain), context.register)) if judged.weak else None
        return Meaning(confidence=_confidence(-judged.asks), weak=weak, why=judged.why)
    bare = _blanked(plain)
    (first, place), *further = problems(bare, context.register, lexicon, judged)
    due = find_due(bare, context.now)
    if due and due.kind != "deadline" and first.intent in _TOLD:
        due = None
    return Meaning(
        for_bot=True,
        addressed="explicit" if explicit else "implicit",
        intent=first.intent,
        category=first.category,
        urgency=first.urgency,
        place=place,
        place_text=place.text if place else None,
        due=due.value if due else None,
        due_guessed=due is not None and due.guessed,
        confidence=_certainty(judged, explicit),
        more=tuple(_signal(*problem) for problem in further),
        why=judged.why,
    )


def _signal(judged: Judgement, place: Place | None) -> Further:
    return Further(judged.intent, judged.category, judged.urgency, place.text if place else None)


def _certainty(judged: Judgement, explicit: bool) -> float:
    """How sure it is what is wanted; low for a call in which nothing was recognised."""
    if judged.alarm:
        return 0.97
    if explicit:
        return max(0.5, judged.sure) if judged.recognised else GUESS
    return _confidence(judged.asks)


def _confidence(above: float) -> float:
    return round(max(GUESS, min(0.95, 0.5 + 0.06 * above)), 3)


def _personal(said: str) -> tuple[str, ...]:
    return tuple(one.value for one in find_pii(said))


def _blanked(text: str) -> str:
    """The text without personal data: a pick-up code is no flat, a phone number no time."""
    for one in find_pii(text):
        text = text[: one.start] + "※" * (one.end - one.start) + text[one.end :]
    return text
