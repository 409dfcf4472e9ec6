"""Which of the places in a message are meant, and what a later one takes over from an earlier one."""

from handlers.understanding.placetext import Group

ORDER = ("zone", "building", "unit", "floor", "room", "side", "area", "position")
"""The parts of a place from the whole to the detail."""


def chosen(found: list[tuple[Group, bool]]) -> list[Group]:
    """The places that are meant: those with a building before those without; lists kept whole."""
    runs: list[list[Group]] = []
    for group, joined in found:
        if joined and runs:
            group.parts = _inherit(runs[-1][-1], group)
            runs[-1].append(group)
        else:
            runs.append([group])
    _signed(runs)
    for wanted in ({"building"}, {"unit"}, {"area", "room"}):
        best = [run for run in runs if any(group.parts.keys() & wanted for group in run)]
        if best:
            chosen = [group for run in (best if wanted == {"building"} else best[:1]) for group in run]
            return [group for group in chosen if not group.bare() or len(chosen) == 1]
    return runs[0][:1] if runs else []


def _signed(runs: list[list[Group]]) -> None:
    """402门里有味 4号楼: a building at the end takes the floor or room that stood alone before it."""
    if len(runs) != 2 or len(runs[0]) > 1 or len(runs[1]) > 1:
        return
    before, last = runs[0][0], runs[1][0]
    within, whole = before.parts.keys(), last.parts.keys()
    closing = last.closing and "building" in whole and whole <= {"zone", "building", "unit"}
    if closing and within <= {"unit", "floor", "room"} and not within & whole:
        last.parts = last.parts | before.parts
        runs.pop(0)


def _inherit(before: Group, group: Group) -> dict[str, tuple[str, ...]]:
    """5号楼1单元和2单元: what the second leaves out is the first one's."""
    if "building" in group.parts or "area" in group.parts:
        return group.parts
    first = min(ORDER.index(name) for name in group.parts)
    kept = {name: value for name, value in before.parts.items() if name in ORDER[:first]}
    return kept | group.parts
