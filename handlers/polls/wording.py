"""How a poll is put into words."""

from collections.abc import Sequence
from datetime import datetime

from handlers.community import Community
from handlers.texts import text

_WEEKDAYS = "一二三四五六日"


def lines_of_options(options: Sequence[str]) -> str:
    """1 同意  2 反对  3 弃权"""
    return "  ".join(f"{number} {label}" for number, label in enumerate(options, start=1))


def moment(community: Community, at: datetime) -> str:
    """11月27日周五18:00"""
    local = at.astimezone(community.zone)
    weekday = _WEEKDAYS[local.weekday()]
    return text("polls.moment", month=local.month, day=local.day, weekday=weekday, clock=f"{local:%H:%M}")
