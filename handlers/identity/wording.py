"""How people and their accounts are put into words."""

from handlers.community import Person
from handlers.texts import text


def bound_words(person: Person, fixed: str, *, again: bool) -> str:
    """What somebody hears who was just bound: by name, what they can do now, and the code to keep."""
    hello = text(
        "identity.bound_again" if again else "identity.bound",
        name=person.name,
        home=text("identity.of_home", home=person.household) if person.household else "",
    )
    if person.posts:
        can = text("identity.can_member")
    elif person.guardian is not None:
        can = text("identity.can_child")
    else:
        can = text("identity.can_resident")
    return "\n".join((hello, can, text("identity.keep_code", code=fixed)))


def one_of(person: Person) -> str:
    """Somebody in a list of people of the same name: the name, the household or the office."""
    return " ".join(part for part in (person.household or "", person.title, person.name) if part)
