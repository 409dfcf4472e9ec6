"""How long things are kept: [rules.retention] of the configuration."""

from dataclasses import fields

from bot import config_values as values
from bot.config_reader import Section
from handlers.rules import RetentionRules

_LONGEST = 3660  # days
_SHORTEST = {"messages": 7, "inbox": 7}  # days in which a message may still be quoted, or delivered once more


def read_retention(section: Section) -> RetentionRules:
    """The days of every kind; what is not said is the default."""
    default = RetentionRules()
    return RetentionRules(
        **{
            kind.name: section.take(
                kind.name,
                values.integer(_SHORTEST.get(kind.name, 1), _LONGEST),
                getattr(default, kind.name),
            )
            for kind in fields(RetentionRules)
        }
    )
