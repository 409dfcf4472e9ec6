"""Moves, kinds of members and 双报到, as they are said. Chat only, privately."""

import re
from datetime import timedelta

from handlers.chat import Chat
from handlers.community import Permission, Person
from handlers.errors import UserError
from handlers.feature import Where
from handlers.grid import moves
from handlers.grid.base import flat_named, grid, keeps_somewhere, person_named, shown, words_of
from handlers.grid.move_words import Move, read_move, read_report, read_search
from handlers.grid.post_commands import handed_words
from handlers.names import clean
from handlers.people import Kind
from handlers.texts import text
from handlers.yes_no import read_yes_no
from storage.records import Question
from storage.requests import OPEN

_OUT = "grid.move_out"
_WAITS = timedelta(minutes=30)
_LISTED = 5
_SELF_OUT = re.compile(
    "(?:我们?|我家|我们家|俺们?)(?:已经?|刚|要|马上|今天|明天|下个?月)*(?:搬走|搬家|搬出去|退租)了?"
)
_OWN = frozenset(("我", "我们", "我家", "本人", "俺", "他", "她", "楼上", "楼下", "对门", "邻居", "隔壁"))


@grid.before_commands
@grid.declare(
    "王桂兰 搬走了",
    "3-2-501 搬来 张强 租户",
    "王桂兰 是 退休党员",
    needs=(Permission.ROSTER, Permission.VOUCH),
    where=Where.PERSON,
)
def keep_household(chat: Chat) -> bool:
    """Who moved, and what kind of member somebody is."""
    if not chat.private or not keeps_somewhere(chat):
        return False
    move = read_move(words_of(chat))
    if move is None or move.name in _OWN:
        return False
    if not move.name and not (move.flat or move.old):
        return False
    if not move.name:
        raise UserError("grid.move_whom")
    if move.what == "in":
        _move_in(chat, move)
    elif move.what == "out":
        if not chat.turn.community.find_people(move.name) and move.flat is None:
            return False  # 楼下那家搬走了: talk, not an entry
        _ask_out(chat, move)
    elif move.what == "to":
        _move_to(chat, move)
    else:
        _set_kinds(chat, move)
    return True


@grid.before_commands
def said_of_oneself(chat: Chat) -> bool:
    """我搬走了, privately: what is to be done. It takes back nothing that was reported, and ends nothing."""
    if not chat.private or not _SELF_OUT.fullmatch(words_of(chat)):
        return False
    chat.reply("grid.moved_yourself")
    return True


@grid.answer(_OUT, at_once=True)
def answer_out(chat: Chat, question: Question) -> bool:
    """确认, or 取消."""
    yes = read_yes_no(chat.words)
    if yes is None:
        return False
    chat.settle()
    person = next((one for one in chat.turn.community.people if one.id == question.payload["person"]), None)
    if not yes or person is None:
        chat.reply("grid.left_as_it_was")
        return True
    passed = moves.move_out(chat.turn, person)
    handed = handed_words(chat, passed) if passed else ""
    chat.reply("grid.moved_out", name=person.name, handed=handed)
    return True


@grid.before_commands
@grid.declare("双报到 市第一医院 内科医生 会量血压、急救", "报到：我是在职党员，单位…，特长…")
def report_in(chat: Chat) -> bool:
    """An employed member reports in where they live."""
    words = words_of(chat)
    report = read_report(words)
    if report is None or not chat.called or not (report.employer or "报到" in words):
        return False
    if not chat.private:
        chat.reply("grid.privately")
        return True
    if chat.person is None:
        raise UserError("grid.report_unbound")
    if not report.employer:
        raise UserError("grid.report_how")
    after = moves.report_in(chat.turn, chat.person, report)
    person = after.community.person(chat.person.id) or chat.person
    skills = "、".join(person.skills) or text("grid.no_skills")
    chat.reply("grid.reported", employer=person.employer, skills=skills)
    secretary = moves.secretary_of(after.community, person)
    if secretary is not None and secretary.id != person.id:
        home = text("grid.at_home", flat=person.household) if person.household else ""
        key = "grid.reported_in" if Kind.EMPLOYED_MEMBER in person.kinds else "grid.reported_in_unknown"
        note = text(key, name=person.name, home=home, employer=person.employer, skills=skills)
        after.to_person(secretary, note)
    return True


@grid.before_commands
@grid.declare("谁会量血压", "找会修电脑的党员", needs=(Permission.ROSTER, Permission.HANDLE))
def find_skill(chat: Chat) -> bool:
    """Which members can do something, in the speaker's part of the tree."""
    if not chat.called or not any(
        chat.may_somewhere(permission) for permission in (Permission.ROSTER, Permission.HANDLE)
    ):
        return False
    skill = read_search(words_of(chat))
    if skill is None:
        return False
    found = moves.with_skill(chat.turn, skill)
    if not found:
        chat.whisper("grid.nobody_can", skill=clean(skill, 12))
        return True
    listed = "\n".join(_skilled(chat, person) for person in found[:_LISTED])
    more = text("grid.and_more", count=len(found) - _LISTED) if len(found) > _LISTED else ""
    chat.whisper("grid.can", skill=clean(skill, 12), list=listed + more)
    return True


def _skilled(chat: Chat, person: Person) -> str:
    home = chat.turn.community.household(person.household) if person.household else None
    place = text("grid.stairwell", building=home.building, unit=home.unit) if home else ""
    return text("grid.can_line", name=person.name, place=place, skills="、".join(person.skills[:4]))


def _move_in(chat: Chat, move: Move) -> None:
    flat = _flat(chat, move.flat)
    person = moves.move_in(chat.turn, flat, move.name, move.kinds)
    kinds = _kind_words(tuple(person.kinds))
    chat.reply("grid.moved_in", name=person.name, flat=flat, kinds=f"，{kinds}" if kinds else "")


def _ask_out(chat: Chat, move: Move) -> None:
    person = person_named(chat.turn.community, move.name, _flat(chat, move.flat) if move.flat else None)
    moves.check_move_out(chat.turn, person)
    held = len(chat.turn.store.requests.assigned_to(person.id, OPEN))
    chat.ask(_OUT, {"person": person.id}, _WAITS)
    extra = text("grid.out_posts", office=shown(chat.turn.community, person)) if person.posts else ""
    extra += text("grid.out_in_hand", count=held) if held else ""
    home = text("grid.at_home", flat=person.household) if person.household else ""
    chat.say(text("grid.move_out", name=person.name, home=home, extra=extra) + "\n" + text("grid.confirm"))


def _move_to(chat: Chat, move: Move) -> None:
    flat = _flat(chat, move.flat)
    old = _flat(chat, move.old) if move.old else None
    person = person_named(chat.turn.community, move.name, old)
    moves.move_to(chat.turn, person, flat)
    chat.reply("grid.moved_to", name=person.name, flat=flat)


def _set_kinds(chat: Chat, move: Move) -> None:
    person = person_named(chat.turn.community, move.name, _flat(chat, move.flat) if move.flat else None)
    kinds = moves.set_kinds(chat.turn, person, move.kinds)
    chat.reply("grid.kinds_set", name=person.name, kinds=_kind_words(kinds) or text("grid.no_kinds"))


def _kind_words(kinds: tuple[Kind, ...]) -> str:
    return "、".join(kind.value for kind in Kind if kind in kinds)


def _flat(chat: Chat, said: str | None) -> str:
    flat = flat_named(chat.turn.community, said or "")
    if flat is None:
        raise UserError("grid.no_such_flat", flat=clean(said or "", 16))
    return flat
