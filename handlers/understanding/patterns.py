"""Regular expressions that are compiled when they are first used: a message needs few of them, and compiling them all
takes longer than everything else at the start."""

import re
from typing import Any, cast


class _Late:
    """Stands for a pattern; at the first use of a method it takes on the methods of the compiled one."""

    def __init__(self, source: str) -> None:
        self._source = source

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name == "pattern":
            return self._source
        compiled = re.compile(self._source)
        for method in ("match", "search", "fullmatch", "finditer", "findall", "sub", "subn", "split"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def late(source: str) -> re.Pattern[str]:
    """The pattern of this source, compiled at its first use; an error in it shows then, too."""
    return cast("re.Pattern[str]", _Late(source))
