"""The ledger's page: the same search as in chat, and the workbook of what it shows."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from handlers.community import Community
from tests.web.office_rig import Served, served

EVIL = '"><script>alert(1)</script>'


@pytest.fixture
async def office(community: Community, tmp_path: Path) -> AsyncIterator[Served]:
    """A house with 0001 and 0003 in 3号楼, the latter a dispute, and 0002 in 5号楼."""
    async with served(community, f"sqlite:///{tmp_path / 'office.db'}") as started:
        await started.house.say("u-wang", "@小应 3号楼2单元电梯坏了")
        await started.house.say("u-xu", "@小应 5号楼1单元楼道灯坏了", room="r-5")
        await started.house.say("u-gao", "隔壁刘洋家天天半夜吵架，砸东西，想请人调解", room=None)
        yield started


def codes(page: str) -> list[str]:
    return [code for code in ("0001", "0002", "0003") if f">{code}</a>" in page]


async def test_the_page_is_searched_by_the_words_of_the_chat(office: Served) -> None:
    await office.enter("u-zhou")
    for words, found in {
        "": ["0001", "0002", "0003"],
        "电梯": ["0001"],
        "3号楼 今天": ["0001", "0003"],
        "王桂兰": ["0001"],
        "吵架": ["0003"],
        "上月": [],
        "超时": [],
        EVIL: [],
        "5号楼 没办完的": ["0002"],
    }.items():
        page = await office.page(str(office.client.make_url("/office/requests").with_query(q=words).path_qs))
        assert codes(page) == found, words
        assert "<script>" not in page


async def test_nobody_finds_by_words_what_is_kept_from_them(office: Served) -> None:
    await office.enter("u-chen2")
    for words in ("吵架", "邻里纠纷", "高敏", "电梯", "3号楼"):
        page = await office.page(str(office.client.make_url("/office/requests").with_query(q=words).path_qs))
        assert codes(page) == [], words


async def test_what_is_shown_is_exported_and_leaves_a_trace(office: Served) -> None:
    token = await office.enter("u-chen1")
    answer = await office.post("/office/requests/export", {"token": token, "q": "", "state": "open"})
    assert answer.status == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ledger.xlsx"'
    book = CalamineWorkbook.from_filelike(io.BytesIO(await answer.read()))
    head, *rows = book.get_sheet_by_index(0).to_python()
    assert [str(row[0])[-4:] for row in rows] == ["0001", "0003"]
    private = dict(zip(head, rows[1], strict=True))
    assert (private["地点"], private["内容"], private["反映人"]) == ("3号楼", "", "")
    assert (await office.actions())[-1] == ("u-chen1", "export_ledger", "ledger")
    nothing = await office.post("/office/requests/export", {"token": token, "q": "5号楼", "state": "all"})
    assert nothing.status == 403
    wrong = await office.post("/office/requests/export", {"token": "x", "q": ""})
    assert wrong.status == 403
