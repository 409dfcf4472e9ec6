"""How many households (户) a request concerns: two who live in one flat are one. Pure."""

from collections.abc import Iterable

from handlers.community import Community


def households(community: Community, actors: Iterable[str]) -> int:
    """Of these actors; whoever lives in no flat that is known counts alone."""
    return len({_home(community, actor) for actor in actors})


def _home(community: Community, actor: str) -> tuple[str, str]:
    person = community.person(actor)
    home = person.household if person is not None else None
    return ("flat", home) if home is not None else ("actor", actor)
