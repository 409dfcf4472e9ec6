"""`gridbot check`: is what the configuration names there?"""

import asyncio
from pathlib import Path

from bot import completions
from bot.channels.wechaty import probe
from bot.config import Config, Problem
from bot.config.lines import line_numbers, line_of
from bot.keys import key_problem
from storage.engines import StorageError
from storage.store import try_out


def problems(config: Config, file: Path) -> list[Problem]:
    """Try the database, the gateway and the second opinion; what is wrong, at the line of `file` that names it."""
    lines = line_numbers(file.read_text(encoding="utf-8-sig"))

    def problem(section: str, key: str, text: str) -> Problem:
        return Problem(str(file), line_of(lines, (section, key)), f"{section}.{key}", text)

    found = []
    try:
        try_out(config.database_url)
    except StorageError as error:
        found.append(problem("database", "url", str(error)))
    else:
        trouble_with_key = key_problem(config.database_url, config.key_file)
        if trouble_with_key is not None:
            found.append(problem("database", "key_file", trouble_with_key))
    if config.wechaty is not None:
        reason = asyncio.run(probe(config.wechaty))
        if reason is not None:
            found.append(problem("wechaty", "endpoint", reason))
    if config.opinion is not None:
        trouble = asyncio.run(completions.probe(config.opinion))
        if trouble is not None:
            found.append(problem("opinion", *trouble))
    return found
