"""Hostile texts for the understanding: does any of them raise, and does any take more processor time than it may?

    python -m benchmarks.fuzz [COUNT] [--seed N]

COUNT texts (2,000) of up to 10,000 characters, each with a context of its own: random characters, the grammars' own
words in long runs, numbers and separators without end, quotes, calls, chains, polls, corrections, and real lines of
benchmarks/data that were spoilt. `understand` reads them all, what else reads such texts every fourth. Timed is the
processor time of the thread, which the rest of the machine has no part in, and compared with a floor measured in the
same run (one pass of a compiled regex over the same text). Some real lines go first, as tables and patterns are made
ready at their first use. Text number n of a seed is always the same. Ends with status 1 if anything raised or took
more than 50 ms.
"""

import argparse
import gc
import re
import signal
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from benchmarks.hostile import NOW, Hostile, real_lines, vocabulary
from handlers.understanding import Context, mask, parts, read_correction, understand
from handlers.understanding.chains import read_chain

LIMIT = 0.05
"""Seconds of processor time that one text may take."""
_FLOOR = re.compile(
    "电梯|漏水|停电|垃圾|噪音|路灯|投票|报名|煤气|着火|[0-9]{1,3}号楼|明天|周[一二三四五六日]|1[3-9][0-9]{9}"
)
_OFTEN = 4  # every so many texts are read by all readers, the others by `understand` alone
_WARM = 40  # every so many real lines are read before the first text
_PATIENCE = 1.0  # seconds of processor time after which a reader is stopped
_SHOWN, _WORST = 60, 5  # characters of a text that are shown, and texts of a reader


def _correct(text: str, context: Context) -> object:
    return read_correction(text, context.register, context.now, context.lexicon)


READERS: dict[str, Callable[[str, Context], object]] = {
    "understand": understand,
    "parts": parts,
    "mask": lambda text, context: mask(text),
    "read_chain": lambda text, context: read_chain(text),
    "read_correction": _correct,
}
"""What is asked to read every text."""


@dataclass(slots=True)
class _Timed:
    """What one reader took, and its worst texts with their number."""

    took: list[float] = field(default_factory=list)
    worst: list[tuple[float, int, str]] = field(default_factory=list)

    def add(self, seconds: float, number: int, text: str) -> None:
        self.took.append(seconds)
        self.worst = sorted([*self.worst, (seconds, number, text)], reverse=True)[:_WORST]


def _shortened(text: str) -> str:
    cut = f"… ({len(text)})" if len(text) > _SHOWN else ""
    return ascii(text[:_SHOWN]) + cut if not text[:_SHOWN].isprintable() else text[:_SHOWN] + cut


def _stop(number: int, frame: FrameType | None) -> None:
    raise TimeoutError("no end in sight")


def fuzz(count: int, seed: int) -> bool:
    """Read so many texts and print what that took; whether none raised and none took too long."""
    signal.signal(signal.SIGVTALRM, _stop)
    timed = {name: _Timed() for name in ("floor", *READERS)}
    raised: list[str] = []
    vocabulary()
    for text in real_lines()[::_WARM]:  # tables are read and patterns compiled once, by those who come first
        for reader in READERS.values():
            reader(text, Context(NOW))
    gc.collect()
    gc.freeze()
    for number in range(count):
        hostile = Hostile(seed, number)
        text, context = hostile.text(), hostile.context()
        start = time.thread_time()
        _FLOOR.findall(text)
        timed["floor"].add(time.thread_time() - start, number, text)
        for name, reader in READERS.items():
            if name != "understand" and number % _OFTEN:
                continue
            start = time.thread_time()
            signal.setitimer(signal.ITIMER_VIRTUAL, _PATIENCE)
            try:
                reader(text, context)
            except Exception as error:
                raised.append(f"{name} #{number} {error!r}: {_shortened(text)}")
            finally:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            timed[name].add(time.thread_time() - start, number, text)
    _show(timed, seed)
    for line in raised:
        print(line)
    return not raised and all(max(one.took) <= LIMIT for one in timed.values())


def _show(timed: dict[str, _Timed], seed: int) -> None:
    floor = timed["floor"].took
    base = statistics.median(floor) or 1e-7
    print(f"{len(floor)} texts of seed {seed}; processor time, × the floor's median of {base * 1e6:.1f} µs")
    for name, one in timed.items():
        took = sorted(one.took)
        median, slow, worst = took[len(took) // 2], took[int(len(took) * 0.99)], took[-1]
        print(
            f"  {name:16} median {median / base:7.1f} ×  p99 {slow / base:7.1f} ×  worst {worst / base:7.1f} ×"
            f" = {worst * 1e3:6.2f} ms"
        )
    for name in READERS:
        print(f"worst of {name}")
        for seconds, number, text in timed[name].worst:
            print(f"  {seconds * 1e3:6.2f} ms #{number:<6} {_shortened(text)}")


def main() -> None:
    """Read hostile texts; exit with 1 if one raised or took too long."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("count", nargs="?", type=int, default=2_000, metavar="COUNT")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parsed = parser.parse_args()
    sys.exit(0 if fuzz(parsed.count, parsed.seed) else 1)


if __name__ == "__main__":
    main()
