"""1,000 random elections: the bot, a plain model that shares nothing with it, and both verifiers come to the same."""

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from handlers.polls.checking import wrong_poll
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.conftest import NOW
from tests.polls import model
from tests.polls.elections import Election, Played, elections, play, settle
from tests.polls.verifiers import python_says, script_says

_COUNT = 1_000
_AT_ONCE = 50


async def test_a_plain_recount_agrees_with_the_bot(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'elections.db'}", NOW)
    await store.write(settle)
    seen: set[str] = set()
    published: list[bytes] = []
    try:
        every = list(elections(_COUNT))
        for first in range(0, _COUNT, _AT_ONCE):
            some = every[first : first + _AT_ONCE]
            for election, played in zip(some, await store.write(partial(_play_all, some=some)), strict=True):
                _compare(election, played)
                seen.update(played.states)
                published.append(played.published.encode())
        assert await store.read(lambda unit: wrong_poll(unit, unit.polls.all())) is None
        assert await store.read(lambda unit: unit.audit.first_broken()) is None
    finally:
        await store.close()
    assert [python_says(each) for each in published] == [None] * _COUNT
    assert script_says(published) == [None] * _COUNT
    assert seen == {"counted", "changed", "same", "late", "refused", "withdrawn"}


def _play_all(store: UnitOfWork, some: Sequence[Election]) -> list[Played]:
    return [play(store, election) for election in some]


def _compare(election: Election, played: Played) -> None:
    again = model.counted_again(election)
    assert list(played.states) == again.states, election.number
    poll, expected = played.poll, model.result(again)
    assert poll.eligible == len(again.voters), election.number
    kept = dict(poll.result or {})
    found = {key: kept[key] for key in expected if key in kept} | {
        key: kept["outcome"][key] for key in ("quorum", "passed", "winners")
    }
    assert found == expected, election.number
    last = json.loads(played.published.splitlines()[-1])
    assert (last["type"], last["hash"]) == ("close", kept["head"])
