"""What a long run has seen, minute by minute, and whether it held."""

import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median

PROMISED = 1  # second after which every worker shows an edit
MOST_MEGABYTES = 180
MOST_GROWTH = 5  # per cent, from the second quarter of the time to the last; the first fills the cache


@dataclass
class Minute:
    requests: int = 0
    failed: int = 0
    slowest: float = 0.0
    edits: int = 0
    delay: float = 0.0


@dataclass
class Sample:
    """Megabytes by process, a number of seconds after the start: its share (PSS), and all that it maps (RSS)."""

    at: float
    pss: dict[int, float]
    rss: dict[int, float]


@dataclass
class Record:
    """What has been seen so far; written by several threads."""

    began: float = field(default_factory=time.monotonic)
    minutes: dict[int, Minute] = field(default_factory=lambda: defaultdict(Minute))
    samples: list[Sample] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    late: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def minute(self) -> int:
        return int((time.monotonic() - self.began) // 60)

    def request(self, seconds: float, fault: str):
        with self.lock:
            minute = self.minutes[self.minute()]
            minute.requests += 1
            minute.slowest = max(minute.slowest, seconds)
            self.fault(minute, fault)

    def edit(self, delay: float, fault: str):
        """``delay`` in seconds, from the acknowledgement to the last request that was answered without the edit."""
        with self.lock:
            minute = self.minutes[self.minute()]
            minute.edits += 1
            minute.delay = max(minute.delay, delay)
            self.late += delay > PROMISED
            self.fault(minute, fault)

    def fault(self, minute: Minute, fault: str):
        if fault:
            minute.failed += 1
            self.faults.append(fault)


HEAD = ["minute", "requests", "failed", "slowest", "edits", "worst delay", "pages kept, all", "each worker: PSS / RSS"]


def row(number: int, record: Record, kept: float) -> str:
    minute, last = record.minutes[number], record.samples[-1]
    sizes = ", ".join(f"{last.pss[pid]:.0f} / {last.rss[pid]:.0f} MB" for pid in last.pss)
    cells = [
        number + 1, minute.requests, minute.failed, f"{minute.slowest:.2f} s", minute.edits, f"{minute.delay:.2f} s",
        f"{kept:.0f} MB", sizes,
    ]  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |"


def growth(samples: list[Sample], seconds: float) -> float:
    """Per cent by which the memory of the worker that grew most is larger in the last quarter than in the second.

    By all that a worker maps, because its share of what is shared changes with whatever else runs on the machine.
    """

    def middle(pid: int, start: float, end: float) -> float:
        sizes = [each.rss[pid] for each in samples if start <= each.at / seconds <= end and pid in each.rss]
        return median(sizes) if sizes else float("nan")

    return max(100 * (middle(pid, 0.75, 1) / middle(pid, 0.25, 0.5) - 1) for pid in samples[-1].rss)


def verdicts(record: Record, seconds: float) -> list[tuple]:
    """Name, value, sign and bound of what was promised."""
    minutes = record.minutes.values()
    first, last = record.samples[0], record.samples[-1]
    return [
        ("memory of a worker in MB, at most in the run", max(max(each.pss.values()) for each in record.samples), "≤", MOST_MEGABYTES),
        ("growth in %, last quarter to the second", growth(record.samples, seconds), "≤", MOST_GROWTH),
        ("requests and edits that failed", sum(each.failed for each in minutes), "≤", 0),
        ("edits seen later than within a second", record.late, "≤", 0),
        ("edits", sum(each.edits for each in minutes), "≥", 1),
        ("workers that ended", len(set(first.pss) - set(last.pss)), "≤", 0),
    ]  # fmt: skip
