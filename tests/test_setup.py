"""What a fresh machine relies on: the make goals, the lock files, the version numbers."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = ("build", "run", "dev")
GOALS = ("help", "install", "demo", "test", "check", "lint", "bench", "bench-understanding", "lock", "clean")
PIN = re.compile(r"^([a-z0-9-]+)==\S+( ; .+?)? \\$")


@cache
def text(file: str) -> str:
    return (ROOT / file).read_text("utf-8")


@cache
def project() -> dict[str, Any]:
    return tomllib.loads(text("pyproject.toml"))


def lock(name: str) -> dict[str, list[str]]:
    """The pins of a lock file: package → the hashes of all its pins (there may be one a Python version)."""
    found: dict[str, list[str]] = {}
    hashes: list[str] = []
    for line in text(f"requirements/{name}.txt").splitlines():
        if pin := PIN.match(line):
            hashes = found.setdefault(pin[1], [])
        elif line.startswith("    --hash=sha256:"):
            hashes.append(line)
        else:
            assert re.match(r" *#", line), f"{name}.txt: neither a pin, a hash nor a comment: {line}"
    return found


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs a command with no settings of the make that may run these tests (PYTHON, VENV, MAKEFLAGS)."""
    return subprocess.run(
        list(map(str, command)),
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )


def names(requirements: list[str]) -> set[str]:
    """The normal names of the packages that requirements ask for."""
    return {re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", wanted)[0]).lower() for wanted in requirements}


@pytest.mark.parametrize("goal", GOALS)
def test_goal_exists_and_says_what_it_does(goal: str) -> None:
    assert re.search(rf"^\.PHONY: {goal}\n{goal}:.*## \S", text("Makefile"), re.MULTILINE)


@pytest.mark.parametrize("file", ["README.md", "docs/CONTRIBUTING.md"])
def test_documents_name_only_goals_that_exist(file: str) -> None:
    # At the start of code only: prose may well say "make sure".
    named = set(re.findall(r"(?:`|^ *\$? *)make ([a-z][a-z-]*)", text(file), re.MULTILINE))
    assert "test" in named
    assert named <= set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_is_hashed(name: str) -> None:
    pins = lock(name)
    assert pins
    assert [package for package, hashes in pins.items() if not hashes] == []


@pytest.mark.parametrize("name", LOCKS)
def test_lock_names_no_host_and_no_folder(name: str) -> None:
    elsewhere = r"://|--(?:extra-)?index|--find-links|@ |^/|^-e"
    assert re.findall(elsewhere, text(f"requirements/{name}.txt"), re.MULTILINE) == []


def test_every_dependency_is_locked() -> None:
    wanted = project()["project"]
    running = names(wanted["dependencies"] + wanted["optional-dependencies"]["wechaty"])
    groups = project()["dependency-groups"]
    assert running <= lock("run").keys()
    assert running | names(groups["dev"]) <= lock("dev").keys()
    assert names(groups["build"]) == lock("build").keys()


def test_tests_run_on_the_versions_that_are_delivered() -> None:
    dev = lock("dev")
    assert {package: dev.get(package) for package in lock("run")} == lock("run")


def test_installed_packages_fit_together() -> None:
    result = run(sys.executable, "-m", "pip", "check")
    assert result.returncode == 0, result.stdout


def test_gateway_lock_is_exact_and_names_no_host() -> None:
    packages = json.loads(text("tests/gateway/package-lock.json"))["packages"]
    assert [path for path, package in packages.items() if "resolved" in package] == []
    assert [path for path, package in packages.items() if path and "integrity" not in package] == []
    wanted = json.loads(text("tests/gateway/package.json"))["dependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values()), wanted


def test_version_is_the_same_everywhere() -> None:
    newest = re.search(r"^## (\d+\.\d+\.\d+)", text("CHANGELOG.md"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == project()["project"]["version"]


def stale(folder: Path, *options: str) -> bool:
    """Whether `make install` would do anything in a folder."""
    return run("make", "--question", "--directory", folder, "install", *options).returncode != 0


def test_set_up_runs_again_only_when_something_changed(tmp_path: Path) -> None:
    made = (".venv/.python", f".venv/.python{sys.version_info.major}.{sys.version_info.minor}", ".venv/.run")
    files = ("pyproject.toml", "requirements/build.txt", "requirements/run.txt", *made)
    for age, file in enumerate(files):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).touch()
        os.utime(tmp_path / file, (1_000_000 + age,) * 2)
    shutil.copy(ROOT / "Makefile", tmp_path)
    other = tmp_path / "other-python"
    other.write_text("#!/bin/sh\necho 3.10\n")
    other.chmod(0o755)

    assert not stale(tmp_path)
    assert not stale(tmp_path, f"PYTHON={sys.executable}")
    assert stale(tmp_path, f"PYTHON={other}")
    os.utime(tmp_path / "requirements" / "run.txt", (2_000_000,) * 2)
    assert stale(tmp_path)


def test_system_script_explains_a_python_that_does_not_fit(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2\nexit 1\n')
    old.chmod(0o755)
    result = run(ROOT / ".ci" / "system", "venv", old)
    assert result.returncode == 1
    assert result.stderr == f"{old} is Python 3.9.2; Python 3.11-3.13 is needed: make PYTHON=python3.12 …\n"
