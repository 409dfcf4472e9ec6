"""Patterns that are compiled at their first use: an error in one must not wait for the message that needs it."""

import re
from importlib import import_module
from pkgutil import iter_modules

import handlers.understanding
from handlers.understanding.patterns import late


def test_every_pattern_can_be_compiled() -> None:
    kind, found = type(late("")), 0
    for module in iter_modules(handlers.understanding.__path__, "handlers.understanding."):
        for value in vars(import_module(module.name)).values():
            if isinstance(value, kind):
                re.compile(value.pattern)
                found += 1
    assert found > 50


def test_a_pattern_is_used_like_a_compiled_one() -> None:
    pattern = late("(?P<word>a+)b")
    assert pattern.pattern == "(?P<word>a+)b"
    match = pattern.search("xaab")
    assert match is not None
    assert match["word"] == "aa"
    assert pattern.sub("-", "abab") == "--"
    assert pattern.groupindex == {"word": 1}
