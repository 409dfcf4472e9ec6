"""An unexpected error in one line for the log: what kind, and where. Never its message, which may quote somebody."""

from pathlib import Path
from traceback import extract_tb

_FRAMES = 6


def outline(error: BaseException) -> str:
    """KeyError at bot/dispatch.py:90 handlers/chat.py:31; with what caused it."""
    found = [_one(error)]
    cause = error.__cause__ or error.__context__
    while cause is not None and len(found) < _FRAMES:
        found.append(_one(cause))
        cause = cause.__cause__ or cause.__context__
    return ", after ".join(found)


def _one(error: BaseException) -> str:
    frames = extract_tb(error.__traceback__)[-_FRAMES:]
    where = " ".join(f"{'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno}" for frame in frames)
    return f"{type(error).__name__} at {where}" if where else type(error).__name__
