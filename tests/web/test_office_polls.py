"""Polls on the office pages: opened by a form that shows first what the groups will see, and listed without counts."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from html import escape, unescape
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from handlers.community import Community
from storage.records import Poll, PollKind, Unit
from tests.web.office_rig import SIGN_IN, Served, served
from tests.web.test_poll_page import _BASICS

GOOD = {
    "title": "是否加装充电桩？",
    "options": "同意\r\n反对\r\n弃权",
    "choose": "1",
    "kind": "deliberation",
    "room": "r-3",
    "below": "0",
    "who": "all",
    "unit": "household",
    "secrecy": "named",
    "rule": "meeting",
    "opens": "",
    "deadline": "2026-11-25T18:00",
    "days": "7",
}


@pytest.fixture
async def office(community: Community, tmp_path: Path) -> AsyncIterator[Served]:
    async with served(community, f"sqlite:///{tmp_path / 'office.db'}") as started:
        yield started


async def polls(office: Served) -> list[Poll]:
    return await office.house.house.store.read(lambda store: store.polls.all())


async def submit(office: Served, token: str, **changes: str) -> tuple[int, str]:
    answer = await office.post("/office/polls/new", {**GOOD, "token": token, "do": "look", **changes})
    return answer.status, await answer.text()


async def test_a_poll_is_shown_first_and_then_opened(office: Served) -> None:
    token = await office.enter("u-chen1")
    status, page = await submit(office, token)
    assert status == 200
    assert "发到3号楼党小组群，大家会看到：" in page
    assert "议事表决" in page
    assert re.findall("<form [^>]*class=.preview|<form|</form>", page.split("<main")[1])[:2] == [
        '<form method="post" action="/office/polls/new" class="preview',
        "</form>",
    ]
    assert await polls(office) == []
    status, _ = await submit(office, token, do="open")
    assert status == 303
    [poll] = await polls(office)
    assert (poll.title, poll.options, poll.kind) == (
        "是否加装充电桩？",
        ("同意", "反对", "弃权"),
        PollKind.DELIBERATION,
    )
    assert (poll.unit, poll.eligible, poll.public_days, poll.opened_by) == (Unit.HOUSEHOLD, 24, 7, "u-chen1")
    assert poll.deadline.isoformat() == "2026-11-25T10:00:00+00:00"
    sent = await office.house.wait(minutes=1)
    assert [(each.room, poll.code in each.text) for each in sent] == [("r-3", True)]
    assert ("u-chen1", "open", poll.code) in await office.actions()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "请写明表决什么"),
        ({"title": "很" * 61}, "60个字以内"),
        ({"options": "同意"}, "选项要2到"),
        ({"options": "\n".join(str(n) for n in range(21))}, "选项要2到"),
        ({"options": "同意\n同意"}, "有两个选项一样"),
        ({"options": "\n" * 500}, "选项要2到"),
        ({"deadline": ""}, "“什么时候截止”没有看懂"),
        ({"deadline": "2026-13-45T99:99"}, "“什么时候截止”没有看懂"),
        ({"deadline": "2026-11-20T18:00"}, "截止时间"),
        ({"opens": "soon"}, "“什么时候开始"),
        ({"choose": "9"}, "选"),
        ({"choose": "-1"}, "“最多选几项”没有看懂"),
        ({"kind": "statutory"}, "渠道"),
        ({"kind": "other"}, "“性质”没有看懂"),
        ({"unit": "owner"}, "面积"),
        ({"unit": "owner", "secrecy": "secret"}, "面积"),
        ({"room": "r-5"}, "“发到哪个群”没有看懂"),
        ({"room": "r-dw"}, "“发到哪个群”没有看懂"),
        ({"rule": "none"}, "“怎么算通过”没有看懂"),
    ],
)
async def test_what_is_wrong_is_said_in_the_form(
    office: Served, changes: Mapping[str, str], words: str
) -> None:
    token = await office.enter("u-chen1")
    status, page = await submit(office, token, **changes)
    assert status == 200
    found = re.search('role="alert">([^<]*)<', page)
    assert found, changes
    assert words in found[1]
    kept = {**GOOD, **changes}["title"]
    assert f'value="{kept}"' in page or not kept
    assert await polls(office) == []


async def test_who_may_open_none_sees_no_form(office: Served) -> None:
    token = await office.enter("u-chen2")  # the other grid's secretary
    status, page = await submit(office, token)
    assert "“发到哪个群”没有看懂" in page
    assert (status, await polls(office)) == (200, [])


async def test_a_form_of_another_session_is_shown_and_not_done(office: Served) -> None:
    await office.enter("u-chen1")
    status, page = await submit(office, "x", do="open")
    assert (status, await polls(office)) == (200, [])
    assert "这是您上次登录时填的，还没有发布" in page
    assert 'value="是否加装充电桩？"' in page
    assert "同意\n反对\n弃权</textarea>" in page.replace("\r", "")


async def test_what_was_typed_outlives_the_session(office: Served) -> None:
    """It waits behind the sign-in, also when the first code is a wrong one."""
    token = await office.enter("u-chen1")
    office.client.session.cookie_jar.clear()
    title = "楼道里要不要装<充电桩>？"
    status, page = await submit(office, token, title=title, do="open")
    assert status == 403
    assert "登录过期了，请重新登录。" in page
    for code in ("AAAAAA", await office.code("u-chen1")):
        assert "您刚才填的内容还在" in page
        kept = dict(re.findall('type="hidden" name="([^"]+)" value="([^"]*)"', page))
        assert set(kept) == set(GOOD)
        answer = await office.post(
            SIGN_IN, {name: unescape(value) for name, value in kept.items()} | {"code": code}
        )
        page = await answer.text()
    assert answer.status == 200
    assert f'value="{escape(title)}"' in page
    assert 'value="2026-11-25T18:00"' in page
    assert '<option value="meeting" selected' in page
    assert await polls(office) == []
    status, page = await submit(office, await office.token(), title=title)
    assert "大家会看到" in page


async def test_pressed_twice_it_is_opened_once(office: Served) -> None:
    token = await office.enter("u-chen1")
    done = await asyncio.gather(*(submit(office, token, do="open") for _ in range(3)))
    assert [status for status, _ in done] == [303, 303, 303]
    assert len(await polls(office)) == 1
    await submit(office, token, do="open", title="另一件事？")
    assert len(await polls(office)) == 2


async def test_the_longest_form_is_taken(office: Served) -> None:
    """Every Chinese character takes nine bytes in a form."""
    token = await office.enter("u-chen1")
    status, page = await submit(office, token, options="\n".join(["很" * 99] * 20))
    assert status == 200
    assert page.count("很" * 99) == 20


async def test_the_tab_of_the_form_is_that_of_the_polls(office: Served) -> None:
    await office.enter("u-chen1")
    page = await office.page("/office/polls/new")
    assert re.findall('aria-current="page"[^>]*>([^<]*)<', page) == ["表决"]


async def test_the_list_has_turnout_and_no_counts(office: Served) -> None:
    token = await office.enter("u-zhou")
    assert "还没有表决" in await office.page("/office/polls")
    await submit(office, token, do="open")
    await office.house.say("u-wang", "1")
    shown = await office.page("/office/polls")
    assert "1/24" in shown
    assert "/poll/V1-" in shown
    assert ".pdf" not in shown
    [poll] = await polls(office)
    await office.house.until(poll.deadline)
    await office.enter("u-zhou")
    assert "/V1.pdf" in await office.page("/office/polls")


async def test_the_list_is_of_ones_own_places(office: Served) -> None:
    token = await office.enter("u-chen1")
    await submit(office, token, do="open")
    await office.enter("u-chen2")
    assert "充电桩" not in await office.page("/office/polls")


async def test_hostile_words_stay_words(office: Served) -> None:
    token = await office.enter("u-chen1")
    _, page = await submit(office, token, title='"><script>x</script>\u202e', options="<b>\n</textarea>")
    assert "<script>" not in page
    assert "\u202e" not in page
    assert page.count("</textarea>") == 1


@pytest.mark.parametrize("width", [380, 1280])
async def test_by_keyboard_in_a_browser(browser: Browser, office: Served, width: int) -> None:
    context = await browser.new_context(viewport={"width": width, "height": 740}, java_script_enabled=True)
    page = await context.new_page()
    await page.goto(str(office.server.make_url("/office")))
    await page.keyboard.type(await office.code("u-chen1"))
    await page.keyboard.press("Enter")
    await page.click('.pages a:text-is("表决")')
    await page.click('a:text-is("发起表决")')
    assert await page.evaluate(_BASICS) == []
    await page.get_by_label("表决什么").fill("楼道里要不要装充电桩？")
    await page.get_by_label("发到哪个群").select_option(label="3号楼党小组群")
    await page.get_by_label("怎么算通过").select_option("half")
    await page.get_by_label("什么时候截止").fill("2026-11-25T18:00")
    await page.keyboard.press("Enter")
    await expect(page.locator(".said")).to_contain_text("楼道里要不要装充电桩？")
    assert await page.evaluate(_BASICS) == []
    await page.get_by_label("表决什么").fill("改了又没看的题目")
    await page.get_by_role("button", name="发布").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("h2")).to_have_text("表决")
    await expect(page.locator("tbody tr")).to_have_count(1)
    await expect(page.locator("tbody tr")).to_contain_text("楼道里要不要装充电桩？")
    assert await page.evaluate(_BASICS) == []
    await context.close()
