"""Measures the site and its peers in one run, bounded in time and without anybody watching: ``make bench``."""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from benchmarks import load, report, servers

SIZES = (38, 1_000, 10_000)
# Seconds after which work that is measured is given up, and after which the run ends where it cannot go on without.
PATIENCE = 900
ROUNDS = 3
# What is measured at every size, because the whole would take too long.
GROWING = ("role", "list of roles", "list, filtered", "list, fragment", "search", "suggestions")
FULL_CACHE = 6_000
LOADED = 1_000


class Bench:
    """One run: a folder that goes with it, what was measured by name, and the pages of each size."""

    def __init__(self, folder: Path, seconds: float):
        self.folder, self.seconds = folder, seconds
        self.facts: dict[str, float | None] = {}
        self.runs: dict[tuple, load.Measured] = {}
        self.pages: dict[int, dict] = {}
        self.began = time.monotonic()

    def say(self, text: str):
        print(f"[{time.monotonic() - self.began:4.0f} s] {text}", flush=True)

    def python(self, database: Path, *arguments, gives_up: bool = False) -> tuple[float | None, str]:
        """Seconds that a command of the project took, and what it printed; None where it was given up."""
        started = time.perf_counter()
        # A session of its own, so that what it started ends with it.
        process = subprocess.Popen(
            [sys.executable, *map(str, arguments)], cwd=servers.ROOT, text=True, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=servers.environment(self.folder, database),
        )  # fmt: skip
        try:
            out, err = process.communicate(timeout=PATIENCE)
        except BaseException as error:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            if not isinstance(error, subprocess.TimeoutExpired):
                raise
            if gives_up:
                return None, ""
            sys.exit(f"{' '.join(map(str, arguments))} has taken longer than {PATIENCE} s: the machine is too busy.")
        if process.returncode:
            sys.exit(f"{' '.join(map(str, arguments))} failed: {err.strip()[-600:]}")
        return time.perf_counter() - started, out

    def timed(self, name: str, database: Path, *arguments) -> None:
        self.say(name)
        self.facts[name], _ = self.python(database, *arguments, gives_up=True)

    def database(self, size: int) -> Path:
        return self.folder / f"{size}.sqlite3"

    # Sites

    def make_sites(self, sizes: list[int]):
        first = self.folder / "first.sqlite3"
        self.say("static files, tables, the real content")
        self.python(first, "manage.py", "collectstatic", "--no-input", "--verbosity", "0")
        self.python(first, "manage.py", "migrate", "--verbosity", "0")
        self.facts["load of the real content"], _ = self.python(first, "manage.py", "load_content")
        for size in sizes:
            shutil.copy(first, self.database(size))
            self.say(f"making {size:,} roles")
            made = self.python(self.database(size), "-m", "benchmarks.content", size)
            self.facts[f"making {size:,} roles"] = made[0]
            self.pages[size] = json.loads(self.python(self.database(size), "-m", "benchmarks.pages")[1])

    # Pages

    def measure(self, name: tuple, server: servers.Server, kind: dict, *, headers=None, **how):
        """Of several runs of one name it keeps the one that took least of the processor."""
        asked = kind["headers"] | (headers or {})
        run = load.run(self.folder, server, kind["paths"], seconds=self.seconds, headers=asked, **how)
        self.runs[name] = min(run, self.runs.get(name, run), key=lambda run: run.cpu)

    def every_page(self, size: int):
        """Every kind of page of one site: kept and by 304, and without a cache."""
        with servers.site(self.folder, self.database(size)) as site:
            for kind, page in self.pages[size].items():
                self.say(f"{size:,} roles, kept: {kind}")
                warm(site, page)
                for connections in (8, 1, 64):
                    self.measure((size, kind, "kept", connections), site, page, connections=connections)
                self.measure((size, kind, "304", 8), site, page, headers=known(site, page))
        with servers.site(self.folder, self.database(size), PAGE_CACHE_MB="0") as site:
            for kind, page in self.pages[size].items():
                self.say(f"{size:,} roles, fresh: {kind}")
                warm(site, page, times=1)
                self.measure((size, kind, "fresh", 8), site, page)

    def growth(self, sizes: list[int]):
        """Some kinds of page at every size in turn, so that a change of the machine meets them all."""
        for how, options in (("kept", {}), ("fresh", {"PAGE_CACHE_MB": "0"})):
            with ExitStack() as stack:
                sites = {
                    size: stack.enter_context(servers.site(self.folder, self.database(size), **options))
                    for size in sizes
                }
                for kind in GROWING:
                    self.say(f"every size, {how}: {kind}")
                    for size, site in sites.items():
                        warm(site, self.pages[size][kind], times=2 * servers.WORKERS if how == "kept" else 1)
                    for _ in range(ROUNDS):
                        for size, site in sites.items():
                            self.measure((size, kind, how, 8), site, self.pages[size][kind])

    def start(self, size: int):
        """How long a site takes to start and its first page, the middle one of some starts; a worker's memory, all kept."""
        role = self.pages[size]["role"]["paths"][0]
        starts, first_pages = [], []
        for _ in range(ROUNDS):
            with servers.site(self.folder, self.database(size)) as site:
                starts.append(site.started_in)
                first_pages.append(site.get(role)[3])
        self.facts[f"start to first answer, {size:,} roles"] = median(starts)
        self.facts[f"first page of a fresh worker, {size:,} roles"] = median(first_pages)
        with servers.site(self.folder, self.database(size)) as site:
            self.say(f"{size:,} roles: every kind of page, for the memory")
            for page in self.pages[size].values():
                warm(site, page)
            self.fill_cache(size, site)

    def fill_cache(self, size: int, site: servers.Server):
        """Memory of a worker once it has read all it can of the site, within some seconds."""
        self.say(f"{size:,} roles: filling the page cache")
        _, slugs = self.python(self.database(size), "manage.py", "shell", "-v", "0", "-c", SLUGS)
        paths = [form.format(slug) for slug in slugs.split() for form in FORMS][:FULL_CACHE]
        load.run(self.folder, site, paths, seconds=self.seconds * 5)
        self.facts[f"memory of a worker, cache full, {size:,} roles"] = site.worker_megabytes()

    # Peers

    def peers(self, size: int, exported: Path):
        """The site and its peers in turn, round by round, so that a change of the machine meets them all."""
        database, pages = self.database(size), self.pages[size]
        with ExitStack() as stack:
            site = stack.enter_context(servers.site(self.folder, database))
            fresh = stack.enter_context(servers.site(self.folder, database, PAGE_CACHE_MB="0"))
            hello = stack.enter_context(
                servers.gunicorn("hello", "benchmarks.peers.hello:application", self.folder, database, "/hello/")
            )
            naive = stack.enter_context(
                servers.gunicorn("naive Django", "benchmarks.peers.naive:application", self.folder, database, "/about/")
            )
            wagtail = stack.enter_context(self.wagtail(exported, pages["role"]["paths"]))
            files = stack.enter_context(servers.nginx_files(self.folder, exported))
            proxy = stack.enter_context(servers.nginx_proxy(self.folder, site))
            role, listed = pages["role"], pages["list, filtered"]
            etag = known(site, role)
            turns = [
                ("the site, role kept", site, role, {}),
                ("the site, role by 304", site, role, etag),
                ("the site, role fresh", fresh, role, {}),
                ("the site, filtered list fresh", fresh, listed, {}),
                ("naive Django, role", naive, role, {}),
                ("naive Django, filtered list", naive, listed, {}),
                ("Wagtail, role", wagtail, role, {}),
                ("Django saying hello", hello, {"paths": ["/hello/"], "headers": {}}, {}),
                ("nginx, exported role", files, role, {}),
                ("nginx, cache before the site", proxy, role, {}),
            ]
            for _, server, page, headers in turns:
                for path in page["paths"] * servers.WORKERS:
                    status, *_ = server.get(path, headers)
                    if status not in (200, 304):
                        sys.exit(f"{server.name} answers {status} to {path}.")
            for number in range(ROUNDS):
                for name, server, page, headers in turns:
                    self.say(f"round {number + 1} of {ROUNDS}: {name}")
                    self.measure((name, number), server, page, headers=headers)
                for name, server in (("the site", site), ("nginx", files)):
                    self.say(f"round {number + 1} of {ROUNDS}: {name}, 64 connections")
                    self.measure(("crowd", name, number), server, role, connections=64)
            self.alone(database, exported, role)
            self.facts["memory of a worker, hello"] = hello.worker_megabytes()
            self.facts["memory of a worker, naive Django"] = naive.worker_megabytes()

    def alone(self, database: Path, exported: Path, role: dict):
        """64 connections from a processor of wrk's own to one process on the other: nobody waits for a turn of it."""
        made = {
            "the site": lambda: servers.site(self.folder, database, workers=1, processor=0),
            "nginx": lambda: servers.nginx_files(self.folder, exported, workers=1, processor=0),
        }
        for name, start in made.items():
            with start() as server:
                for path in role["paths"]:
                    server.get(path)
                for number in range(ROUNDS):
                    self.say(f"round {number + 1} of {ROUNDS}: {name}, 64 connections, a processor each")
                    self.measure(("alone", name, number), server, role, connections=64, processor=1)

    def wagtail(self, exported: Path, paths: list[str]) -> servers.Server:
        """Wagtail with the pages that are measured: one costs the same among thirty and among thousands."""
        database = self.folder / "wagtail.sqlite3"
        self.say("pages in Wagtail")
        documents = [exported / f"{path.strip('/')}.json" for path in paths]
        self.python(database, "-m", "benchmarks.peers.wagtail_site", *documents)
        app = "benchmarks.peers.wagtail_site.application:application"
        return servers.gunicorn("Wagtail", app, self.folder, database, paths[0])

    def best(self, name: str) -> load.Measured:
        """The best of the rounds: other work on a machine only ever slows one down."""
        return max((run for key, run in self.runs.items() if key[0] == name), key=lambda run: run.rate)

    def tail(self, name: str, how: str) -> float:
        """The 99th percentile of times at 64 connections over the median of times, in the middle one of the rounds.

        ``how`` is crowd, where wrk shares both processors with the server, or alone, where each has one.
        """
        return median(self.runs[how, name, number].tail for number in range(ROUNDS))

    # Work that is not a page

    def work(self, size: int) -> Path:
        """Exports, keeps and brings back a site; the folder with its files."""
        database = self.database(size)
        folder = self.folder / f"export-{size}"
        self.timed(f"export of {size:,} roles", database, "manage.py", "export_site", folder)
        if self.facts[f"export of {size:,} roles"]:
            self.timed(f"export again, nothing changed, {size:,} roles", database, "manage.py", "export_site", folder)
        file, back = self.folder / f"{size}.zip", self.folder / f"back-{size}.sqlite3"
        self.timed(f"backup of {size:,} roles", database, "manage.py", "backup", file)
        self.python(back, "manage.py", "migrate", "--verbosity", "0")
        self.timed(f"restore of {size:,} roles", back, "manage.py", "restore", file)
        return folder

    def load_files(self):
        from benchmarks.content import write_files

        write_files(LOADED, self.folder / "fixtures")
        database = self.folder / "loaded.sqlite3"
        self.python(database, "manage.py", "migrate", "--verbosity", "0")
        self.timed(
            f"load of {LOADED:,} roles from files", database, "manage.py", "load_content", self.folder / "fixtures"
        )


def warm(site: servers.Server, page: dict, times: int = 2 * servers.WORKERS):
    """Has every worker make every page of a kind, as far as chance has it."""
    for path in page["paths"] * times:
        site.get(path, page["headers"])


def known(site: servers.Server, page: dict) -> dict[str, str]:
    """The header with which a reader asks for pages that they have already; all of them then answer 304."""
    headers = {"If-None-Match": site.get(page["paths"][0], page["headers"])[2]["ETag"]}
    for path in page["paths"]:
        status, *_ = site.get(path, page["headers"] | headers)
        if status != 304:
            sys.exit(f"{path} answers {status} to a reader who has it.")
    return headers


FORMS = ("/roles/{}/", "/roles/{}/pay/", "/roles/{}.md", "/roles/{}.json")
SLUGS = "from careerguide.models import Role; print(*Role.objects.published().values_list('slug', flat=True))"


def missing() -> str:
    """What is to be installed first, in a sentence; nothing when all is there."""
    tools = [tool for tool in ("wrk", "nginx") if not shutil.which(tool)]
    if tools:
        return f"The benchmark needs {' and '.join(tools)}: run “apt install {' '.join(tools)}” as root, then again."
    if not find_spec("gunicorn") or not find_spec("wagtail"):
        return "The benchmark needs gunicorn and Wagtail: start it by “make bench”, which installs them."
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--roles", type=int, nargs="+", default=list(SIZES), help="sizes of the sites, ascending")
    parser.add_argument("--seconds", type=float, default=3, help="how long each kind of page is under load")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md; a whole run always does")
    options = parser.parse_args()
    if said := missing():
        sys.exit(said)
    # Ended from outside, it ends its servers as after Ctrl-C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Ended from outside."))
    sizes = sorted(options.roles)
    reference = next((size for size in reversed(sizes) if size <= 1_000), sizes[0])
    with tempfile.TemporaryDirectory(prefix="careerguide-bench-") as folder:
        bench = Bench(Path(folder), options.seconds)
        try:
            bench.make_sites(sizes)
            # Its files are what nginx serves: they are waited for.
            exported = bench.work(reference)
            bench.peers(reference, exported)
            bench.every_page(reference)
            bench.growth(sizes)
            for size in sizes:
                bench.start(size)
            for size in sizes:
                if size > reference:
                    bench.work(size)
            bench.load_files()
        except KeyboardInterrupt:
            sys.exit("Stopped; every server has ended.")
        text = report.written(bench, sizes, reference)
    print(f"\n{text}")
    if options.write or sizes == list(SIZES):
        (servers.ROOT / "docs" / "performance.md").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
