"""The numbers that a community sets for itself, with the ones it starts from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from types import MappingProxyType

from handlers.pacing import Pace
from handlers.worktime import Hours, Span


@dataclass(frozen=True, slots=True)
class Clock:
    """What a request of one urgency is allowed: from dispatch to acceptance, from the report to closing."""

    accept: Span
    close: Span


@dataclass(frozen=True, slots=True)
class PollDefaults:
    """What holds for a poll whose words do not say otherwise."""

    days: int = 3  # open so long
    remind_hours: int = 24  # the last reminder, before the end
    max_options: int = 20
    secret: bool = False


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
class RetentionRules:
    """After how many days what is kept, and is over, is deleted. Chains and weak signals have their own rules."""

    requests: int = 730  # words, pictures and outcome of what is closed; its row in the ledger stays
    messages: int = 90  # the text of what the bot said
    contacts: int = 365  # what somebody is called, after they were last seen
    tickets: int = 30  # codes that have expired
    inbox: int = 30  # ids of messages; no gateway redelivers after so long
    timers: int = 365  # due times that are over


CLOCKS: Mapping[str, Clock] = MappingProxyType(
    {
        "normal": Clock(accept=Span(30, working=True), close=Span(days=3)),
        "urgent": Clock(accept=Span(10), close=Span(4 * 60)),
        "emergency": Clock(accept=Span(2), close=Span(60)),
    }
)


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers a community sets for itself. `clocks` by urgency: normal, urgent, emergency."""

    clocks: Mapping[str, Clock] = field(default_factory=lambda: CLOCKS)
    remind: tuple[float, ...] = (0.5,)  # parts of a clock after which its owner is reminded
    rate_again_hours: int = 24  # after closing without a rating: asked once more
    auto_close_days: int = 3  # after closing without a rating: closed for good
    quiet: Hours = (time(21, 30), time(7, 30))  # nothing but emergencies is sent unasked
    working_hours: tuple[Hours, ...] = ((time(8, 30), time(12)), (time(14), time(18)))
    pace: Pace = field(default_factory=Pace)
    polls: PollDefaults = field(default_factory=PollDefaults)
    signals: SignalRules = field(default_factory=SignalRules)
    chains: ChainRules = field(default_factory=ChainRules)
    retention: RetentionRules = field(default_factory=RetentionRules)

    def clock(self, urgency: str) -> Clock:
        """The clock of that urgency; the normal one if it has none of its own."""
        return self.clocks.get(urgency) or self.clocks["normal"]
