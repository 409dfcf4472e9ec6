"""`understand`: a line in, a line out, in order; a bad line is named and spoils nothing else."""

import io
import json
from typing import Any

import pytest

from tests.cli.rig import Said, call, say

_FIELDS = [
    "id", "for_bot", "addressed", "intent", "category", "urgency", "place", "place_text", "due", "ballot",
    "poll", "pii", "confidence", "more",
]  # fmt: skip


def feed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, lines: bytes, *arguments: str
) -> Said:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines)))
    return say(capsys, "understand", *arguments)


def lines(*entries: Any) -> bytes:
    return "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries).encode()


def test_ids_of_any_kind_come_back_in_order(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ids: list[Any] = [1, "二", None, True, 1.5, [1, [None]], {"a": {"b": []}}, 10**30, -0.0, "", "\n"]
    said = feed(capsys, monkeypatch, lines(*({"id": each, "text": "3号楼漏水了"} for each in ids)))
    answers = [json.loads(line) for line in said.out]
    assert (said.code, said.errors) == (0, [])
    assert [answer["id"] for answer in answers] == ids
    assert [type(answer["id"]) for answer in answers] == [type(each) for each in ids]
    for answer in answers:
        assert list(answer) == _FIELDS
        assert (answer["for_bot"], answer["intent"], answer["category"]) == (True, "报修", "漏水")


def test_bad_lines_are_named_and_the_good_ones_answered(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    good = lines({"id": 1, "text": "你好"}).strip()
    bad = [
        b"{",
        b"5",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"id": 1}',
        b'{"id": NaN, "text": "a"}',
        b'{"id": 1e999, "text": "a"}',
        b'{"id": ' + b"9" * 5000 + b', "text": "a"}',
        b'{"id": ' + b"[" * 100_000,
        b'{"id": ' + b"[" * 900 + b"]" * 900 + b', "text": "a", "at": 5}',
        b'{"text": 5}',
        b'{"text": "a", "at": "soon"}',
        b'{"text": "a", "room": "yes"}',
        b'{"text": "a", "open_polls": [{"code": "V1"}]}',
        b'{"text": "a", "own_requests": [712]}',
        b'{"text": "' + b"a" * 1_000_001 + b'"}',
    ]
    fed = b"\xef\xbb\xbf" + b"\n".join(part for line in bad for part in (good, b"", line)) + b"\n" + good
    said = feed(capsys, monkeypatch, fed)
    assert said.code == 1
    assert [line.partition(": ")[0] for line in said.errors] == [f"line {3 * n + 3}" for n in range(len(bad))]
    assert max(map(len, said.errors)) < 200
    assert [json.loads(line)["id"] for line in said.out] == [1] * (len(bad) + 1)


def test_parts_are_filled_for_chatter_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    chatter = {"id": 1, "text": "昨天在3号楼2单元碰见他，后天再聊", "at": "2026-11-22T10:00"}
    fed = lines(chatter)
    plain = json.loads(feed(capsys, monkeypatch, fed).out[0])
    with_parts = json.loads(feed(capsys, monkeypatch, fed, "--parts").out[0])
    assert (plain["for_bot"], plain["intent"], plain["place_text"], plain["due"]) == (
        False,
        "闲聊",
        None,
        None,
    )
    assert with_parts["place_text"] == "3号楼2单元"
    assert with_parts["due"] == "2026-11-24"


def test_hostile_text_is_read(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["", " ", "\x00", "\ud800", "1 " * 5000, "三天内" * 20_000, "@小应" * 5000, "‮\u200b\ufeff"]
    fed = b"".join(json.dumps({"id": text, "text": text, "at": at}).encode() + b"\n" for text in texts
                   for at in ("0001-01-01T00:00", "9999-12-31T23:59"))  # fmt: skip
    said = feed(capsys, monkeypatch, fed, "--parts")
    assert (said.code, said.errors) == (0, [])
    assert [json.loads(line)["id"] for line in said.out] == [text for text in texts for _ in range(2)]


def test_a_process_under_another_locale_answers_the_same() -> None:
    fed = lines({"id": "二", "text": "三号楼漏水了"})
    answers = {
        call("understand", given=fed, LC_ALL=locale, PYTHONUTF8="0").stdout for locale in ("C", "C.UTF-8")
    }
    assert len(answers) == 1
    assert json.loads(answers.pop())["place_text"] == "3号楼"
