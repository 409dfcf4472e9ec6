"""The pages of polls at the wire: who gets in, what is told, what an attacker gets."""

import io
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from bot.web.poll.texts import all_words
from handlers.community import Community
from handlers.directory import kept_from
from handlers.polls import actions
from handlers.polls.outcome import PRESETS
from handlers.polls.units import Electorate, Who
from handlers.texts import text
from storage.records import Ballot, How, PollKind, Unit
from storage.roster_records import Account
from tests.polls.verifiers import python_says
from tests.test_house import ROOT
from tests.web.poll_rig import Served, served

NO_LINK = "这个链接不能用了"


@pytest.fixture
async def pages(community: Community, tmp_path: Path) -> AsyncIterator[Served]:
    async with served(community, f"sqlite:///{tmp_path / 'polls.db'}") as started:
        yield started


async def refused(pages: Served, path: str, body: object, status: int) -> str:
    answer = await pages.post(path, body)
    assert answer.status == status
    error: str = (await answer.json())["error"]
    return error


async def asked(pages: Served, path: str, **body: object) -> dict[str, Any]:
    answer = await pages.post(path, body)
    assert answer.status == 200
    found: dict[str, Any] = await answer.json()
    return found


async def test_the_page_shows_the_poll_and_takes_a_vote(pages: Served) -> None:
    poll = await pages.open_poll()
    code = await pages.code(poll, "u-wang")
    paper = await asked(pages, "/vote/paper", token=code)
    assert (paper["title"], paper["options"], paper["kind"]) == (
        poll.title,
        ["同意", "反对", "弃权"],
        "议事表决",
    )
    assert paper["who"] == "3-2-501（王桂兰）"
    assert (paper["chosen"], paper["voted"], paper["refused"]) == ([], "", "")
    said = await asked(pages, "/vote/cast", token=code, choices=[2])
    assert said["said"] == "已经投好：反对"
    assert len(said["receipt"]) == 8
    again = await asked(pages, "/vote/paper", token=code)
    assert (again["chosen"], again["receipt"]) == ([2], said["receipt"])
    assert (await asked(pages, "/vote/cast", token=code, choices=[1]))["said"] == "已经投好：同意"
    assert (await asked(pages, "/vote/cast", token=code, choices=[1]))["said"] == "您选的和原来一样：同意"
    read = pages.house.house.store.read
    ballots = await read(lambda store: store.polls.all_ballots(poll.id))
    assert [(one.voter, one.choices, one.how) for one in ballots] == [
        ("3-2-501", (2,), How.PAGE),
        ("3-2-501", (1,), How.PAGE),
    ]
    assert (await pages.close(poll)).result["counts"] == [1, 0, 0]  # type: ignore[index]


def read_all(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("polls.db*"))


async def test_only_the_mark_of_a_link_is_kept(pages: Served, tmp_path: Path) -> None:
    poll = await pages.open_poll()
    code = await pages.code(poll, "u-wang")
    assert len(code) == 16
    kept = read_all(tmp_path)
    assert code.encode() not in kept
    assert b"vote:V1" in kept


async def test_a_link_is_only_told_to_who_can_vote_and_be_reached(
    pages: Served, community: Community
) -> None:
    poll = await pages.open_poll()
    assert await pages.link(poll, "u-xu") is None  # lives elsewhere
    cancelled = await pages.open_poll()
    await pages.house.house.store.write(
        lambda store: actions.cancel(pages.turn(store, "u-zhou"), cancelled, "错了")
    )
    assert await pages.link(await pages.now_of(cancelled), "u-wang") is None
    pages.house.house.directory.base = replace(community, site="")
    await pages.house.restart()
    assert await pages.link(poll, "u-wang") is None  # no [web] address


@pytest.mark.parametrize("code", ["", "A" * 16, "A" * 17, "中" * 16, "../..", None, 7, ["A"]])
async def test_a_wrong_link_is_refused(pages: Served, code: object) -> None:
    await pages.open_poll()
    for path, more in (("/vote/paper", {}), ("/vote/cast", {"choices": [1]})):
        assert (await refused(pages, path, {"token": code, **more}, 403)).startswith(NO_LINK)


async def test_a_link_is_of_one_person_one_poll_and_stays(pages: Served) -> None:
    poll, other = await pages.open_poll(), await pages.open_poll(title="是否安装门禁？")
    first, elsewhere = await pages.code(poll, "u-wang"), await pages.code(other, "u-wang")
    neighbour = await pages.code(poll, "u-liu")
    assert len({first, elsewhere, neighbour}) == 3
    assert await pages.code(poll, "u-wang") == first  # the reminder's link is that of the first message
    assert (await asked(pages, "/vote/paper", token=first))["who"] == "3-2-501（王桂兰）"
    assert (await asked(pages, "/vote/paper", token=elsewhere))["code"] == other.code
    assert (await asked(pages, "/vote/paper", token=neighbour))["who"] == "3-1-301（刘洋）"


async def test_a_link_goes_with_the_account_it_was_sent_to(pages: Served) -> None:
    poll = await pages.open_poll()
    code = await pages.code(poll, "u-wang")
    given_on = Account("u-wang", "u-gao", "code", "u-zhou", pages.house.clock.now())
    await pages.house.house.store.write(lambda store: store.roster.bind(given_on))
    assert (await refused(pages, "/vote/cast", {"token": code, "choices": [1]}, 403)).startswith(NO_LINK)


async def test_wrong_codes_from_one_address_are_counted(pages: Served) -> None:
    poll = await pages.open_poll()
    code = await pages.code(poll, "u-wang")
    for _ in range(30):
        await refused(pages, "/vote/paper", {"token": "A" * 16}, 403)
    assert "10分钟" in await refused(pages, "/vote/paper", {"token": code}, 429)
    other = {"X-Forwarded-For": "203.0.113.7"}
    assert (await pages.post("/vote/paper", {"token": code}, **other)).status == 200
    await pages.house.wait(minutes=11)
    await asked(pages, "/vote/paper", token=code)


async def test_who_comes_too_late_is_told_and_recorded(pages: Served) -> None:
    poll = await pages.open_poll()
    code = await pages.code(poll, "u-wang")
    await pages.house.until(poll.deadline)
    assert "已经截止" in (await asked(pages, "/vote/paper", token=code))["refused"]
    assert "迟到" in (await asked(pages, "/vote/cast", token=code, choices=[1]))["refused"]
    late = await pages.house.house.store.read(lambda store: store.polls.late(poll.id))
    assert [one.voter for one in late] == ["3-2-501"]
    await pages.house.until(poll.deadline + timedelta(days=1, minutes=1))
    assert (await refused(pages, "/vote/paper", {"token": code}, 403)).startswith(NO_LINK)


async def test_before_it_begins_and_after_it_was_cancelled(pages: Served) -> None:
    begin = pages.house.clock.now() + timedelta(hours=2)
    poll = await pages.open_poll(opens_at=begin)
    code = await pages.code(poll, "u-wang")
    assert "11:00开始" in (await asked(pages, "/vote/paper", token=code))["refused"]
    await refused(pages, "/vote/cast", {"token": code, "choices": [1]}, 409)
    await pages.house.house.store.write(
        lambda store: actions.cancel(pages.turn(store, "u-zhou"), poll, "选项写错了")
    )
    assert "选项写错了" in (await asked(pages, "/vote/paper", token=code))["refused"]
    await refused(pages, "/vote/cast", {"token": code, "choices": [1]}, 409)
    shown = await (await pages.client.get(f"/poll/{await pages.name(poll)}")).text()
    assert "选项写错了" in shown
    assert "重数" not in shown


async def test_who_moved_away_has_no_vote_any_more(pages: Served) -> None:
    poll = await pages.open_poll(
        unit=Unit.PERSON, electorate=Electorate(("b3",), Who.LISTED, ("u-wang", "u-liu"))
    )
    code = await pages.code(poll, "u-wang")
    wang = await pages.house.house.store.read(
        lambda store: pages.turn(store, "u-wang").community.person("u-wang")
    )
    assert wang is not None
    community = pages.house.house.community
    kept = replace(kept_from(wang, community), guardian="u-liu")
    await pages.house.house.store.write(lambda store: store.roster.put_people(kept))
    paper = await asked(pages, "/vote/paper", token=code)
    assert "家里人" in paper["refused"]
    said = await refused(pages, "/vote/cast", {"token": code, "choices": [1]}, 409)
    assert said == text("polls.no_vote.guarded", code=poll.code, title=poll.title)


@pytest.mark.parametrize(
    "choices", [[], [0], [4], [1, 2], ["1"], [True], [1.0], "1", None, [1] * 101, [10**30]]
)
async def test_what_is_no_ballot_is_not_counted(pages: Served, choices: object) -> None:
    poll = await pages.open_poll()
    code = await pages.code(poll, "u-wang")
    answer = await pages.post("/vote/cast", {"token": code, "choices": choices})
    assert answer.status in (400, 409)
    assert (await answer.json())["error"]
    assert await pages.house.house.store.read(lambda store: store.polls.turnout(poll.id)) == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Host": "evil.example"}, 421),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
    ],
)
async def test_other_pages_cannot_vote(pages: Served, headers: dict[str, str], status: int) -> None:
    poll = await pages.open_poll()
    code = await pages.code(poll, "u-wang")
    answer = await pages.post("/vote/cast", {"token": code, "choices": [1]}, **headers)
    assert answer.status == status
    assert await pages.house.house.store.read(lambda store: store.polls.turnout(poll.id)) == 0


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"null", b"[" * 4000, b"\xff", b'{"token":"' + b"A" * 5000 + b'"}']
)
async def test_what_is_no_request_of_ours_is_one_line(pages: Served, body: bytes) -> None:
    own = {"Origin": str(pages.client.make_url("")).rstrip("/"), "Content-Type": "application/json"}
    answer = await pages.client.post("/vote/paper", data=body, headers=own)
    assert answer.status in (400, 403, 413)
    assert (await answer.json())["error"]


async def test_nothing_is_cached_referred_or_run_from_elsewhere(pages: Served) -> None:
    poll = await pages.open_poll()
    name = await pages.name(poll)
    for path in ("/vote/", "/vote", f"/poll/{name}", "/vote/static/vote.js", "/poll/static/verify.js"):
        answer = await pages.client.get(path)
        assert answer.status == 200, path
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] in ("no-store", "no-cache")
        page = await answer.text()
        if path.startswith(("/vote", "/poll/V")) and "static" not in path:
            assert answer.headers["Cache-Control"] == "no-store"
            for address in [
                part.split('"')[0] for part in page.split('src="')[1:] + page.split('href="')[1:]
            ]:
                assert address.startswith("/"), address


async def test_the_address_of_a_public_page_cannot_be_guessed(pages: Served) -> None:
    poll = await pages.open_poll()
    name = await pages.name(poll)
    assert (await pages.client.get(f"/poll/{name}")).status == 200
    wrong = [
        poll.code,
        f"{poll.code}-{'A' * 16}",
        name.replace("V1", "V2"),
        name.lower(),
        name[:-1],
        f"{name}A",
        "",
    ]
    for each in wrong:
        answer = await pages.client.get(f"/poll/{each}")
        assert answer.status == 404, each
        assert poll.title not in await answer.text()


async def test_before_the_end_nothing_of_the_votes_is_shown(pages: Served) -> None:
    poll = await pages.open_poll(rule=PRESETS["owners_general"])
    await pages.vote(poll, "u-wang", 1)
    name = await pages.name(poll)
    shown = await (await pages.client.get(f"/poll/{name}")).text()
    assert "已有 1 户投票，应参加 24" in shown
    assert "还差 15 户达到规定的参加数" in shown
    assert "3-2-501" not in shown
    for kind in ("jsonl", "pdf", "png"):
        assert (await pages.client.get(f"/poll/{name}/{poll.code}.{kind}")).status == 404


async def test_after_the_end_all_can_be_seen_and_recounted(pages: Served) -> None:
    poll = await pages.open_poll(choose=2)
    for actor, choices in (("u-wang", (1,)), ("u-liu", (1, 2)), ("u-gao", (3,)), ("u-wang", (2,))):
        await pages.vote(poll, actor, *choices)
    ended = await pages.close(poll)
    name = await pages.name(poll)
    shown = await (await pages.client.get(f"/poll/{name}")).text()
    for words in ("公示中", "3-2-501", "3-1-301", "同意、反对", str(ended.result["head"])[:16]):  # type: ignore[index]
        assert words in shown
    log = await (await pages.client.get(f"/poll/{name}/{poll.code}.jsonl")).read()
    assert python_says(log) is None
    lines = [json.loads(line) for line in log.splitlines()]
    assert lines[-1]["hash"] == ended.result["head"]  # type: ignore[index]
    assert lines[-1]["counts"] == [1, 2, 1]
    picture = await pages.client.get(f"/poll/{name}/{poll.code}.png")
    assert (await picture.read()).startswith(b"\x89PNG")
    assert (await pages.client.get(f"/poll/{name}/V2.jsonl")).status == 404
    await pages.house.until(pages.house.clock.now() + timedelta(days=6))
    assert "公示期已满" in await (await pages.client.get(f"/poll/{name}")).text()


async def test_the_sheet_says_what_the_log_says(pages: Served) -> None:
    poll = await pages.open_poll(rule=PRESETS["meeting"])
    for actor in ("u-wang", "u-liu", "u-gao"):
        await pages.vote(poll, actor, 1)
    ended = await pages.close(poll)
    path = f"/poll/{await pages.name(poll)}/{poll.code}.pdf"
    first, second = [await (await pages.client.get(path)).read() for _ in range(2)]
    assert first == second
    words = "".join(page.extract_text().replace("\x00", "") for page in PdfReader(io.BytesIO(first)).pages)
    head = str(ended.result["head"])[:16]  # type: ignore[index]
    for said in (
        "结果公示单",
        poll.title,
        "议事表决",
        poll.rule_text,
        "24 户",
        "3-2-501",
        "同意 3 票",
        head,
        "监票人",
    ):
        assert said in words, said


async def test_a_secret_poll_shows_receipts_and_nobody(pages: Served) -> None:
    everybody = Electorate(("b3",), Who.ALL)
    poll = await pages.open_poll(secret=True, unit=Unit.PERSON, electorate=everybody, kind=PollKind.OPINION)
    code = await pages.code(poll, "u-wang")
    said = await asked(pages, "/vote/cast", token=code, choices=[2])
    assert (await asked(pages, "/vote/paper", token=code))["chosen"] == [2]
    await pages.close(poll)
    assert (await asked(pages, "/vote/paper", token=code))["chosen"] == []
    name = await pages.name(poll)
    shown = await (await pages.client.get(f"/poll/{name}")).text()
    assert said["receipt"] in shown
    for hidden in ("王桂兰", "3-2-501", "投票页", "各楼栋"):
        assert hidden not in shown
    log = await (await pages.client.get(f"/poll/{name}/{poll.code}.jsonl")).read()
    assert python_says(log) is None
    assert "u-wang" not in log.decode()


async def test_at_home_a_secret_choice_is_not_shown_to_another(pages: Served) -> None:
    poll = await pages.open_poll(secret=True)
    code = await pages.code(poll, "u-wang")
    await asked(pages, "/vote/cast", token=code, choices=[2])
    paper = await asked(pages, "/vote/paper", token=code)
    assert (paper["chosen"], paper["receipt"]) == ([], "")
    assert "您家已经投过票" in paper["voted"]


async def test_counts_by_building_only_of_five_ballots_or_more(pages: Served, community: Community) -> None:
    poll = await pages.open_poll(node="g1", room="r-p1", electorate=Electorate(("g1",)))
    homes = [*[home.id for home in community.households_in("b1")[:5]], "3-2-501"]

    def cast_all(store: Any) -> None:
        for home in homes:
            store.polls.cast(poll.id, Ballot(home, (1,), "u-zhou", pages.house.clock.now()))
            store.polls.voted(poll.id, home)

    await pages.house.house.store.write(cast_all)
    await pages.close(poll)
    shown = await (await pages.client.get(f"/poll/{await pages.name(poll)}")).text()
    table = shown.split("各楼栋的票数")[1].split("</table>")[0]
    assert "<td>1号楼</td><td>5 / 24</td><td>5</td><td>0</td><td>0</td>" in table
    assert "<td>3号楼</td><td>1 / 24</td><td>—</td><td>—</td><td>—</td>" in table


async def test_hostile_words_are_words(pages: Served) -> None:
    poll = await pages.open_poll(
        title="<script>alert(1)</script>\u202e&$title", options=("<b>", '"><img src=x>')
    )
    name = await pages.name(poll)
    shown = await (await pages.client.get(f"/poll/{name}")).text()
    assert "<script>alert" not in shown
    assert "<img" not in shown
    assert "\u202e" not in shown
    await pages.close(poll)
    assert (await pages.client.get(f"/poll/{name}/{poll.code}.pdf")).status == 200


@pytest.mark.parametrize(
    "path", ["/vote/static/../paper.py", "/vote/static/vote.html", "/poll/static/x", "/vote/x"]
)
async def test_only_known_files_are_served(pages: Served, path: str) -> None:
    assert (await pages.client.get(path)).status == 404


def test_every_text_is_used() -> None:
    folder = ROOT / "bot" / "web"
    sources = "".join(file.read_text("utf-8") for file in sorted((folder / "poll").glob("*.py")))
    page = (folder / "static" / "vote.html").read_text("utf-8")
    for key in all_words():
        section, _, name = key.partition(".")
        head = name.split("_")[0]
        by_parts = f"{section}.{head}_{{" in sources or (
            f"{section}.{{" in sources and f'"{name}"' in sources
        )
        assert key in sources or by_parts or f"${name}" in page or section == "problem", key
