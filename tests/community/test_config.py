"""The configuration: the example is right, and every mistake is found, with its key and its line."""

from datetime import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config import PASSWORD, TOKEN, Config, ConfigError, Problem, demo_config, load, parse
from bot.config.values import span
from handlers.pacing import Pace
from handlers.people import Kind, Role
from handlers.rules import CLOCKS, Rules
from handlers.worktime import Span

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
SOURCE = EXAMPLE.read_text(encoding="utf-8")


def read(source: str, **env: str) -> Config:
    return parse(source, "c.toml", Path("/somewhere"), env)


def changed(old: str, new: str) -> str:
    assert SOURCE.count(old) >= 1
    return SOURCE.replace(old, new, 1)


def problems(source: str, **env: str) -> list[tuple[str, str]]:
    """The key and text of every problem; each must be on the line of its key's last word or of its table."""
    with pytest.raises(ConfigError) as caught:
        read(source, **env)
    return [(problem.key, problem.text) for problem in caught.value.problems]


def test_the_example_says_what_the_program_does_without_it() -> None:
    community = load(EXAMPLE, {}).community
    assert community.rules == Rules()
    assert dict(community.rules.clocks) == dict(CLOCKS)
    assert community.rules.pace == Pace()
    assert demo_config().community == community


def test_paths_start_at_the_folder_of_the_file() -> None:
    config = read(SOURCE)
    assert config.data == Path("/somewhere/data")
    assert config.database_url == "sqlite:////somewhere/data/gridbot.db"
    assert config.wechaty is None


MISTAKES = [
    ('kind = "grid"', 'kind = "grit"', "community.nodes[2].kind", 'did you mean "grid"?'),
    ('parent = "g2"', 'parent = "g3"', "community.nodes[7].parent", 'did you mean "g2"?'),
    ('id = "b2", kind', 'id = "b1", kind', "community.nodes[5].id", "twice"),
    ('name = "2号楼"', 'name = "1栋"', "community.nodes[5].name", "twice"),
    ('parent = "c" }', 'parent = "g1" }', "community.nodes[2].parent", "no node"),
    ('name = "第一片区", parent = "c"', 'name = "第一片区"', "community.nodes[2]", "parent is missing"),
    ('node = "b6" }', 'node = "b7" }', "community.rooms[9].node", "there is no node"),
    ('id = "r-2"', 'id = "r-1"', "community.rooms[5].id", "twice"),
    ('"Asia/Shanghai"', '"Asia/Shanghia"', "community.timezone", "time zone"),
    ('"Asia/Shanghai"', '"../../etc/passwd"', "community.timezone", "time zone"),
    ("units = 2", "units = 0", "community.plans[1].units", "from 1 to 50"),
    ('"5", "6"]', '"5", "5"]', "community.plans[1].buildings[6]", "a line above"),
    ('"5", "6"]', '"5", "7"]', "community.plans[1].buildings[6]", "no building"),
    ("flats = 2 }", 'flats = 2, except = ["9"] }', "community.plans[1].except[1]", "no household"),
    ('household = "3-2-501"', 'household = "3-2-701"', "roster.people[15].household", "no household"),
    ('id = "u-gao"', 'id = "u-liu"', "roster.people[18].id", "twice"),
    ('id = "u-gao"', 'id = "u-gao", contacts = ["u-wang"]', "roster.people[18].contacts", "王桂兰"),
    ('id = "u-gao"', 'id = "bot"', "roster.people[18].contacts", "the bot"),
    ('role = "deputy"', 'role = "boss"', "roster.people[2].posts[1].role", "must be one of"),
    ('role = "admin"', 'role = "deputy"', "roster", "nobody has a post of role admin"),
    ('["治安"]', '["治按"]', "roster.people[13].posts[1].categories[1]", 'did you mean "治安"?'),
    (
        'role = "deputy"',
        'role = "deputy", categories = ["治安"]',
        "roster.people[2].posts[1].categories",
        "only",
    ),
    ('role = "admin"', 'role = "property"', "roster.people[1].posts[1]", "a property needs categories"),
    (
        'role = "specialist", categories = ["治安"]',
        'role = "property", categories = []',
        "roster.people[13].posts[1].categories",
        "needs categories",
    ),
    (
        'role = "specialist", categories = ["治安"]',
        'role = "auditor", categories = ["治安"]',
        "roster.people[13].posts[1].categories",
        "only property and specialist",
    ),
    (
        'role = "deputy"',
        'role = "deputy", hours = ["08:00-08:00"]',
        "roster.people[2].posts[1].hours[1]",
        "from one time",
    ),
    (
        'role = "deputy"',
        'role = "deputy", hours = ["8-12"]',
        "roster.people[2].posts[1].hours[1]",
        "08:30-12:00",
    ),
    ('id = "u-gao"', 'id = "u-gao", kinds = ["业住"]', "roster.people[18].kinds[1]", 'did you mean "业主"'),
    ('id = "u-gao"', 'id = "u-gao", employer = ""', "roster.people[18].employer", "visible"),
    ('id = "u-gao"', 'id = "g-gao"', "roster.people[18].id", "kept for the program"),
    ('id = "u-gao"', 'id = "erased-1"', "roster.people[18].id", "kept for the program"),
    ('id = "u-gao"', 'id = "clock"', "roster.people[18].id", "kept for the program"),
    ("party = true", 'party = "yes"', "roster.people[1].party", "true or false"),
    ('"小应", "小助手"', '"小应", "小 应"', "bot.names[2]", "twice"),
    ('names = ["小应", "小助手"]', "", "bot", "names must have"),
    ('name = "周敏"', 'name = "周\\u202e敏"', "roster.people[1].name", "visible"),
    ('"14:00-18:00"', '"11:00-18:00"', "rules.working_hours[2]", "overlap"),
    ('"21:30-07:30"', '"25:30-07:30"', "rules.quiet_hours", "08:30-12:00"),
    ("[0.5]", "[1.5]", "rules.remind[1]", "between 0 and 1"),
    ("[0.5]", "[nan]", "rules.remind[1]", "between 0 and 1"),
    ('"3个工作日"', '"三天"', "rules.clocks.normal.close", "must be a span"),
    ("urgent = {", "urgnt = {", "rules.clocks.urgnt", 'did you mean "urgent"?'),
    ("[2, 6]", "[6, 2]", "rules.pace.reply", "seconds"),
    ("days = 3           # 开", "dais = 3           # 开", "rules.polls.dais", 'did you mean "days"?'),
    ("jump = 4", "jump = 1", "rules.signals.jump", "from 2 to 100"),
    ("port = 8080", "port = 80800", "web.port", "from 0 to 65535"),
    ("port = 8080", "port = true", "web.port", "from 0 to 65535"),
    ('# url = "postgresql://gridbot@localhost/gridbot"', 'url = "mysql://x"', "database.url", "sqlite"),
    ("[web]", "[wep]", "wep", 'did you mean "web"?'),
]


@pytest.mark.parametrize(("old", "new", "key", "text"), MISTAKES, ids=[mistake[2] for mistake in MISTAKES])
def test_a_mistake_is_found_on_its_line(old: str, new: str, key: str, text: str) -> None:
    source = changed(old, new)
    with pytest.raises(ConfigError) as caught:
        read(source)
    found = [problem for problem in caught.value.problems if problem.key == key and text in problem.text]
    assert found, [str(problem) for problem in caught.value.problems]
    line = source.splitlines()[found[0].line - 1]
    assert new in line or f"[{key}]" in line, line
    assert str(found[0]).startswith(f"c.toml:{found[0].line}: {key}: ")


def test_people_of_every_kind_and_every_role_are_read() -> None:
    entry = """{ id = "u-all", name = "全能", kinds = ["业主", "在职党员"], employer = "市医院", """
    entry += """skills = ["急救"], posts = [
        { node = "b1", role = "property", categories = ["电梯"], hours = ["08:00-20:00", "20:00-08:00"] },
        { node = "b1", role = "assistant" },
        { node = "c", role = "auditor" },
    ] },"""
    person = read(changed('{ id = "u-fan"', entry + '\n    { id = "u-fan"')).community.person("u-all")
    assert person is not None
    assert person.kinds == {Kind.OWNER, Kind.EMPLOYED_MEMBER}
    assert (person.employer, person.skills) == ("市医院", ("急救",))
    assert [post.role for post in person.posts] == [Role.PROPERTY, Role.ASSISTANT, Role.AUDITOR]
    assert person.posts[0].hours == ((time(8), time(20)), (time(20), time(8)))
    assert all(person.posts[0].on_duty(time(hour)) for hour in range(24))


def test_every_problem_is_named_at_once() -> None:
    source = SOURCE
    for old, new in (
        ("party = true", "party = 1"),
        ("port = 8080", "prt = 1"),
        ('kind = "grid"', 'kind = ""'),
    ):
        source = source.replace(old, new, 1)
    assert [key for key, _ in problems(source)] == [
        "community.nodes[2].kind",
        "roster.people[1].party",
        "web.prt",
    ]


def test_an_empty_file_names_what_is_missing() -> None:
    assert {text.split(" ", 1)[0] for _, text in problems("")} >= {
        "contact",
        "names",
        "name",
        "nodes",
        "nobody",
    }


@pytest.mark.parametrize("source", ["a = ", "[[[", "a = 1\na = 2", "x = " + "[" * 100_000])
def test_what_is_not_toml(source: str) -> None:
    assert len(problems(source)) == 1


def test_a_syntax_error_has_its_line() -> None:
    with pytest.raises(ConfigError, match=r"^c\.toml:2: is not TOML"):
        read("a = 1\nb = = 2\n")


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read(content: bytes | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "c.toml").write_bytes(content)
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path / "c.toml", {})


def test_windows_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_bytes(b"\xef\xbb\xbf" + SOURCE.replace("\n", "\r\n").encode())
    assert load(tmp_path / "c.toml", {}).community == demo_config().community


WECHATY = '\n[wechaty]\nendpoint = "[::1]:8788"\n'


def test_the_gateway() -> None:
    config = read(SOURCE + WECHATY, **{TOKEN: "secret-1"})
    assert config.wechaty is not None
    assert config.wechaty.address == ("::1", 8788)
    assert config.wechaty.bot_contact == config.community.bot_contact
    assert config.wechaty.token == "secret-1"
    assert "secret-1" not in repr(config)


def test_the_environment_goes_before_the_file() -> None:
    config = read(SOURCE + WECHATY + 'token = "filed"\n', **{TOKEN: "secret-1"})
    assert config.wechaty is not None
    assert config.wechaty.token == "secret-1"


@pytest.mark.parametrize("endpoint", ["gateway", "gateway:0", "gateway:99999", "http://gateway:80", ""])
def test_a_gateway_that_cannot_be(endpoint: str) -> None:
    found = problems(SOURCE + f'[wechaty]\nendpoint = "{endpoint}"\nca_file = "none.pem"\n')
    assert [key for key, _ in found] == ["wechaty", "wechaty.endpoint", "wechaty.ca_file"]


def test_the_database_password_comes_from_the_environment_and_is_not_shown() -> None:
    source = changed("# url = ", "url = ")
    config = read(source, **{PASSWORD: "p@ss/w"})
    assert config.database_url == "postgresql://gridbot:p%40ss%2Fw@localhost/gridbot"
    assert "ss" not in repr(config).split("Config(")[1].split("community=")[0]
    assert "p%40ss" not in repr(config)


def test_units_of_the_tree_hold_their_households() -> None:
    unit = '    { id = "b1-2", kind = "unit", name = "2单元", parent = "b1" },\n'
    community = read(changed('    { id = "b2", kind', unit + '    { id = "b2", kind')).community
    assert len(community.households_in("b1-2")) == 12
    assert len(community.households_in("b1")) == 24


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("30分钟", Span(30)),
        ("4小时", Span(240)),
        ("2天", Span(2880)),
        ("30个工作分钟", Span(30, working=True)),
        ("4个工作小时", Span(240, working=True)),
        ("3 个工作日", Span(days=3)),
    ],
)
def test_spans(text: str, meant: Span) -> None:
    assert span(text) == meant


@pytest.mark.parametrize("text", ["0分钟", "400天", "-3天", "3", "工作日", "３天x", "9" * 10_000 + "天"])
def test_no_spans(text: str) -> None:
    with pytest.raises(ValueError, match="must be"):
        span(text)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(SOURCE) - 1), st.integers(1, 80), st.text('[]{}="#,. \n9a', max_size=4))
def test_a_damaged_file_is_read_or_refused_but_never_crashes(at: int, length: int, instead: str) -> None:
    source = SOURCE[:at] + instead + SOURCE[at + length :]
    found: list[Problem] = []
    try:
        read(source)
    except ConfigError as error:
        found = error.problems
    assert all(problem.text and 0 <= problem.line <= source.count("\n") + 2 for problem in found)
