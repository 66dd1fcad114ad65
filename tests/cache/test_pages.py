"""Public pages may be kept by anyone: ETag, 304, no cookie, and fragments apart from pages."""

import pytest
from django.http import QueryDict

from careerguide.cache import PRIVATE, PUBLIC, build_id
from careerguide.cache.pages import known_query
from tests.factories import make_source

pytestmark = pytest.mark.django_db

FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def get(client):
    return lambda path="/roles/", **headers: client.get(path, headers=headers)


def test_a_page_has_an_etag_and_may_be_kept_by_anyone(get):
    response = get()
    assert response.headers["ETag"].strip("W/").startswith('"')
    assert response.headers["Cache-Control"] == PUBLIC
    assert not response.cookies
    assert "Cookie" not in response.headers["Vary"]


@pytest.mark.parametrize("encoding", ["identity", "gzip", "br", "zstd"])
def test_an_unchanged_page_is_answered_by_304_without_a_body(get, encoding):
    etag = get(**{"Accept-Encoding": encoding}).headers["ETag"]
    again = get(**{"Accept-Encoding": encoding, "If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cache-Control"] == PUBLIC
    assert "HX-Request" in again.headers["Vary"]


@pytest.mark.parametrize("address", ["/", "/roles/data-scientist/", "/about/", "/sitemap.xml"])
def test_public_pages_of_every_kind_are_answered_by_304(client, address):
    first = client.get(address)
    assert first.headers["Cache-Control"] == PUBLIC
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_a_page_is_sent_again_after_a_change_of_content(get, committed):
    etag = get().headers["ETag"]
    with committed():
        make_source()
    again = get(**{"If-None-Match": etag})
    assert again.status_code == 200
    assert again.headers["ETag"] != etag


def test_a_page_is_sent_again_after_a_new_release(get, monkeypatch):
    etag = get().headers["ETag"]
    monkeypatch.setattr("careerguide.cache.pages.build_id", lambda: "another")
    assert get(**{"If-None-Match": etag}).status_code == 200


def test_the_build_id_is_the_same_in_every_process():
    first = build_id()
    build_id.cache_clear()
    assert build_id() == first


def test_a_fragment_is_kept_by_nobody_and_has_an_etag_of_its_own(get):
    page, fragment = get(), get(**FRAGMENT)
    assert page.headers["Cache-Control"] == PUBLIC
    assert fragment.headers["Cache-Control"] == PRIVATE
    assert page.headers["ETag"] != fragment.headers["ETag"]
    assert "<html" in page.text
    assert "<html" not in fragment.text
    for response in (page, fragment):
        assert "HX-Request" in response.headers["Vary"]


def test_the_etag_of_a_page_does_not_stand_for_its_fragment(get):
    assert get(**FRAGMENT, **{"If-None-Match": get().headers["ETag"]}).status_code == 200


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_boosted_links_and_restored_history_get_the_whole_page(get, header):
    response = get(**FRAGMENT, **{header: "true"})
    assert "<html" in response.text
    assert response.headers["Cache-Control"] == PUBLIC


def test_head_answers_as_get_does_without_the_body(client, get):
    head = client.head("/roles/")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["ETag"] == get().headers["ETag"]


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_other_methods_are_refused(client, method):
    response = getattr(client, method)("/roles/")
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD"


def test_a_page_that_is_not_there_has_no_etag(get):
    response = get("/roles/no-such-role/")
    assert response.status_code == 404
    assert "ETag" not in response.headers


def test_while_debugging_every_page_is_made_anew(get, settings):
    settings.DEBUG = True
    assert "ETag" not in get().headers


def test_a_page_never_sees_parameters_that_it_does_not_read(get, client):
    plain, decorated = client.get("/roles/?q=data"), client.get("/roles/?utm_source=letter&q=data&x=1")
    assert decorated.content == plain.content
    assert "utm_source" not in decorated.text


def test_the_query_that_a_page_reads_stands_in_one_order():
    query = QueryDict("role=b&x=1&hide=&role=a")
    assert known_query(query, {"role", "hide"}).urlencode() == "hide=&role=b&role=a"
