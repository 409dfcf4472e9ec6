"""What the repository of chains promises, on both engines."""

from dataclasses import replace
from datetime import timedelta

from storage.records import Delivery, KeptChain, KeptLine, Lane
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.conftest import NOW

LATER = NOW + timedelta(minutes=5)
LINES = (
    KeptLine(1, "王桂兰", None, 1, "u-wang"),
    KeptLine(2, "刘洋", "2份", 2, None, before="刘洋", missing=True, told=2),
    KeptLine(None, "唐磊", None, 1, "u-tang", gone=True),
)


def begun(work: UnitOfWork, code: str = "A1", room: str = "r-3", key: str = "扫雪") -> KeptChain:
    return work.chains.add(code, room, key, f"{key}！", "姓名", "u-wang", NOW)


async def test_a_chain_comes_back_as_it_was(store: Store) -> None:
    def unit(work: UnitOfWork) -> KeptChain:
        kept = replace(begun(work), title="扫雪 周六", touched_at=LATER)
        work.chains.save(kept, LINES)
        return kept

    kept = await store.write(unit)
    assert await store.read(lambda work: work.chains.by_code("A1")) == kept
    assert await store.read(lambda work: work.chains.by_key("r-3", "扫雪")) == kept
    assert await store.read(lambda work: work.chains.by_key("r-5", "扫雪")) is None
    assert await store.read(lambda work: work.chains.lines(kept.id)) == LINES
    await store.write(lambda work: work.chains.save(kept, LINES[1:]))
    assert await store.read(lambda work: work.chains.lines(kept.id)) == LINES[1:]


async def test_the_chains_of_a_room_begin_with_the_last_touched(store: Store) -> None:
    def unit(work: UnitOfWork) -> list[str]:
        first = begun(work)
        begun(work, "A2", key="大米")
        begun(work, "A3", room="r-5")
        work.chains.save(replace(first, touched_at=LATER), LINES)
        return [kept.code for kept in work.chains.in_room("r-3")]

    assert await store.write(unit) == ["A1", "A2"]
    assert [kept.code for kept in await store.read(lambda work: work.chains.all())] == ["A1", "A2", "A3"]


async def test_a_forgotten_chain_leaves_no_name(store: Store) -> None:
    def unit(work: UnitOfWork) -> tuple[int, int]:
        kept = begun(work)
        work.chains.save(kept, LINES)
        for _ in range(2):
            work.outbox.put(
                NOW, Lane.REPLY, "r-3", None, "1. 王桂兰", mentions=[("u-wang", "王桂兰")], about="A1"
            )
        work.outbox.finish(1, Delivery.SENT, NOW, wire_id="w1")
        work.chains.forget(kept.id)
        return kept.id, work.outbox.blank("A1")

    chain_id, blanked = await store.write(unit)
    assert blanked == 1  # the other one is still to be sent
    assert await store.read(lambda work: (work.chains.all(), work.chains.lines(chain_id))) == ([], ())
    sent = await store.read(lambda work: work.outbox.get(1))
    assert sent is not None
    assert (sent.text, sent.mentions, sent.about) == ("", (), None)
    await store.write(begun)  # the code is free again
