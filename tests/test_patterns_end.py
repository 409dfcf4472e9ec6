"""Whatever anybody writes, no pattern may keep the one process busy: each is tried on rows of its own words.

`(?:看看?|查查?)*` can cut a row of 看 in a million ways, and Python tries them all while every group waits.
"""

import random
import re
import signal
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from types import FrameType, ModuleType
from typing import Any

import pytest

import bot
import handlers
from handlers.understanding.patterns import late

sre, parser = import_module("re._constants"), import_module("re._parser")
_LATE = type(late(""))
_ENOUGH = 0.5  # seconds; one that ends takes a thousandth of it
_ROW = 40
_ENDS = ("\x01", "咦")


class _TooLongError(Exception):
    pass


def _modules() -> Iterator[ModuleType]:
    for package in (handlers, bot):
        for found in walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                yield import_module(found.name)


def _patterns(value: object, depth: int = 0) -> Iterator[tuple[str, int]]:
    """Every pattern that a value holds."""
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value.pattern, value.flags
    elif isinstance(value, _LATE):
        yield value.pattern, 0
    elif depth < 4 and isinstance(value, dict):
        for one in value.values():
            yield from _patterns(one, depth + 1)
    elif depth < 4 and isinstance(value, (tuple, list, frozenset)):
        for one in value:
            yield from _patterns(one, depth + 1)


def _words(tree: Any) -> Iterator[str]:
    """The words that a pattern is made of, and a sign for each class of signs."""
    run = ""
    for kind, value in tree:
        if kind is sre.LITERAL:
            run += chr(value)
            continue
        if run:
            yield run
            run = ""
        if kind is sre.IN:
            yield from (chr(sign) for what, sign in value[:3] if what is sre.LITERAL)
            yield from (chr(sign[0]) for what, sign in value[:3] if what is sre.RANGE)
            if any(what is sre.CATEGORY for what, _ in value):
                yield " "
        elif kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            yield from _words(value[2])
        elif kind is sre.SUBPATTERN:
            yield from _words(value[3])
        elif kind is sre.ATOMIC_GROUP:
            yield from _words(value)
        elif kind is sre.BRANCH:
            for branch in value[1]:
                yield from _words(branch)
    if run:
        yield run


def _rows(source: str, flags: int) -> Iterator[str]:
    words = list(dict.fromkeys(_words(parser.parse(source, flags))))
    chance = random.Random(source)
    units = [
        *words,
        *(one + other for one in words[:40] for other in chance.sample(words, min(3, len(words)))),
    ]
    heads = ["", *chance.sample(words, min(2, len(words)))]
    for unit in units:
        for head in heads:
            yield head + unit * _ROW + _ENDS[len(unit) % 2]


@pytest.fixture
def bell() -> Iterator[None]:
    def ring(number: int, frame: FrameType | None) -> None:
        raise _TooLongError

    before = signal.signal(signal.SIGALRM, ring)
    yield
    signal.signal(signal.SIGALRM, before)


def _stuck(source: str, flags: int) -> str | None:
    """A row on which the pattern does not end in time."""
    pattern = re.compile(source, flags)
    for row in _rows(source, flags):
        signal.setitimer(signal.ITIMER_REAL, _ENOUGH)
        try:
            pattern.fullmatch(row)
            pattern.match(row)
        except _TooLongError:
            return row
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    return None


def test_every_pattern_comes_to_an_end(bell: None) -> None:
    found = {
        pattern
        for module in _modules()
        for value in vars(module).values()
        for pattern in _patterns(value)
        if "*" in pattern[0] or "+" in pattern[0]
    }
    assert len(found) > 200
    stuck = {source: row for source, flags in sorted(found) if (row := _stuck(source, flags)) is not None}
    assert not stuck


def test_one_that_does_not_is_found(bell: None) -> None:
    assert _stuck("(?:看看?|查)*好", 0) is not None
