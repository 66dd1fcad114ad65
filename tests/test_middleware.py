"""The headers that every answer carries: pages, errors, static files, the admin."""

import pytest

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'", "connect-src 'self'",
    "manifest-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
}  # fmt: skip

ADDRESSES = {
    "/": 200, "/roles/": 200, "/roles/data-scientist/": 200, "/nope/": 404, "/report/": 200, "/roles/?q=%00": 400, "/admin/login/": 200,
    "/static/css/site.css": 200, "/healthz": 200, "/robots.txt": 200,
}  # fmt: skip


@pytest.mark.parametrize(("address", "status"), ADDRESSES.items())
def test_every_answer_carries_the_header_set(client, address, status):
    response = client.get(address)
    assert response.status_code == status
    headers = response.headers
    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Permissions-Policy"] == "camera=(), microphone=(), geolocation=()"


def test_https_sites_send_hsts(client, settings):
    settings.SECURE_HSTS_SECONDS = 63072000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    response = client.get("/", secure=True)
    assert response.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


def test_the_card_may_be_shown_by_other_sites(client):
    assert client.get("/static/img/card.png").headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize(
    "address", ["/", "/roles/", "/roles/data-scientist/", "/tracks/", "/skills/python/", "/report/", "/nope/"]
)
def test_public_pages_set_no_cookie_and_vary_by_none(client, address):
    response = client.get(address)
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("encoding", ["zstd", "br", "gzip"])
def test_pages_are_compressed_for_those_who_can_read_it(client, encoding):
    response = client.get("/", headers={"accept-encoding": encoding})
    assert response.headers["Content-Encoding"] == encoding
    assert response.headers["ETag"].startswith('W/"')
