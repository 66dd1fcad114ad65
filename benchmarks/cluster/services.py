"""PostgreSQL, Redis, hosts of the site and nginx as processes of our own: in a temporary folder, at random ports."""

import contextlib
import json
import os
import re
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from glob import glob
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS = ROOT / "docs" / "operations"
SITE = "careerguide.example"
# What each program is called, where Debian keeps it, and what to install for it.
PROGRAMS = {
    "postgres": ("/usr/lib/postgresql/*/bin", "postgresql"),
    "initdb": ("/usr/lib/postgresql/*/bin", "postgresql"),
    "pg_ctl": ("/usr/lib/postgresql/*/bin", "postgresql"),
    "redis-server": ("/usr/bin", "redis-server"),
    "nginx": ("/usr/sbin", "nginx-light"),
    "wrk": ("/usr/bin", "wrk"),
}


def find_programs() -> dict[str, str]:
    """The path of every program; leaves with a sentence when some are missing."""
    found, missing = {}, set()
    for name, (folder, package) in PROGRAMS.items():
        paths = sorted(glob(f"{folder}/{name}")) + list(filter(None, [shutil.which(name)]))
        if paths:
            found[name] = paths[-1] if paths[-1].startswith("/usr/lib/postgresql") else paths[0]
        else:
            missing.add(package)
    if missing:
        sys.exit(f"Some programs are missing: run “apt install {' '.join(sorted(missing))}” as root, then again.")
    return found


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Service:
    """One process, in a group of its own so that all of it can be stopped; what it prints goes to a file."""

    def __init__(self, name: str, folder: Path, command: list[str], *, environment=None, user=None, cwd=None):
        self.name, self.command, self.environment, self.user = name, command, environment, user
        self.log, self.cwd = folder / f"{name}.log", cwd or folder
        self.process: subprocess.Popen | None = None

    def start(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=self.environment, cwd=self.cwd,
                start_new_session=True, user=self.user, group=self.user,
            )  # fmt: skip

    def send(self, sign: signal.Signals):
        """Sends a signal to the process and all that it started."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, sign)

    def stop(self, sign: signal.Signals = signal.SIGTERM, patience: float = 20):
        """Ends it, and waits until it has ended; by force when it takes too long."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(sign)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def kill(self):
        """As if the power had failed: the process and all that it started at once, without a word."""
        self.send(signal.SIGKILL)
        self.process.wait()


def wait_for(what: str, is_so, patience: float = 60):
    """Waits until something is so; raises a TimeoutError that says what did not come."""
    until = time.monotonic() + patience
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError(f"{what} did not come within {patience:.0f} s.")
        time.sleep(0.05)


def listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


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
        self.nginx = self.make_nginx()
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
            "ALLOWED_HOSTS": SITE,
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
        unit = (OPERATIONS / "careerguide.service").read_text()
        line = re.search(r"^ExecStart=(.+)$", unit, re.M)[1]
        line = line.replace("/srv/careerguide/.venv/bin", str(Path(sys.executable).parent)).replace(
            "0.0.0.0", "127.0.0.1"
        )
        command = shlex.split(line.replace("8000", str(self.host_ports[number])))
        return Service(f"host-{number}", self.folder, command, environment=self.settings(number), cwd=ROOT)

    def make_nginx(self) -> Service:
        home = self.folder / "nginx"
        home.mkdir()
        conf = (OPERATIONS / "nginx.conf").read_text()
        conf = re.sub(r"    server 10\.0\.0\.11:8000 (.*)\n    server .*\n", lambda line: "".join(
            f"    server 127.0.0.1:{port} {line[1]}\n" for port in self.host_ports), conf)  # fmt: skip
        conf = conf.replace("/var/cache/nginx/careerguide", str(home / "cache"))
        conf = conf.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{self.ports['nginx']};")
        conf = re.sub(r" +ssl_certificate.*\n", "", conf)
        conf = conf.replace("listen 80;", f"listen 127.0.0.1:{free_port()};")
        (home / "site.conf").write_text(conf)
        return self.nginx_service("nginx", home)

    def nginx_service(self, name: str, home: Path) -> Service:
        (home / "tmp").mkdir(exist_ok=True)
        parts = "\n".join(f"    {part}_temp_path {home}/tmp/{part};" for part in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))  # fmt: skip
        user = "user root;\n" if os.geteuid() == 0 else ""
        (home / "main.conf").write_text(
            f"{user}daemon off;\nworker_processes 2;\npid {home}/pid;\nerror_log stderr;\nevents {{ worker_connections 1024; }}\n"
            f"http {{\n    include /etc/nginx/mime.types;\n    access_log off;\n    sendfile on;\n    tcp_nopush on;\n"
            f"    keepalive_requests 1000000;\n{parts}\n    include {home}/site.conf;\n}}\n"
        )
        return Service(name, self.folder, [self.programs["nginx"], "-e", "stderr", "-c", f"{home}/main.conf", "-p", str(home)])  # fmt: skip

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
        import psycopg

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
        import psycopg

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
                return self.ask("/readyz", self.host_ports[number])[0] == 200
            except OSError:
                return False

        wait_for(f"host {number}", is_ready)

    def stop(self):
        for service in (self.nginx, self.files, *self.hosts, self.redis):
            if service:
                service.stop(patience=5)
        self.postgres.stop(signal.SIGINT, patience=10)

    # What is asked of them

    def manage(self, command: str, *more: str):
        subprocess.run(
            [sys.executable, "manage.py", *command.split(), *more], check=True, cwd=ROOT, env=self.settings(0),
            stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def ask(self, path: str, port: int | None = None, **headers) -> tuple[int, bytes]:
        """Status and body of a page: of a host's port, or through nginx."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{port or self.ports['nginx']}{path}",
            headers={"Host": SITE, "X-Forwarded-Proto": "https"} | headers,
        )
        try:
            with urllib.request.urlopen(request, timeout=15) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def editor(self) -> "Editor":
        return Editor(self)


EDITOR = """
import sys, json, django
django.setup()
from careerguide.models import Role
for line in sys.stdin:
    slug, lede = json.loads(line)
    role = Role.objects.get(slug=slug)
    role.lede = lede
    role.save()
    print(json.dumps(Role.objects.get(slug=slug).lede), flush=True)
"""


class Editor:
    """A process of the first host that edits roles: what ``edit`` returns from is committed."""

    def __init__(self, cluster: Cluster):
        self.process = subprocess.Popen(
            [sys.executable, "-c", EDITOR], env=cluster.settings(0), cwd=ROOT, text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def edit(self, slug: str, lede: str) -> bool:
        """Whether the edit was acknowledged; False once the database has gone."""
        try:
            self.process.stdin.write(json.dumps([slug, lede]) + "\n")
            self.process.stdin.flush()
            return bool(self.process.stdout.readline())
        except BrokenPipeError:
            return False

    def close(self):
        self.process.kill()
        self.process.wait()
