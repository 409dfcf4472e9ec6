"""`gridbot understand`: messages as JSON lines in, what each means as JSON lines out."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import TextIO

from bot.config import Config
from handlers.chat import register_of
from handlers.understanding import parts, understand
from handlers.understanding.wire import read_line

_LONGEST = 1_000_000  # characters of a line


def read_all(
    source: Iterable[str], out: TextIO, errors: TextIO, config: Config, with_parts: bool, with_why: bool
) -> bool:
    """Read every line and print its meaning, in the same order; a line that cannot be read is named on `errors` and
    the rest goes on. True when all could be read."""
    community = config.community
    register = register_of(community)
    now = datetime.now(community.zone).replace(tzinfo=None)
    good = True
    for number, line in enumerate(source, start=1):
        if not line.strip():
            continue
        try:
            if len(line) > _LONGEST:
                raise ValueError("longer than a million characters")
            entry = json.loads(line)
            context, text = read_line(entry, now, community.bot_names, register)
        except (ValueError, RecursionError) as error:
            print(f"line {number}: {error}", file=errors)
            good = False
            continue
        meaning = (parts if with_parts else understand)(text, context)
        answer = {"id": entry.get("id")} | meaning.to_json()
        if with_why:
            answer["why"] = list(meaning.why)
        print(json.dumps(answer, ensure_ascii=False), file=out, flush=True)
    return good
