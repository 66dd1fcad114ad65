"""Whatever stands in an address, every public page answers with a page: 200, 301, 400, 404, 405 or 414, never a fault."""

import re
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import get_resolver, resolve
from hypothesis import given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.django_db

SEGMENTS = st.one_of(
    st.sampled_from(["data-scientist", "ml-engineering", "python", "onet", "about", "%00", "%ff%fe", "%ED%A0%80", "..", "%2e%2e", "%", "a%2Fb"]),
    st.text(max_size=40).map(lambda text: quote(text, safe="", errors="replace")),
    st.just("x" * 10_000),
    st.binary(max_size=12).map(lambda raw: quote(raw, safe="")),
)  # fmt: skip
NAMES = st.sampled_from(
    [
        "q",
        "track",
        "level",
        "skill",
        "pay",
        "sort",
        "page",
        "theme",
        "role",
        "from",
        "to",
        "prefer",
        "have",
        "nope",
        "track[]",
        "",
    ]
)
SCRIPT = quote("'\";--</script><script>alert(1)</script>")
VALUES = st.one_of(
    st.sampled_from(["ml-engineering", "director", "python", "python.3", "data-scientist", "150000", "pay", "1", "", "%00", "%ff", "%ED%A0%80", "1e400", "-0", "٣", "NaN", "0x10"]),
    st.integers(-(10**30), 10**30).map(str),
    st.integers(4299, 4302).map(lambda digits: "9" * digits),  # Python reads numbers of 4,300 digits at most
    st.text(max_size=60).map(lambda text: quote(text, safe="", errors="replace")),
    st.just("w" * 10_000),
    st.just(SCRIPT),
)  # fmt: skip
QUERIES = st.lists(st.tuples(NAMES, VALUES), max_size=8).map(lambda pairs: "&".join("=".join(pair) for pair in pairs))
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "HX-Request": st.just("true"),
        "HX-Boosted": st.sampled_from(["true", "false", "maybe"]),
        "HX-Current-URL": st.text(max_size=30).map(lambda text: quote(text, errors="replace")),
        "If-None-Match": st.sampled_from(['"1"', "*", "W/", "rubbish,,", '"' + "x" * 500]),
        "If-Modified-Since": st.sampled_from(["yesterday", "Thu, 01 Jan 1970 00:00:00 GMT", "Sun, 99 Foo 9999"]),
        "Accept-Encoding": st.sampled_from(["br", "zstd;q=2", "gzip;q=x", "*", ";;;"]),
        "Cookie": st.sampled_from(["sessionid=x", "csrftoken=" + "x" * 300, "=;=", "messages=x"]),
    },
)


def public_patterns() -> list[str]:
    """The address of every public view, with {} for each part that varies."""
    patterns = []
    for pattern in get_resolver().url_patterns:
        route = str(pattern.pattern)
        if not route.startswith("admin/"):
            patterns.append("/" + re.sub(r"<[^>]+>", "{}", route))
    return patterns


def answers(address: str, headers: dict):
    client = Client(raise_request_exception=False)
    response = client.get(address, headers=headers)
    assert response.status_code in (200, 301, 302, 304, 400, 404, 414), f"{response.status_code} for {address[:300]}"
    if response.status_code in (400, 404, 414) and "Content-Encoding" not in response.headers:
        assert '<p class="lede">' in response.text, address[:300]
    assert not response.cookies
    return response


def examples(pattern: str) -> int:
    """How many addresses of a view are tried: few where nothing of an address reaches the view."""
    if "{}" in pattern:
        return 60
    return 60 if getattr(resolve(pattern).func, "reads", True) else 10


def varies(pattern: str) -> bool:
    """Whether the address or its query says anything to the view: all others answer the same, whatever is hung on them."""
    return "{}" in pattern or bool(getattr(resolve(pattern).func, "reads", True))


@pytest.mark.parametrize("pattern", public_patterns())
def test_no_address_makes_a_public_page_fail(pattern):
    @settings(max_examples=60 if varies(pattern) else 10, deadline=None)
    @given(data=st.data())
    def answers_whatever_stands_there(data):
        parts = [data.draw(SEGMENTS) for _ in range(pattern.count("{}"))]
        query = data.draw(QUERIES)
        answers(pattern.format(*parts) + (f"?{query}" if query else ""), data.draw(HEADERS))

    answers_whatever_stands_there()


@settings(max_examples=100, deadline=None)
@given(path=st.lists(SEGMENTS, max_size=4).map("/".join), query=QUERIES, headers=HEADERS)
def test_no_path_at_all_makes_the_site_fail(path, query, headers):
    if path.startswith(("admin", "static")):
        path = "x" + path
    answers(f"/{path}?{query}", headers)


@settings(max_examples=40, deadline=None)
@given(host=st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), max_size=40))
def test_no_host_header_makes_the_site_fail(host):
    response = Client(raise_request_exception=False).get("/roles/", headers={"host": host})
    assert response.status_code in (200, 400)


@settings(max_examples=40, deadline=None)
@given(name=NAMES, before=QUERIES, after=QUERIES)
def test_role_list_echoes_nothing_unescaped(name, before, after):
    response = Client(raise_request_exception=False).get(f"/roles/?{before}&{name}={SCRIPT}&{after}")
    assert "<script>alert" not in response.text
