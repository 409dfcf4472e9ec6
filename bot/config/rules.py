"""The clocks and limits of [rules]; what is not said there is the default."""

from dataclasses import fields
from datetime import time

from bot.config import values
from bot.config.reader import Section
from handlers.pacing import Pace
from handlers.rules import (
    CLOCKS,
    CallRules,
    ChainRules,
    Clock,
    PollDefaults,
    ReportRules,
    RetentionRules,
    Rules,
    SignalRules,
    VisitRules,
    WhistleRules,
)
from handlers.understanding.model import CATEGORIES
from handlers.worktime import Hours

_LONGEST_CALL = 24 * 60  # minutes
_MOST_WORKING_DAYS = 15  # every month has so many
_LONGEST = 3660  # days
_SHORTEST = {"messages": 7, "inbox": 7}  # days in which a message may still be quoted, or delivered once more


def read_rules(section: Section) -> Rules:
    """The rules of the table; `section` may be empty."""
    default = Rules()
    clocks, polls, pace = section.section("clocks"), section.section("polls"), section.section("pace")
    signals, chains = section.section("signals"), section.section("chains")
    return Rules(
        clocks={urgency: _clock(clocks.section(urgency), clock) for urgency, clock in CLOCKS.items()},
        remind=section.each("remind", values.part, default.remind),
        rate_again_hours=section.take("rate_again_hours", values.integer(1, 720), default.rate_again_hours),
        auto_close_days=section.take("auto_close_days", values.integer(1, 366), default.auto_close_days),
        inspect_days=section.take("inspect_days", values.integer(1, 30), default.inspect_days),
        answer_days=section.take("answer_days", values.integer(1, 30), default.answer_days),
        quiet=section.take("quiet_hours", values.hours, default.quiet),
        working_hours=_working_hours(section, default.working_hours),
        pace=_pace(pace),
        polls=PollDefaults(
            days=polls.take("days", values.integer(1, 366), default.polls.days),
            remind_hours=polls.take("remind_hours", values.integer(1, 720), default.polls.remind_hours),
            max_options=polls.take("max_options", values.integer(2, 50), default.polls.max_options),
            secret=polls.take("secret", values.boolean, default.polls.secret),
            public_days=polls.take("public_days", values.integer(1, 90), default.polls.public_days),
            statutory_channel=polls.take("statutory_channel", values.text, default.polls.statutory_channel),
        ),
        chains=ChainRules(
            keep_days=chains.take("keep_days", values.integer(1, 90), default.chains.keep_days),
            tell_minutes=chains.take("tell_minutes", values.integer(1, 720), default.chains.tell_minutes),
        ),
        calls=_calls(section.section("calls")),
        whistle=_whistle(section.section("whistle")),
        reports=_reports(section.section("reports")),
        visits=_visits(section.section("visits")),
        retention=_retention(section.section("retention")),
        signals=SignalRules(
            jump=signals.take("jump", values.integer(2, 100), default.signals.jump),
            keep_days=signals.take("keep_days", values.integer(1, 366), default.signals.keep_days),
        ),
    )


def _clock(section: Section, default: Clock) -> Clock:
    return Clock(
        accept=section.take("accept", values.span, default.accept),
        close=section.take("close", values.span, default.close),
        first_contact=section.take("first_contact", values.span, default.first_contact),
    )


def _pace(section: Section) -> Pace:
    default = Pace()
    return Pace(
        per_minute=section.take("per_minute", values.integer(1, 60), default.per_minute),
        per_day=section.take("per_day", values.integer(1, 10_000), default.per_day),
        room_per_minute=section.take("room_per_minute", values.integer(1, 60), default.room_per_minute),
        reply=section.take("reply", values.seconds_range, default.reply),
        between_rooms=section.take("between_rooms", values.seconds_range, default.between_rooms),
        rest=section.take("rest", values.minutes_range, default.rest),
    )


def _working_hours(section: Section, default: tuple[Hours, ...]) -> tuple[Hours, ...]:
    """In order, none into another; the end of the day may be the last one's end."""
    found = section.each("working_hours", values.hours, default)
    if not found:
        section.wrong("working_hours", "must have at least one span of hours")
        return default
    before = time.min
    for position, (begin, end) in enumerate(found):
        last = position == len(found) - 1
        if begin < before or not (begin < end or (last and end == time.min)):
            section.wrong("working_hours", "must be in order, within one day, and must not overlap", position)
        before = end
    return found


def _calls(section: Section) -> CallRules:
    """Open calls: how long one runs, and what is called out at once."""
    default = CallRules()
    return CallRules(
        minutes=section.take("minutes", values.integer(5, _LONGEST_CALL), default.minutes),
        categories=frozenset(section.each("categories", values.known(CATEGORIES, "category"))),
    )


def _whistle(section: Section) -> WhistleRules:
    """How long a department has that was called in (吹哨)."""
    default = WhistleRules()
    return WhistleRules(
        report=section.take("report", values.span, default.report),
        answer=section.take("answer", values.span, default.answer),
    )


def _reports(section: Section) -> ReportRules:
    """The days and the hour at which reports are sent."""
    default = ReportRules()
    return ReportRules(
        weekly=section.take("weekly", values.integer(0, 7), default.weekly),
        monthly=section.take("monthly", values.integer(0, _MOST_WORKING_DAYS), default.monthly),
        quarterly=section.take("quarterly", values.integer(0, _MOST_WORKING_DAYS), default.quarterly),
        at=section.take("at", values.clock, default.at),
        say_empty=section.take("say_empty", values.boolean, default.say_empty),
    )


def _visits(section: Section) -> VisitRules:
    """After how many days a household is listed as not visited."""
    return VisitRules(days=section.take("days", values.integer(1, 3660), VisitRules().days))


def _retention(section: Section) -> RetentionRules:
    """For how many days what is kept."""
    default = RetentionRules()
    return RetentionRules(
        **{
            kind.name: section.take(
                kind.name,
                values.integer(_SHORTEST.get(kind.name, 1), _LONGEST),
                getattr(default, kind.name),
            )
            for kind in fields(RetentionRules)
        }
    )
