"""From understood words to requests: where they belong, and the receipt that the resident gets."""

import re
from collections.abc import Sequence

from handlers.chat import Chat
from handlers.community import Community, Node, NodeKind
from handlers.identity.family import home_meant, in_whose_name, ward_meant
from handlers.requests.dispatch.dispatching import ALARMED, Report, register
from handlers.requests.pictures import join_held
from handlers.requests.private.confiding import around, superiors
from handlers.requests.private.restricted import Kind
from handlers.requests.rules import is_private
from handlers.requests.wording import noted_subject, when, who
from handlers.texts import text
from handlers.understanding import Meaning, mask
from storage.records import Lane, Request

_BUILDING = re.compile(r"([0-9A-Z]{1,6})(?:号楼|座)")
_UNSEEN = {
    Kind.VIOLENCE: "registered_violence",
    Kind.MINOR: "registered_minor",
    Kind.DESPAIR: "registered_despair",
}
"""Of these not even a code is said in a group; and how they are answered privately."""
_INDOORS = re.compile(r"^(?:\d+单元|\d+楼|\d{3,4}|楼道|电梯|顶)")
GROUP, HOME, POST = "group", "home", "post"
"""Whence the part of a place was taken that nobody said: the group, the speaker's home, or their post."""
_HOME = re.compile(r"我(?:们)?(?:家|屋)|家里")


def read_reports(chat: Chat, meaning: Meaning) -> list[Report]:
    """The problems that a message of this meaning names, each as a report; the first is the main one."""
    found = [(meaning.intent, meaning.category, meaning.urgency, meaning.place_text)]
    found += [
        (more.intent, more.category, more.urgency, more.place_text or meaning.place_text)
        for more in meaning.more
    ]
    reports = []
    for intent, category, urgency, said in found:
        place, inferred = _place(chat, said)
        reports.append(
            Report(
                text=in_whose_name(chat) + mask(chat.words),
                intent=str(intent),
                category=str(category or text("requests.other_category")),
                urgency=str(urgency or "normal"),
                place=place,
                node=node_of(chat.turn.community, place, chat.node.id),
                room=chat.inbound.room,
                reporter=chat.speaker,
                inferred=inferred,
                called=chat.called,
            )
        )
    return reports


def register_all(chat: Chat, reports: list[Report], known: Sequence[str] = ()) -> None:
    """Make the requests, and one receipt for them all; with lines on what was `known` already of the same message."""
    if not reports:
        chat.say("\n".join(known))
        return
    made = [register(chat.turn, report) for report in reports]
    join_held(chat, made)
    lines = [_receipt(chat, made[0])]
    shown = [request for request in made[1:] if chat.private or not is_private(request)]
    for request in made:
        if request not in (made[0], *shown):
            chat.whisper("requests.registered_too", code=request.code, about=request.code)
    lines += [
        text(
            "requests.registered_more",
            code=request.code,
            subject=_subject(request),
            member=who(chat.turn.community, request.assignee),
        )
        for request in shown
    ]
    lines += known
    # A second request takes the place of the last line, so that the whole is four lines still.
    receipt = "\n".join([*lines[0].split("\n")[: 4 - len(lines[1:])], *lines[1:]])
    emergency = any(request.urgency == "emergency" for request in made)
    about = None if made[0].restricted in _UNSEEN and not chat.private else made[0].code
    chat.say(receipt, about=about, lane=Lane.ALARM if emergency else Lane.REPLY)


def _receipt(chat: Chat, request: Request) -> str:
    community, now = chat.turn.community, chat.turn.now
    member = who(community, request.assignee)
    hidden = is_private(request) and not chat.private
    if request.restricted in _UNSEEN:
        return _received(chat, request, member)
    if request.urgency == "emergency":
        key = "registered_emergency_quiet" if hidden else "registered_emergency"
        called = called_for(chat, request)
        return text(f"requests.{key}", code=request.code, subject=_subject(request), called=called)
    if hidden:
        return text("requests.registered_private", code=request.code)
    if request.restricted == Kind.PERSON and request.assignee is not None:
        return text("requests.registered_person", code=request.code, member=member)
    if request.assignee is None:
        return text("requests.registered_waiting", code=request.code, subject=_subject(request))
    night = request.urgency == "urgent" and chat.turn.awake > now
    return text(
        "requests.registered_night" if night else "requests.registered",
        code=request.code,
        subject=_subject(request),
        member=member,
        by=when(request.accept_by, now, community),
    )


def _received(chat: Chat, request: Request, member: str) -> str:
    """Who is hurt at home may have those who hurt them in the group, and who despairs their neighbours."""
    kind = Kind(str(request.restricted))
    key = _UNSEEN[kind]
    # In an emergency those above were alarmed too: 只告诉 names them all.
    if request.urgency == "emergency" and kind is not Kind.DESPAIR:
        member = called_for(chat, request)
    if chat.private:
        return text(f"requests.{key}", code=request.code, member=member)
    chat.whisper(f"requests.{key}", code=request.code, member=member, about=request.code)
    if kind is Kind.DESPAIR:
        return text("requests.received_despair")
    return text("requests.received_danger" if request.urgency == "emergency" else "requests.received")


def _subject(request: Request) -> str:
    return noted_subject(request.place, request.category, request.inferred)


def called_for(chat: Chat, request: Request) -> str:
    """Everybody who was alarmed, by name."""
    community = around(chat.turn.community, request)
    member = community.acting_for(request.assignee)
    people = [member, *superiors(community, request, member)[:ALARMED]] if member else []
    return "、".join(who(community, person.id) for person in people if person)


def _place(chat: Chat, said: str | None) -> tuple[str | None, str | None]:
    """The place said, with what was left out filled in from the group and the speaker's home; and whence that was.

    In a group the home is named only as far as the stairwell: the flat is nobody's business there.
    """
    home, ward = home_meant(chat), ward_meant(chat)
    whence = GROUP if chat.room else HOME if home else POST
    if said is None:
        if home and (ward or _HOME.search(chat.words)):
            place = text("requests.stairwell", building=home.building, unit=home.unit)
            return (place + home.room if chat.private else place), None if ward else HOME
        here = chat.node.kind is NodeKind.BUILDING
        return (chat.node.name, whence) if here else (None, None)
    place = within(chat.node, said)
    return place, whence if place != said else None


def within(node: Node | None, said: str) -> str:
    """A place as it was said; with the building of the node before it, if it lies in a house that was not named."""
    if (
        node is None
        or node.kind is not NodeKind.BUILDING
        or _BUILDING.search(said)
        or not _INDOORS.match(said)
    ):
        return said
    return node.name + said


def node_of(community: Community, place: str | None, otherwise: str) -> str:
    """Where in the tree a place belongs: at the building that is named, else at `otherwise`."""
    found = _BUILDING.search(place or "")
    node = community.building_node(found[1]) if found else None
    return node.id if node else otherwise
