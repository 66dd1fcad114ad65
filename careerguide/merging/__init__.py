"""Two rows of content become one: every reference moves in one transaction, the old address leads to the row that stays."""

from .moving import SETTLED, rules_on
from .report import MergeError
from .rows import MERGEABLE, merge, rehearse
from .texts import with_new_name

__all__ = ["MERGEABLE", "SETTLED", "MergeError", "merge", "rehearse", "rules_on", "with_new_name"]
