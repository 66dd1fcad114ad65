"""The servers under measure: started on ports of their own, ended with everything they started."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
TICKS = os.sysconf("SC_CLK_TCK")
WORKERS = 2


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def environment(folder: Path, database: Path, **more: str) -> dict[str, str]:
    """What the site is told: a database, and nothing of this machine's .env."""
    return os.environ | {
        "DATABASE_URL": f"sqlite:///{database}", "DEBUG": "off", "HTTPS": "off", "COLLECTED_STATIC": "on",
        "STATIC_ROOT": str(folder / "static"), "SECRET_KEY": "only-for-measuring", "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": "http://127.0.0.1", "LOG_LEVEL": "CRITICAL", "CACHE_URL": "", "INDEX_DIR": "", "MALLOC_ARENA_MAX": "1",
        "BEHIND_PROXY": "off", "DJANGO_SETTINGS_MODULE": "careerguide.settings", "PYTHONPATH": str(ROOT),
    } | more  # fmt: skip


class Server:
    """A running server with its workers; ``started_in`` is the seconds from the start to the first answer."""

    def __init__(self, name: str, command: list, port: int, *, env=None, ready: str = "/healthz"):
        self.name, self.port, self.url = name, port, f"http://127.0.0.1:{port}"
        started = time.perf_counter()
        self.process = subprocess.Popen(  # noqa: S603 - our own commands
            [str(part) for part in command], env=env, cwd=ROOT, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        while not self.answers(ready):
            if self.process.poll() is not None or time.perf_counter() - started > 60:
                said = self.process.stderr.read().decode()[-2000:] if self.process.poll() is not None else ""
                self.stop()
                sys.exit(f"{name} did not start. {said}")
            time.sleep(0.005)
        self.started_in = time.perf_counter() - started

    def answers(self, path: str) -> bool:
        try:
            return self.get(path)[0] < 500
        except OSError:
            return False

    def get(self, path: str, headers=None) -> tuple[int, bytes, dict[str, str], float]:
        """Status, body, headers and milliseconds of one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        started = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"} | (headers or {}))
        response = connection.getresponse()
        body = response.read()
        spent = (time.perf_counter() - started) * 1000
        connection.close()
        return response.status, body, dict(response.headers), spent

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


def site(folder: Path, database: Path, **more: str) -> Server:
    """The site as `make serve` starts it."""
    port = free_port()
    command = [
        BIN / "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", port, "--workers", WORKERS,
        "--blocking-threads", "2", "--no-ws", "--workers-kill-timeout", "10", "careerguide.wsgi:application",
    ]  # fmt: skip
    return Server("the site", command, port, env=environment(folder, database, **more))


def gunicorn(name: str, app: str, folder: Path, database: Path, ready: str) -> Server:
    port = free_port()
    command = [
        BIN / "gunicorn", "--workers", WORKERS, "--worker-class", "sync", "--bind", f"127.0.0.1:{port}",
        "--log-level", "critical", app,
    ]  # fmt: skip
    return Server(name, command, port, env=environment(folder, database), ready=ready)


NGINX = """
daemon off;
{user}
worker_processes {workers};
pid {folder}/{name}.pid;
error_log stderr crit;
events {{ worker_connections 1024; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    client_body_temp_path {folder}/{name}-body;
    proxy_temp_path {folder}/{name}-proxy;
    fastcgi_temp_path {folder}/{name}-fastcgi;
    uwsgi_temp_path {folder}/{name}-uwsgi;
    scgi_temp_path {folder}/{name}-scgi;
    {inside}
}}
"""

PROXY = """
    proxy_cache_path {folder}/kept levels=1:2 keys_zone=pages:20m max_size=1g inactive=1d use_temp_path=off;
    map $http_accept_encoding $coding {{ default ""; "~zstd" zstd; "~br" br; "~gzip" gzip; }}
    upstream site {{ server 127.0.0.1:{behind}; keepalive 32; }}
    server {{
        listen 127.0.0.1:{port} backlog=1024;
        location / {{
            proxy_pass http://site;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host 127.0.0.1;
            proxy_set_header Accept-Encoding $coding;
            proxy_cache pages;
            proxy_cache_key "$request_uri $coding $http_hx_request";
            proxy_ignore_headers Vary;
            proxy_cache_lock on;
            proxy_cache_background_update on;
            proxy_cache_use_stale error timeout updating http_500 http_502 http_503 http_504;
        }}
    }}
"""


def nginx(name: str, folder: Path, inside: str, port: int, ready: str = "/") -> Server:
    file = folder / f"{name}.conf"
    # Started by root, its workers would be nobody, who may not look into the folder of this run.
    user = "user root;" if os.geteuid() == 0 else ""
    file.write_text(NGINX.format(user=user, workers=WORKERS, folder=folder, name=name, inside=inside))
    return Server(f"nginx, {name}", ["nginx", "-p", folder, "-c", file], port, ready=ready)


def nginx_files(folder: Path, exported: Path) -> Server:
    """nginx with the configuration that the export wrote."""
    port = free_port()
    text = (exported / ".export/nginx.conf").read_text()
    return nginx("files", folder, text.replace("listen 80;", f"listen 127.0.0.1:{port} backlog=1024;"), port)


def nginx_proxy(folder: Path, behind: Server) -> Server:
    """nginx's own cache before the site."""
    port = free_port()
    return nginx("proxy", folder, PROXY.format(folder=folder, behind=behind.port, port=port), port)
