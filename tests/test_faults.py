"""What readers and writers see when a part fails: a real server, whose database is really taken away, locked or full."""

import http.client
import os
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest
from django.conf import settings
from django.core import signing

ROLE, OTHER = "/roles/data-scientist/", "/roles/machine-learning-engineer/"
SECRET = "only-for-the-server-of-these-tests-0123456789-abcdefghijkl"
# Seconds within which a server that is started, or a database that is back, must answer. Generous: machines are busy.
SOON = 60


def environment(database: Path, port: int, **more) -> dict[str, str]:
    named = {
        "DJANGO_SETTINGS_MODULE": "careerguide.settings", "DATABASE_URL": f"sqlite:///{database}", "INDEX_DIR": "",
        "HTTPS": "off", "DEBUG": "off", "SECRET_KEY": SECRET, "ALLOWED_HOSTS": "127.0.0.1", "CACHE_URL": "",
        "SITE_URL": f"http://127.0.0.1:{port}", "COLLECTED_STATIC": "off", "LOG_LEVEL": "WARNING", "LOG_FORMAT": "json",
        "METRICS": "/metrics", "DATABASE_TIMEOUT": "2",
    }  # fmt: skip
    return os.environ | named | more


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """A database file with the content, and the search index beside it."""
    database = tmp_path_factory.mktemp("loaded") / "site.sqlite3"
    for command in (["migrate", "--verbosity", "0"], ["load_content", "--verbosity", "0"]):
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=settings.BASE_DIR, env=environment(database, 0), check=True
        )
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return database


class Server:
    """One worker of the server of ``make serve``, over a database of its own."""

    def __init__(self, database: Path, limit: int | None):
        self.database = database
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = database.with_suffix(".log").open("w+")
        self.process = subprocess.Popen(
            [
                sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port),
                "--workers", "1", "--blocking-threads", "2", "--no-ws", "--workers-kill-timeout", "5",
                "--respawn-failed-workers", "--respawn-interval", "0.1", "careerguide.wsgi:application",
            ],
            cwd=settings.BASE_DIR, env=environment(database, self.port), stdout=self.log, stderr=self.log,
            preexec_fn=limit and (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))),
        )  # fmt: skip

    def ask(self, path: str, method: str = "GET", body: str | None = None, source: str = "127.0.0.1", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20, source_address=(source, 0))
        try:
            if body is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            response.text = response.read().decode()
            return response
        finally:
            connection.close()

    def wait_for(self, path: str, status: int = 200):
        end = time.monotonic() + SOON
        while time.monotonic() < end:
            try:
                if (response := self.ask(path)).status == status:
                    return response
            except OSError:
                assert self.process.poll() is None, self.said()
            time.sleep(0.05)
        raise AssertionError(f"{path} never answered {status}. {self.said()}")

    def said(self) -> str:
        self.log.flush()
        return Path(self.log.name).read_text()

    def report(self, message: str, source: str = "127.0.0.1"):
        """Sends the form of a report that was opened a minute ago."""
        signer = signing.TimestampSigner(key=SECRET, salt="careerguide.report")
        signer.timestamp = lambda: signing.b62_encode(int(time.time()) - 60)
        form = {"message": message, "email": "", "website": "", "token": signer.sign("")}
        return self.ask("/report/", "POST", urlencode(form), source)

    def reports(self) -> set[str]:
        with sqlite3.connect(self.database) as connection:
            return {message for (message,) in connection.execute("SELECT message FROM careerguide_report")}

    def workers(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        finally:
            self.process.kill()
            self.log.close()


@pytest.fixture
def serve(loaded, tmp_path):
    """Starts a server over a copy of the loaded database."""

    @contextmanager
    def start(limit: int | None = None):
        database = shutil.copy(loaded, tmp_path / "site.sqlite3")
        server = Server(Path(database), limit)
        try:
            server.wait_for("/healthz")
            yield server
        finally:
            server.stop()

    return start


def test_a_database_that_is_gone_costs_no_kept_page_and_its_return_no_restart(serve):
    with serve() as server:
        for path in (ROLE, "/roles/"):
            assert server.ask(path).status == 200
        etag = server.ask(ROLE).getheader("ETag")
        elsewhere = server.database.with_suffix(".away")
        os.rename(server.database, elsewhere)
        for name in ("-wal", "-shm"):
            beside = Path(f"{server.database}{name}")
            if beside.exists():
                os.rename(beside, Path(f"{elsewhere}{name}"))
        server.database.mkdir()  # so that nobody can open or make a file there
        # The process holds the old file open: it ends, and the one after it finds nothing.
        assert server.ask(ROLE).status == 200
        for worker in server.workers():
            worker.kill()
        assert server.wait_for("/healthz").status == 200
        gone = server.wait_for(ROLE, 503)
        assert gone.getheader("Retry-After") == "5"
        assert "The database does not answer" in gone.text
        assert server.ask("/readyz").status == 503
        server.database.rmdir()
        for name in ("-wal", "-shm", ""):
            beside = Path(f"{elsewhere}{name}")
            if beside.exists():
                os.rename(beside, Path(f"{server.database}{name}"))
        assert server.wait_for(ROLE).getheader("ETag") == etag
        assert server.wait_for("/readyz").text == "ready\n"


def test_a_locked_database_costs_no_page_and_tells_writers_so(serve):
    with serve() as server:
        assert server.ask(ROLE).status == 200
        locker = sqlite3.connect(server.database, isolation_level=None)
        locker.execute("BEGIN IMMEDIATE")
        assert server.ask(ROLE).status == 200
        assert server.ask(OTHER).status == 200  # not made yet
        refused = server.report("Written while the database was locked.")
        assert refused.status == 503
        assert "nothing of it was saved" in refused.text
        locker.execute("ROLLBACK")
        locker.close()
        assert server.reports() == set()
        assert server.report("Written after the lock.").status == 303
        assert server.reports() == {"Written after the lock."}


def test_a_full_disk_costs_no_page_and_nothing_half_written(serve):
    # No file may grow beyond this: that of the shared memory fits, a few commits fit into the log of changes.
    with serve(limit=120_000) as server:
        assert server.ask(ROLE).status == 200
        answers = {}
        for number in range(40):
            message = f"Report {number}. " + "Long words. " * 100
            answers[message.strip()] = server.report(message, source=f"127.0.{number}.1")
            if answers[message.strip()].status != 303:
                break
        statuses = [answer.status for answer in answers.values()]
        assert statuses[-1] == 503, statuses
        assert "nothing of it was saved" in list(answers.values())[-1].text
        assert server.ask(ROLE).status == 200
        assert server.ask(OTHER).status == 200
        assert server.reports() == {message for message, answer in answers.items() if answer.status == 303}


def test_a_process_killed_while_it_writes_loses_nothing_that_was_acknowledged(serve):
    with serve() as server:
        acknowledged, stop, enough = [], threading.Event(), threading.Event()

        def write():
            number = 0
            while not stop.is_set():
                number += 1
                message = f"Report {number}."
                try:
                    if server.report(message, source=f"127.0.{number % 250}.{1 + number // 250}").status == 303:
                        acknowledged.append(message)
                except (OSError, http.client.HTTPException):
                    time.sleep(0.02)  # nobody listens until the next process has started
                if len(acknowledged) >= 5:
                    enough.set()

        writer = threading.Thread(target=write)
        writer.start()
        try:
            assert enough.wait(SOON)
            before = {worker.pid for worker in server.workers()}
            for worker in server.workers():
                worker.send_signal(signal.SIGKILL)
            count = len(acknowledged)
            end = time.monotonic() + SOON
            while len(acknowledged) < count + 3 and time.monotonic() < end:
                time.sleep(0.05)
        finally:
            stop.set()
            writer.join(30)
        assert len(acknowledged) >= count + 3, server.said()
        assert before.isdisjoint(worker.pid for worker in server.workers())
        assert set(acknowledged) <= server.reports()
        with sqlite3.connect(server.database) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


KILLED_AT_ITS_COMMIT = """
import os, django
django.setup()
from django.db import transaction
from careerguide.models import Role
with transaction.atomic():
    transaction.on_commit(lambda: os._exit(9))  # before anything else that waits for the commit
    role = Role.objects.get(slug="data-scientist")
    role.lede = "The last words of a process."
    role.save()
"""


def test_a_process_killed_at_its_commit_leaves_its_edit_on_the_page(serve):
    with serve() as server:
        etag = server.ask(ROLE).getheader("ETag")
        done = subprocess.run(
            [sys.executable, "-c", KILLED_AT_ITS_COMMIT], cwd=settings.BASE_DIR, env=environment(server.database, 0)
        )
        assert done.returncode == 9
        end = time.monotonic() + SOON
        while "The last words of a process." not in (answer := server.ask(ROLE)).text:
            assert time.monotonic() < end, "The page stays as it was."
            time.sleep(0.05)
        assert answer.getheader("ETag") != etag


def test_the_server_says_how_it_is_and_what_it_does(serve):
    with serve() as server:
        assert server.wait_for("/readyz").text == "ready\n"
        server.ask(ROLE)
        server.ask(ROLE)
        numbers = server.ask("/metrics").text
        assert 'careerguide_requests_total{by="cache",status="200"}' in numbers
        assert 'careerguide_requests_total{by="django",status="200"}' in numbers
        assert "careerguide_kept_pages" in numbers


def test_a_wrong_host_is_refused_and_writes_nothing_to_the_log(serve):
    with serve() as server:
        assert server.ask(ROLE, Host="evil.example").status == 400
        assert server.ask(ROLE, Host="evil.example" + "x" * 100_000).status == 400
        assert server.ask("/nope/").status == 404
        assert "/nope/" in server.said()
        assert "evil.example" not in server.said()
