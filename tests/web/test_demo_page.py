"""The demo page in a real browser: what a visitor does, on a phone and on a projector."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Page, expect

from bot.web.house import Json
from tests.web.conftest import OpenPage, Serve
from tests.web.fake_house import FakeHouse, seeded

STEPS = 40  # more than both tracks need; a page that leads in circles fails

NEXT_STEP = """([track, key]) => [...document.querySelectorAll('.track')]
    .every((each) => each.dataset.track !== track || each.dataset.key !== key || each.disabled)"""


def png() -> bytes:
    data = BytesIO()
    Image.new("RGB", (600, 400), "teal").save(data, "PNG")
    return data.getvalue()


def request(**change: object) -> Json:
    row: Json = {
        "code": "0712",
        "status": "已派",
        "intent": "报修",
        "category": "电梯",
        "urgency": "urgent",
        "place": "3号楼2单元",
        "reporter": "u-wang",
        "assignee": "u-wu",
        "rating": None,
        "affected": 3,
        "text": "电梯坏了",
        "created": "2026-11-23T09:00:00",
        "accept_by": "2026-11-23T09:10:00",
        "close_by": "2026-11-23T13:00:00",
        "steps": [{"at": "2026-11-23T09:00:00", "text": "点单"}],
    }
    return {**row, **change}


def poll(*counts: int | None, status: str = "进行中", result: str | None = None) -> Json:
    labels = ("同意", "反对", "弃权")
    return {
        "code": "V1",
        "title": "是否加装充电桩",
        "status": status,
        "options": [{"label": label, "count": count} for label, count in zip(labels, counts, strict=True)],
        "turnout": 12,
        "eligible": 24,
        "deadline": "2026-11-24T18:00:00",
        "result": result,
    }


async def follow_the_guide(page: Page) -> None:
    """Tap what the page offers and send it, until both tracks are walked; nothing is read."""
    for _ in range(STEPS):
        step = page.locator('.track:enabled:not([data-track="more"])').first
        if not await step.count():
            return
        name = [await step.get_attribute("data-track"), await step.get_attribute("data-key")]
        says = await step.get_attribute("data-kind") == "say"
        await step.click()
        if says:
            await page.locator("#send").click()
        await page.wait_for_function(NEXT_STEP, arg=name)
    pytest.fail("the guided row does not end")


@pytest.mark.parametrize(("width", "height", "touch"), [(1440, 900, False), (390, 844, True)])
async def test_a_visitor_gets_a_request_rated_and_a_poll_closed_by_tapping(
    demo_url: str, open_page: OpenPage, width: int, height: int, touch: bool
) -> None:
    page = await open_page(demo_url, width, height, touch=touch)
    await follow_the_guide(page)
    await expect(page.locator("#requests .card").first).to_have_attribute("data-status", "done")
    await expect(page.locator("#requests .steps .past")).to_have_count(5)
    await expect(page.locator("#polls .card").first).to_have_attribute(
        "data-status", re.compile("closed|published")
    )


async def test_what_is_written_is_text_and_never_markup(open_page: OpenPage, serve: Serve) -> None:
    house = FakeHouse()
    page = await open_page(await serve(house))
    hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>\u202e【0712】{{7*7}}'
    await page.fill("#say-text", hostile)
    await page.keyboard.press("Enter")
    await expect(page.locator(".focus .own .bubble")).to_have_text(hostile)
    house.requests = [
        request(text=hostile, place=hostile, steps=[{"at": "2026-11-23T09:00:00", "text": hostile}])
    ]
    house.polls = [poll(1, 2, 3) | {"title": hostile, "result": hostile}]
    house.next = {"at": "2026-11-23T09:10:00", "what": hostile}
    house.change()
    await expect(page.locator(".card-text")).to_have_text(hostile)
    assert await page.locator("img[src=x]").count() == 0
    assert "幸福里社区" in await page.title()


async def test_the_enter_of_an_input_method_does_not_send(open_page: OpenPage, serve: Serve) -> None:
    house = FakeHouse()
    page = await open_page(await serve(house))
    await page.fill("#say-text", "dianti")
    await page.eval_on_selector(
        "#say-text",
        """(field) => {
            for (const how of [{ isComposing: true }, { keyCode: 229 }])
                field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, ...how }));
        }""",
    )
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("huaile")
    await page.keyboard.press("Enter")
    await expect(page.locator(".focus .own .bubble")).to_have_count(1)
    assert [text for _, _, text, _ in house.said] == ["dianti\nhuaile"]


async def test_words_that_were_refused_stay_in_the_field(open_page: OpenPage, serve: Serve) -> None:
    house = FakeHouse()
    house.refusal = "<b>今天不办公。</b>"
    page = await open_page(await serve(house))
    await page.fill("#say-text", "你好")
    async with page.expect_response("**/api/say") as answer:
        await page.click("#send")
    assert (await answer.value).status == 400
    await expect(page.locator("#toast")).to_have_text(house.refusal)
    await expect(page.locator("#say-text")).to_have_value("你好")


async def test_a_picture_is_sent_shown_and_enlarged(
    open_page: OpenPage, serve: Serve, tmp_path: Path
) -> None:
    house = FakeHouse()
    page = await open_page(await serve(house))
    picture = tmp_path / "photo.png"
    picture.write_bytes(png())
    await page.set_input_files("#say-file", picture)
    await expect(page.locator("#preview img")).to_be_visible()
    await page.click("#send")
    shot = page.locator(".focus .shot img")
    await expect(shot).to_be_visible()
    await page.wait_for_function("() => document.querySelector('.focus .shot img').naturalWidth === 600")
    await expect(page.locator("#preview")).to_be_hidden()
    await page.click(".focus .shot")
    await expect(page.locator("#viewer img")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#viewer")).to_be_hidden()
    assert house.said[0][3] is not None


async def test_thousands_of_messages_are_shown_a_window_at_a_time(open_page: OpenPage, serve: Serve) -> None:
    house = seeded(2_000)
    page = await open_page(await serve(house))
    bubbles = page.locator(".focus .msg")
    await expect(bubbles).to_have_count(200)
    await expect(bubbles.last).to_contain_text("第1999句")
    await expect(bubbles.last).to_be_in_viewport()
    await page.locator(".focus .earlier").click()
    await expect(bubbles).to_have_count(400)
    assert await page.locator(".msg").count() < 1_000
    for n in range(250):
        house.tell("bot", f"新的{n}", room="r-3")
    await expect(page.locator("#jump")).to_be_visible()
    await page.click("#jump")
    await expect(bubbles.last).to_be_in_viewport()
    await expect(bubbles.last).to_contain_text("新的249")


async def test_after_a_cut_stream_nothing_is_missing_and_nothing_doubled(
    open_page: OpenPage, serve: Serve
) -> None:
    house = FakeHouse()
    page = await open_page(await serve(house))
    house.tell("bot", "断线前", room="r-3")
    await expect(page.locator(".focus .bubble")).to_have_text(["断线前"])
    house.drop_streams()
    house.message("bot", "断线时", room="r-3")
    await expect(page.locator(".focus .bubble")).to_have_text(["断线前", "断线时"])
    await expect(page.locator('.link[data-linked="true"]')).to_be_visible()
    house.tell(None, "徐静加入了群聊", room="r-3")
    await expect(page.locator(".focus .system")).to_have_text("徐静加入了群聊")


async def test_a_chat_that_speaks_comes_forward_with_its_count(open_page: OpenPage, serve: Serve) -> None:
    house = FakeHouse()
    page = await open_page(await serve(house))
    pane = page.locator('.pane[data-chat="with:u-ma"]')
    await expect(pane).to_have_count(0)
    house.tell("bot", "有一个新的微心愿", whom="u-ma")
    await expect(pane.locator(".bubble")).to_have_text("有一个新的微心愿")
    await expect(pane.locator(".badge")).to_have_text("1")
    await pane.locator(".pane-head").click()
    await expect(page.locator('.person[aria-pressed="true"]')).to_contain_text("马云霞")
    await expect(page.locator(".focus .bubble")).to_have_text("有一个新的微心愿")
    await expect(pane).to_have_count(0)


async def test_in_a_group_of_others_one_chooses_a_member(open_page: OpenPage, serve: Serve) -> None:
    house = FakeHouse()
    page = await open_page(await serve(house))
    house.tell("bot", "早上好", room="r-3")
    await expect(page.locator(".focus .bubble")).to_have_text("早上好")
    await page.click("#all-chats")
    await page.locator(".chat-row", has_text="5号楼党小组群").click()
    await expect(page.locator("#say")).to_be_hidden()
    await page.locator(".member", has_text="徐静").click()
    await page.fill("#say-text", "大家好")
    await page.click("#send")
    await expect(page.locator(".focus .bubble")).to_have_text(["大家好"])


async def test_a_request_moves_through_its_steps_with_the_clock_that_counts(
    open_page: OpenPage, serve: Serve
) -> None:
    house = FakeHouse()
    house.requests = [request()]
    page = await open_page(await serve(house))
    card = page.locator("#requests .card")
    await expect(card.locator(".card-limit")).to_have_text("接单时限还剩 10分钟")
    await expect(card.locator(".steps .now")).to_have_text("接单")
    house.requests = [request(status="处理中")]
    house.now = "2026-11-23T13:05:00"
    house.change()
    await expect(card.locator(".card-limit")).to_have_text("办结时限已超 5分钟")
    await expect(page.locator("#time")).to_have_text("13:05")
    house.requests = [request(status="已办结", rating=4)]
    house.change()
    await expect(card.locator(".card-limit")).to_have_text("★★★★☆")
    await expect(card.locator(".steps .past")).to_have_count(5)


async def test_counts_stay_hidden_until_the_house_tells_them(open_page: OpenPage, serve: Serve) -> None:
    house = FakeHouse()
    house.polls = [poll(None, None, None)]
    page = await open_page(await serve(house))
    await expect(page.locator(".bar-count")).to_have_text(["", "", ""])
    await expect(page.locator(".poll-turnout")).to_have_text("已投 12 / 24")
    house.polls = [poll(6, 4, 2, status="已公示", result="同意")]
    house.change()
    await expect(page.locator(".bar-count")).to_have_text(["6 票 · 50%", "4 票 · 33%", "2 票 · 17%"])
    await expect(page.locator(".poll-result")).to_have_text("结果：同意")


@pytest.mark.parametrize("width", [320, 390, 760, 1024, 1440, 1920])
async def test_nothing_runs_out_of_the_page(demo_url: str, open_page: OpenPage, width: int) -> None:
    page = await open_page(demo_url, width, 844)
    over = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0
    send = await page.locator("#send").bounding_box()
    assert send
    assert send["x"] + send["width"] <= width


async def test_on_a_phone_every_target_can_be_hit_and_every_tab_opened(
    open_page: OpenPage, serve: Serve
) -> None:
    house = seeded(3)
    house.requests = [request()]
    house.polls = [poll(None, None, None)]
    page = await open_page(await serve(house), 390, 844, touch=True)
    small = """() => [...document.querySelectorAll('button, summary, label.attach')]
        .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 43.5)
        .map((each) => each.outerHTML)"""
    for tab, shown in (("requests", "#requests .card"), ("polls", "#polls .card"), ("chat", "#say")):
        await page.locator(f'#bottom [data-tab="{tab}"]').click()
        await expect(page.locator(shown)).to_be_visible()
        assert await page.evaluate(small) == []
    await page.click("#who")
    await expect(page.locator("#sheet .person").first).to_be_visible()
    assert await page.evaluate(small) == []
    await page.locator("#sheet .person", has_text="吴强").click()
    await expect(page.locator("#sheet")).to_be_hidden()
    await expect(page.locator("#say-text")).to_have_attribute("placeholder", "吴强，在这里说……")


async def test_every_control_has_a_name(demo_url: str, open_page: OpenPage) -> None:
    page = await open_page(demo_url)
    nameless = await page.evaluate(
        """() => [...document.querySelectorAll('button, input, textarea, img, nav, aside')].filter((each) =>
            !(each.ariaLabel || each.title || each.textContent.trim() || each.alt))
            .map((each) => each.outerHTML)"""
    )
    assert nameless == []
