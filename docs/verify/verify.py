#!/usr/bin/env python3
"""Recounts a published poll (表决) offline: python3 verify.py V3.jsonl [指纹 or 回执 ...]

Needs Python 3.9 and nothing else; ends with 0 if all fits. What is checked, what cannot be: README.md.
"""

import hashlib
import json
import sys
from datetime import datetime

OPEN = "format code title kind options choose unit secret rule rule_text eligible opened_at opens_at deadline"
MOMENT, ENDS = datetime.fromisoformat, ("close", "cancel")


def need(fits, words):
    if not fits:
        raise ValueError(words)


def holds(line, names):
    need(set(line) == {"n", "prev", "hash", "type", *names.split()}, "字段不对")


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read(raw, number, before):
    """A line can be written in one way only, and its hash ties it to all lines before."""
    line = json.loads(raw.decode(), parse_float=int, parse_constant=int)
    need(canonical(line) == raw, "不是规定的写法")
    need(canonical([number, before]) == canonical([line["n"], line["prev"]]), "和前一行接不上：有增减或调换")
    content = {name: value for name, value in line.items() if name != "hash"}
    need(hashlib.sha256(canonical(content)).hexdigest() == line["hash"], "这一行被改过")
    return line


def reaches(part, whole, fraction):
    """In whole numbers: "over" is more than (过半数), otherwise at least (三分之二以上); nobody is no part."""
    left, right = part * fraction["den"], whole * fraction["num"]
    return part > 0 and (left > right if fraction["over"] else left >= right)


class Poll:
    """What the lines say so far. `counted`: of each voter, the ballot that counts."""

    def __init__(self, line):
        self.head, self.counted, self.too_late = line, {}, 0
        self.secret, self.owner = line["secret"], line["unit"] == "owner"
        self.places = range(1, 1 + len(line["options"]))
        opened, self.begin, self.end = map(MOMENT, (line["opened_at"], line["opens_at"], line["deadline"]))
        need(opened <= self.begin < self.end, "时间的先后不对")

    def open(self, line):
        holds(line, OPEN + " area" * self.owner + " replaces" * ("replaces" in line))
        need(line["format"] == "gridbot-poll/1", "不是这种表决的记录")
        need(1 <= line["choose"] <= len(self.places) > 1, "选项的个数不对")
        need(line["rule"]["base"] in ("taking_part", "eligible"), "规则不对")

    def ballot(self, line):
        holds(line, "receipt choices" if self.secret else "voter choices how at" + " area" * self.owner)
        voter = line["receipt" if self.secret else "voter"]
        if self.secret:
            need(voter > next(reversed(self.counted), ""), "回执重复，或没有按顺序排列")
        else:
            need(self.begin <= MOMENT(line["at"]) < self.end, "这一票不在投票时间里")
        there = [place for place in self.places if place in line["choices"]][: self.head["choose"]]
        right = canonical(line["choices"]) == canonical(there)
        need(right and (there or voter in self.counted), "没有这样的选法")
        area = line.get("area", 1)
        need(0 < self.counted.get(voter, line).get("area", 1) == area, "面积不对，或前后不一样")
        self.counted.update({voter: line}) if there else self.counted.pop(voter)  # none: withdrawn (撤回)

    def late(self, line):
        holds(line, "voter at")
        need(not self.secret and MOMENT(line["at"]) >= self.end, "这一行不该有")
        self.too_late += 1

    def cancel(self, line):
        holds(line, "reason at")

    def close(self, line):
        holds(line, "at counts turnout late outcome" + " areas turnout_area" * self.owner)
        need(MOMENT(line["at"]) >= self.end, "没到时间就截止了")
        need(self.secret or line["late"] == self.too_late, "迟到的票数不对")
        measures = [self.measure(line, "eligible", "turnout", "counts", lambda ballot: 1)]
        if self.owner:
            measures += [self.measure(line, "area", "turnout_area", "areas", lambda ballot: ballot["area"])]
        outcome = self.outcome(measures) | {"text": line["outcome"]["text"]}
        need(canonical(outcome) == canonical(line["outcome"]), "结论和按规则算出来的不一样")

    def measure(self, line, whole, took, votes, weight):
        """By heads or by area: who took part, who could, the votes for each option."""
        cast = self.counted.values()
        found = [sum(weight(one) for one in cast if place in one["choices"]) for place in self.places]
        part = sum(map(weight, cast))
        need(canonical([found, part]) == canonical([line[votes], line[took]]), f"{votes} 和重数的不一样")
        need(part <= self.head[whole], "参加的比有资格的还多")
        return part, self.head[whole], found

    def outcome(self, measures):
        """The rule must hold by every measure. Without a threshold, most heads win."""
        quorum, threshold, base = (self.head["rule"][name] for name in ("quorum", "pass", "base"))
        full = not quorum or all(reaches(took, whole, quorum) for took, whole, _ in measures)

        def enough(place):
            if not threshold:
                return measures[0][2][place - 1] == max(measures[0][2]) > 0
            return all(reaches(one[2][place - 1], one[base == "eligible"], threshold) for one in measures)

        won = [place for place in self.places if full and enough(place)]
        return {"quorum": full, "passed": won if threshold else [], "winners": won}


def check(data):
    """All lines, and the poll. ValueError names the first line that does not fit."""
    lines, number, poll, kind = [], 0, None, ""
    *raw_lines, rest = data.split(b"\n")
    try:
        for number, raw in enumerate(raw_lines, 1):
            need(kind not in ENDS, "结束以后还有内容")
            lines.append(read(raw, number, lines[-1]["hash"] if lines else "0" * 64))
            kind, poll = lines[-1]["type"], poll or Poll(lines[0])
            need(kind in ("ballot", "late", *ENDS) if lines[1:] else kind == "open", "没有这种内容")
            getattr(poll, kind)(lines[-1])
        need(kind in ENDS and not rest, "文件不完整")
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise ValueError(f"第 {number} 行：{error}") from None
    return lines, poll


def main(name, *codes):
    with open(name, "rb") as file:
        lines, poll = check(file.read())
    heads = [line["hash"][:16] for line in (lines[0], lines[-1])]
    for code in codes:
        found = [one for one in lines if code in (one["hash"][:8], one.get("receipt"))]
        need(found or code in heads, f"文件里没有指纹或回执 {code}")
        for one in found:
            print(f"{code} 在第 {one['n']} 行：{one.get('voter', '')} 选 {one.get('choices')}")
    print(f"一致：{len(lines)} 行，重数 {len(poll.counted)} 票，和公布的结果一样。")
    print(f"开始时的指纹 {heads[0]}，结束时的指纹 {heads[1]}：请和群里公布的对一对。")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:]) if sys.argv[1:] else sys.exit(__doc__)
    except (ValueError, OSError) as wrong:
        sys.exit(f"不一致。{wrong}")
