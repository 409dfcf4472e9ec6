"""What a published log says, in the words that page and result sheet use. Both are made of the log and nothing else: so
they cannot say anything that a recount of the file does not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.web.poll.texts import say
from handlers.polls.log import fingerprint

Line = Mapping[str, Any]


@dataclass(frozen=True)
class Result:
    """A poll as its log has it. `end` is None while it goes on."""

    head: Line
    ballots: tuple[Line, ...]
    late: tuple[Line, ...]
    end: Line | None

    @property
    def closed(self) -> Line | None:
        """The line with the result, if the poll came to one."""
        return self.end if self.end is not None and self.end["type"] == "close" else None

    @property
    def counted(self) -> list[Line]:
        """The ballot that counts of each voter, in the order of what they are called; none of who withdrew theirs."""
        last = {str(one.get("voter") or one["receipt"]): one for one in self.ballots}
        return [last[voter] for voter in sorted(last, key=_natural) if last[voter]["choices"]]

    @property
    def fingerprints(self) -> tuple[str, str]:
        """Of the first and of the last line, as the group saw them; the second is "" while the poll goes on."""
        end = fingerprint(str(self.end["hash"])) if self.end is not None else ""
        return fingerprint(str(self.head["hash"])), end


def read(log: Sequence[Line]) -> Result:
    """The parts of a log (handlers/polls/log.py)."""
    end = log[-1] if log[-1]["type"] in ("close", "cancel") else None
    return Result(
        log[0],
        tuple(line for line in log if line["type"] == "ballot"),
        tuple(line for line in log if line["type"] == "late"),
        end,
    )


def moment(written: object) -> str:
    """2026年11月22日 18:00"""
    at = datetime.fromisoformat(str(written))
    return say("frame.moment", year=at.year, month=at.month, day=at.day, clock=f"{at:%H:%M}")


def area(hundredths: int) -> str:
    """12,345.67 平方米"""
    return say("frame.area", area=f"{hundredths // 100:,}.{hundredths % 100:02d}")


def share(part: int, whole: int) -> str:
    """Of the whole in percent, to a tenth, cut off: what is not reached never looks reached."""
    return f"{part * 1000 // whole / 10:.1f}%" if whole else "0.0%"


def chosen(head: Line, choices: Sequence[int]) -> str:
    """The labels of what somebody chose."""
    return say("frame.between").join(str(head["options"][place - 1]) for place in choices)


def how_to_choose(head: Line) -> str:
    """单选 or 最多选3项"""
    return say("frame.choose_one") if head["choose"] == 1 else say("frame.choose_many", most=head["choose"])


def facts(result: Result) -> list[tuple[str, str]]:
    """What was agreed before anybody voted: heading and words."""
    head = result.head
    unit = head["unit"]
    found = [
        ("kind", str(head["kind"])),
        ("options", "  ".join(f"{place} {label}" for place, label in enumerate(head["options"], 1))),
        ("choose", how_to_choose(head)),
        ("unit", say(f"frame.unit_{unit}")),
        ("secrecy", say("frame.secret" if head["secret"] else "frame.named")),
        ("rule", str(head["rule_text"])),
        ("eligible", say(f"frame.count_{unit}", count=head["eligible"])),
        ("opened", moment(head["opened_at"])),
        ("deadline", moment(head["deadline"])),
    ]
    if unit == "owner":
        found.insert(7, ("area_total", area(head["area"])))
    if head["opens_at"] != head["opened_at"]:
        found.insert(-1, ("opens", moment(head["opens_at"])))
    if "replaces" in head:
        found.append(("replaces", str(head["replaces"])))
    return [(say(f"frame.{name}"), words) for name, words in found]


def turnout(result: Result) -> list[tuple[str, str]]:
    """How many took part, by heads and with owners by area; heading and words."""
    head, closed = result.head, result.closed
    if closed is None:
        return []
    found = [("turnout", _of(head["unit"], closed["turnout"], head["eligible"]))]
    if head["unit"] == "owner":
        part, whole = closed["turnout_area"], head["area"]
        found.append(
            (
                "turnout_area",
                say("frame.part", part=area(part), whole=area(whole), share=share(part, whole)),
            )
        )
    if closed["late"]:
        found.append(("late", say("frame.late_count", count=closed["late"])))
    return [(say(f"frame.{name}"), words) for name, words in found]


def _of(unit: str, part: int, whole: int) -> str:
    counted = [say(f"frame.count_{unit}", count=count) for count in (part, whole)]
    return say("frame.part", part=counted[0], whole=counted[1], share=share(part, whole))


def _natural(label: str) -> list[tuple[int, str]]:
    """3-2-501 before 10-1-101."""
    return [
        (int(part), "") if part.isascii() and part.isdecimal() else (0, part) for part in label.split("-")
    ]
