"""The section [opinion]: whom to ask for a second opinion, how long, how often."""

import ipaddress
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bot.config import values
from bot.config.reader import Section

OPINION_KEY = "GRIDBOT_OPINION_KEY"
"""Environment variable of the key, where the endpoint wants one; it is not read from the file."""


@dataclass(frozen=True, slots=True)
class OpinionSettings:
    """An OpenAI-compatible endpoint on the office's own network. `timeout` in seconds, `budget` in questions a day of
    the community's calendar; `ca_file`: PEM file of the CA of the endpoint's certificate, if it is one of the office's
    own."""

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    timeout: float = 2.0
    budget: int = 500
    at_once: int = 2
    ca_file: Path | None = None


def read_opinion(section: Section, folder: Path, env: Mapping[str, str]) -> OpinionSettings | None:
    """The settings in the section; None, with the problems noted, if they cannot be used."""
    default = OpinionSettings("", "")
    settings = OpinionSettings(
        url=section.need("url", _address, ""),
        model=section.need("model", values.identifier, ""),
        key=_key(section, env),
        timeout=section.take("timeout", values.seconds(0.1, 10), default.timeout),
        budget=section.take("budget", values.integer(1, 100_000), default.budget),
        at_once=section.take("at_once", values.integer(1, 16), default.at_once),
        ca_file=_certificates(section, folder),
    )
    return settings if settings.url and settings.model else None


def is_public(host: str) -> bool:
    """Whether this is the address of a machine on the internet at large; a name is not an address."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_global


def _address(value: object) -> str:
    written = values.text(value)
    try:
        url = urlsplit(written)
        good = (
            url.scheme in ("http", "https") and url.port != 0 and "@" not in url.netloc and not url.fragment
        )
        host = url.hostname if good else None
    except ValueError:
        host = None
    if not host or any(char.isspace() for char in written):
        raise ValueError("must be the whole address, like http://llm.office.lan:8000/v1/chat/completions")
    if is_public(host):
        raise ValueError("must be on the office's own network: this is an address on the internet")
    return written


def _key(section: Section, env: Mapping[str, str]) -> str | None:
    key = env.get(OPINION_KEY) or None
    if key and not all("!" <= character <= "~" for character in key):
        section.wrong(None, f"the key in {OPINION_KEY} must be printable ASCII without spaces")
        return None
    return key


def _certificates(section: Section, folder: Path) -> Path | None:
    named = section.take("ca_file", values.text, None)
    if named is None:
        return None
    try:
        ssl.create_default_context(cafile=folder / named)
    except ssl.SSLError:
        section.wrong("ca_file", "holds no certificate in PEM form")
    except OSError:
        section.wrong("ca_file", "there is no such file")
    return folder / named
