"""The page cache: stands before Django, so that a page made once costs next to nothing to send again."""

from functools import lru_cache
from threading import Event, Lock
from time import time

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import QueryDict
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, resolve
from django_http_compression.middleware import best_coding

from .kept import Page, Shelf
from .pages import DATABASE_IS_AWAY, PAGE_CACHE, known_query

# Seconds for which a request waits while another makes the same page, and for which a page of an older version may stand
# in for one that cannot be made (the stale-if-error of its Cache-Control).
PATIENCE = 5
STANDS_IN = 86_400
# Characters of an address that is kept, which no link of ours comes near, and of the name of a host, with its port.
LONGEST_KEPT = 1_000
LONGEST_HOST = 300
# The headers that Django sees: which site is asked, by http or https; and what a reader unpacks, for answers not kept.
PASSED_ON = {"HTTP_ACCEPT_ENCODING", "HTTP_HOST", "HTTP_X_FORWARDED_PROTO"}
# Addresses that anybody can make up more of; they share a quarter of the room, so that they never push out the others.
MADE_UP = ("/cards/", "/oembed")
# Says of a request, in its environment, that its page was not kept and had to be made.
MADE = "careerguide.page_made"


class PageCache:
    """A WSGI application around Django's: keeps every public page as ready bytes.

    ``version`` is a KnownVersion, ``size`` the room in bytes, ``shared`` pages kept for all hosts (SharedPages).
    """

    def __init__(self, app, version, *, size: int, shared=None):
        self.app, self.version, self.shared = app, version, shared
        self.pages, self.made_up = Shelf(size - size // 4), Shelf(size // 4)
        self._in_work: dict[tuple, Event] = {}
        self._lock = Lock()

    def __call__(self, environ, start_response):
        key = self.key_of(environ)
        if key is None:
            return self.app(environ, start_response)
        version = self.version()
        page = self.shelf_of(key).get(key)
        if page is None or not (page.version == version or self.version.is_away):
            if view_at(key[0]) is None:
                return self.app(environ, start_response)
            page, response = self.make_once(key, page, version, environ)
            if page is None:
                start_response(*response.started)
                return response
        return self.send(page, key, environ, start_response)

    def key_of(self, environ) -> tuple[str, str, bool] | None:
        """Path, query and whether htmx wants a fragment; None for a request that is Django's to answer."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None
        if settings.SECURE_SSL_REDIRECT and not is_secure(environ):
            return None
        host = environ.get("HTTP_HOST", "")
        if len(host) > LONGEST_HOST or not is_host_of_ours(host):
            return None
        fragment = False
        if environ.get("HTTP_HX_REQUEST") == "true":
            if "HTTP_HX_BOOSTED" in environ or "HTTP_HX_HISTORY_RESTORE_REQUEST" in environ:
                return None
            fragment = True
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        if len(path) + len(query) > LONGEST_KEPT:
            return None
        if query:
            query = kept_query(path, query)
            if query is None:
                return None
        return path, query, fragment

    def shelf_of(self, key) -> Shelf:
        return self.made_up if key[1] or key[0].startswith(MADE_UP) else self.pages

    def make_once(self, key, old: Page | None, version, environ):
        """The page, or Django's response where there is none to keep. Of several requests one makes it, the others wait."""
        with self._lock:
            others = self._in_work.get(key)
            if others is None:
                mine = self._in_work[key] = Event()
        if others is None:
            try:
                return self.make(key, old, version, environ)
            finally:
                del self._in_work[key]
                mine.set()
        is_done = others.wait(PATIENCE)
        page = self.shelf_of(key).get(key)
        if page and (page.version == version or not is_done):
            return page, None
        return self.make(key, page, version, environ)

    def make(self, key, old: Page | None, version, environ):
        environ[MADE] = True
        page = self.shared.get(key) if self.shared and version is not None else None
        if page is None or page.version != version:
            old = old or page
            response = self.ask_django(environ, version, fragment=key[2])
            if response.status_code >= 500 and old and time() - old.made_at < STANDS_IN:
                response.close()
                return old, None
            if not is_kept(response):
                return None, response
            page = Page.of(response, time(), best_coding(environ.get("HTTP_ACCEPT_ENCODING", "")))
            response.close()
            if self.shared:
                self.shared.put(key, page)
        self.shelf_of(key).put(key, page)
        return page, None

    def ask_django(self, environ, version, fragment: bool):
        """Django's response to a plain GET of the key: nothing else that a reader says may be in a page that others get."""
        asked = {name: value for name, value in environ.items() if not name.startswith("HTTP_") or name in PASSED_ON}
        # A file of Django's would be handed to the server without its response.
        asked.pop("wsgi.file_wrapper", None)
        asked["REQUEST_METHOD"] = "GET"
        if fragment:
            asked["HTTP_HX_REQUEST"] = "true"
        asked[PAGE_CACHE] = version
        if self.version.is_away:
            asked[DATABASE_IS_AWAY] = True
        started = []
        response = self.app(asked, lambda *args: started.extend(args))
        response.started = started
        return response

    def send(self, page: Page, key, environ, start_response):
        coding = best_coding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        answer = page.answers.get(coding)
        if answer is None:
            answer = page.answer(coding)
            self.shelf_of(key).put(key, page)
        known = environ.get("HTTP_IF_NONE_MATCH")
        is_known = known is not None and (known == answer.etag or page.etag in known or known.strip() == "*")
        headers = answer.headers_304 if is_known else answer.headers
        if page.version != self.version.number or self.version.is_away:
            headers = headers + self.warning(page)
        start_response("304 Not Modified" if is_known else "200 OK", headers)
        return [] if is_known or environ["REQUEST_METHOD"] == "HEAD" else [answer.body]

    def warning(self, page: Page) -> list[tuple[str, str]]:
        """What says that a page may be old: since when nobody could confirm it."""
        is_old = page.version != self.version.number
        age = int(time() - page.made_at) if is_old else self.version.age
        return [("Age", str(max(age, 0))), ("Warning", '110 - "Response is Stale"')]


def is_kept(response) -> bool:
    """Whether a response is a whole public page: what public_page answers with 200, and nothing else."""
    return (
        response.status_code == 200
        and getattr(response, "content_version", None) is not None
        and not response.streaming
        and not response.cookies
    )


def is_secure(environ) -> bool:
    """Whether the reader came by https, as Django sees it."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        if name in environ:
            return environ[name].split(",", 1)[0].strip() == value
    return environ["wsgi.url_scheme"] == "https"


@lru_cache(maxsize=256)
def is_host_of_ours(host: str) -> bool:
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def view_at(path: str):
    """The public page at a path; None where there is no page, or one that is not for everybody."""
    if path.startswith("/admin/"):
        return None
    try:
        view = resolve(path.encode("latin-1").decode(), settings.PUBLIC_URLCONF).func
    except (Resolver404, UnicodeError):
        return None
    return view if hasattr(view, "reads") else None


@lru_cache(maxsize=4096)
def kept_query(path: str, query: str) -> str | None:
    """What a page reads of its query, in one order; None for an address that is not kept."""
    view = view_at(path)
    if view is None:
        return None
    try:
        return known_query(QueryDict(query.encode("latin-1")), view.reads).urlencode()
    except (SuspiciousOperation, UnicodeError):
        return None
