"""The life of a request, step by step and against every wrong step."""

import itertools
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from handlers.community import Community
from handlers.errors import UserError
from handlers.requests import rules
from handlers.requests.private.restricted import private_kind
from handlers.requests.rating import read_rating
from handlers.requests.rules import FROM, Step
from handlers.texts import all_texts
from storage.records import Request, RequestStatus
from tests.conftest import NOW
from tests.storage.test_repositories import a_request

TO = {
    Step.DISPATCH: RequestStatus.DISPATCHED,
    Step.ACCEPT: RequestStatus.ACCEPTED,
    Step.PROGRESS: RequestStatus.IN_HAND,
    Step.RETURN: RequestStatus.RETURNED,
    Step.CLOSE: RequestStatus.TO_RATE,
    Step.RATE: RequestStatus.CLOSED,
    Step.REOPEN: RequestStatus.IN_HAND,
    Step.WITHDRAW: RequestStatus.WITHDRAWN,
    Step.CORRECT: RequestStatus.WAITING,
    Step.MERGE: RequestStatus.MERGED,
}


def request(status: RequestStatus, **changes: Any) -> Request:
    return Request(id=1, **a_request(status=status, **changes))


def apply(step: Step, before: Request, community: Community) -> Request | None:
    """What a step makes of a request; None for steps that only check."""
    times = rules.clocks(community, before.urgency, NOW, NOW)
    steps = {
        Step.DISPATCH: lambda: rules.dispatch(before, "u-li", times),
        Step.ACCEPT: lambda: rules.accept(before, "u-wu", NOW),
        Step.PROGRESS: lambda: rules.progress(before, NOW),
        Step.RETURN: lambda: rules.give_back(before),
        Step.CLOSE: lambda: rules.close(before, "修好了", NOW),
        Step.RATE: lambda: rules.rate(before, 5),
        Step.REOPEN: lambda: rules.reopen(before),
        Step.WITHDRAW: lambda: rules.withdraw(before),
        Step.CORRECT: lambda: rules.recall(before),
        Step.MERGE: lambda: rules.merge(before, replace(request(RequestStatus.ACCEPTED), id=2)),
    }
    return steps[step]() if step in steps else None


@pytest.mark.parametrize(("step", "status"), list(itertools.product(Step, RequestStatus)))
def test_every_step_from_every_state(step: Step, status: RequestStatus, community: Community) -> None:
    """A step that leads on changes the state it should; any other gets a reply that exists and names the state."""
    before = request(status)
    if status in FROM[step]:
        rules.check(before, step)
        after = apply(step, before, community)
        assert after is None or after.status is TO[step]
        return
    with pytest.raises(UserError) as raised:
        rules.check(before, step)
    assert all_texts()[raised.value.key].format(**raised.value.params)
    assert raised.value.params["status"] == status.value


def test_a_request_goes_its_whole_way(community: Community) -> None:
    times = rules.clocks(community, "normal", NOW, NOW)
    waiting = request(RequestStatus.WAITING, assignee=None)
    dispatched = rules.dispatch(waiting, "u-wu", times)
    assert (dispatched.status, dispatched.assignee) == (RequestStatus.DISPATCHED, "u-wu")
    accepted = rules.accept(dispatched, "u-wu", NOW)
    assert (accepted.status, accepted.accept_by, accepted.accepted_at) == (RequestStatus.ACCEPTED, None, NOW)
    closed = rules.close(rules.progress(accepted, NOW), "换了灯泡", NOW)
    assert (closed.status, closed.outcome) == (RequestStatus.TO_RATE, "换了灯泡")
    rated = rules.rate(closed, 5)
    assert (rated.status, rated.rating) == (RequestStatus.CLOSED, 5)


@pytest.mark.parametrize(("rating", "status"), [(1, "处理中"), (2, "处理中"), (3, "已办结"), (5, "已办结")])
def test_the_dissatisfied_get_it_done_again(rating: int, status: str) -> None:
    rated = rules.rate(request(RequestStatus.TO_RATE), rating)
    assert rated.status.value == status
    assert rated.reopened == (1 if rating <= 2 else 0)
    assert rated.assignee == "u-wu"  # the same member


def test_clocks_follow_the_contract(community: Community) -> None:
    """Accept in 30 minutes of working time (urgent 10, emergency 2), close in 3 working days (4 h, 1 h)."""
    zone = community.zone

    def at(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=zone)

    def of(urgency: str, moment: str) -> tuple[datetime, datetime]:
        times = rules.clocks(community, urgency, at(moment), at(moment))
        return times.accept_by, times.close_by

    assert of("normal", "2026-11-23T09:00") == (at("2026-11-23T09:30"), at("2026-11-26T18:00"))
    assert of("normal", "2026-11-23T11:45") == (at("2026-11-23T14:15"), at("2026-11-26T18:00"))  # lunch
    assert of("normal", "2026-11-21T10:00")[0] == at("2026-11-23T09:00")  # a Saturday
    assert of("urgent", "2026-11-21T10:00") == (at("2026-11-21T10:10"), at("2026-11-21T14:00"))
    assert of("emergency", "2026-11-21T03:00") == (at("2026-11-21T03:02"), at("2026-11-21T04:00"))
    # Nobody is woken for what is only urgent: the clock for accepting starts when the member is told.
    assert of("urgent", "2026-11-23T23:00") == (at("2026-11-24T07:40"), at("2026-11-24T03:00"))
    assert of("normal", "2026-11-23T23:00") == (at("2026-11-24T09:00"), at("2026-11-26T18:00"))


def test_a_second_dispatch_does_not_give_more_time(community: Community) -> None:
    first = rules.dispatch(
        request(RequestStatus.WAITING), "u-wu", rules.clocks(community, "normal", NOW, NOW)
    )
    later = rules.clocks(community, "normal", NOW, NOW + timedelta(days=1))
    second = rules.dispatch(first, "u-li", later)
    assert second.close_by == first.close_by
    assert second.accept_by != first.accept_by


@pytest.mark.parametrize(
    ("intent", "category", "private"),
    [
        ("矛盾调解", "噪音", True),
        ("求助", "医疗健康", True),
        ("报修", "电梯", False),
        ("投诉", "邻里纠纷", True),
    ],
)
def test_disputes_and_health_are_private(intent: str, category: str, private: bool) -> None:
    found = private_kind("有件事", intent, category)
    kept = replace(request(RequestStatus.DISPATCHED), restricted=found and found.value)
    assert rules.is_private(kept) is private


@pytest.mark.parametrize(
    ("words", "rating"),
    [
        *[(str(n), n) for n in range(1, 6)],
        ("５分", 5),
        ("五星", 5),
        ("打4分", 4),
        ("⭐⭐⭐", 3),
        ("满意", 4),
        ("非常满意！", 5),
        ("不满意", 2),
        ("不太满意", 2),
        ("没修好", 2),
        ("还是漏", 2),
        ("又坏了", 2),
        ("没解决", 2),
        ("太差了", 1),
        ("一般", 3),
        ("好了，谢谢", 4),
        ("没问题了", 4),
        ("6", None),
        ("0", None),
        ("3号楼", None),
        ("今晚吃什么", None),
        ("", None),
    ],
)
def test_ratings_are_read_as_people_say_them(words: str, rating: int | None) -> None:
    assert read_rating(words) == rating


@pytest.mark.parametrize(
    ("intent", "category", "after"),
    [
        ("报修", "门禁", "报修"),
        ("报修", "噪音", "投诉"),
        ("投诉", "电梯", "投诉"),
        ("矛盾调解", "噪音", "投诉"),
        ("矛盾调解", "漏水", "报修"),
        ("报修", "邻里纠纷", "矛盾调解"),
        ("安全隐患", "公共设施", "安全隐患"),
    ],
)
def test_the_intent_follows_a_corrected_category(intent: str, category: str, after: str) -> None:
    assert rules.intent_for(intent, category) == after
