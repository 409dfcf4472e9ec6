"""When reports are sent: [rules.reports] of the configuration."""

import re
from datetime import time

from bot import config_values as values
from bot.config_reader import Section
from handlers.rules import ReportRules

_CLOCK = re.compile(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]")
_MOST_WORKING_DAYS = 15  # every month has so many


def read_reports(section: Section) -> ReportRules:
    """The days and the hour; what is not said is the default."""
    default = ReportRules()
    return ReportRules(
        weekly=section.take("weekly", values.integer(0, 7), default.weekly),
        monthly=section.take("monthly", values.integer(0, _MOST_WORKING_DAYS), default.monthly),
        quarterly=section.take("quarterly", values.integer(0, _MOST_WORKING_DAYS), default.quarterly),
        at=section.take("at", _clock, default.at),
        say_empty=section.take("say_empty", values.boolean, default.say_empty),
    )


def _clock(value: object) -> time:
    """A time of the day."""
    said = values.text(value)
    if not _CLOCK.fullmatch(said):
        raise ValueError("must be a time of the day, like 09:00")
    return time.fromisoformat(said.zfill(5))
