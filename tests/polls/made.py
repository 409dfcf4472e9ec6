"""Polls as tests make them: every field, without opening one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from handlers.polls import outcome, units
from storage.records import PollKind, PollStatus, Unit, Voter


def poll_values(now: datetime, **changes: Any) -> dict[str, Any]:
    """What `store.polls.add` takes, for an open named poll of 3号楼 by households."""
    values: dict[str, Any] = {
        "code": "V1",
        "title": "是否加装充电桩",
        "kind": PollKind.OPINION,
        "status": PollStatus.OPEN,
        "options": ("同意", "反对"),
        "choose": 1,
        "secret": False,
        "unit": Unit.HOUSEHOLD,
        "room": "r-3",
        "node": "b3",
        "rule": outcome.kept(outcome.Rule()),
        "rule_text": "得票最多的选项胜出",
        "show_counts": False,
        "opened_by": "u-chen1",
        "opened_at": now,
        "deadline": now + timedelta(days=3),
        "zone": "Asia/Shanghai",
        "public_days": 5,
        "replaces": None,
        "eligible": 2,
        "eligible_area": None,
        "result": None,
        "public_until": None,
    } | changes
    values.setdefault("rooms", (values["room"],))
    values.setdefault("electorate", units.kept(units.Electorate((values["node"],))))
    values.setdefault("opens_at", values["opened_at"])
    return values


def voters(ids: Sequence[str]) -> list[Voter]:
    """An electorate of these, published under their ids."""
    return [Voter(one, one) for one in ids]
