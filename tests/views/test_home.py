"""The front page."""

import re

import pytest

from careerguide.models import Role
from careerguide.views.home import career_map
from tests.factories import make_role

pytestmark = pytest.mark.django_db


def test_home_maps_every_published_role_once(client):
    text = client.get("/").text
    net = re.search(r'<table class="net">.*?</table>', text, re.S)[0]
    linked = re.findall(r'href="/roles/([\w-]+)/"', net)
    assert sorted(linked) == sorted(Role.objects.values_list("slug", flat=True))


def test_map_line_runs_from_the_lowest_to_the_highest_level(client):
    lines = {line["track"].slug: line for line in client.get("/").context["map"]}
    research = lines["ai-research"]["cells"]
    assert [cell["on"] for cell in research] == [False, True, True, True, True, True, True]
    assert [cell["level"].slug for cell in research if cell["start"]] == ["mid"]
    assert [cell["level"].slug for cell in research if cell["end"]] == ["executive"]


def test_track_without_published_roles_has_no_line():
    role = make_role()
    assert career_map([role.track], [role.level], []) == []


def test_senior_pay_has_one_role_a_track_best_paid_first(client):
    rows = client.get("/").context["seniors"]
    medians = [row["headline"].figure.p50 for row in rows]
    assert medians == sorted(medians, reverse=True)
    assert len({row["role"].track_id for row in rows}) == len(rows) >= 4
    assert all(row["headline"].is_comparable for row in rows)


def test_home_works_without_any_content(client, no_content):
    response = client.get("/")
    assert response.status_code == 200
    assert "Sources disagree" not in response.text


def test_disputed_claims_are_not_drawn(client):
    disputed = client.get("/").context["disputed"]
    assert {figure.source.slug for figure in disputed} == {"aijobs", "bls-oews", "C"}
    assert client.get("/").text.count("not drawn") == sum(figure.source.is_secondary for figure in disputed)
