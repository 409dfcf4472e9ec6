"""What members say of visits and patrols: 走访 3-2-501 血压高; 巡查 3号楼 消防通道有杂物; 撤销走访. Chat only."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from functools import partial

from handlers.arguments import Arguments
from handlers.chat import Chat, register_of
from handlers.community import Household, Node, Permission
from handlers.errors import UserError
from handlers.feature import Where
from handlers.grid.base import node_named
from handlers.names import clean
from handlers.requests import find
from handlers.requests.dispatch.dispatching import Report
from handlers.requests.endings import says_done
from handlers.requests.intake import read_reports, register_all
from handlers.requests.members.member_grammar import read_member
from handlers.requests.talk import add_word
from handlers.understanding import find_place, things, understand
from handlers.understanding.normal import normalise
from handlers.visits import actions, grammar, rules
from handlers.visits import contact_commands as contact_commands
from handlers.visits import looking as looking
from handlers.visits.actions import Noted, visits
from handlers.visits.flats import flats_of
from handlers.visits.pictures import join_earlier
from handlers.yes_no import read_yes_no
from storage.records import Question
from storage.requests import OPEN

__all__ = ["contact_commands", "looking", "visits"]

_PROBLEM = "visits.problem"
_WAITS = timedelta(minutes=30)
_PROBLEMS = frozenset({"报修", "安全隐患", "投诉"})
_AGAIN = ("更正走访", "改走访", "走访更正")
_SHOWN = 3


@visits.before_commands
@visits.declare("走访 3-2-501 血压高，已提醒复诊", needs=Permission.HANDLE, where=Where.PLACE, own=True)
def note_visit(chat: Chat) -> bool:
    """A visit, in a form or in plain words. What is said in a group to nobody counts only as 走访 and a flat.

    Raises:
        UserError: no flat, or none that there is; or it is not the speaker's to visit.
    """
    words = normalise(chat.words[: grammar.LONGEST + 1]).strip()
    again = next((word for word in _AGAIN if words.startswith(word)), None)
    if again is not None:
        words = words.removeprefix(again).strip(" :,")
        words = words if words.startswith("走访") else f"走访 {words}"
    said = _read(chat, words)
    if said is None or not _is_meant(chat, said):
        return False
    danger = any(_is_danger(chat, note) for note in dict.fromkeys(home.note for home in said.homes))
    if danger and not said.plainly:
        return False
    noted = _flats(chat, said)
    if again is not None:
        actions.take_back(chat.turn)
    made = actions.note_visits(chat.turn, noted, said.ago)
    if danger:
        return False  # it is noted, and goes on as what it is
    join_earlier(chat, made)
    _answer(chat, noted)
    return True


@visits.before_commands
@visits.declare("巡查 3号楼 消防通道有杂物", needs=Permission.HANDLE, where=Where.PLACE)
def note_patrol(chat: Chat) -> bool:
    """A patrol; if the note names a problem, one word registers it.

    Raises:
        UserError: no such place, or not the speaker's to patrol.
    """
    words = normalise(chat.words[: grammar.LONGEST + 1]).strip()
    said = grammar.read_patrol(words, register_of(chat.turn.community))
    if said is None or not (chat.called or said.place) or _is_danger(chat, said.note):
        return False
    person = chat.person
    if person is None or not (chat.may_somewhere(Permission.HANDLE) or rules.is_party(person)):
        return _refuse(chat, said)
    if not (said.place or said.note):
        raise UserError("visits.patrol_how", place=chat.node.name)
    node, place, note = _patrolled(chat, said)
    if not (chat.called or rules.may_patrol(chat.turn.community, person, node.id)):
        return False
    made = actions.note_patrol(chat.turn, node, place, note, said.ago)
    join_earlier(chat, [made])
    if not grammar.is_fine(note) and _offer(chat, made, node, place, note):
        chat.reply("visits.patrol_problem", place=place)
    else:
        chat.reply("visits.patrol_noted", place=place)
    return True


@visits.answer(_PROBLEM)
def answer_problem(chat: Chat, question: Question) -> bool:
    """1: what was seen becomes a request, with the pictures of the patrol."""
    answer = read_yes_no(chat.words)
    if answer is None:
        return False
    chat.settle()
    if not answer:
        chat.reply("visits.left_noted")
        return True
    register_all(chat, [Report(**item) for item in question.payload["reports"]])
    made = chat.turn.store.requests.reported_by(chat.speaker, OPEN)[0]
    for file in chat.turn.store.visits.pictures(int(question.payload["visit"])):
        add_word(chat.turn, made, chat.speaker, "", file)
    return True


@visits.command("撤销走访", "撤销巡查", "撤回走访", "撤回巡查", "走访记错了", "巡查记错了")
def take_back(chat: Chat, arguments: Arguments) -> None:
    """What the speaker noted last, within a day.

    Raises:
        UserError: there is nothing.
    """
    gone = actions.take_back(chat.turn)
    homes = [home for one in gone if (home := chat.turn.community.household(one.household or "")) is not None]
    places = rules.stairwells(homes) if homes and not chat.private else _places([one.place for one in gone])
    chat.reply("visits.taken_back", places=places)


def _read(chat: Chat, words: str) -> grammar.VisitSaid | None:
    community = chat.turn.community
    return grammar.read_visit(
        words,
        register_of(community),
        partial(flats_of, community),
        lambda flat: community.household(flat) is not None,
    )


def _is_meant(chat: Chat, said: grammar.VisitSaid) -> bool:
    """Whether the speaker can mean a visit: plain words of somebody who has work in hand there may be about that."""
    known = [home for one in said.homes if (home := chat.turn.community.household(one.id or "")) is not None]
    if not (chat.may_somewhere(Permission.HANDLE) or _visits_there(chat, known)):
        if chat.called and said.plainly and known:
            raise UserError("common.not_allowed")
        return False
    if not chat.called:
        return said.plainly and bool(known) and _visits_there(chat, known)
    if said.plainly:
        return True
    here = {home.node for home in known}
    in_hand = any(request.node in here for request in find.given(chat, find.HELD))
    return not in_hand or all(_is_of_people(chat, home.note) for home in said.homes)


def _is_of_people(chat: Chat, note: str) -> bool:
    """Whether a note is of those who live there (血压高，已提醒复诊), and not of a thing, or of work that is done."""
    if not note or things(note, chat.turn.community.lexicon):
        return False
    return read_member(note) is None and not says_done(note)


def _visits_there(chat: Chat, homes: Sequence[Household]) -> bool:
    community, contacts, person = chat.turn.community, chat.turn.store.home_contacts, chat.person
    return bool(homes) and all(
        person is not None and rules.may_visit(community, person, home, contacts.of_household(home.id))
        for home in homes
    )


def _is_danger(chat: Chat, note: str) -> bool:
    """Somebody is in danger there: that goes the way of every emergency. Asked of the note alone: with the flat before
    it, 家里没人 sounds like a cry for help."""
    if not note or grammar.is_only_nobody(note):
        return False
    return understand(note, chat.context).urgency == "emergency"


def _flats(chat: Chat, said: grammar.VisitSaid) -> list[Noted]:
    community = chat.turn.community
    unknown = next((one.said for one in said.homes if one.id is None), None)
    example = _example(chat)
    if unknown is not None:
        raise UserError("visits.no_such_flat", flat=clean(unknown, 20), example=example)
    if not said.homes:
        raise UserError("visits.which_flat", example=example, most=grammar.MOST)
    homes = [(community.household(one.id or ""), one.note) for one in said.homes]
    return [Noted(home, note) for home, note in homes if home is not None]


def _example(chat: Chat) -> str:
    """A flat that the speaker knows."""
    homes = chat.turn.community.households_in(chat.node.id) or chat.turn.community.households
    return homes[0].id if homes else "3-2-501"


def _answer(chat: Chat, noted: Sequence[Noted]) -> None:
    homes = [one.home for one in noted]
    if not chat.private:
        chat.reply("visits.noted_here", places=rules.stairwells(homes))
        return
    missed = _places([rules.flat_words(one.home) for one in noted if not one.met])
    places = _places([rules.flat_words(one.home) for one in noted if one.met])
    key = "noted_missed" if not places else "noted_some_missed" if missed else "noted"
    chat.reply(f"visits.{key}", places=places, missed=missed)


def _places(words: Sequence[str]) -> str:
    return rules.listed(words, _SHOWN)


def _offer(chat: Chat, visit: int, node: Node, place: str, note: str) -> bool:
    """Ask whether what was seen shall be registered; False: it is no problem that somebody could put right."""
    meaning = understand(note, chat.context)
    if not (meaning.for_bot and meaning.intent in _PROBLEMS):
        return False
    found = [replace(one, place=place, node=node.id, inferred=None) for one in read_reports(chat, meaning)]
    chat.ask(_PROBLEM, {"reports": [asdict(one) for one in found], "visit": visit}, _WAITS)
    return True


def _refuse(chat: Chat, said: grammar.PatrolSaid) -> bool:
    """巡查 3号楼 from who patrols nowhere: they are told so; the problem that a resident saw is read on as a report."""
    if said.place and chat.called and (chat.works or grammar.is_fine(said.note)):
        raise UserError("common.not_allowed")
    return False


def _patrolled(chat: Chat, said: grammar.PatrolSaid) -> tuple[Node, str, str]:
    """The node, the words for the place, and the note. Without a place it is where the speaker is at home.

    Raises:
        UserError: the community has no such place.
    """
    community, here = chat.turn.community, chat.node
    if not said.place:
        head, _, rest = said.note.partition(" ")
        named = node_named(community, head, here.id) if head else None
        return (named, named.name, rest) if named is not None else (here, here.name, said.note)
    place = find_place(said.place, register_of(community))
    if place is None or not place.known:
        raise UserError("visits.no_such_place", place=clean(said.place, 16), example=here.name)
    node = node_named(community, said.place, here.id)
    return (node, place.text, said.note) if node is not None else (here, here.name + place.text, said.note)
