"""What an import says, in words: the rows of a dry run, the remarks, the end."""

from collections.abc import Iterator, Mapping

from handlers.community import Community
from handlers.roster.plan import Entry, Plan, Remark, Verdict
from handlers.texts import text

WHATS = ("node", "household", "person")


def change(field: str, old: str, new: str) -> str:
    """One field that changes, of what may be shown."""
    none = text("roster.none")
    return text("roster.change", field=text(f"roster.field.{field}"), old=old or none, new=new or none)


def square(area: int | None) -> str:
    """An area: 86.5㎡; "" for none."""
    return "" if area is None else text("roster.square", area=metres(area))


def metres(area: int) -> str:
    """Hundredths of a square metre as people write them: 86.5."""
    return f"{area / 100:.2f}".rstrip("0").rstrip(".")


def lines(plan: Plan) -> Iterator[str]:
    """What becomes of each row in the order of the sheets; then what to look at, the rights, what is left out."""
    for entry in plan.entries:
        yield _entry(entry)
    for remark in plan.notes:
        yield text("roster.look", remark=said(remark))
    for grant in plan.grants:
        params = {"sheet": grant.line.sheet, "row": grant.line.row, "name": grant.name, "title": grant.title}
        yield text("roster.grant", place=grant.place, role=text(f"roster.role.{grant.role}"), **params)
    for remark in plan.bad:
        yield text("roster.left_out", remark=said(remark))


def summary(plan: Plan) -> str:
    """How many of each."""
    parts = [
        text(
            "roster.counted",
            what=text(f"roster.what.{what}"),
            new=plan.count(what, Verdict.NEW),
            changed=plan.count(what, Verdict.CHANGED),
            same=plan.count(what, Verdict.SAME),
        )
        for what in WHATS
        if any(entry.what == what for entry in plan.entries)
    ]
    counts = text("roster.between").join([*parts, text("roster.counted_bad", bad=plan.bad_rows)])
    return text("roster.summary", rows=plan.rows, counts=counts)


def said(remark: Remark) -> str:
    """A remark with where it stands."""
    message = text(remark.key, **remark.params)
    if remark.line is None:
        return text("roster.in_sheet", sheet=remark.sheet, said=message)
    return text("roster.at_row", sheet=remark.sheet, row=remark.line.row, said=message)


def label_of(community: Community, table: str, key: str, names: Mapping[str, str]) -> str:
    """What was imported, as one calls it: 王桂兰（3-2-501）, 3-2-501, 7号楼. `names`: of nodes."""
    if table in ("person", "person_secret"):
        person = community.person(key)
        if person is None:
            return text("roster.gone")
        return text("roster.person", name=person.name, home=person.household or text("roster.no_home"))
    return names.get(key, key)


def _entry(entry: Entry) -> str:
    return text(
        f"roster.entry.{entry.verdict}",
        sheet=entry.line.sheet,
        row=entry.line.row,
        what=text(f"roster.what.{entry.what}"),
        label=entry.label,
        changes=text("roster.comma").join(entry.changes),
    )
