"""A plain model of elections: what must come out of one, worked out in another way than the bot does."""

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction

from handlers.community import Community, Kind, Person
from handlers.polls.outcome import Rule, Share
from handlers.polls.units import Who
from storage.records import Unit
from tests.polls.elections import Election, Event, areas, moved, town

REFUSED, LATE, SAME, CHANGED, COUNTED = "refused", "late", "same", "changed", "counted"
WITHDRAWN = "withdrawn"


@dataclass
class Model:
    """One election as it goes on. `heads`: of each flat, the flats it votes with."""

    election: Election
    community: Community
    voters: dict[str, int] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)
    ballots: dict[str, tuple[frozenset[int], str]] = field(default_factory=dict)
    casters: dict[str, str] = field(default_factory=dict)
    late: list[str] = field(default_factory=list)
    late_at_end: int = 0
    states: list[str] = field(default_factory=list)


def counted_again(election: Election) -> Model:
    """Play an election in the model."""
    model = Model(election, town())
    _freeze(model)
    for event in election.events:
        if event.flat is not None:
            model.community = moved(model.community, event)
        else:
            model.states.append(_vote(model, event))
        if event.at < election.closes:
            model.late_at_end = len(model.late)
    return model


def result(model: Model) -> dict[str, object]:
    """What must be published: counts, areas, turnout, late, quorum, passed, winners."""
    draft = model.election.draft
    numbers = range(1, len(draft.options) + 1)
    heads = Counter(option for chosen, _ in model.ballots.values() for option in chosen)
    sums = {
        option: sum(model.voters[voter] for voter, (chosen, _) in model.ballots.items() if option in chosen)
        for option in numbers
    }
    turnout, area = len(model.ballots), sum(model.voters[voter] for voter in model.ballots)
    found: dict[str, object] = {
        "counts": [heads[option] for option in numbers],
        "turnout": turnout,
        "late": model.late_at_end,
    }
    scales = [(heads, turnout, len(model.voters))]
    if draft.unit is Unit.OWNER:
        found |= {"areas": [sums[option] for option in numbers], "turnout_area": area}
        scales.append((Counter(sums), area, sum(model.voters.values())))
    return found | _outcome(draft.rule, list(numbers), scales)


def _outcome(
    rule: Rule, numbers: list[int], scales: list[tuple[Counter[int], int, int]]
) -> dict[str, object]:
    if rule.quorum and not all(_part(rule.quorum, taking, all_) for _, taking, all_ in scales):
        return {"quorum": False, "passed": [], "winners": []}
    votes = scales[0][0]
    if rule.to_pass is None:
        best = max(votes.values(), default=0)
        winners = [option for option in numbers if votes[option] == best and best]
        return {"quorum": True, "passed": [], "winners": winners}
    passed = [
        option
        for option in numbers
        if all(
            _part(rule.to_pass, count[option], taking if rule.base == "taking_part" else all_)
            for count, taking, all_ in scales
        )
    ]
    return {"quorum": True, "passed": passed, "winners": passed}


def _part(share: Share, votes: int, of: int) -> bool:
    if votes == 0:
        return False
    part, wanted = Fraction(votes, of), Fraction(share.num, share.den)
    return part > wanted if share.over else part >= wanted


def _freeze(model: Model) -> None:
    draft, community = model.election.draft, model.community
    electorate = draft.voters
    homes = [home.id for node in electorate.nodes for home in community.households_in(node)]
    if draft.unit is Unit.PERSON:
        people = [one for node in electorate.nodes for one in community.residents_in(node)]
        if electorate.who is Who.OWNERS:
            people = [one for one in community.people if set(_flats(one)) & set(homes)]
        if electorate.who is Who.PARTY:
            people = [one for one in people if one.party]
        model.voters = {one.id: 0 for one in people}
    elif draft.unit is Unit.HOUSEHOLD:
        if electorate.who is Who.PARTY:
            homes = [flat for flat in homes if any(one.party for one in _in(community, flat))]
        model.voters = dict.fromkeys(homes, 0)
    else:
        groups = [{flat} for flat in homes]
        for person in community.people:
            mine = set(_flats(person)) & set(homes)
            touched = [group for group in groups if group & mine]
            groups = [group for group in groups if not group & mine]
            groups += [set().union(*touched)] if touched else []
        for group in groups:
            head = min(group, key=lambda flat: [int(part) for part in flat.split("-")])
            model.voters[head] = sum(areas()[flat] for flat in group)
            model.heads |= dict.fromkeys(group, head)


def _flats(person: Person) -> list[str]:
    home = [person.household] if person.household and Kind.OWNER in person.kinds else []
    return home + list(person.owns)


def _in(community: Community, flat: str) -> list[Person]:
    return [one for one in community.people if one.household == flat]


def _votes_for(model: Model, person: Person | None) -> str | None:
    unit = model.election.draft.unit
    if person is None or person.guardian:
        return None
    if unit is Unit.PERSON:
        return person.id if person.id in model.voters else None
    if unit is Unit.HOUSEHOLD:
        return person.household if person.household in model.voters else None
    heads = sorted({model.heads[flat] for flat in _flats(person) if flat in model.heads})
    bound = model.casters.get(person.id)
    return bound if bound in heads else heads[0] if heads else None


def _vote(model: Model, event: Event) -> str:
    draft = model.election.draft
    own = event.paper is None
    voter = event.paper
    if own:
        voter = _votes_for(
            model, next((one for one in model.community.people if one.id == event.actor), None)
        )
    if voter is None or voter not in model.voters:
        return REFUSED
    if event.at >= draft.deadline:
        if not own or event.back:
            return REFUSED
        model.late += [voter] if voter not in model.late else []
        return LATE
    if event.at < (draft.opens_at or model.election.opens):
        return REFUSED
    if event.back:
        return _withdraw(model, event.actor, voter)
    chosen = frozenset(event.choices)
    if not chosen or not chosen <= set(range(1, len(draft.options) + 1)) or len(chosen) > draft.choose:
        return REFUSED
    before = model.ballots.get(voter)
    if own and draft.unit is not Unit.PERSON and model.casters.setdefault(event.actor, voter) != voter:
        return REFUSED
    if not own and (draft.secret or event.witness == event.actor):
        return REFUSED
    if not own and before is not None and before[1] == "own" and not event.replace:
        return REFUSED
    if before is not None and before[0] == chosen:
        return SAME
    model.ballots[voter] = (chosen, "own" if own else "paper")
    return COUNTED if before is None else CHANGED


def _withdraw(model: Model, actor: str, voter: str) -> str:
    person_votes = model.election.draft.unit is Unit.PERSON
    if voter not in model.ballots or (not person_votes and model.casters.setdefault(actor, voter) != voter):
        return REFUSED
    del model.ballots[voter]
    return WITHDRAWN
