"""Robots, the sitemap and the health checks."""

import re
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from careerguide.models import Role
from careerguide.search import current_index
from tests.factories import make_role

pytestmark = pytest.mark.django_db


def test_robots_names_the_sitemap_by_the_sites_own_address(client):
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    assert "Sitemap: https://guide.example/sitemap.xml" in response.text


def test_every_address_of_the_sitemap_answers_and_is_canonical(client):
    addresses = re.findall(r"<loc>([^<]+)</loc>", client.get("/sitemap.xml").text)
    assert len(addresses) == len(set(addresses)) > 140
    for address in addresses:
        response = client.get(address.removeprefix("https://guide.example"))
        assert response.status_code == 200, address
        assert f'<link rel="canonical" href="{address}">' in response.text
        assert "noindex" not in response.text


def test_sitemap_leaves_drafts_out(client):
    draft = make_role(status=Role.Status.DRAFT)
    assert draft.slug not in client.get("/sitemap.xml").text


def test_healthz_does_not_ask_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").text == "ok\n"


def test_readyz_asks_the_database(client):
    assert client.get("/readyz").status_code == 200
    with patch.object(connection, "cursor", side_effect=OperationalError):
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "10"


def test_readyz_leaves_an_index_behind_so_that_no_reader_waits_for_it(client, django_assert_max_num_queries):
    client.get("/readyz")
    with django_assert_max_num_queries(1):  # which content there is
        current_index()


def test_readyz_names_the_migrations_that_are_missing(client):
    MigrationRecorder.Migration.objects.filter(app="careerguide").delete()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.text.startswith("The database is not of this release: run “manage.py migrate” (careerguide.")


def test_readyz_says_when_the_search_has_no_index(client):
    with patch("careerguide.views.meta.current_index", side_effect=OSError("no space")):
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.text == "The search index cannot be used: see the log.\n"
