"""`gridbot understand`: messages as JSON lines in, what each means as JSON lines out."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TextIO

from handlers.understanding import Register, parts, understand
from handlers.understanding.wire import read_line

_LONGEST = 1_000_000  # characters of a line


def read_all(
    source: Iterable[str],
    out: TextIO,
    errors: TextIO,
    bot_names: tuple[str, ...],
    register: Register | None,
    now: datetime,
    with_parts: bool,
    with_why: bool,
) -> bool:
    """Read every line and print its meaning, in the same order; a line that cannot be read is named on `errors` and
    the rest goes on. True when all could be read. Without a `register`, any building is believed in; `now` is the local time of a line
    that has none."""
    good = True
    for number, line in enumerate(source, start=1):
        if not line.strip():
            continue
        try:
            if len(line) > _LONGEST:
                raise ValueError("longer than a million characters")
            entry = json.loads(line)
            context, text = read_line(entry, now)
        except (ValueError, RecursionError) as error:
            print(f"line {number}: {error}", file=errors)
            good = False
            continue
        context = replace(context, bot_names=bot_names, register=register)
        meaning = (parts if with_parts else understand)(text, context)
        answer = {"id": entry.get("id")} | meaning.to_json()
        if not with_why:
            del answer["why"]
        print(json.dumps(answer, ensure_ascii=False), file=out, flush=True)
    return good
