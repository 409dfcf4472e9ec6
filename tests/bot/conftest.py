"""A language model's endpoint, and messages that only it can decide."""

from collections.abc import AsyncIterator

import pytest

from handlers import chat
from handlers.understanding import Context, Further, Meaning, understand
from tests.bot.endpoint import UNKNOWN, WEAK, Endpoint, endpoint


@pytest.fixture
async def model(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Endpoint]:
    """It says that everything is a lift to be repaired, until the test tells it otherwise. What begins with UNKNOWN is
    not understood and WEAK is a weak signal, whatever the tables make of them."""

    def read(said: str, context: Context) -> Meaning:
        if said.startswith(UNKNOWN):
            return Meaning(True, "explicit", "咨询", "其他", "normal", confidence=0.3)
        if said == WEAK:
            return Meaning(confidence=0.6, weak=Further("报修", "电梯", None, "3号楼2单元"))
        return understand(said, context)

    monkeypatch.setattr(chat, "understand", read)
    async with endpoint() as served:
        yield served
