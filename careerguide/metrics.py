"""Numbers for Prometheus: requests by status and by who answered, how long they took, the pages kept."""

import os
from pathlib import Path
from time import perf_counter

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

from careerguide.cache import MADE

REQUESTS = Counter("careerguide_requests", "Requests answered, by status and by who answered.", ["status", "by"])
SECONDS = Histogram(
    "careerguide_request_seconds",
    "Seconds from the request to its answer, by who answered.",
    ["by"],
    buckets=(0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
KEPT_BYTES = Gauge("careerguide_kept_bytes", "Bytes of pages kept by all processes.", multiprocess_mode="livesum")
KEPT_PAGES = Gauge("careerguide_kept_pages", "Pages kept by all processes.", multiprocess_mode="livesum")
DATABASE_AWAY = Gauge(
    "careerguide_database_away", "1 while a process cannot reach the database.", multiprocess_mode="livemax"
)


class Measured:
    """A WSGI application around the page cache that counts what it answers, and says it at ``path``.

    All processes of a server are counted together when PROMETHEUS_MULTIPROC_DIR names a folder, else each by itself.
    """

    def __init__(self, pages, path: str):
        self.pages, self.path = pages, path

    def __call__(self, environ, start_response):
        if environ["PATH_INFO"] == self.path:
            text = exposition()
            start_response("200 OK", [("Content-Type", CONTENT_TYPE_LATEST), ("Cache-Control", "no-store")])
            return [text]
        statuses = []

        def started(status, headers, exc_info=None):
            statuses.append(status[:3])
            return start_response(status, headers)

        start = perf_counter()
        body = self.pages(environ, started)
        by = "cache" if type(body) is list and MADE not in environ else "django"
        SECONDS.labels(by).observe(perf_counter() - start)
        REQUESTS.labels(statuses[-1] if statuses else "500", by).inc()
        if by == "django":
            shelves = (self.pages.pages, self.pages.made_up)
            KEPT_BYTES.set(sum(shelf.size for shelf in shelves))
            KEPT_PAGES.set(sum(len(shelf) for shelf in shelves))
            DATABASE_AWAY.set(self.pages.version.is_away)
        return body


def exposition() -> bytes:
    """The numbers of all processes, or of this one, in the format of Prometheus."""
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if not folder:
        return generate_latest()
    for path in Path(folder).glob("gauge_live*_*.db"):
        pid = path.stem.rpartition("_")[2]
        if not Path("/proc", pid).exists():
            multiprocess.mark_process_dead(pid, folder)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    return generate_latest(registry)
