"""Puts a backup back into an empty site."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from careerguide import backup


class Command(BaseCommand):
    help = (
        "Puts a file that “backup” wrote back into an empty site, all of it or nothing, and checks that every row came "
        "back as it was kept. The database may be of the other kind than the one that was kept."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="a file that “backup” wrote")

    def handle(self, *, file, **options):
        progress = self.show_progress if self.stderr.isatty() else None
        try:
            manifest = backup.restore(file, progress)
        except backup.BackupError as error:
            raise CommandError(error) from error
        except OSError as error:
            raise CommandError(f"{file} cannot be read ({backup.reason(error)}): check the path.") from error
        rows = sum(table["rows"] for table in manifest["tables"])
        self.stdout.write(
            f"Restored {rows:,} rows of {len(manifest['tables'])} tables, kept on {manifest['made_at'][:10]}; "
            "every one is as it was kept."
        )

    def show_progress(self, table: str, rows: int):
        self.stderr.write(f"{table}: {rows:,} rows")
