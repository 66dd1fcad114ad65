"""The content version as a process knows it: asked seldom, never waited for when the database is away."""

from threading import Event

import pytest
from django.db import OperationalError

from careerguide.cache import version
from careerguide.cache.version import KnownVersion


class Database:
    """Answers with ``number``; raises while it ``is_away``; says nothing while it ``hangs``."""

    def __init__(self):
        self.number, self.is_away, self.asked = 1, False, 0
        self.is_asked, self.may_answer = Event(), Event()
        self.may_answer.set()

    def __call__(self):
        number = self.number
        self.asked += 1
        self.is_asked.set()
        self.may_answer.wait(10)
        if self.is_away:
            raise OperationalError("away")
        return number


@pytest.fixture
def database():
    database = Database()
    yield database
    database.may_answer.set()


@pytest.fixture
def clock(monkeypatch):
    """The time that the code under test sees; moved by the test."""

    class Clock:
        now = 100.0

    monkeypatch.setattr(version, "monotonic", lambda: Clock.now)
    monkeypatch.setattr(version, "PATIENCE", 5)  # a slow machine must not look like a slow database
    return Clock


def test_the_database_is_asked_once_in_half_a_second(database, clock):
    known = KnownVersion(database)
    assert [known(), known(), known()] == [1, 1, 1]
    assert database.asked == 1
    database.number = 2
    assert known() == 1
    clock.now += 0.6
    assert known() == 2
    assert database.asked == 2


def test_a_change_in_this_process_shows_at_once(database, clock):
    known = KnownVersion(database)
    known()
    database.number = 2
    known.forget()
    assert known() == 2


def test_an_answer_that_was_on_its_way_when_the_content_changed_does_not_count(database, clock):
    known = KnownVersion(database)
    known()
    clock.now += 1
    database.may_answer.clear()
    database.is_asked.clear()
    known.forget()
    assert database.is_asked.wait(10)
    database.number = 2
    known.forget()
    database.may_answer.set()
    assert known() == 2


def test_the_number_known_last_is_kept_while_the_database_is_away(database, clock):
    known = KnownVersion(database)
    known()
    database.is_away = True
    clock.now += 0.6
    assert known() == 1
    assert known.is_away
    assert known.age == 0
    clock.now += 30
    known()
    assert known.age == 30


def test_the_database_is_back_without_a_restart(database, clock):
    known = KnownVersion(database)
    known()
    database.is_away = True
    clock.now += 0.6
    known()
    database.is_away, database.number = False, 7
    clock.now += 0.6
    known()  # asks, and does not wait, because the last answer was none
    with known._turn:
        known._turn.wait_for(lambda: not known.failed, timeout=10)
    assert known() == 7
    assert not known.is_away


def test_a_database_that_hangs_holds_up_no_request_for_long(database, monkeypatch):
    monkeypatch.setattr(version, "PATIENCE", 0.01)
    monkeypatch.setattr(version, "HOLDS", 0)
    known = KnownVersion(database)
    while known() is None:
        pass
    database.may_answer.clear()
    assert [known(), known(), known()] == [1, 1, 1]
    assert not known.is_away
    monkeypatch.setattr(version, "AWAY_AFTER", 0)
    assert known.is_away


def test_a_connection_closed_in_the_meantime_is_no_database_that_is_away(clock):
    answers = iter([OperationalError("closed"), 5])

    def read():
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    known = KnownVersion(read)
    assert known() == 5
    assert not known.is_away
