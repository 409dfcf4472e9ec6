"""How a request is put into words: in every message the same way."""

from datetime import datetime

from handlers.community import Community, Person
from handlers.texts import text
from storage.records import Request

_EXCERPT = 60  # characters of the resident's own words in a message


def subject(request: Request) -> str:
    """Where and what, in a few words: 3号楼2单元 电梯."""
    return " ".join(part for part in (request.place, request.category) if part)


def noted_subject(place: str | None, category: str, inferred: str | None) -> str:
    """As `subject`, with whence the place was taken when it was not said: 3号楼（按本群） 电梯."""
    if place and inferred:
        place += text(f"requests.inferred.{inferred}")
    return " ".join(part for part in (place, category) if part)


def excerpt(words: str, most: int = _EXCERPT) -> str:
    """The beginning of somebody's words, on one line."""
    line = " ".join(words.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def who(community: Community, person_id: str | None) -> str:
    """A member as residents know them: name and office."""
    person = community.person(person_id) if person_id else None
    if person is None:
        return text("requests.nobody")
    return f"{short_title(person)}{person.name}"


def who_acts(community: Community, person_id: str | None) -> str:
    """As `who`; of somebody who is away with who stands in for them."""
    acting = community.acting_for(person_id)
    member = who(community, person_id)
    if acting is None or acting.id == person_id:
        return member
    return text("requests.stood_in", member=member, stand_in=acting.name)


def short_title(person: Person) -> str:
    """The office in a word or two."""
    return f"{person.title} " if person.title else ""


def when(moment: datetime | None, now: datetime, community: Community) -> str:
    """A moment as one says it: 10:05 today, otherwise 11月25日18:00."""
    if moment is None:
        return ""
    local, today = moment.astimezone(community.zone), now.astimezone(community.zone).date()
    clock = f"{local:%H:%M}"
    if local.date() == today:
        return clock
    return text("requests.on_day", month=local.month, day=local.day, clock=clock)
