"""The pages that several hosts share in a Redis; without it the site is slower and nothing else."""

import logging
import sys
from time import monotonic

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from .kept import Page
from .pages import build_id

logger = logging.getLogger(__name__)

# Seconds: how long a request waits for Redis, how long a Redis that failed is left alone, how long it keeps a page.
PATIENCE = 0.25
REST = 5
KEEP = 86_400


class SharedPages:
    """Pages by key in a Redis. Errors are written to the log, once for each time that it goes away."""

    def __init__(self, url: str):
        try:
            self._redis = redis.Redis.from_url(
                url,
                socket_timeout=PATIENCE,
                socket_connect_timeout=PATIENCE,
                # Once more at once over a new connection, because a Redis that was restarted has closed the old ones. One
                # that hangs is not asked twice.
                retry=Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
            )
            # Made, not opened: says whether the options of the address are any that a connection has.
            self._redis.connection_pool.make_connection()
        except (ValueError, TypeError) as error:
            sys.exit(
                f"The setting CACHE_URL cannot be read ({error}): write the address of a Redis, such as "
                "redis://localhost:6379/0."
            )
        self._rests_until = 0.0
        self._failed = False

    def get(self, key) -> Page | None:
        """The page that some host has made last, perhaps of an older content version."""
        data = self._try("get", self._name(key))
        try:
            return Page.from_bytes(data) if data else None
        except (ValueError, TypeError):
            return None

    def put(self, key, page: Page):
        self._try("set", self._name(key), page.to_bytes(), ex=KEEP)

    def _name(self, key) -> str:
        address, query, fragment = key
        return f"careerguide:{build_id()}:{'fragment' if fragment else 'page'}:{address}?{query}"

    def _try(self, command: str, *args, **kwargs):
        if monotonic() < self._rests_until:
            return None
        try:
            answer = getattr(self._redis, command)(*args, **kwargs)
        except redis.RedisError as error:
            self._rests_until = monotonic() + REST
            if not self._failed:
                logger.error("Redis does not answer (%s): each process keeps its own pages until it does.", error)
            self._failed = True
            return None
        if self._failed:
            logger.info("Redis answers again.")
            self._failed = False
        return answer
