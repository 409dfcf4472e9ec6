"""Open calls: [rules.calls] of the configuration."""

from bot import config_values as values
from bot.config_reader import Section, did_you_mean
from handlers.rules import CallRules
from handlers.understanding.model import CATEGORIES

_MOST = 24 * 60  # minutes


def read_calls(section: Section) -> CallRules:
    """How long a call runs, and what is called out at once; what is not said is the default."""
    default = CallRules()
    return CallRules(
        minutes=section.take("minutes", values.integer(5, _MOST), default.minutes),
        categories=frozenset(section.each("categories", _category)),
    )


def _category(value: object) -> str:
    name = values.text(value)
    if name not in CATEGORIES:
        raise ValueError(f'"{name}" is no category{did_you_mean(name, set(CATEGORIES))}')
    return name
