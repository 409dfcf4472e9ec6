"""What the wire says, as plain values; everything in it is hostile."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wire import (
    Event,
    Payload,
    message_inbound,
    moment,
    parse_event,
    room_inbound,
    safe_id,
    split_quote,
    tidy_file_name,
    tidy_name,
)
from handlers.messages import Kind

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
DASHES = "- - - - - - - - - - - - - - -"


@pytest.mark.parametrize(
    ("text", "quoted", "reply"),
    [
        (f"「小应：1 同意」\n{DASHES}\n1", "1 同意", "1"),
        ("「小应: 问题」\n- - - -\n回答\n两行", "问题", "回答\n两行"),
        ("「小应：问题」\n————————————\n好", "问题", "好"),
        (f"「甲：「乙：二」\n{DASHES}\n同意」\n{DASHES}\n反对", f"「乙：二」\n{DASHES}\n同意", "反对"),
        (f"「甲：」\n{DASHES}\n", "", ""),
        ("「这是引号：不是引用」", None, "「这是引号：不是引用」"),
        (f"先说一句\n「甲：问题」\n{DASHES}\n1", None, f"先说一句\n「甲：问题」\n{DASHES}\n1"),
        ("同意", None, "同意"),
        ("", None, ""),
    ],
)
def test_quotes(text: str, quoted: str | None, reply: str) -> None:
    assert split_quote(text) == (quoted, reply)


def test_a_quote_made_to_be_slow() -> None:
    text = "「甲：" + "」\n- - - -" * 20_000
    assert split_quote(text) == (None, text)


@pytest.mark.parametrize(
    ("told", "read"),
    [
        (1795339200, datetime(2026, 11, 22, 9, 20, tzinfo=UTC)),
        (1795339200123, datetime(2026, 11, 22, 9, 20, 0, 123000, tzinfo=UTC)),
        (0, NOW),
        (-5, NOW),
        (10**30, NOW),
        (99_999_999_999, NOW),
        (float("nan"), NOW),
        (float("inf"), NOW),
        ("1795341600", NOW),
        (None, NOW),
        (True, NOW),
    ],
)
def test_moments(told: object, read: datetime) -> None:
    assert moment(told, NOW) == read


@given(st.integers() | st.floats() | st.text() | st.none())
def test_any_moment(told: object) -> None:
    assert moment(told, NOW).tzinfo is not None


@given(st.text(st.characters(), max_size=300))
def test_ids_and_names_can_be_stored(text: str) -> None:
    for made in (safe_id(text), tidy_name(text) or "-", tidy_file_name(text)):
        assert 0 < len(made) <= 200
        assert "\x00" not in made
        made.encode()
    assert safe_id(text) == safe_id(text)
    assert safe_id(text) != safe_id(text + "x")


def test_names() -> None:
    assert tidy_name(" 3-2-501\n王桂兰\x00 ") == "3-2-501 王桂兰"
    assert tidy_file_name("../../etc/pass\x00wd") == "passwd"
    assert tidy_file_name("..\\..\\a.jpg") == "a.jpg"
    assert tidy_file_name("..") == "file"


@pytest.mark.parametrize("payload", ["", "null", "[]", "1", '"x"', "{", "{" * 100_000, "[" * 100_000])
def test_what_is_no_event(payload: str) -> None:
    assert parse_event(2, payload) is None


def test_event_values() -> None:
    event = Event(19, {"a": ["x", "x", 3, None, "", ["y"], "\ud800"], "b": {"c": 1}, "t": "\ud800好"})
    assert event.ids("a") == ["x", "?"]
    assert event.ids("b") == event.ids("none") == []
    assert (event.text("t"), event.text("b"), event.text("none")) == ("?好", "", "")


def test_group_notes_and_other_kinds() -> None:
    def inbound(kind: int, text: str) -> tuple[Kind, str]:
        payload = Payload(kind, "c", "", "bot", text, 0)
        got = message_inbound("m", payload, NOW, "", None)
        return got.kind, got.text

    assert inbound(0, "#接龙\n1. 王") == (Kind.TEXT, "#接龙\n1. 王")
    assert inbound(0, "<xml/>") == (Kind.OTHER, "")
    assert inbound(10, "接龙") == (Kind.TEXT, "接龙")
    assert inbound(-1, "x") == (Kind.OTHER, "")


def test_room_events_have_ids_of_their_own() -> None:
    def made(kind: Kind, room: str, who: str, at: int, text: str = "") -> str:
        return room_inbound(kind, Event(19, {"roomId": room, "timestamp": at}), who, NOW, text=text).id

    ids = {
        made(Kind.JOIN, "r", "c", 1795341600),
        made(Kind.LEAVE, "r", "c", 1795341600),
        made(Kind.JOIN, "r2", "c", 1795341600),
        made(Kind.JOIN, "r", "c2", 1795341600),
        made(Kind.JOIN, "r", "c", 1795341601),
        made(Kind.TOPIC, "r", "c", 1795341600, "新名"),
    }
    assert len(ids) == 6
    assert made(Kind.JOIN, "r", "c", 1795341600) in ids
