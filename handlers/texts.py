"""The Chinese texts that people read. They stand in `texts.toml`, one file a feature; code knows their keys only."""

import tomllib
from functools import cache
from importlib.resources import files
from string import Formatter


class _Strict(Formatter):
    """Fills templates without reading attributes or items of what it is given."""

    def get_field(self, field_name: str, args: object, kwargs: object) -> tuple[object, str]:
        return kwargs[field_name], field_name  # type: ignore[index]


_strict = _Strict()


@cache
def all_texts() -> dict[str, str]:
    """Every template by its key, such as `requests.registered`."""
    found: dict[str, str] = {}
    here = files("handlers")
    _flatten("common", tomllib.loads(here.joinpath("texts.toml").read_text(encoding="utf-8")), found)
    for folder in here.iterdir():
        place = folder.joinpath("texts.toml")
        if folder.is_dir() and place.is_file():
            _flatten(folder.name, tomllib.loads(place.read_text(encoding="utf-8")), found)
    return found


def _flatten(prefix: str, values: dict[str, object], into: dict[str, str]) -> None:
    for name, value in values.items():
        key = f"{prefix}.{name}"
        if isinstance(value, dict):
            _flatten(key, value, into)
        else:
            into[key] = str(value).strip("\n")


def text(key: str, **params: object) -> str:
    """The text of `key`, filled in.

    Raises:
        KeyError: there is no such text, or a parameter is missing; the tests call every key.
    """
    return _strict.vformat(all_texts()[key], (), params)
