"""The cluster: PostgreSQL, Redis, hosts of the site and nginx, in a temporary folder and at random ports."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path
from typing import NamedTuple

import psycopg

from benchmarks import operations
from benchmarks.operations import OPERATIONS, ROOT, free_port

from .services import Service, find_programs, listens, wait_for

SITE = "careerguide.example"


class Answer(NamedTuple):
    status: int
    body: bytes
    headers: Message


class Cluster:
    """The services, and what is asked of them."""

    def __init__(self, folder: Path, hosts: int = 2):
        self.folder, self.programs = folder, find_programs()
        # PostgreSQL does not run as root.
        self.postgres_user = "postgres" if os.geteuid() == 0 else None
        self.ports = {name: free_port() for name in ("postgres", "redis", "nginx", "files")}
        self.host_ports = [free_port() for _ in range(hosts)]
        self.secret = secrets.token_urlsafe(50)
        self.postgres = self.make_postgres()
        self.redis = Service(
            "redis", folder,
            [self.programs["redis-server"], str(OPERATIONS / "redis.conf"), "--port", str(self.ports["redis"]), "--bind",
             "127.0.0.1", "--dir", str(folder)],
        )  # fmt: skip
        self.hosts = [self.make_host(number) for number in range(hosts)]
        home = folder / "nginx"
        self.nginx = self.nginx_service("nginx", operations.nginx(home, self.ports["nginx"], self.host_ports))
        self.files: Service | None = None

    # What the services are

    def as_postgres(self, *command: str):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=self.postgres_user, group=self.postgres_user, cwd="/")  # fmt: skip

    def make_postgres(self) -> Service:
        home = self.folder / "postgres"
        home.mkdir()
        self.folder.chmod(0o755)
        if self.postgres_user:
            shutil.chown(home, self.postgres_user, self.postgres_user)
        command = [
            self.programs["postgres"], "-D", str(home / "data"), "-p", str(self.ports["postgres"]), "-k", "",
            "-c", "listen_addresses=127.0.0.1",
        ]  # fmt: skip
        return Service("postgres", self.folder, command, user=self.postgres_user, cwd="/")

    def settings(self, number: int) -> dict[str, str]:
        """The environment of a host: what careerguide.service and /etc/careerguide.env set."""
        cache = self.folder / f"host-{number}"
        cache.mkdir(exist_ok=True)
        return {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")} | {
            "SECRET_KEY": self.secret,
            "ALLOWED_HOSTS": f"{SITE},localhost",
            "SITE_URL": f"https://{SITE}",
            "DATABASE_URL": f"postgres://careerguide:{self.secret}@127.0.0.1:{self.ports['postgres']}/careerguide",
            "CACHE_URL": f"redis://127.0.0.1:{self.ports['redis']}/0",
            "BEHIND_PROXY": "on",
            "HTTPS": "on",
            "DEBUG": "off",
            "COLLECTED_STATIC": "on",
            "STATIC_ROOT": str(self.folder / "static"),
            "MALLOC_ARENA_MAX": "1",
            "INDEX_DIR": str(cache / "index"),
            "DJANGO_SETTINGS_MODULE": "careerguide.settings",
        }

    def make_host(self, number: int) -> Service:
        command = operations.host(self.host_ports[number])
        return Service(f"host-{number}", self.folder, command, environment=self.settings(number), cwd=ROOT)

    def nginx_service(self, name: str, file: Path) -> Service:
        return Service(name, self.folder, [self.programs["nginx"], "-e", "stderr", "-c", str(file), "-p", str(file.parent)])  # fmt: skip

    # Starting and stopping

    def start(self):
        data = self.folder / "postgres" / "data"
        (self.folder / "postgres" / "word").write_text(self.secret)
        (self.folder / "postgres" / "word").chmod(0o644)
        self.as_postgres(
            self.programs["initdb"], "-D", str(data), "-U", "careerguide", "-A", "scram-sha-256", "-E", "UTF8",
            "--locale=C.UTF-8", f"--pwfile={self.folder}/postgres/word", "-N",
        )  # fmt: skip
        (self.folder / "postgres" / "word").unlink()
        with (data / "postgresql.conf").open("a") as settings:
            settings.write((OPERATIONS / "postgresql.conf").read_text())
        self.start_postgres()
        self.redis.start()
        wait_for("Redis", lambda: listens(self.ports["redis"]))
        environment = self.settings(0)
        address = environment["DATABASE_URL"].removesuffix("careerguide") + "postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CREATE DATABASE careerguide")
        for command in ("collectstatic --no-input", "migrate", "load_content"):
            self.manage(command, "--verbosity", "0")
        for number, host in enumerate(self.hosts):
            host.start()
            self.wait_for_host(number)
        self.nginx.start()
        wait_for("nginx", lambda: listens(self.ports["nginx"]))

    def start_postgres(self):
        self.postgres.start()
        address = self.settings(0)["DATABASE_URL"].removesuffix("careerguide") + "postgres"

        def answers() -> bool:
            try:
                psycopg.connect(address, connect_timeout=2).close()
            except psycopg.OperationalError:
                return False
            return True

        wait_for("PostgreSQL", answers)

    def wait_for_host(self, number: int):
        def is_ready() -> bool:
            try:
                return self.ask("/readyz", self.host_ports[number], Host="localhost").status == 200
            except OSError:
                return False

        wait_for(f"host {number}", is_ready)

    def stop(self):
        for service in (self.nginx, self.files, *self.hosts, self.redis):
            if service:
                service.stop(patience=5)
        self.postgres.stop(signal.SIGINT, patience=10)

    def mend(self):
        """Starts what a trial that failed has left behind."""
        self.redis.send(signal.SIGCONT)
        if not self.postgres.runs():
            self.start_postgres()
        if not self.redis.runs():
            self.redis.start()
            wait_for("Redis", lambda: listens(self.ports["redis"]))
        for number, host in enumerate(self.hosts):
            if not host.runs():
                host.start()
            self.wait_for_host(number)

    # What is asked of them

    def manage(self, command: str, *more: str):
        subprocess.run(
            [sys.executable, "manage.py", *command.split(), *more], check=True, cwd=ROOT, env=self.settings(0),
            stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def ask(self, path: str, port: int | None = None, *, method="GET", data: bytes | None = None, **headers) -> Answer:
        """A page of a host's port, or through nginx."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{port or self.ports['nginx']}{path}", method=method, data=data,
            headers={"Host": SITE, "X-Forwarded-Proto": "https"} | headers,
        )  # fmt: skip
        try:
            with urllib.request.urlopen(request, timeout=15) as answer:
                return Answer(answer.status, answer.read(), answer.headers)
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read(), error.headers)
