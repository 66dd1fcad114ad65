"""What every importer makes of a file: figures, rejected rows, titles that no rule knows."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field

# What is kept of long lists; the counts are complete.
MOST_REJECTED = 1000
MOST_UNMAPPED = 1000

# Called with bytes done and bytes in all.
Progress = Callable[[int, int], None]


class RefusedError(Exception):
    """A file that cannot be imported: one sentence that says what is wrong and what to do."""

    def __str__(self):
        reason = super().__str__()
        return f"Nothing was imported: {reason[0].lower()}{reason[1:]}"


@dataclass
class Rejected:
    """Rows that cannot be read: line number in the file and reason."""

    count: int = 0
    rows: list[list] = field(default_factory=list)

    def add(self, line: int, reason: str):
        self.count += 1
        if len(self.rows) < MOST_REJECTED:
            self.rows.append([line, reason])


@dataclass
class Reading:
    """A file that has been read. Plain values only, so that it can be kept as JSON until somebody confirms it.

    ``figures`` hold the columns of PayFigure, with ``role`` and ``place`` as slug and code, and ``only_known``: whether
    the figure counts only where there is such a figure already.
    """

    source: str
    file_name: str
    digest: str
    size: int
    release: str
    places: list[str]
    rows: int
    figures: list[dict]
    unmapped: list[list]
    unmapped_count: int
    rejected: list[list]
    rejected_count: int
    place_names: dict[str, str]

    def as_json(self) -> dict:
        return asdict(self)


def refuse_if_mostly_rejected(rejected: Rejected, rows: int):
    """Raises RefusedError when more than half of the rows cannot be read: then it is not the file it seems to be."""
    if rejected.count * 2 > rows:
        line, reason = rejected.rows[0]
        raise RefusedError(
            f"{rejected.count:,} of {rows:,} rows cannot be read, the first in line {line:,} ({reason.rstrip('.')}): "
            "check that this is the publisher’s file, unchanged."
        )
