"""The page cache before Django: what it keeps, what it never keeps, and what it does when things fail."""

import io
from threading import Event, Thread
from types import SimpleNamespace

import pytest
from django.core.handlers.wsgi import WSGIHandler

from careerguide.cache import PRIVATE, server
from careerguide.cache.server import PageCache
from careerguide.models import ContentVersion, Role
from careerguide.views import glossary
from tests.factories import make_source

pytestmark = pytest.mark.django_db

ROLE = "/roles/data-scientist/"


class Version:
    """A KnownVersion that asks at once, because threads of their own do not see what a test has not committed."""

    is_away, age, number = False, 0, None

    def __call__(self):
        if not self.is_away:
            self.number = ContentVersion.current()
        return self.number


class Django:
    """Django's application, with the requests that reach it; ``fails`` makes it answer 503, ``before`` is called first."""

    def __init__(self):
        self.handler, self.paths, self.fails, self.before = WSGIHandler(), [], False, lambda: None

    def __call__(self, environ, start_response):
        self.paths.append(environ["PATH_INFO"])
        self.before()
        if self.fails:
            environ = environ | {"PATH_INFO": "/", "REQUEST_METHOD": "GET", "careerguide.database_is_away": True}
        return self.handler(environ, start_response)


@pytest.fixture
def django():
    return Django()


@pytest.fixture
def pages(django):
    return PageCache(django, Version(), size=8_000_000)


@pytest.fixture
def get(pages):
    def get(path, method="GET", **headers):
        path, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "guide.example",
            "SERVER_NAME": "guide.example", "SERVER_PORT": "80", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(),
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }  # fmt: skip
        said = []
        body = pages(environ, lambda status, headers, exc_info=None: said.extend([status, headers]))
        content = b"".join(body)
        if hasattr(body, "close"):
            body.close()  # as a server does; what Django has set for this request ends with it
        return SimpleNamespace(status=int(said[0].split()[0]), headers=dict(said[1]), content=content)

    return get


def test_a_page_is_made_once_and_then_sent_without_django(get, django, django_assert_num_queries):
    first = get(ROLE)
    again = get(ROLE)
    assert (again.status, again.headers, again.content) == (200, first.headers, first.content)
    assert django.paths == [ROLE]


def test_a_kept_page_carries_the_headers_that_django_sends(get, client):
    get(ROLE, accept_encoding="br")
    ours = get(ROLE, accept_encoding="br").headers
    theirs = dict(client.get(ROLE, headers={"Accept-Encoding": "br"}).headers)
    # The policy is a set, the noise hides the length of secrets, which these pages have none of.
    for headers in (ours, theirs):
        headers["Content-Security-Policy"] = sorted(headers["Content-Security-Policy"].split("; "))
        headers["Vary"] = sorted(headers["Vary"].lower().split(", "))
    differing = {"content-length", "x-noise"}
    assert {n.lower(): v for n, v in ours.items() if n.lower() not in differing} == {
        n.lower(): v for n, v in theirs.items() if n.lower() not in differing
    }


def test_an_edit_makes_the_page_anew(get, django, committed):
    first = get(ROLE)
    with committed():
        Role.objects.filter(slug="data-scientist").update(lede="A new sentence.")
    again = get(ROLE)
    assert b"A new sentence." in again.content
    assert again.headers["ETag"] != first.headers["ETag"]
    assert django.paths == [ROLE, ROLE]


@pytest.mark.parametrize("accepts", ["", "gzip", "br", "zstd"])
def test_whoever_has_the_page_gets_a_304_without_django(get, django, accepts):
    etag = get(ROLE, accept_encoding=accepts).headers["ETag"]
    for known in (etag, f'"other", {etag}', "*"):
        again = get(ROLE, accept_encoding=accepts, if_none_match=known)
        assert (again.status, again.content) == (304, b"")
        assert again.headers["ETag"] == etag
        assert again.headers["Cache-Control"].startswith("public, ")
        assert "Content-Length" not in again.headers
    assert get(ROLE, if_none_match='"other"').status == 200
    assert django.paths == [ROLE]


def test_head_says_what_get_says_and_sends_no_body(get):
    whole = get(ROLE)
    head = get(ROLE, "HEAD")
    assert (head.status, head.headers, head.content) == (200, whole.headers, b"")


def test_a_page_first_asked_for_by_head_with_an_old_etag_is_kept_whole(get, django):
    assert get(ROLE, "HEAD", if_none_match='"old"').status == 200
    assert b"<!doctype html>" in get(ROLE).content
    assert django.paths == [ROLE]


def test_encodings_are_made_from_the_same_rendering(get, django):
    bodies = {get(ROLE, accept_encoding=coding).content for coding in ("gzip", "br", "zstd", "identity")}
    assert len(bodies) == 4
    assert django.paths == [ROLE]


def test_page_and_fragment_are_kept_apart(get, django):
    page, fragment = get("/roles/"), get("/roles/", hx_request="true")
    assert b"<html" in page.content
    assert b"<html" not in fragment.content
    assert fragment.headers["Cache-Control"] == "private, no-store"
    assert get("/roles/", hx_request="true").content == fragment.content
    assert len(django.paths) == 2


def test_boosted_links_are_left_to_django(get, django):
    for _ in range(2):
        get("/roles/", hx_request="true", hx_boosted="true")
    assert len(django.paths) == 2


def test_addresses_that_say_the_same_are_one_page(get, django):
    for query in ("?q=data&sort=pay", "?sort=pay&q=data", "?sort=pay&utm_source=x&q=data"):
        assert get(f"/roles/{query}").status == 200
    for query in ("", "?utm_source=x", "?q=nothing-that-this-page-reads"):
        assert get(f"{ROLE}{query}").status == 200
    assert django.paths == ["/roles/", ROLE]


def test_made_up_addresses_push_out_no_page(get, pages, django):
    get(ROLE)
    pages.made_up.room = 100_000
    for number in range(12):
        get(f"/search/?q=nothing{number}")
    assert len(pages.made_up) < 12
    assert len(pages.pages) == 1
    get(ROLE)
    assert django.paths.count(ROLE) == 1


@pytest.mark.parametrize("path", ["/nope/", "/roles/nope/", "/admin/login/", "/healthz", "/readyz", "/roles", "/roles/?page=%00"])  # fmt: skip
def test_what_is_no_public_page_is_left_to_django(get, pages, django, path):
    first, again = get(path), get(path)
    assert first.status == again.status
    assert len(django.paths) == 2
    assert not len(pages.pages)
    assert not len(pages.made_up)


def test_an_answer_that_sets_a_cookie_is_not_kept(get, pages, monkeypatch):
    class Cookied(WSGIHandler):
        def get_response(self, request):
            response = super().get_response(request)
            response.set_cookie("name", "value")
            return response

    pages.app = Cookied()
    assert "Set-Cookie" in get(ROLE).headers
    assert not len(pages.pages)


def test_an_answer_that_its_view_lets_nobody_keep_is_not_kept(get, pages, monkeypatch):
    render = glossary.render_page

    def for_now(*args, **kwargs):
        response = render(*args, **kwargs)
        response.headers["Cache-Control"] = PRIVATE
        return response

    monkeypatch.setattr(glossary, "render_page", for_now)
    assert "ETag" not in get("/glossary/", accept_encoding="br").headers
    assert get("/glossary/", accept_encoding="br").headers["content-encoding"] == "br"
    assert not len(pages.pages)


def test_writing_requests_are_left_to_django(get):
    assert get(ROLE, "POST").status == 405


@pytest.mark.parametrize(
    "said",
    [
        {"hx_request": "%74rue", "hx_request_uri_autoencoded": "true"},
        {"hx_request": "TRUE"},
        {"hx_target": "results", "hx_current_url": "https://evil.example/"},
        {"x_forwarded_host": "evil.example", "x_forwarded_port": "1", "x_forwarded_for": "evil.example"},
        {"accept": "text/plain", "accept_language": "de", "user_agent": "x", "range": "bytes=0-9", "if_range": '"1"'},
        {"x_http_method_override": "DELETE", "authorization": "Basic x", "cookie": "sessionid=x"},
    ],
)
def test_nothing_that_one_reader_says_is_in_the_page_of_the_next(get, pages, said):
    expected = get("/roles/")
    pages.pages.__init__(8_000_000)
    first = get("/roles/", **said)
    for answer in (first, get("/roles/")):
        assert (answer.headers, answer.content) == (expected.headers, expected.content)


def test_a_fragment_is_the_same_whatever_else_its_reader_says(get):
    first = get("/roles/?sort=pay", hx_request="true", hx_target="elsewhere", hx_trigger="x", hx_prompt="x")
    again = get("/roles/?sort=pay", hx_request="true")
    assert "-fragment" in again.headers["ETag"]
    assert first.content == again.content


def test_names_of_hosts_take_no_room(get):
    before = server.is_host_of_ours.cache_info().currsize
    for number in range(5):
        assert get(ROLE, host=f"{number}" + "x" * 100_000).status == 400
    assert server.is_host_of_ours.cache_info().currsize == before


def test_hosts_of_others_are_refused_though_the_page_is_kept(get):
    get(ROLE)
    assert get(ROLE, host="evil.example").status == 400
    assert get(ROLE, host="guide.example:8000").status == 200


def test_readers_by_http_are_sent_to_https_though_the_page_is_kept(get, settings):
    get(ROLE)
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert get(ROLE, x_forwarded_proto="https").status == 200


def test_when_the_database_is_away_kept_pages_stay_and_say_that_they_may_be_old(get, pages, django):
    get(ROLE)
    pages.version.is_away, pages.version.age = True, 40
    stale = get(ROLE)
    assert stale.status == 200
    assert stale.headers["Age"] == "40"
    assert stale.headers["Warning"].startswith("110")
    assert len(django.paths) == 1


def test_when_the_database_is_away_the_old_version_of_a_page_is_better_than_none(get, pages, django):
    get(ROLE)
    pages.version.is_away, pages.version.number = True, 999
    assert get(ROLE).status == 200
    assert len(django.paths) == 1


def test_when_a_page_cannot_be_made_the_old_one_is_sent_for_a_day(get, pages, django, committed, monkeypatch):
    old = get(ROLE)
    with committed():
        make_source()
    django.fails = True
    stale = get(ROLE)
    assert (stale.status, stale.content) == (200, old.content)
    assert "Warning" in stale.headers
    now = server.time()
    monkeypatch.setattr(server, "time", lambda: now + server.STANDS_IN + 1)
    assert get(ROLE).status >= 500
    django.fails = False
    assert "Warning" not in get(ROLE).headers


def test_a_page_that_nobody_has_kept_is_503_while_the_database_is_away(get, pages):
    pages.version.is_away = True
    answer = get(ROLE)
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) <= 10


def test_of_several_readers_one_has_the_page_made(pages):
    """No database here, because threads do not see the test's: Django is a stub that can be held up."""
    started, may_go = Event(), Event()
    made = []

    class Response:
        status_code, streaming, cookies, content_version, content = 200, False, {}, 1, b"<p>text</p>" * 50
        headers = {"Content-Type": "text/html", "ETag": '"1"'}
        items, close = headers.items, lambda self: None

    def app(environ, start_response):
        made.append(environ["PATH_INFO"])
        started.set()
        assert may_go.wait(10)
        start_response("200 OK", [])
        return Response()

    pages.app = app
    pages.version = SimpleNamespace(number=1, is_away=False, age=0)
    answers = []

    def ask():
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": ROLE}
        answers.append(pages.make_once((ROLE, "", False), None, 1, environ))

    threads = [Thread(target=ask) for _ in range(4)]
    threads[0].start()
    started.wait(10)
    for thread in threads[1:]:
        thread.start()
    may_go.set()
    for thread in threads:
        thread.join(10)
    assert made == [ROLE]
    assert len({id(page) for page, _ in answers}) == 1
    assert not pages._in_work


def test_a_page_of_another_host_is_taken_from_the_shared_ones(get, pages, django):
    get(ROLE)
    page = pages.pages.get((ROLE, "", False))
    kept = {}
    pages.shared = SimpleNamespace(get=kept.get, put=kept.__setitem__)
    pages.pages = server.Shelf(8_000_000)
    kept[ROLE, "", False] = page
    assert get(ROLE).status == 200
    assert len(django.paths) == 1
    get("/tracks/")
    assert ("/tracks/", "", False) in kept


def test_an_old_page_of_another_host_stands_in_for_one_that_cannot_be_made(get, pages, django, committed):
    get(ROLE)
    page = pages.pages.get((ROLE, "", False))
    pages.shared = SimpleNamespace(get={(ROLE, "", False): page}.get, put=lambda key, page: None)
    pages.pages = server.Shelf(8_000_000)
    with committed():
        make_source()
    django.fails = True
    assert get(ROLE).status == 200
