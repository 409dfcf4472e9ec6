"""A service of the menu (七助 and others) with the team behind it. The community's own stand in its configuration."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Service:
    """`name` is what people call it (助餐), `words` what else they say for it (送餐); a request for it is filed
    as `intent` and `category`, and goes to the `lead` (a person's id) of the `team`, whose `members` are ids too. They
    can do what `skills` says; `place`, `hours` and `note` are told to residents as they are written."""

    id: str
    name: str
    words: tuple[str, ...]
    intent: str
    category: str
    team: str
    lead: str
    members: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    place: str = ""
    hours: str = ""
    note: str = ""

    @property
    def people(self) -> tuple[str, ...]:
        """The team, its lead first."""
        return tuple(dict.fromkeys((self.lead, *self.members)))
