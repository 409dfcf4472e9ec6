"""A code that was mistyped: 0172 for 0712. Offered is only what the speaker may see."""

from handlers.arguments import Arguments
from handlers.chat import Chat
from handlers.errors import UserError
from handlers.requests.access import may_see
from handlers.requests.rating import read_rating
from storage.records import RequestStatus
from storage.requests import OPEN

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
    """Words behind a code that there is not. Nobody who only begins a sentence with a figure is interrupted: what was
    not said to the bot must be a rating.

    Raises:
        UserError: another code was probably meant.
    """
    code = arguments.code or ""
    if not arguments.rest or chat.turn.store.requests.called(code) is not None:
        return
    if not chat.called and read_rating(arguments.rest) is None:
        return
    meant = near(chat, code)
    if meant is not None:
        raise UserError("requests.unknown_code_near", code=code, near=meant)
