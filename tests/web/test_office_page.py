"""The office pages in a real browser: by keyboard, on a phone, with and without script."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, expect

from bot.demo import open_demo
from bot.web.demo import demo_app
from bot.web.office.app import office_app
from handlers.community import Community
from storage.roster_records import Secrets
from tests.web.conftest import OpenPage
from tests.web.office_rig import Served, served

Enter = Callable[..., Awaitable[Page]]


def read(file: Path) -> str:
    return file.read_text("utf-8-sig")


@pytest.fixture
async def office(community: Community, tmp_path: Path) -> AsyncIterator[Served]:
    async with served(community, f"sqlite:///{tmp_path / 'office.db'}") as started:
        await started.house.say("u-wang", "@小应 3号楼2单元电梯坏了")
        await started.house.say("u-xu", "@小应 5号楼1单元楼道灯坏了", room="r-5")
        yield started


@pytest.fixture
async def enter(browser: Browser, office: Served) -> AsyncIterator[Enter]:
    """Sign in by keyboard; what page or console report fails the test."""
    problems: list[str] = []

    async def start(contact: str, width: int = 1280, height: int = 800, *, script: bool = True) -> Page:
        context = await browser.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=script
        )
        page = await context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
        await page.goto(str(office.server.make_url("/office")))
        await expect(page.locator("input[name=code]")).to_be_focused()
        await page.keyboard.type((await office.code(contact)).lower())
        await page.keyboard.press("Enter")
        await expect(page.locator(".pages [aria-current]")).to_have_text("总览")
        return page

    yield start
    for context in browser.contexts:
        await context.close()
    assert problems == []


@pytest.mark.parametrize("script", [True, False])
async def test_signing_in_walking_through_and_out(enter: Enter, script: bool) -> None:
    page = await enter("u-zhou", script=script)
    for name in ("谁管", "居民", "痕迹", "诉求", "总览"):
        await page.click(f'.pages a:text-is("{name}")')
        await expect(page.locator("h2")).to_have_text(name)
        await expect(page.locator("table").first).to_be_visible()
    await page.click('button:text-is("退出")')
    await expect(page.locator("h2")).to_have_text("登录")
    await page.go_back()
    await page.reload()
    await expect(page.locator("h2")).to_have_text("登录")


async def test_a_wrong_code_is_said(browser: Browser, office: Served) -> None:
    page = await browser.new_page()
    await page.goto(str(office.server.make_url("/office/sign-in")))
    await page.fill("input[name=code]", "AAAAAA")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("登录码不对")
    await page.context.close()


async def test_a_secretary_sees_their_grid_and_no_other(enter: Enter) -> None:
    page = await enter("u-chen1")
    await expect(page.locator("main")).to_contain_text("第一片区")
    for name in ("谁管", "居民", "痕迹", "诉求"):
        await page.click(f'.pages a:text-is("{name}")')
        body = await page.locator("main").inner_text()
        for secret in ("徐静", "5号楼", "0002", "第二片区"):
            assert secret not in body, name
    await expect(page.locator("main")).to_contain_text("3号楼2单元 电梯")


async def test_the_trail_is_filtered_by_who_what_and_day(enter: Enter) -> None:
    page = await enter("u-zhou")
    await page.click('.pages a:text-is("痕迹")')
    rows = page.locator("tbody tr")
    await page.fill("input[name=who]", "王桂兰")
    await page.keyboard.press("Enter")
    await expect(rows).to_have_count(2)
    await expect(rows.last).to_contain_text("王桂兰 报了 0001（电梯）")
    await page.fill("input[name=who]", "")
    await page.select_option("select[name=kind]", "request")
    await page.fill("input[name=about]", "2")
    await page.click('button:text-is("查看")')
    await expect(rows.last).to_contain_text("徐静 报了 0002")
    await page.fill("input[name=since]", "2026-11-24")
    await page.click('button:text-is("查看")')
    await expect(page.locator(".note")).to_have_text("没有符合的痕迹。")


async def test_the_trail_is_shown_in_pages(enter: Enter, office: Served) -> None:
    for _ in range(60):
        await office.house.house.store.write(
            lambda store: store.audit.append(office.house.clock.now(), "u-zhou", "urge", "20261123-0001", {})
        )
    page = await enter("u-zhou")
    await page.click('.pages a:text-is("痕迹")')
    rows = page.locator("tbody tr")
    await expect(rows).to_have_count(50)
    seen = await rows.last.locator("td").last.inner_text()
    await page.click('a:text-is("更早的")')
    assert int(await rows.first.locator("td").last.inner_text()) == int(seen) - 1


async def test_the_trail_is_downloaded(enter: Enter) -> None:
    page = await enter("u-zhou")
    await page.click('.pages a:text-is("痕迹")')
    async with page.expect_download() as waiting:
        await page.click('button:has-text("导出")')
    download = await waiting.value
    assert download.suggested_filename == "audit.csv"
    assert "王桂兰 报了 0001（电梯）" in read(await download.path())


async def test_a_code_is_issued_and_binds(enter: Enter, office: Served) -> None:
    page = await enter("u-chen1")
    await page.click('.pages a:text-is("居民")')
    await page.fill("input[name=q]", "3-2-501")
    await page.keyboard.press("Enter")
    await expect(page.locator("tbody tr")).to_have_count(1)
    await page.click('button:text-is("发绑定码")')
    shown = page.locator(".code")
    await expect(shown).to_contain_text("绑定码")
    code = (await shown.inner_text()).split("：")[1].split("\u3000")[0]
    await office.house.say("wxid_new", f"绑定 {code}", room=None)
    account = await office.house.house.store.read(lambda store: store.roster.account("wxid_new"))
    assert account is not None
    assert account.person == "u-wang"


@pytest.mark.parametrize(
    "path",
    ["", "responsible", "residents", "audit", "requests", "requests/20261123-0001", "polls", "polls/new"],
)
async def test_on_a_phone_nothing_is_wider_than_the_screen(enter: Enter, office: Served, path: str) -> None:
    page = await enter("u-zhou", 360, 740)
    await page.goto(str(office.server.make_url(f"/office/{path}")))
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360
    small = await page.evaluate(
        "[...document.querySelectorAll('button, input:not([type=hidden]), select')]"
        ".filter(one => one.getBoundingClientRect().height < 39).length"
    )
    assert small == 0


async def test_on_a_phone_all_of_a_cell_stands_beside_its_heading(enter: Enter, office: Served) -> None:
    both = Secrets(phone="13912345678", identity="11010119900307001X")
    await office.house.house.store.write(lambda store: store.roster.put_secrets("u-wang", both))
    page = await enter("u-zhou", 360, 740)
    await page.goto(str(office.server.make_url("/office/residents?q=王桂兰")))
    lefts = await page.eval_on_selector_all(
        "tbody td > div, tbody td > form",
        "all => all.map(one => Math.round(one.getBoundingClientRect().left))",
    )
    assert len(lefts) == 4  # phone and identity number, two buttons
    assert len(set(lefts)) == 1
    assert lefts[0] > 100


async def test_in_the_demo_the_code_stands_in_the_chat(
    open_page: OpenPage, tmp_path: Path, browser: Browser
) -> None:
    async with open_demo(tmp_path) as house:
        app = demo_app(house, office=office_app(house.desk, lambda: str(house.community()["name"])))
        async with TestServer(app) as server:
            page = await open_page(str(server.make_url("/")))
            await house.say("u-chen1", None, "登录", None)
            bubble = page.locator(".bubble", has_text="登录码").first
            await expect(bubble).to_be_attached()
            code = (await bubble.inner_text()).split("：")[1][:6]
            await page.click('a:text-is("办公页")')
            await page.fill("input[name=code]", code)
            await page.keyboard.press("Enter")
            await expect(page.locator(".who")).to_contain_text("陈刚")
            for context in browser.contexts:
                await context.close()
