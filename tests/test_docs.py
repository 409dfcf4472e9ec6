"""What the documents say is so: their commands parse, their examples run, their links lead somewhere."""

import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from bot.cli import parser
from bot.config import TOKEN, demo_config, load, parse
from handlers.community import Community
from handlers.feature import Feature
from handlers.registry import FEATURES
from handlers.requests import commands
from handlers.requests.rules import FROM, Step
from handlers.texts import all_texts
from storage.records import RequestStatus
from tests.bot.rig import Wire

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "docs/zh/README.md")
DOCUMENTS = ("README.md", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md")))
CONTRACT = (
    "demo",
    "run",
    "rehearse",
    "understand",
    "why",
    "check",
    "import",
    "export",
    "code",
    "verify",
    "backup",
    "restore",
)


def text(file: str) -> str:
    return (ROOT / file).read_text("utf-8")


def blocks(file: str, language: str) -> list[str]:
    """The fenced code blocks of a document in one language, without the indentation of a list."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```$", text(file), re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", body, flags=re.MULTILINE) for indent, body in found]


def block(file: str, language: str, head: str) -> str:
    """The one block that begins with a line."""
    [found] = [body for body in blocks(file, language) if body.startswith(head)]
    return found


def uncommented(code: str) -> list[str]:
    return [line for line in (re.sub(r"\s+#.*", "", raw).rstrip() for raw in code.splitlines()) if line]


def table(file: str, heading: str) -> Iterator[list[str]]:
    """The rows of the tables below a heading of the second level, as lists of cells."""
    part = text(file).partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    for line in part.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and not set(cells[0]) <= set("-"):
            yield cells


@pytest.mark.parametrize("file", DOCUMENTS)
def test_links_and_pictures_lead_somewhere(file: str) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text(file))
    assert [target for target in targets if not ((ROOT / file).parent / target).exists()] == []


@pytest.mark.parametrize("file", DOCUMENTS)
def test_files_that_are_named_exist(file: str) -> None:
    named = re.findall(r"`((?:bot|handlers|storage|tests|docs|requirements)/[\w./*-]*)`", text(file))
    assert [name for name in named if not list(ROOT.glob(name.rstrip("/")))] == []


@pytest.mark.parametrize("file", DOCUMENTS)
def test_make_goals_exist(file: str) -> None:
    named = set(re.findall(r"(?:`|^ *)make ([a-z][a-z-]*)", text(file), re.MULTILINE))
    assert named <= set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))


@pytest.mark.parametrize("file", DOCUMENTS)
def test_commands_parse(file: str) -> None:
    for line in re.findall(r"(?:-m bot|`gridbot) ([a-z][^`\n#|]*)", text(file)):
        parsed = parser().parse_args(shlex.split(line))
        if parsed.command == "rehearse":
            assert (ROOT / parsed.transcript).is_file()


@pytest.mark.parametrize(("file", "heading"), [(READMES[0], "Commands"), (READMES[1], "命令")])
def test_table_of_commands_is_that_of_the_contract(
    file: str, heading: str, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = []
    for cells in list(table(file, heading))[1:]:
        names = re.findall(r"`([a-z]+)", cells[0])
        listed += names
        for name in names:
            with pytest.raises(SystemExit) as ended:
                parser().parse_args([name, "--help"])
            assert ended.value.code == 0
            shown = capsys.readouterr().out
            assert [flag for flag in re.findall(r"--[a-z]+", cells[0]) if flag not in shown] == []
    assert sorted(listed) == sorted(CONTRACT)


@pytest.mark.parametrize("language", ["sh", "toml", "python"])
def test_both_readmes_show_the_same(language: str) -> None:
    english, chinese = ([uncommented(body) for body in blocks(file, language)] for file in READMES)
    assert english
    assert english == chinese


def test_both_readmes_have_the_same_parts() -> None:
    english, chinese = (re.findall(r"^(#+) ", text(file), re.MULTILINE) for file in READMES)
    assert english == chinese


def test_first_screen_shows_both_commands() -> None:
    for file in READMES:
        first = "\n".join(text(file).splitlines()[:12])
        assert "make demo" in first
        assert "make test" in first


def test_wechaty_settings_of_the_readme_are_read(tmp_path: Path) -> None:
    (tmp_path / "gateway.pem").touch()
    source = text("config.example.toml") + block("README.md", "toml", "[wechaty]")
    settings = parse(source, "config.toml", tmp_path, {TOKEN: "insecure_secret"}).wechaty
    assert settings is not None


async def test_added_command_of_the_readme_works(
    community: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    feature = Feature("readme")
    code = block("README.md", "python", "# handlers/requests/commands.py")
    exec(code, vars(commands) | {"requests": feature})
    for line in uncommented(block("README.md", "toml", "# handlers/requests/texts.toml"))[1:]:
        key, said = line.split(" = ")
        monkeypatch.setitem(all_texts(), f"requests.{key}", said.strip('"'))
    monkeypatch.setattr("bot.app.FEATURES", (*FEATURES, feature))
    namespace: dict[str, object] = {}
    exec(block("README.md", "python", "# tests/handlers/"), namespace)
    [test] = [value for name, value in namespace.items() if name.startswith("test_")]
    await test(community)  # type: ignore[operator]


async def test_plugin_of_the_readme_opens_and_closes_a_bot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a wire of ours: the SDK itself has its tests in tests/channels/test_plugin.py."""
    for name, exported in (("wechaty", "Wechaty"), ("bot.channels.plugin", "GridbotPlugin")):
        module = ModuleType(name)
        setattr(module, exported, object)
        monkeypatch.setitem(sys.modules, name, module)
    (tmp_path / "config.toml").write_text(text("config.example.toml"), "utf-8")
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, object] = {}
    exec(block("README.md", "python", "from collections.abc"), namespace)
    async with namespace["open_bot"](Wire()):  # type: ignore[operator]
        assert (tmp_path / "data" / "gridbot.db").is_file()
    assert load(tmp_path / "config.toml", {}).community == demo_config().community


def test_steps_of_a_request_are_those_of_the_rules() -> None:
    written = {
        cells[0].split()[0]: frozenset(map(RequestStatus, cells[2].split()))
        for cells in table("docs/requests.md", "The steps")
        if cells[0].split()[0] in set(Step)
    }
    assert written == FROM


def test_picture_of_a_request_shows_every_state_that_is_used() -> None:
    [picture] = blocks("docs/requests.md", "mermaid")
    shown = {name for arrow in re.findall(r"(\S+) --> ([^\s:]+)", picture) for name in arrow} - {"[*]"}
    assert shown == set(RequestStatus)


@pytest.mark.parametrize("file", ["docs/zh/居民手册.md", "docs/zh/骨干手册.md"])
def test_commands_of_the_manuals_exist(file: str) -> None:
    words = tuple(word for feature in FEATURES for command in feature.commands for word in command.words)
    rows = re.findall(r"^\| [^|]+ \| ([^|]+) \|$", text(file), re.MULTILINE)
    written = [cell for cell in rows if not cell.startswith(("这样写", "---"))]
    assert written
    assert [cell for cell in written if not cell.startswith(words)] == []
