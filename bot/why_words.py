"""The words that decided what a sentence means, one line each, as people read them (for bot/why.py)."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from handlers.chat import Chat
from handlers.understanding import strip_call
from handlers.understanding.judgement import deciding
from handlers.understanding.lexicon import Hit, shipped
from handlers.understanding.normal import MAX_READ, normalise

_WORDS = re.compile(r"[-+]?([^←]+)←(.+)", re.DOTALL)
_SCORE = re.compile(r"(asks|danger) ([-+][0-9.]+)")
_ENDS_AND_NUMBERS = str.maketrans({"^": None, "$": None, "0": "几"})  # how learned.py writes them in a run
_CODE = re.compile(r"(?<![0-9A-Za-z])[A-Z]?[0-9]+")
_SUBTRACTED = frozenset(("against", "doubt"))


def word_lines(chat: Chat) -> Iterator[str]:
    """A line for everything that decided, in the order in which the reading names it; then what was shielded."""
    plain = normalise(strip_call(chat.inbound.text[:MAX_READ], chat.turn.community.bot_names)[1]).strip()
    lexicon = chat.turn.community.lexicon or shipped()
    hits = lexicon.scan(plain)
    for entry in dict.fromkeys(chat.meaning.why):
        score, match = _SCORE.fullmatch(entry), _WORDS.fullmatch(entry)
        if score:
            yield line(f"words.{score[1]}", score=score[2])
        elif match:
            label, words = match[1], match[2]
            hit = next((one for one in hits if one.words == words and one.label.endswith(f":{label}")), None)
            if hit is None:
                yield line("words.plain", words=words, label=label)
            elif hit.weight and not any(_outdoes(other, hit) for other in hits):
                yield _word(hit)
        else:
            yield _note(entry.removeprefix("-"))
    for hit in hits:
        if hit.label.startswith("shield:"):
            yield line("words.shield", words=hit.words, table=_table(hit))
    if any(map(_SCORE.fullmatch, chat.meaning.why)):
        yield from _learned(deciding(lexicon, plain))


def _learned(features: Iterable[tuple[str, float]]) -> Iterator[str]:
    """The runs of characters, and the labels of the tables (#category:电梯), that spoke for it most, and how much."""
    found: dict[str, float] = {}
    for name, weight in features:
        shown = name.partition(":")[2] if name.startswith("#") else name.translate(_ENDS_AND_NUMBERS)
        shown = _texts().get(f"labels.{shown}", shown).strip(" ,.") or line("words.blank")
        found[shown] = found.get(shown, 0.0) + weight
    if found:
        listed = "、".join(f"{shown} {weight:+.1f}" for shown, weight in found.items())
        yield line("words.learned", features=listed)


def _note(entry: str) -> str:
    """What decided without words of the tables (about 0712); as it is, if there is no text for it."""
    found = _CODE.search(entry)
    kind = entry.replace(found[0], "{code}") if found else entry
    known = f"notes.{kind}" in _texts()
    return line(f"notes.{kind}", code=found[0] if found else "") if known else entry


def _outdoes(other: Hit, hit: Hit) -> bool:
    """Whether a longer find around this one says the same: 楼道灯 and 灯."""
    longer = other.start <= hit.start and hit.end <= other.end and len(other.words) > len(hit.words)
    return longer and other.label == hit.label and other.weight >= hit.weight


def _word(hit: Hit) -> str:
    kind, _, label = hit.label.partition(":")
    return line(
        "words.line",
        words=hit.words.strip(" ,."),
        kind=_texts().get(f"kinds.{kind}", kind),
        label=_texts().get(f"labels.{label}", label),
        weight=f"{'-' if kind in _SUBTRACTED else '+'}{hit.weight:g}",
        table=_table(hit),
    )


def _table(hit: Hit) -> str:
    return line("words.own" if hit.own else "words.shipped")


@cache
def _texts() -> dict[str, str]:
    """The templates of `texts.toml`, as `action.offer`."""
    table = tomllib.loads(Path(__file__).with_name("texts.toml").read_text(encoding="utf-8"))["why"]
    return {f"{part}.{key}": line for part, lines in table.items() for key, line in lines.items()}


def line(key: str, **params: object) -> str:
    """A text of `[why]`, filled in."""
    return _texts()[key].format(**params)
