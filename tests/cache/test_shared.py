"""The Redis that hosts share: its pages are used, its absence is only a loss of time."""

import os
import shutil
import signal
import socket
import subprocess

import psutil
import pytest
import redis
from django.conf import settings

from careerguide.cache import shared
from careerguide.cache.shared import SharedPages

from .test_kept import page_of

KEY = ("/roles/", "q=data", False)


class Redis(dict):
    """As much of a Redis as the shared pages use."""

    is_away = False

    def _check(self):
        if self.is_away:
            raise redis.ConnectionError("refused")

    def get(self, key):
        self._check()
        return super().get(key)

    def set(self, key, value, ex):
        self._check()
        self[key] = value


@pytest.fixture
def pages():
    pages = SharedPages("redis://localhost:1/0")
    pages._redis = Redis()
    return pages


def test_a_page_that_one_host_made_is_found_by_another(pages):
    pages.put(KEY, page_of())
    assert pages.get(KEY) == page_of()


@pytest.mark.parametrize("other", [("/roles/", "", False), ("/roles/", "q=data", True), ("/skills/", "q=data", False)])
def test_no_page_stands_for_another(pages, other):
    pages.put(KEY, page_of())
    assert pages.get(other) is None


def test_a_new_release_finds_no_pages_of_the_old_one(pages, monkeypatch):
    pages.put(KEY, page_of())
    monkeypatch.setattr(shared, "build_id", lambda: "another")
    assert pages.get(KEY) is None


def test_what_somebody_else_wrote_there_is_no_page(pages):
    pages._redis[pages._name(KEY)] = b"something else"
    assert pages.get(KEY) is None


def test_a_redis_that_is_away_is_left_alone_for_a_while_and_then_asked_again(pages, monkeypatch, caplog):
    now = [100.0]
    monkeypatch.setattr(shared, "monotonic", lambda: now[0])
    pages.put(KEY, page_of())
    pages._redis.is_away = True
    assert pages.get(KEY) is None
    pages._redis.is_away = False
    assert pages.get(KEY) is None  # not asked
    now[0] += shared.REST
    assert pages.get(KEY) == page_of()
    assert [record.levelname for record in caplog.records if record.name == shared.__name__] == ["ERROR"]


def test_a_redis_that_nobody_runs_raises_nothing():
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        pages = SharedPages(f"redis://127.0.0.1:{nobody.getsockname()[1]}/0")
        pages.put(KEY, page_of())
        assert pages.get(KEY) is None


class Server:
    """A redis-server with the settings of docs/operations, at a socket of its own."""

    def __init__(self, program: str, folder):
        self.url = f"unix://{folder}/redis.sock"
        self.command = [
            program, str(settings.BASE_DIR / "docs/operations/redis.conf"), "--port", "0", "--dir", str(folder),
            "--unixsocket", f"{folder}/redis.sock",
        ]  # fmt: skip
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        said = []
        for line in self.process.stdout:
            said.append(line)
            if "ready to accept connections" in line.lower():
                return
        raise AssertionError("".join(said))

    def hang(self):
        self.process.send_signal(signal.SIGSTOP)
        while psutil.Process(self.process.pid).status() != psutil.STATUS_STOPPED:
            pass

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture
def server(tmp_path):
    """A Redis; without the program the test is skipped, or fails where everything must have run."""
    program = shutil.which("redis-server")
    if program is None:
        message = "No Redis: install it (apt install redis-server)."
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    server = Server(program, tmp_path)
    yield server
    server.stop()


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = 100.0

        def rest(self):
            self.now += shared.REST

    clock = Clock()
    monkeypatch.setattr(shared, "monotonic", lambda: clock.now)
    # Between two tries nobody waits.
    monkeypatch.setattr("redis.retry.sleep", lambda seconds: pytest.fail(f"waits {seconds} s"))
    return clock


@pytest.fixture
def errors(caplog):
    return lambda: [record.levelname for record in caplog.records if record.name == shared.__name__]


def test_two_hosts_share_a_real_redis(server):
    SharedPages(server.url).put(KEY, page_of())
    assert SharedPages(server.url).get(KEY) == page_of()


def test_a_redis_that_hangs_is_not_waited_for_and_used_again_when_it_goes_on(server, clock, errors):
    used, new = SharedPages(server.url), SharedPages(server.url)
    used.put(KEY, page_of())
    server.hang()
    for pages in (used, new):
        assert pages.get(KEY) is None
        pages.put(KEY, page_of())
    assert errors() == ["ERROR", "ERROR"]
    server.go_on()
    clock.rest()
    assert used.get(KEY) == new.get(KEY) == page_of()


def test_a_redis_that_is_killed_is_used_again_when_it_is_back(server, clock, errors):
    pages = SharedPages(server.url)
    pages.put(KEY, page_of())
    server.stop()
    pages.put(KEY, page_of())
    assert pages.get(KEY) is None
    assert errors() == ["ERROR"]
    server.start()
    clock.rest()
    assert pages.get(KEY) is None  # it has forgotten everything
    pages.put(KEY, page_of())
    assert pages.get(KEY) == page_of()


def test_a_redis_that_was_restarted_between_two_pages_is_not_taken_for_one_that_is_away(server, clock, errors):
    pages = SharedPages(server.url)
    pages.put(KEY, page_of())
    server.stop()
    server.start()
    pages.put(KEY, page_of())
    assert pages.get(KEY) == page_of()
    assert errors() == []


@pytest.mark.parametrize("url", ["redis://x:port/0", "redis://localhost:99999/0", "redis://localhost/0?nope=1"])
def test_an_address_that_is_none_stops_the_start_with_a_sentence(url):
    with pytest.raises(SystemExit, match="The setting CACHE_URL cannot be read .*: write the address of a Redis"):
        SharedPages(url)
