"""The numbers that a community sets for itself, with the ones it starts from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from types import MappingProxyType

from handlers.pacing import Pace
from handlers.worktime import Hours, Span


@dataclass(frozen=True, slots=True)
class Clock:
    """What a request of one urgency is allowed: from dispatch to acceptance, from the report to closing, and from
    acceptance to the first word with the resident."""

    accept: Span
    close: Span
    first_contact: Span


@dataclass(frozen=True, slots=True)
class PollDefaults:
    """What holds for a poll whose words do not say otherwise."""

    days: int = 3  # open so long
    remind_hours: int = 24  # the last reminder, before the end
    max_options: int = 20
    secret: bool = False
    public_days: int = 5  # 公示 of the result of a deliberation or a statutory vote
    statutory_channel: str = ""  # whose result decides a statutory vote; without it there is none


@dataclass(frozen=True, slots=True)
class SignalRules:
    """What holds for weak signals (弱信号)."""

    jump: int = 4  # so often within an hour is told at once
    keep_days: int = 30  # then the counts are deleted


@dataclass(frozen=True, slots=True)
class ChainRules:
    """What holds for chains (接龙)."""

    keep_days: int = 7  # after the last word in it a chain is deleted, names and all
    tell_minutes: int = 10  # lost lines of one chain are told at most once in so many


@dataclass(frozen=True, slots=True)
class CallRules:
    """What holds for open calls (抢单, 党员接单)."""

    minutes: int = 30  # then what nobody took goes back to who dispatches
    categories: frozenset[str] = frozenset()  # these are called out at once, before anybody is given them


@dataclass(frozen=True, slots=True)
class WhistleRules:
    """How long a department that was called in (吹哨) has to report in (报到) and to answer."""

    report: Span = field(default_factory=lambda: Span(4 * 60, working=True))
    answer: Span = field(default_factory=lambda: Span(days=5))


@dataclass(frozen=True, slots=True)
class VisitRules:
    """What holds for visits (走访)."""

    days: int = 60  # a household that was not visited for so long is listed


@dataclass(frozen=True, slots=True)
class RetentionRules:
    """After how many days what is kept, and is over, is deleted. Chains and weak signals have their own rules."""

    requests: int = 730  # words, pictures and outcome of what is closed; its row in the ledger stays
    visits: int = 365  # what was noted of visits and patrols, and their pictures
    messages: int = 90  # the text of what the bot said
    contacts: int = 365  # what somebody is called, after they were last seen
    tickets: int = 30  # codes that have expired
    inbox: int = 30  # ids of messages; no gateway redelivers after so long
    timers: int = 365  # due times that are over


@dataclass(frozen=True, slots=True)
class ReportRules:
    """When reports (每周一督查、每月一通报、每季一小结) are sent; 0 as a day: never."""

    weekly: int = 1  # the day of the week, from Monday; a holiday's report comes on the next working day
    monthly: int = 1  # the so-manieth working day of the month
    quarterly: int = 2  # the so-manieth working day of the quarter: not on one morning with the monthly one
    at: time = time(9)
    say_empty: bool = False  # a time in which nothing happened is told in one line; else nothing is sent


CLOCKS: Mapping[str, Clock] = MappingProxyType(
    {
        "normal": Clock(Span(30, working=True), Span(days=3), Span(4 * 60, working=True)),
        "urgent": Clock(Span(10), Span(4 * 60), Span(30)),
        "emergency": Clock(Span(2), Span(60), Span(10)),
    }
)


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers a community sets for itself. `clocks` by urgency: normal, urgent, emergency."""

    clocks: Mapping[str, Clock] = field(default_factory=lambda: CLOCKS)
    remind: tuple[float, ...] = (0.5,)  # parts of a clock after which its owner is reminded
    rate_again_hours: int = 24  # after closing without a rating: asked once more
    auto_close_days: int = 3  # after closing without a rating: closed for good
    inspect_days: int = 2  # working days to look whether a hazard is gone (复查)
    answer_days: int = 2  # a clock waits so long for a resident who was asked something
    quiet: Hours = (time(21, 30), time(7, 30))  # nothing but emergencies is sent unasked
    working_hours: tuple[Hours, ...] = ((time(8, 30), time(12)), (time(14), time(18)))
    pace: Pace = field(default_factory=Pace)
    polls: PollDefaults = field(default_factory=PollDefaults)
    signals: SignalRules = field(default_factory=SignalRules)
    chains: ChainRules = field(default_factory=ChainRules)
    calls: CallRules = field(default_factory=CallRules)
    whistle: WhistleRules = field(default_factory=WhistleRules)
    visits: VisitRules = field(default_factory=VisitRules)
    reports: ReportRules = field(default_factory=ReportRules)
    retention: RetentionRules = field(default_factory=RetentionRules)

    def clock(self, urgency: str) -> Clock:
        """The clock of that urgency; the normal one if it has none of its own."""
        return self.clocks.get(urgency) or self.clocks["normal"]
