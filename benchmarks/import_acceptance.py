"""Imports a publisher's file into a database of its own, and compares what comes of it with a table of expected figures.

``make bench-import FILE=salaries.csv.gz EXPECT=expected.csv``

EXPECT is a CSV of one of two kinds, told by its columns: groups of adverts (family, level, country, period, n_rows, n,
n_ranges, n_ads, p10_usd … p90_local, quality) or figures of official wages (role_slug, source_id, match, …). Rows of
other files (column dataset) or other sources are left out. Without EXPECT only time and memory are measured.
"""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST_SECONDS, MOST_MEGABYTES = 10, 300
MOST_PRINTED = 40
SHOWN = ("publish", "indicative")
COLUMNS = {"p10": "p10", "p25": "p25", "p50": "median", "p75": "p75", "p90": "p90"}


def manage(*arguments) -> tuple[float, float, float]:
    """Runs a management command in a process of its own: seconds, processor seconds, megabytes at most in use."""
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, ROOT / "manage.py", *arguments])
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if status:
        sys.exit(f"manage.py {' '.join(map(str, arguments))} failed.")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def whole(text: str) -> int | None:
    return int(float(text)) if text else None


def expected_rows(path: Path, file: Path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    of_file = [row for row in rows if row.get("dataset", "").rpartition("_")[2] in file.name]
    return of_file if rows and "dataset" in rows[0] else rows


class Comparison:
    """Expected and found numbers of many groups: how many are equal, and each difference in a line."""

    def __init__(self, what: str):
        self.what, self.counts, self.differences = what, Counter(), []

    def compare(self, name: str, expected: dict, found: dict | None):
        wrong = [
            f"{key} {value} → {found and found.get(key)}"
            for key, value in expected.items()
            if not found or found[key] != value
        ]
        self.counts["equal" if not wrong else "different"] += 1
        self.counts["figures"] += len(expected)
        if wrong:
            self.differences.append(f"  {name}: {', '.join(wrong) if found else 'is missing'}")

    def report(self) -> bool:
        for line in self.differences[:MOST_PRINTED]:
            print(line)
        if len(self.differences) > MOST_PRINTED:
            print(f"  … and {len(self.differences) - MOST_PRINTED} more")
        total = self.counts["equal"] + self.counts["different"]
        print(f"{self.what}: {total:,} compared ({self.counts['figures']:,} numbers), {self.counts['equal']:,} equal.")
        return bool(total) and not self.differences


def compare_adverts(file: Path, rows: list[dict]) -> list[Comparison]:
    """Every group as the importer counts it, and every shown group of a role as it stands in the database."""
    from careerguide.importers import aijobs
    from careerguide.importers.adverts import Period
    from careerguide.models import PayFigure, TitleRule

    with file.open("rb") as opened:
        adverts = aijobs.count_file(opened, file.name).adverts
    stored = {
        (figure.role.slug, figure.label, figure.place.code, figure.period, figure.match): figure
        for figure in PayFigure.objects.filter(source__slug=aijobs.SOURCE).select_related("role", "place")
    }
    rules = list(TitleRule.objects.for_import())
    groups = Comparison("Groups as counted, those without a role and under 10 adverts too")
    figures = Comparison("Figures imported for roles, groups of 10 adverts and more")
    for row in rows:
        first, _, last = row["period"].partition("-")
        name = " ".join((row["family"], row["level"], row["country"], row["period"]))
        period = Period(int(first), int(last or first))
        group = adverts.group(row["family"], row["level"], row["country"], period)
        counts = {"n_rows": "rows", "n": "figures", "n_ranges": "ranges", "n_ads": "adverts"}
        expected = {column: int(row[column]) for column in counts} | {"quality": row["quality"]}
        found = group and {column: getattr(group, of) for column, of in counts.items()} | {"quality": group.quality}
        for unit in ("usd", "local"):
            for position, column in enumerate(COLUMNS.values()):
                expected[f"{column}_{unit}"] = int(row[f"{column}_{unit}"])
                if found:
                    found[f"{column}_{unit}"] = getattr(group, unit)[position]
        groups.compare(name, expected, found)
        if row["quality"] not in SHOWN:
            continue
        expected = {column: int(row[f"{of}_local"]) for column, of in COLUMNS.items()}
        expected |= {"n": int(row["n_ads"]), "quality": row["quality"], "currency": row["currency"]}
        if row["currency"] != "USD":
            expected["p50_usd"] = int(row["median_usd"])
        for rule in rules:
            if (rule.family.slug, rule.level) == (row["family"], row["level"]):
                figure = stored.get((rule.role.slug, rule.label, row["country"], row["period"], rule.match))
                figures.compare(f"{rule.role.slug}: {name}", expected, figure and vars(figure))
    return [groups, figures]


def compare_wages(file: Path, rows: list[dict]) -> list[Comparison]:
    from careerguide.importers import oews
    from careerguide.models import PayFigure

    stored = {
        (figure.role.slug, figure.match, figure.occupation_code, figure.period): figure
        for figure in PayFigure.objects.filter(source__slug=oews.SOURCE).select_related("role")
    }
    figures = Comparison("Figures of official wages")
    for row in rows:
        if row["source_id"] == oews.SOURCE:
            key = (row["role_slug"], row["match"], row["occupation_code"], row["reference_period"])
            expected = {column: whole(row[column]) for column in (*COLUMNS, "n", "mean")}
            expected |= {"label": row["label"], "currency": row["currency"], "quality": row["quality"]}
            figure = stored.get(key)
            figures.compare(" ".join(key), expected, figure and vars(figure))
    return [figures]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--expect", type=Path)
    parser.add_argument("--kind", choices=["aijobs", "oews"], help="by default told by the file's name")
    options = parser.parse_args()
    file = options.file.resolve()
    kind = options.kind or ("aijobs" if "salar" in file.name.lower() else "oews")
    with tempfile.TemporaryDirectory(prefix="careerguide-bench-") as folder:
        os.environ |= {
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "SECRET_KEY": "only-for-the-benchmark",
            "ALLOWED_HOSTS": "localhost",
            "DJANGO_SETTINGS_MODULE": "careerguide.settings",
        }
        manage("migrate", "--verbosity", "0")
        manage("load_content")
        empty_figures(kind)
        seconds, busy, megabytes = manage("import_pay", kind, file)
        print(
            f"Imported in {seconds:.1f} s ({busy:.1f} s of a processor) with {megabytes:.0f} MB at most; "
            f"allowed are {MOST_SECONDS} s of a processor and {MOST_MEGABYTES} MB."
        )
        # The import runs on one core: on an idle machine both times are the same, on a busy one only this one tells.
        good = busy < MOST_SECONDS and megabytes < MOST_MEGABYTES
        if options.expect:
            rows = expected_rows(options.expect, file)
            for comparison in (compare_adverts if kind == "aijobs" else compare_wages)(file, rows):
                good &= comparison.report()
    print("Accepted." if good else "Not accepted.")
    return 0 if good else 1


def empty_figures(kind: str):
    """Removes the figures that came with the content, so that every figure compared comes from the file."""
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from careerguide.importers import IMPORTERS
    from careerguide.models import PayFigure

    PayFigure.objects.filter(source__slug=IMPORTERS[kind].SOURCE).delete()


if __name__ == "__main__":
    sys.exit(main())
