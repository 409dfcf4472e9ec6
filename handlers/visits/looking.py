"""What can be asked of visits: 多久没走访 3号楼, 巡查统计 本周, 走访记录 3-2-501. Answered privately. Chat only."""

import re

from handlers.arguments import Arguments
from handlers.chat import Chat, register_of
from handlers.community import Household, Node, Permission
from handlers.errors import UserError
from handlers.feature import Where
from handlers.grid.base import node_named
from handlers.names import clean
from handlers.requests.wording import excerpt
from handlers.sealed import sealed
from handlers.texts import text
from handlers.turn import Turn
from handlers.understanding import find_place
from handlers.understanding.normal import normalise
from handlers.visits import actions, rules
from handlers.visits.actions import visits
from handlers.visits.flats import flats_of
from storage.visits import Visit

LEADS = (Permission.HANDLE, Permission.READ)
_SHOWN, _PEOPLE, _RECORDS = 8, 6, 3
_LOOKED = 50  # the newest visits of a flat that are looked through
_LONGEST = 60
_NOTE = 40  # characters of a note in a list
_RECORDED = re.compile(r"^走访(?:记录|历史)[ :,]*")
_PERIOD = re.compile(r"今天|今日|当天|本周|这周|上周|上星期|上个?月|本月|这个?月|当月|的|统计|情况")


@visits.command(
    "多久没走访", "没走访的", "哪些户没走访", "哪几户没走访", "谁家没走访", needs=LEADS, where=Where.PLACE
)
def show_overdue(chat: Chat, arguments: Arguments) -> None:
    """The households where nobody was met for long: never visited first.

    Raises:
        UserError: not a place of the speaker's.
    """
    node, turn = _node(chat, arguments.rest), chat.turn
    contacts = actions.contacts_now(turn)
    homes = rules.lived_in(turn.community, node.id, contacts)
    waiting = rules.overdue(homes, turn.store.visits.last_met(), {}, actions.limit(turn))
    days = turn.community.rules.visits.days
    if not waiting:
        chat.whisper("visits.none_overdue", place=node.name, count=len(homes), days=days)
        return
    alone = sum(one.home.id not in contacts for one in waiting)
    chat.whisper(
        "visits.overdue",
        place=node.name,
        days=days,
        count=len(waiting),
        total=len(homes),
        never=sum(one.last is None for one in waiting),
        homes=rules.listed([_waiting(turn, one) for one in waiting], _SHOWN),
        alone=alone,
        first=waiting[0].home.id,
    )


@visits.command(
    "巡查统计", "走访统计", "走访巡查统计", "巡查情况", "走访情况", needs=LEADS, where=Where.PLACE
)
def show_tally(chat: Chat, arguments: Arguments) -> None:
    """How much each member did (每天一小时), this week unless another time is said.

    Raises:
        UserError: not a place of the speaker's.
    """
    turn = chat.turn
    said = normalise(arguments.rest)
    node = _node(chat, _PERIOD.sub("", said))
    span = rules.period(said, turn.local)
    tallies = rules.tallies(visits_in(turn, node, span))
    if not tallies:
        chat.whisper("visits.no_tally", place=node.name, period=span.name)
        return
    lines = [
        text("visits.tally_line", name=turn.name_of(one.actor), visits=one.visits, patrols=one.patrols)
        for one in tallies
    ]
    chat.whisper(
        "visits.tally",
        place=node.name,
        period=span.name,
        visits=sum(one.visits for one in tallies),
        patrols=sum(one.patrols for one in tallies),
        people=rules.listed(lines, _PEOPLE),
    )


@visits.command("走访记录", "走访历史", needs=Permission.READ, where=Where.PLACE, own=True)
def show_records(chat: Chat, arguments: Arguments) -> None:
    """The last visits to a flat with what was noted, to those who may read it; others see what they noted themselves.

    Raises:
        UserError: no such flat, or nothing of it is the speaker's to read.
    """
    home, turn, person = _home(chat), chat.turn, chat.person
    contact = turn.store.home_contacts.of_household(home.id)
    found = turn.store.visits.of_household(home.id, _LOOKED)
    reads = person is not None and rules.may_read(turn.community, person, home, contact)
    mine = found if reads else [one for one in found if one.actor == turn.actor]
    if not (reads or mine):
        raise UserError("common.not_allowed")
    if not mine:
        chat.whisper("visits.no_records", home=home.id)
        return
    turn.audit("visits_read", f"node:{home.node}", rows=len(mine[:_RECORDS]))
    chat.whisper(
        "visits.records", home=home.id, list="\n".join(_record(turn, one) for one in mine[:_RECORDS])
    )


def visits_in(turn: Turn, node: Node, span: rules.Period) -> list[Visit]:
    """What was done at a node and below it in a period, oldest first."""
    found = turn.store.visits.between(span.since, span.until)
    return [one for one in found if turn.community.is_within(one.node, node.id)]


def _node(chat: Chat, words: str) -> Node:
    """The place named, else that of the speaker's own post.

    Raises:
        UserError: there is no such place, or it is not theirs.
    """
    community, person = chat.turn.community, chat.person
    own = community.posts_of(person)[0].node if person is not None and community.posts_of(person) else ""
    said = words.strip(" ?？的：:，,")
    node = node_named(community, said, chat.node.id) if said else community.node(own)
    if node is None:
        raise UserError("visits.no_such_place", place=clean(said, 16), example=chat.node.name)
    if person is None or not any(community.may(person, needed, node.id) for needed in LEADS):
        raise UserError("common.not_allowed")
    return node


def _home(chat: Chat) -> Household:
    """The flat in the message: not in its arguments, which take the end of 3-2-501 for a code.

    Raises:
        UserError: no flat is named, or there is none such.
    """
    community, said = (
        chat.turn.community,
        _RECORDED.sub("", normalise(chat.words[:_LONGEST]), count=1).strip(),
    )
    place = find_place(said, register_of(community))
    flats = [said] if community.household(said) else flats_of(community, place) if place is not None else ()
    home = community.household(flats[0]) if len(flats) == 1 else None
    if home is None:
        raise UserError("visits.record_how", flat=clean(said, 20))
    return home


def _waiting(turn: Turn, one: rules.Waiting) -> str:
    if one.last is None:
        return text("visits.never", home=one.home.id)
    return text("visits.days_ago", home=one.home.id, days=(turn.now - one.last).days)


def _record(turn: Turn, one: Visit) -> str:
    """One line. The words wait sealed until they are sent: they are mostly about somebody's health."""
    local = one.at.astimezone(turn.community.zone)
    note = excerpt(one.note or "", _NOTE) or text("visits.no_note" if one.met else "visits.nobody_met")
    return text(
        "visits.record",
        month=local.month,
        day=local.day,
        name=turn.name_of(one.actor),
        note=sealed(turn.store.vault, note),
    )
