"""Who keeps in touch with which household (党员联系户): 联系户 李伟 3-2-501、3-2-502; 谁联系我家. Chat only."""

import re
from collections.abc import Mapping, Sequence

from handlers.chat import Chat, register_of
from handlers.community import Household, Permission
from handlers.errors import UserError
from handlers.feature import Where
from handlers.grid.base import person_named, words_of
from handlers.names import clean
from handlers.requests.wording import who
from handlers.understanding import find_place
from handlers.understanding.normal import normalise
from handlers.understanding.places import place_spans
from handlers.visits import actions, rules
from handlers.visits.actions import visits
from handlers.visits.flats import flats_of

_LONGEST = 400
_MOST = 60  # flats in one message
_SHOWN = 8
_HEAD = r"(?:党员)?联系户"
_SET = re.compile(
    rf"(?:设置?|安排|指定|登记)?{_HEAD}[ :,]+(?P<name>[^\d ,:、]{{2,8}}?)[ ,:联系]*"
    r"(?P<rest>[\d一二三四五六七八九十A-Za-z].*)",
    re.S,
)
_PLAIN = re.compile(r"(?P<name>[^\d ,:、]{2,8}?)[ ]?联系[ ]?(?P<rest>\d{1,3}-\d{1,2}-\d{3,4}.*)", re.S)
_DROP = re.compile(
    rf"(?:取消|撤销|解除|删除|不再)(?:{_HEAD}|联系)[ :,]*(?P<rest>[\d一二三四五六七八九十A-Za-z].*)", re.S
)
_MINE = re.compile(
    rf"(?:我的|查看?我的|看看?我的)?{_HEAD}(?:有哪些|名单|列表|是哪些|都?有谁)?|我联系(?:的户|哪几户|哪些户|谁)"
)
_WHOSE = re.compile(
    r"(?:请问)?(?:谁|哪个党员|哪位党员|哪位|哪位同志)(?:是)?(?:来)?联系(?:的)?我们?家的?|"
    r"(?:请问)?我们?家的?(?:联系党员|联系人|党员联系人|包户党员|包户干部)(?:现在)?(?:是谁|是哪位|叫什么)?|"
    r"(?:请问)?我们?家(?:是|归|由)(?:谁|哪个党员|哪位党员|哪位)(?:来)?(?:联系|包户)的?"
)
_BETWEEN = re.compile(r"[ ,、;，；和]+")
_WELL = " ?。.!~,呀啊呢吗"


@visits.before_commands
@visits.declare(
    "联系户 李伟 3-2-501、3-2-502", "取消联系户 3-2-501", needs=Permission.VOUCH, where=Where.PLACE
)
def set_contacts(chat: Chat) -> bool:
    """Give flats, or a whole stairwell, to a member to keep in touch with; or take them away.

    Raises:
        UserError: not the speaker's to give; no such member or flat.
    """
    words = normalise(chat.words).strip() if chat.called and len(chat.words) <= _LONGEST else ""
    gone, found = _DROP.fullmatch(words), _SET.fullmatch(words) or _PLAIN.fullmatch(words)
    if not (gone or found):
        return False
    chat.require_somewhere(Permission.VOUCH)
    if gone is not None:
        count = actions.drop_contact(chat.turn, _homes(chat, gone["rest"]))
        chat.whisper("visits.contact_dropped", count=count)
        return True
    assert found is not None
    person = person_named(chat.turn.community, found["name"])
    homes = _homes(chat, found["rest"])
    actions.set_contact(chat.turn, person, homes)
    chat.whisper("visits.contact_set", name=person.name, count=len(homes), homes=_list(homes))
    return True


@visits.before_commands
@visits.declare("我的联系户")
def my_contacts(chat: Chat) -> bool:
    """The flats that the speaker keeps in touch with, and which of them wait for a visit."""
    person, words = chat.person, words_of(chat).strip(_WELL)
    if person is None or not chat.called or not _MINE.fullmatch(words):
        return False
    held = [one.household for one in chat.turn.store.home_contacts.of_person(person.id)]
    if not held:
        if not (rules.is_party(person) or person.posts):
            return False
        chat.whisper("visits.no_contacts")
        return True
    waiting = actions.waiting_of(chat.turn, person)
    key = "visits.my_contacts_waiting" if waiting else "visits.my_contacts"
    chat.whisper(
        key,
        count=len(held),
        homes=rules.listed(held, _SHOWN),
        days=chat.turn.community.rules.visits.days,
        waiting=rules.listed([one.home.id for one in waiting], _SHOWN),
        first=waiting[0].home.id if waiting else held[0],
    )
    return True


@visits.before_commands
@visits.declare("谁联系我家")
def who_contacts_me(chat: Chat) -> bool:
    """The member who keeps in touch with the speaker's household: name and office, never a number."""
    if not chat.called or not _WHOSE.fullmatch(words_of(chat).strip(_WELL)):
        return False
    person, community = chat.person, chat.turn.community
    if person is None or person.household is None:
        chat.whisper("visits.home_unknown")
        return True
    contact = chat.turn.store.home_contacts.of_household(person.household)
    member = community.person(contact.person) if contact is not None else None
    if member is None or not (member.contacts or member.posts):
        chat.whisper("visits.nobody_contacts")
    else:
        chat.whisper("visits.contacts_you", name=who(community, member.id))
    return True


def _homes(chat: Chat, words: str) -> list[Household]:
    """The flats that are named; of a stairwell or a building, all of it.

    Raises:
        UserError: one is not there, none is named, or there are too many.
    """
    community, register = chat.turn.community, register_of(chat.turn.community)
    ids = [community.household(one) for one in _BETWEEN.split(words.strip()) if one]
    if ids and None not in ids:
        return _not_too_many({home.id: home for home in ids if home is not None})
    found: dict[str, Household] = {}
    for start, end in place_spans(words, register):
        place = find_place(words[start:end], register)
        flats = flats_of(community, place) if place is not None else ()
        if not flats:
            raise UserError("visits.no_such_flat", flat=clean(words[start:end], 20), example="3-2-501")
        found |= {flat: home for flat in flats if (home := community.household(flat)) is not None}
    if not found:
        raise UserError("visits.contact_how")
    return _not_too_many(found)


def _not_too_many(found: Mapping[str, Household]) -> list[Household]:
    if len(found) > _MOST:
        raise UserError("visits.too_many_flats", most=_MOST)
    return list(found.values())


def _list(homes: Sequence[Household]) -> str:
    return rules.listed([home.id for home in homes], _SHOWN)
