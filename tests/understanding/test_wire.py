"""The lines of the `understand` command."""

from datetime import datetime

import pytest

from handlers.understanding import OpenPoll
from handlers.understanding.wire import read_line

BASE = datetime(2026, 11, 22, 10)


def test_a_full_line() -> None:
    context, text = read_line(
        {
            "id": 7,
            "text": "同意",
            "at": "2026-11-23T08:00",
            "room": False,
            "mentioned": True,
            "open_polls": [{"code": "V3", "options": ["同意", "反对"]}],
            "open_signups": ["A2"],
            "own_requests": ["0712"],
            "just_closed": "0711",
        },
        BASE,
    )
    assert text == "同意"
    assert (context.now, context.room, context.mentioned) == (datetime(2026, 11, 23, 8), False, True)
    assert context.open_polls == (OpenPoll("V3", ("同意", "反对")),)
    assert (context.open_signups, context.own_requests, context.just_closed) == (("A2",), ("0712",), "0711")


def test_what_is_left_out() -> None:
    context, _ = read_line({"text": "", "label": 1, "open_polls": None}, BASE)
    assert (context.now, context.room, context.mentioned, context.open_polls) == (BASE, True, False, ())


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ([], "JSON object"),
        ({}, "text"),
        ({"text": 3}, "text"),
        ({"text": "", "at": "soon"}, "at"),
        ({"text": "", "at": 3}, "at"),
        ({"text": "", "room": "yes"}, "room"),
        ({"text": "", "mentioned": 1}, "mentioned"),
        ({"text": "", "open_polls": {}}, "open_polls"),
        ({"text": "", "open_polls": [{"code": "V3"}]}, "open_polls"),
        ({"text": "", "open_polls": ["V3"]}, "open_polls"),
        ({"text": "", "own_requests": [712]}, "own_requests"),
        ({"text": "", "open_signups": "A2"}, "open_signups"),
        ({"text": "", "just_closed": 712}, "just_closed"),
    ],
)
def test_a_bad_line_names_its_key(line: object, key: str) -> None:
    with pytest.raises(ValueError, match=key):
        read_line(line, BASE)
