"""JSON lines from outside: each is read by itself, and what is wrong with one is said in words a person can act on."""

import json
import math
from typing import Any, NoReturn

_LONGEST = 1_000_000  # characters of a line
_MOST_DIGITS = 1000


def read_object(line: str) -> dict[str, Any]:
    """The object on one line; the text was decoded with `surrogateescape`, so that a bad byte spoils only its line.

    Raises:
        ValueError: why it cannot be read, to go behind the number of the line.
    """
    if len(line) > _LONGEST:
        raise ValueError("longer than a million characters")
    try:
        line.encode()
        value = json.loads(line, parse_int=_whole, parse_float=_finite, parse_constant=_refuse)
    except UnicodeEncodeError as error:
        raise ValueError("not UTF-8 text") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} at column {error.colno}") from error
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")
    return value


def _whole(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError("a number with more than a thousand digits")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError("a number that is too large")
    return number


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"not JSON: {word} is no number")
