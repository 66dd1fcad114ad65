"""Keeps the whole site in one file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from careerguide import backup


class Command(BaseCommand):
    help = (
        "Keeps the whole site in one file: content, accounts, history, reports, imports and their log, but no sessions. "
        "The site may go on writing; the file holds one moment. “restore” puts it back, on SQLite and PostgreSQL alike."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="a new file, such as careerguide.backup.zip")

    def handle(self, *, file, **options):
        progress = self.show_progress if self.stderr.isatty() else None
        try:
            manifest = backup.write(file, progress)
        except backup.BackupError as error:
            raise CommandError(error) from error
        except OSError as error:
            raise CommandError(
                f"The backup could not be written to {file} ({backup.reason(error)}): check the folder and its free space."
            ) from error
        rows = sum(table["rows"] for table in manifest["tables"])
        self.stdout.write(
            f"Kept {rows:,} rows of {len(manifest['tables'])} tables in {file} ({file.stat().st_size / 1e6:,.1f} MB). "
            "It holds accounts and their secrets: keep it where only you can read it."
        )

    def show_progress(self, table: str, rows: int):
        self.stderr.write(f"{table}: {rows:,} rows")
