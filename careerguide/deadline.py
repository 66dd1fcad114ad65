"""The last of the time-outs: a request that nothing else has ended ends its process, and the server starts another."""

import faulthandler
import logging
import os
from threading import Thread, get_ident
from time import monotonic, sleep

logger = logging.getLogger(__name__)


class Deadline:
    """A WSGI application around Django's. Threads cannot be stopped from outside, so the process is."""

    def __init__(self, app, seconds: int):
        self.app, self.seconds = app, seconds
        self.started: dict[int, tuple[float, str]] = {}
        self.thread: Thread | None = None

    def __call__(self, environ, start_response):
        if self.thread is None:
            self.thread = Thread(target=self.watch, name="deadline", daemon=True)
            self.thread.start()
        self.started[get_ident()] = monotonic(), environ["PATH_INFO"]
        try:
            return self.app(environ, start_response)
        finally:
            del self.started[get_ident()]

    def watch(self):
        while True:
            sleep(1)
            for started, path in list(self.started.values()):
                if monotonic() - started > self.seconds:
                    logger.critical("%s was not answered within %s seconds: this process ends.", path, self.seconds)
                    faulthandler.dump_traceback()
                    os._exit(1)
