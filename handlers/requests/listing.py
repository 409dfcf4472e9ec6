"""A list of requests, two lines a message, and the next ones with 更多. Chat only."""

from collections.abc import Sequence
from datetime import timedelta

from handlers.chat import Chat
from handlers.paging import wants_more
from handlers.requests import find
from handlers.requests.clocks.follow_up import requests
from handlers.texts import text
from storage.records import Question, Request

_LIST = "request.list"
_WAITS = timedelta(minutes=30)
_LISTED = 2  # lines of a list, so that the whole reply has four


def show_list(chat: Chat, found: Sequence[Request], heading: str, empty: str) -> None:
    """What is found, under a heading with its `count`; a text instead, if that is nothing."""
    if found:
        _show(chat, found, [text(heading, count=len(found))])
    else:
        chat.reply(empty)


@requests.answer(_LIST)
def show_more(chat: Chat, question: Question) -> bool:
    """更多: the next lines."""
    if not wants_more(chat.words):
        return False
    chat.settle()
    store = chat.turn.store.requests
    left = [one for code in question.payload["codes"] if (one := store.by_code(code)) is not None]
    _show(chat, [one for one in left if find.may_see(chat, one)], [])
    return True


def _show(chat: Chat, found: Sequence[Request], lines: list[str]) -> None:
    most = len(found) if len(found) == _LISTED + 1 else _LISTED
    for request in found[:most]:
        shown, state = find.shown(chat, request), request.status.value
        lines.append(text("requests.todo_line", code=request.code, subject=shown, state=state))
    left = found[most:]
    if left:
        # Another question that waits here is not forgotten for a list.
        goes_on = chat.pending is None or chat.pending.kind == _LIST
        if goes_on:
            chat.ask(_LIST, {"codes": [one.code for one in left]}, _WAITS)
        lines.append(text("requests.todo_more" if goes_on else "requests.todo_left", count=len(left)))
    chat.say("\n".join(lines) if lines else text("ledger.no_more"))
