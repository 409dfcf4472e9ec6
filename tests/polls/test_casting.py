"""Who may cast what for whom: the cases that people quarrel about."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from handlers.community import Community, Kind
from handlers.errors import UserError
from handlers.polls import actions, casting, log
from handlers.polls.casting import Entry, State
from handlers.polls.checking import wrong_poll
from handlers.polls.units import Electorate, Who
from handlers.texts import text
from handlers.turn import Turn
from storage.records import How, PollKind, PollStatus, Unit
from storage.roster_records import KeptHousehold
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.conftest import NOW
from tests.polls.stage import ADMIN, DRAFT, END, ended, opened, resident, vote, with_people

MILLISECOND = timedelta(milliseconds=1)
HOME, NEXT = "3-2-501", "3-2-502"


async def run(store: Store, unit: Callable[[UnitOfWork], Any]) -> Any:
    """Do it in one transaction, and see that what was kept fits together."""
    found = await store.write(unit)
    assert await store.read(lambda work: wrong_poll(work, work.polls.all())) is None
    assert await store.read(lambda work: work.audit.first_broken()) is None
    return found


def refusal(attempt: Callable[[], object]) -> str:
    """The key of the text that somebody is refused with; it can be said."""
    with pytest.raises(UserError) as raised:
        attempt()
    assert text(raised.value.key, **raised.value.params)
    return raised.value.key.removeprefix("polls.")


async def test_one_person_with_two_accounts_has_one_vote(store: Store, community: Community) -> None:
    there = with_people(community, replace(resident(1, "3-1-101"), contacts=("wx-a", "wx-b")))

    def unit(work: UnitOfWork) -> None:
        poll = opened(work, there, unit=Unit.PERSON)
        for contact, choice in (("wx-a", 1), ("wx-b", 2)):
            turn = Turn.by_contact(work, NOW, there, contact)
            casting.cast(turn, poll, turn.actor, [choice])
        over = ended(work, there, poll)
        assert over.result is not None
        assert (over.result["counts"], over.result["turnout"]) == ([0, 1, 0], 1)
        assert len(work.polls.all_ballots(poll.id)) == 2

    await run(store, unit)


async def test_a_member_who_leaves_and_returns_has_the_vote_they_had(
    store: Store, community: Community
) -> None:
    there = with_people(community, resident(1, HOME))
    away = with_people(community, resident(1, None))

    def unit(work: UnitOfWork) -> None:
        poll = opened(work, there)
        assert vote(work, there, poll, "p-1", 1).state is State.COUNTED
        assert refusal(lambda: vote(work, away, poll, "p-1", 2)) == "no_vote.household"
        assert vote(work, there, poll, "p-1", 2).state is State.CHANGED
        assert ended(work, there, poll).result["counts"] == [0, 1, 0]  # type: ignore[index]

    await run(store, unit)


async def test_who_came_after_the_opening_votes_for_a_household_but_not_as_a_person(
    store: Store, community: Community
) -> None:
    later = with_people(community, resident(1, HOME))

    def unit(work: UnitOfWork) -> None:
        homes, people = opened(work, community), opened(work, community, unit=Unit.PERSON)
        assert vote(work, later, homes, "p-1", 1).state is State.COUNTED
        assert refusal(lambda: vote(work, later, people, "p-1", 1)) == "no_vote.person"

    await run(store, unit)


async def test_two_flats_of_one_owner_are_one_head(store: Store, community: Community) -> None:
    areas = {home.id: 5_000 for home in community.households} | {HOME: 8_000, "5-1-101": 7_000}
    there = with_people(
        community, resident(1, HOME, Kind.OWNER, owns=("5-1-101",)), resident(2, HOME, Kind.TENANT)
    )

    def unit(work: UnitOfWork) -> None:
        assert refusal(lambda: opened(work, there, unit=Unit.OWNER)) == "areas_wanted"
        work.roster.put_households(
            *(
                KeptHousehold(home.id, home.node, home.building, home.unit, home.room, areas[home.id])
                for home in there.households
            )
        )
        poll = opened(work, there, unit=Unit.OWNER, electorate=Electorate(("b3", "b5")))
        assert (poll.eligible, poll.eligible_area) == (47, 46 * 5_000 + 8_000 + 7_000)
        cast = vote(work, there, poll, "p-1", 1)
        assert (cast.voter.label, cast.voter.area) == ("3-2-501、5-1-101", 15_000)
        assert refusal(lambda: vote(work, there, poll, "p-2", 1)) == "no_vote.owner"
        result = ended(work, there, poll).result
        assert result is not None
        assert (result["counts"], result["areas"]) == ([1, 0, 0], [15_000, 0, 0])

    await run(store, unit)


async def test_a_millisecond_decides(store: Store, community: Community) -> None:
    def unit(work: UnitOfWork) -> None:
        poll = opened(work, community)
        assert vote(work, community, poll, "u-wang", 1, at=END - MILLISECOND).state is State.COUNTED
        assert vote(work, community, poll, "u-liu", 1, at=END).state is State.LATE
        assert vote(work, community, poll, "u-wang", 2, at=END + MILLISECOND).state is State.LATE
        over = ended(work, community, poll, END + MILLISECOND)
        assert over.result is not None
        assert (over.result["counts"], over.result["late"]) == ([1, 0, 0], 2)
        assert vote(work, community, over, "u-gao", 1, at=END + timedelta(hours=1)).state is State.LATE
        kinds = [line["type"] for line in log.lines(work, over)]
        assert kinds == ["open", "ballot", "late", "late", "close"]
        assert [row.action for row in work.audit.about("V1")].count("late") == 3

    await run(store, unit)


async def test_two_polls_at_once_do_not_mix(store: Store, community: Community) -> None:
    def unit(work: UnitOfWork) -> None:
        first, second = opened(work, community), opened(work, community, title="要不要换物业")
        vote(work, community, first, "u-wang", 1)
        vote(work, community, second, "u-wang", 2)
        vote(work, community, second, "u-liu", 2)
        results = [ended(work, community, poll).result for poll in (first, second)]
        assert [one["counts"] for one in results if one] == [[1, 0, 0], [0, 2, 0]]

    await run(store, unit)


@pytest.mark.parametrize("secret", [False, True])
async def test_the_second_adult_changes_the_vote_and_the_first_is_told(
    store: Store, community: Community, secret: bool
) -> None:
    there = with_people(community, resident(1, HOME), resident(2, HOME), resident(3, HOME, guardian="p-1"))

    def unit(work: UnitOfWork) -> None:
        poll = opened(work, there, secret=secret)
        assert vote(work, there, poll, "p-1", 1).state is State.COUNTED
        assert vote(work, there, poll, "p-2", 1).state is State.SAME
        assert vote(work, there, poll, "p-2", 2).state is State.CHANGED
        assert refusal(lambda: vote(work, there, poll, "p-3", 1)) == "no_vote.guarded"
        told = [post for post in work.outbox.newest(9) if post.contact == "wx-1"]
        assert len(told) == 1
        assert ("反对" in told[0].text) is not secret
        assert not [post for post in work.outbox.newest(9) if post.contact in ("wx-2", "wx-3")]
        assert ended(work, there, poll).result["counts"] == [0, 1, 0]  # type: ignore[index]

    await run(store, unit)


@pytest.mark.parametrize("secret", [False, True])
async def test_who_moved_votes_for_one_household_only(
    store: Store, community: Community, secret: bool
) -> None:
    before, after = (with_people(community, resident(1, flat)) for flat in (HOME, NEXT))

    def unit(work: UnitOfWork) -> None:
        poll = opened(work, before, secret=secret)
        vote(work, before, poll, "p-1", 1)
        assert refusal(lambda: vote(work, after, poll, "p-1", 1)) == "voted_elsewhere"
        assert work.polls.turnout(poll.id) == 1

    await run(store, unit)


async def test_choosing_several(store: Store, community: Community) -> None:
    def unit(work: UnitOfWork) -> None:
        poll = opened(work, community, options=("甲", "乙", "丙", "丁"), choose=2)
        assert refusal(lambda: vote(work, community, poll, "u-wang", 1, 2, 3)) == "chose_many"
        for choices in ((), (0,), (5,), (1, -1)):
            assert refusal(partial(vote, work, community, poll, "u-wang", *choices)) == "no_option"
        assert vote(work, community, poll, "u-wang", 3, 1, 3).state is State.COUNTED
        result = ended(work, community, poll).result
        assert result is not None
        assert (result["counts"], result["turnout"]) == ([1, 0, 1, 0], 1)

    await run(store, unit)


async def test_paper_needs_two_people_and_gives_way_to_the_voter(store: Store, community: Community) -> None:
    def unit(work: UnitOfWork) -> None:
        poll = opened(work, community)
        voter = work.polls.voter(poll.id, HOME)
        assert voter is not None

        def enter(choice: int, recorder: str = ADMIN, witness: str = "u-li", again: bool = False) -> State:
            entry = Entry(How.DOOR, recorder, witness, replace=again)
            turn = Turn(work, NOW, community, witness)
            return casting.enter(turn, poll, voter, [choice], entry).state

        assert refusal(lambda: enter(1, witness=ADMIN)) == "witness_wanted"
        assert refusal(lambda: enter(1, recorder="u-liu")) == "common.not_allowed"
        assert enter(1) is State.COUNTED
        assert enter(2, recorder="u-li", witness="u-wang") is State.CHANGED
        assert vote(work, community, poll, "u-wang", 3).state is State.CHANGED
        assert refusal(lambda: enter(1)) == "voted_self"
        assert enter(1, again=True) is State.CHANGED
        lines = [line for line in log.lines(work, poll) if line["type"] == "ballot"]
        assert [(line["how"], line["choices"]) for line in lines] == [
            ("door", [1]),
            ("door", [2]),
            ("chat", [3]),
            ("door", [1]),
        ]
        assert log.receipt(lines[-1]["hash"]) == work.polls.ballot_of(poll.id, HOME).link[:8]  # type: ignore[union-attr,index]
        hidden = opened(work, community, secret=True)
        entry = Entry(How.PAPER, ADMIN, "u-li")
        turn = Turn(work, NOW, community, ADMIN)
        assert refusal(lambda: casting.enter(turn, hidden, voter, [1], entry)) == "no_paper"

    await run(store, unit)


async def test_a_notice_period_comes_first(store: Store, community: Community) -> None:
    begin = NOW + timedelta(hours=1)

    def unit(work: UnitOfWork) -> None:
        poll = opened(work, community, opens_at=begin)
        assert refusal(lambda: vote(work, community, poll, "u-wang", 1)) == "not_yet"
        assert refusal(lambda: vote(work, community, poll, "u-wang", 1, at=begin - MILLISECOND)) == "not_yet"
        assert vote(work, community, poll, "u-wang", 1, at=begin).state is State.COUNTED

    await run(store, unit)


async def test_why_somebody_has_no_vote(store: Store, community: Community) -> None:
    there = with_people(
        community,
        resident(1, None),
        resident(2, "5-1-101"),
        resident(3, HOME, Kind.TENANT),
        resident(4, HOME, Kind.OWNER),
    )

    def unit(work: UnitOfWork) -> None:
        homes = opened(work, there)
        party = opened(work, there, unit=Unit.PERSON, electorate=Electorate(("b3",), Who.PARTY))
        assert refusal(lambda: vote(work, there, homes, "g-nobody", 1)) == "no_vote.stranger"
        assert refusal(lambda: vote(work, there, homes, "p-1", 1)) == "no_vote.household"
        assert refusal(lambda: vote(work, there, homes, "p-2", 1)) == "no_vote.other_household"
        assert refusal(lambda: vote(work, there, party, "p-4", 1)) == "no_vote.party"
        listed = opened(work, there, unit=Unit.PERSON, electorate=Electorate(("b3",), Who.LISTED, ("p-4",)))
        assert listed.eligible == 1
        assert refusal(lambda: vote(work, there, listed, "p-3", 1)) == "no_vote.person"
        strangers = Electorate(("b3",), Who.LISTED, ("p-2",))
        assert refusal(lambda: opened(work, there, unit=Unit.PERSON, electorate=strangers)) == "not_of_here"
        nobody = Electorate(("b3",), Who.LISTED)
        assert refusal(lambda: opened(work, there, unit=Unit.PERSON, electorate=nobody)) == "nobody_votes"

    await run(store, unit)


async def test_cancelling_and_opening_anew(store: Store, community: Community) -> None:
    def unit(work: UnitOfWork) -> None:
        turn = Turn(work, NOW, community, ADMIN)
        poll = opened(work, community, kind=PollKind.DELIBERATION)
        vote(work, community, poll, "u-wang", 1)
        assert refusal(lambda: actions.again(turn, poll)) == "cancel_first"
        actions.cancel(turn, poll, "选项写错了")
        over = work.polls.by_code("V1")
        assert over is not None
        assert (over.status, log.lines(work, over)[-1]["reason"]) == (PollStatus.CANCELLED, "选项写错了")
        assert refusal(lambda: vote(work, community, over, "u-wang", 1)) == "over_cancelled"
        draft = actions.again(turn, over)
        assert draft == replace(
            DRAFT,
            kind=PollKind.DELIBERATION,
            rooms=("r-3",),
            electorate=Electorate(("b3",)),
            public_days=5,
            replaces="V1",
        )
        anew = actions.open_poll(turn, draft)
        assert log.opening(anew)["replaces"] == "V1"

    await run(store, unit)


async def test_a_poll_needs_the_right_in_every_place_and_group_of_it(
    store: Store, community: Community
) -> None:
    def unit(work: UnitOfWork) -> None:
        turn = Turn(work, NOW, community, "u-chen1")  # of grid 1
        actions.check(turn, DRAFT)
        every: tuple[dict[str, Any], ...] = (
            {"electorate": Electorate(("b5",))},
            {"rooms": ("r-5",)},
            {"node": "b5"},
        )
        for changes in every:
            draft = replace(DRAFT, **changes)
            assert refusal(partial(actions.open_poll, turn, draft)) == "common.not_allowed"
        assert refusal(lambda: actions.open_poll(turn, replace(DRAFT, room="r-99"))) == "room_wanted"

    await run(store, unit)
