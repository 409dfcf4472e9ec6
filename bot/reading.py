"""`gridbot understand`: messages as JSON lines in, what each means as JSON lines out."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TextIO

from bot.json_lines import read_object
from handlers.understanding import Register, parts, understand
from handlers.understanding.lexicon import Lexicon
from handlers.understanding.wire import read_line


def read_all(
    source: Iterable[str],
    out: TextIO,
    errors: TextIO,
    bot_names: tuple[str, ...],
    register: Register | None,
    lexicon: Lexicon | None,
    now: datetime,
    with_parts: bool,
    with_why: bool,
) -> bool:
    """Read every line and print its meaning, in the same order; a line that cannot be read is named on `errors` and
    the rest goes on. True when all could be read. Without a `register`, any building is believed in; `now` is the
    local time of a line that has none."""
    good = True
    for number, line in enumerate(source, start=1):
        if not line.strip():
            continue
        try:
            entry = read_object(line)
            context, text = read_line(entry, now)
            answer_id = json.dumps(entry.get("id"), ensure_ascii=False)
        except (ValueError, RecursionError) as error:
            print(f"line {number}: {error}", file=errors)
            good = False
            continue
        context = replace(context, bot_names=bot_names, register=register, lexicon=lexicon)
        meaning = (parts if with_parts else understand)(text, context)
        answer = meaning.to_json()
        if not with_why:
            del answer["why"]
        print(f'{{"id": {answer_id}, {json.dumps(answer, ensure_ascii=False)[1:]}', file=out, flush=True)
    return good
