"""What a guest says of who they are, and what a member says to it: 我是3-2-501王桂兰; 1, 2, 核实. Chat only."""

import re

from handlers.chat import Chat, register_of
from handlers.community import Permission, RoomMode
from handlers.errors import UserError
from handlers.feature import Where
from handlers.identity import claims, rules
from handlers.identity.actions import identity
from handlers.texts import text
from handlers.understanding.normal import normalise
from storage.records import Lane, Question

_LONGEST = 16
_CLAIMS = re.compile("(?:待|要)?核实(?:身份|名单|的)?|谁等(?:我|着)?核实")
_EDGES = " \t\n。.,，!！~～"
_KNOWS = r"(?:这个?人?)?(?:老太太|老人家|大爷|大妈|小伙子)?我?认识的?"
_YES = re.compile(
    rf"1|(?:(?:是|对)的?|没错|是本人|是(?:他|她|这个?人|我们楼的)的?|{_KNOWS})"
    rf"(?:[ ,]*(?:是的?|对的?|没错|{_KNOWS}|是我们楼的))*"
)
_NO = re.compile(
    r"2|不是的?|不对|(?:不是?[ ,]*)?(?:这个?人?|这位)?我?不认识(?:这个?人|他|她)?|没有?这个?人"
    r"|不是(?:他|她|本人|我们楼的)|否"
)
_ASKS = ("查询进度", "催办")
_OF_BINDING = re.compile("绑|核实|认证")
_AM_I_BOUND = re.compile("(?<!解)(?:绑定?|认证)(?:好|上|成功?|完)?了?(?:吗|嘛|没有?|么|不)")


@identity.before_commands
def take_claim(chat: Chat) -> bool:
    """我是3号楼2单元501的王桂兰, from somebody in no roster. In a group the answer says nothing of it."""
    if not chat.private and not chat.called and chat.mode is not RoomMode.ACTIVE:
        return False
    said = claims.read_claim(chat)
    if said is None and chat.private and chat.person is not None:
        known = rules.read_claim(chat.words, register_of(chat.turn.community), private=False)
        if known is not None and known.name == chat.person.name:
            chat.reply("identity.already", name=known.name)
            return True
    if said is None:
        return False
    try:
        answer = claims.make_claim(chat, said)
    except UserError as error:
        answer = text(error.key, **error.params)
    if chat.private:
        chat.say(answer)
    else:
        chat.turn.to_contact(chat.inbound.sender, answer, lane=Lane.REPLY)
        chat.reply("identity.claim_in_group")
    return True


@identity.before_commands
def ask_for_the_flat(chat: Chat) -> bool:
    """我是王桂兰, privately from somebody in no roster: the flat is missing."""
    name = rules.name_alone(chat.words) if chat.private and chat.person is None else None
    if name is None:
        return False
    chat.reply("identity.which_flat", name=name)
    return True


@identity.before_commands
def how_it_stands(chat: Chat) -> bool:
    """好了吗, 绑好了没有, privately from somebody whose claim waits, and who reported nothing that could be meant; from
    somebody who is bound, where they ask of nothing else."""
    if not chat.private or chat.meaning.intent not in _ASKS:
        return False
    if chat.person is not None:
        if chat.context.own_requests or not _AM_I_BOUND.search(chat.words[:_LONGEST]):
            return False
        chat.reply("identity.already", name=chat.person.name)
        return True
    if chat.context.own_requests and not _OF_BINDING.search(chat.words):
        return False
    if not chat.turn.store.claims.of_actor(chat.speaker):
        return False
    chat.reply("identity.not_yet_bound")
    return True


@identity.declare("核实", "待核实", needs=Permission.VOUCH, where=Where.OWN)
@identity.before_commands
def show_claims(chat: Chat) -> bool:
    """A member asks for the claims that wait for them: the oldest, which they can answer. 核实 is an ordinary word:
    only alone it means that."""
    words = normalise(chat.words[:_LONGEST]).strip(_EDGES)
    if not chat.called or not _CLAIMS.fullmatch(words):
        return False
    if not chat.may_somewhere(Permission.VOUCH):
        raise UserError("common.not_allowed")
    waiting = chat.turn.store.claims.waiting_for(chat.speaker)
    if waiting:
        claims.ask_now(chat.turn, waiting[0], len(waiting) - 1)
    else:
        chat.whisper("identity.no_claims")
    return True


@identity.declare("1", "2", "是", "不是", needs=Permission.VOUCH, where=Where.PERSON)
@identity.answer(claims.ASKED)
def answer_claim(chat: Chat, question: Question) -> bool:
    """A member says whether somebody is who they say they are. While polls are open a bare digit may be a vote: then
    the word is wanted."""
    words = normalise(chat.words).strip(_EDGES) if len(chat.words) <= _LONGEST else ""
    yes, no = _YES.fullmatch(words), _NO.fullmatch(words)
    if not (yes or no):
        return False
    claim = chat.turn.store.claims.get(int(question.payload["claim"]))
    if claim is None or claim.asked != chat.speaker:
        chat.settle()
        return False
    if words.isdigit() and chat.context.open_polls:
        chat.reply("identity.digit_or_vote", home=claim.household, name=claim.name)
        return True
    chat.settle()
    if yes:
        person = claims.confirm(chat.turn, claim)
        if person is None:
            chat.reply("identity.claim_gone")
        else:
            chat.reply("identity.claim_confirmed", name=person.name, home=claim.household)
    else:
        claims.refuse(chat.turn, claim)
        chat.reply("identity.claim_denied", name=claim.name)
    claims.ask_member(chat.turn, chat.speaker)
    return True
