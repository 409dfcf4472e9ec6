"""The pages for who is not signed in: the sign-in, and what went wrong."""

from collections.abc import Mapping

from bot.web.office.frame import field, outside
from bot.web.office.html import link, tag
from bot.web.office.texts import say


def sign_in(community: str, problem: str | None = None, kept: Mapping[str, str] | None = None) -> str:
    """Ask for the code that the bot told privately. `problem`: the key of what was wrong with the last one; `kept`:
    what was typed into a form before."""
    entry = field("code", "", say("sign_in.code"), required=True, autofocus=True, inputmode="text")
    button = tag("button", say("sign_in.enter"))
    hidden = [tag("input", type="hidden", name=name, value=value) for name, value in (kept or {}).items()]
    return outside(
        say("sign_in.title"),
        community,
        tag("p", say(problem), class_="bad", role="alert") if problem else None,
        tag("p", say("sign_in.how")),
        tag("p", say("sign_in.kept"), class_="note") if kept else None,
        tag("form", hidden, entry, button, method="post", action="/office/sign-in", class_="enter"),
        tag("p", say("sign_in.why"), class_="note"),
    )


def problem(community: str, key: str | None, words: str = "") -> str:
    """What could not be done, by the key of a text or in `words`."""
    return outside(
        say("problem.title"),
        community,
        tag("p", say(key) if key else words, role="alert"),
        tag("p", link("/office/", say("problem.back"))),
    )
