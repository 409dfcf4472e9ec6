"""A code that was mistyped: 0172 for 0712. Offered is only what the speaker may see."""

import re

from handlers.arguments import Arguments
from handlers.chat import Chat
from handlers.errors import UserError
from handlers.requests.access import may_see
from handlers.requests.members.member_grammar import read_member
from handlers.requests.rating import read_rating
from storage.records import RequestStatus
from storage.requests import OPEN

_A_FLAT = re.compile(r"\s*\d{3}(?!\d)(?=[\u4e00-\u9fff])(?!没|好|已|[不很]?满意|解决|评|打)")
"""501阀门坏了: three digits with the thing right behind them; our codes have four."""
_UNFINISHED = (*OPEN, RequestStatus.TO_RATE)


def swapped(code: str) -> tuple[str, ...]:
    """The codes with two neighbouring digits the other way round. Pure."""
    turned = (code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(len(code) - 1))
    return tuple(dict.fromkeys(one for one in turned if one != code))


def one_off(code: str) -> tuple[str, ...]:
    """The codes with one digit another. Pure."""
    return tuple(
        code[:at] + digit + code[at + 1 :]
        for at in range(len(code))
        for digit in "0123456789"
        if digit != code[at]
    )


def near(chat: Chat, code: str) -> str | None:
    """The one code that was probably meant: of what is not over and the speaker may see. Two digits the other way round
    come before a wrong one; where it may be several, none is named."""
    if len(code) != 4 or not code.isdecimal():
        return None
    for likely in (swapped(code), one_off(code)):
        found = chat.turn.store.requests.called_any(likely, _UNFINISHED)
        codes = {one.code for one in found if may_see(chat, one)}
        if codes:
            return codes.pop() if len(codes) == 1 else None
    return None


def no_such_code(chat: Chat, code: str) -> UserError:
    """What to say of a code that there is not, for the speaker."""
    meant = near(chat, code)
    if meant is None:
        return UserError("requests.unknown_code", code=code)
    return UserError("requests.unknown_code_near", code=code, near=meant)


def check_typed(chat: Chat, arguments: Arguments) -> None:
    """Words behind a code that there is not, or that the speaker may not know of. Nobody who only begins a sentence
    with a figure (1201 漏水) is interrupted: what was not said to the bot must be a rating, and what is near no other
    code must look like ours, or be words that are said of one.

    Raises:
        UserError: there is no such code for them, perhaps another one was meant.
    """
    code, rest = arguments.code or "", arguments.rest
    if _A_FLAT.match(chat.words):
        return
    known = chat.turn.store.requests.by_code(code)
    if not rest or (known is not None and may_see(chat, known)):
        return
    of_one = read_rating(rest) is not None or read_member(rest) is not None
    if not (chat.called or read_rating(rest) is not None):
        return
    if near(chat, code) is not None or of_one or (code.startswith("0") and not rest[0].isdigit()):
        raise no_such_code(chat, code)
