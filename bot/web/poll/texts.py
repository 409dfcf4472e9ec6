"""The Chinese texts of the pages of polls and of the result sheet, by key."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "texts.toml"


@cache
def all_words() -> Mapping[str, str]:
    """Every text by its key, such as `vote.title`."""
    found: dict[str, str] = {}
    for section, texts in tomllib.loads(_FILE.read_text("utf-8")).items():
        for name, words in texts.items():
            found[f"{section}.{name}"] = str(words).strip("\n")
    return found


def say(key: str, **params: object) -> str:
    """The text of `key`, filled in.

    Raises:
        KeyError: there is no such text, or a parameter is missing.
    """
    return all_words()[key].format_map(params)
