"""A draft of a poll as it waits for its confirmation, in a question or a form."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handlers.polls import outcome, units
from handlers.polls.rules import Draft
from storage.records import PollKind, Unit


def kept_draft(draft: Draft) -> dict[str, Any]:
    """As plain values."""
    return {name: getattr(draft, name) for name in draft.__slots__} | {
        "options": list(draft.options),
        "rooms": list(draft.rooms),
        "rule": outcome.kept(draft.rule),
        "electorate": None if draft.electorate is None else units.kept(draft.electorate),
        "deadline": draft.deadline.isoformat(),
        "opens_at": None if draft.opens_at is None else draft.opens_at.isoformat(),
    }


def read_draft(kept: Mapping[str, Any]) -> Draft:
    """What was kept."""
    electorate, opens_at = kept["electorate"], kept["opens_at"]
    values = dict(kept) | {
        "unit": Unit(kept["unit"]),
        "kind": PollKind(kept["kind"]),
        "options": tuple(kept["options"]),
        "rooms": tuple(kept["rooms"]),
        "rule": outcome.read(kept["rule"]),
        "electorate": None if electorate is None else units.read(electorate),
        "deadline": datetime.fromisoformat(kept["deadline"]),
        "opens_at": None if opens_at is None else datetime.fromisoformat(opens_at),
    }
    return Draft(**values)
