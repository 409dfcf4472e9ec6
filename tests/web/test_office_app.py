"""The office pages' server, spoken to as a browser and as an attacker would."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from yarl import URL

from bot.web.office.serving import COOKIE
from bot.web.office.sessions import WINDOW, WRONG_FROM_ONE, WRONG_IN_ALL
from handlers.community import Community, Post, Role
from handlers.directory import kept_from
from handlers.identity.actions import unbind
from handlers.turn import OFFICE, Turn
from storage.roster_records import Secrets
from storage.unit_of_work import UnitOfWork
from tests.conftest import NOW
from tests.web.office_rig import SIGN_IN, Served, served

PAGES = ("/office/", "/office/responsible", "/office/residents", "/office/audit", "/office/requests")
EVIL = '"><script>alert(1)</script>\u202e<img src=x onerror=alert(2)>'
PHONE = "13912345678"


@pytest.fixture
async def office(community: Community, tmp_path: Path) -> AsyncIterator[Served]:
    async with served(community, f"sqlite:///{tmp_path / 'office.db'}") as started:
        yield started


async def reported(office: Served) -> None:
    """A request of building 3 (grid 1), and one of building 5 (grid 2)."""
    await office.house.say("u-wang", "@小应 3号楼2单元电梯坏了")
    await office.house.say("u-xu", "@小应 5号楼1单元楼道灯坏了", room="r-5")


# --- the way in ---


@pytest.mark.parametrize("path", [*PAGES, "/office/requests/20261123-0001"])
async def test_without_a_session_every_page_leads_to_the_sign_in(office: Served, path: str) -> None:
    await reported(office)
    for cookie in ("", "x", "a" * 5000, "\u00e9"):
        office.client.session.cookie_jar.clear()
        office.client.session.cookie_jar.update_cookies({COOKIE: cookie}, office.client.make_url("/"))
        answer = await office.client.get(path, allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (303, SIGN_IN)


@pytest.mark.parametrize(
    "path",
    [
        "/office/sign-out",
        "/office/residents/code",
        "/office/residents/reveal",
        "/office/audit/export",
        "/office/requests/export",
    ],
)
async def test_without_a_session_nothing_is_done(office: Served, path: str) -> None:
    answer = await office.post(path, {"person": "u-wang", "token": ""})
    assert (answer.status, answer.headers["Location"]) == (303, SIGN_IN)
    assert await office.actions() == []


async def test_a_code_opens_the_pages_once(office: Served) -> None:
    code = await office.code("u-chen1")
    answer = await office.post(SIGN_IN, {"code": f" {code.lower()} "})
    cookie = answer.headers["Set-Cookie"]
    for part in ("HttpOnly", "SameSite=Strict", "Path=/office", "Max-Age=28800"):
        assert part in cookie
    assert "Secure" not in cookie
    assert "陈刚" in await office.page("/office/")
    assert (await office.post(SIGN_IN, {"code": code})).status == 403
    assert [action for _, action, _ in await office.actions()] == ["sign_in_code", "sign_in"]


async def test_behind_https_the_cookie_is_secure(community: Community) -> None:
    async with served(community, address="https://grid.example.org") as office:
        answer = await office.post(
            SIGN_IN, {"code": await office.code("u-chen1")}, Origin="https://grid.example.org"
        )
        assert answer.status == 303
        assert "Secure" in answer.headers["Set-Cookie"]


async def test_a_code_may_be_typed_wide_and_with_spaces(office: Served) -> None:
    code = await office.code("u-chen1")
    wide = "".join(chr(ord(char) + 0xFEE0) for char in code.lower())
    assert (await office.post(SIGN_IN, {"code": f"{wide[:3]}\u3000{wide[3:]}"})).status == 303


async def test_a_code_is_too_old_after_five_minutes(office: Served) -> None:
    code = await office.code("u-chen1")
    await office.house.wait(minutes=4)
    assert (await office.post(SIGN_IN, {"code": code})).status == 403


async def test_a_binding_code_is_no_sign_in_code(office: Served) -> None:
    code = await office.house.house.store.write(
        lambda store: store.tickets.issue("person", "u-chen1", "u-chen1", NOW, NOW.replace(year=2027))
    )
    assert (await office.post(SIGN_IN, {"code": code})).status == 403


async def test_a_session_that_was_planted_is_of_no_use(office: Served) -> None:
    """Fixation: the secret is always a new one, and what was in the browser before opens nothing."""
    office.client.session.cookie_jar.update_cookies({COOKIE: "planted"}, office.client.make_url("/office/"))
    answer = await office.post(SIGN_IN, {"code": await office.code("u-chen1")})
    assert answer.cookies[COOKIE].value not in ("planted", "")
    office.client.session.cookie_jar.clear()
    office.client.session.cookie_jar.update_cookies({COOKIE: "planted"}, office.client.make_url("/office/"))
    assert (await office.client.get("/office/", allow_redirects=False)).status == 303


async def test_signing_in_anew_ends_the_session_before(office: Served) -> None:
    await office.enter("u-chen1")
    old = {cookie.key: cookie.value for cookie in office.client.session.cookie_jar}
    await office.enter("u-chen2")
    office.client.session.cookie_jar.clear()
    office.client.session.cookie_jar.update_cookies(old, office.client.make_url("/office/"))
    assert (await office.client.get("/office/", allow_redirects=False)).status == 303


async def test_signing_out_ends_it(office: Served) -> None:
    token = await office.enter("u-chen1")
    kept = {cookie.key: cookie.value for cookie in office.client.session.cookie_jar}
    assert (await office.post("/office/sign-out", {"token": token})).status == 303
    office.client.session.cookie_jar.update_cookies(kept, office.client.make_url("/office/"))
    assert (await office.client.get("/office/", allow_redirects=False)).status == 303
    assert (await office.actions())[-1] == ("u-chen1", "sign_out", "person:u-chen1")


async def test_it_ends_after_eight_hours(office: Served) -> None:
    await office.enter("u-chen1")
    await office.house.wait(minutes=8 * 60)
    assert (await office.client.get("/office/", allow_redirects=False)).status == 303


# --- guessing ---


async def test_wrong_codes_are_limited_by_address(office: Served) -> None:
    code = await office.code("u-chen1")
    for _ in range(WRONG_FROM_ONE):
        assert (await office.post(SIGN_IN, {"code": "WRONG2"})).status == 403
    assert (await office.post(SIGN_IN, {"code": code})).status == 429
    other = await office.post(SIGN_IN, {"code": code}, **{"X-Forwarded-For": "10.0.0.1, 10.0.0.7"})
    assert other.status == 303


async def test_a_forged_address_in_front_helps_nobody(office: Served) -> None:
    """Only the last one is the proxy's word; the ones before it are the visitor's own."""
    for number in range(WRONG_FROM_ONE):
        forged = {"X-Forwarded-For": f"10.0.0.{number}, 203.0.113.9"}
        assert (await office.post(SIGN_IN, {"code": "WRONG2"}, **forged)).status == 403
    last = {"X-Forwarded-For": "10.1.1.1, 203.0.113.9"}
    assert (await office.post(SIGN_IN, {"code": "WRONG2"}, **last)).status == 429


async def test_wrong_codes_from_many_addresses_stop_everybody_for_a_while(office: Served) -> None:
    for number in range(WRONG_IN_ALL):
        await office.post(
            SIGN_IN, {"code": "WRONG2"}, **{"X-Forwarded-For": f"10.0.{number // 250}.{number % 250}"}
        )
    assert (await office.post(SIGN_IN, {"code": await office.code("u-chen1")})).status == 429
    await office.house.wait(minutes=WINDOW.total_seconds() / 60)
    assert (await office.post(SIGN_IN, {"code": await office.code("u-chen1")})).status == 303


@pytest.mark.parametrize("code", ["", " ", "A" * 10_000, EVIL, "\x00", "%00", "１２３４５６"])
async def test_what_is_no_code(office: Served, code: str) -> None:
    answer = await office.post(SIGN_IN, {"code": code})
    assert answer.status == 403
    assert "<script" not in await answer.text()


# --- who may go on ---


async def test_a_post_that_is_taken_ends_the_session(office: Served, community: Community) -> None:
    await office.enter("u-chen1")
    chen = community.person("u-chen1")
    assert chen is not None
    await office.house.house.store.write(
        lambda store: store.roster.put_people(kept_from(replace(chen, posts=()), community))
    )
    assert (await office.client.get("/office/", allow_redirects=False)).status == 303


async def test_an_account_that_is_unbound_ends_the_session(office: Served, community: Community) -> None:
    await office.enter("u-chen1")
    code = await office.code("u-chen1")

    def end(store: UnitOfWork) -> None:
        chen = community.person("u-chen1")
        assert chen is not None
        unbind(Turn(store, office.house.clock.now(), community, OFFICE), chen, chen.contacts)

    await office.house.house.store.write(end)
    assert (await office.client.get("/office/", allow_redirects=False)).status == 303
    assert (await office.post(SIGN_IN, {"code": code})).status == 403


async def test_a_post_that_changes_is_felt_at_once(office: Served, community: Community) -> None:
    await reported(office)
    await office.enter("u-chen1")
    assert "3号楼2单元" in await office.page("/office/requests")
    chen = community.person("u-chen1")
    assert chen is not None
    moved = replace(chen, posts=(Post("g2", Role.AUDITOR),))
    await office.house.house.store.write(lambda store: store.roster.put_people(kept_from(moved, community)))
    page = await office.page("/office/requests")
    assert "3号楼2单元" not in page
    assert "5号楼1单元" in page
    assert (await office.client.get("/office/residents")).status == 403


# --- forms of other pages ---


async def test_a_form_of_another_page_is_refused(office: Served) -> None:
    token = await office.enter("u-zhou")
    fields = {"token": token, "person": "u-wang"}
    own = str(office.client.make_url("")).rstrip("/")
    for headers in (
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": own + ".evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        answer = await office.post("/office/residents/code", fields, **headers)
        assert answer.status == 403, headers
    bare = await office.client.post("/office/residents/code", data=fields, allow_redirects=False)
    assert bare.status == 403
    assert "code" not in [action for _, action, _ in await office.actions()]


@pytest.mark.parametrize("token", ["", "x", "\u00e9", "a" * 4000])
async def test_a_form_without_the_token_of_its_session_is_refused(office: Served, token: str) -> None:
    await office.enter("u-zhou")
    answer = await office.post("/office/residents/code", {"token": token, "person": "u-wang"})
    assert answer.status == 403
    assert "code" not in [action for _, action, _ in await office.actions()]


async def test_the_token_of_another_session_is_none(office: Served) -> None:
    other = await office.enter("u-zhou")
    await office.enter("u-chen1")
    answer = await office.post("/office/residents/code", {"token": other, "person": "u-wang"})
    assert answer.status == 403


async def test_what_reveals_or_changes_is_no_get(office: Served) -> None:
    await office.enter("u-zhou")
    for path in (
        "/office/residents/code",
        "/office/residents/reveal",
        "/office/audit/export",
        "/office/sign-out",
    ):
        assert (
            await office.client.get(path, params={"person": "u-wang"}, allow_redirects=False)
        ).status == 405


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b'{"code": "x"}', "application/json", 415),
        (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x", 415),
        (b"code=" + b"x" * 70_000, "application/x-www-form-urlencoded", 413),
        (b"&".join(b"a%d=1" % n for n in range(100)), "application/x-www-form-urlencoded", 400),
        (b"code=\xff\xfe", "application/x-www-form-urlencoded", 400),
        (b"code=%ff%fe&code=x", "application/x-www-form-urlencoded; charset=nonsense", 403),
    ],
)
async def test_bodies_that_are_no_form_of_ours(office: Served, body: bytes, kind: str, status: int) -> None:
    own = {"Origin": str(office.client.make_url("")).rstrip("/"), "Content-Type": kind}
    answer = await office.client.post(SIGN_IN, data=body, headers=own)
    assert answer.status == status


# --- what is shown ---


@pytest.mark.parametrize("path", [*PAGES, SIGN_IN, "/office/none", "/office/static/office.css"])
async def test_every_answer_has_the_policy(office: Served, path: str) -> None:
    await office.enter("u-zhou")
    answer = await office.client.get(path)
    policy = answer.headers["Content-Security-Policy"]
    for rule in ("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert rule in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if not path.endswith(".css"):
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_holds_no_script_and_no_style(office: Served, path: str) -> None:
    await reported(office)
    await office.enter("u-zhou")
    page = await office.page(path)
    for inline in ("<script", "<style", " style=", " onclick", "javascript:", "http://", "https://"):
        assert inline not in page


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    "name", ["q", "who", "about", "kind", "since", "until", "node", "state", "page", "before"]
)
async def test_nothing_of_a_query_is_markup(office: Served, path: str, name: str) -> None:
    await office.enter("u-zhou")
    for value in (
        EVIL,
        "' OR 1=1 --",
        "\x00",
        "9" * 400,
        "-1",
        "../../etc/passwd",
        "%",
        "{who}",
        "長" * 9000,
    ):
        answer = await office.client.get(URL.build(path=path, query={name: value}), allow_redirects=False)
        assert answer.status in (200, 400), (name, value)
        page = await answer.text()
        assert "<script" not in page
        assert "<img" not in page
        assert "\u202e" not in page


@pytest.mark.parametrize(
    "raw", ["?who=%ff%fe", "?who", "?&&=&", "?who=a&who=b", "?before=%F0%9F%98%80", "?page=%EF%BC%91"]
)
async def test_odd_queries(office: Served, raw: str) -> None:
    await office.enter("u-zhou")
    assert (await office.client.get(URL(f"/office/audit{raw}", encoded=True))).status == 200


async def test_what_people_wrote_and_are_called_is_text(office: Served, community: Community) -> None:
    await office.house.say("u-wang", f"@小应 3号楼2单元电梯坏了{EVIL}", name=EVIL)
    await office.house.say("u-new", f"@小应 3号楼1单元漏水{EVIL}", name=EVIL)
    wang = community.person("u-wang")
    assert wang is not None
    await office.house.house.store.write(
        lambda store: store.roster.put_people(kept_from(replace(wang, name=EVIL[:30]), community))
    )
    await office.enter("u-zhou")
    for path in (*PAGES, "/office/requests/20261123-0001", "/office/requests/20261123-0002"):
        page = await office.page(path)
        assert "<script>" not in page, path
        assert "<img" not in page, path
        assert "\u202e" not in page, path
    assert "&lt;script&gt;" in await office.page("/office/requests/20261123-0001")


@pytest.mark.parametrize(
    "path",
    [
        "/office/static/..%2f..%2fdemo.py",
        "/office/static/%2e%2e/%2e%2e/demo.py",
        "/office/static/../../config.py",
        "/office/static/index.html",
        "/office/static/",
        "/office/requests/..%2f..%2fetc",
        "/office/requests/20261123-0001%00",
        "/office/requests/" + "9" * 5000,
    ],
)
async def test_only_the_files_of_the_pages_are_served(office: Served, path: str) -> None:
    await office.enter("u-zhou")
    answer = await office.client.get(URL(path, encoded=True), allow_redirects=False)
    assert answer.status == 404
    assert "import" not in await answer.text()


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", ""])
async def test_other_names_are_not_answered(office: Served, host: str) -> None:
    assert (await office.client.get(SIGN_IN, headers={"Host": host})).status in (400, 421)


async def test_the_address_of_the_proxy_is_answered(community: Community) -> None:
    async with served(community, address="https://grid.example.org") as office:
        answer = await office.client.get(SIGN_IN, headers={"Host": "grid.example.org"})
        assert answer.status == 200


# --- scope ---


async def test_a_grid_is_shown_nothing_of_another(office: Served) -> None:
    await reported(office)
    await office.house.say("u-chen2", "小应 静默", room="r-5")
    await office.enter("u-chen1")
    for path in (
        *PAGES,
        "/office/requests?state=all&node=g2",
        "/office/requests?node=b5",
        "/office/audit?who=徐静",
        "/office/audit?about=0002",
        "/office/audit?about=room:r-5",
        "/office/responsible?node=b5",
        "/office/residents?q=徐静",
        "/office/residents?q=5-1",
    ):
        page = await office.page(path)
        for secret in ("5号楼1单元", "0002", "徐静", "范冰", "孙丽华", "陈丽", "5号楼党小组群"):
            if f'value="{secret}"' in page:  # what was typed stands in its field
                page = page.replace(f'value="{secret}"', "")
            assert secret not in page, (path, secret)
    assert (await office.client.get("/office/requests/20261123-0002")).status == 404
    assert "20261123-0001" in await office.page("/office/requests/20261123-0001")


async def test_in_another_grid_nothing_can_be_done(office: Served) -> None:
    token = await office.enter("u-chen1")
    for person in ("u-xu", "u-zhou", "u-chen2", "nobody", ""):
        for path in ("/office/residents/code", "/office/residents/reveal"):
            assert (await office.post(path, {"token": token, "person": person})).status == 403
    assert [action for _, action, _ in await office.actions()] == ["sign_in_code", "sign_in"]


async def test_a_dispute_is_told_only_to_who_handles_it(office: Served, community: Community) -> None:
    await office.house.say("u-wang", "3号楼2单元楼上天天吵架打骂，想请人调解", room=None)
    zhao, gao = community.person("u-zhao"), community.person("u-gao")
    assert zhao is not None
    assert gao is not None
    watcher = replace(gao, posts=(Post("c", Role.AUDITOR),))
    await office.house.house.store.write(lambda store: store.roster.put_people(kept_from(watcher, community)))
    await office.house.say("u-zhao", "接单0001", room=None)
    await office.house.say("u-zhao", "办结0001 两家握手言和了", room=None)
    for contact, told in (("u-gao", False), ("u-chen1", True)):
        await office.enter(contact)
        for path in ("/office/requests/20261123-0001", "/office/audit"):
            page = await office.page(path)
            assert ("两家握手言和" in page) is told, (contact, path)
        assert ("天天吵架" in await office.page("/office/requests/20261123-0001")) is told


async def test_numbers_are_masked_until_somebody_asks_and_that_is_written_down(office: Served) -> None:
    await office.house.house.store.write(
        lambda store: store.roster.put_secrets("u-wang", Secrets(phone=PHONE, identity="11010119900307001X"))
    )
    token = await office.enter("u-zhou")
    page = await office.page("/office/residents?q=王桂兰")
    assert PHONE not in page
    assert "19900307" not in page
    assert re.search(r"139\*+5678", page)
    answer = await office.post("/office/residents/reveal", {"token": token, "person": "u-wang", "q": "王"})
    assert PHONE in await answer.text()
    assert ("u-zhou", "unmask", "person:u-wang") in await office.actions()
    assert "周敏（社区党委书记） 查看了 王桂兰 的电话" in await office.page("/office/audit")


async def test_the_export_is_a_table_of_what_one_sees_and_leaves_a_trace(office: Served) -> None:
    await reported(office)
    token = await office.enter("u-chen1")
    answer = await office.post("/office/audit/export", {"token": token, "about": "0001"})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="audit.csv"'
    table = await answer.text(encoding="utf-8-sig")
    assert "王桂兰 报了 0001（电梯）" in table
    assert "0002" not in table
    assert (await office.actions())[-1] == ("u-chen1", "export_audit", "audit")


async def test_what_was_asked_for_in_vain_is_told(office: Served) -> None:
    await reported(office)
    await office.enter("u-chen1")
    backwards = await office.page("/office/audit?since=2026-11-25&until=2026-11-01")
    assert "“到哪天”在“从哪天”前面" in backwards
    assert "/office/audit/export" not in backwards
    nobody = await office.page("/office/residents?q=没有这人")
    assert "没有找到" in nobody
    assert "3-2-501" in nobody


async def test_whether_somebody_voted_is_nobodys_question(office: Served) -> None:
    await office.house.say("u-chen1", "@小应 发起表决：装充电桩？选项：同意/反对 截止：周五18:00")
    await office.house.say("u-chen1", "1")
    await office.house.say("u-wang", "V1 同意", room=None)
    assert ("u-wang", "ballot", "V1") in await office.actions()
    await office.enter("u-zhou")
    assert "投了票" in await office.page("/office/audit?about=V1")
    assert "投了票" not in await office.page("/office/audit?who=王桂兰")
    for path in (*PAGES, "/office/audit?about=V1"):
        assert "投了同意" not in await office.page(path)


@pytest.mark.parametrize("day", ["soon", "2026-13-45", "9999-12-31"])
async def test_a_day_that_is_none_is_said_and_stays_in_the_form(office: Served, day: str) -> None:
    await office.enter("u-zhou")
    page = await office.page(f"/office/audit?since={day}&who=王")
    assert "日期没有看懂" in page
    assert f'value="{day}"' in page
    assert 'value="王"' in page
