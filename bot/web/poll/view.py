"""The public page of a poll, as markup: what everybody in its groups may know, now and after the end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.web.office.html import Html, tag
from bot.web.poll.result import Result, area, chosen, facts, share, turnout
from bot.web.poll.texts import say
from handlers.polls.outcome import Count

LEAST = 5
"""So many ballots a building must have before its counts are shown."""


@dataclass(frozen=True)
class Seen:
    """A poll at one moment. `name`: of its page; `state`: a key of the texts; `log`: the published file, "" before the
    end and of a poll that was cancelled; `voted`: how many have voted, `missing` how many more a quorum takes;
    `buildings`: counts by name; `notes`: what else must be said of the result (公示, whose rule decides)."""

    community: str
    name: str
    state: str
    result: Result
    log: str
    voted: int
    missing: int
    buildings: Mapping[str, Count]
    notes: tuple[str, ...]

    def file(self, kind: str) -> str:
        """What one of its files is called: V3.pdf"""
        return f"{self.result.head['code']}.{kind}"


def page(seen: Seen) -> str:
    """The whole page."""
    head = seen.result.head
    badge = tag("span", str(head["kind"]), class_="kind")
    state = tag("span", say(f"poll.state_{seen.state}"), class_="state")
    body: list[object] = [
        tag("p", badge, " ", str(head["code"]), " ", state),
        tag("h2", str(head["title"])),
        _now(seen),
        _pairs(facts(seen.result)),
        _fingerprints(seen.result),
    ]
    if seen.result.closed is not None:
        body += [_buildings(seen), _ballots(seen.result), _files(seen), _verifier(seen)]
    return document(
        say("frame.title", page=str(head["title"]), community=seen.community), seen.community, body
    )


def problem(community: str, key: str) -> str:
    """A page that only says why there is none."""
    return document(say("poll.problem"), community, [tag("p", say(key), role="alert")])


def document(title: str, community: str, body: Iterable[object]) -> str:
    """Markup with its head."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="robots", content="noindex"),
        tag("title", title),
        tag("link", rel="icon", href="/poll/static/icon.svg", type="image/svg+xml"),
        tag("link", rel="stylesheet", href="/poll/static/base.css"),
        tag("link", rel="stylesheet", href="/poll/static/poll.css"),
        tag("script", src="/poll/static/verify.js", defer=True),
        tag("script", src="/poll/static/poll.js", defer=True),
    )
    mark = tag("span", say("frame.mark"), class_="mark", aria_hidden="true")
    top = tag("header", mark, tag("h1", community), class_="top")
    return "<!doctype html>" + tag("html", head, tag("body", top, tag("main", body, id="main")), lang="zh-CN")


def _now(seen: Seen) -> Html:
    """The result, or how many have voted."""
    end, head = seen.result.end, seen.result.head
    if end is not None and end["type"] == "cancel":
        return tag("section", tag("p", say("poll.cancelled", reason=end["reason"]), class_="outcome"))
    if seen.result.closed is None:
        progress = tag("progress", value=seen.voted, max=max(1, head["eligible"]), aria_labelledby="voted")
        voted = say(f"frame.count_{head['unit']}", count=seen.voted)
        missing = say("poll.missing", count=say(f"frame.count_{head['unit']}", count=seen.missing))
        return tag(
            "section",
            tag("p", say("poll.voted", voted=voted, eligible=head["eligible"]), id="voted", class_="outcome"),
            progress,
            tag("p", missing) if seen.missing else None,
            tag("p", say("poll.hidden"), class_="note"),
        )
    outcome = tag("p", say("poll.outcome", outcome=seen.result.closed["outcome"]["text"]), class_="outcome")
    notes = [tag("p", note) for note in seen.notes]
    return tag("section", outcome, notes, _counts(seen.result), _pairs(turnout(seen.result)))


def _counts(result: Result) -> Html:
    """A line an option, with its part of those who took part as a bar; with owners also by area."""
    head, closed = result.head, result.closed
    assert closed is not None
    by_area = head["unit"] == "owner"
    heads = [say("poll.option"), say("poll.votes"), say("poll.share")] + [say("poll.by_area")] * by_area
    rows = []
    for place, label in enumerate(head["options"], 1):
        votes = closed["counts"][place - 1]
        bar = tag("progress", value=votes, max=max(1, closed["turnout"]), aria_label=label)
        counted = say(f"frame.count_{head['unit']}", count=votes)
        part_of = tag("span", share(votes, closed["turnout"]), class_="share")
        row: list[object] = [f"{place} {label}", tag("span", counted, class_="share"), [part_of, bar]]
        if by_area:
            part = closed["areas"][place - 1]
            of_area = tag("span", share(part, closed["turnout_area"]), class_="share")
            row.append([area(part), of_area])
        rows.append(row)
    several = tag("p", say("sheet.several"), class_="note") if head["choose"] > 1 else None
    return tag("div", _table(heads, rows, say("poll.counts")), several)


def _buildings(seen: Seen) -> Html | None:
    if len(seen.buildings) < 2:
        return None
    options = [str(label) for label in seen.result.head["options"]]
    rows: list[list[object]] = []
    for name, count in seen.buildings.items():
        few = count.turnout < LEAST
        counts: list[object] = [say("poll.few")] * len(options) if few else list(count.heads)
        rows.append([name, say("poll.turnout", count=count.turnout, eligible=count.eligible), *counts])
    heads = [say("poll.building"), say("frame.turnout"), *options]
    return _table(heads, rows, say("poll.by_building", least=LEAST))


def _ballots(result: Result) -> Html:
    """Every ballot that counts: by voter, of a secret poll by receipt."""
    secret = bool(result.head["secret"])
    counted = result.counted
    rows: list[list[object]] = []
    for one in counted:
        row: list[object] = [one["receipt"] if secret else one["voter"], chosen(result.head, one["choices"])]
        rows.append(row if secret else [*row, say(f"poll.how_{one['how']}"), str(one["hash"])[:8]])
    heads = [
        say(f"poll.{name}")
        for name in (("receipt", "chose") if secret else ("voter", "chose", "how", "receipt"))
    ]
    summary = tag("summary", say("poll.ballots", count=len(counted)))
    note = tag("p", say("poll.secret_note" if secret else "poll.named_note"), class_="note")
    return tag("details", summary, note, _table(heads, rows, say("poll.ballots", count=len(counted))))


def _files(seen: Seen) -> Html:
    links = [
        tag(
            "li",
            tag("a", say(f"poll.file_{kind}"), href=f"/poll/{seen.name}/{seen.file(kind)}", download=True),
        )
        for kind in ("pdf", "png", "jsonl")
    ]
    return tag("section", tag("h3", say("poll.files")), tag("ul", links, class_="files"))


def _verifier(seen: Seen) -> Html:
    """The parts that poll.js makes work; without script the words below say how to do it on a computer."""
    entry = tag("input", type="text", id="codes", autocomplete="off", maxlength=64, spellcheck="false")
    return tag(
        "section",
        tag("h3", say("poll.check")),
        tag("p", say("poll.check_how")),
        tag("label", tag("span", say("poll.check_codes")), entry),
        tag("button", say("poll.check_here"), type="button", id="check", class_="go"),
        tag(
            "label",
            tag("span", say("poll.check_file")),
            tag("input", type="file", id="file", accept=".jsonl"),
        ),
        tag("p", role="status", id="found"),
        tag("p", say("poll.check_limits"), class_="note"),
        id="verify",
        data_file=f"/poll/{seen.name}/{seen.file('jsonl')}",
        data_bad=say("poll.check_bad"),
        data_network=say("poll.check_network"),
    )


def _fingerprints(result: Result) -> Html:
    first, last = result.fingerprints
    pairs = [(say("poll.first"), first)] + [(say("poll.last"), last)] * bool(last)
    return tag("section", _pairs(pairs), tag("p", say("poll.fingerprints"), class_="note"), class_="prints")


def _pairs(pairs: Iterable[tuple[str, str]]) -> Html:
    return tag("dl", [(tag("dt", heading), tag("dd", words)) for heading, words in pairs])


def _table(heads: list[str], rows: Iterable[list[object]], caption: str) -> Html:
    head = tag("thead", tag("tr", [tag("th", words, scope="col") for words in heads]))
    body = tag("tbody", [tag("tr", [tag("td", cell) for cell in row]) for row in rows])
    return tag("div", tag("table", tag("caption", caption), head, body), class_="wide", tabindex="0")
