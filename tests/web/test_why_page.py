"""The page /why: what the bot would do with a sentence, asked by hand, by keyboard, on a phone, and by an attacker."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import Page, expect

from bot.demo import open_demo
from bot.web import demo
from bot.web.demo import demo_app
from tests.web.conftest import OpenPage, Serve
from tests.web.fake_house import FakeHouse

Client = TestClient[Any, Any]
HTML = (Path(demo.__file__).parent / "static" / "why.html").read_text("utf-8")


async def opened(
    open_page: OpenPage, url: str, width: int = 1280, height: int = 900, touch: bool = False
) -> Page:
    page = await open_page(url, width, height, touch=touch)
    await page.click("a[href='/why']")
    await page.wait_for_selector("#ask[data-ready]")
    return page


async def test_the_answer_comes_from_the_house_and_leaves_nothing_behind(
    open_page: OpenPage, serve: Serve, tmp_path: Path
) -> None:
    async with open_demo(tmp_path) as house:
        before = await house.state()
        page = await opened(open_page, await serve(house))
        await page.select_option("#room", "r-3")
        await page.select_option("#speaker", "u-liu")
        await page.fill("#sentence", "小应 3号楼1单元楼道灯坏了，来修一下")
        await page.click("#ask button")
        answer = page.locator("#answer")
        await expect(answer).to_have_attribute("data-action", "register")
        await expect(answer).to_contain_text("吴强")
        await expect(answer).to_contain_text("3号楼1单元")
        await expect(answer.locator(".bubble")).to_have_count(2)  # the receipt, and the member's notice
        after = await house.state()
        assert {**after, "now": before["now"]} == before
        assert (await house.state())["messages"] == []


async def test_another_group_and_another_speaker_are_asked_at_once(open_page: OpenPage, serve: Serve) -> None:
    house = FakeHouse()
    page = await opened(open_page, await serve(house))
    hostile = '<img src=x onerror="document.title=1">\u202e{{7*7}}'
    await page.fill("#sentence", hostile)
    await page.keyboard.press("Enter")
    await expect(page.locator("#answer dd")).to_have_text(hostile)
    assert await page.locator("img[src=x]").count() == 0
    await page.select_option("#room", "r-5")
    await expect(page.locator("#speaker option")).to_have_count(6)
    await page.select_option("#speaker", "u-xu")
    await page.select_option("#room", "")
    await expect(page.locator("#speaker option")).to_have_count(21)
    await expect(page.locator("#speaker")).to_have_value("u-xu")
    assert house.asked[0][1:] == ("r-3", hostile)
    assert [(person, room) for person, room, _ in house.asked[-2:]] == [("u-xu", "r-5"), ("u-xu", None)]


async def test_the_keyboard_is_enough_and_a_refusal_is_said(open_page: OpenPage, serve: Serve) -> None:
    house = FakeHouse()
    page = await opened(open_page, await serve(house))
    await page.locator("#sentence").focus()
    await page.keyboard.type("门坏了")
    await page.keyboard.press("Tab")
    await expect(page.locator("#room")).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(page.locator("#speaker")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#answer li").first).to_have_text("门坏了")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")  # the first example
    await expect(page.locator("#answer dd")).to_have_text(re.compile("又不亮了"))


@pytest.mark.parametrize(("width", "touch"), [(320, True), (390, True), (1440, False)])
async def test_it_fits_a_phone(open_page: OpenPage, serve: Serve, width: int, touch: bool) -> None:
    page = await opened(open_page, await serve(FakeHouse()), width, 844, touch)
    await page.fill("#sentence", "长" * 400)
    await page.click("#ask button")
    await expect(page.locator("#answer")).to_be_visible()
    over = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    small = await page.evaluate(
        """() => [...document.querySelectorAll('button, select, textarea, a')]
            .filter((each) => each.getBoundingClientRect().height < 43.5).map((each) => each.outerHTML)"""
    )
    assert (over, small) == (0, [])


# --- the server ---


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with TestClient(TestServer(demo_app(FakeHouse()))) as started:
        yield started


def own(client: Client) -> dict[str, str]:
    origin = str(client.make_url("")).rstrip("/")
    return {"Origin": origin, "X-Gridbot": "1", "Content-Type": "application/json"}


GOOD = {"from": "u-wang", "room": "r-3", "text": "门坏了"}


async def test_the_page_has_the_policy_of_the_other_one(client: Client) -> None:
    answer = await client.get("/why")
    page = await answer.text()
    assert (
        answer.headers["Content-Security-Policy"]
        == (await client.get("/")).headers["Content-Security-Policy"]
    )
    assert "$" not in page
    assert not re.search(r"<style|style=|<script>| on\w+=|https?://", page)
    assert not re.search(r"[\u4e00-\u9fff]", HTML)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 200),
        ({"room": ""}, 200),
        ({"from": "u-nobody"}, 400),
        ({"room": "r-5"}, 400),
        ({"text": " \n"}, 400),
        ({"text": 5}, 400),
        ({"text": None}, 400),
        ({"from": ["u-wang"]}, 400),
        ({"text": "长" * 20_001}, 413),
    ],
)
async def test_what_is_asked_is_checked(client: Client, change: dict[str, object], status: int) -> None:
    answer = await client.post("/api/why", data=json.dumps({**GOOD, **change}), headers=own(client))
    assert answer.status == status
    assert status == 200 or (await answer.json())["error"]


@pytest.mark.parametrize("body", ["", "[]", "5", "{", "[" * 100_000])
async def test_a_body_that_is_no_object_is_refused(client: Client, body: str) -> None:
    assert (await client.post("/api/why", data=body, headers=own(client))).status == 400


async def test_only_our_own_page_may_ask(client: Client) -> None:
    foreign = {**own(client), "Origin": "http://elsewhere.example"}
    assert (await client.post("/api/why", data=json.dumps(GOOD), headers=foreign)).status == 403
    bare = {key: value for key, value in own(client).items() if key != "X-Gridbot"}
    assert (await client.post("/api/why", data=json.dumps(GOOD), headers=bare)).status == 403
