"""Writes the content of the database as fixture files, so that edits show as a readable diff."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from careerguide import fixtures


class Command(BaseCommand):
    help = "Writes the content of the database to the fixture files; files of roles that are gone are removed."

    def add_arguments(self, parser):
        parser.add_argument(
            "folder", nargs="?", type=Path, default=fixtures.FIXTURES, help="where to write; by default fixtures/"
        )

    def handle(self, *, folder, **options):
        if fixtures.is_empty():
            raise CommandError("The database holds no content, so nothing was written. Load some with “load_content”.")
        try:
            changed = fixtures.dump(folder.resolve())
        except OSError as error:
            raise CommandError(
                f"The files are not all written, because {error.filename or folder} cannot be ({error.strerror}): mend "
                "that and dump again. Each file is whole, the old one or the new."
            ) from error
        fixtures_are_current = folder.resolve() == fixtures.FIXTURES
        if fixtures_are_current:
            fixtures.mark_as_loaded()
        for path in changed:
            self.stdout.write(f"{'wrote' if path.exists() else 'removed'} {path}")
        if not changed:
            self.stdout.write("The files hold this content already.")
