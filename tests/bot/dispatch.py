"""What the tests of dispatch have in common: the demo community with party members among its residents."""

from collections.abc import Iterable
from dataclasses import replace

from handlers.community import Community, Kind, Person
from handlers.messages import Outgoing
from storage.records import Request
from tests.bot.rig import Rig

LIFT = "@小应 3号楼2单元电梯坏了"
LAMP = "@小应 3号楼1单元楼道灯坏了"
CARS = "@小应 3号楼门口的车停得乱，堵了门"
QUARREL = "@小应 楼上302天天半夜吵架，麻烦调解一下"
DAY = 24 * 60


def with_members(community: Community) -> Community:
    """刘洋 is a party member, 唐磊 a retired one, 徐静 one of another building."""

    def known(one: Person) -> Person:
        if one.id == "u-tang":
            return replace(one, kinds=frozenset({Kind.RETIRED_MEMBER}))
        return replace(one, party=True) if one.id in ("u-liu", "u-xu") else one

    return replace(community, people=tuple(known(one) for one in community.people))


async def states(bench: Rig) -> list[tuple[str, str, str | None]]:
    """Code, status and member of every request, oldest first."""
    found = await bench.house.store.read(lambda store: store.requests.newest(100))
    return [(one.code, one.status.value, one.assignee) for one in found[::-1]]


async def one(bench: Rig, code: str) -> Request:
    found = await bench.house.store.read(lambda store: store.requests.by_code(code))
    assert found is not None
    return found


def to(messages: Iterable[Outgoing], where: str) -> str:
    """What was said to somebody privately, or in a group."""
    return "\n".join(message.text for message in messages if where in (message.to, message.room))
