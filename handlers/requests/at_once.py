"""Several requests with one line: 接单0712 0713, 办结0712、0713 都修好了, 派 0712 0713 李伟."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from handlers.arguments import Arguments
from handlers.chat import Chat
from handlers.errors import UserError
from handlers.requests import find
from handlers.requests.dispatch.several import MOST, further_codes
from handlers.texts import text
from storage.records import Request

_REFUSALS = 2  # lines of a reply


class Done(NamedTuple):
    """`codes`: those that it was done with, as they are shown; `refused`: a line for each other one, two at most."""

    codes: str
    refused: Sequence[str]


def each(codes: Sequence[str], chat: Chat, do: Callable[[str], object]) -> Done:
    """Do it with each of these codes.

    Raises:
        UserError: there are too many, or it can be done with none.
    """
    if len(codes) > MOST:
        raise UserError("requests.too_many_at_once", count=MOST)
    done: list[str] = []
    refused: list[UserError] = []
    for code in codes:
        try:
            with chat.turn.store.savepoint():
                do(code)
            done.append(text("requests.code", code=code))
        except UserError as error:
            refused.append(error)
    if not done:
        raise refused[0]
    return Done("".join(done), [text(one.key, **one.params) for one in refused[:_REFUSALS]])


def at_once(chat: Chat, arguments: Arguments, do: Callable[[Request, str], object], key: str) -> bool:
    """Whether several codes were said; `do` is then done with each, with the words behind them, and one reply says so.

    The number of a flat in what was done (办结0712 2501的水管修好了) is no code.

    Raises:
        UserError: there are too many, or it can be done with none.
    """
    further, rest = further_codes(arguments.rest)
    codes = list(dict.fromkeys((arguments.code or "", *further)))
    if arguments.code is None or len(codes) < 2:
        return False
    if rest.strip() and not all(find.is_known(chat, code) for code in further):
        return False
    said = rest.strip(" ，,、。;；").removeprefix("都")  # each resident hears it of their own
    done = each(codes, chat, lambda code: do(find.by_code(chat, code), said))
    chat.say("\n".join([text(f"requests.{key}", codes=done.codes), *done.refused]))
    return True
