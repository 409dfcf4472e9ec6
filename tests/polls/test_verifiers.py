"""Anybody can check a published poll with two small programs: they agree, and nothing is changed unnoticed."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.polls.logs import chained, random_entries, random_log
from tests.polls.verifiers import FOLDER, PYTHON, SCRIPT, python_says, script_says

_PAGE = Path(__file__).parents[2] / "bot" / "web" / "static" / "js" / "verify.js"
_EDITS = 100_000
_EDITS_BY_SCRIPT = 5_000
Edit = Callable[[Random, bytes, bytes], bytes]


def replaced(random: Random, log: bytes, other: bytes) -> bytes:
    at = random.randrange(len(log))
    return log[:at] + bytes([random.randrange(256)]) + log[at + 1 :]


def flipped(random: Random, log: bytes, other: bytes) -> bytes:
    at = random.randrange(len(log))
    return log[:at] + bytes([log[at] ^ (1 << random.randrange(8))]) + log[at + 1 :]


def inserted(random: Random, log: bytes, other: bytes) -> bytes:
    at = random.randrange(len(log) + 1)
    return log[:at] + random.choice((b" ", b"\n", b"\r", b"0", b"\x00", b'"', b"\xef\xbb\xbf")) + log[at:]


def cut_out(random: Random, log: bytes, other: bytes) -> bytes:
    at = random.randrange(len(log))
    return log[:at] + log[at + random.randint(1, 80) :]


def truncated(random: Random, log: bytes, other: bytes) -> bytes:
    return log[: random.randrange(len(log))]


def swapped(random: Random, log: bytes, other: bytes) -> bytes:
    lines = log.splitlines(keepends=True)
    one, two = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return b"".join(lines)


def dropped(random: Random, log: bytes, other: bytes) -> bytes:
    lines = log.splitlines(keepends=True)
    del lines[random.randrange(len(lines))]
    return b"".join(lines)


def repeated(random: Random, log: bytes, other: bytes) -> bytes:
    lines = log.splitlines(keepends=True)
    at = random.randrange(len(lines))
    return b"".join(lines[:at] + [lines[at]] * random.randint(2, 3) + lines[at + 1 :])


def doubled(random: Random, log: bytes, other: bytes) -> bytes:
    return random.choice((log + log, log + b"\n", log[:-1], log.replace(b"\n", b"\r\n")))


def grafted(random: Random, log: bytes, other: bytes) -> bytes:
    """A line of another poll in the place of one of this."""
    lines, foreign = log.splitlines(keepends=True), other.splitlines(keepends=True)
    lines[random.randrange(len(lines))] = random.choice(foreign)
    return b"".join(lines)


_KINDS: tuple[Edit, ...] = (
    replaced,
    flipped,
    inserted,
    cut_out,
    truncated,
    swapped,
    dropped,
    repeated,
    doubled,
    grafted,
)


def edited(random: Random, logs: list[bytes]) -> bytes:
    """One of the logs, changed in one way."""
    log, other = random.sample(logs, 2)
    while True:
        found = random.choice(_KINDS)(random, log, other)
        if found != log:
            return found


def test_both_find_nothing_wrong_with_a_log_that_fits() -> None:
    logs = [random_log(Random(seed)) for seed in range(600)]
    assert [python_says(log) for log in logs] == [None] * 600
    assert script_says(logs) == [None] * 600


def test_of_a_hundred_thousand_edits_none_is_unnoticed() -> None:
    random = Random(6)
    logs = [random_log(random) for _ in range(200)]
    unnoticed = [log for log in (edited(random, logs) for _ in range(_EDITS)) if python_says(log) is None]
    assert unnoticed == []


def test_the_script_notices_the_same_at_the_same_line() -> None:
    random = Random(7)
    logs = [random_log(random) for _ in range(50)]
    changed = [edited(random, logs) for _ in range(_EDITS_BY_SCRIPT)]
    said = script_says(changed)
    assert None not in said
    # Bytes that are no UTF-8 are found at their line by the one, at once by the other.
    for log, found in zip(changed, said, strict=True):
        if is_text(log):
            assert str(found).split("：")[0] == str(python_says(log)).split("：")[0]


def is_text(log: bytes) -> bool:
    try:
        log.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_a_log_that_was_made_anew_has_another_fingerprint() -> None:
    """Whoever changes a ballot and reckons everything again cannot keep the posted 指纹."""
    random, passing = Random(8), 0
    for seed in range(500):
        entries = random_entries(Random(seed))
        before = json.loads(chained(entries).splitlines()[-1])["hash"]
        ballots = [entry for entry in entries if entry["type"] == "ballot"]
        if not ballots:
            continue
        chosen = random.choice(ballots)
        chosen["choices"] = [option for option in (1, 2) if option not in chosen["choices"]][:1] or [1]
        forged = chained(entries)
        passing += python_says(forged) is None  # where the ballot was changed later, the counts still fit
        assert json.loads(forged.splitlines()[-1])["hash"] != before
    assert passing > 20


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda entries: entries[-1].update(turnout=entries[-1]["turnout"] + 1), "counts 和重数的不一样"),
        (lambda entries: entries[-1]["outcome"].update(winners=[2]), "结论"),
        (lambda entries: entries[-1]["outcome"].update(quorum=False), "结论"),
        (lambda entries: entries[-1]["outcome"].update(quorum=1), "结论"),
        (lambda entries: entries[-1].update(at=entries[0]["opened_at"]), "没到时间"),
        (lambda entries: entries[1].update(at=entries[0]["deadline"]), "不在投票时间里"),
        (lambda entries: entries[1].update(choices=[9]), "没有这样的选法"),
        (lambda entries: entries[1].update(choices=[1, 1]), "没有这样的选法"),
        (lambda entries: entries[1].update(choices=[]), "没有这样的选法"),
        (lambda entries: entries[1].update(choices=[True]), "没有这样的选法"),
        (lambda entries: entries[1].update(receipt="ABCD1234"), "字段不对"),
        (lambda entries: entries[0].update(secret=True), "字段不对"),
        (lambda entries: entries[0].update(eligible=1), "参加的比有资格的还多"),
        (lambda entries: entries.append(entries[1]), "结束以后"),
        (lambda entries: entries.pop(), "文件不完整"),
        (lambda entries: entries.insert(1, entries[0]), "没有这种内容"),
        (lambda entries: entries.insert(1, {**entries[1], "type": "__init__"}), "没有这种内容"),
    ],
)
def test_what_does_not_fit_is_said_by_both(
    change: Callable[[list[dict[str, object]]], object], words: str
) -> None:
    entries = plain_entries()
    assert python_says(chained(entries)) is None
    change(entries)
    forged = chained(entries)
    assert words in str(python_says(forged))
    assert words in str(script_says([forged])[0])


def plain_entries() -> list[dict[str, object]]:
    """Three of five households voted, two for it."""
    head: dict[str, object] = {
        "type": "open",
        "format": "gridbot-poll/1",
        "code": "V3",
        "title": "是否加装充电桩？",
        "kind": "议事表决",
        "options": ["同意", "反对"],
        "choose": 1,
        "unit": "household",
        "secret": False,
        "rule": {
            "quorum": {"num": 1, "den": 2, "over": True},
            "pass": {"num": 1, "den": 2, "over": True},
            "base": "taking_part",
        },
        "rule_text": "过半数参加，过半数同意",
        "opened_at": "2026-11-22T09:00:00+08:00",
        "opens_at": "2026-11-22T09:00:00+08:00",
        "deadline": "2026-11-22T18:00:00+08:00",
        "eligible": 5,
    }
    ballots: list[dict[str, object]] = [
        {
            "type": "ballot",
            "voter": f"3-2-{n}01",
            "choices": [1 if n < 3 else 2],
            "how": "chat",
            "at": "2026-11-22T10:00:00+08:00",
        }
        for n in (1, 2, 3)
    ]
    outcome = {"quorum": True, "passed": [1], "winners": [1], "text": "通过"}
    close: dict[str, object] = {
        "type": "close",
        "at": head["deadline"],
        "counts": [2, 1],
        "turnout": 3,
        "late": 0,
    }
    return [head, *ballots, close | {"outcome": outcome}]


@pytest.mark.parametrize("program", [[sys.executable, str(PYTHON)], ["node", str(SCRIPT)]])
def test_on_the_command_line(program: list[str], tmp_path: Path) -> None:
    log = chained(plain_entries())
    lines = [json.loads(line) for line in log.splitlines()]
    (tmp_path / "V3.jsonl").write_bytes(log)
    receipt, head = lines[2]["hash"][:8], lines[-1]["hash"][:16]

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*program, *words], cwd=tmp_path, capture_output=True, text=True, check=False, encoding="utf-8"
        )

    done = run("V3.jsonl", head, receipt)
    assert done.returncode == 0
    assert "一致：5 行，重数 3 票" in done.stdout
    assert f"{receipt} 在第 3 行：3-2-201 选 [1]" in done.stdout
    for wrong in ("0123456789abcdef", "deadbeef", ""):
        done = run("V3.jsonl", wrong)
        assert (done.returncode, done.stdout) == (1, "")
        assert "文件里没有指纹或回执" in done.stderr
    (tmp_path / "V3.jsonl").write_bytes(log.replace(b"3-2-101", b"3-2-401"))
    done = run("V3.jsonl")
    assert done.returncode == 1
    assert done.stderr.startswith("不一致。第 2 行：这一行被改过")
    for words in ([], ["no.jsonl"]):
        done = run(*words)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr


def test_an_outsider_can_read_it() -> None:
    source = PYTHON.read_text("utf-8").splitlines()
    assert len(source) <= 150
    imported = [line.split()[1] for line in source if line.startswith(("import", "from"))]
    assert imported == ["hashlib", "json", "sys", "datetime"]
    assert (
        FOLDER / "verify.js"
    ).read_bytes() == _PAGE.read_bytes()  # what the page runs is what is published
