"""A served demo page, a browser, and a page in it that fails its test when it reports an error."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

from bot.demo import open_demo
from bot.web.demo import demo_app
from bot.web.house import House

Serve = Callable[[House], Awaitable[str]]
OpenPage = Callable[..., Awaitable[Page]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Serve a house on a free port; the address of its page."""
    async with AsyncExitStack() as stack:

        async def start(house: House) -> str:
            server = await stack.enter_async_context(TestServer(demo_app(house)))
            return str(server.make_url("/"))

        yield start


@pytest.fixture
async def demo_url(serve: Serve, tmp_path: Path) -> AsyncIterator[str]:
    """The page of the demo community, with the real bot behind it."""
    async with open_demo(tmp_path) as house:
        yield await serve(house)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium (`make test` installs it)."""
    path = shutil.which("chromium")
    assert path, "chromium is not installed: make test does it"
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        await chromium.close()


@pytest.fixture
async def open_page(browser: Browser, serve: Serve) -> AsyncIterator[OpenPage]:
    """Open an address at a size, until it is connected; what page or console report fails the test.

    It asks for `serve` only so that the pages are closed before their servers stop.
    """
    problems: list[str] = []

    def note(line: ConsoleMessage) -> None:
        refused = (
            "/api/say" in line.location["url"]
        )  # the browser logs every answer of 400; some tests want one
        if line.type == "error" and not refused:
            problems.append(line.text)

    async def start(
        url: str, width: int = 1440, height: int = 900, *, touch: bool = False, dark: bool = False
    ) -> Page:
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            has_touch=touch,
            is_mobile=touch,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        page = await context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: note(line))
        await page.goto(url)
        await page.wait_for_selector('.link[data-linked="true"]')
        return page

    yield start
    for context in browser.contexts:
        await context.close()
    assert problems == []
