"""What must stay true of the house as a whole."""

import ast
from collections.abc import Iterator
from pathlib import Path

from handlers.texts import all_texts

ROOT = Path(__file__).parents[1]
FLOORS = ("bot", "handlers", "storage")
SDK = {
    "wechaty": {"bot/channels/plugin.py"},
    "wechaty_puppet": {"bot/channels/plugin.py"},
    "wechaty_grpc": {"bot/channels/gateway.py"},
    "grpclib": {"bot/channels/gateway.py", "bot/channels/connection.py"},
    "aiohttp": {
        "bot/alarm.py",
        "bot/web/demo.py",
        "bot/web/events.py",
        "bot/web/security.py",
        "bot/web/office/app.py",
        "bot/web/office/door.py",
        "bot/web/office/given.py",
        "bot/web/office/serving.py",
        "bot/web/poll/pages.py",
        "bot/web/poll/public.py",
        "bot/web/poll/vote.py",
        "bot/demo.py",
        "bot/completions.py",
        "bot/opinion.py",
        "bot/service.py",
    },
    "apscheduler": {"bot/clockwork.py"},
    "fpdf": {"bot/web/poll/sheet.py"},
}


def sources(*floors: str) -> Iterator[tuple[str, ast.Module]]:
    for floor in floors:
        for file in sorted((ROOT / floor).rglob("*.py")):
            yield file.relative_to(ROOT).as_posix(), ast.parse(file.read_text(encoding="utf-8"))


def imports(tree: ast.Module) -> set[str]:
    """The top names of all modules that a file imports."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.partition(".")[0])
    return found


def test_each_sdk_is_known_to_its_own_files_only() -> None:
    for sdk, allowed in SDK.items():
        users = {name for name, tree in sources(*FLOORS) if sdk in imports(tree)}
        assert users <= allowed, sdk


def test_a_handler_touches_neither_network_nor_loop() -> None:
    for name, tree in sources("handlers"):
        assert not imports(tree) & {"asyncio", "aiohttp", "socket", "threading", "subprocess"}, name


def test_nothing_below_the_door_asks_for_the_real_time_or_for_chance() -> None:
    """`now` is an argument: that is what makes a rehearsal the same to the byte."""
    for name, tree in sources("handlers", "storage"):
        assert name in MAKES_KEYS or not imports(tree) & {"random", "secrets", "uuid"}, name
        assert not _real_times(tree), name


MAKES_KEYS = frozenset(("storage/vault.py", "storage/roster.py", "storage/migrations/versions/0011_polls.py"))
"""Keys and page tokens are made by chance; none of them is in what a rehearsal prints."""


def _real_times(tree: ast.Module) -> list[str]:
    """Where the machine's clock is read: datetime.now(), date.today(), time.monotonic(), not turn.now."""
    classes, clocks = {"datetime", "date", "time"}, {"now", "utcnow", "today", "monotonic", "time"}
    return [
        f"{node.value.id}.{node.attr}:{node.lineno}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in classes
        and node.attr in clocks
    ]


def test_a_file_that_reads_the_clock_is_found_also_beside_the_time_of_the_turn() -> None:
    tree = ast.parse("def f(turn): return turn.now, datetime.now(UTC), date.today()")
    assert _real_times(tree) == ["datetime.now:1", "date.today:1"]


def test_no_exception_is_swallowed() -> None:
    for name, tree in sources(*FLOORS):
        for node in ast.walk(tree):
            if isinstance(node, ast.ExceptHandler):
                assert not all(isinstance(line, ast.Pass) for line in node.body), f"{name}:{node.lineno}"


def test_no_reply_is_longer_than_four_lines() -> None:
    long = [key for key, template in all_texts().items() if len(template.split("\n")) > 4]
    assert long == []
