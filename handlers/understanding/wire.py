"""The lines of the `understand` command: one JSON object in → context and text."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handlers.understanding.model import Context, OpenPoll

_KNOWN = frozenset(
    ("id", "text", "at", "room", "mentioned", "open_polls", "open_signups", "own_requests", "just_closed")
)


def read_line(obj: object, base_now: datetime) -> tuple[Context, str]:
    """The context and the text of one parsed line; `base_now` is the time where the line has no `at`.

    Keys that are not of the form (labels of a corpus, say) are ignored.

    Raises:
        ValueError: the line is not of the form in the contract; the text names the key and what it should be.
    """
    if not isinstance(obj, Mapping):
        raise ValueError("a line must be a JSON object")
    text = obj.get("text")
    if not isinstance(text, str):
        raise ValueError("text: a string is needed")
    context = Context(
        now=_time(obj, base_now),
        room=_flag(obj, "room", True),
        mentioned=_flag(obj, "mentioned", False),
        open_polls=_polls(obj),
        open_signups=_codes(obj, "open_signups"),
        own_requests=_codes(obj, "own_requests"),
        just_closed=_code(obj),
    )
    return context, text


def _time(obj: Mapping[str, Any], base_now: datetime) -> datetime:
    at = obj.get("at")
    if at is None:
        return base_now
    try:
        return datetime.fromisoformat(at)
    except (TypeError, ValueError) as error:
        raise ValueError("at: a local time like 2026-11-22T10:00 is needed") from error


def _flag(obj: Mapping[str, Any], key: str, default: bool) -> bool:
    value = obj.get(key)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise ValueError(f"{key}: true or false is needed")
    return value


def _list(obj: Mapping[str, Any], key: str) -> list[Any]:
    value = obj.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError(f"{key}: a list is needed")
    return value


def _codes(obj: Mapping[str, Any], key: str) -> tuple[str, ...]:
    codes = _list(obj, key)
    if any(not isinstance(code, str) for code in codes):
        raise ValueError(f"{key}: codes as strings are needed")
    return tuple(codes)


def _code(obj: Mapping[str, Any]) -> str | None:
    code = obj.get("just_closed")
    if code is not None and not isinstance(code, str):
        raise ValueError("just_closed: a code as a string is needed")
    return code


def _polls(obj: Mapping[str, Any]) -> tuple[OpenPoll, ...]:
    return tuple(_poll(one) for one in _list(obj, "open_polls"))


def _poll(one: object) -> OpenPoll:
    code = one.get("code") if isinstance(one, Mapping) else None
    options = one.get("options") if isinstance(one, Mapping) else None
    if (
        not isinstance(code, str)
        or not isinstance(options, list)
        or any(not isinstance(x, str) for x in options)
    ):
        raise ValueError('open_polls: objects like {"code": "V3", "options": ["同意", "反对"]} are needed')
    return OpenPoll(code, tuple(options))
