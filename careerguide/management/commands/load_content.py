"""Loads the content of the fixture files into the database."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from careerguide import fixtures


class Command(BaseCommand):
    help = (
        "Makes the database hold the content of the fixture files. Refuses when staff have edited the content since the "
        "last load, unless told to overwrite."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "folder", nargs="?", type=Path, default=fixtures.FIXTURES, help="where the files are; by default fixtures/"
        )
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when the database holds content already"
        )
        parser.add_argument(
            "--overwrite", action="store_true", help="overwrite what staff have edited since the last load"
        )

    def handle(self, *, folder, if_empty, overwrite, **options):
        if if_empty and not fixtures.is_empty():
            return
        if not overwrite and not fixtures.is_empty() and fixtures.edited_since_load():
            raise CommandError(
                "The content has been edited since it was last loaded, so nothing was loaded. "
                "Keep the edits with “dump_content”, or lose them with “load_content --overwrite”."
            )
        try:
            rows = fixtures.load(folder.resolve(), progress=self.show_progress if self.stderr.isatty() else None)
        except fixtures.ContentError as error:
            raise CommandError(f"{error} Nothing was loaded.") from error
        self.stdout.write(f"Loaded {rows:,} rows of content.")

    def show_progress(self, done, total):
        self.stderr.write(f"\rLoading file {done} of {total}", ending="\n" if done == total else "")
        self.stderr.flush()
