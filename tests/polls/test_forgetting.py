"""Who is erased goes out of the published logs too; the vote goes on counting, and `verify` knows of it."""

from handlers.community import Community
from handlers.polls import log
from handlers.polls.checking import wrong_poll
from handlers.polls.forgetting import forget_voter
from handlers.turn import Turn
from storage.records import Unit
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.conftest import NOW
from tests.polls.stage import ADMIN, END, ended, opened, resident, vote, with_people


async def test_a_name_goes_out_of_open_and_closed_polls(store: Store, community: Community) -> None:
    there = with_people(community, resident(1, "3-2-501"))

    def unit(work: UnitOfWork) -> None:
        over, going = (opened(work, there, unit=Unit.PERSON) for _ in range(2))
        for poll in (over, going):
            vote(work, there, poll, "p-1", 1)
            vote(work, there, poll, "u-liu", 2)
        over = ended(work, there, over)
        vote(work, there, over, "p-1", 1, at=END)
        forget_voter(Turn(work, END, there, ADMIN), "p-1", "erased-7")
        for poll in work.polls.all():
            said = log.published(log.lines(work, poll))
            assert "住户1" not in said
            assert "p-1" not in said
            assert said.count("（已删除7）") == 1
        vote(work, there, going, "u-gao", 1, at=NOW)
        polls = work.polls.all()
        assert [dict(poll.result or {}).get("counts") for poll in polls] == [[1, 1, 0], None]
        assert wrong_poll(work, polls) is None
        assert [row.action for row in work.audit.about("V1")][-1] == "relabelled"

    await store.write(unit)
