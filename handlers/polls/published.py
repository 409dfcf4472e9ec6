"""The ballots of polls that are over, in the form in which they may be published: nothing of one that goes on."""

from handlers.community import Community
from handlers.polls import rules
from handlers.texts import text
from storage.records import Ballot, Poll, PollStatus
from storage.unit_of_work import UnitOfWork

RESULTS = ("code", "title", "option", "count", "turnout", "eligible", "hash")
BALLOTS = ("code", "voter", "option")
"""The columns of the two sheets; their headers are texts."""

_OVER = (PollStatus.CLOSED, PollStatus.PUBLISHED)


def header(columns: tuple[str, ...]) -> list[str]:
    """The header cells."""
    return [text(f"polls.published.{column}") for column in columns]


def result_rows(store: UnitOfWork) -> list[list[str]]:
    """A row for each option of each poll that is over, with the hash by which `verify` knows the ballots."""
    found = []
    for poll in _over(store):
        ballots = store.polls.ballots(poll.id)
        sums = [str(len(ballots)), str(poll.eligible), str((poll.result or {}).get("ballots", ""))]
        for label, count in zip(poll.options, rules.tally(poll.options, ballots), strict=True):
            found.append([poll.code, poll.title, label, str(count), *sums])
    return found


def ballot_rows(store: UnitOfWork, community: Community) -> list[list[str]]:
    """A row a ballot, by voter; of a secret poll without voters and by option, so that the order tells nothing."""
    found = []
    for poll in _over(store):
        ballots = store.polls.ballots(poll.id)
        found += sorted(
            [
                poll.code,
                text("polls.published.secret") if poll.secret else _voter(community, ballot),
                _label(poll, ballot),
            ]
            for ballot in ballots
        )
    return found


def _over(store: UnitOfWork) -> list[Poll]:
    return [poll for poll in store.polls.all() if poll.status in _OVER]


def _voter(community: Community, ballot: Ballot) -> str:
    """A household by its number, a person by name."""
    person = community.person(ballot.voter)
    return person.name if person is not None else ballot.voter


def _label(poll: Poll, ballot: Ballot) -> str:
    return poll.options[ballot.option - 1] if 1 <= ballot.option <= len(poll.options) else str(ballot.option)
