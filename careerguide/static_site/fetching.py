"""Pages as the server sends them, asked for in this process: the whole stack from the first middleware on."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.template.loader import render_to_string
from django_htmx.middleware import HtmxDetails

from careerguide.cache.pages import PAGE_CACHE

# What a page needs besides itself: static files, and the picture of its share card.
NEEDS = re.compile(rb'/(?:static|cards)/[^"\'\s<>()?#&;,]+\.[a-z0-9]+(?:\?[^"\'\s<>]+)?(?=["\'\s<),;&]|$)')
URLS_IN_CSS = re.compile(rb"url\(\s*[\"']?([^\"')#?]+)")
NEXT = re.compile(r'rel="next" href="([^"]+)"')


class FetchError(Exception):
    """An address that should be a page is none."""


@dataclass(frozen=True)
class Answer:
    """What the server sends for an address."""

    address: str
    status: int
    headers: dict[str, str]
    body: bytes

    def needs(self) -> set[str]:
        """The addresses of the static files and cards that it names."""
        kind = self.headers.get("Content-Type", "")
        if kind.startswith("text/css"):
            found = {urljoin(self.address, url.decode()) for url in URLS_IN_CSS.findall(self.body)}
            return {url for url in found if url.startswith("/")}
        return {unescape(match.decode()) for match in NEEDS.findall(self.body)} if kind.startswith(PAGES) else set()

    def next(self) -> str | None:
        """The next page of a list."""
        if not self.headers.get("Content-Type", "").startswith("text/html"):
            return None
        match = NEXT.search(self.body.decode())
        return match and urljoin(self.address, unescape(match[1]))


PAGES = ("text/html", "application/manifest+json")


@cache
def handler() -> WSGIHandler:
    return WSGIHandler()


def environ(address: str, version: int | None = None) -> dict:
    path, _, query = address.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": urlsplit(settings.SITE_URL).netloc,
        # Readers come as the site wants them to, so that no page leads to itself by https.
        "HTTP_X_FORWARDED_PROTO": "https",
        "wsgi.url_scheme": "https",
        "wsgi.version": (1, 0),
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    } | ({PAGE_CACHE: version} if version else {})


def ask(address: str, version: int | None = None) -> Answer:
    """Whatever the server says at an address; with a content version, it need not ask for that each time."""
    began = {}

    def start_response(status, headers, exc_info=None):
        began.update(status=int(status[:3]), headers=dict(headers))

    body = handler()(environ(address, version), start_response)
    try:
        return Answer(address, body=b"".join(body), **began)
    finally:
        body.close()


def fetch(address: str, version: int | None = None) -> Answer:
    """The page at an address; FetchError where there is none."""
    answer = ask(address, version)
    if answer.status != 200:
        raise FetchError(f"{address} answers {answer.status}")
    return answer


def follow(address: str, version: int | None = None) -> Iterator[Answer]:
    """A page, and the further pages of its list one after the other."""
    while address:
        answer = fetch(address, version)
        yield answer
        address = answer.next()


def page_of_ours(address: str, template: str, context: dict) -> Answer:
    """A page that the server has at no address, such as the one for addresses without a page."""
    request = WSGIRequest(environ(address))
    request.htmx = HtmxDetails(request)
    body = render_to_string(template, context, request).encode()
    return Answer(address, 200, {"Content-Type": "text/html; charset=utf-8"}, body)
