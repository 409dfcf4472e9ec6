"""How a chain is put into words."""

from collections.abc import Sequence

from handlers.chains import rules
from handlers.texts import text
from storage.records import KeptChain, KeptLine

_NAMED = 3
_SHORT_TITLE = 24
_IN_GROUP = 60


def short_title(kept: KeptChain) -> str:
    """The title as far as one line has room for it."""
    title = kept.title or text("chains.untitled")
    return title if len(title) <= _SHORT_TITLE else title[: _SHORT_TITLE - 1] + "…"


def posting(kept: KeptChain, lines: Sequence[KeptLine]) -> str:
    """The chain as the group itself writes it, so that the next one can go on from it."""
    example = [text("chains.example", example=kept.example)] if kept.example else []
    title = [kept.title] if kept.title else []
    return "\n".join([text("chains.head"), *title, *example, *numbered(lines)])


def numbered(lines: Sequence[KeptLine]) -> list[str]:
    """1. 3-2-501王 2袋"""
    return [f"{n}. {rules.words(line)}" for n, line in enumerate(rules.running(lines), start=1)]


def in_one_line(lines: Sequence[KeptLine]) -> str:
    """The beginning of the list, for a group that has it above anyhow."""
    row = "；".join(f"{n} {rules.words(line)}" for n, line in enumerate(rules.running(lines), start=1))
    return row if len(row) <= _IN_GROUP else row[: _IN_GROUP - 1] + "…"


def lost_names(missing: Sequence[KeptLine]) -> str:
    """Whose lines got lost."""
    names = "、".join(line.name for line in missing[:_NAMED])
    return names if len(missing) <= _NAMED else text("chains.and_more", names=names, count=len(missing))
