"""Writes the public site as files."""

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from careerguide.static_site import ExportError, export


class Command(BaseCommand):
    help = (
        "Writes the public site as files that nginx or any file host serves at the same addresses, every page in all its "
        "forms, compressed as well. Again into the same folder it makes only the pages that a change may stand on and "
        "writes only what has changed. What needs a server "
        "(search, comparisons, paths, most filters) is left out, and a page at its address says so. "
        "DIR/.export/nginx.conf is for nginx: it leads old addresses on and sets the headers of the site."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "folder", type=Path, metavar="DIR", help="a new or empty folder, or one of an earlier export"
        )
        parser.add_argument("--processes", type=int, default=None, help="how many work at once; by default one a core")
        parser.add_argument(
            "--best", action="store_true", help="compress a sixth better, which takes fifty times as long"
        )
        parser.add_argument(
            "--live-site",
            default="",
            metavar="URL",
            help="where a site can search, for the pages that say this one cannot",
        )

    def handle(self, *, folder, processes, best, live_site, **options):
        started = time.monotonic()
        try:
            summary = export(
                folder,
                processes=processes,
                quality="best" if best else "quick",
                live=live_site,
                progress=self.show_progress if self.stderr.isatty() else None,
            )
        except ExportError as error:
            raise CommandError(error) from error
        except OSError as error:
            raise CommandError(
                f"The export stopped, because {error.filename or folder} cannot be written ({error.strerror}): "
                "mend that and export again."
            ) from error
        self.stdout.write(
            f"Files written: {summary.written:,}; unchanged: {summary.unchanged:,}; removed: {summary.removed:,}. "
            f"It took {time.monotonic() - started:,.1f} s."
        )

    def show_progress(self, done: int, total: int):
        self.stderr.write(f"\rAddress {done:,} of {total:,}", ending="\n" if done == total else "")
        self.stderr.flush()
