"""The pages of polls in a real browser: on a phone, by keyboard, with the verifier, without network."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, expect

from bot.demo import DemoHouse, open_demo
from bot.web.demo import demo_app
from bot.web.office.app import office_app
from bot.web.poll.pages import add_poll_pages
from handlers.community import Community
from handlers.polls import casting
from handlers.polls.units import Electorate
from storage.records import How, Poll, Unit
from storage.roster_records import KeptHousehold
from storage.unit_of_work import UnitOfWork
from tests.web.poll_rig import Served, served

Open = Callable[..., Awaitable[Page]]
DEMO = "http://demo.example/"
WIDTHS = (380, 1280)
_BASICS = """() => {
  const seen = (one) => one.offsetParent !== null;
  const name = (one) => (one.labels && one.labels.length ? one.labels[0].innerText : "")
    || one.getAttribute("aria-label") || one.innerText || "";
  const bad = [];
  for (const one of document.querySelectorAll("button, input, select, textarea, a[href], progress")) {
    const by = one.getAttribute("aria-labelledby");
    if (seen(one) && !name(one).trim() && !(by && document.getElementById(by))) bad.push("no name: " + one.outerHTML);
  }
  if (document.documentElement.lang !== "zh-CN") bad.push("no language");
  if (document.documentElement.scrollWidth > innerWidth) bad.push("wider than the screen");
  for (const one of ["main", "h1"]) if (document.querySelectorAll(one).length !== 1) bad.push("not one " + one);
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  if (new Set(ids).size !== ids.length) bad.push("an id twice");
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none") return [10, 74, 71];
      const found = parts(style.backgroundColor);
      if (found.length === 3 || found[3] === 1) return found;
    }
    return [255, 255, 255];
  };
  for (const one of document.querySelectorAll("body *")) {
    const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !seen(one)) continue;
    const pair = [light(parts(getComputedStyle(one).color)), light(behind(one))].sort((a, b) => b - a);
    if ((pair[0] + 0.05) / (pair[1] + 0.05) < 4.5) bad.push("contrast: " + one.outerHTML.slice(0, 120));
  }
  return bad;
}"""
"""What a checker of accessibility looks at first: names, language, outline, ids, contrast (WCAG AA), no wide page."""


@pytest.fixture
async def pages(community: Community, tmp_path: Path) -> AsyncIterator[Served]:
    async with served(community, f"sqlite:///{tmp_path / 'polls.db'}") as started:
        yield started


@pytest.fixture
async def visit(browser: Browser, pages: Served) -> AsyncIterator[Open]:
    """Open a path; what page or console report fails the test, but for answers that refuse."""
    problems: list[str] = []

    async def start(path: str, width: int = 380, *, dark: bool = False) -> Page:
        context = await browser.new_context(
            viewport={"width": width, "height": 740},
            color_scheme="dark" if dark else "light",
            has_touch=width < 500,
            accept_downloads=True,
        )
        page = await context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("requestfinished", lambda one: None if one.url.startswith(own) else problems.append(one.url))
        await page.goto(own + path)
        return page

    own = str(pages.server.make_url("")).rstrip("/")
    yield start
    for context in browser.contexts:
        await context.close()
    assert problems == []


async def paper(visit: Open, pages: Served, poll: Poll, actor: str = "u-wang", **more: object) -> Page:
    """Somebody opens their link."""
    page = await visit(f"/vote/#{await pages.code(poll, actor)}", **more)
    await expect(page.locator("#paper")).to_be_visible()
    return page


@pytest.mark.parametrize("width", WIDTHS)
async def test_two_taps_are_a_vote(visit: Open, pages: Served, width: int) -> None:
    poll = await pages.open_poll()
    page = await paper(visit, pages, poll, width=width)
    await expect(page.locator("#question")).to_have_text("是否加装充电桩？")
    await expect(page.locator("#who")).to_have_text("3-2-501（王桂兰）")
    await page.get_by_role("button", name="同意").tap() if width < 500 else await page.get_by_role(
        "button", name="同意"
    ).click()
    await expect(page.locator("#chosen")).to_have_text("1 同意")
    await page.get_by_role("button", name="确认投票").click()
    await expect(page.locator("#said")).to_have_text("已经投好：同意")
    receipt = await page.locator("#number").inner_text()
    await page.get_by_role("button", name="改一改").click()
    await expect(page.locator("#voted")).to_contain_text("您已经投过：同意")
    await expect(page.locator("#options button").first).to_have_attribute("aria-pressed", "true")
    await page.get_by_role("button", name="反对").click()
    await page.get_by_role("button", name="确认投票").click()
    await expect(page.locator("#said")).to_have_text("已经投好：反对")
    assert await page.locator("#number").inner_text() != receipt
    assert (await pages.close(poll)).result["counts"] == [0, 1, 0]  # type: ignore[index]


async def test_second_thoughts_cast_nothing(visit: Open, pages: Served) -> None:
    poll = await pages.open_poll()
    page = await paper(visit, pages, poll)
    await page.get_by_role("button", name="反对").click()
    await page.get_by_role("button", name="再想想").click()
    await expect(page.locator("#paper")).to_be_visible()
    assert await pages.house.house.store.read(lambda store: store.polls.turnout(poll.id)) == 0


async def test_by_keyboard_several_choices(visit: Open, pages: Served) -> None:
    poll = await pages.open_poll(choose=2, options=("1号方案", "2号方案", "3号方案"))
    page = await paper(visit, pages, poll, width=1280)
    await expect(page.locator("#how")).to_have_text("最多选 2 项")
    for _ in range(3):
        await page.keyboard.press("Tab")
        await page.keyboard.press("Space")
    await expect(page.get_by_role("alert")).to_contain_text("最多选这么多")
    await page.keyboard.press("Tab")
    await expect(page.locator("#send")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#chosen span")).to_have_text(["1 1号方案", "2 2号方案"])
    await expect(page.locator("#sure")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#said")).to_have_text("已经投好：1号方案、2号方案")


async def test_the_code_leaves_the_address_and_survives_a_reload(visit: Open, pages: Served) -> None:
    poll = await pages.open_poll()
    page = await paper(visit, pages, poll)
    assert page.url.endswith("/vote/")
    await page.reload()
    await expect(page.locator("#question")).to_have_text(poll.title)
    elsewhere = await visit("/vote/")  # another browser
    await expect(elsewhere.get_by_role("alert")).to_contain_text("这个链接不能用了")


async def test_without_network_nothing_is_lost(visit: Open, pages: Served) -> None:
    poll = await pages.open_poll()
    page = await paper(visit, pages, poll)
    await page.get_by_role("button", name="同意").click()
    await page.context.set_offline(True)
    await page.get_by_role("button", name="确认投票").click()
    await expect(page.get_by_role("alert")).to_contain_text("没有连上")
    await page.context.set_offline(False)
    await page.get_by_role("button", name="确认投票").click()
    await expect(page.locator("#said")).to_have_text("已经投好：同意")


async def test_what_cannot_be_is_said_plainly(visit: Open, pages: Served) -> None:
    poll = await pages.open_poll()
    page = await paper(visit, pages, poll)
    await page.get_by_role("button", name="同意").click()
    await pages.close(poll)
    await page.get_by_role("button", name="确认投票").click()
    await expect(page.get_by_role("alert")).to_contain_text("登记为迟到，没有计入")
    await expect(page.locator("#options")).to_be_hidden()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", WIDTHS)
async def test_the_basics_of_both_pages(visit: Open, pages: Served, width: int, dark: bool) -> None:
    poll = await pages.open_poll(
        title="加装充电桩" * 12, options=("同意" * 15, "A" * 30, "弃权"), electorate=Electorate(("g1",))
    )
    page = await paper(visit, pages, poll, width=width, dark=dark)
    assert await page.evaluate(_BASICS) == []
    small = "[...document.querySelectorAll('.options button')].filter(one => one.offsetHeight < 64).length"
    assert await page.evaluate(small) == 0
    await page.get_by_role("button", name="弃权").click()
    assert await page.evaluate(_BASICS) == []
    await page.get_by_role("button", name="确认投票").click()
    await expect(page.locator("#said")).to_be_visible()
    assert await page.evaluate(_BASICS) == []
    name = await pages.name(poll)
    page = await visit(f"/poll/{name}", width=width, dark=dark)
    assert await page.evaluate(_BASICS) == []
    await pages.close(poll)
    await page.reload()
    await page.click("summary")
    assert await page.evaluate(_BASICS) == []


@pytest.mark.parametrize("width", WIDTHS)
async def test_the_page_recounts_its_log(visit: Open, pages: Served, width: int) -> None:
    poll = await pages.open_poll()
    for actor, option in (("u-wang", 1), ("u-liu", 2), ("u-gao", 1), ("u-wang", 2)):
        cast = await pages.vote(poll, actor, option)
    ended = await pages.close(poll)
    page = await visit(f"/poll/{await pages.name(poll)}", width=width)
    found = page.locator("#found")
    await page.click("#check")
    await expect(found).to_contain_text("一致：6 行，重数 3 票")
    await page.fill("#codes", f"{str(ended.result['head'])[:16]} {cast.receipt}")  # type: ignore[index]
    await page.click("#check")
    await expect(found).to_contain_text(f"{cast.receipt} 在第 5 行：3-2-501 选 [2]")
    await page.fill("#codes", "0123456789abcdef")
    await page.click("#check")
    await expect(found).to_contain_text("不一致。文件里没有指纹或回执 0123456789abcdef")


async def test_a_downloaded_log_is_checked_offline(visit: Open, pages: Served, tmp_path: Path) -> None:
    poll = await pages.open_poll(unit=Unit.PERSON, secret=True)
    await pages.vote(poll, "u-wang", 1)
    await pages.close(poll)
    page = await visit(f"/poll/{await pages.name(poll)}")
    async with page.expect_download() as waiting:
        await page.click("a[href$='.jsonl']")
    download = await waiting.value
    assert download.suggested_filename == f"{poll.code}.jsonl"
    file, forged = tmp_path / "V1.jsonl", tmp_path / "forged.jsonl"
    await download.save_as(file)
    forge(file, forged)
    await page.context.set_offline(True)
    await page.set_input_files("#file", file)
    await expect(page.locator("#found")).to_contain_text("一致：3 行，重数 1 票")
    await page.set_input_files("#file", forged)
    await expect(page.locator("#found")).to_contain_text("不一致。第 2 行：这一行被改过")


def forge(file: Path, into: Path) -> None:
    into.write_bytes(file.read_bytes().replace(b'"choices":[1]', b'"choices":[2]'))


async def test_in_the_demo_the_link_of_the_chat_works(browser: Browser, tmp_path: Path) -> None:
    async with open_demo(tmp_path, f"{DEMO}office/") as house:
        app = demo_app(house, office=office_app(house.desk, lambda: str(house.community()["name"])))
        add_poll_pages(app, house.booth)
        async with TestServer(app) as server:
            words = "@小应 发起表决：是否加装充电桩？选项：同意/反对/弃权 截止：明天18:00"
            for person, room, said in (
                ("u-chen1", "r-3", words),
                ("u-chen1", "r-3", "确认"),
                ("u-wang", None, "投票链接"),
            ):
                await house.say(person, room, said, None)
            link = await heard(house, rf"{DEMO}(vote/#[A-Z2-9]{{16}})")
            public = await heard(house, rf"{DEMO}(poll/V1-[A-Z2-9]{{16}})")
            page = await browser.new_page()
            await page.goto(str(server.make_url("/")) + link)
            await page.get_by_role("button", name="同意").click()
            await page.get_by_role("button", name="确认投票").click()
            await expect(page.locator("#said")).to_have_text("已经投好：同意")
            await page.goto(str(server.make_url("/")) + public)
            await expect(page.locator("#voted")).to_contain_text("已有 1 户投票")
            await page.context.close()


async def heard(house: DemoHouse, pattern: str) -> str:
    """What the bot says of this form, as soon as it is said."""
    async with asyncio.timeout(20):
        events = house.subscribe()
        while True:
            for message in (await house.state())["messages"]:
                if message["from"] == "bot" and (found := re.search(pattern, message["text"])):
                    return found[1]
            await anext(events)


_VOTERS = ("u-wang", "u-liu", "u-gao")
_CUT_OFF = """() => [...document.querySelectorAll(".wide, td, th, .share")]
  .filter((one) => one.offsetParent !== null && one.scrollWidth > one.clientWidth + 1)
  .map((one) => `${one.tagName} ${one.scrollWidth} > ${one.clientWidth}: ${one.innerText.slice(0, 60)}`)"""


@pytest.mark.parametrize("unit", list(Unit))
async def test_every_count_and_percentage_is_seen_on_a_narrow_phone(
    visit: Open, pages: Served, unit: Unit
) -> None:
    homes = pages.house.house.community.households_in("b3")
    kept = [KeptHousehold(one.id, one.node, one.building, one.unit, one.room, 123_456_78) for one in homes]
    await pages.house.house.store.write(lambda store: store.roster.put_households(*kept))
    poll = await pages.open_poll(options=("同意加装充电桩", "反对" * 15, "A" * 30, "弃权"), unit=unit)
    flats = [homes[n].id if unit is not Unit.PERSON else person for n, person in enumerate(_VOTERS)]

    def enter(store: UnitOfWork) -> None:
        for flat, option in zip(flats, (1, 2, 1), strict=True):
            voter = store.polls.voter(poll.id, flat)
            assert voter is not None
            entry = casting.Entry(How.PAPER, "u-zhou", "u-he")
            casting.enter(pages.turn(store, "u-he"), poll, voter, [option], entry)

    await pages.house.house.store.write(enter)
    await pages.close(poll)
    page = await visit(f"/poll/{await pages.name(poll)}", width=320)
    counts = page.locator("table").first
    await expect(counts).to_contain_text(
        {"person": "2 人", "household": "2 户", "owner": "2 位业主"}[unit.value]
    )
    await expect(counts).to_contain_text("66.6%")
    assert await page.evaluate(_CUT_OFF) == []
    assert await page.evaluate(_BASICS) == []


async def test_a_link_with_a_whole_message_behind_it_is_answered_by_a_page(
    visit: Open, pages: Served
) -> None:
    poll = await pages.open_poll()
    code = await pages.code(poll, "u-wang")
    for link in (f"/vote/#{code}{'赞' * 20_000}", f"/vote/#{'A' * 20_000}", f"/vote/{'A' * 20_000}"):
        page = await visit(link)
        await expect(page.get_by_role("alert")).to_contain_text("这个链接不能用了")
        await page.context.close()
