"""The menu of services and the days of visits in the configuration: what is read, and every mistake with its key."""

from pathlib import Path

import pytest

from bot.config import ConfigError, demo_config, parse

SOURCE = Path("config.example.toml").read_text("utf-8")


def test_the_demo_has_the_seven_services_of_the_field() -> None:
    community = demo_config().community
    assert [one.name for one in community.services] == [
        "助餐",
        "助浴",
        "助洁",
        "助急",
        "助医",
        "助行",
        "助学",
    ]
    assert community.services[3].people == ("u-ma", "u-wu")
    assert community.rules.visits.days == 60


def test_there_need_be_no_services() -> None:
    begin, end = SOURCE.index("[[services]]"), SOURCE.index("# ── 数据、网页")
    assert parse(SOURCE[:begin] + SOURCE[end:], "c.toml", Path(), {}).community.services == ()


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ('id = "zy"', 'id = "zc"', "services[2].id", "twice"),
        ('name = "助浴"', 'name = "助餐"', "services[2].name", "a word of"),
        ('words = ["送餐"', 'words = ["助浴"', "services[2].name", "a word of"),
        ('name = "助浴"', 'name = "助"', "services[2].name", "2 to 12"),
        ('category = "儿童托管"\nteam', 'category = "儿童"\nteam', "services[7].category", "儿童托管"),
        ('lead = "u-ma"', 'lead = "u-mo"', "services[1].lead", 'did you mean "u-ma"?'),
        ('members = ["u-wu"]', 'members = ["u-wang"]', "services[4].members[1]", "holds no post"),
        ("days = 60", "days = 0", "rules.visits.days", "1 to 3660"),
    ],
)
def test_mistakes(old: str, new: str, key: str, words: str) -> None:
    assert old in SOURCE
    with pytest.raises(ConfigError) as caught:
        parse(SOURCE.replace(old, new, 1), "c.toml", Path(), {})
    found = [(problem.key, problem.text) for problem in caught.value.problems]
    assert any(where == key and words in text for where, text in found), found
    assert all(problem.line for problem in caught.value.problems)
