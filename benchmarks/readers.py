"""Readers at a bounded rate who walk the whole site, each asking for something else; every answer is looked at."""

import http.client
import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote_plus, urlencode, urlsplit

from bs4 import BeautifulSoup

CODINGS = ("gzip, deflate, br, zstd", "gzip, deflate, br", "gzip")
FORMS = ("/", "/", "/", "/pay/", ".md", ".json", ".csv", ".svg")
# Requests after which a reader opens a new connection, which may lead to another worker.
KEPT_FOR = 40
PATIENCE = 15
# Of so many roles the picture is looked for; the other pages of all roles are walked.
CARDS = 60


@dataclass(frozen=True)
class Wanted:
    """What somebody asks for, and the answer that is right."""

    path: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def page(site, path: str) -> BeautifulSoup:
    return BeautifulSoup(site.get(path, {"Accept-Encoding": "identity"})[1], "html.parser")


def offered(site, path: str) -> list[tuple[str, str]]:
    """The filters that a page offers: names and values of its form."""
    form = [each for each in page(site, path).find_all("form") if each.get("action") == path][-1]
    chosen = [(select["name"], option["value"]) for select in form.find_all("select") for option in select("option")]
    ticked = [(each["name"], each["value"]) for each in form.find_all("input", type=["checkbox", "radio"])]
    return [(name, value) for name, value in chosen + ticked if value]


class Walk:
    """The addresses of a site, read from it, and what readers ask for: now this, now that, by chance."""

    def __init__(self, site):
        sitemap = site.get("/sitemap.xml", {"Accept-Encoding": "identity"})[1].decode()
        self.listed = [urlsplit(address).path for address in re.findall(r"<loc>(.+?)</loc>", sitemap)]
        self.roles = [found[1] for path in self.listed if (found := re.fullmatch(r"/roles/([^/]+)/", path))]
        some = self.roles[:: max(len(self.roles) // CARDS, 1)][:CARDS]
        texts = " ".join(site.get(f"/roles/{slug}.md", {"Accept-Encoding": "identity"})[1].decode() for slug in some)
        self.words = sorted(set(re.findall(r"[A-Za-z]{4,}", texts)))
        pictures = (page(site, f"/roles/{slug}/").find("meta", property="og:image")["content"] for slug in some)
        self.cards = [urlsplit(address).path for address in pictures]
        self.filters = {path: offered(site, path) for path in ("/roles/", "/pay/")}

    def wanted(self, chance: random.Random) -> Wanted:
        kinds = {
            self.of_role: 30, self.of_list: 14, self.of_search: 12, self.of_suggestions: 10, self.of_roles: 10,
            self.of_sitemap: 14, self.of_card: 5, self.of_nothing: 5,
        }  # fmt: skip
        return chance.choices(list(kinds), kinds.values())[0](chance)

    def of_role(self, chance) -> Wanted:
        return Wanted(f"/roles/{chance.choice(self.roles)}{chance.choice(FORMS)}")

    def of_list(self, chance) -> Wanted:
        path, filters = chance.choice(list(self.filters.items()))
        headers = {"HX-Request": "true"} if chance.random() < 0.5 else {}
        return Wanted(f"{path}?{urlencode(chance.sample(filters, chance.randint(1, 3)))}", headers=headers)

    def said(self, chance) -> str:
        """One to three words of the texts; the last one often cut short, as while it is typed."""
        words = chance.choices(self.words, k=chance.randint(1, 3))
        return quote_plus(" ".join([*words[:-1], words[-1][: chance.randint(3, 12)]]))

    def of_search(self, chance) -> Wanted:
        return Wanted(f"/search/?q={self.said(chance)}")

    def of_suggestions(self, chance) -> Wanted:
        return Wanted(f"/search/suggest/?q={self.said(chance)}")

    def of_roles(self, chance) -> Wanted:
        one, other, third = chance.sample(self.roles, 3)
        asked = f"/compare/?role={one}&role={other}&role={third}", f"/paths/?from={one}&to={other}"
        return Wanted(chance.choice(asked))

    def of_sitemap(self, chance) -> Wanted:
        return Wanted(chance.choice(self.listed))

    def of_card(self, chance) -> Wanted:
        return Wanted(chance.choice(self.cards))

    def of_nothing(self, chance) -> Wanted:
        return Wanted(f"/roles/{chance.choice(self.words).lower()}-{chance.randrange(10**6)}/", status=404)


@dataclass
class Readers:
    """Ask for what ``walk`` wants, ``rate`` requests a second in all, until ``stop``; ``told`` hears of each answer.

    ``told(seconds, fault)``: how long the answer took, and what was wrong with it, or nothing.
    """

    port: int
    walk: Walk
    rate: float
    stop: threading.Event
    told: Callable[[float, str], None]
    threads: int = 6

    def read(self, number: int):
        """What one of the threads does; ``number`` is its place among them."""
        chance, pause = random.Random(number), self.threads / self.rate
        connection, seen = None, {}
        due = time.monotonic() + pause * number / self.threads
        asked = 0
        while not self.stop.wait(max(due - time.monotonic(), 0)):
            # What a busy machine could not ask for in time is left out, not asked for all at once.
            due = max(due + pause, time.monotonic())
            if connection is None or asked % KEPT_FOR == 0:
                if connection:
                    connection.close()
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            asked += 1
            wanted = self.walk.wanted(chance)
            headers = {"Accept-Encoding": chance.choice(CODINGS)} | wanted.headers
            is_known = wanted.path in seen and chance.random() < 0.5
            if is_known:
                headers["If-None-Match"] = seen[wanted.path]
            started = time.monotonic()
            try:
                connection.request("GET", wanted.path, headers=headers)
                answer = connection.getresponse()
                body = answer.read()
                is_right = (answer.status == wanted.status and body) or (is_known and answer.status == 304)
                fault = "" if is_right else f"{wanted.path}: {answer.status}, {len(body)} bytes"
                if not wanted.headers and len(seen) < 2_000 and "ETag" in answer.headers:
                    seen[wanted.path] = answer.headers["ETag"]
            except (OSError, http.client.HTTPException) as error:
                fault, connection = f"{wanted.path}: {type(error).__name__} {error}", None
            self.told(time.monotonic() - started, fault)
