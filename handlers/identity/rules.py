"""Who may say who is who, and what people write for it: codes, claims. Pure."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files

from handlers.community import Community, Household, Permission, Person, building_label
from handlers.names import fold, same_name
from handlers.people import ALLOWS, RUNGS, Kind, Role
from handlers.understanding import Register, find_place
from handlers.understanding.ballotwords import vocabulary
from handlers.understanding.normal import normalise
from handlers.understanding.places import place_spans

CODE_LASTS = timedelta(days=7)
FIXED_LASTS = timedelta(days=3650)
FIXED_LENGTH = 10  # everybody has one, for years: of 31^10 none is ever guessed
CLAIM_LASTS = timedelta(days=7)
CLAIM_WAITS = timedelta(days=1)  # for one member; then the next one up is asked
CLAIM_RUNGS = 2  # so many members are asked, one after the other
MOST_ACCOUNTS = 3
WRONG_EACH, WRONG_ALL, WRONG_WITHIN = 5, 50, timedelta(hours=1)
CLAIMS_A_DAY = 3
WELCOME_PAUSE = timedelta(hours=1)

_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # of storage/vault.py
_LONGEST = 60
_PLAIN = re.compile(
    r"(?:绑定|口令|绑码|认证码)(?:我的?)?(?:微信|身份|账号)?(?:的)?(?:码|口令)?(?:是|为)?[ \n:,;。.“”\"'「『【\[(<]*"
    r"(?P<code>[A-Z0-9](?:[ -]?[A-Z0-9]){5}(?:(?:[ -]?[A-Z0-9]){4})?)[ \n“”\"'」』】\])>,。.!~]*"
)
_BARE = re.compile(
    rf"[{_LETTERS}]{{3}} ?[{_LETTERS}]{{3}}|[{_LETTERS}](?: [{_LETTERS}]){{5}}|[{_LETTERS}]{{5}}[ -]?[{_LETTERS}]{{5}}"
)


@dataclass(frozen=True, slots=True)
class Code:
    """A code as somebody wrote it. `named`: the words say that it is one; `sure`: so they do, or it looks like one and
    like no word or number. In a group that may be what a parcel is fetched with."""

    code: str
    named: bool
    sure: bool


def read_code(words: str) -> Code | None:
    """绑定 K7QX2M, 绑定码是k7q x2m, 请私聊我发：绑定Ｋ７ＱＸ２Ｍ, or the bare code."""
    if len(words) > _LONGEST:
        return None
    said = normalise(words).upper().strip(" \n。.!~")
    found = _PLAIN.search(said)
    if found and found.end() == len(said):
        return Code(re.sub("[ -]", "", found["code"]), True, True)
    if not _BARE.fullmatch(said):
        return None
    code = re.sub("[ -]", "", said)
    return Code(code, False, not code.isalpha() and not code.isdecimal())


def homes_of(community: Community, person: Person) -> tuple[str, ...]:
    """Where somebody belongs: the nodes of their posts; without one that of their home, or else the top."""
    posts = tuple(post.node for post in community.posts_of(person))
    home = community.household(person.household) if person.household else None
    top = next(node.id for node in community.nodes if node.parent is None)
    return posts or ((home.node,) if home else (top,))


def may_keep(community: Community, actor: Person | None, person: Person) -> bool:
    """Whether `actor` may hand out and end the accounts of a person: keeps the roster wherever the person belongs, and
    is allowed there all that the person is. Who could bind an account to somebody mightier would become mightier."""
    return (
        actor is not None
        and all(community.may(actor, Permission.ROSTER, node_id) for node_id in homes_of(community, person))
        and all(
            community.may(actor, permission, post.node)
            for post in community.posts_of(person)
            for permission in ALLOWS[post.role]
        )
    )


def may_vouch(community: Community, actor: Person, claimed: Person | None, home: Household) -> bool:
    """Whether a member's word is enough for a claim. Who holds a post is never vouched for by a head."""
    if claimed is not None and community.posts_of(claimed):
        return may_keep(community, actor, claimed)
    return community.may(actor, Permission.VOUCH, home.node)


def members_to_ask(community: Community, claimed: Person | None, home: Household) -> tuple[Person, ...]:
    """Who can be asked whether a claim is true, the lowest and nearest first."""
    steps = {node.id: number for number, node in enumerate(community.chain(home.node))}
    far = len(steps)

    def rank(person: Person) -> tuple[int, int]:
        return min(
            (_rung(post.role), steps.get(post.node, far))
            for post in community.posts_of(person)
            if ALLOWS[post.role] & {Permission.VOUCH, Permission.ROSTER}
        )

    found = [
        person
        for person in community.people
        if community.posts_of(person)
        and not person.away
        and person.contacts
        and (claimed is None or person.id != claimed.id)
        and may_vouch(community, person, claimed, home)
    ]
    return tuple(sorted(found, key=rank))


def _rung(role: Role) -> int:
    """An assistant is asked behind the head."""
    return 2 * RUNGS.index(Role.HEAD) + 1 if role is Role.ASSISTANT else 2 * RUNGS.index(role)


@dataclass(frozen=True, slots=True)
class Said:
    """Who somebody says they are; `unit` is None where it was not said; `kind`: OWNER, TENANT, FAMILY or None; `bare`:
    nothing but a flat and what may be a name."""

    name: str
    building: str
    unit: str | None
    room: str
    kind: Kind | None
    bare: bool = False


_KINDS = {
    "业主": Kind.OWNER,
    "房主": Kind.OWNER,
    "户主": Kind.OWNER,
    "租户": Kind.TENANT,
    "租客": Kind.TENANT,
    "租房的": Kind.TENANT,
    "租房": Kind.TENANT,
    "家属": Kind.FAMILY,
}
_KIND = rf"(?:新?(?P<kind>{'|'.join(_KINDS)}|住户|居民)(?:的)?)?"
_P = "\ue000"  # stands for the place; no text holds it after normalising
_NAME = r"(?P<name>[\u3400-\u9fff]{2,4}?|[\u3400-\u9fff]{1,10}(?:·[\u3400-\u9fff]{1,10}){1,3})"
_GREETS = (
    r"(?:(?:大家|各位邻居|各位|邻居们|[你您]|书记|楼长)?好[呀啊]?[ ,。!~]*|新人报[到道][ ,。!~]*"
    r"|我?[刚新]?换了?(?:个|新)*(?:手机|微信号?|号码?)了?[ ,。!~]*"
    r"|(?:原来|以前|老)的?(?:微信|号|手机)(?:(?!原来|以前|老)[^,。!]){0,8}[ ,。!~]+)*"
)
_END = (
    r"(?:[ ,。!~]*(?:新来的|新搬来的|刚搬来的|新人|请多关照|多多关照|"
    r"(?:请|想|要|我要|申请|麻烦)?(?:帮我|给我)?(?:绑定|认证|核实|登记)(?:一下)?(?:身份|微信)?))*[ ,。.!~]*"
)
_LIVES = r"(?:是|现在?)?(?:家住在?|住在?|家在|在)?"
_FORMS = [
    re.compile(form)
    for form in (
        rf"{_GREETS}(?:我|本人)(?:是|叫)?{_LIVES}{_P}(?:的)?{_KIND}[ ,:]*"
        rf"(?:我?(?P<called>名?叫)|我?是)?[ ,:]*{_NAME}{_END}",
        rf"{_GREETS}(?:我|本人)(?:是|(?P<called>名?叫|的?名字[是叫]))[ :]*{_NAME}[ ,]*"
        rf"我?{_LIVES}[ ,]*{_P}(?:的)?{_KIND}{_END}",
    )
]
_SIGNED = [re.compile(rf"{_P}[ ,:]*{_KIND}[ ,:]*{_NAME}"), re.compile(rf"{_NAME}[ ,:]*{_P}")]
_PARTICLE = re.compile("[了吗呢吧]")
_NAME_ALONE = re.compile(
    rf"{_GREETS}(?:我|本人)(?:是|(?P<called>名?叫))(?:住?在?[0-9一二三四五六七八九十]{{1,3}}(?:号楼|栋|幢|座)(?:的|业主|住户)*)?{_NAME}{_END}"
)
_NO_NAME = re.compile(
    "[了吗呢吧没不有修坏漏停断堵响吵脏怎么什谁哪啥几点的来去请帮问急快门灯]|电梯|楼道|物业|谢谢|师傅"
)
_AFTER_PLACE = re.compile("^(?:室|号(?!楼)|户(?!主))")


def read_claim(words: str, register: Register | None, private: bool) -> Said | None:
    """我是3号楼2单元501的王桂兰, 我叫王桂兰，住3-2-501; privately 3-2-501 王桂兰, too. None if more is said."""
    plain = normalise(words).strip() if len(words) <= _LONGEST else ""
    spans = place_spans(plain, register) if plain else []
    place = find_place(plain[spans[0][0] : spans[0][1]], register) if len(spans) == 1 else None
    if place is None or not isinstance(place.building, str) or not isinstance(place.room, str):
        return None
    form = plain[: spans[0][0]] + _P + _AFTER_PLACE.sub("", plain[spans[0][1] :])
    for pattern in (*_FORMS, *(_SIGNED if private else ())):
        found = pattern.fullmatch(form)
        if found and _is_name(found["name"], found, pattern in _SIGNED):
            kind = _KINDS.get(found.groupdict().get("kind") or "")
            unit = place.unit if isinstance(place.unit, str) else None
            return Said(found["name"], place.building, unit, place.room, kind, pattern in _SIGNED)
    return None


def homes_meant(community: Community, said: Said) -> list[Household]:
    """The households that a claim may mean; several only where the unit was left out."""
    return [
        home
        for home in community.households
        if building_label(home.building) == building_label(said.building)
        and home.room == said.room
        and (said.unit is None or home.unit == said.unit)
    ]


def person_of(community: Community, name: str, home: Household) -> Person | None:
    """The person of this name in this household."""
    return next((one for one in people_in(community, home) if same_name(one.name, name)), None)


def people_in(community: Community, home: Household) -> Iterator[Person]:
    """Everybody of the roster who lives in a household."""
    return (person for person in community.people if person.household == home.id)


def people_meant(community: Community, words: str, register: Register | None) -> list[Person]:
    """Everybody whom 王桂兰, 3-2-501 王桂兰, 李楼长 or 3-2-501 may mean."""
    plain = normalise(words[:_LONGEST]).strip()
    spans = place_spans(plain, register)
    if not spans:
        return list(community.find_people(re.sub("的(?:微信|账号|绑定)$", "", plain)))
    begin, end = spans[0]
    place = find_place(plain[begin:end], register)
    name = re.sub(r"[\s,:、的室]|业主|租户|住户", "", plain[:begin] + plain[end:])
    if place is None or not isinstance(place.building, str) or not isinstance(place.room, str):
        return []
    unit = place.unit if isinstance(place.unit, str) else None
    homes = {home.id for home in homes_meant(community, Said("", place.building, unit, place.room, None))}
    found = community.find_people(name) if name else community.people
    return [person for person in found if person.household in homes]


def is_named(person: Person, words: str) -> bool:
    """Whether somebody's whole name, or their flat, stands in the words."""
    plain = fold(words)
    return fold(person.name) in plain or bool(re.search(r"\d", plain))


def name_alone(words: str) -> str | None:
    """The name in 我是王桂兰, 我是3号楼的王桂兰, where the flat is missing."""
    found = _NAME_ALONE.fullmatch(normalise(words[:_LONGEST]).strip(" \n。.!~,"))
    return found["name"] if found and _is_name(found["name"], found, False) else None


@cache
def _surnames(every: bool) -> tuple[str, ...]:
    """The common ones, or every one there is; those of two characters always."""
    source = files("handlers.identity").joinpath("surnames.toml").read_text(encoding="utf-8")
    table = tomllib.loads(source)
    common = "".join(vocabulary()["names"]["surnames"].split())
    more = "".join(table["more"].split()) if every else ""
    return (*table["double"].split(), *common, *more)


def _is_name(name: str, form: re.Match[str], bare: bool) -> bool:
    """Whether these characters are somebody's name, and no matter: 没水了. Behind 叫 any name is one."""
    if form.groupdict().get("called") is not None:
        return _PARTICLE.search(name) is None
    return _NO_NAME.search(name) is None and ("·" in name or name.startswith(_surnames(not bare)))
