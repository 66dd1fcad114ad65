"""Imports pay figures from a publisher's file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from careerguide.importers import IMPORTERS, RefusedError, apply, make_plan
from careerguide.models import FigureChange

MOST_LISTED = 20
BAR = 30


class Command(BaseCommand):
    help = (
        "Imports pay figures from a file of their publisher and says what it changed. All of it or nothing; the same "
        "file again changes nothing. What an import supersedes is kept with it."
    )

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=IMPORTERS, help="whose file it is")
        parser.add_argument("file", type=Path, help="the file as the publisher gives it")
        parser.add_argument(
            "--release", default="", help="which release it is, where its name does not say: 2025-08-03"
        )
        parser.add_argument("--places", nargs="+", default=[], metavar="CODE", help="only these places, such as US GB")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")

    def handle(self, *, kind, file, release, places, dry_run, **options):
        try:
            with file.open("rb") as opened:
                progress = self.show_progress if self.stderr.isatty() else None
                reading = IMPORTERS[kind].read(opened, file.name, release, places, progress)
            made, plan = (None, make_plan(reading)) if dry_run else apply(reading)
        except OSError as error:
            raise CommandError(
                f"Nothing was imported: {file} cannot be opened ({error.strerror}): check the path."
            ) from error
        except RefusedError as error:
            raise CommandError(error) from error
        self.report(reading, plan)
        if dry_run:
            self.stdout.write("Nothing was changed: this was a dry run.")
        else:
            self.stdout.write(f"{'' if plan.changes else 'No figure has changed. '}Kept as import {made.pk}.")

    def show_progress(self, done: int, total: int):
        filled = BAR * done // total
        bar = f"[{'#' * filled}{' ' * (BAR - filled)}] {100 * done // total:3d}%"
        self.stderr.write(f"\rReading {bar}", ending="\n" if done == total else "")
        self.stderr.flush()

    def report(self, reading, plan):
        write = self.stdout.write
        write(f"{reading.file_name}, {reading.source}, release {reading.release}: {reading.rows:,} rows.")
        write(
            f"Figures: {len(plan.added):,} added, {len(plan.changed):,} changed, {len(plan.set_aside):,} set aside for a "
            f"newer period, {len(plan.unchanged):,} confirmed; kept as they are: {plan.kept_newer:,} of a newer release, "
            f"{plan.kept_absent:,} that the file has no figure for."
        )
        for change in plan.changes:
            if change.kind != FigureChange.Kind.ADDED:
                write(f"  {change}: {in_words(change)}")
        if reading.rejected_count:
            write(f"Rows rejected: {reading.rejected_count:,}.")
            for line, reason in reading.rejected[:MOST_LISTED]:
                write(f"  line {line:,}: {reason}")
        if reading.unmapped_count:
            named = "; ".join(f"{title} ({rows:,})" for title, rows in reading.unmapped[:MOST_LISTED])
            write(f"Without a match: {reading.unmapped_count:,}. The most frequent: {named}.")


def in_words(change: FigureChange) -> str:
    """What differs, such as: p50 190000 → 200000, n 40 → 44."""
    return ", ".join(f"{name} {before} → {after}" for name, before, after in change.differences)
