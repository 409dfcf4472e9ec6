"""The page's texts and colours, checked without a browser."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from bot.web import demo

WEB = Path(demo.__file__).parent
ALONE = "verify.js"  # what people keep and run by themselves carries its own texts
FILES = [path for path in sorted((WEB / "static" / "js").glob("*.js")) if path.name != ALONE]
SCRIPTS = "\n".join(path.read_text("utf-8") for path in FILES)
PAGE = (WEB / "static" / "index.html").read_text("utf-8")
SERVER = (WEB / "demo.py").read_text("utf-8") + (WEB / "security.py").read_text("utf-8")
TEXTS = tomllib.loads((WEB / "texts.toml").read_text("utf-8"))
HAN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def _node(path: str) -> Any:
    node: Any = TEXTS
    for name in path.split("."):
        node = node[name]
    return node


def test_every_text_that_a_script_names_exists() -> None:
    names = re.findall(r'\b(?:t|words)\((?:[^()"`]*\? )?"([\w.]+)"', SCRIPTS)
    assert len(names) > 40
    for name in names:
        assert _node(name), name


def test_every_text_is_used() -> None:
    for section in ("page", "errors", "time", "link", "people", "chat", "requests", "polls"):
        for key in TEXTS[section]:
            used = f"{section}.{key}" in SCRIPTS or f"${key}" in PAGE or f'"{key}"' in SERVER
            assert used or (f"`{section}.$" in SCRIPTS and f'"{key}"' in SCRIPTS), f"{section}.{key}"


def test_no_chinese_stands_outside_the_texts() -> None:
    assert not HAN.search(SCRIPTS)
    assert not HAN.search(PAGE)
    assert not HAN.search(SERVER)


def _colours(source: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", source))


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *(
            (ink, ground)
            for ink in ("ink", "muted", "brand-text")
            for ground in ("bg", "surface", "surface-2")
        ),
        *((ink, "brand-soft") for ink in ("ink", "brand-text")),
        *((ink, "bot") for ink in ("ink", "brand-text")),
        ("own-ink", "own"),
        ("brand-ink", "brand"),
        ("gold", "gold-soft"),
        ("alert", "alert-soft"),
        ("alert", "surface"),
        ("muted", "line"),
    ],
)
def test_texts_stand_out_from_their_ground(scheme: str, ink: str, ground: str) -> None:
    """WCAG 2.2 AA for normal text: 4.5 to 1."""
    light, _, dark = (
        (WEB / "static" / "css" / "base.css")
        .read_text("utf-8")
        .partition("@media (prefers-color-scheme: dark)")
    )
    colours = _colours(light) | (_colours(dark) if scheme == "dark" else {})
    assert _contrast(colours[ink], colours[ground]) >= 4.5
