"""What members say of their leave, and who keeps the roster of others'. Chat only, privately."""

import re

from handlers.chat import Chat
from handlers.community import Permission, Person
from handlers.errors import UserError
from handlers.feature import Where
from handlers.grid import leave, rules
from handlers.grid.base import grid, person_named, privately, require_over, shown, words_of
from handlers.grid.leave_words import Leave, Vague, read_leave
from handlers.texts import text
from handlers.turn import Turn
from handlers.yes_no import read_yes_no
from storage.records import Lane, Question, Timer
from storage.requests import OPEN

_LISTED = 3
_UNREAD = re.compile(r"(?:我要?|本人)?请假(?!条|单|制|流|怎|的|了吗|吗)[^?？]{0,20}")
_BACK = re.compile(r"(?:我|提前)?(?:要)?(?:销假|取消请假|撤销请假|不请假)了?")
_IS_BACK = re.compile(r"我?(?:已经|提前)?(?:回来|回岗|返岗|到岗|回来上班|回来值班)了")
_HAND_OVER = re.compile(r"(?:都|全|全部|一起|一并)?(?:转|转交|转出|交接|交出)(?:给?[他她]|出去|了|吧)?")
_TABLE = re.compile(
    r"(?:今天|现在|最近|这周)?(?:值班表|请假表|请假名单|谁请假了?|谁在请假|谁在休假|谁不在岗?|谁休假)"
)
_FOR_ME = re.compile(
    r"(?:我请假|我休假|我不在|请假)?(?:时|的时候|期间)?(?:现在|到时候?|这几天|今天)?"
    r"(?:(?:是|有)?(?:谁|哪位)(?:来|在)?(?:替|代|顶|接)我?(?:的?班|值班|办)?|我的?(?:班|事)(?:是|由)?谁(?:来)?(?:替|代|顶|接))"
    r"(?:的|呢|啊|了|着)*[?？]?"
)
_AGREES = re.compile(
    r"(?:我)?(?:同意|答应|可以|愿意)(?:给|替|帮)?(?P<name>[^ ]{0,8}?) ?(?:代班|代|替班|顶班)(?: (?P<last>[^ ]{1,8}))?"
)

_AGREED = frozenset(("同意", "愿意", "答应", "没问题", "可以代", "我代", "同意代班"))
_REFUSED = frozenset(("不同意", "不方便", "代不了", "没空", "没时间", "不行", "来不了", "不能"))


@grid.before_commands
@grid.declare("谁替我")
def tell_stand_in(chat: Chat) -> bool:
    """Who stands in for the speaker, now or when their leave begins."""
    if not (chat.private and chat.person and chat.person.posts and _FOR_ME.fullmatch(words_of(chat))):
        return False
    turn, planned = chat.turn, leave.plan_of(chat.turn, chat.person.id)
    if planned is None and not chat.person.away:
        raise UserError("grid.no_leave")
    found = (
        leave.expected(turn, chat.person, planned) if planned else rules.acting(turn.community, chat.person)
    )
    dates = leave.span_words(turn, leave.begin_of(planned), planned.due_at) if planned else text("grid.now")
    who = shown(turn.community, found) if found else text("grid.next_up")
    chat.reply("grid.stands_in_for_you", dates=dates, who=who)
    return True


@grid.before_commands
@grid.declare("请假 11月25日到12月1日 由孙秀英代", "我明天请假", needs=Permission.WORK)
def ask_for_leave(chat: Chat) -> bool:
    """A member will be away."""
    said = _leave(chat)
    if said is None and _UNREAD.fullmatch(words_of(chat)) and chat.private:
        said = Vague("", "")
    if said is None or not chat.works or chat.person is None or not _is_own(chat, said):
        return False
    privately(chat)
    if isinstance(said, Vague):
        raise UserError("grid.leave_when")
    if not chat.person.posts:
        raise UserError("grid.leave_no_post")
    stand_in = _member(chat, said.by) if said.by else None
    _plan(chat, chat.person, said, stand_in, agreed=False)
    return True


@grid.before_commands
@grid.declare("李伟 请假 三天 由 孙秀英 代", needs=Permission.ROSTER, where=Where.PERSON)
def put_on_leave(chat: Chat) -> bool:
    """Who keeps the roster says that somebody is away, and who stands in."""
    said = _leave(chat)
    if said is None or not said.who or not chat.may_somewhere(Permission.ROSTER) or not chat.private:
        return False
    if not said.by and not chat.turn.community.find_people(said.who):
        return False  # 娃娃发烧 明天请假: talk, not an entry
    person = person_named(chat.turn.community, said.who)
    require_over(chat.turn, person)
    if isinstance(said, Vague):
        raise UserError("grid.leave_when")
    if not person.posts:
        raise UserError("grid.no_post", name=person.name)
    stand_in = _member(chat, said.by) if said.by else None
    _plan(chat, person, said, stand_in, agreed=True)
    return True


@grid.before_commands
@grid.declare("销假", "我回来了", "转", needs=Permission.WORK)
def come_back(chat: Chat) -> bool:
    """Back early."""
    words = words_of(chat)
    plainly = _BACK.fullmatch(words)
    if not (chat.called and chat.person and (plainly or _IS_BACK.fullmatch(words))):
        return False
    held = leave.plan_of(chat.turn, chat.person.id)
    if held is None and not chat.person.away:
        if plainly and chat.works:
            raise UserError("grid.no_leave")
        return False
    privately(chat)
    was_away = chat.person.away
    leave.back(chat.turn, chat.person)
    count = len(chat.turn.store.requests.assigned_to(chat.person.id, OPEN))
    chat.reply("grid.welcome_back" if was_away else "grid.leave_off", count=count)
    return True


@grid.before_commands
def hand_over(chat: Chat) -> bool:
    """The absent hands over what is in hand as well."""
    held = leave.plan_of(chat.turn, chat.person.id) if chat.private and chat.person else None
    if held is None or chat.person is None or not _HAND_OVER.fullmatch(words_of(chat)):
        return False
    count = leave.hand_over_all(chat.turn, chat.person)
    chat.reply("grid.handing_over" if count is None else "grid.handed_over", count=count)
    return True


@grid.before_commands
@grid.declare("值班表", "谁请假", needs=Permission.ROSTER)
def show_away(chat: Chat) -> bool:
    """Who is away or will be, and who stands in, in the speaker's part of the tree."""
    if not (chat.called and _TABLE.fullmatch(words_of(chat))):
        return False
    chat.require_somewhere(Permission.ROSTER)
    found = [(one, person) for one in leave.plans(chat.turn) if (person := _in_scope(chat, one)) is not None]
    listed = {person.id for _, person in found}
    unplanned = [one for one in _scope_people(chat) if one.away and one.id not in listed]
    lines = [_away_line(chat, person, one) for one, person in found]
    lines += [_away_line(chat, person, None) for person in unplanned]
    if not lines:
        chat.whisper("grid.nobody_away")
        return True
    more = [text("grid.and_more_lines", count=len(lines) - _LISTED)] if len(lines) > _LISTED + 1 else []
    kept = lines[:_LISTED] if more else lines
    chat.turn.to_actor(chat.speaker, "\n".join([*kept, *more]), lane=Lane.REPLY)
    return True


@grid.before_commands
def agree_in_words(chat: Chat) -> bool:
    """同意代班 李伟: whenever it is said, also after something else was asked."""
    found = _AGREES.fullmatch(words_of(chat)) if chat.private and chat.person else None
    if found is None or chat.person is None:
        return False
    name = found["name"] or found["last"]
    asked = [one for one in leave.asked_to_stand_in(chat.turn, chat.person) if name in (None, "", one.name)]
    if not asked:
        return False
    if len(asked) > 1:
        raise UserError("grid.agree_whom", name=asked[0].name)
    leave.agree(chat.turn, asked[0], True)
    chat.reply("grid.you_agreed", name=asked[0].name)
    return True


@grid.answer(leave.CONSENT)
def answer_consent(chat: Chat, question: Question) -> bool:
    """1 or 0, after being asked to stand in."""
    yes = read_yes_no(chat.words)
    words = words_of(chat)
    if yes is None:
        yes = True if words in _AGREED else False if words in _REFUSED else None
    person = chat.turn.community.person(str(question.payload["person"]))
    if yes is None or person is None:
        return False
    chat.settle()
    leave.agree(chat.turn, person, yes)
    chat.reply("grid.you_agreed" if yes else "grid.you_declined", name=person.name)
    return True


def _leave(chat: Chat) -> Leave | Vague | None:
    if not chat.called:
        return None
    words = words_of(chat)
    return read_leave(words, chat.turn.local.replace(tzinfo=None), chat.turn.community.calendar)


def _is_own(chat: Chat, said: Leave | Vague) -> bool:
    return not said.who or (chat.person is not None and said.who == chat.person.name)


def _member(chat: Chat, name: str) -> Person:
    """The stand-in who is meant: of several people of a name the one who serves."""
    community = chat.turn.community
    serving = [person for person in community.find_people(name) if person.posts]
    return serving[0] if len(serving) == 1 else person_named(community, name)


def _plan(chat: Chat, person: Person, said: Leave, stand_in: Person | None, agreed: bool) -> None:
    turn, zone = chat.turn, chat.turn.community.zone
    begin, end = max(said.begin.replace(tzinfo=zone), turn.now), said.end.replace(tzinfo=zone)
    own = person.id == turn.actor
    before = leave.plan_of(turn, person.id)
    leave.plan(turn, person, begin, end, stand_in, agreed or stand_in is None)
    dates = leave.span_words(turn, begin, end)
    usual = rules.usual_stand_in(turn.community, person)
    usual_name = shown(turn.community, usual) if usual else text("grid.next_up")
    if stand_in is None:
        who = text("grid.by_usual", name=usual_name) if usual else text("grid.by_nobody")
    elif agreed:
        who = text("grid.by_named", name=stand_in.name)
    else:
        who = text("grid.by_asked", name=stand_in.name, usual=usual_name)
    held = len(turn.store.requests.assigned_to(person.id, OPEN))
    reply = text("grid.leave_noted", name=text("grid.you") if own else person.name, dates=dates, who=who)
    if before is not None:
        reply += text(
            "grid.leave_instead", dates=leave.span_words(turn, leave.begin_of(before), before.due_at)
        )
    if own and held:
        reply += "\n" + text("grid.leave_in_hand", count=held)
    chat.say(reply)
    if not own:
        turn.to_person(person, text("grid.leave_set", by=turn.name_of(turn.actor), dates=dates, who=who))
    if begin > turn.now or usual is None or stand_in is not None:  # else the next one up was just told
        _tell_above(turn, person, stand_in, dates, who)


def _tell_above(turn: Turn, person: Person, stand_in: Person | None, dates: str, who: str) -> None:
    """The next one up knows who is away."""
    above = next((one for post in person.posts for one in turn.community.superiors(person, post.node)), None)
    usual = rules.usual_stand_in(turn.community, person) if stand_in is None else None
    if above is not None and usual is not None and above.id == usual.id:
        who = text("grid.by_you")
    if above is not None and above.id not in (turn.actor, stand_in.id if stand_in else None):
        turn.to_person(
            above, text("grid.leave_above", name=shown(turn.community, person), dates=dates, who=who)
        )


def _scope_people(chat: Chat) -> list[Person]:
    community, person = chat.turn.community, chat.person
    return [
        one
        for one in community.people
        if person and any(community.may(person, Permission.ROSTER, post.node) for post in one.posts)
    ]


def _in_scope(chat: Chat, planned: Timer) -> Person | None:
    person, community = leave.person_of(chat.turn, planned), chat.turn.community
    if person is None or chat.person is None:
        return None
    reached = any(community.may(chat.person, Permission.ROSTER, post.node) for post in person.posts)
    return person if reached else None


def _away_line(chat: Chat, person: Person, planned: Timer | None) -> str:
    turn, community = chat.turn, chat.turn.community
    found = leave.expected(turn, person, planned) if planned else rules.acting(community, person)
    dates = leave.span_words(turn, leave.begin_of(planned), planned.due_at) if planned else text("grid.now")
    who = found.name if found else text("grid.next_up")
    return text("grid.away_line", name=shown(community, person), dates=dates, who=who)
