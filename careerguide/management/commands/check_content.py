"""Checks the content of the fixture files and says, line by line, what is wrong."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from careerguide.content_checks import Report, check
from careerguide.fixtures import FIXTURES, content_files


class Command(BaseCommand):
    help = (
        "Checks the texts of the fixture files: sections, sources, links, headings, repetition, voice. Lists what is "
        "wrong as file:line and fails if anything is, then shows a table of the roles. Needs no database."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "folder", nargs="?", type=Path, default=FIXTURES, help="where the files are; by default fixtures/"
        )

    def handle(self, *, folder, **options):
        folder = folder.resolve()
        if not content_files(folder):
            raise CommandError(f"There are no content files in {folder}.")
        report = check(folder)
        shown = folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
        for finding in report.findings:
            self.stdout.write(f"{shown}/{finding}")
        if report.findings:
            self.stdout.write("")
        self.stdout.write(table(report))
        for warning in report.warnings:
            self.stdout.write(f"Warning: {shown}/{warning}")
        if report.findings:
            count = len(report.findings)
            raise CommandError(f"The content has {count:,} {'fault' if count == 1 else 'faults'}, listed above.")
        self.stdout.write("The content is in order.")


def table(report: Report) -> str:
    """The roles in columns: words, overlap with the nearest sibling, reading ease."""
    width = max((len(row.role) for row in report.rows), default=4)
    lines = [f"{'role':{width}}  words  overlap  reading ease  nearest"]
    for row in report.rows:
        ease = "–" if row.reading_ease is None else f"{row.reading_ease:.0f}"
        lines.append(f"{row.role:{width}}  {row.words:5,}  {row.overlap:7.1%}  {ease:>12}  {row.nearest or '–'}")
    return "\n".join(lines) + "\n"
