"""The pace of an account: limits that hold in every window, delays that are drawn from the message alone."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.pacing import Pace, Sent, next_slot
from storage.records import Lane

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
PACE = Pace()
SECOND = timedelta(seconds=1)


@given(st.text(st.characters()))
def test_a_reply_takes_two_to_six_seconds_and_always_the_same(seed: str) -> None:
    slot = next_slot(NOW, Lane.REPLY, "r-3", [], PACE, seed)
    assert 2 * SECOND <= slot - NOW <= 6 * SECOND
    assert slot == next_slot(NOW, Lane.REPLY, "r-3", [], PACE, seed)


def test_delays_differ() -> None:
    slots = {next_slot(NOW, Lane.REPLY, "r-3", [], PACE, str(number)) for number in range(50)}
    assert len(slots) > 40


def test_a_notice_waits_after_another_room_but_not_after_its_own() -> None:
    sent: list[Sent] = [(NOW, "r-1", Lane.NOTICE)]
    assert 8 * SECOND <= next_slot(NOW, Lane.NOTICE, "r-2", sent, PACE, "a") - NOW <= 20 * SECOND
    assert 8 * SECOND <= next_slot(NOW, Lane.NOTICE, None, sent, PACE, "a") - NOW <= 20 * SECOND
    assert next_slot(NOW, Lane.NOTICE, "r-1", sent, PACE, "a") == NOW


def test_an_alarm_never_waits() -> None:
    sent: list[Sent] = [(NOW, "r-1", Lane.NOTICE)] * 1000
    assert next_slot(NOW, Lane.ALARM, "r-1", sent, PACE, "a") == NOW


def test_a_full_day_waits_for_its_oldest_message() -> None:
    first = NOW - timedelta(hours=20)
    sent: list[Sent] = [(first + timedelta(minutes=n), None, Lane.REPLY) for n in range(300)]
    assert next_slot(NOW, Lane.REPLY, None, sent, PACE, "a") == first + timedelta(days=1)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 120),
            st.sampled_from(["r-1", "r-2", None]),
            st.sampled_from([Lane.REPLY, Lane.NOTICE]),
        ),
        max_size=40,
    )
)
def test_no_window_holds_more_than_the_limits(messages: list[tuple[int, str | None, Lane]]) -> None:
    sent: list[Sent] = []
    for number, (after, room, lane) in enumerate(sorted(messages, key=lambda message: message[0])):
        said = NOW + after * SECOND
        slot = next_slot(said, lane, room, sent, PACE, str(number))
        assert next_slot(said, lane, room, sent, PACE, str(number)) == slot >= said
        sent = sorted([*sent, (slot, room, lane)], key=lambda entry: entry[0])
        sent = [entry for entry in sent if entry[0] <= slot]  # the sender knows only the past
    times = [moment for moment, _, _ in sent]
    for first in times:
        within = [entry for entry in sent if first <= entry[0] < first + timedelta(minutes=1)]
        assert len(within) <= PACE.per_minute
        assert sum(room == "r-1" for _, room, _ in within) <= PACE.room_per_minute
