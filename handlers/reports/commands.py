"""What people write about reports: 周报, 季报 第三季度, 上周办得怎么样, 我的成绩. Chat only, told privately."""

import re

from handlers.arguments import Arguments
from handlers.audit.scope import nodes_where
from handlers.chat import Chat
from handlers.community import Permission
from handlers.errors import UserError
from handlers.ledger.search import query_of
from handlers.periods import MONTH, QUARTER, WEEK, Period, find_period, period_of
from handlers.reports import actions, wording
from handlers.reports.actions import reports as reports
from handlers.texts import text
from handlers.understanding.normal import normalise
from storage.records import Lane

_LONGEST = 30
_HOW_IT_WENT = re.compile(
    r"(?P<what>.{1,16}?)(?:的)?(?:诉求|事情?|工作|单子|件)?(?:都)?(?:办|处理|解决|完成|干|做)得?(?:情况)?(?:怎么?样|咋样|如何)了?"
    r"|(?P<figures>.{1,16}?)的?(?:办理|处理|诉求)情况(?:怎么?样|如何)?|(?P<report>.{1,16}?)的?(?:周报|月报|季报|报表|通报|小结)"
)
_MINE = re.compile(
    r"(?:看看?|查看?)?我(?P<when>.{0,8}?)的?(?:成绩单?|成绩怎么样|履职成绩单?|业绩|工作量|办件数)"
    r"|我(?P<count>.{0,8}?)(?:一共|总共|都)?(?:办|接|处理|完成)(?:完|结|好)?了?(?:几|多少)(?:件|个|单|条)(?:事|单子|诉求)?了?"
)
_HOW = re.compile(
    r"(?:这个?|你们?的?)?(?:报表|周报|月报|季报|响应率|解决率|满意率|按时办结率?|这些数)(?:都|的数)?(?:是)?(?:怎么|咋|如何)(?:算|统计|得)(?:出?来)?的?"
)
_PLEASE = (
    "(?:请|麻烦|帮我?|给我|发给?我|发过来|我?想?看(?:看|下(?!周(?!报)))?|[看查]一[看下查]|瞧瞧|一[份下]|谢谢)"
)
# Possessive, as 看看看… may be cut in many ways: nobody's words may keep the bot busy.
_LEADS = re.compile(rf"(?:{_PLEASE}[ ,]?)++")
_TRAILS = re.compile(rf"(?:[ ,]?(?>{_PLEASE}))++$")
_KINDS = {"周报": WEEK, "月报": MONTH, "季报": QUARTER}
_EDGES = " \t\n。，,.!！~～?？呢啊呀吗"


@reports.command("周报", "督查周报", needs=Permission.READ)
def weekly(chat: Chat, arguments: Arguments) -> None:
    """The report on last week, or on the one that is named."""
    _show(chat, arguments.rest, WEEK)


@reports.command("月报", "月度通报", needs=Permission.READ)
def monthly(chat: Chat, arguments: Arguments) -> None:
    """The report on last month, or on the one that is named."""
    _show(chat, arguments.rest, MONTH)


@reports.command("季报", "季度小结", needs=Permission.READ)
def quarterly(chat: Chat, arguments: Arguments) -> None:
    """The report on the last quarter, or on the one that is named."""
    _show(chat, arguments.rest, QUARTER)


@reports.declare("上周办得怎么样", needs=Permission.READ)
@reports.before_commands
def in_words(chat: Chat) -> bool:
    """上周办得怎么样, 第一片区本月的报表: from who reads the ledger; what names no time is talk."""
    words = _plain(chat)
    if not chat.may_somewhere(Permission.READ):
        return False
    if (kind := _KINDS.get(_asked_for(words))) is not None:  # 看下周报: of no week to come
        _show(chat, "", kind)
        return True
    found = _HOW_IT_WENT.fullmatch(words)
    if found is None:
        return False
    what = next(part for part in found.groups() if part is not None)
    if find_period(what, chat.turn.local.date()) is None:
        return False
    _show(chat, what, WEEK)
    return True


@reports.declare("报表怎么算的")
@reports.before_commands
def explain(chat: Chat) -> bool:
    """What the figures mean."""
    if not _HOW.fullmatch(_plain(chat)):
        return False
    chat.reply("reports.how")
    return True


@reports.declare("我的成绩", "我这个月办了几件", needs=Permission.WORK)
@reports.before_commands
def own(chat: Chat) -> bool:
    """A member's own figures, privately."""
    found = _MINE.fullmatch(_plain(chat))
    if found is None or chat.person is None or not chat.works:
        return False
    today = chat.turn.local.date()
    said = find_period(found["when"] or found["count"] or "", today)
    period = said[0] if said else period_of(MONTH, today)
    report = actions.own_figures(chat.turn, chat.person, period)
    chat.whisper(
        "reports.mine",
        days=wording.days(period),
        counts=wording.counts(report.total),
        rates=wording.rates(report.total),
        at=actions.moment_of(chat.turn, chat.turn.now),
    )
    return True


def _plain(chat: Chat) -> str:
    """What was said to the bot in few words; "" for anything else."""
    short = chat.called and len(chat.words) <= _LONGEST
    return normalise(chat.words).strip(_EDGES) if short else ""


def _asked_for(words: str) -> str:
    """What is left of the words without 给我 … 看看."""
    if len(words) > _LONGEST:
        return words
    words = _TRAILS.sub("", words.strip(_EDGES))
    lead = _LEADS.match(words)
    return words[lead.end() if lead else 0 :].strip(_EDGES)


def _show(chat: Chat, said: str, kind: str) -> None:
    """Tell the report privately, with its picture."""
    turn = chat.turn
    where, nodes, period = _asked(chat, _asked_for(said), kind)
    report = actions.make(turn, where, nodes, period, chat.speaker)
    chat.whisper("reports.shown", report=wording.report_text(report))
    if report.counted:
        drawn = turn.store.blobs.put("report.png", "image/png", wording.picture(report))
        name = text("reports.picture_name", day=f"{period.last:%Y%m%d}")
        turn.to_actor(chat.speaker, "", lane=Lane.REPLY, file=(drawn, name))


def _asked(chat: Chat, said: str, kind: str) -> tuple[str, frozenset[str], Period]:
    """On which places and time, in words and as nodes.

    Raises:
        UserError: no such time or place, or the speaker does not read there.
    """
    turn, person = chat.turn, chat.person
    assert person is not None  # the command needs a post
    reads = nodes_where(turn.community, person, Permission.READ)
    query = query_of(turn, said) if said.strip(_EDGES) else None
    if said.strip(_EDGES) and (query is None or query.words or query.people):
        raise UserError("reports.unknown")
    period = query.period if query is not None and query.period else period_of(kind, turn.local.date()).before
    if query is not None and query.nodes is not None:
        nodes = query.nodes & reads
        if not nodes or nodes != query.nodes:
            raise UserError("reports.unknown")
    else:
        nodes = reads
    return _where(chat, nodes), nodes, period


def _where(chat: Chat, nodes: frozenset[str]) -> str:
    """The highest of some places, in words."""
    tops = [node.name for node in chat.turn.community.nodes if node.id in nodes and node.parent not in nodes]
    return text("reports.places").join(tops[:3])
