"""Working time against the contract's clocks, and against a model that counts minute by minute."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.calendar import Calendar
from handlers.worktime import (
    Hours,
    Span,
    add_working_days,
    add_working_minutes,
    deadline,
    next_awake,
    reminders,
    working_minutes,
)

ZONE = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
CALENDAR = Calendar.load()
HOURS: tuple[Hours, ...] = ((time(8, 30), time(12)), (time(14), time(18)))
MINUTE = timedelta(minutes=1)


def at(text: str, zone: ZoneInfo = ZONE) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-11-23T09:00", 30, "2026-11-23T09:30"),
        ("2026-11-23T11:45", 15, "2026-11-23T12:00"),
        ("2026-11-23T11:45", 30, "2026-11-23T14:15"),
        ("2026-11-23T12:30", 30, "2026-11-23T14:30"),
        ("2026-11-23T17:50", 30, "2026-11-24T08:50"),
        ("2026-11-27T18:00", 1, "2026-11-30T08:31"),
        ("2026-09-30T17:50", 30, "2026-10-08T08:50"),  # the National Day week
        ("2026-02-13T17:50", 30, "2026-02-14T08:50"),  # a Saturday that is worked
        ("2026-11-22T10:00", 0, "2026-11-22T10:00"),
    ],
)
def test_working_minutes_rest(start: str, minutes: int, end: str) -> None:
    assert add_working_minutes(at(start), minutes, HOURS, CALENDAR, ZONE) == at(end)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-23T09:00", 3, "2026-11-26T18:00"),
        ("2026-11-21T23:59", 1, "2026-11-23T18:00"),
        ("2026-09-30T09:00", 1, "2026-10-08T18:00"),
        ("2026-02-13T09:00", 1, "2026-02-14T18:00"),
    ],
)
def test_working_days_end_with_business(start: str, days: int, end: str) -> None:
    assert add_working_days(at(start), days, HOURS, CALENDAR, ZONE) == at(end)


def test_a_clock_on_the_wall_never_stops() -> None:
    assert deadline(at("2026-11-21T23:00"), Span(240), HOURS, CALENDAR, ZONE) == at("2026-11-22T03:00")


def test_the_zone_of_the_start_does_not_matter() -> None:
    utc = at("2026-11-23T09:00").astimezone(UTC)
    for span in (Span(30, working=True), Span(days=3), Span(30)):
        assert deadline(utc, span, HOURS, CALENDAR, ZONE) == deadline(
            at("2026-11-23T09:00"), span, HOURS, CALENDAR, ZONE
        )


def test_reminders_count_as_the_span_does() -> None:
    start = at("2026-11-23T11:30")
    assert reminders(start, Span(120, working=True), (0.5,), HOURS, CALENDAR, ZONE) == (
        at("2026-11-23T14:30"),
    )
    assert reminders(start, Span(120), (0.5, 0.75), HOURS, CALENDAR, ZONE) == (
        at("2026-11-23T12:30"),
        at("2026-11-23T13:00"),
    )


@pytest.mark.parametrize(
    "span", [Span(-1), Span(10**12), Span(-1, working=True), Span(10**12, working=True), Span(days=10**9)]
)
def test_absurd_spans_are_refused(span: Span) -> None:
    with pytest.raises(ValueError, match="cannot be added"):
        deadline(at("2026-11-23T09:00"), span, HOURS, CALENDAR, ZONE)


def test_a_community_that_never_works_does_not_hang() -> None:
    with pytest.raises(ValueError, match="too far away"):
        add_working_minutes(at("2026-11-23T09:00"), 1, (), CALENDAR, ZONE)


def is_work(moment: datetime, hours: tuple[Hours, ...], zone: ZoneInfo) -> bool:
    local = moment.astimezone(zone)
    return CALENDAR.is_working_day(local.date()) and any(begin <= local.time() < end for begin, end in hours)


def naive(start: datetime, minutes: int, hours: tuple[Hours, ...], zone: ZoneInfo) -> datetime:
    moment = start.astimezone(UTC)
    while minutes:
        minutes -= is_work(moment, hours, zone)
        moment += MINUTE
    return moment


STARTS = st.datetimes(datetime(2026, 1, 25), datetime(2026, 12, 31)).map(
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=UTC)
)


@settings(max_examples=60, deadline=None)
@given(STARTS, st.integers(1, 1500), st.sampled_from([ZONE, BERLIN]))
def test_as_counted_minute_by_minute(start: datetime, minutes: int, zone: ZoneInfo) -> None:
    end = add_working_minutes(start, minutes, HOURS, CALENDAR, zone)
    assert end.astimezone(UTC) == naive(start, minutes, HOURS, zone)
    assert working_minutes(start, end, HOURS, CALENDAR, zone) == minutes


@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-03-27T18:00", "2026-03-30T08:30"), ("2026-10-23T18:00", "2026-10-26T08:30")],
)
def test_summer_time_gains_and_loses_nothing(start: str, end: str) -> None:
    always: tuple[Hours, ...] = ((time(), time()),)
    day = Calendar({})
    real = at(end, BERLIN).astimezone(UTC) - at(start, BERLIN).astimezone(UTC)
    weekend = 48 * 60 + (-60 if start.startswith("2026-03") else 60)
    assert working_minutes(at(start, BERLIN), at(end, BERLIN), always, day, BERLIN) == real / MINUTE - weekend


NIGHT: Hours = (time(21, 30), time(7, 30))


@pytest.mark.parametrize(
    ("moment", "awake"),
    [
        ("2026-11-23T21:29", "2026-11-23T21:29"),
        ("2026-11-23T21:30", "2026-11-24T07:30"),
        ("2026-11-24T00:00", "2026-11-24T07:30"),
        ("2026-11-24T07:29", "2026-11-24T07:30"),
        ("2026-11-24T07:30", "2026-11-24T07:30"),
    ],
)
def test_quiet_hours(moment: str, awake: str) -> None:
    assert next_awake(at(moment), NIGHT, ZONE) == at(awake)
    assert next_awake(at(moment).astimezone(UTC), NIGHT, ZONE) == at(awake)


TIMES = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))


@settings(deadline=None)
@given(st.datetimes(datetime(2026, 3, 27), datetime(2026, 10, 27)), TIMES, TIMES)
def test_waking_up_is_never_in_the_past_nor_later_than_a_day(
    moment: datetime, begin: time, end: time
) -> None:
    now = moment.replace(tzinfo=UTC)
    wake = next_awake(now, (begin, end), BERLIN).astimezone(UTC)
    assert now <= wake <= now + timedelta(hours=25)
