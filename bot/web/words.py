"""The Chinese texts of a set of pages, by key."""

import tomllib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path


class Words:
    """The texts of a `texts.toml`; a key is its section and its name, such as `sign_in.title`."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @cached_property
    def _texts(self) -> Mapping[str, str]:
        return {
            f"{section}.{name}": str(words).strip("\n")
            for section, texts in tomllib.loads(self._file.read_text("utf-8")).items()
            for name, words in texts.items()
        }

    def all(self) -> Mapping[str, str]:
        """Every text by its key."""
        return self._texts

    def say(self, key: str, **params: object) -> str:
        """The text of `key`, filled in.

        Raises:
            KeyError: there is no such text, or a parameter is missing.
        """
        return self._texts[key].format_map(params)
