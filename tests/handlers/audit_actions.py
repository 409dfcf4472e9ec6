"""Every action that any feature writes into the audit trail, read from the source."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLOORS = ("bot", "handlers", "storage")
PASSED_ON = {"save": 2}
"""Functions that pass an action on to `audit`, with the place of its argument: handlers/requests/steps.py."""


def written_actions() -> dict[str, str]:
    """Each action with a place that writes it.

    Raises:
        AssertionError: an action is worked out in a way that cannot be read here; write it as a word, or a choice of
            words, or a constant.
    """
    found: dict[str, str] = {}
    for floor in FLOORS:
        for file in sorted((ROOT / floor).rglob("*.py")):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            constants = _constants(tree)
            for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
                place = f"{file.relative_to(ROOT)}:{call.lineno}"
                for argument in _action_of(call, tree):
                    found |= dict.fromkeys(_words(argument, constants, place), place)
    return found


def _action_of(call: ast.Call, tree: ast.Module) -> Iterator[ast.expr]:
    """The argument that is the action, if the call writes one."""
    called = call.func
    if isinstance(called, ast.Attribute) and called.attr == "audit" and call.args:
        if not (isinstance(call.args[0], ast.Name) and call.args[0].id in _parameters(call, tree)):
            yield call.args[0]
    elif isinstance(called, ast.Attribute) and called.attr == "append" and len(call.args) == 5:
        if isinstance(call.args[2], ast.Constant):
            yield call.args[2]
    elif isinstance(called, ast.Name) and called.id in PASSED_ON and len(call.args) > PASSED_ON[called.id]:
        yield call.args[PASSED_ON[called.id]]


def _parameters(call: ast.Call, tree: ast.Module) -> set[str]:
    """The parameters of the functions of PASSED_ON that hold this call."""
    return {
        argument.arg
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name in PASSED_ON and call in ast.walk(node)
        for argument in node.args.args
    }


def _constants(tree: ast.Module) -> dict[str, str]:
    named: dict[str, str] = {}
    for node in tree.body:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            named |= {target.id: node.value.value for target in node.targets if isinstance(target, ast.Name)}
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple) and len(node.targets) == 1:
            target = node.targets[0]
            if isinstance(target, ast.Tuple) and len(target.elts) == len(node.value.elts):
                for name, value in zip(target.elts, node.value.elts, strict=True):
                    if (
                        isinstance(name, ast.Name)
                        and isinstance(value, ast.Constant)
                        and isinstance(value.value, str)
                    ):
                        named[name.id] = value.value
    return named


def _words(argument: ast.expr, constants: dict[str, str], place: str) -> list[str]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return [argument.value]
    if isinstance(argument, ast.IfExp):
        return _words(argument.body, constants, place) + _words(argument.orelse, constants, place)
    assert isinstance(argument, ast.Name), f"{place}: which action?"
    assert argument.id in constants, f"{place}: which action?"
    return [constants[argument.id]]
