"""The servers under measure: started on ports of their own, ended with everything they started."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from . import operations
from .operations import ROOT, free_port

BIN = Path(sys.executable).parent
TICKS = os.sysconf("SC_CLK_TCK")
WORKERS = 2


def environment(folder: Path, database: Path, **more: str) -> dict[str, str]:
    """What the site is told: a database, and nothing of this machine's .env."""
    return os.environ | {
        "DATABASE_URL": f"sqlite:///{database}", "DEBUG": "off", "HTTPS": "off", "COLLECTED_STATIC": "on",
        "STATIC_ROOT": str(folder / "static"), "SECRET_KEY": "only-for-measuring", "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": "http://127.0.0.1", "LOG_LEVEL": "CRITICAL", "CACHE_URL": "", "INDEX_DIR": "", "MALLOC_ARENA_MAX": "1",
        "BEHIND_PROXY": "off", "DJANGO_SETTINGS_MODULE": "careerguide.settings", "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "",
    } | more  # fmt: skip


def kept_to(processor: int | None) -> Callable | None:
    """What a process does before it begins, to stay on the first, second … processor with all that it starts."""
    return None if processor is None else partial(os.sched_setaffinity, 0, {sorted(os.sched_getaffinity(0))[processor]})


class Server:
    """A running server with its workers; ``started_in`` is the seconds from the start to the first answer."""

    def __init__(
        self, name: str, command: list, port: int, *, env=None, ready: str = "/healthz", processor: int | None = None
    ):
        self.name, self.port, self.url = name, port, f"http://127.0.0.1:{port}"
        started = time.perf_counter()
        self.process = subprocess.Popen(
            [str(part) for part in command], env=env, cwd=ROOT, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, preexec_fn=kept_to(processor),
        )  # fmt: skip
        try:
            while not self.answers(ready):
                if self.process.poll() is not None or time.perf_counter() - started > 60:
                    said = self.process.stderr.read().decode()[-2000:] if self.process.poll() is not None else ""
                    sys.exit(f"{name} did not start. {said}")
                time.sleep(0.005)
        except BaseException:  # also Ctrl-C: whoever makes a server has nothing to stop yet
            self.stop()
            raise
        self.started_in = time.perf_counter() - started

    def answers(self, path: str) -> bool:
        try:
            return self.get(path)[0] < 500
        except OSError:
            return False

    def get(self, path: str, headers=None) -> tuple[int, bytes, http.client.HTTPMessage, float]:
        """Status, body, headers and milliseconds of one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        started = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"} | (headers or {}))
        response = connection.getresponse()
        body = response.read()
        spent = (time.perf_counter() - started) * 1000
        connection.close()
        return response.status, body, response.headers, spent

    def processes(self) -> list[int]:
        """This server's process and all below it."""
        parents = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue
        found, more = [], [self.process.pid]
        while more:
            found += more
            more = [pid for pid, parent in parents.items() if parent in more]
        return found

    def cpu_seconds(self) -> float:
        """Processor time of all its processes, from the kernel's accounts."""
        ticks = 0
        for pid in self.processes():
            try:
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            ticks += int(fields[11]) + int(fields[12])
        return ticks / TICKS

    def worker_megabytes(self) -> float:
        """The share of memory of the largest process (PSS: what is shared counts by its part)."""
        sizes = [0.0]
        for pid in self.processes():
            try:
                text = Path(f"/proc/{pid}/smaps_rollup").read_text()
            except OSError:
                continue
            sizes += [int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith("Pss:")]
        return max(sizes)

    def stop(self):
        """Ends it and everything it started; twice does no harm."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, sign)
                self.process.wait(10)
            except ProcessLookupError:
                break
            except subprocess.TimeoutExpired:
                continue
        if self.process.stderr:
            self.process.stderr.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def site(folder: Path, database: Path, *, workers: int = WORKERS, processor: int | None = None, **more: str) -> Server:
    """The site as careerguide.service starts it, with the number of threads of `make serve`."""
    port = free_port()
    command = operations.host(port, workers)
    return Server("the site", command, port, env=environment(folder, database, **more), processor=processor)


def gunicorn(name: str, app: str, folder: Path, database: Path, ready: str) -> Server:
    port = free_port()
    command = [
        BIN / "gunicorn", "--workers", WORKERS, "--worker-class", "sync", "--bind", f"127.0.0.1:{port}",
        "--log-level", "critical", app,
    ]  # fmt: skip
    return Server(name, command, port, env=environment(folder, database), ready=ready)


def nginx(name: str, home: Path, file: Path, port: int, processor: int | None = None) -> Server:
    return Server(f"nginx, {name}", ["nginx", "-e", "stderr", "-p", home, "-c", file], port, ready="/", processor=processor)  # fmt: skip


def nginx_files(folder: Path, exported: Path, *, workers: int = WORKERS, processor: int | None = None) -> Server:
    """nginx with the configuration that the export wrote."""
    home, port = folder / f"nginx-files-{workers}", free_port()
    return nginx("files", home, operations.nginx_of_files(home, port, exported, workers), port, processor)


def nginx_proxy(folder: Path, behind: Server) -> Server:
    """nginx's own cache before the site, as docs/operations.md sets it up."""
    home, port = folder / "nginx-proxy", free_port()
    return nginx("proxy", home, operations.nginx(home, port, [behind.port]), port)
