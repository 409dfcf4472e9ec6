"""When reports are due, and on which time. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers.community import Community
from handlers.periods import MONTH, QUARTER, WEEK, Period, period_of

KINDS = (WEEK, MONTH, QUARTER)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """The report on a time that is over, and when it is sent (aware)."""

    period: Period
    at: datetime


def next_due(community: Community, kind: str, after: datetime, done: Period | None = None) -> Due | None:
    """The next report of a kind (WEEK, MONTH, QUARTER) that is sent after a moment; with `done`, at that very moment
    too if its time comes later: after long holidays two weeks are told on one morning. None: it is turned off."""
    rules = community.rules.reports
    number = {WEEK: rules.weekly, MONTH: rules.monthly, QUARTER: rules.quarterly}[kind]
    if not number:
        return None
    here = period_of(kind, after.astimezone(community.zone).date())
    period = here.before.before
    while True:
        period = period_of(kind, period.last + _DAY)
        day = _day(community, kind, number, period)
        at = datetime.combine(day, rules.at, community.zone)
        if at > after or (done is not None and at == after and period.before.first > done.first):
            return Due(period.before, at)


def _day(community: Community, kind: str, number: int, period: Period) -> date:
    """On which day within a time the report on the one before it is sent."""
    calendar = community.calendar
    if kind == WEEK:
        return calendar.add_working_days(period.first + (number - 2) * _DAY, 1)
    return calendar.add_working_days(period.first - _DAY, number)
