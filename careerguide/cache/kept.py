"""Pages as they are kept: compressed once, with all their headers, the least recently used out first."""

import json
import sys
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import partial
from threading import Lock

import brotli
from django_http_compression.middleware import HttpCompressionMiddleware, zstd_compress
from zlib_ng import gzip_ng as gzip

if sys.version_info >= (3, 14):
    from compression.zstd import decompress as zstd_decompress
else:
    from backports.zstd import decompress as zstd_decompress

# One step further each would cost several times as much for a hundredth of the size.
COMPRESS = {
    "zstd": partial(zstd_compress, level=9),
    "br": partial(brotli.compress, quality=6),
    "gzip": partial(gzip.compress, compresslevel=7, mtime=0),
}
DECOMPRESS = {"zstd": zstd_decompress, "br": brotli.decompress, "gzip": gzip.decompress}
# What a page costs besides its bodies: headers, keys, the objects themselves.
OVERHEAD = 4_000
SET_ANEW = {"etag", "content-length", "content-encoding"}
# What a 304 says (RFC 9110, 15.4.5); whoever has the page has its other headers as well, and goes on by those.
OF_A_304 = {"cache-control", "content-location", "etag", "expires", "vary"}


@dataclass(frozen=True)
class Answer:
    """A page in one encoding, ready to send: ``headers`` with the body, ``headers_304`` without it."""

    etag: str
    headers: list[tuple[str, str]]
    headers_304: list[tuple[str, str]]
    body: bytes


@dataclass
class Page:
    """A page of one content version; ``made_at`` in seconds since 1970, ``body`` in ``coding``, ``headers`` of neither."""

    version: int
    made_at: float
    etag: str
    headers: list[tuple[str, str]]
    coding: str
    body: bytes
    answers: dict[str, Answer] = field(default_factory=dict)

    @classmethod
    def of(cls, response, made_at: float, coding: str) -> "Page":
        """A page of a response of Django's that nobody has compressed yet: kept in the encoding of its first reader."""
        headers = {name: value for name, value in response.items() if name.lower() not in SET_ANEW}
        body, kept_in = response.content, "identity"
        if HttpCompressionMiddleware.content_type_re.match(response.headers["Content-Type"].split(";")[0]):
            headers["Vary"] = ", ".join([*filter(None, [headers.get("Vary")]), "Accept-Encoding"])
            coding = coding if coding in COMPRESS else "zstd"
            compressed = COMPRESS[coding](body)
            if len(compressed) < len(body):
                body, kept_in = compressed, coding
        return cls(response.content_version, made_at, response.headers["ETag"], list(headers.items()), kept_in, body)

    @property
    def size(self) -> int:
        return OVERHEAD + sum(len(answer.body) for answer in self.answers.values() if answer.body is not self.body) + len(self.body)  # fmt: skip

    def answer(self, coding: str) -> Answer:
        """The page in an encoding that the reader takes: compressed the first time somebody asks for it."""
        if self.coding == "identity":
            coding = "identity"
        if coding not in self.answers:
            self.answers[coding] = self._make(coding)
        return self.answers[coding]

    def _make(self, coding: str) -> Answer:
        body = self.body
        if coding != self.coding:
            body = DECOMPRESS[self.coding](body)
            body = COMPRESS[coding](body) if coding != "identity" else body
        etag = self.etag if coding == "identity" else f"W/{self.etag}"
        # Most headers are the same on every page: one copy of each in memory.
        same = [(sys.intern(name), sys.intern(value)) for name, value in self.headers] + [("ETag", sys.intern(etag))]
        of_body = [("Content-Length", str(len(body)))]
        if coding != "identity":
            of_body.append(("Content-Encoding", coding))
        not_modified = [(name, value) for name, value in same if name.lower() in OF_A_304]
        return Answer(etag, same + of_body, not_modified, body)

    def to_bytes(self) -> bytes:
        about = [self.version, self.made_at, self.etag, self.headers, self.coding]
        return json.dumps(about).encode() + b"\n" + self.body

    @classmethod
    def from_bytes(cls, data: bytes) -> "Page":
        """Raises a ValueError for anything but what ``to_bytes`` writes."""
        about, _, body = data.partition(b"\n")
        version, made_at, etag, headers, coding = json.loads(about)
        return cls(version, made_at, etag, [(name, value) for name, value in headers], coding, body)


class Shelf:
    """Pages by key, in at most ``room`` bytes."""

    def __init__(self, room: int):
        self.room = room
        self.size = 0
        self._pages: OrderedDict[tuple, tuple[Page, int]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key) -> Page | None:
        with self._lock:
            kept = self._pages.get(key)
            if kept is None:
                return None
            self._pages.move_to_end(key)
            return kept[0]

    def put(self, key, page: Page):
        """Keeps a page; again when it has grown by an encoding. One that would take a quarter of the room is not kept."""
        size = page.size
        with self._lock:
            self.size -= self._pages.pop(key, (None, 0))[1]
            if size * 4 > self.room:
                return
            self._pages[key] = page, size
            self.size += size
            while self.size > self.room:
                self.size -= self._pages.popitem(last=False)[1][1]
