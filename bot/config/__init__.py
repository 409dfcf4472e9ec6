"""The settings: a TOML file becomes typed, frozen values, or a list of everything that is wrong with it."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.channels.settings import WechatySettings
from bot.config import values
from bot.config.community import read_community
from bot.config.lines import line_numbers
from bot.config.opinion import OpinionSettings, read_opinion
from bot.config.reader import ConfigError as ConfigError
from bot.config.reader import Findings, Section
from bot.config.reader import Problem as Problem
from handlers.community import Community

TOKEN = "GRIDBOT_WECHATY_TOKEN"
PASSWORD = "GRIDBOT_DATABASE_PASSWORD"
ALARM = "GRIDBOT_ALARM_URL"
"""Environment variables for the secrets; what is in them goes before what is in the file."""

_EXAMPLE = "config.example.toml"
_ENDPOINT = re.compile(r"([^\s:/@\[\]]+|\[[0-9A-Fa-f:]+\]):([0-9]{1,5})")


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Where the pages are served. `address`: as people type it, behind a proxy for example; "": host and port."""

    host: str = "127.0.0.1"
    port: int = 8080
    address: str = ""

    @property
    def office(self) -> str:
        """The address of the office pages; "" where none can be told: on all addresses of the machine."""
        if not self.address and self.host in ("0.0.0.0", "::"):
            return ""
        return f"{self.address or f'http://{self.host}:{self.port}'}/office/"


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that can be set. `wechaty` is None while no account is connected, `opinion` while nobody is asked;
    `alarm` is the webhook that is told when WeChat does not work."""

    community: Community
    data: Path
    database_url: str = field(repr=False)
    key_file: Path
    web: WebSettings
    wechaty: WechatySettings | None
    opinion: OpinionSettings | None = None
    alarm: str | None = field(default=None, repr=False)


def load(path: Path, env: Mapping[str, str] = os.environ) -> Config:
    """The settings in a file; paths in it are relative to its folder.

    Raises:
        ConfigError: the file cannot be read, or anything in it is wrong.
    """
    try:
        source = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not UTF-8 text"
        raise ConfigError([Problem(str(path), 0, "", f"cannot be read: {reason}")]) from error
    return parse(source, str(path), path.parent, env)


def demo_config() -> Config:
    """The demo community: the packaged `config.example.toml`, whatever the environment says."""
    source = files("bot").joinpath(_EXAMPLE).read_text(encoding="utf-8")
    return parse(source, _EXAMPLE, Path(), {})


def parse(source: str, file: str, folder: Path, env: Mapping[str, str]) -> Config:
    """The settings in a text; `file` is what problems call it, `folder` what paths are relative to.

    Raises:
        ConfigError: anything is wrong; it names every problem, not only the first.
    """
    source = source.replace("\r\n", "\n")
    try:
        table = tomllib.loads(source)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"at line ([0-9]+)", str(error))
        text = f"is not TOML: {error}"
        raise ConfigError([Problem(file, int(line[1]) if line else 0, "", text)]) from error
    findings = Findings(file, line_numbers(source))
    root = Section(table, (), findings)
    database = root.section("database")
    data = folder / database.take("folder", values.text, "data")
    web = _web(root.section("web"))
    site = f"{web.address}/" if web.address else ""
    community = replace(read_community(root, folder), office=web.office, site=site)
    config = Config(
        community=community,
        data=data,
        database_url=_database_url(database, data, env),
        key_file=folder / key
        if (key := database.take("key_file", values.text, None))
        else data / "gridbot.key",
        web=web,
        wechaty=_wechaty(root.section("wechaty"), folder, env, community.bot_contact)
        if "wechaty" in root
        else None,
        opinion=read_opinion(root.section("opinion"), folder, env) if "opinion" in root else None,
        alarm=_alarm(root.section("alarm"), env),
    )
    root.finish()
    if findings.problems:
        raise ConfigError(findings.problems)
    return config


def _database_url(section: Section, data: Path, env: Mapping[str, str]) -> str:
    text = section.take("url", values.text, f"sqlite:///{data / 'gridbot.db'}")
    try:
        url = make_url(text)
        if url.get_backend_name() not in ("sqlite", "postgresql"):
            raise ValueError
    except (ArgumentError, ValueError):
        section.wrong("url", "must be like sqlite:///data/gridbot.db or postgresql://user@host/name")
        return ""
    if url.get_backend_name() == "postgresql" and env.get(PASSWORD):
        url = url.set(password=env[PASSWORD])
    return url.render_as_string(hide_password=False)


def _web(section: Section) -> WebSettings:
    default = WebSettings()
    return WebSettings(
        host=section.take("host", values.identifier, default.host),
        port=section.take("port", values.integer(0, 65535), default.port),
        address=section.take("address", values.web_address, default.address),
    )


def _alarm(section: Section, env: Mapping[str, str]) -> str | None:
    filed = section.take("url", values.webhook, None)
    if not env.get(ALARM):
        return filed
    try:
        return values.webhook(env[ALARM])
    except ValueError as error:
        section.wrong(None, f"{ALARM} {error}")
        return None


def _wechaty(section: Section, folder: Path, env: Mapping[str, str], bot: str) -> WechatySettings | None:
    filed = section.take("token", values.identifier, "")
    token = env.get(TOKEN) or filed
    if not token:
        section.wrong(None, f"the token is missing: put it into the environment as {TOKEN}")
    endpoint = section.need("endpoint", _endpoint, "")
    ca_file = section.take("ca_file", values.text, None)
    if ca_file and not (folder / ca_file).is_file():
        section.wrong("ca_file", "there is no such file")
    server_name = section.take("server_name", values.identifier, None)
    if not token or not endpoint:
        return None
    try:
        return WechatySettings(
            endpoint=endpoint,
            token=token,
            tls_ca=folder / ca_file if ca_file else None,
            tls_name=server_name,
            bot_contact=bot,
        )
    except ValueError as error:
        section.wrong(None, str(error))
        return None


def _endpoint(value: object) -> str:
    endpoint = values.text(value)
    match = _ENDPOINT.fullmatch(endpoint)
    if match is None or not 0 < int(match[2]) < 65536:
        raise ValueError("must be host:port, like gateway.example.org:8788")
    return endpoint
