"""Pages kept as bytes: every encoding says the same, and the room is never exceeded."""

import gzip

import brotli
import pytest
from django.http import HttpResponse
from django_http_compression.middleware import zstd_compress

from careerguide.cache.kept import COMPRESS, OVERHEAD, Page, Shelf, zstd_decompress

TEXT = b"<p>The work, the skills, the pay.</p>" * 100


def page_of(content=TEXT, content_type="text/html; charset=utf-8", version=1):
    headers = {"ETag": '"1-abc-page"', "Vary": "HX-Request", "Cache-Control": "public", "Content-Encoding": "identity"}
    response = HttpResponse(content, content_type=content_type, headers=headers)
    response.content_version = version
    return Page.of(response, made_at=100.0, coding="zstd")


READ = {"identity": bytes, "gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstd_decompress}


@pytest.mark.parametrize("coding", READ)
def test_every_encoding_holds_the_same_page(coding):
    answer = page_of().answer(coding)
    headers = dict(answer.headers)
    assert READ[coding](answer.body) == TEXT
    assert headers["Content-Length"] == str(len(answer.body))
    assert headers.get("Content-Encoding", "identity") == coding
    assert headers["Vary"] == "HX-Request, Accept-Encoding"


def test_the_etag_is_strong_for_the_page_itself_and_weak_for_its_encodings():
    page = page_of()
    assert page.answer("identity").etag == '"1-abc-page"'
    assert {page.answer(coding).etag for coding in COMPRESS} == {'W/"1-abc-page"'}


def test_a_304_says_by_what_the_page_is_kept_and_nothing_of_what_the_page_itself_has_said():
    """As RFC 9110 asks, 15.4.5: each header of a 304 takes the place of one that the reader has already."""
    answer = page_of().answer("br")
    assert {name for name, _ in answer.headers_304} == {"Cache-Control", "ETag", "Vary"}
    assert set(answer.headers_304) < set(answer.headers)


def test_a_page_made_twice_is_the_same_to_the_byte():
    """Workers must agree: nothing may carry a time or a random number."""
    for coding in READ:
        assert page_of().answer(coding).body == page_of().answer(coding).body


@pytest.mark.parametrize("content", [b"", b"x"])
def test_what_does_not_shrink_is_sent_as_it_is(content):
    assert dict(page_of(content).answer("br").headers).get("Content-Encoding") is None


def test_a_picture_is_not_compressed():
    answer = page_of(zstd_compress(TEXT) * 5, "image/png").answer("br")
    assert "Content-Encoding" not in dict(answer.headers)
    assert dict(answer.headers)["Vary"] == "HX-Request"


def test_a_page_is_read_back_as_it_was_written():
    page = page_of()
    assert Page.from_bytes(page.to_bytes()) == page


@pytest.mark.parametrize("data", [b"", b"{}", b"[1,2]\n", b"\x80\n", b"[1,2,3,4,5]\n"])
def test_what_is_no_page_is_refused(data):
    with pytest.raises((ValueError, TypeError)):
        Page.from_bytes(data)


def test_the_least_recently_used_page_goes_first():
    size = page_of().size
    shelf = Shelf(size * 4)
    for key in "abcd":
        shelf.put(key, page_of())
    shelf.get("a")
    shelf.put("e", page_of())
    assert [bool(shelf.get(key)) for key in "abcde"] == [True, False, True, True, True]


def test_the_room_is_never_exceeded_though_pages_grow_by_encodings():
    shelf = Shelf(40 * OVERHEAD)
    for number in range(100):
        page = page_of(TEXT * (1 + number % 7))
        shelf.put(number % 60, page)
        page.answer(list(READ)[number % 4])
        shelf.put(number % 60, page)
        assert shelf.size <= shelf.room
        assert shelf.size == sum(size for _, size in shelf._pages.values())


def test_one_page_never_takes_the_room_of_all_others():
    shelf = Shelf(page_of().size * 3)
    shelf.put("a", page_of())
    assert len(shelf) == 0
    assert shelf.size == 0
