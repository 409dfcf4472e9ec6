"""What the tests of identities share: who hears what, and the codes in it."""

import re

from handlers.community import Community, Person
from handlers.messages import Outgoing
from storage.records import AuditRow
from tests.bot.rig import Rig


def to(sent: list[Outgoing], contact: str) -> list[str]:
    """What was said privately to a contact."""
    return [message.text for message in sent if message.to == contact]


def code_in(text: str) -> str:
    """The code that a message asks to be sent."""
    found = re.search(r"绑定 ([A-Z0-9-]{6,})”", text)
    assert found is not None, text
    return found[1]


async def code_for(bench: Rig, name: str, by: str = "u-zhou") -> str:
    """A binding code for somebody, from a member."""
    [text] = to(await bench.say(by, f"绑定码 {name}", room=None), by)
    return code_in(text)


async def bind(bench: Rig, contact: str, code: str, **more: object) -> str:
    """A contact sends a code; what it is told."""
    return to(await bench.say(contact, f"绑定 {code}", room=None, **more), contact)[-1]


async def community_of(bench: Rig) -> Community:
    return await bench.house.store.read(bench.house.directory.of)


async def person_of(bench: Rig, contact: str) -> Person | None:
    """Who writes under a contact now."""
    return (await community_of(bench)).person_of(contact)


async def history(bench: Rig, subject: str) -> list[AuditRow]:
    """What the audit trail says of something."""
    return await bench.house.store.read(lambda store: store.audit.about(subject))
