"""Small changes of the demo community for tests of the grid."""

from dataclasses import replace

from handlers.community import Community, Person


def person(community: Community, person_id: str) -> Person:
    """Somebody who is there."""
    found = community.person(person_id)
    assert found is not None
    return found


def changed(community: Community, person_id: str, **fields: object) -> Community:
    """The community with somebody changed."""
    return replace(
        community,
        people=tuple(
            replace(one, **fields) if one.id == person_id else one  # type: ignore[arg-type]
            for one in community.people
        ),
    )
