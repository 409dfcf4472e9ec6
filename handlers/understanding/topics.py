"""What words are about: the categories that the tables find in them. Pure."""

from handlers.understanding.lexicon import Lexicon, shipped, unshielded
from handlers.understanding.model import CATEGORIES
from handlers.understanding.normal import MAX_READ, NUM, normalise
from handlers.understanding.patterns import late

_PLAIN = 2.0  # the least weight with which a word names a matter by itself
THING = 3.0
"""The least weight with which a word tells one matter from another."""
OF_PEOPLE = frozenset(
    ("养老助残", "医疗健康", "儿童托管", "邻里纠纷", "物业服务", "政策咨询", "文体活动", "其他")
)
"""Categories that are about persons, and name no thing."""
_CLOCK = late(f"{NUM}{{1,3}}点[半钟多]?")
_FIRST = 1.0  # what is named first is a little more likely what it is about


def topics(text: str, lexicon: Lexicon | None = None) -> dict[str, float]:
    """The categories that a (normalised) text names, each with the weight of its strongest word. `lexicon`: the
    community's own words, or None for the shipped ones."""
    found: dict[str, float] = {}
    for hit in unshielded((lexicon or shipped()).scan(text)):
        kind, _, label = hit.label.partition(":")
        if kind == "category":
            found[label] = max(found.get(label, 0.0), hit.weight)
    return found


def topic(text: str, lexicon: Lexicon | None = None) -> str | None:
    """The category that a (normalised) text names: by its own name (消防安全), or by its things (下水道堵了)."""
    named = [category for category in CATEGORIES if category in text]
    if named:
        return max(named, key=len)
    found = topics(text, lexicon)
    if not found:
        return None
    first = next(iter(found))
    best = max(found, key=lambda label: found[label] + (_FIRST if label == first else 0.0))
    return best if found[best] >= _PLAIN else None


def things(text: str, lexicon: Lexicon | None = None) -> frozenset[str]:
    """The categories of the things that a message plainly names: 路灯还没修 is about a lamp.

    Whom it hurts (老人, 孩子) and when (十二点还没修) is not what it is about.
    """
    found = topics(_CLOCK.sub(" ", normalise(text[:MAX_READ])), lexicon)
    return frozenset(label for label, weight in found.items() if weight >= THING) - OF_PEOPLE
