"""A gateway, and databases in which a whole day was played."""

import shutil
from pathlib import Path

import pytest

from bot.cli import main
from tests.channels.conftest import gateway, node
from tests.cli.rig import DAY

__all__ = ["gateway", "node"]


@pytest.fixture(scope="package")
def day_played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the day; nobody changes it."""
    file = tmp_path_factory.mktemp("day") / "day.db"
    assert main(["rehearse", str(DAY), "--db", f"sqlite:///{file}"]) == 0
    return file


@pytest.fixture
def played(day_played: Path, tmp_path: Path) -> Path:
    """A copy of the database of the day."""
    return shutil.copyfile(day_played, tmp_path / "played.db")
