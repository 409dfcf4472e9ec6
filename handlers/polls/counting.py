"""What the ballots of a poll say: the counts that are posted, and by building."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from handlers.polls.outcome import Count
from storage.records import Ballot, Poll, SecretBallot, Unit
from storage.unit_of_work import UnitOfWork


def count(store: UnitOfWork, poll: Poll) -> Count:
    """The count as it stands. Who may see it while the poll is open is not decided here."""
    if poll.secret:
        cast = store.secret_ballots.all(poll.id)
        return Count(_heads(poll, cast), len(cast), poll.eligible)
    ballots = store.polls.ballots(poll.id)
    heads = _heads(poll, ballots)
    if poll.unit is not Unit.OWNER:
        return Count(heads, len(ballots), poll.eligible)
    areas = {voter.voter: voter.area or 0 for voter in store.polls.electorate(poll.id)}
    sums: Counter[int] = Counter()
    for one in ballots:
        sums.update(dict.fromkeys(one.choices, areas[one.voter]))
    by_option = tuple(sums[option] for option in range(1, len(poll.options) + 1))
    turnout_area = sum(areas[one.voter] for one in ballots)
    return Count(heads, len(ballots), poll.eligible, by_option, turnout_area, poll.eligible_area or 0)


def by_building(store: UnitOfWork, poll: Poll) -> Mapping[str, Count]:
    """The count of each building, by its node. Of a secret poll there is none: no ballot says where it comes from."""
    if poll.secret:
        return {}
    roll = {voter.voter: voter.node for voter in store.polls.electorate(poll.id)}
    eligible = Counter(roll.values())
    ballots: dict[str, list[Ballot]] = defaultdict(list)
    for cast in store.polls.ballots(poll.id):
        ballots[roll[cast.voter]].append(cast)
    return {
        node: Count(_heads(poll, ballots[node]), len(ballots[node]), eligible[node])
        for node in sorted(eligible)
    }


def _heads(poll: Poll, ballots: Iterable[Ballot | SecretBallot]) -> tuple[int, ...]:
    counts = Counter(option for cast in ballots for option in cast.choices)
    return tuple(counts[option] for option in range(1, len(poll.options) + 1))
