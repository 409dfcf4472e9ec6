"""The parts of the office pages: markup that escapes by itself, sessions, attempts, numbers, who is missing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.config import WebSettings, demo_config, parse
from bot.config.reader import ConfigError
from bot.web.office import pages
from bot.web.office.desk import Visit
from bot.web.office.html import address, join, tag
from bot.web.office.sessions import LASTS, MOST_SESSIONS, Attempts, Sessions
from bot.web.office.texts import all_words
from handlers.community import Community, Post, Role
from handlers.office.numbers import numbers
from handlers.office.residents import search
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.conftest import NOW
from tests.test_house import ROOT


def test_what_is_no_markup_is_escaped() -> None:
    made = tag("p", "<b>&", tag("i", '"'), None, ["x", 1], class_='"><script>', data_head="a'b", hidden=True)
    assert made == (
        '<p class="&quot;&gt;&lt;script&gt;" data-head="a&#x27;b" hidden>&lt;b&gt;&amp;<i>&quot;</i>x1</p>'
    )


@pytest.mark.parametrize("hidden", ["\u202e", "\u200b", "\x00", "\ud800", "\ue000", "\u2066"])
def test_signs_that_are_not_seen_are_left_out(hidden: str) -> None:
    assert tag("p", f"a{hidden}b", title=f"c{hidden}") == '<p title="c">ab</p>'


def test_markup_stays_markup_only_where_it_was_made() -> None:
    made = tag("b", "x")
    assert join([made, str(made) + ""]) == "<b>x</b>&lt;b&gt;x&lt;/b&gt;"


def test_an_address_holds_what_is_asked_and_nothing_else() -> None:
    assert address("/office/audit", who="a&b=c#d", page=2, kind="", before=None) == (
        "/office/audit?who=a%26b%3Dc%23d&page=2"
    )


def test_a_session_is_found_by_its_secret_until_it_is_over() -> None:
    sessions = Sessions()
    secret = sessions.begin("u-a", frozenset({"c"}), NOW)
    assert sessions.find(secret, NOW + LASTS - timedelta(seconds=1)) is not None
    assert sessions.find(secret, NOW + LASTS) is None
    assert sessions.find(secret + "x", NOW) is None
    other = sessions.begin("u-a", frozenset(), NOW)
    assert other != secret
    sessions.end(secret)
    assert sessions.find(secret, NOW) is None
    assert sessions.find(other, NOW) is not None


def test_of_too_many_sessions_the_oldest_ends() -> None:
    sessions = Sessions()
    secrets = [sessions.begin("u-a", frozenset(), NOW) for _ in range(MOST_SESSIONS + 1)]
    assert sessions.find(secrets[0], NOW) is None
    assert sessions.find(secrets[1], NOW) is not None


def test_wrong_codes_are_forgotten_after_a_while() -> None:
    attempts = Attempts()
    for _ in range(5):
        assert attempts.may_try("a", NOW)
        attempts.was_wrong("a", NOW)
    assert not attempts.may_try("a", NOW)
    assert attempts.may_try("b", NOW)
    assert attempts.may_try("a", NOW + timedelta(minutes=10))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("王桂", ["u-wang"]),
        ("王 桂\u200b兰", ["u-wang"]),
        ("3-2-501", ["u-wang"]),
        ("３-２", ["u-wang", "u-tang"]),
        ("3号楼2单元", ["u-wang", "u-tang"]),
        ("3号楼2单元501室", ["u-wang"]),
        ("3-2-0501", ["u-wang"]),
        ("501", ["u-wang"]),
        ("徐静", []),
        ("5-1-101", []),
        ("-", []),
        ("3-2-501-9", []),
    ],
)
def test_people_are_found_by_name_or_flat_within_the_scope(
    community: Community, asked: str, found: list[str]
) -> None:
    assert [person.id for person in search(community, {"g1", "b1", "b2", "b3"}, asked)] == found


async def test_numbers_of_places(store: Store, community: Community) -> None:
    def count(unit: UnitOfWork) -> list[tuple[str, int, int]]:
        found = numbers(unit, community, {"g1", "b3"}, NOW)
        return [(one.row.node.id, one.row.people, one.open) for one in found]

    assert await store.read(count) == [("g1", 8, 0), ("b3", 5, 0)]


async def test_who_is_missing_and_who_stands_in_is_shown(store: Store, community: Community) -> None:
    people = {person.id: person for person in community.people}
    people["u-sun1"] = replace(people["u-sun1"], posts=())
    people["u-li"] = replace(people["u-li"], away=True, stand_in="u-wang")
    people["u-gao"] = replace(people["u-gao"], posts=(Post("b3", Role.ASSISTANT),))
    changed = replace(community, people=tuple(people.values()))
    zhou = people["u-zhou"]
    page = await store.read(lambda unit: pages.responsible(Visit(unit, NOW, changed, zhou, "t"), "b3"))
    assert "1号楼：没有负责人" in page
    assert "3号楼：没有负责人" not in page
    assert "请假，由王桂兰代" in page
    assert "王桂兰（代李伟）" in page


def test_every_text_of_the_pages_is_used() -> None:
    sources = "".join(
        file.read_text("utf-8") for file in sorted((ROOT / "bot" / "web" / "office").glob("*.py"))
    )
    for key in all_words():
        section, _, name = key.partition(".")
        head = name.split("_")[0]
        assert (
            key in sources
            or f'"{name}"' in sources
            or f"{section}.{head}_" in sources
            or f'pick("{head}"' in sources
            or section == "problem"
        ), key


@pytest.mark.parametrize(
    ("written", "office"),
    [
        ("", "http://127.0.0.1:8080/office/"),
        ('address = "https://grid.example.org/"', "https://grid.example.org/office/"),
    ],
)
def test_the_address_that_people_are_told(written: str, office: str) -> None:
    source = (
        (ROOT / "config.example.toml").read_text("utf-8").replace("port = 8080", f"port = 8080\n{written}", 1)
    )
    config = parse(source, "x", ROOT, {})
    assert (config.web.office, config.community.office) == (office, office)


def test_no_address_is_told_where_none_is_known() -> None:
    assert WebSettings(host="0.0.0.0").office == ""
    assert demo_config().web.address == ""


@pytest.mark.parametrize(
    "wrong", ["grid.example.org", "https://a/b", "javascript:alert(1)", "https://a b", "https://"]
)
def test_an_address_that_is_none(wrong: str) -> None:
    source = (ROOT / "config.example.toml").read_text("utf-8")
    with pytest.raises(ConfigError, match=r"web\.address"):
        parse(source.replace("port = 8080", f'port = 8080\naddress = "{wrong}"', 1), "x", ROOT, {})
