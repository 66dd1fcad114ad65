"""The export itself: which pages, written by several processes, all of one content version."""

import gc
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby, islice
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connections
from django.http.request import validate_host
from django.templatetags.static import static
from django.urls import reverse

from careerguide.cards import Card, cards_named
from careerguide.publishing import current_version
from careerguide.sharing import absolute
from careerguide.static_site.addresses import FORMS, NEED_A_SERVER, Group, file_of, groups, moved
from careerguide.static_site.fetching import Answer, FetchError, fetch, follow, page_of_ours
from careerguide.static_site.files import ENCODERS, NGINX, NotOursError, Record, digest_of, write_with_twins
from careerguide.static_site.fingerprints import RowDigests, state
from careerguide.static_site.forms import Markdown, forms_of_roles
from careerguide.static_site.nginx import configuration

# Roles whose rows are read at once, and skills: half a second of work.
AT_ONCE = 10
# How often the whole is done again because somebody edits meanwhile.
MOST_ROUNDS = 5
ERROR_PAGES = ("404.html", "410.html", "500.html")

Progress = Callable[[int, int], None]
Kept = list[tuple[str, str, bool]]


class ExportError(Exception):
    """An export that cannot be made: says why, and what to do."""


@dataclass
class Summary:
    """What an export did, in files without their compressed twins."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0


@dataclass
class Made:
    """What became of a group: its files, the addresses of static files it names, and the answer where it is but one page."""

    kept: Kept
    needed: set[str]
    answer: Answer | None


@dataclass
class Work:
    """One export of one content version: where to, what stands there already, how well to compress."""

    folder: Path
    known: dict[str, str | None]
    quality: str
    version: int
    files: dict[str, str | None] = field(default_factory=dict)
    summary: Summary = field(default_factory=Summary)

    def keep(self, name: str, body: bytes, quality: str = "") -> tuple[str, str, bool]:
        """Writes a file unless it stands there already: its name, its digest, whether it was written."""
        digest = digest_of(body)
        if self.known.get(name) == digest and (self.folder / name).exists():
            return name, digest, False
        write_with_twins(self.folder, name, body, ENCODERS[quality or self.quality])
        return name, digest, True

    def keep_groups(self, task: list[Group]) -> list[Made]:
        """Writes the pages of groups with their cards."""
        with cards_named() as cards:
            made = {answer.address: answer for answer in forms_of_roles(task, self.version)}
            return [self.keep_pages(group.addresses, made, cards) for group in task]

    def keep_pages(self, addresses: list[str], made: dict[str, Answer], cards: dict[str, Card]) -> Made:
        """``made`` are answers that need not be asked for, ``cards`` those that pages name; both by their address."""
        kept, needed = [], set()
        for address in addresses:
            if address.endswith(".md"):
                made[address] = self.markdown.of(made[f"{address.removesuffix('.md')}/"])
            for answer in [made[address]] if address in made else follow(address, self.version):
                kept.append(self.keep(file_of(answer.address), answer.body))
                needed |= answer.needs()
                if len(addresses) > 1:
                    made[answer.address] = answer
        pictures = {address for address in needed if address.startswith("/cards/")}
        kept += [self.keep_card(address, cards.pop(address, None)) for address in sorted(pictures)]
        return Made(kept, needed - pictures, replace(answer, body=b"") if len(addresses) == 1 else None)

    def keep_card(self, address: str, card: Card | None) -> tuple[str, str, bool]:
        """A card's address names its content, so one that is there need not be drawn again and no file needs a query."""
        name = file_of(address.partition("?")[0])
        if (digest := self.known.get(name)) and (self.folder / name).exists():
            return name, digest, False
        return self.keep(name, card.png() if card else fetch(address).body)

    @cached_property
    def markdown(self) -> Markdown:
        return Markdown()

    def note(self, kept: Kept):
        for name, digest, written in kept:
            if name not in self.files:
                self.summary.written += written
                self.summary.unchanged += not written
            self.files[name] = digest


def export(
    folder: Path,
    *,
    processes: int | None = None,
    quality: str = "quick",
    live: str = "",
    progress: Progress | None = None,
) -> Summary:
    """Writes the public site into a folder: only what differs from what an earlier export wrote there.

    ``live`` is the address of a site that can search, for the pages that say that this copy cannot. ``progress`` is
    called with the numbers of addresses done and of all. Raises ExportError; files already written stay, each whole.
    """
    if live and not live.startswith(("https://", "http://")):
        raise ExportError(f"“{live}” is no address of a site: write it whole, such as https://careerguide.example.")
    try:
        static("css/site.css")
    except ValueError as error:
        raise ExportError(
            f"The static files in {settings.STATIC_ROOT} are not those of this release: run “manage.py collectstatic "
            "--no-input” first."
        ) from error
    host = urlsplit(settings.SITE_URL).hostname
    if not validate_host(host, settings.ALLOWED_HOSTS):
        raise ExportError(f"SITE_URL names the host {host}, which is not among ALLOWED_HOSTS: add it there.")
    try:
        record = Record.of(folder)
    except NotOursError as error:
        raise ExportError(error) from error
    for _ in range(MOST_ROUNDS):
        version, now = current_version(), state(live)
        if record.state == now and record.has(record.files):
            return Summary(unchanged=len(record.files))
        try:
            summary = export_once(record, version, processes or os.cpu_count() or 1, quality, live, progress)
        except FetchError as error:
            if version == current_version():
                raise ExportError(f"{error}, so the export stopped: mend that page and export again.") from error
        else:
            if version == current_version():
                record.state = now
                record.save()
                return summary
        # What was made while somebody edited may be of either version.
        record.groups = {}
    raise ExportError("Somebody goes on editing, so the files are of several versions: export again later.")


def export_once(
    record: Record, version: int, processes: int, quality: str, live: str, progress: Progress | None
) -> Summary:
    work, rows = Work(record.folder, record.files, quality, version), RowDigests()
    as_before, made, to_do = {}, {}, []
    for group in groups():
        known, names = record.groups.get(group.key, ("", []))
        made_from = "" if group.roles is None else rows.of(group.roles)
        if made_from and made_from == known and record.has(names):
            as_before[group.key] = (known, names)
            work.note([(name, record.files[name], False) for name in names])
        else:
            made[group.key] = (made_from, [])
            to_do.append(group)
    # What is not made again names static files of this release that were needed the last time.
    needed = set(record.needed) if as_before else set()
    # Until the end nobody can trust the rest: an export that is cut off is followed by one that makes it all.
    names = (file_of(address) for group in to_do for address in group.addresses)
    record.files = dict.fromkeys([*work.known, *names]) | work.files
    record.state, record.groups = "", as_before
    record.save()
    answers = {}
    for group, found in in_processes(work, to_do, processes, progress):
        work.note(found.kept)
        needed |= found.needed
        made[group.key][1].extend(name for name, _, _ in found.kept)
        if found.answer:
            answers[group.key] = found.answer
    record.needed = sorted(needed)
    keep_static(work, needed)
    keep_pages_of_our_own(work, live, answers)
    for name in set(work.known) - set(work.files):
        record.remove(name)
        work.summary.removed += 1
    record.files, record.groups = work.files, as_before | {key: one for key, one in made.items() if one[0]}
    return work.summary


def keep_static(work: Work, needed: set[str]):
    """The static files that pages name, and those that these name in turn; worth the best compression."""
    seen = set()
    while needed:
        seen |= needed
        answers = [fetch(address) for address in sorted(needed)]
        work.note([work.keep(file_of(answer.address), answer.body, "best") for answer in answers])
        needed = set().union(*(answer.needs() for answer in answers)) - seen


def keep_pages_of_our_own(work: Work, live: str, answers: dict[str, Answer]):
    """Error pages, pages where a server is needed, pages that lead on from old addresses, and nginx's configuration."""
    leads = moved()
    own = [page_of_ours(f"/{name}", name, {"canonical": ""}) for name in ERROR_PAGES]
    for name in NEED_A_SERVER:
        address = reverse(name)
        own.append(
            page_of_ours(address, "static_site/needs_server.html", {"live": live and live.rstrip("/") + address})
        )
    for (model, old), new in leads.items():
        for name in FORMS[model][:2] if new else ():
            if (address := reverse(name, args=[old])).endswith("/"):
                to = reverse(name, args=[new])
                own.append(page_of_ours(address, "static_site/moved.html", {"to": to, "canonical": absolute(to)}))
    work.note([work.keep(file_of(answer.address), answer.body) for answer in own])
    work.note([work.keep(NGINX, configuration(work.folder, leads, answers).encode())])


# Processes

# What a process of the pool works on: set when it starts, so that it is not sent with every task.
current: Work


def start(work: Work):
    global current
    current = work
    # Ctrl-C is for the process that started this one, which ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What is loaded stays; garbage is looked for now and then, not after every few hundred objects.
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


def work_on(groups: list[Group]) -> list[Made]:
    return current.keep_groups(groups)


def in_tasks(to_do: list[Group]) -> Iterator[list[Group]]:
    """Roles and skills some at a time, because the rows of several are read at once; lists, which have pages, one by one."""
    for has_rows, some in groupby(to_do, lambda group: group.roles is not None):
        yield from batched(some, AT_ONCE if has_rows else 1)


def batched(some: Iterable[Group], most: int) -> Iterator[list[Group]]:
    rest = iter(some)
    while batch := list(islice(rest, most)):
        yield batch


def in_processes(work: Work, to_do: list[Group], processes: int, progress) -> Iterator[tuple[Group, Made]]:
    """What became of every group, as it comes; with one process in this one, which may hold an open transaction."""
    done, total = 0, sum(len(group.addresses) for group in to_do)
    for task, results in run(work, list(in_tasks(to_do)), processes):
        done += sum(len(group.addresses) for group in task)
        if progress:
            progress(done, total)
        yield from zip(task, results, strict=True)


def run(work: Work, tasks: list[list[Group]], processes: int):
    if processes == 1 or not tasks:
        yield from ((task, work.keep_groups(task)) for task in tasks)
        return
    # A connection does not survive a fork: each process opens its own.
    connections.close_all()
    pool = ProcessPoolExecutor(processes, mp_context=get_context("fork"), initializer=start, initargs=(work,))
    try:
        futures = {pool.submit(work_on, task): task for task in tasks}
        for future in as_completed(list(futures)):
            # What has been read is let go: the answers of a large site would fill the memory.
            yield futures.pop(future), future.result()
    except BrokenProcessPool as error:
        raise ExportError(
            "A process of the export was ended from outside, perhaps for want of memory: export again, with fewer processes."
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
