"""`import` and the workbooks of `export`: what is said, what is kept, and that it can be put back."""

import asyncio
import io
import json
import os
import sqlite3
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from benchmarks.messy import make
from bot.config import demo_config
from bot.imports.workbooks import read
from bot.office import Office
from handlers.community import Community
from handlers.directory import Directory
from storage.roster_records import Account
from storage.store import Store, snapshot
from storage.vault import Vault
from tests.cli.rig import Said, call, say
from tests.conftest import NOW

ROWS = (
    ("姓名", "住址", "电话", "身份证号", "职务"),
    ("陈一一", "3-2-401", "138 1111 2222", "11010519491231002X", "楼长"),
    ("林二二", "3号楼2单元401室", "13933334444", "", ""),
    ("王", "3-2-402", "", "", ""),
)
PHONE, IDENTITY = "13811112222", "11010519491231002X"


def book(file: Path, *rows: Sequence[object], name: str = "人员") -> Path:
    """A workbook of one sheet."""
    made = xlsxwriter.Workbook(str(file))
    sheet = made.add_worksheet(name)
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    made.close()
    return file


def cells(file: Path, sheet: int = 0) -> list[list[str]]:
    """What a workbook holds."""
    return [
        [str(cell) for cell in row]
        for row in CalamineWorkbook.from_path(file).get_sheet_by_index(sheet).to_python()
    ]


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'office.db'}"


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    return book(tmp_path / "名册.xlsx", *ROWS)


def imported(capsys: pytest.CaptureFixture[str], database: str, file: Path) -> Said:
    said = say(capsys, "import", file, "--yes", "--db", database)
    assert (said.code, said.errors) == (0, [])
    return said


def audit(database: str) -> list[tuple[str, str, str, dict[str, object]]]:
    rows = snapshot(database, lambda store: list(store.audit.rows()), vault_of(database))
    return [(row.actor, row.action, row.subject, dict(row.detail)) for row in rows]


def vault_of(database: str) -> Vault:
    return Vault.at(Path(database.removeprefix("sqlite:///")).with_name("demo.key"), {})


def people(database: str) -> set[str]:
    return snapshot(database, lambda store: {person.name for person in store.roster.people()})


def test_a_dry_run_says_every_row_and_keeps_nothing(
    roster: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = say(capsys, "import", roster, "--dry-run", "--db", database)
    assert (said.code, said.errors) == (0, [])
    assert said.out == [
        "新增　人员 第2行：人员 陈一一（3-2-401）",
        "新增　人员 第3行：人员 林二二（3-2-401）",
        "权限　人员 第2行：陈一一 将成为3号楼的楼长（单元长）（职务：楼长）",
        "不收　人员 第4行：“王”不像姓名：要写全名，2到32个字",
        "共3行：人员 新增2、更改0、不变0；不收1行",
    ]
    assert not Path(database.removeprefix("sqlite:///")).exists()


def test_an_import_is_kept_once_and_audited(
    roster: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert imported(capsys, database, roster).out[-1] == "第1批已导入。要撤销：gridbot import --undo 1"
    assert people(database) == {"陈一一", "林二二"}
    done, post = audit(database)
    assert done[:3] == ("office", "import", "import:1")
    assert (done[3]["person_new"], done[3]["bad"]) == (2, 1)
    assert (post[0], post[1], post[3]) == (
        "office",
        "import_post",
        {"node": "b3", "role": "head", "number": 1},
    )
    again = say(capsys, "import", roster, "--yes", "--db", database)
    assert again.out[-2:] == ["共3行：人员 新增0、更改0、不变2；不收1行", "没有要改的，什么也没有写"]
    assert len(audit(database)) == 2


def test_numbers_are_sealed_and_in_no_trace(
    roster: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = imported(capsys, database, roster)
    folder = Path(database.removeprefix("sqlite:///")).parent
    for file in folder.glob("office.db*"):
        assert PHONE.encode() not in file.read_bytes()
        assert IDENTITY.encode() not in file.read_bytes()
    assert not any(PHONE in line or IDENTITY in line for line in said.out)


@pytest.mark.parametrize(("answer", "code", "kept"), [("确认", 0, True), ("不", 1, False), ("", 1, False)])
def test_it_asks_before_it_writes(roster: Path, database: str, answer: str, code: int, kept: bool) -> None:
    run = call("import", roster, "--db", database, given=f"{answer}\n".encode())
    assert (run.returncode, run.stderr) == (code, b"")
    assert ("陈一一" in people(database)) is kept


def test_an_import_is_put_back(roster: Path, database: str, capsys: pytest.CaptureFixture[str]) -> None:
    imported(capsys, database, roster)
    said = say(capsys, "import", "--undo", 1, "--yes", "--db", database)
    assert (said.code, said.out) == (0, ["第1批已撤销，4处恢复原样"])
    assert people(database) == set()
    assert audit(database)[-1] == ("office", "import_undone", "import:1", {"rows": 4})
    for number, reason in ((1, "第1批已经撤销过了"), (9, "没有第9批导入")):
        said = say(capsys, "import", "--undo", number, "--yes", "--db", database)
        assert (said.code, said.errors) == (1, [f"gridbot import: {reason}"])


def test_what_changed_since_is_named_and_nothing_put_back(
    roster: Path, tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(capsys, database, roster)
    imported(capsys, database, book(tmp_path / "2.xlsx", ROWS[0], ("林二二", "3-2-401", "13955556666")))
    said = say(capsys, "import", "--undo", 1, "--yes", "--db", database)
    assert (said.code, said.out) == (1, ["导入后又变了　林二二（3-2-401）"])
    assert said.errors[0].startswith("gridbot import: 导入以后有1处又变了")
    assert people(database) == {"陈一一", "林二二"}
    assert say(capsys, "import", "--undo", 2, "--yes", "--db", database).code == 0
    assert say(capsys, "import", "--undo", 1, "--yes", "--db", database).code == 0


def test_who_has_bound_an_account_since_is_not_taken_away(
    roster: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(capsys, database, roster)

    async def bind() -> None:
        store = Store.open(database, NOW, vault_of(database))
        ids = {one.name: one.id for one in await store.read(lambda work: work.roster.people())}
        bound = Account("wx-1", ids["林二二"], "code", ids["林二二"], NOW)
        await store.write(lambda work: work.roster.bind(bound))
        await store.close()

    asyncio.run(bind())
    said = say(capsys, "import", "--undo", 1, "--yes", "--db", database)
    assert (said.code, said.out) == (1, ["还有人或群要用　林二二（3-2-401）"])
    assert people(database) == {"陈一一", "林二二"}


def test_what_others_need_is_not_put_back(
    tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A building of the first import has households of the second."""
    imported(capsys, database, book(tmp_path / "1.xlsx", ("名称", "上级"), ("8号楼", "第一片区")))
    imported(capsys, database, book(tmp_path / "2.xlsx", ("房号", "面积"), ("8-1-101", 90)))
    said = say(capsys, "import", "--undo", 1, "--yes", "--db", database)
    assert (said.code, said.out) == (1, ["还有人或群要用　8号楼"])
    assert say(capsys, "import", "--undo", 2, "--yes", "--db", database).code == 0
    assert say(capsys, "import", "--undo", 1, "--yes", "--db", database).code == 0


@pytest.mark.parametrize("what", ["roster", "households"])
def test_what_is_exported_comes_back_as_the_same(
    roster: Path, tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    imported(capsys, database, roster)
    homes = book(tmp_path / "h.xlsx", ("房号", "面积"), ("3-2-401", 88.25), ("6-2-602", 70))
    imported(capsys, database, homes)
    out = tmp_path / "out.xlsx"
    assert say(capsys, "export", what, "-o", out, "--db", database).code == 0
    said = say(capsys, "import", out, "--dry-run", "--db", database)
    assert said.code == 0
    assert [line for line in said.out[:-1] if not line.startswith("不变")] == []
    assert "新增0、更改0" in said.out[-1]


def test_numbers_are_masked_unless_it_leaves_a_trace(
    roster: Path, tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(capsys, database, roster)
    masked, full = tmp_path / "masked.xlsx", tmp_path / "full.xlsx"
    traces = len(audit(database))
    assert say(capsys, "export", "roster", "-o", masked, "--db", database).code == 0
    row = next(row for row in cells(masked) if "陈一一" in row)
    assert ("138****2222" in row, "110****2X" in row, PHONE in str(cells(masked))) == (
        True,
        True,
        False,
    )
    assert len(audit(database)) == traces
    assert say(capsys, "export", "roster", "--full", "-o", full, "--db", database).code == 0
    row = next(row for row in cells(full) if "陈一一" in row)
    assert (PHONE in row, IDENTITY in row) == (True, True)
    assert audit(database)[-1][:3] == ("office", "export_full", "roster")
    said = say(capsys, "export", "ledger", "--full", "-o", full, "--db", database)
    assert (said.code, len(said.errors)) == (2, 1)


def test_ledger_and_ballots_of_a_day(
    played: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.xlsx"
    assert say(capsys, "export", "ledger", "-o", out, "--db", f"sqlite:///{played}").code == 0
    header, *rows = cells(out)
    assert (header[0], len(rows)) == ("编号", 3)
    assert {row[header.index("反映人")][1:] for row in rows} == {"**", ""}
    (private,) = (row for row in rows if row[header.index("类别")] == "邻里纠纷")
    told = {name for name, cell in zip(header, private, strict=True) if cell}
    assert not told & {"内容", "反映人", "来源", "承办人", "办理结果", "评价", "反映户数", "缓急"}
    assert private[header.index("地点")] == "5号楼"
    half = ("--since", "2026-11-24", "--node", "5号楼")
    assert say(capsys, "export", "ledger", "-o", out, "--db", f"sqlite:///{played}", *half).code == 0
    assert cells(out) == [header]
    assert (
        say(capsys, "export", "ledger", "-o", out, "--node", "9号楼", "--db", f"sqlite:///{played}").code == 1
    )
    assert say(capsys, "export", "roster", "-o", out, "--node", "b3", "--db", f"sqlite:///{played}").code == 2
    assert say(capsys, "export", "ballots", "-o", out, "--db", f"sqlite:///{played}").code == 0
    connection = sqlite3.connect(played)
    over = {
        row[0] for row in connection.execute("SELECT code FROM poll WHERE status IN ('已截止', '已公示')")
    }
    connection.close()
    assert {row[0] for row in cells(out, 0)[1:]} == over
    assert {row[0] for row in cells(out, 1)[1:]} <= over


def test_the_template_has_nothing_to_import_until_it_is_filled_in(
    tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "样表.xlsx"
    assert say(capsys, "export", "template", "-o", out, "--db", database).code == 0
    said = say(capsys, "import", out, "--dry-run", "--db", database)
    assert (said.code, said.errors) == (1, ["gridbot import: 表头下面没有内容"])
    assert any("示例" in row for row in cells(out))


def test_codes_for_those_without_an_account(
    roster: Path, tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(capsys, database, roster)
    out = tmp_path / "codes.xlsx"
    assert say(capsys, "export", "codes", "-o", out, "--db", database).code == 0
    header, *rows = cells(out)
    assert [row[0] for row in rows] == ["林二二", "陈一一"]
    code = rows[0][header.index("绑定码")]
    found = snapshot(database, lambda store: store.tickets.find(code, NOW), vault_of(database))
    assert found is not None
    assert audit(database)[-1][1] == "export_codes"
    assert code not in json.dumps(audit(database))


def test_nothing_that_is_exported_is_a_formula(
    tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = (
        ("姓名", "住址", "工作单位"),
        ("陈一一", "3-2-401", '=HYPERLINK("http://x","y")'),
        ("陈二二", "3-2-402", "@SUM(1)"),
    )
    imported_rows = xlsxwriter.Workbook(str(tmp_path / "f.xlsx"), {"strings_to_formulas": False})
    sheet = imported_rows.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    imported_rows.close()
    imported(capsys, database, tmp_path / "f.xlsx")
    out = tmp_path / "out.xlsx"
    assert say(capsys, "export", "roster", "-o", out, "--db", database).code == 0
    with zipfile.ZipFile(out) as packed:
        sheet_xml = packed.read("xl/worksheets/sheet1.xml")
        assert "=HYPERLINK" in packed.read("xl/sharedStrings.xml").decode()
    assert b"<f>" not in sheet_xml
    assert b"hyperlink" not in sheet_xml


def _zip(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.xlsx", b"hello", "not a workbook"),
        ("a.xlsx", b"", "not a workbook"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "not a workbook"),
        ("a.docx", b"hello", "save it as .xlsx"),
        ("a.xlsx", _zip(x=bytes(500 << 20)), "unpacks to more than"),
        ("a.xlsx", _zip(**{f"p{n}": b"" for n in range(3000)}), "unpacks to more than"),
        ("a.xlsx", _zip(x=b"y"), "not a workbook"),
    ],
    ids=["text", "empty", "old", "other", "bomb", "parts", "zip"],
)
def test_what_is_no_workbook_is_said_in_one_line(
    tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str], name: str, content: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)
    said = say(capsys, "import", tmp_path / name, "--dry-run", "--db", database)
    assert (said.code, said.out, len(said.errors)) == (1, [], 1)
    assert reason in said.errors[0]


def test_a_cell_at_the_far_end_takes_no_memory_of_ours(
    tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    made = xlsxwriter.Workbook(str(tmp_path / "far.xlsx"))
    sheet = made.add_worksheet()
    sheet.write(0, 0, "姓名")
    sheet.write(1_048_575, 16_383, "x")
    made.close()
    said = say(capsys, "import", tmp_path / "far.xlsx", "--dry-run", "--db", database)
    assert (said.code, len(said.errors)) == (1, 1)
    assert "too large" in said.errors[0]


def test_hostile_cells_are_left_out_and_said(
    tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [("姓名", "住址", "电话", "工作单位"), ("王" * 10_000, "3-2-401", "1" * 10_000, "单" * 10_000)]
    rows += [("李\u202e四\u200b", "3-2-402", "\x07138\x0111112222", "一小\x00")]
    said = say(capsys, "import", book(tmp_path / "h.xlsx", *rows), "--dry-run", "--db", database)
    assert said.code == 0
    assert "新增　人员 第3行：人员 李四（3-2-402）" in said.out
    assert max(map(len, said.out)) < 200


def test_a_running_bot_on_the_same_file_is_said(
    roster: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async def meanwhile() -> tuple[Said, Said]:
        store = Store.open(database, NOW, vault_of(database))
        try:
            looked = await asyncio.to_thread(say, capsys, "import", roster, "--dry-run", "--db", database)
            wrote = await asyncio.to_thread(say, capsys, "import", roster, "--yes", "--db", database)
        finally:
            await store.close()
        return looked, wrote

    looked, wrote = asyncio.run(meanwhile())
    assert looked.code == 0
    assert (wrote.code, len(wrote.errors)) == (1, 1)
    assert "stop it first" in wrote.errors[0]


def test_on_postgresql_a_running_bot_notices(
    roster: Path, postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async def meanwhile() -> tuple[Said, Community, Said, Community]:
        store, directory = Store.open(postgres_url, NOW), Directory(demo_config().community)
        try:
            before = await store.read(directory.of)
            assert before.find_people("陈一一") == ()
            done = await asyncio.to_thread(say, capsys, "import", roster, "--yes", "--db", postgres_url)
            after = await store.read(directory.of)
            undo = ("import", "--undo", 1, "--yes", "--db", postgres_url)
            undone = await asyncio.to_thread(say, capsys, *undo)
            return done, after, undone, await store.read(directory.of)
        finally:
            await store.close()

    done, after, undone, at_last = asyncio.run(meanwhile())
    assert (done.code, undone.code) == (0, 0)
    assert [person.household for person in after.find_people("陈一一")] == ["3-2-401"]
    assert at_last.find_people("陈一一") == ()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["import"], 2),
        (["import", "x.xlsx", "--undo", "1"], 2),
        (["import", "--undo", "x"], 2),
        (["import", "/none.xlsx"], 1),
    ],
)
def test_wrong_arguments(
    capsys: pytest.CaptureFixture[str], database: str, arguments: list[str], code: int
) -> None:
    said = say(capsys, *arguments, "--db", database)
    assert (said.code, said.out, len(said.errors)) == (code, [], 1)


def test_a_large_messy_workbook_comes_in_under_a_minute_with_every_bad_row_named(
    tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """5,000 households and 12,000 people; every bad row is named, and no good one."""
    messy = make(tmp_path / "messy.xlsx")
    start = time.monotonic()
    said = imported(capsys, database, tmp_path / "messy.xlsx")
    assert time.monotonic() - start < 60
    named = {
        (place.split(" 第")[0], int(place.split(" 第")[1]))
        for line in said.out
        if line.startswith("不收")
        for place in [line.removeprefix("不收　").split("行：")[0]]
    }
    assert named == messy.bad
    count = snapshot(database, lambda store: (len(store.roster.people()), len(store.roster.households())))
    assert count == (messy.people, 5000)
    assert sum(line.startswith("新增") and "：人员" in line for line in said.out) == messy.people


def test_a_hidden_sheet_is_not_read(tmp_path: Path) -> None:
    made = xlsxwriter.Workbook(str(tmp_path / "h.xlsx"))
    made.add_worksheet("看得见").write(0, 0, "x")
    hidden = made.add_worksheet("看不见")
    hidden.write(0, 0, "y")
    hidden.hide()
    made.close()
    found = read(tmp_path / "h.xlsx")
    assert ([sheet.name for sheet in found.sheets], found.hidden) == (["看得见"], ("看不见",))


def test_a_database_of_rehearsals_needs_no_key(played: Path) -> None:
    office = Office(f"sqlite:///{played}", demo_config().community, None)
    assert snapshot(office.database, lambda store: store.roster.key_fits(), office.vault)
    assert not os.path.exists(played.with_name("demo.key"))
