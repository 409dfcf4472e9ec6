"""`gridbot check`: is what the configuration names there?"""

from bot.channels.wechaty import probe
from bot.config import Config, Problem
from storage.engines import StorageError
from storage.store import try_out


async def problems(config: Config, file: str) -> list[Problem]:
    """Try the database and the gateway; what is wrong with either."""
    found = []
    try:
        try_out(config.database_url)
    except StorageError as error:
        found.append(Problem(file, 0, "database.url", str(error)))
    if config.wechaty is not None:
        reason = await probe(config.wechaty)
        if reason is not None:
            found.append(Problem(file, 0, "wechaty.endpoint", reason))
    return found
