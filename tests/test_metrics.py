"""What is counted of each answer: its status, who gave it, how long it took, and the pages kept."""

import re

import pytest
from prometheus_client import REGISTRY

from careerguide.cache import MADE
from careerguide.metrics import Measured


class Shelf(list):
    size = 7


class Pages:
    """Stands in for the page cache: answers from what it keeps, or as Django does."""

    def __init__(self, status="200 OK", is_kept=True):
        self.pages, self.made_up = Shelf(["a page"]), Shelf()
        self.version = self
        self.is_away, self.status, self.is_kept = True, status, is_kept

    def __call__(self, environ, start_response):
        start_response(self.status, [])
        return [b"kept"] if self.is_kept else iter([b"made"])


def ask(pages, path="/", **environ):
    said = []
    app = Measured(pages, "/metrics")
    body = app({"PATH_INFO": path, **environ}, lambda status, headers, exc_info=None: said.append((status, headers)))
    return said[0], b"".join(body).decode()


def count(name: str, **labels) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0


@pytest.mark.parametrize(
    ("is_kept", "environ", "by"),
    [(True, {}, "cache"), (False, {}, "django"), (True, {MADE: True}, "django")],
    ids=["kept", "streamed", "made and kept just now"],
)
def test_an_answer_is_counted_by_status_and_by_who_gave_it(is_kept, environ, by):
    before = count("careerguide_requests_total", status="404", by=by)
    timed = count("careerguide_request_seconds_count", by=by)
    assert ask(Pages("404 Not Found", is_kept), **environ)[0][0] == "404 Not Found"
    assert count("careerguide_requests_total", status="404", by=by) == before + 1
    assert count("careerguide_request_seconds_count", by=by) == timed + 1


def test_the_numbers_stand_at_their_path_and_are_kept_by_nobody(monkeypatch):
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)
    ask(Pages(is_kept=False))
    (status, headers), text = ask(Pages(), "/metrics")
    assert status == "200 OK"
    assert dict(headers)["Cache-Control"] == "no-store"
    shown = dict(re.findall(r"^(careerguide_\w+) ([\d.]+)$", text, re.M))
    assert (shown["careerguide_kept_bytes"], shown["careerguide_kept_pages"]) == ("14.0", "1.0")
    assert shown["careerguide_database_away"] == "1.0"


def test_asking_for_the_numbers_is_not_counted():
    before = count("careerguide_request_seconds_count", by="cache")
    ask(Pages(), "/metrics")
    assert count("careerguide_request_seconds_count", by="cache") == before
