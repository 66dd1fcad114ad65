"""The list of tracks and the page of one track."""

import pytest

from careerguide.models import Role, Track, Transition
from tests.factories import make_role, make_track

pytestmark = pytest.mark.django_db


def test_track_list_shows_every_track_with_its_ladder(client):
    response = client.get("/tracks/")
    for track in Track.objects.all():
        assert track.introduction_html in response.text
    for role in Role.objects.all():
        assert role.get_absolute_url() in response.text


def test_track_page_groups_its_roles_by_level(client):
    rungs = client.get("/tracks/ml-engineering/").context["rungs"]
    assert [(rung["level"].slug, len(rung["roles"])) for rung in rungs] == [
        ("entry", 1), ("mid", 2), ("senior", 1), ("lead_principal", 1), ("manager_head", 2), ("director", 1),
    ]  # fmt: skip


def test_track_page_shows_the_steps_of_each_role(client):
    response = client.get("/tracks/data-science/")
    for step in Transition.objects.filter(from_role__track__slug="data-science"):
        assert step.to_role.get_absolute_url() in response.text


def test_official_wages_are_not_drawn_on_the_ladder(client):
    text = client.get("/tracks/ai-leadership/").text
    assert text.count("Not enough adverts") == 4


def test_track_without_roles_has_a_page(client):
    track = make_track()
    assert client.get(track.get_absolute_url()).status_code == 200


def test_drafts_stay_off_the_track_page(client):
    make_role(title="Secret Post", status="draft", track=Track.objects.get(slug="ai-product"))
    assert "Secret Post" not in client.get("/tracks/ai-product/").text


def test_unknown_track_is_not_found(client):
    assert client.get("/tracks/nope/").status_code == 404
