"""`export audit`: who did what when, in words, by day, by person, by matter."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.cli.rig import say

Capsys = pytest.CaptureFixture[str]


def rows(capsys: Capsys, played: Path, tmp_path: Path, *more: str) -> list[dict[str, Any]]:
    out = tmp_path / "audit.jsonl"
    said = say(capsys, "export", "audit", "-o", out, "--db", f"sqlite:///{played}", *more)
    found = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert (said.code, said.out, said.errors) == (0, [f"{out}: {len(found)} rows"], [])
    return found


def test_the_day_is_told_from_first_to_last(capsys: Capsys, played: Path, tmp_path: Path) -> None:
    found = rows(capsys, played, tmp_path)
    assert [row["number"] for row in found] == list(range(1, 26))
    assert found[0]["what"] == "王桂兰 报了 0001（电梯）"
    assert found[0]["at"] == "2026-11-23T08:40:00+08:00"
    assert found[-1]["what"] == "表决 V1 到时截止，收到 4 票"


def test_no_ballot_and_no_word_of_a_dispute_leaves_the_house(
    capsys: Capsys, played: Path, tmp_path: Path
) -> None:
    said = json.dumps(rows(capsys, played, tmp_path), ensure_ascii=False)
    assert "投了票" in said
    assert "换了门机" in said
    for secret in ("option", "同意", "两家谈好了", "3-2-501", "u-wang"):
        assert secret not in said


@pytest.mark.parametrize(
    ("more", "numbers"),
    [
        (("--who", "吴强"), [3, 14]),
        (("--who", "u-wu"), [3, 14]),
        (("--who", "王桂兰"), [1, 2, 15]),  # not that she voted
        (("--who", "clock"), [12, 13, 16, 17, 25]),
        (("--about", "0001"), [1, 2, 3, 12, 14, 15]),
        (("--about", "1"), [1, 2, 3, 12, 14, 15]),
        (("--about", "20261123-0003"), [19, 20, 21, 22, 23]),
        (("--about", "v1", "--who", "陈刚"), [6]),
        (("--to", "2026-11-22"), []),
        (("--from", "2026-11-23", "--to", "2026-11-23", "--who", "吴强"), [3, 14]),
        (("--from", "2026-11-24"), []),
        (("--about", "nothing"), []),
    ],
)
def test_a_part_of_it(
    capsys: Capsys, played: Path, tmp_path: Path, more: tuple[str, ...], numbers: list[int]
) -> None:
    assert [row["number"] for row in rows(capsys, played, tmp_path, *more)] == numbers


def test_as_tables(capsys: Capsys, played: Path, tmp_path: Path) -> None:
    for name in ("audit.csv", "audit.xlsx"):
        assert say(capsys, "export", "audit", "-o", tmp_path / name, "--db", f"sqlite:///{played}").code == 0
    table = list(csv.reader((tmp_path / "audit.csv").read_text("utf-8-sig").splitlines()))
    [sheet] = CalamineWorkbook.from_path(tmp_path / "audit.xlsx").sheet_names
    book = CalamineWorkbook.from_path(tmp_path / "audit.xlsx").get_sheet_by_name(sheet).to_python()
    assert (tmp_path / "audit.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert table[0][:5] == ["序号", "时间", "谁", "对什么", "做了什么"]
    assert len(table) == 26
    assert [[str(cell) for cell in row] for row in book] == table


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (["-o", "audit.pdf"], 2, ".csv"),
        (["-o", "audit.csv", "--who", "谁谁谁"], 1, "谁谁谁"),
        (["-o", "audit.csv", "--from", "yesterday"], 2, "yesterday"),
        (
            ["-o", "audit.csv", "--from", "2026-11-25", "--to", "2026-11-01"],
            2,
            "--until 2026-11-01 is before",
        ),
        (["-o", "audit.csv", "--full", "--who", "吴强"], 2, "--full is only for export roster"),
        (["-o", "audit.csv", "--node", "3号楼"], 2, "--node is only for export ledger"),
        (["-o", "audit.csv", "--poll", "V1"], 2, "--poll is only for export poll-log and result"),
        (["-o", "/proc/none/audit.csv"], 1, "/proc/none/audit.csv"),
    ],
)
def test_what_cannot_be_exported_is_said_in_one_line(
    capsys: Capsys, played: Path, arguments: list[str], code: int, named: str
) -> None:
    said = say(capsys, "export", "audit", *arguments, "--db", f"sqlite:///{played}")
    assert (said.code, said.out, len(said.errors)) == (code, [], 1)
    assert named in said.errors[0]


def test_other_exports_take_no_filter(capsys: Capsys, played: Path, tmp_path: Path) -> None:
    said = say(
        capsys, "export", "readings", "-o", tmp_path / "x", "--db", f"sqlite:///{played}", "--who", "吴强"
    )
    assert (said.code, said.out, len(said.errors)) == (2, [], 1)
