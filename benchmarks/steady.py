"""Readers and an editor for an hour, while the memory of each worker is watched: ``make bench-steady``.

Prints a line for each minute. Ends with 1 when a request failed, an edit came late, or memory grew.
"""

import argparse
import http.client
import os
import random
import re
import secrets
import signal
import sys
import tempfile
import threading
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path

import requests

from benchmarks import report, servers
from benchmarks.__main__ import Bench
from benchmarks.readers import Readers, Walk
from benchmarks.record import HEAD, PROMISED, Record, Sample, row, verdicts
from benchmarks.staff import EditError, Editor, shows

RATE = 60  # requests a second of all readers
EDIT_EVERY = 5  # seconds
SAMPLE_EVERY = 10
METRICS = "/metrics-of-the-run"
KEYS = "from careerguide.models import Role\nfor role in Role.objects.published(): print(role.pk, role.slug)"
ACCOUNT = "from django.contrib.auth.models import User; User.objects.create_superuser('editor', password='{}')"


def workers_of(site: servers.Server) -> list[int]:
    """The processes that answer: those below the server's own, without Python's keeper of semaphores."""
    found = []
    for pid in site.processes():
        try:
            words = Path(f"/proc/{pid}/cmdline").read_text()
        except OSError:
            continue
        if pid != site.process.pid and "resource_tracker" not in words:
            found.append(pid)
    return sorted(found)


def sample(site: servers.Server, began: float) -> Sample:
    """The sizes of the workers now, from the kernel's accounts."""
    sizes = {"Pss": {}, "Rss": {}}
    for pid in workers_of(site):
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        for name, found in sizes.items():
            found[pid] = int(re.search(rf"^{name}: +(\d+) kB", text, re.M)[1]) / 1024
    return Sample(time.monotonic() - began, sizes["Pss"], sizes["Rss"])


def edit(site: servers.Server, password: str, roles: list[tuple[int, str]], record: Record, stop: threading.Event):
    """Publishes a change every few seconds and looks how long any worker shows the page without it."""
    chance, number, editor = random.Random(1), 0, None
    due = time.monotonic()
    while not stop.wait(max(due - time.monotonic(), 0)):
        due = max(due + EDIT_EVERY, time.monotonic())
        number += 1
        pk, slug = chance.choice(roles)
        lede = f"This is what the page says since edit {number} of this run."
        delay, fault = 0.0, ""
        try:
            editor = editor or Editor(site.url, "editor", password)
            acknowledged = editor.publish(pk, lede)
            # For longer than promised, each time over a new connection, so that every worker is asked.
            while (asked := time.monotonic()) < acknowledged + 2 * PROMISED + delay and not stop.is_set():
                if not shows(site.port, f"/roles/{slug}/", lede):
                    delay = asked - acknowledged
                if delay > 30 * PROMISED:
                    raise EditError(f"Edit {number} of /roles/{slug}/ was not seen within {delay:.0f} seconds.")
                stop.wait(0.1)
            editor.look_back(pk)
        except (EditError, requests.RequestException, OSError, http.client.HTTPException) as error:
            fault = f"edit {number}: {error}"
        record.edit(delay, fault)


def kept_megabytes(site: servers.Server, record: Record) -> float:
    """What the page caches of all workers hold, as the site's own numbers say."""
    try:
        said = site.get(METRICS, {"Accept-Encoding": "identity"})[1].decode()
    except OSError as error:
        record.request(0, f"{METRICS}: {error}")
        return float("nan")
    return float(re.search(r"^careerguide_kept_bytes (\S+)", said, re.M)[1]) / 1e6


def watch(site: servers.Server, record: Record, seconds: float, work: list[Future]):
    """Looks at the memory until the time is over, and prints each minute as it ends."""
    printed, end = 0, record.began + seconds
    while (left := end - time.monotonic()) > 0:
        # Readers and editor go on until they are stopped: one that has ended has failed, and says how.
        wait(work, timeout=min(left, SAMPLE_EVERY), return_when=FIRST_COMPLETED)
        for each in work:
            if each.done():
                each.result()
        record.samples.append(sample(site, record.began))
        while printed < record.minute():
            print(row(printed, record, kept_megabytes(site, record)), flush=True)
            printed += 1


def make_site(bench: Bench, database: Path, roles: int, password: str) -> list[tuple[int, str]]:
    """Makes a site with one account, “editor”; the keys and slugs of its published roles."""
    bench.say(f"making a site of {roles:,} roles")
    bench.python(database, "manage.py", "collectstatic", "--no-input", "--verbosity", "0")
    bench.python(database, "manage.py", "migrate", "--verbosity", "0")
    bench.python(database, "manage.py", "load_content")
    bench.python(database, "-m", "benchmarks.content", roles)
    bench.python(database, "manage.py", "shell", "-v", "0", "-c", ACCOUNT.format(password))
    _, said = bench.python(database, "manage.py", "shell", "-v", "0", "-c", KEYS)
    return [(int(pk), slug) for pk, slug in (line.split() for line in said.splitlines())]


def run(folder: Path, roles: int, seconds: float) -> bool:
    """Whether everything held."""
    bench, database, password = Bench(folder, 0), folder / "site.sqlite3", secrets.token_urlsafe()
    keys = make_site(bench, database, roles, password)
    numbers, stop = folder / "numbers", threading.Event()
    numbers.mkdir()
    more = {"METRICS": METRICS, "PROMETHEUS_MULTIPROC_DIR": str(numbers), "STAFF_MFA": "off"}
    with servers.site(folder, database, **more) as site:
        walk = Walk(site)
        bench.say(f"{len(walk.listed):,} pages, {RATE} requests a second, an edit every {EDIT_EVERY} s")
        print(report.table(HEAD, []), flush=True)
        record = Record()
        readers = Readers(site.port, walk, RATE, stop, record.request)
        with ThreadPoolExecutor(readers.threads + 1) as pool:
            try:
                work = [pool.submit(readers.read, number) for number in range(readers.threads)]
                work.append(pool.submit(edit, site, password, keys, record, stop))
                watch(site, record, seconds, work)
            finally:
                stop.set()
    found = verdicts(record, seconds)
    print(f"\n{report.verdicts(found)}\n")
    for fault in record.faults[:20]:
        print(f"Failed: {fault}")
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"{os.cpu_count()} processors with a load of {load}.")
    return all(value >= bound if sign == "≥" else value <= bound for _, value, sign, bound in found)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench-steady", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--roles", type=int, default=38, help="the size of the site")
    options = parser.parse_args()
    # Ended from outside, or with its terminal (not under nohup), it ends its server as after Ctrl-C.
    for sign in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(sign) == signal.SIG_DFL:
            signal.signal(sign, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="careerguide-bench-") as folder:
        try:
            return 0 if run(Path(folder), options.roles, options.minutes * 60) else 1
        except KeyboardInterrupt:
            print("Stopped before the end; the server has ended.")
            return 1


if __name__ == "__main__":
    sys.exit(main())
