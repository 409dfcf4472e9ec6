"""A community's own words and places: they are understood, and every mistake is found on its line."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config import ConfigError, parse
from handlers.chat import register_of
from handlers.community import Community
from handlers.understanding import Context, understand
from handlers.understanding.lexicon import LexiconError, shipped, unshielded
from tests.community.test_config import SOURCE

NOW = datetime(2026, 11, 23, 9, 0)

OWN = """
[words]
shield = ["铁盒子饼干"]
[words.category]
"电梯" = ["铁盒子", "梯子(卡|停)了", "升降間"]
[words.intent]
"报修" = ["趴窝了"]
[words.emergency]
"火" = ["炭盆(翻|倒)了"]
[places]
"小广场" = ["大坪", "跳舞那块"]
"""


def community(own: str) -> Community:
    return parse(f"{SOURCE}\n{own}", "c.toml", Path("/somewhere"), {}).community


def found(text: str) -> set[str]:
    """The labels that the own words of a sentence carry."""
    lexicon = community(OWN).lexicon
    assert lexicon is not None
    return {hit.label for hit in unshielded(lexicon.scan(text)) if hit.own}


def test_without_own_words_the_shipped_ones_are_used() -> None:
    assert community("").lexicon is None
    assert community("[words]").lexicon is None
    assert community("").areas == ()


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("铁盒子趴窝了", {"category:电梯", "intent:报修"}),
        ("升降间的梯子停了", {"category:电梯"}),
        ("炭盆倒了", {"emergency:火"}),
        ("谁有铁盒子饼干", set()),
        ("楼道灯坏了", set()),
    ],
)
def test_own_words_are_found(text: str, labels: set[str]) -> None:
    assert found(text) == labels


@pytest.mark.parametrize("said", ["大坪", "跳舞那块", "小广场"])
def test_own_places_are_understood_by_all_their_names(said: str) -> None:
    with_own = community(OWN)
    context = Context(NOW, bot_names=("小应",), register=register_of(with_own), lexicon=with_own.lexicon)
    assert understand(f"小应 {said}的路灯坏了", context).place_text == "小广场"
    assert with_own != community("")


def test_the_shipped_tables_stay_as_they_are() -> None:
    before = len(list(shipped().entries()))
    own = community(OWN).lexicon
    assert own is not None
    assert len(list(shipped().entries())) == before
    assert len(list(own.entries())) == before + 1 + 4 + 1 + 2
    assert [hit.own for hit in own.scan("铁盒子")] == [True]
    assert not any(hit.own for hit in own.scan("电梯"))


MISTAKES = [
    ('[words.category]\n"电梯间" = ["铁盒子"]', "words.category.电梯间", 'did you mean "电梯"?'),
    ('[words.intent]\n"修修" = ["铁盒子"]', "words.intent.修修", "is no intent"),
    ('[words.emergency]\n"水" = ["铁盒子"]', "words.emergency.水", "there are 人、听错、困"),
    ('[words.categories]\n"电梯" = ["铁盒子"]', "words.categories", 'did you mean "category"?'),
    ('[words.category]\n"电梯" = "铁盒子"', "words.category.电梯", "must be a list"),
    ('[words.category]\n"电梯" = ["铁盒子", 5]', "words.category.电梯[2]", "text in quotes"),
    ('[words.category]\n"电梯" = ["(铁盒子"]', "words.category.电梯[1]", "brackets"),
    ('[words.category]\n"电梯" = ["…铁盒子"]', "words.category.电梯[1]", "must start with a word"),
    ('[words.category]\n"电梯" = ["{铁}盒子"]', "words.category.电梯[1]", "no set"),
    ('[words.category]\n"电梯" = ["铁…盒…子…坏…了"]', "words.category.电梯[1]", "at most 3 gaps"),
    ('[words.category]\n"门禁" = ["轿厢"]', "words.category.门禁[1]", 'category "电梯"'),
    ('[words.category]\n"门禁" = ["(轿|箱)厢"]', "words.category.门禁[1]", 'category "电梯"'),
    ('[words.category]\n"门禁" = ["铁盒"]\n"停车" = ["铁盒"]', "words.category.停车[1]", 'category "门禁"'),
    ('[words.intent]\n"建议" = ["停水"]', "words.intent.建议[1]", 'intent "报修"'),
    ('[words.emergency]\n"气" = ["着火"]', "words.emergency.气[1]", 'emergency "火"'),
    ('[words]\nshield = ["着火"]', "words.shield[1]", 'emergency "火"'),
    ('[words]\nshield = ["煤气"]', "words.shield[1]", '"煤气" stands under emergency'),
    (
        '[words]\nshield = ["炭盆翻"]\n[words.emergency]\n"火" = ["炭盆翻了"]',
        "words.shield[1]",
        'emergency "火"',
    ),
    ('[places]\n"大坪" = ["坪"]', "places.大坪[1]", "2 to 20 characters"),
    ('[places]\n"坪" = ["大坪"]', "places.坪", "2 to 20 characters"),
    ('[places]\n"大坪" = ["广场"]\n"老树下" = ["广场"]', "places.老树下[1]", 'a name of "大坪"'),
    ('[places]\n"大坪" = ["老树下"]\n"老树下" = []', "places.老树下", 'a name of "大坪"'),
]


@pytest.mark.parametrize(("own", "key", "text"), MISTAKES)
def test_a_mistake_is_found_on_its_line(own: str, key: str, text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        community(own)
    [problem] = caught.value.problems
    assert (problem.file, problem.key) == ("c.toml", key)
    assert text in problem.text
    line = f"{SOURCE}\n{own}".splitlines()[problem.line - 1]
    assert key.rpartition(".")[2].partition("[")[0] in line


@settings(max_examples=150, deadline=None)
@given(st.text("灯坏(){}|?…^$[0-9]", max_size=40))
def test_any_pattern_is_taken_or_refused(pattern: str) -> None:
    own = shipped().copy()
    with suppress(LexiconError):
        own.add_own("category", "路灯照明", 4.0, pattern)
    assert own.scan("路灯坏了" * 20)
