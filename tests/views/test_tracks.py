"""The list of tracks and the page of one track."""

from itertools import pairwise

import pytest

from careerguide.models import Role, Skill, Track, Transition
from careerguide.reference import MOST_OF_A_GROUP
from tests.factories import make_figure, make_level, make_role, make_role_skill, make_skill, make_track, make_transition

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


@pytest.fixture
def long_track(committed):
    """A track with more roles at its first level than its page shows, each with pay, a skill and a step to the next."""
    with committed():
        track, level, skill = make_track(), make_level(name="Aloft"), make_skill()
        roles = [make_role(track=track, level=level, rung=rung, title=f"Kite {rung:02}") for rung in range(30)]
        roles.append(make_role(track=track, level=make_level(name="Higher still"), title="Kite of kites"))
        for role, following in pairwise(roles):
            make_figure(role)
            make_role_skill(role, skill)
            make_transition(role, following)
    return track


def test_of_a_level_the_first_rungs_stand_on_the_track_page_with_the_way_to_the_others(client, long_track):
    page = client.get(long_track.get_absolute_url())
    titles = [f"Kite {rung:02}" for rung in range(MOST_OF_A_GROUP)]
    first, last = page.context["rungs"]
    assert [role.title for role in first["roles"]] == titles
    assert [role.title for role in last["roles"]] == ["Kite of kites"]
    assert (
        f'href="/roles/?track={long_track.slug}&amp;level={first["level"].slug}">26 more roles at level Aloft<'
        in page.text
    )
    assert "31 roles at 2 levels" in page.text
    assert page.context["common_skills"][0][1] == 30


def test_a_picture_of_some_of_the_roles_says_how_many_more_there_are_and_leads_to_them(client, long_track):
    page = client.get(long_track.get_absolute_url())
    first, last = page.context["rungs"]
    picture = page.text[page.text.index('<div class="fork"') : page.text.index("Rung by rung")]
    for role in [*first["roles"], *last["roles"]]:
        assert f'href="{role.get_absolute_url()}"' in picture
    assert (
        f'href="/roles/?track={long_track.slug}&amp;level={first["level"].slug}">26 more roles at level Aloft<'
        in picture
    )
    assert picture.count(" more role") == 1
    # The last one shown leads on to one that is not.
    assert f"Kite {MOST_OF_A_GROUP:02}" in picture
    assert "to a role for which there is no room" in picture
    assert "for which there is no room" not in client.get("/tracks/ml-engineering/").text


def test_the_steps_of_a_role_lead_to_roles_that_its_track_page_does_not_show(client, long_track):
    page = client.get(long_track.get_absolute_url())
    last_shown = page.context["rungs"][0]["roles"][-1]
    assert [step.to_role.title for step in last_shown.steps] == [f"Kite {MOST_OF_A_GROUP:02}"]
    assert f"Kite {MOST_OF_A_GROUP:02}" in page.text


def test_the_list_of_tracks_shows_the_first_rungs_of_each_level(client, long_track):
    text = client.get("/tracks/").text
    assert f"Kite {MOST_OF_A_GROUP - 1:02}" in text
    assert f"Kite {MOST_OF_A_GROUP:02}" not in text
    assert "26 more roles at level Aloft<" in text


def test_pages_of_tracks_take_few_queries(client, long_track, django_assert_max_num_queries):
    for path, most in (("/tracks/", 6), ("/tracks/ml-engineering/", 9), (long_track.get_absolute_url(), 5)):
        with django_assert_max_num_queries(most):
            client.get(path)


def test_tools_keep_their_capitals_inside_a_sentence(client):
    step = make_transition(make_role(), make_role())
    step.skills.set(Skill.objects.filter(slug__in=["kubernetes", "docker", "mentoring-coaching"]))
    text = client.get(step.from_role.track.get_absolute_url()).text
    assert "it asks for Docker, Kubernetes and mentoring &amp; coaching." in text
