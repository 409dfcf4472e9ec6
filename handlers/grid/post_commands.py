"""Posts, as those who keep the roster give and take them: asked once more before anything changes. Chat, privately."""

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Any

from handlers.chat import Chat
from handlers.community import Node, NodeKind, Permission, Person, Post, Role
from handlers.errors import UserError
from handlers.feature import Where
from handlers.grid import posts
from handlers.grid.base import grid, node_named, office_of, person_named, privately, shown, words_of
from handlers.grid.handover import Passed
from handlers.grid.post_words import PostSaid, offices, read_post
from handlers.grid.posts import Office
from handlers.grid.rules import hours_text, posts_at
from handlers.texts import text
from handlers.yes_no import read_yes_no
from storage.records import Question
from storage.requests import OPEN

_PLAINLY = ("任命", "免去")
_APPOINT, _DISMISS = "grid.appoint", "grid.dismiss"
_WAITS = timedelta(minutes=30)


@grid.before_commands
@grid.declare("任命 王桂兰 3号楼楼长", "免去 李伟 3号楼楼长", needs=Permission.ROSTER, where=Where.PLACE)
def change_posts(chat: Chat) -> bool:
    """Give or take a post, after a 确认."""
    said = read_post(words_of(chat)) if chat.called else None
    if said is None or (said.role is None and not chat.turn.community.find_people(said.name)):
        return False
    if said.role is not None and words_of(chat).startswith(_PLAINLY):
        chat.require_somewhere(Permission.ROSTER)
    elif not chat.may_somewhere(Permission.ROSTER):
        return False  # 聘请一位律师, 任命书怎么开: no post of the grid
    privately(chat)
    person = person_named(chat.turn.community, said.name)
    if said.give:
        _ask_appoint(chat, person, said)
    else:
        _ask_dismiss(chat, person, said)
    return True


@grid.answer(_APPOINT, at_once=True)
def answer_appoint(chat: Chat, question: Question) -> bool:
    """确认, or 取消."""
    yes = read_yes_no(chat.words)
    if yes is None:
        return False
    chat.settle()
    person = chat.turn.community.person(str(question.payload["person"]))
    if not yes or person is None:
        chat.reply("grid.left_as_it_was")
        return True
    office = _office_from(question.payload)
    after = posts.appoint(chat.turn, person, office)
    chat.reply("grid.appointed", name=person.name, office=office.title)
    after.to_person(
        person,
        text(
            "grid.appointed_you",
            office=office.title,
            by=shown(after.community, _actor(chat)),
            now=_now(office),
        ),
    )
    return True


def _now(office: Office) -> str:
    """What comes to somebody with this post: matters, or only what they may see or help with."""
    role = office.post.role
    return text(f"grid.now_{role.value}" if role in (Role.AUDITOR, Role.ASSISTANT) else "grid.now_dispatched")


@grid.answer(_DISMISS, at_once=True)
def answer_dismiss(chat: Chat, question: Question) -> bool:
    """确认, or 取消."""
    yes = read_yes_no(chat.words)
    if yes is None:
        return False
    chat.settle()
    payload = question.payload
    person = chat.turn.community.person(str(payload["person"]))
    post = next(
        (
            held
            for held in (person.posts if person else ())
            if (held.node, held.role.value) == (payload["node"], payload["role"])
        ),
        None,
    )
    if not yes or person is None or post is None:
        chat.reply("grid.left_as_it_was")
        return True
    passed = posts.dismiss(chat.turn, person, post)
    chat.reply("grid.dismissed", name=person.name, office=payload["title"], handed=handed_words(chat, passed))
    chat.turn.to_person(person, text("grid.dismissed_you", office=payload["title"]))
    return True


def handed_words(chat: Chat, passed: Passed) -> str:
    """What became of what was in hand: 手上2件转给3号楼楼长 李伟。"""
    if not passed:
        return text("grid.nothing_in_hand")
    names = list(dict.fromkeys(one.name for _, one in passed if one is not None))
    waiting = sum(one is None for _, one in passed)
    said = text("grid.passed_to", count=len(passed) - waiting, names="、".join(names[:3])) if names else ""
    return said + (text("grid.passed_waiting", count=waiting) if waiting else "")


def _ask_appoint(chat: Chat, person: Person, said: PostSaid) -> None:
    if said.role is None:
        raise UserError("grid.which_office", list="、".join(offices()[:9]))
    if said.unknown:
        raise UserError("grid.unknown_matter", matter=said.unknown[0][:8])
    node = _node(chat, said.place, said.role, person)
    role = said.role
    if role is Role.SECRETARY and node.kind is NodeKind.COMMUNITY:
        role = Role.ADMIN
    title = posts.title_of(node, said.office)
    office = Office(Post(node.id, role, said.categories, said.hours), title)
    posts.check_appoint(chat.turn, person, office)
    payload = {
        "person": person.id,
        "node": node.id,
        "role": role.value,
        "categories": sorted(said.categories),
        "hours": [[f"{begin:%H:%M}", f"{end:%H:%M}"] for begin, end in said.hours],
        "title": title,
    }
    chat.ask(_APPOINT, payload, _WAITS)
    chat.say(_appoint_words(chat, person, office))


def _appoint_words(chat: Chat, person: Person, office: Office) -> str:
    community = chat.turn.community
    lines = [text("grid.appoint", name=_with_home(person), office=office.title)]
    may = text(f"grid.may.{office.post.role.value}", matters="、".join(sorted(office.post.categories)))
    hours = text("grid.with_hours", hours=hours_text(office.post.hours)) if office.post.hours else ""
    lines.append(may + hours)
    others = [
        one.name
        for one, held in posts_at(community, (office.post.node,))
        if held.role is office.post.role and one.id != person.id
    ]
    notes = []
    if others and office.post.role is not Role.SPECIALIST:
        notes.append(text("grid.others_there", names="、".join(others[:3])))
    if not person.contacts:
        notes.append(text("grid.unbound_yet"))
    return "\n".join([*lines, *(["".join(notes)] if notes else []), text("grid.confirm")])


def _ask_dismiss(chat: Chat, person: Person, said: PostSaid) -> None:
    post = _post_meant(chat, person, said)
    posts.check_dismiss(chat.turn, person, post)
    node = chat.turn.community.node(post.node)
    title = said.office and node and posts.title_of(node, said.office)
    title = title or _post_words(chat, person, post)
    held = len(chat.turn.store.requests.assigned_to(person.id, OPEN))
    payload = {"person": person.id, "node": post.node, "role": post.role.value, "title": title}
    chat.ask(_DISMISS, payload, _WAITS)
    key = "dismiss_in_hand" if held else "dismiss"
    ask = text(f"grid.{key}", name=person.name, office=title, count=held)
    chat.say(f"{ask}\n{text('grid.confirm')}")


def _post_meant(chat: Chat, person: Person, said: PostSaid) -> Post:
    """The post that is named; the only one, if none is."""
    if not person.posts:
        raise UserError("grid.no_post", name=person.name)
    node = node_named(chat.turn.community, said.place, chat.node.id) if said.place else None
    found = [
        post
        for post in person.posts
        if (node is None or post.node == node.id) and (said.role is None or _same(post.role, said.role))
    ]
    if said.place and node is None:
        found = []
    if len(found) != 1:
        held = "、".join(_post_words(chat, person, post) for post in person.posts[:3])
        raise UserError("grid.which_post", name=person.name, list=held)
    return found[0]


def _same(role: Role, said: Role) -> bool:
    topics = {Role.SPECIALIST, Role.PROPERTY}
    leaders = {Role.SECRETARY, Role.ADMIN}
    return role is said or {role, said} in (topics, leaders)


def _post_words(chat: Chat, person: Person, post: Post) -> str:
    node = chat.turn.community.node(post.node)
    if len(person.posts) == 1:
        return office_of(chat.turn.community, person)
    return f"{node.name if node else ''}{text(f'grid.role.{post.role.value}')}"


def _node(chat: Chat, place: str, role: Role, person: Person) -> Node:
    """Where the post is: the place named; for who serves everywhere, the place whose roster the speaker keeps."""
    community = chat.turn.community
    if place:
        node = node_named(community, place, chat.node.id)
        if node is None:
            raise UserError("grid.no_such_place", place=place[:12])
        return node
    if role in (Role.HEAD, Role.SECRETARY):
        raise UserError("grid.place_wanted", name=person.name)
    own = [post.node for post in community.posts_of(_actor(chat)) if post.role not in (Role.HEAD,)]
    node = community.node(own[0]) if own else None
    return node or chat.node


def _office_from(payload: Mapping[str, Any]) -> Office:
    hours = tuple((time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in payload["hours"])
    post = Post(payload["node"], Role(payload["role"]), frozenset(payload["categories"]), hours)
    return Office(post, payload["title"])


def _with_home(person: Person) -> str:
    return f"{person.name}（{person.household}）" if person.household else person.name


def _actor(chat: Chat) -> Person:
    person = chat.person
    assert person is not None  # whoever keeps the roster is in it
    return person
