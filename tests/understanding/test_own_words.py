"""What an office adds goes before what was learned: a word that nobody ever heard means what the office says."""

from datetime import datetime

import pytest

from handlers.understanding import CATEGORIES, INTENTS, Context, Meaning, understand
from handlers.understanding.lexicon import Hit, own_label, shipped


def read(text: str, kind: str, label: str, weight: float) -> Meaning:
    own = shipped().copy()
    own.add_own(kind, label, weight, "豆腐块")
    return understand(text, Context(datetime(2026, 11, 23, 9), bot_names=("小应",), lexicon=own))


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_category(category: str) -> None:
    for text in ("小应 豆腐块坏了，来人修一下", "小应，豆腐块怎么没人管", "@小应 3号楼的豆腐块又不行了"):
        assert read(text, "category", category, 4.0).category == category


@pytest.mark.parametrize("intent", INTENTS[:-1])
def test_an_intent(intent: str) -> None:
    for text in ("小应 豆腐块，3号楼2单元", "小应 这事豆腐块了", "@小应 我家电梯豆腐块"):
        assert read(text, "intent", intent, 4.0).intent == intent


@pytest.mark.parametrize("danger", ["火", "气", "人", "困", "塌", "走失", "跟"])
def test_an_emergency(danger: str) -> None:
    for text in ("豆腐块了", "我家豆腐块了怎么办", "小应 楼道里豆腐块"):
        assert read(text, "emergency", danger, 5.0).urgency == "emergency"
    assert read("明天消防演练，豆腐块了怎么办", "emergency", danger, 5.0).urgency != "emergency"


def test_of_several_own_words_the_longest_counts() -> None:
    hits = [
        Hit("category:电梯", 4.0, 0, 2, "盒子", True),
        Hit("category:门禁", 4.0, 0, 3, "铁盒子", True),
        Hit("category:停车", 9.0, 0, 4, "铁盒子坏", False),
    ]
    assert own_label(hits, "category") == "门禁"
    assert own_label(hits, "intent") is None
