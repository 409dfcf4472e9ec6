"""Taking a ballot back: what counts then, what is published, who hears of it."""

import pytest

from handlers.community import Community
from handlers.errors import UserError
from handlers.polls import casting, log
from handlers.polls.checking import wrong_poll
from handlers.turn import Turn
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.conftest import NOW
from tests.polls.stage import END, ended, opened, resident, vote, with_people
from tests.polls.verifiers import python_says, script_says

HOME, NEXT = "3-2-501", "3-2-502"


async def test_a_withdrawn_ballot_is_in_the_log_and_not_in_the_count(
    store: Store, community: Community
) -> None:
    there = with_people(community, resident(1, HOME), resident(2, HOME), resident(3, NEXT))

    def unit(work: UnitOfWork) -> bytes:
        poll = opened(work, there)
        vote(work, there, poll, "p-1", 1)
        vote(work, there, poll, "p-3", 2)
        casting.withdraw(Turn(work, NOW, there, "p-2"), poll, "p-2")  # another adult of the home
        assert [one.contact for one in work.outbox.newest(9) if one.contact == "wx-1"] == ["wx-1"]
        assert work.polls.turnout(poll.id) == 1
        assert wrong_poll(work, work.polls.all()) is None
        assert vote(work, there, poll, "p-2", 2).state is casting.State.COUNTED
        casting.withdraw(Turn(work, NOW, there, "p-3"), poll, "p-3")
        over = ended(work, there, poll)
        assert (over.result or {})["counts"] == [0, 1, 0]
        assert wrong_poll(work, work.polls.all()) is None
        lines = log.lines(work, over)
        assert [line["choices"] for line in lines if line["type"] == "ballot"] == [[1], [2], [], [2], []]
        return log.published(lines).encode()

    published = await store.write(unit)
    assert python_says(published) is None
    assert script_says([published]) == [None]


@pytest.mark.parametrize("secret", [False, True])
async def test_what_cannot_be_taken_back(store: Store, community: Community, secret: bool) -> None:
    there = with_people(community, resident(1, HOME), resident(2, None))

    def unit(work: UnitOfWork) -> None:
        poll = opened(work, there, secret=secret)

        def refused(actor: str, at: object = NOW) -> str:
            with pytest.raises(UserError) as raised:
                casting.withdraw(Turn(work, at, there, actor), poll, actor)  # type: ignore[arg-type]
            return raised.value.key.removeprefix("polls.")

        assert (refused("p-1"), refused("p-2")) == ("none_cast", "no_vote.household")
        vote(work, there, poll, "p-1", 1)
        assert refused("p-1", END) == "kept_at_end"
        casting.withdraw(Turn(work, NOW, there, "p-1"), poll, "p-1")
        assert refused("p-1") == "none_cast"
        assert work.secret_ballots.all(poll.id) == []
        rows = [row for row in work.audit.about(poll.code) if row.action == "unvote"]
        assert [("choices" in row.detail) for row in rows] == [not secret]

    await store.write(unit)
