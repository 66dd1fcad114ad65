"""What all tests share: a database that holds the real content, and a loud word when no browser could be driven."""

import gc
import textwrap
from contextlib import contextmanager

import hypothesis
import pytest
from django.db import connection, connections

from careerguide import career_graph, fixtures, reference, search
from tests.small_guide import FILES

# No time limit for an example: how long one takes says more about the machine than about the code.
hypothesis.settings.register_profile("suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("suite")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database with the content of fixtures/; what a test changes is rolled back after it."""
    with django_db_blocker.unblock():
        fixtures.load()
    # All that is loaded by now stays: looking for garbage among it takes a fifth of the time of the tests.
    gc.freeze()
    gc.set_threshold(20_000)


@pytest.fixture(autouse=True)
def connection_outlives_requests(monkeypatch):
    """Requests past the test client, which sees to this itself, leave the connection open that holds the test."""
    monkeypatch.setattr(connections["default"], "close_if_unusable_or_obsolete", lambda: None)


@pytest.fixture(autouse=True)
def index_of_this_test():
    """What a test writes is rolled back without the content version moving: the next test reads the content anew."""
    search.forget_index()
    career_graph.read.cache_clear()
    reference.kept.cache_clear()


@pytest.fixture
def no_content(db):
    """A database without content, for this test alone."""
    tables = [model._meta.db_table for model in fixtures.MODELS.values()]
    tables += [field.m2m_db_table() for model in fixtures.MODELS.values() for field in model._meta.many_to_many]
    with connection.cursor() as cursor:
        for table in tables:  # in any order: references are looked at when the transaction ends
            cursor.execute(f"DELETE FROM {table}")


@pytest.fixture
def folder(tmp_path):
    """A folder with the files of a small guide."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip(), encoding="utf-8")
    return tmp_path


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """A block at whose end everything runs that waits for a commit: ``with committed(): …``."""

    @contextmanager
    def block():
        connection.run_on_commit.clear()  # what earlier blocks have run; a real commit forgets it as well
        with django_capture_on_commit_callbacks(execute=True) as calls:
            yield calls

    return block


def pytest_terminal_summary(terminalreporter):
    skipped = [r for r in terminalreporter.stats.get("skipped", []) if r.nodeid.startswith("tests/browser/")]
    if skipped:
        terminalreporter.section("NO BROWSER", red=True, bold=True)
        terminalreporter.line(
            f"{len(skipped)} browser tests did NOT run: install Chromium (apt install chromium), "
            "or name one with CHROMIUM=/path/to/chromium.",
            red=True,
        )
    skipped = [r for r in terminalreporter.stats.get("skipped", []) if "No Redis" in str(r.longrepr)]
    if skipped:
        terminalreporter.section("NO REDIS", red=True, bold=True)
        terminalreporter.line(f"{len(skipped)} tests did NOT run: install Redis (apt install redis-server).", red=True)
