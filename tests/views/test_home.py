"""The front page."""

import re

import pytest

from careerguide.models import Role
from careerguide.reference import MOST_OF_A_GROUP, Reference
from careerguide.views.home import career_map
from tests.factories import make_figure, make_level, make_role, make_track

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
    track = make_track()
    make_role(track=track, status="draft")
    assert track not in [line["track"] for line in career_map(Reference())]


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


def test_a_cell_of_the_map_shows_the_first_rungs_and_the_way_to_the_others(client, committed):
    with committed():
        track, level = make_track(short_name="Kites"), make_level(name="Aloft")
        roles = [make_role(track=track, level=level, rung=rung) for rung in (3, 1, 2, 1, 5, 4, 6)]
    expected = sorted(roles, key=lambda role: (role.rung, role.title))
    net = re.search(r'<table class="net">.*?</table>', client.get("/").text, re.S)[0]
    linked = re.findall(r'href="/roles/(role-[\w-]+)/"', net)
    assert linked == [role.slug for role in expected[:MOST_OF_A_GROUP]]
    assert f'href="/roles/?track={track.slug}&amp;level={level.slug}">3 more<' in net
    with committed():
        for role in expected[MOST_OF_A_GROUP:]:
            role.delete()
    assert " more<" not in client.get("/").text


def test_the_front_page_asks_and_sends_no_more_for_a_hundred_roles_more(
    client, committed, django_assert_max_num_queries
):
    with committed():
        for role in Role.objects.for_ladder():
            for number in range(8):
                make_figure(make_role(track=role.track, level=role.level, rung=number), p50=1000 + number)
    client.get("/")
    with django_assert_max_num_queries(6):
        page = client.get("/")
    assert len(page.content) < 70_000
    assert page.context["role_count"] == Role.objects.published().count() > 300


def test_disputed_claims_are_not_drawn(client):
    disputed = client.get("/").context["disputed"]
    assert {figure.source.slug for figure in disputed} == {"aijobs", "bls-oews", "C"}
    assert client.get("/").text.count("not drawn") == sum(figure.source.is_secondary for figure in disputed)
