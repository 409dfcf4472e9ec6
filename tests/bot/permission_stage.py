"""The stage on which every command is played with every role in every scope: a tree, the players, what they act on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.config import demo_config
from handlers.community import Community, Household, Node, NodeKind, Person, Post, Role, Room
from handlers.feature import Right, Where
from handlers.people import ALLOWS, BY_TOPIC, Permission
from handlers.texts import all_texts
from storage.roster_records import KeptPerson
from storage.unit_of_work import UnitOfWork
from tests.conftest import NOW

TOPIC = "停车"
OTHER = "o-other"  # who has what was given to nobody of the players
HEAD = "a-absent"

SCOPES: Mapping[str, tuple[str, str, str]] = {
    "own": ("b1", "1号楼", "r-1"),
    "below": ("b1-1", "1号楼1单元", "r-b1-1"),
    "sibling": ("b2", "2号楼", "r-2"),
    "above": ("g1", "第一片区", "r-p1"),
    "elsewhere": ("b4", "4号楼", "r-4"),
}
"""The node, its name and its group, as seen from the post of a player, which is at 1号楼."""


@dataclass(frozen=True)
class Player:
    """Somebody who speaks. `role`: the post that counts for them now; `known`: in the roster."""

    id: str
    role: Role | None = None
    known: bool = True

    @property
    def allows(self) -> frozenset[Permission]:
        return ALLOWS[self.role] if self.role is not None else frozenset()

    @property
    def works_for(self) -> str:
        """To whom it was given, what they work on."""
        return HEAD if self.id == "a-stand-in" else self.id


PLAYERS = (
    *(Player(f"a-{role}", role) for role in Role),
    Player("a-stand-in", Role.HEAD),
    Player("a-absent", Role.HEAD),
    Player("a-resident"),
    Player("a-guest", known=False),
    Player("a-left", known=False),
)


@dataclass(frozen=True)
class Case:
    """`theirs`: it concerns the player; `given`: it was given to them to work on."""

    player: Player
    scope: str
    theirs: bool = False
    given: bool = False

    @property
    def node(self) -> str:
        return SCOPES[self.scope][0]

    @property
    def place(self) -> str:
        return SCOPES[self.scope][1]

    @property
    def room(self) -> str:
        return SCOPES[self.scope][2]

    def is_allowed(self, right: Right) -> bool:
        """What the declaration says of this case; asked of the table of roles alone, not of the community."""
        if right.own and self.theirs:
            return True
        if not right.needs:
            return not right.own
        return any(self._has(needed, right.where) for needed in right.needs)

    def _has(self, needed: Permission, where: Where) -> bool:
        if needed not in self.player.allows:
            return False
        if needed is Permission.WORK and where is Where.REQUEST:
            return self.given
        return where is Where.OWN or self.scope in ("own", "below")


def cases(right: Right, of_members: bool) -> list[Case]:
    """Every player in every scope; and, where the declaration tells it apart, with what is theirs or given to them."""
    found = [Case(player, scope) for player in PLAYERS for scope in SCOPES]
    if right.own:
        found += [Case(player, "elsewhere", theirs=player.known or not of_members) for player in PLAYERS]
    if Permission.WORK in right.needs:
        found += [Case(player, "elsewhere", given=True) for player in PLAYERS]
    return found


@dataclass(frozen=True)
class Stage:
    """One case, in a transaction that will be taken back."""

    store: UnitOfWork
    case: Case
    community: Community

    @property
    def actor(self) -> str:
        """The player as an actor: who is in no roster any more is a guest."""
        player = self.case.player
        return player.id if player.known else self.store.contacts.guest(player.id)


def community() -> Community:
    """The demo community with a stairwell of its own, and nobody in it but the players and their neighbours."""
    demo = demo_config().community
    node = "b1"
    players = [_player(player, node) for player in PLAYERS if player.known]
    targets = [_target(scope, name) for scope, name in TARGETS.items()]
    others = [
        Person(OTHER, "欧阳办", (OTHER,), posts=(Post("c", Role.SPECIALIST, frozenset({TOPIC})),)),
        Person("o-reporter", "邻居甲", ("o-reporter",)),
        Person("o-admin", "总书记", ("o-admin",), posts=(Post("c", Role.ADMIN),)),
    ]
    homes = [Household(f"h-{scope}", where, where[1], "1", "101") for scope, (where, _, _) in SCOPES.items()]
    return replace(
        demo,
        nodes=(*demo.nodes, Node("b1-1", NodeKind.UNIT, "1单元", "b1")),
        rooms=(*demo.rooms, Room("r-b1-1", "1号楼1单元群", "b1-1")),
        households=tuple(homes),
        people=(*players, *targets, *others),
    )


def furnish(store: UnitOfWork) -> None:
    """What is kept beside the configuration: somebody who has left, and whose account is nobody's now; and that
    everybody was told what is kept of them."""
    for player in PLAYERS:
        for actor in (player.id, store.contacts.guest(player.id)):
            store.consents.keep(actor, all_texts()["privacy.consent_version"], NOW, "private")
    store.roster.put_people(KeptPerson("a-left", "左迁", posts=(), left_at=NOW - timedelta(days=1)))


_NAMES = ("甲一", "乙二", "丙三", "丁四", "戊五", "己六", "庚七", "辛八", "壬九", "癸十")
TARGETS = {"own": "子丑", "below": "寅卯", "sibling": "辰巳", "above": "午未", "elsewhere": "申酉"}


def _player(player: Player, node: str) -> Person:
    position = [one.id for one in PLAYERS].index(player.id)
    posts: tuple[Post, ...] = ()
    if player.role is not None and player.id != "a-stand-in":
        topics = frozenset({TOPIC}) if player.role in BY_TOPIC else frozenset[str]()
        posts = (Post(node, player.role, topics),)
    away = player.id == HEAD
    return Person(
        player.id,
        f"演员{_NAMES[position % 10]}{position // 10}",
        (player.id,),
        posts=posts,
        away=away,
        stand_in="a-stand-in" if away else None,
    )


def _target(scope: str, name: str) -> Person:
    where = SCOPES[scope][0]
    if where == "g1":
        return Person(f"t-{scope}", name, (f"t-{scope}",), posts=(Post(where, Role.ASSISTANT),))
    return Person(f"t-{scope}", name, (f"t-{scope}",), household=f"h-{scope}")


_REFUSALS = (
    "common.not_allowed",
    "requests.unknown_code",
    "requests.not_yours",
    "requests.not_your_request",
    "requests.withdraw_whose",
    "polls.unknown_code",
    "polls.not_allowed",
    "polls.no_vote.person",
    "rooms.not_allowed",
    "chains.not_yours",
)


def refuses(said: str, further: tuple[str, ...]) -> bool:
    """Whether a text of the bot says no."""
    templates = [all_texts()[key] for key in (*_REFUSALS, *further)]
    patterns = [re.sub(r"\\\{\w+\\\}", ".*", re.escape(template.strip())) for template in templates]
    plain = re.sub(r"^(?:@\S+ )+", "", said)
    return any(re.fullmatch(pattern, plain, re.DOTALL) for pattern in patterns)
