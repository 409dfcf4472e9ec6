"""Who speaks for whom (亲情代报): somebody old without a phone, a child of the household. Rules and acts."""

import re

from handlers.chat import Chat, register_of
from handlers.community import Household, Permission, Person
from handlers.directory import kept_from
from handlers.errors import UserError
from handlers.feature import Where
from handlers.identity import rules
from handlers.identity.actions import identity
from handlers.identity.wording import one_of
from handlers.names import same_name
from handlers.texts import text
from handlers.turn import Turn
from handlers.understanding.normal import normalise

_LONGEST = 40
_NAME = r"[\u3400-\u9fff·]{2,12}"
_OWN = re.compile(rf"(?:亲情|我来?|我要|由我|设置)?代报 ?(?P<ward>{_NAME})")
_SET = re.compile(rf"(?P<ward>{_NAME}) ?(?:的事)?[由让] ?(?P<guardian>{_NAME}?) ?(?:来)?代(?:报|为报事)")
_END = re.compile(
    rf"(?:不再?|取消|停止|不用再?)代报 ?(?P<ward>{_NAME})"
    rf"|(?P<other>{_NAME}?) ?(?:不用|不要|取消|停止)(?:再|别人)?代报了?"
)
_KIN = (
    "爸妈|爸爸|妈妈|爸|妈|父亲|母亲|爷爷|奶奶|外公|外婆|姥姥|姥爷|公公|婆婆|岳父|岳母|老人|老伴|孩子|儿子|女儿|爹|娘"
    "|叔|姨|舅|姑"
)
_MAY_THEY = re.compile(
    r".{0,8}(?:女儿|儿子|闺女|孩子|孙子|孙女|老伴|媳妇|女婿|侄子|外甥).{0,12}(?:代|替|帮)我(?:报事?|报修|说|反映)?"
    r"(?:行不行|行吗|行么|可以吗|可不可以|好不好|成不成|能行吗)?[吗啊呀呢]?"
)
_ASKS = re.compile("行不行|行[吗么]|可以|可不可以|好不好|能不能|成不成|让|吗$")
FOR = re.compile(rf"^[ ,]*(?:我)?[代替帮](?:着)?(?:我们?|咱)?(?:家)?(?P<kin>{_KIN})?[ ,]*(?P<rest>.*)", re.S)


@identity.declare("代报 李秀英", "不再代报 李秀英", where=Where.PERSON, own=True)
@identity.declare("李秀英 由 王磊 代报", needs=Permission.ROSTER, where=Where.PERSON)
@identity.before_commands
def set_guardian(chat: Chat) -> bool:
    """代报 李秀英, from the same household; 李秀英 由 王磊 代报, from whoever keeps the roster; 不再代报 李秀英."""
    words = normalise(chat.words).strip(" \n。.!~,") if len(chat.words) <= _LONGEST else ""
    if not words:
        return False
    if not chat.called:  # said in a group to nobody: it is no report, either
        return chat.works and _SET.fullmatch(words) is not None
    if chat.person is None:
        if _SET.fullmatch(words) or _OWN.fullmatch(words) or _END.fullmatch(words):
            raise UserError("identity.not_bound")
        return False
    if found := _END.fullmatch(words):
        _end(chat, found["ward"] or found["other"])
    elif found := _OWN.fullmatch(words):
        _speak_for(chat, chat.person, found["ward"])
    elif found := _SET.fullmatch(words):
        chat.require_somewhere(Permission.ROSTER)
        _set(chat, found["ward"], found["guardian"])
    else:
        return False
    return True


@identity.before_commands
def explain_speaking_for(chat: Chat) -> bool:
    """能不能让我女儿帮我说: how it is set, where nothing else is said."""
    words = normalise(chat.words).strip(" \n。.!?~,") if len(chat.words) <= _LONGEST else ""
    if not (words and chat.private and _MAY_THEY.fullmatch(words) and _ASKS.search(words)):
        return False
    chat.reply("identity.how_guarded")
    return True


def ward_meant(chat: Chat) -> Person | None:
    """For whom the speaker reports: 代我妈 李秀英 …, 帮我妈报修 … where they speak for one person only."""
    wards = wards_of(chat)
    found = FOR.match(normalise(chat.words[:_LONGEST])) if wards else None
    if found is None:
        return None
    named = [ward for ward in wards if normalise(ward.name) in found["rest"]]
    if len(named) == 1:
        return named[0]
    return wards[0] if found["kin"] and len(wards) == 1 and not named else None


def wards_of(chat: Chat) -> list[Person]:
    """Those for whom the speaker speaks."""
    speaker = chat.person
    return [one for one in chat.turn.community.people if speaker is not None and one.guardian == speaker.id]


def in_whose_name(chat: Chat) -> str:
    """What is put before the words of a report: 代 李秀英, or nothing."""
    ward = ward_meant(chat)
    return text("identity.in_name_of", name=ward.name) if ward is not None else ""


def home_meant(chat: Chat) -> Household | None:
    """Whose home a report is about: of the person it is made for, else the speaker's."""
    person = ward_meant(chat) or chat.person
    return chat.turn.community.household(person.household or "") if person is not None else None


def guard(turn: Turn, ward: Person, guardian: Person | None) -> None:
    """From now on `guardian` speaks for the ward; None: nobody does."""
    kept = kept_from(ward, turn.community)
    values = {name: getattr(kept, name) for name in kept.__slots__}
    values["guardian"] = guardian.id if guardian is not None else None
    turn.store.roster.put_people(type(kept)(**values))
    turn.audit("guardian", f"person:{ward.id}", to=guardian.id if guardian is not None else None)


def _speak_for(chat: Chat, speaker: Person, name: str) -> None:
    """Somebody of the household may speak for who cannot speak themselves: has no account, no post, no guardian."""
    people = [
        one for one in chat.turn.community.people if one.household and one.household == speaker.household
    ]
    ward = next((one for one in people if same_name(one.name, name) and one.id != speaker.id), None)
    if ward is None:
        raise UserError("identity.no_ward", name=name, home=speaker.household or "")
    if ward.guardian == speaker.id:
        chat.whisper("identity.guards_already", ward=ward.name)
        return
    if speaker.guardian is not None or ward.contacts or ward.posts or ward.guardian is not None:
        raise UserError("identity.ward_needs_office", name=ward.name)
    guard(chat.turn, ward, speaker)
    chat.whisper("identity.guards", ward=ward.name)


def _set(chat: Chat, ward_name: str, guardian_name: str) -> None:
    community = chat.turn.community
    ward, guardian = _kept(chat, ward_name), None
    found = [one for one in community.find_people(guardian_name) if one.id != ward.id]
    near = [one for one in found if one.household and one.household == ward.household] or found
    if len(near) != 1:
        raise UserError("identity.which_guardian", name=guardian_name)
    guardian = near[0]
    homes = {ward.household, guardian.household} - {None}
    stranger = bool(ward.contacts) and len(homes) > 1
    if guardian.guardian is not None or ward.posts or stranger:
        raise UserError("identity.cannot_guard", ward=ward.name, guardian=guardian.name)
    guard(chat.turn, ward, guardian)
    chat.whisper("identity.guard_set", ward=one_of(ward), guardian=guardian.name)
    chat.turn.to_person(guardian, text("identity.guards", ward=ward.name))
    if ward.contacts:
        chat.turn.to_person(ward, text("identity.guarded", guardian=guardian.name))


def _end(chat: Chat, name: str | None) -> None:
    """By the guardian, or by whoever keeps the roster. Who has a guardian does not end it themselves: a child would."""
    own = [ward for ward in wards_of(chat) if not name or same_name(ward.name, name)]
    ward = own[0] if len(own) == 1 else _kept(chat, name or "")
    if ward.guardian is None:
        raise UserError("identity.no_guardian", name=ward.name)
    guard(chat.turn, ward, None)
    chat.whisper("identity.guard_ended", ward=ward.name)


def _kept(chat: Chat, name: str) -> Person:
    """The one person of this name whom the speaker keeps.

    Raises:
        UserError: there is none, or several.
    """
    community = chat.turn.community
    found = [
        person
        for person in rules.people_meant(community, name, register_of(community))
        if rules.may_keep(community, chat.person, person)
    ]
    if not found:
        raise UserError("identity.nobody_found", name=name[:16])
    if len(found) > 1:
        raise UserError("identity.too_many_found", count=len(found), name=name)
    return found[0]
