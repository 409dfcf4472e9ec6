"""`gridbot export WHAT -o FILE`: what somebody needs outside, as JSON lines."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.cli_errors import CommandError
from handlers.community import Community
from handlers.readings import corrected_readings
from storage.store import snapshot
from storage.unit_of_work import UnitOfWork

Lines = Callable[[UnitOfWork, Community], Iterator[Mapping[str, Any]]]

EXPORTS: Mapping[str, Lines] = {"readings": corrected_readings}
"""What can be exported, by the name that people type."""


def export(what: str, database: str, community: Community, file: Path) -> int:
    """Write one export to a file, whole or not at all; how many lines it has.

    Raises:
        CommandError: the file cannot be written.
        StorageError: the database cannot be read.
    """
    lines = snapshot(
        database,
        lambda store: [json.dumps(one, ensure_ascii=False) for one in EXPORTS[what](store, community)],
    )
    part = file.with_name(file.name + ".part")
    try:
        part.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        part.replace(file)
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror or error}") from error
    return len(lines)
