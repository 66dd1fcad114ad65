"""The error pages."""

from unittest.mock import patch

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.test import Client, RequestFactory

from careerguide.models import Role
from careerguide.views.errors import nearest_roles

pytestmark = pytest.mark.django_db


def test_not_found_offers_the_nearest_roles(client):
    response = client.get("/roles/director-machine-lerning/")
    assert response.status_code == 404
    assert "/roles/director-of-machine-learning/" in response.text
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", ["/roles/data-scientits.md", "/roles/datascientist/", "/jobs/data-scientist"])
def test_not_found_reads_the_words_as_the_search_does(client, address):
    assert "/roles/data-scientist/" in client.get(address).text


def test_not_found_fills_the_search_with_the_words_of_the_address(client):
    assert 'value="prompt wizard"' in client.get("/roles/prompt-wizard/").text


def test_nearest_roles_leave_drafts_out():
    Role.objects.filter(slug="data-scientist").update(status="draft")
    assert "data-scientist" not in [role.slug for role in nearest_roles("roles data scientist")]
    assert nearest_roles("") == []


def test_not_found_stands_without_the_database(client):
    with patch("careerguide.views.errors.nearest_roles", side_effect=OperationalError):
        assert client.get("/nope/nope/").status_code == 404


def test_wrong_host_is_a_plain_400(client):
    response = client.get("/roles/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "This request cannot be read." in response.text
    assert "evil.example" not in response.text


def test_nul_in_path_or_query_is_a_plain_400(client):
    for address in ("/roles/?q=%00", "/roles/a%00b/", "/admin/login/?next=%00"):
        response = client.get(address)
        assert response.status_code == 400
        assert "NUL byte" in response.text
        assert response.headers["Cache-Control"] == "private, no-store"


def test_forbidden_says_what_to_do(client):
    with patch("careerguide.views.pages.render_page", side_effect=PermissionDenied):
        response = client.get("/about/")
    assert response.status_code == 403
    assert "sign in with an account" in response.text


def test_expired_form_says_that_nothing_was_saved():
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "a", "password": "b"})
    assert response.status_code == 403
    assert "nothing was saved" in response.text


def test_fault_page_stands_alone(client):
    client.raise_request_exception = False
    with patch("careerguide.views.pages.render_page", side_effect=RuntimeError("boom")):
        response = client.get("/about/")
    assert response.status_code == 500
    assert "Signal failure" in response.text
    assert "boom" not in response.text


def test_fault_page_needs_no_database_and_no_request_data():
    from careerguide.views.errors import server_error

    assert server_error(RequestFactory().get("/")).status_code == 500


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options", "trace"])
@pytest.mark.parametrize("address", ["/roles/", "/about/", "/healthz", "/report/sent/", "/static/css/site.css"])
def test_public_pages_take_get_and_head_only_and_say_so(method, address):
    refused = getattr(Client(enforce_csrf_checks=True), method)(address)
    assert refused.status_code == 405
    assert refused.headers["Allow"] == "GET, HEAD"
    assert refused.headers["Cache-Control"] == "private, no-store"
    assert "This address takes no such request" in refused.text
    assert "default-src 'none'" in refused.headers["Content-Security-Policy"]
    assert Client().head(address).status_code == 200


@pytest.mark.parametrize("address", ["/" + "a" * 9_000, "/roles?q=" + "a" * 17_000, "/roles/?q=" + "a" * 60_000])
def test_an_address_that_is_too_long_is_a_short_414(client, address):
    response = client.get(address)
    assert response.status_code == 414
    assert "too long: shorten it" in response.text
    assert len(response.content) < 20_000


def test_no_error_page_names_an_address_of_its_own(client):
    for address in ("/nope/", "/roles/?q=%00", "/roles/a-role-that-nobody-knows/"):
        assert 'rel="canonical"' not in client.get(address).text
