"""Files that are written whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from bot.cli.errors import CommandError


@contextmanager
def whole(file: Path) -> Iterator[BinaryIO]:
    """A stream to write `file` through; the file is there when all is written, and untouched until then.

    Raises:
        CommandError: it cannot be written.
    """
    part = file.with_name(file.name + ".part")
    try:
        try:
            with part.open("wb") as out:
                yield out
            part.replace(file)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise CommandError(f"{file}: {_reason(file, error)}") from error


def _reason(file: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"there is no folder {file.parent}"
    return error.strerror or str(error)
