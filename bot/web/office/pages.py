"""The pages: overview, and who answers for what."""

from datetime import time

from bot.web.office.desk import Visit
from bot.web.office.frame import choice, note, page, places, question, table, when
from bot.web.office.html import Html, link, tag
from bot.web.office.texts import say
from handlers.community import Person
from handlers.grid.rules import Server, hours_text, team, who_answers
from handlers.grid.rules import table as tree
from handlers.office.numbers import NodeNumbers, numbers, open_polls
from handlers.understanding import CATEGORIES


def overview(visit: Visit) -> str:
    """Numbers by place: requests, polls, who is bound."""
    nodes = visit.sight.nodes
    rows = [_numbers(one) for one in numbers(visit.store, visit.community, nodes, visit.now)]
    polls = [
        (code, title, say("overview.turnout", count=turnout, eligible=eligible), when(visit, deadline))
        for code, title, turnout, eligible, deadline in open_polls(visit.store, nodes)
    ]
    heads = [say(f"overview.{name}") for name in ("place", "open", "overdue", "to_rate", "polls", "bound")]
    poll_heads = [say(f"overview.{name}") for name in ("code", "poll", "voted", "end")]
    return page(
        visit,
        "overview",
        table(heads, rows, say("overview.caption")),
        table(poll_heads, polls, say("overview.open_polls")) if polls else None,
    )


def _numbers(one: NodeNumbers) -> list[object]:
    row = one.row
    share = say("overview.share", bound=row.bound, people=row.people, percent=row.bound_share)
    name = tag(
        "span",
        link("/office/responsible", row.node.name, node=row.node.id),
        class_=f"deep{min(row.depth, 5)}",
    )
    return [
        name,
        link("/office/requests", one.open, node=row.node.id, state="open"),
        tag("b", link("/office/requests", one.overdue, node=row.node.id, state="overdue"), class_="bad")
        if one.overdue
        else 0,
        one.to_rate,
        one.polls,
        share if row.people else say("overview.nobody"),
    ]


def responsible(visit: Visit, node_id: str) -> str:
    """Who answers for each category at a place, who serves there, and where nobody does."""
    nodes = visit.sight.nodes
    options = places(visit, nodes)
    here = node_id if node_id in nodes else (options[0][0] if options else "")
    ask = question("/office/responsible", choice("node", here, say("responsible.place"), options))
    if not here:
        return page(visit, "responsible", note(say("responsible.nowhere")))
    local = visit.now.astimezone(visit.community.zone).time()
    answers, serving = _by_category(visit, here, local), _team(visit, here, local)
    return page(visit, "responsible", ask, _gaps(visit, nodes), answers, serving)


def _by_category(visit: Visit, node: str, local: time) -> Html:
    rows = []
    for category in CATEGORIES:
        line = who_answers(visit.community, node, category, None, local)
        who: object = _server(line[0]) if line else tag("b", say("responsible.nobody"), class_="bad")
        above = say("responsible.then").join(_name(one.person or one.holder) for one in line[1:])
        rows.append((category, who, above or say("responsible.none_above")))
    heads = [say(f"responsible.{name}") for name in ("category", "who", "above")]
    return table(heads, rows, say("responsible.by_category"))


def _team(visit: Visit, node: str, local: time) -> Html:
    """Everybody with a post that reaches the place; who is away, with who stands in."""
    names = {one.id: one.name for one in visit.community.nodes}
    rows = [
        (
            names[one.post.node],
            say(f"responsible.role_{one.post.role.value}"),
            _name(one.holder),
            hours_text(one.post.hours) or say("responsible.always"),
            _state(one),
        )
        for one in team(visit.community, node, local)
    ]
    heads = [say(f"responsible.{name}") for name in ("place", "role", "who", "hours", "state")]
    return table(heads, rows, say("responsible.team"))


def _state(one: Server) -> str:
    if one.holder.away:
        stand_in = one.person if one.stands_in else None
        return say("responsible.away", name=stand_in.name) if stand_in else say("responsible.away_nobody")
    return say("responsible.there" if one.on_duty else "responsible.off_duty")


def _gaps(visit: Visit, nodes: frozenset[str]) -> Html | None:
    """The places where somebody should lead and nobody does."""
    gaps = [
        tag("li", link("/office/responsible", say("responsible.gap", place=row.node.name), node=row.node.id))
        for row in tree(visit.community)
        if row.node.id in nodes and row.missing
    ]
    return (
        tag("section", tag("h3", say("responsible.gaps")), tag("ul", gaps), class_="gaps") if gaps else None
    )


def _server(one: Server) -> str:
    """Who does the work now, and for whom."""
    if one.stands_in and one.person is not None:
        return say("responsible.for", name=_name(one.person), holder=one.holder.name)
    return _name(one.holder)


def _name(person: Person) -> str:
    return say("responsible.named", name=person.name, title=person.title) if person.title else person.name
