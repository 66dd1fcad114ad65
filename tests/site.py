"""The public site as tests walk through it: every canonical page, read once, and what stands in its HTML."""

import re
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.test import Client

SITE = "https://guide.example"


@dataclass
class Page:
    """What tests ask of a page."""

    path: str
    status: int
    html: str
    title: str = ""
    metas: dict[str, str] = field(default_factory=dict)
    links: list[dict] = field(default_factory=list)
    hrefs: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    data: str = ""


class Reader(HTMLParser):
    def __init__(self, page: Page):
        super().__init__()
        self.page, self.inside = page, ""

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if "id" in attributes:
            self.page.anchors.add(attributes["id"])
        if tag == "meta" and (name := attributes.get("name") or attributes.get("property")):
            self.page.metas[name] = attributes["content"]
        elif tag == "link":
            self.page.links.append(attributes)
        elif tag in ("a", "area") and "href" in attributes:
            self.page.hrefs.append(attributes["href"])
        self.inside = tag if tag == "title" and not self.page.title else ""
        if tag == "script" and attributes.get("type") == "application/ld+json":
            self.inside = "data"

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        if self.inside == "title":
            self.page.title += data
        elif self.inside == "data":
            self.page.data += data


def read(path: str, **extra) -> Page:
    response = Client().get(path, **extra)
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    page = Page(path, response.status_code, response.text if is_html else "")
    if is_html:
        Reader(page).feed(page.html)
    return page


@cache
def sitemap() -> tuple[str, ...]:
    """The paths of every canonical page."""
    text = Client().get("/sitemap.xml").text
    return tuple(address.removeprefix(SITE) for address in re.findall(r"<loc>([^<]+)</loc>", text))


@cache
def pages() -> tuple[Page, ...]:
    """Every canonical page with the real content; read once in a run, because that takes seconds."""
    return tuple(read(path) for path in sitemap())


def inside(page: Page, href: str) -> tuple[str, str] | None:
    """A link of a page as path with query, and fragment; None where it leaves the site or is no page."""
    address = urlsplit(urljoin(f"{SITE}{page.path}", href))
    if f"{address.scheme}://{address.netloc}" != SITE:
        return None
    return address.path + (f"?{address.query}" if address.query else ""), address.fragment
