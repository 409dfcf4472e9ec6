"""Markup that is safe by how it is made: everything that is not `Html` already is escaped."""

import unicodedata
from collections.abc import Iterable
from html import escape
from urllib.parse import urlencode

_VOID = frozenset({"input", "link", "meta", "br"})
_SHOWN_CONTROLS = "\n"
_LONGEST = 20_000


class Html(str):
    """Markup that may stand in a page as it is."""

    __slots__ = ()


def tag(name: str, /, *children: object, **attributes: str | int | bool | None) -> Html:
    """An element. `class_` and the like lose their underscore, others have hyphens for it; None and False are left out.

    Children are elements, plain words (escaped), None (nothing), or lists of these.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    head = f"<{name}{written}>"
    return Html(head if name in _VOID else f"{head}{join(children)}</{name}>")


def join(children: Iterable[object]) -> Html:
    """Several children, one behind the other."""
    return Html("".join(_child(child) for child in children))


def plain(words: str) -> str:
    """Words from outside without what could change how their neighbours look: control and direction marks."""
    kept = (
        char
        for char in words[:_LONGEST]
        if char in _SHOWN_CONTROLS or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co")
    )
    return "".join(kept)


def link(path: str, words: object, **query: str | int | None) -> Html:
    """A link within the pages."""
    return tag("a", words, href=address(path, **query))


def address(path: str, **query: str | int | None) -> str:
    """The address of a page with its query; what is empty is left out."""
    given = {key.rstrip("_"): str(value) for key, value in query.items() if value not in (None, "")}
    return f"{path}?{urlencode(given)}" if given else path


def _child(child: object) -> str:
    if isinstance(child, Html):
        return child
    if child is None or child is False:
        return ""
    if isinstance(child, str | int):
        return escape(plain(str(child)))
    assert isinstance(child, Iterable), type(child)
    return join(child)


def _attribute(key: str, value: str | int | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(plain(str(value)))}"'
