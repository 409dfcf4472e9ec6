"""Published logs of polls, made from chance alone and counted in a way of their own: for tests of who reads one."""

import hashlib
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from random import Random
from typing import Any

from storage.columns import canonical

Entry = dict[str, Any]
_HOUR = timedelta(hours=1)
_START = datetime(2026, 11, 22, 9, tzinfo=timezone(timedelta(hours=8)))
_RULES = (
    (None, None),
    (None, Fraction(1, 2)),
    (Fraction(1, 2), Fraction(1, 2)),
    (Fraction(2, 3), Fraction(3, 4)),
)


def chained(entries: list[Entry]) -> bytes:
    """The lines with their numbers and hashes."""
    before, lines = "0" * 64, []
    for number, entry in enumerate(entries, 1):
        line = {key: value for key, value in entry.items() if key != "hash"} | {"n": number, "prev": before}
        before = hashlib.sha256(canonical(line).encode()).hexdigest()
        lines.append(canonical(line | {"hash": before}) + "\n")
    return "".join(lines).encode()


def random_log(random: Random) -> bytes:
    """A whole log, valid by construction."""
    return chained(random_entries(random))


def random_entries(random: Random) -> list[Entry]:
    """A poll of any kind with a few ballots, ended in any way."""
    unit = random.choice(("person", "household", "owner"))
    secret = unit != "owner" and random.random() < 0.4
    voters = [f"{random.randint(1, 6)}-{n}-301" for n in range(random.randint(2, 8))]
    areas = {voter: random.randint(3000, 15000) for voter in voters} if unit == "owner" else {}
    options = ["同意", "反对", "弃权", '第"四"项\\'][: random.randint(2, 4)]
    head = _head(random, unit, secret, options, voters, areas)
    ballots = _ballots(random, head, voters, areas)
    if random.random() < 0.1:
        return [
            head,
            *([] if secret else ballots),
            {"type": "cancel", "reason": "议题有变", "at": _at(3 * _HOUR)},
        ]
    late = [] if secret else [_late(voter) for voter in random.sample(voters, random.randint(0, 2))]
    return [head, *ballots, *late, _close(head, ballots, areas, len(late))]


def _at(after: timedelta) -> str:
    return (_START + after).isoformat()


def _head(
    random: Random, unit: str, secret: bool, options: list[str], voters: list[str], areas: dict[str, int]
) -> Entry:
    quorum, needed = random.choice(_RULES)
    over = random.random() < 0.5
    head: Entry = {
        "type": "open",
        "format": "gridbot-poll/1",
        "code": f"V{random.randint(1, 99)}",
        "title": "是否加装充电桩？\u2028𠮷",
        "kind": "议事表决",
        "options": options,
        "choose": random.randint(1, len(options)),
        "unit": unit,
        "secret": secret,
        "rule": {
            "quorum": _fraction(quorum, False),
            "pass": _fraction(needed, over),
            "base": random.choice(("taking_part", "eligible")),
        },
        "rule_text": "三分之二以上参加，过半数同意",
        "opened_at": _at(0 * _HOUR),
        "opens_at": _at(random.choice((0, 1)) * _HOUR),
        "deadline": _at(9 * _HOUR),
        "eligible": len(voters),
    }
    return head | ({"area": sum(areas.values())} if areas else {}) | random.choice(({}, {"replaces": "V1"}))


def _fraction(value: Fraction | None, over: bool) -> Entry | None:
    return None if value is None else {"num": value.numerator, "den": value.denominator, "over": over}


def _ballots(random: Random, head: Entry, voters: list[str], areas: dict[str, int]) -> list[Entry]:
    def choices() -> list[int]:
        most = random.randint(1, head["choose"])
        return sorted(random.sample(range(1, len(head["options"]) + 1), most))

    if head["secret"]:
        receipts = sorted(
            f"{random.randrange(16**8):08X}" for _ in random.sample(voters, random.randint(0, len(voters)))
        )
        return [{"type": "ballot", "receipt": one, "choices": choices()} for one in receipts]
    there: set[str] = set()

    def said(voter: str) -> list[int]:
        """What somebody chooses; now and then they withdraw what they chose before."""
        if voter in there and random.random() < 0.3:
            there.remove(voter)
            return []
        there.add(voter)
        return choices()

    return [
        {
            "type": "ballot",
            "voter": (voter := random.choice(voters)),
            "choices": said(voter),
            "how": random.choice(("chat", "page", "paper")),
            "at": _at(2 * _HOUR + timedelta(seconds=n)),
        }
        | ({"area": areas[voter]} if areas else {})
        for n in range(random.randint(0, 8))
    ]


def _late(voter: str) -> Entry:
    return {"type": "late", "voter": voter, "at": _at(9 * _HOUR)}


def _close(head: Entry, ballots: list[Entry], areas: dict[str, int], late: int) -> Entry:
    last = {ballot.get("voter") or ballot["receipt"]: ballot["choices"] for ballot in ballots}
    last = {voter: chosen for voter, chosen in last.items() if chosen}
    every = range(1, len(head["options"]) + 1)
    counts = [sum(option in chosen for chosen in last.values()) for option in every]
    close: Entry = {
        "type": "close",
        "at": head["deadline"],
        "counts": counts,
        "turnout": len(last),
        "late": late,
    }
    pairs = [(len(last), head["eligible"], counts)]
    if areas:
        by_area = [
            sum(areas[voter] for voter, chosen in last.items() if option in chosen) for option in every
        ]
        close |= {"areas": by_area, "turnout_area": sum(areas[voter] for voter in last)}
        pairs.append((close["turnout_area"], head["area"], by_area))
    return close | {"outcome": _outcome(head["rule"], pairs)}


def _outcome(rule: Entry, pairs: list[tuple[int, int, list[int]]]) -> Entry:
    quorum = rule["quorum"] is None or all(
        Fraction(took, whole) >= Fraction(rule["quorum"]["num"], rule["quorum"]["den"])
        for took, whole, _ in pairs
    )
    heads = pairs[0][2]
    able = list(range(1, len(heads) + 1)) if quorum and pairs[0][0] else []
    if rule["pass"] is not None:
        needed, over = Fraction(rule["pass"]["num"], rule["pass"]["den"]), rule["pass"]["over"]

        def passes(place: int) -> bool:
            shares = [
                Fraction(counts[place - 1], took if rule["base"] == "taking_part" else whole)
                for took, whole, counts in pairs
            ]
            return all(share > needed if over else share >= needed for share in shares)

        able = [place for place in able if passes(place)]
        winners = able
    else:
        winners = [place for place in able if heads[place - 1] == max(heads)]
    passed = winners if rule["pass"] is not None else []
    return {"quorum": quorum, "passed": passed, "winners": winners, "text": "通过"}
