"""The Redis that hosts share: its pages are used, its absence is only a loss of time."""

import socket

import pytest
import redis

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
