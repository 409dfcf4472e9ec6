"""A report in words, as a picture and as tables. What a group reads names nobody, and nothing smaller than five."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.chart import bar_chart
from handlers.community import Community
from handlers.periods import DAY, MONTH, QUARTER, WEEK, YEAR, Period
from handlers.reports.rules import LEAST, Figures, facts, figures, folded, grouped, percent
from handlers.requests.rules import is_private
from handlers.sheets import Cell, Table
from handlers.texts import text
from storage.records import Request

_NAMES = {WEEK: "weekly", MONTH: "monthly", QUARTER: "quarterly"}


@dataclass(frozen=True)
class Report:
    """The figures of some places (`where`, in words) and a time, as they were `at` a moment."""

    community: Community
    where: str
    period: Period
    at: datetime
    counted: Sequence[tuple[Request, Figures]]

    @classmethod
    def of(
        cls, community: Community, where: str, period: Period, at: datetime, rows: Iterable[Request]
    ) -> "Report":
        """Count some rows of the ledger; what a row has no part in is left out."""
        since, until = period.bounds(community.zone)
        counted = [(row, figures(row, facts(community, row, at), since, until)) for row in rows]
        return cls(community, where, period, at, [entry for entry in counted if entry[1] != Figures()])

    @property
    def total(self) -> Figures:
        return sum((one for _, one in self.counted), Figures())


def report_text(report: Report) -> str:
    """At most four lines: what, how many, which part of them, as of when."""
    total = report.total
    title = text(f"reports.title.{_NAMES.get(report.period.kind, 'span')}")
    named = {"title": title, "where": report.where, "days": days(report.period)}
    if total == Figures():
        return text("reports.empty", **named)
    return text(
        "reports.text",
        **named,
        counts=counts(total),
        rates=rates(total),
        at=_moment(report.community, report.at),
    )


def counts(total: Figures) -> str:
    """登记12件，办结10件，在办5件（超时1件）."""
    late = text("reports.late", count=total.overdue) if total.overdue else ""
    return text(
        "reports.counts", registered=total.registered, closed=total.closed, open=total.open, late=late
    )


def rates(total: Figures) -> str:
    """The rates of what there is enough of; a figure of four tells what each of them said."""
    shares = (
        ("answered", total.answered, total.answerable),
        ("in_time", total.in_time, total.closed),
        ("solved", total.solved, total.closed),
        ("satisfied", total.satisfied, total.rated),
    )
    shown = [
        text(f"reports.rate.{name}", share=percent(part, whole), whole=whole)
        for name, part, whole in shares
        if whole >= LEAST
    ]
    return text("reports.between").join(shown) if shown else text("reports.too_few", least=LEAST)


def picture(report: Report) -> bytes:
    """A PNG: the registered by category; where there are too few of them, the counts as a whole."""
    total, other = report.total, text("requests.other_category")
    parts = {name: one.registered for name, one in grouped(report.counted, _category).items()}
    rows = folded(parts, other)
    named = {"where": report.where, "days": days(report.period)}
    at = text("reports.footer", at=_moment(report.community, report.at), rates=rates(total))
    if rows:
        return bar_chart(text("reports.chart", **named, count=total.registered), rows, at)
    names = ("registered", "closed", "open")
    bars = [(text(f"reports.column.{name}"), getattr(total, name)) for name in names]
    return bar_chart(text("reports.chart_total", **named), bars, at, shares=False)


def tables(report: Report) -> list[Table]:
    """The sheets for those who lead: the whole, by category, by place, by member. Each adds up to the whole."""

    def place(request: Request) -> str:
        node = report.community.node(request.node)
        return node.name if node else request.node

    def member(request: Request) -> str:
        if is_private(request):
            return text("reports.private")
        person = report.community.person(request.assignee) if request.assignee else None
        return person.name if person else text("reports.nobody")

    whole = {text("reports.total"): report.total}
    return [
        _table("total", whole),
        _table("category", grouped(report.counted, _category)),
        _table("place", grouped(report.counted, place)),
        _table("member", grouped(report.counted, member)),
    ]


_FIGURES = ("registered", "closed", "open", "overdue")
_RATES = (
    ("answered", "answerable"),
    ("in_time", "closed"),
    ("solved", "closed"),
    ("satisfied", "rated"),
)


def _table(name: str, parts: Mapping[str, Figures]) -> Table:
    header = [text(f"reports.sheet.{name}"), *(text(f"reports.column.{one}") for one in _FIGURES)]
    for part, whole in _RATES:
        header += [
            text(f"reports.column.{part}"),
            text("reports.column.of", whole=text(f"reports.column.{whole}")),
            text("reports.column.share", part=text(f"reports.column.{part}")),
        ]
    rows = [[label, *_cells(one)] for label, one in parts.items()]
    return Table(text(f"reports.sheet.{name}"), header, rows, {})


def _cells(one: Figures) -> list[Cell]:
    found: list[Cell] = [getattr(one, name) for name in _FIGURES]
    for part, whole in _RATES:
        here, of = getattr(one, part), getattr(one, whole)
        found += [here, of, percent(here, of)]
    return found


def days(period: Period) -> str:
    """11月16日—22日, 10月, 第三季度 of the year: as one says it."""
    first, last = period.first, period.last
    named = {"year": first.year, "month": first.month, "day": first.day, "quarter": (first.month + 2) // 3}
    if period.kind in (DAY, MONTH, QUARTER, YEAR):
        return text(f"reports.days.{period.kind}", **named)
    end = "end_same" if (first.year, first.month) == (last.year, last.month) else "end"
    return text("reports.days.span", **named) + text(f"reports.days.{end}", month=last.month, day=last.day)


def _category(request: Request) -> str:
    return request.category


def _moment(community: Community, moment: datetime) -> str:
    local = moment.astimezone(community.zone)
    return text("reports.moment", month=local.month, day=local.day, clock=f"{local:%H:%M}")
