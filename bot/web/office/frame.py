"""The frame of every office page, and the parts that several pages use."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.web.office.desk import Visit
from bot.web.office.html import Html, link, tag
from bot.web.office.texts import say
from handlers.office.numbers import in_order

HOME = "/office/"
PAGES = (
    ("overview", HOME),
    ("responsible", "/office/responsible"),
    ("residents", "/office/residents"),
    ("audit", "/office/audit"),
    ("requests", "/office/requests"),
    ("polls", "/office/polls"),
)


_WITHIN = {"polls_new": "polls"}
"""Pages that are not named in the row of pages, and where they belong."""


def document(title: str, body: Iterable[object]) -> str:
    """A whole page."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="robots", content="noindex"),
        tag("title", say("frame.title", page=title)),
        tag("link", rel="icon", href="/office/static/icon.svg", type="image/svg+xml"),
        tag("link", rel="stylesheet", href="/office/static/base.css"),
        tag("link", rel="stylesheet", href="/office/static/office.css"),
    )
    return "<!doctype html>" + tag("html", head, tag("body", body), lang="zh-CN")


def page(visit: Visit, here: str, *content: object) -> str:
    """A page of somebody who is signed in."""
    title, named = say(f"{here}.title"), _WITHIN.get(here, here)
    items = [
        tag("a", say(f"{name}.title"), href=path, aria_current="page" if name == named else None)
        for name, path in PAGES
        if name != "residents" or visit.keeps
    ]
    who = tag("p", visit.person.name, tag("small", visit.person.title), class_="who")
    out = form(visit, "/office/sign-out", tag("button", say("frame.sign_out")), class_="out")
    return document(
        title,
        (
            tag("a", say("frame.skip"), class_="skip", href="#main"),
            top(visit.community.name, who, out),
            tag("nav", items, aria_label=say("frame.pages"), class_="pages"),
            tag("main", tag("h2", title), content, id="main"),
        ),
    )


def outside(title: str, community: str, *content: object) -> str:
    """A page for somebody who is not signed in."""
    return document(
        title, (top(community), tag("main", tag("h2", title), content, id="main", class_="narrow"))
    )


def top(community: str, *right: object) -> Html:
    """The bar at the top."""
    mark = tag("span", say("frame.mark"), class_="mark", aria_hidden="true")
    return tag("header", mark, tag("h1", say("frame.heading", community=community)), right, class_="top")


def form(visit: Visit, action: str, *content: object, class_: str | None = None) -> Html:
    """A form that does something: it holds the token of the session."""
    token = tag("input", type="hidden", name="token", value=visit.form_token)
    return tag("form", token, content, method="post", action=action, class_=class_)


def question(action: str, *content: object) -> Html:
    """A form that asks for a page."""
    button = tag("button", say("frame.search"))
    return tag("form", content, button, method="get", action=action, class_="ask", role="search")


def field(name: str, value: str, label: str, kind: str = "text", **more: str | int | bool | None) -> Html:
    """A labelled field."""
    entry = tag("input", type=kind, name=name, value=value or None, maxlength=64, autocomplete="off", **more)
    return tag("label", tag("span", label), entry)


def choice(name: str, value: str, label: str, options: Iterable[tuple[str, object]]) -> Html:
    """A labelled choice."""
    made = [tag("option", words, value=key, selected=key == value) for key, words in options]
    return tag("label", tag("span", label), tag("select", made, name=name))


def places(visit: Visit, nodes: frozenset[str]) -> list[tuple[str, str]]:
    """The places that may be chosen, as a tree."""
    shown = [(node, depth) for node, depth in in_order(visit.community) if node.id in nodes]
    least = min((depth for _, depth in shown), default=0)
    return [(node.id, "\u3000" * (depth - least) + node.name) for node, depth in shown]


def table(heads: Sequence[str], rows: Iterable[Sequence[object]], caption: str) -> Html:
    """A table; on a phone every row becomes a card, whose lines are headed by the columns' names."""
    head = tag("thead", tag("tr", [tag("th", words, scope="col") for words in heads]))
    body = [
        tag("tr", [tag("td", cell, data_head=words) for words, cell in zip(heads, row, strict=True)])
        for row in rows
    ]
    return tag("table", tag("caption", caption), head, tag("tbody", body))


def onward(words: str, path: str, **query: str | int | None) -> Html:
    """A link to what comes next."""
    return tag("p", link(path, words, **query), class_="onward")


def note(words: str) -> Html:
    return tag("p", words, class_="note")


def when(visit: Visit, moment: datetime | None) -> str:
    """A moment on the clock of the community."""
    return "" if moment is None else f"{moment.astimezone(visit.community.zone):%Y-%m-%d %H:%M}"
