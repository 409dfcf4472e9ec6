"""Who may do what, as tables for people: made from what is declared at the commands (`make docs-permissions`)."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from handlers.feature import Feature, Right, Where
from handlers.people import ALLOWS, Permission, Role
from handlers.registry import FEATURES

ROOT = Path(__file__).parents[1]
PLACES = {"en": ROOT / "docs" / "permissions.md", "zh": ROOT / "docs" / "zh" / "权限表.md"}
"""The file of each language."""

_MAY, _GIVEN, _NO = "●", "○", ""


def rights(features: Iterable[Feature] = FEATURES) -> list[Right]:
    """Every declaration, in the order in which the features are asked: commands, then plain words."""
    return [
        right
        for feature in features
        for right in (*(command.right for command in feature.commands), *feature.plain)
    ]


def page(language: str) -> str:
    """The whole document in a language of `PLACES`."""
    words = _texts()[language]
    limited = [right for right in rights() if right.needs]
    open_to_all = [right for right in rights() if not right.needs]
    parts = [
        words["head"].strip(),
        f"## {words['roles']}",
        _table([words["role"], words["may"]], [_role(role, words) for role in Role]),
        words["after_roles"].strip(),
        f"## {words['limited']}",
        words["legend"].strip(),
        _table(
            [words["say"], words["needs"], words["where"], *(words["short"][role] for role in Role)],
            [_limited(right, words) for right in limited],
        ),
        f"## {words['open']}",
        _table([words["say"], words["about"]], [_open(right, words) for right in open_to_all]),
    ]
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Write the documents anew."""
    for language, place in PLACES.items():
        place.write_text(page(language), encoding="utf-8")


def _role(role: Role, words: Mapping[str, Any]) -> list[str]:
    allowed = [words["permission"][permission] for permission in Permission if permission in ALLOWS[role]]
    return [words["role_name"][role], words["comma"].join(allowed)]


def _limited(right: Right, words: Mapping[str, Any]) -> list[str]:
    needs = words["or"].join(words["permission"][permission] for permission in right.needs)
    where = words["at"][right.where]
    if right.own:
        where += words["or"] + words["own"]
    return [_said(right), needs, where, *(_mark(right, role) for role in Role)]


def _open(right: Right, words: Mapping[str, Any]) -> list[str]:
    return [_said(right), words["own" if right.own else "anything"]]


def _said(right: Right) -> str:
    return "、".join(word.replace("|", "\\|") for word in right.words)


def _mark(right: Right, role: Role) -> str:
    """Whether a role may at its place, or only what was given to it."""
    found = ALLOWS[role] & set(right.needs)
    if not found:
        return _NO
    only_given = found == {Permission.WORK} and right.where is Where.REQUEST
    return _GIVEN if only_given else _MAY


def _table(heads: list[str], rows: Iterable[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |".replace("  ", " ") for cells in lines)


@cache
def _texts() -> Mapping[str, Any]:
    texts = tomllib.loads(Path(__file__).with_name("texts.toml").read_text(encoding="utf-8"))
    found: Mapping[str, Any] = texts["permissions"]
    return found


if __name__ == "__main__":
    main()
