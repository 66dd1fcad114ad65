"""Readers: so many requests a second, each page in turn, every answer looked at."""

import http.client
import threading
import time
from dataclasses import dataclass, field

from .site import SITE

# As nginx sends them to a host.
HEADERS = {"Host": SITE, "X-Forwarded-Proto": "https", "Accept-Encoding": "gzip"}


@dataclass
class Load:
    """Asks for pages at ``rate`` requests a second until it is stopped; used as ``with Load(…) as load``."""

    port: int
    paths: list[str]
    rate: int = 200
    threads: int = 8
    asked: int = 0
    failures: list[str] = field(default_factory=list)
    slowest: float = 0.0

    def __enter__(self):
        self._stop, self._lock = threading.Event(), threading.Lock()
        self._workers = [threading.Thread(target=self._work, args=(number,)) for number in range(self.threads)]
        for worker in self._workers:
            worker.start()
        return self

    def __exit__(self, *error):
        self._stop.set()
        for worker in self._workers:
            worker.join()

    def _work(self, number: int):
        connection, pause, at = None, self.threads / self.rate, number
        due = time.monotonic() + pause * number / self.threads
        while not self._stop.is_set():
            self._stop.wait(max(due - time.monotonic(), 0))
            due += pause
            path, started = self.paths[at % len(self.paths)], time.monotonic()
            at += 1
            try:
                if connection is None:
                    connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
                connection.request("GET", path, headers=HEADERS)
                answer = connection.getresponse()
                answer.read()
                fault = "" if answer.status == 200 else f"{path}: {answer.status}"
            except (OSError, http.client.HTTPException) as error:
                fault, connection = f"{path}: {type(error).__name__}", None
            with self._lock:
                self.asked += 1
                self.slowest = max(self.slowest, time.monotonic() - started)
                if fault:
                    self.failures.append(fault)
