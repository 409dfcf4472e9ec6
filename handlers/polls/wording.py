"""How a poll is put into words: what the group sees of it, and how it stands."""

from collections.abc import Sequence
from datetime import datetime

from handlers.community import Community
from handlers.names import clean
from handlers.polls import counting, outcome, units
from handlers.polls.outcome import Count, Outcome
from handlers.polls.rules import Draft
from handlers.polls.units import Who
from handlers.texts import text
from handlers.understanding import mask
from storage.records import Poll, PollKind, Unit
from storage.unit_of_work import UnitOfWork

_WEEKDAYS = "一二三四五六日"
_LONGEST_WORDS = 200  # characters read of a title or an option; what is too long is refused, not cut
_SHORT = 14  # characters of a title among others
_ONE_LINE = 44  # characters of options side by side; longer ones stand below each other
_FEW = 6  # options that may stand below each other, and of which each is told with its count


def shown(words: str) -> str:
    """A title or an option as everybody may read it: one line, nothing private, nothing that turns the text round."""
    return mask(clean(words, _LONGEST_WORDS))


def lines_of_options(options: Sequence[str]) -> str:
    """1 同意  2 反对  3 弃权"""
    numbered = [f"{number} {label}" for number, label in enumerate(options, start=1)]
    beside = "  ".join(numbered)
    return beside if len(beside) <= _ONE_LINE or len(options) > _FEW else "\n".join(numbered)


def short(title: str) -> str:
    """A title among others in one line."""
    return title if len(title) <= _SHORT else f"{title[: _SHORT - 1]}…"


def several(among: Sequence[Poll]) -> str:
    """【V1】是否加装充电桩、【V2】更换楼道灯"""
    listed = (text("polls.one_of", code=poll.code, title=short(poll.title)) for poll in among)
    return text("polls.and").join(listed)


def without_gaps(message: str) -> str:
    """A message without the lines for which there was nothing to say."""
    return "\n".join(line for line in message.split("\n") if line.strip())


def moment(community: Community, at: datetime) -> str:
    """11月27日周五18:00"""
    local = at.astimezone(community.zone)
    weekday = _WEEKDAYS[local.weekday()]
    return text("polls.moment", month=local.month, day=local.day, weekday=weekday, clock=f"{local:%H:%M}")


def announcement(
    community: Community, of: Draft | Poll, code: str, eligible: int, head: str = "", link: str = ""
) -> str:
    """What the groups see at the opening; of a draft the very same, but what is not known yet: the fingerprint."""
    begin = of.opens_at if not isinstance(of, Poll) or of.opens_at > of.opened_at else None
    channel = community.rules.polls.statutory_channel
    message = text(
        "polls.opened",
        code=code,
        kind=of.kind.value,
        title=of.title,
        options=lines_of_options(of.options),
        who=who_votes(community, of),
        unit=text(f"polls.unit.{of.unit}"),
        eligible=eligible,
        counted=text(f"polls.counted.{of.unit}"),
        secret=text("polls.secret" if of.secret else "polls.named"),
        rule=of.rule_text
        if isinstance(of, Poll)
        else outcome.rule_text(of.rule, by_area=of.unit is Unit.OWNER),
        begin=text("polls.begins", at=moment(community, begin)) if begin else "",
        until=moment(community, of.deadline),
        several=how_many(of),
        how=how_to_vote(community, of) + text("polls.own_note"),
        open=text("polls.counts_open") if of.show_counts else "",
        replaces=text("polls.replaces", code=of.replaces) if of.replaces else "",
        channel=text("polls.channel", channel=channel) if of.kind is PollKind.STATUTORY else "",
        fingerprint=fingerprint_text(head, link) if head else "",
    )
    return without_gaps(message)


def fingerprint_text(head: str, link: str) -> str:
    """指纹3f2a…, with the address of the page if there is one."""
    return text("polls.fingerprint", head=head, link=text("polls.link", link=link) if link else "")


def how_to_vote(community: Community, of: Draft | Poll) -> str:
    """What to do to vote: in the group or, where it is secret, privately."""
    return text("polls.how_secret" if of.secret else "polls.how_named", bot=community.bot_names[0])


def how_many(of: Draft | Poll, *, short: bool = False) -> str:
    """，最多选5项（例：1和2）, `short` without the example; nothing where one is chosen."""
    key = "polls.several_short" if short else "polls.several"
    return text(key, most=of.choose) if of.choose > 1 else ""


def who_votes(community: Community, of: Draft | Poll) -> str:
    """3号楼, 第一片区党员, 名单上的2人"""
    electorate = units.read(of.electorate) if isinstance(of, Poll) else of.voters
    if electorate.who is Who.LISTED:
        return text("polls.who.list", count=len(electorate.listed))
    nodes = (community.node(node) for node in electorate.nodes)
    places = "、".join(node.name for node in nodes if node is not None)
    return text(f"polls.who.{electorate.who}", places=places)


def outcome_text(poll: Poll, count: Count, found: Outcome) -> str:
    """What came of a poll, in one sentence; it is kept with the result and published."""
    winners = "、".join(poll.options[option - 1] for option in found.winners)
    if count.turnout == 0:
        return text("polls.outcome.nobody")
    if not found.quorum:
        return text("polls.outcome.no_quorum")
    if poll.rule["pass"] is not None:
        return text("polls.outcome.passed", options=winners) if winners else text("polls.outcome.not_passed")
    if len(found.winners) > 1:
        return text("polls.tie", options=winners)
    return text("polls.most", option=winners, count=max(count.heads))


def area_text(hundredths: int) -> str:
    """12,000.5 → 12,000.50㎡; whole ones without the fraction."""
    whole, rest = divmod(hundredths, 100)
    return text("polls.area", area=f"{whole:,}.{rest:02d}" if rest else f"{whole:,}")


def turnout_text(poll: Poll, turnout: int, turnout_area: int) -> str:
    """15户投票（共24户，62.5%）, by area too where it counts."""
    key = "polls.turnout_area" if poll.unit is Unit.OWNER else "polls.turnout"
    return text(
        key,
        turnout=turnout,
        eligible=poll.eligible,
        counted=text(f"polls.counted.{poll.unit}"),
        part=_percent(turnout, poll.eligible),
        area=area_text(turnout_area),
        eligible_area=area_text(poll.eligible_area or 0),
        area_part=_percent(turnout_area, poll.eligible_area or 0),
    )


def missing_text(poll: Poll, turnout: int, turnout_area: int) -> str:
    """还差18户达到2/3以上; nothing where no quorum is asked for."""
    quorum = outcome.read(poll.rule).quorum
    if quorum is None:
        return ""
    counted = text(f"polls.counted.{poll.unit}")
    wanted = [f"{heads}{counted}"] if (heads := quorum.missing(turnout, poll.eligible)) else []
    if poll.unit is Unit.OWNER and (area := quorum.missing(turnout_area, poll.eligible_area or 0)):
        wanted.append(area_text(area))
    share = outcome.share_text(quorum)
    if not wanted:
        return text("polls.quorum_reached", share=share)
    return text("polls.missing", missing=text("polls.and").join(wanted), share=share)


def counts_text(poll: Poll, heads: Sequence[int], areas: Sequence[int] | None) -> str:
    """同意 15，反对 3; with areas: 同意 15户1,350㎡. Of many options those with the most, and the rest as one."""
    counted = text(f"polls.counted.{poll.unit}")
    told = [
        f"{label} {count}" if areas is None else f"{label} {count}{counted}{area_text(areas[place])}"
        for place, (label, count) in enumerate(zip(poll.options, heads, strict=True))
    ]
    if len(told) <= _FEW:
        return "，".join(told)
    most = sorted(range(len(told)), key=lambda place: -heads[place])
    rest = [heads[place] for place in most[_FEW:]]
    told = [told[place] for place in most[:_FEW]]
    return "，".join([*told, text("polls.rest_of_counts", count=len(rest), votes=sum(rest))])


def so_far_text(store: UnitOfWork, poll: Poll) -> str:
    """How it stands, where that was asked for at the opening; else nothing, for nobody."""
    if not poll.show_counts or poll.secret:
        return ""
    count = counting.count(store, poll)
    return text("polls.so_far", counts=counts_text(poll, count.heads, count.areas))


def _percent(part: int, whole: int) -> str:
    """62.5%, cut and not rounded: 66.6% is not two thirds."""
    tenths = part * 1000 // whole if whole else 0
    return f"{tenths // 10}.{tenths % 10}%"
