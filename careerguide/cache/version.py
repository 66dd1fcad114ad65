"""The content version as this process knows it: asked of the database at most five times a second, by a thread of its own."""

import logging
from collections.abc import Callable
from threading import Condition, Thread
from time import monotonic

from django.db import DatabaseError, connection

logger = logging.getLogger(__name__)

# Seconds for which an answer holds, for which a request waits for the next one, and after which a database that has not
# answered counts as away.
HOLDS = 0.2
PATIENCE = 0.25
AWAY_AFTER = 6.0


class KnownVersion:
    """Call it for the number of the content version; None as long as the database has never answered.

    A request never waits for a database that is away: it gets the number that was known last.
    """

    def __init__(self, read: Callable[[], int]):
        self.read = read
        self.number: int | None = None
        self.confirmed_at = monotonic()
        self.failed = False
        self._asked_at = self._answered_at = -HOLDS
        self._asked = self._answered = 0
        self._turn = Condition()
        self._thread: Thread | None = None

    def __call__(self) -> int | None:
        if monotonic() - self._answered_at >= HOLDS:
            self._refresh()
        return self.number

    @property
    def is_away(self) -> bool:
        """Whether the database refuses to answer, or has not answered for some time."""
        return self.failed or (self._asked > self._answered and monotonic() - self._asked_at > AWAY_AFTER)

    @property
    def age(self) -> int:
        """Whole seconds since the database said the number."""
        return int(monotonic() - self.confirmed_at)

    def forget(self, **kwargs):
        """Asks again at once, because this process has just changed the content: an answer on its way may be older."""
        with self._turn:
            self._ask()

    def _ask(self):
        self._asked += 1
        self._asked_at, self._answered_at = monotonic(), -HOLDS
        self._turn.notify_all()
        if self._thread is None:
            self._thread = Thread(target=self._answer, name="content-version", daemon=True)
            self._thread.start()

    def _refresh(self):
        with self._turn:
            if self._asked == self._answered:
                self._ask()
            if not self.failed and monotonic() - self._asked_at < PATIENCE:
                question = self._asked
                self._turn.wait_for(lambda: self._answered >= question, timeout=PATIENCE)

    def _answer(self):
        while True:
            with self._turn:
                self._turn.wait_for(lambda: self._asked > self._answered)
                question = self._asked
            number = self._read()
            with self._turn:
                if number is not None:
                    self.number, self.confirmed_at = number, monotonic()
                if self.failed != (number is None):
                    self.failed = number is None
                    logger.log(
                        logging.ERROR if self.failed else logging.INFO,
                        "The database does not answer: kept pages are served as they are, others answer 503."
                        if self.failed
                        else "The database answers again.",
                    )
                self._answered = question
                if question == self._asked:
                    self._answered_at = monotonic()
                self._turn.notify_all()

    def _read(self) -> int | None:
        # Twice, because a connection that the database has closed since the last time says nothing of the database.
        for _ in range(2):
            try:
                return self.read()
            except DatabaseError:
                connection.close()
        return None
