"""更多, 下一页: the next page of what was listed last. Pure."""

import re

_EDGES = " \t\n。，,.!！~～?？"
_MORE = re.compile(
    r"(?:看|翻)?(?:下一?页|后一页|下页)|还有(?:呢|吗|哪些|什么)?|更多|继续看?|接着看?|往下看?|翻页|\+"
)


def wants_more(words: str) -> bool:
    """Whether nothing is said but that."""
    return len(words) <= 12 and _MORE.fullmatch(words.strip(_EDGES)) is not None
