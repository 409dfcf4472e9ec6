"""`gridbot code PERSON_ID`: a binding code from the machine of the office, for whoever cannot get one in the chat: the
admin whose own account changed."""

import asyncio
from datetime import UTC, datetime

from bot.cli.errors import CommandError
from bot.office import Office
from handlers.directory import Directory
from handlers.identity.actions import issue_codes
from handlers.identity.rules import CODE_LASTS
from handlers.identity.wording import one_of
from handlers.texts import text
from handlers.turn import OFFICE, Turn
from storage.unit_of_work import UnitOfWork


def code_for(office: Office, person_id: str) -> str:
    """A new binding code, in the words in which it is handed on.

    Raises:
        CommandError: there is nobody with this id.
        StorageError: the database cannot be used: on SQLite also while the bot runs on it.
    """
    return asyncio.run(_code_for(office, person_id))


async def _code_for(office: Office, person_id: str) -> str:
    def issue(work: UnitOfWork) -> str:
        turn = Turn(work, datetime.now(UTC), Directory(office.base).of(work), OFFICE)
        person = next((one for one in turn.community.people if one.id == person_id), None)
        if person is None:
            raise CommandError(f"there is nobody with the id {person_id!r}")
        [(_, code)] = issue_codes(turn, [person])
        return text("identity.code", who=one_of(person), code=code, days=CODE_LASTS.days)

    store = office.open()
    try:
        return await store.write(issue)
    finally:
        await store.close()
