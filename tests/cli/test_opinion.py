"""The section [opinion]: read, tried by `check`, used by `run`."""

import asyncio
import re
import signal
from pathlib import Path

import pytest

from bot.config import TOKEN, Config, ConfigError, parse
from bot.config.opinion import OPINION_KEY, OpinionSettings
from tests.bot.endpoint import Endpoint, answers, endpoint, says
from tests.channels.rig import Gateway
from tests.cli.rig import EXAMPLE, call, eventually, free_port, started
from tests.cli.test_run import connected, receipts, settle, write_config

SOURCE = EXAMPLE.read_text(encoding="utf-8")
URL = "http://llm.office.lan:8000/v1/chat/completions"


def read(section: str, folder: Path = Path("/somewhere"), key: str = "") -> Config:
    return parse(f"{SOURCE}\n{section}", "c.toml", folder, {OPINION_KEY: key})


def shown() -> str:
    """The section as the example has it, behind #."""
    part = SOURCE[SOURCE.index("# [opinion]") :].partition("\n\n")[0]
    return "\n".join(line.removeprefix("# ") for line in part.splitlines())


def test_it_is_off_by_default() -> None:
    assert read("").opinion is None


def test_the_example_shows_the_defaults(tmp_path: Path) -> None:
    section = "\n".join(line for line in shown().splitlines() if not line.startswith("ca_file"))
    assert read(section).opinion == OpinionSettings(URL, "qwen3-8b")
    assert "ca_file" in shown()


def test_the_key_comes_from_the_environment_and_is_not_shown() -> None:
    config = read(f'[opinion]\nurl = "{URL}"\nmodel = "m"\n', key="secret-1")
    assert config.opinion is not None
    assert config.opinion.key == "secret-1"
    assert "secret-1" not in repr(config.opinion)


@pytest.mark.parametrize(
    ("line", "key", "reason"),
    [
        ('url = "llm.office.lan:8000"', "opinion.url", "whole address"),
        ('url = "ftp://llm.office.lan/v1"', "opinion.url", "whole address"),
        ('url = "http://me:pw@llm.office.lan/v1"', "opinion.url", "whole address"),
        ('url = "http://llm.office.lan:99999/v1"', "opinion.url", "whole address"),
        ('url = "https://8.8.8.8/v1/chat/completions"', "opinion.url", "own network"),
        ('url = "http://[::ffff:8.8.8.8]/v1"', "opinion.url", "own network"),
        ('model = ""', "opinion.model", "visible"),
        ("timeout = 60", "opinion.timeout", "from 0.1 to 10"),
        ("timeout = nan", "opinion.timeout", "from 0.1 to 10"),
        ("timeout = true", "opinion.timeout", "from 0.1 to 10"),
        ("budget = 0", "opinion.budget", "from 1 to 100000"),
        ("at_once = 99", "opinion.at_once", "from 1 to 16"),
        ('ca_file = "none.pem"', "opinion.ca_file", "no such file"),
        ('ca_file = "bad.pem"', "opinion.ca_file", "no certificate"),
        ('key = "sk-1"', "opinion.key", "no setting"),
    ],
)
def test_a_mistake_is_found_on_its_line(tmp_path: Path, line: str, key: str, reason: str) -> None:
    (tmp_path / "bad.pem").write_text("no", encoding="utf-8")
    name = line.partition(" ")[0]
    good = {"url": f'url = "{URL}"', "model": 'model = "m"'} | {name: line}
    section = "[opinion]\n" + "\n".join(good.values())
    with pytest.raises(ConfigError) as caught:
        read(section, tmp_path)
    [problem] = caught.value.problems
    assert (problem.key, reason in problem.text) == (key, True), problem
    assert f"{SOURCE}\n{section}".splitlines()[problem.line - 1] == line


def test_what_is_missing_and_a_key_that_cannot_be_sent() -> None:
    with pytest.raises(ConfigError) as caught:
        read("[opinion]\n", key="a b\r\n")
    found = {problem.text.split(" ")[0] for problem in caught.value.problems}
    assert found == {"url", "model", "the"}


def configured(file: Path, model: Endpoint) -> Path:
    with file.open("a", encoding="utf-8") as out:
        out.write(f'\n[opinion]\nurl = "{model.url}"\nmodel = "m"\n')
    return file


async def test_check_asks_it_once_and_names_the_line(tmp_path: Path) -> None:
    config = tmp_path / "c.toml"
    config.write_text(SOURCE, encoding="utf-8")
    async with endpoint() as model:
        configured(config, model)
        good = await asyncio.to_thread(call, "check", "--config", config)
        assert (good.returncode, good.stderr) == (0, b"")
        assert len(model.asked) == 1
        model.behave = answers(b"", 401)
        bad = await asyncio.to_thread(call, "check", "--config", config)
        model.behave = says("电梯")
        odd = await asyncio.to_thread(call, "check", "--config", config)
    lines = config.read_text(encoding="utf-8").splitlines()
    for said, key in ((bad, "url"), (odd, "model")):
        assert (said.returncode, said.stdout) == (1, b"")
        match = re.fullmatch(rf"{re.escape(str(config))}:(\d+): opinion\.{key}: .+\n", said.stderr.decode())
        assert match, said.stderr.decode()
        assert lines[int(match[1]) - 1].startswith(f"{key} = ")


async def test_run_asks_it(gateway: Gateway, tmp_path: Path) -> None:
    await settle(gateway)
    port = free_port()
    config = write_config(tmp_path, gateway.bot, f"127.0.0.1:{gateway.port}", port)
    async with endpoint() as model:
        configured(config, model)
        tokens = {TOKEN: gateway.token, OPINION_KEY: "k-1"}
        async with started(tmp_path / "log", "run", "--config", config, **tokens) as bot:
            await connected(bot, f"http://127.0.0.1:{port}/healthz")
            await gateway("say", **{"from": "u-wang"}, room="r-3@chatroom", text="@小应 qwfp zxcv")
            assert len(await eventually(lambda: receipts(gateway), "the receipt")) == 1
            assert await bot.stop(signal.SIGTERM) == 0
            assert "qwfp" not in bot.log
            assert "asked=1, labels=1" in bot.log
            assert "Traceback" not in bot.log
    assert model.words == ["qwfp zxcv"]
