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
        assert "random" not in imports(tree), name
        calls = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not calls & {"now", "utcnow", "today", "monotonic"} - _own_names(tree), name


def _own_names(tree: ast.Module) -> set[str]:
    """Attributes called `now` that are an object's own field (turn.now, context.now), never a class's method."""
    classes = {"datetime", "date", "time"}
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and not (isinstance(node.value, ast.Name) and node.value.id in classes)
    }


def test_no_exception_is_swallowed() -> None:
    for name, tree in sources(*FLOORS):
        for node in ast.walk(tree):
            if isinstance(node, ast.ExceptHandler):
                assert not all(isinstance(line, ast.Pass) for line in node.body), f"{name}:{node.lineno}"


def test_no_reply_is_longer_than_four_lines() -> None:
    long = [key for key, template in all_texts().items() if len(template.split("\n")) > 4]
    assert long == []
