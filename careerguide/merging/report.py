"""What a merge says of itself: what it moves and loses, or why it cannot be."""

import hashlib
from dataclasses import dataclass, field


class MergeError(Exception):
    """Two rows that cannot be merged: one sentence that says why and what to do."""


@dataclass
class Report:
    """What a merge moves and what it leaves behind, a sentence each."""

    moved: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """The same as long as a merge would do the same."""
        return hashlib.sha256("\n".join((*self.moved, "-", *self.dropped)).encode()).hexdigest()
