"""Tables for spreadsheets, in which no cell is taken for a formula."""

import csv
import io
from collections.abc import Iterable

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def neutralise(value):
    """A cell as it is, but for text that a spreadsheet would take for a formula: an apostrophe goes before that."""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_SIGNS):
        return f"'{value}"
    return value


def take_back(cell: str) -> str:
    """What ``neutralise`` was given: a table that goes out and comes back is the same."""
    return cell[1:] if cell.startswith("'") and neutralise(cell[1:]) == cell else cell


def csv_text(header: Iterable[str], rows: Iterable[Iterable]) -> str:
    """A table as CSV, every cell neutralised; nothing stands for None."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([neutralise(cell) for cell in row] for row in rows)
    return out.getvalue()
