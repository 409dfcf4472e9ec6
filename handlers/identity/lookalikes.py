"""Somebody in a group goes by the name of somebody who holds an office, and is not them: the admin is told, once.

A nickname never is authority: nothing in the house asks for one. People do, so who answers for the group should know.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache, lru_cache
from importlib.resources import files

from handlers.chat import Chat
from handlers.community import Community, Person, Role
from handlers.names import MAX_NAME, fold
from handlers.requests.wording import who
from handlers.texts import text
from handlers.turn import CLOCK
from handlers.understanding.normal import normalise

_OFFICES = frozenset({Role.ADMIN, Role.DEPUTY, Role.SECRETARY, Role.HEAD})
_ACTION = "lookalike"
_DAY, _MOST_A_DAY = timedelta(days=1), 3  # who goes by another name each minute does not fill an admin's day
# What may stand around a name without making it another one: the place, the office, that it is really them.
_AROUND = (
    "幸福|社区|小区|街道|党委|党支部|支部|党总支|片区|网格|居委会|业委会|物业|官方|本人|真|工作|微信|小号|新号|大号|备用|单元|[栋幢座号楼室长]"
    "|第?[一二三四五六七八九十]|副?书记|副?主任|支书|网格员|党员|管理员|群主|办公室|办|的|是|我"
)  # No word is made of others of these (楼长 is 楼 and 长): else 号楼号楼… could be read in millions of ways.
_ONLY_AROUND = re.compile(f"(?:{_AROUND})*")
_OFFICE = re.compile("(?:副?书记|支书|副?主任|楼长|单元长|网格长|片长|组长)$")


@dataclass(frozen=True, slots=True)
class _Office:
    """Somebody who holds an office, as names are compared."""

    person: Person
    name: str
    title: str


def notice(chat: Chat) -> None:
    """Tell the admins if whoever speaks in a group, or joins it, looks like somebody they are not."""
    community, name = chat.turn.community, chat.inbound.name
    if chat.room is None or not name:
        return
    holder = mistaken_for(community, name, chat.person)
    if holder is None:
        return
    # It is the house that notices, not the speaker that does something.
    turn = replace(chat.turn, actor=CLOCK, contact=None)
    mark = turn.store.vault.mark("name", core(name))[:12]
    if turn.store.attempts.count(_ACTION, turn.now - _DAY, chat.speaker) >= _MOST_A_DAY:
        return
    known = {"by": chat.speaker, "name": mark}
    subject = f"person:{holder.id}"
    if any(row.action == _ACTION and row.detail == known for row in turn.store.audit.about(subject)):
        return
    turn.store.attempts.add(_ACTION, chat.speaker, turn.now)
    turn.audit(_ACTION, subject, **known)
    message = text("identity.lookalike", room=chat.room.name, name=name, who=who(community, holder.id))
    for admin in _admins(community):
        turn.to_person(admin, message)


def mistaken_for(community: Community, name: str, speaker: Person | None) -> Person | None:
    """The office holder whose name, or name and office, this is, unless the speaker is called so by right."""
    said = core(name)
    if not said or (speaker is not None and _bears(said, core(speaker.name), core(speaker.title))):
        return None
    offices, names = _offices(community)
    if not (names.search(said) or _OFFICE.search(said)):  # nearly every name; it is asked for each message
        return None
    found = next((office for office in offices if _bears(said, office.name, office.title)), None)
    return found.person if found is not None else None


def core(name: str) -> str:
    """What of a name is compared: its letters, look-alikes as what they look like. A name with Chinese characters is
    those alone: neither 周敏2 nor 3-2周敏 is another name."""
    plain = normalise(fold(name[: MAX_NAME * 2])).casefold().translate(_table())
    han = "".join(char for char in plain if "\u3400" <= char <= "\u9fff" or ord(char) >= 0x20000)
    return han or "".join(char for char in plain if unicodedata.category(char)[0] == "L")


def _bears(said: str, name: str, title: str) -> bool:
    """周敏, 社区书记周敏, 周敏（本人）, 周书记, 3号楼李楼长, or the whole title."""
    if name and name in said:
        before, _, after = said.partition(name)
        return _ONLY_AROUND.fullmatch(before) is not None and _ONLY_AROUND.fullmatch(after) is not None
    if title and said == title:
        return True
    office = _OFFICE.search(said)
    if office is None or office[0] not in title:
        return False
    before = said[: office.start()]
    return any(
        family and before.endswith(family) and _ONLY_AROUND.fullmatch(before.removesuffix(family))
        for family in (name[:1], name[:2])
    )


def _admins(community: Community) -> list[Person]:
    return [
        person
        for person in community.people
        if any(post.role is Role.ADMIN for post in community.posts_of(person))
    ]


@lru_cache(maxsize=4)  # the roster changes: its earlier states must not pile up
def _offices(community: Community) -> tuple[tuple[_Office, ...], re.Pattern[str]]:
    """Everybody who holds an office, and their names and titles as one pattern."""
    found = tuple(
        _Office(person, core(person.name), core(person.title))
        for person in community.people
        if any(post.role in _OFFICES for post in person.posts)
    )
    words = {word for office in found for word in (office.name, office.title) if word}
    return found, re.compile("|".join(map(re.escape, sorted(words))) or "(?!)")


@cache
def _table() -> dict[int, str]:
    source = files("handlers.identity").joinpath("confusables.toml").read_text(encoding="utf-8")
    same: dict[str, str] = tomllib.loads(source)["same"]
    return {ord(other): meant for meant, others in same.items() for other in others}
