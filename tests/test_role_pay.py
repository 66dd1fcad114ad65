"""The pay page of a role: every figure with its anchor, why this one heads the page, and the rungs beside it."""

import re
from html import unescape

import pytest

from careerguide.models import Level, Role
from careerguide.role_page import MOST_BESIDE
from tests.factories import make_figure, make_place, make_role, make_source, make_track

pytestmark = pytest.mark.django_db


def test_every_figure_of_a_role_stands_on_its_pay_page_with_an_anchor_that_lasts(client):
    for role in Role.objects.published():
        text = client.get(role.get_pay_url()).text
        for figure in role.pay_figures.select_related("source", "place"):
            assert text.count(f'id="{figure.anchor}"') == 1, figure


def test_an_anchor_is_made_from_the_identity_and_not_from_the_key():
    figure = make_figure(make_role(), label="a / b")
    before = figure.anchor
    figure.pk, figure.p50, figure.note = figure.pk + 1, 1, "x"
    assert figure.anchor == before
    figure.label = "a b"
    assert figure.anchor != before


def test_anchors_on_the_role_page_lead_to_the_same_figure(client):
    role = Role.objects.get(slug="machine-learning-engineer")
    text = client.get(role.get_absolute_url()).text
    anchors = set(re.findall(r'<tr id="(pay-[^"]+)"', text))
    assert anchors
    assert anchors <= {figure.anchor for figure in role.pay_figures.select_related("source", "place")}


def test_a_reader_can_tell_what_the_headline_rests_on(client):
    for role in Role.objects.published():
        response = client.get(role.get_pay_url())
        figure = response.context["headline"].figure
        text = unescape(re.sub(r"<[^>]+>", "", response.text))
        for part in (f"{figure.n:,} {figure.n_unit}", figure.place.name, figure.source.title, figure.source.licence):
            assert part in text, (role, part)
        assert figure.population.lower() in text.lower()
        assert figure.included.lower() in text.lower()


def test_why_this_figure_says_which_step_decided(client):
    decided = {}
    for slug in ("machine-learning-engineer", "principal-ml-engineer", "chief-ai-officer"):
        steps = client.get(f"/roles/{slug}/pay/").context["rule_steps"]
        decided[slug] = [position for position, step in enumerate(steps) if step.decides]
    assert decided == {"machine-learning-engineer": [0], "principal-ml-engineer": [1], "chief-ai-officer": [2]}
    steps = client.get(make_role().get_pay_url()).context["rule_steps"]
    assert [step.decides for step in steps] == [False, False, False, True]


def test_a_median_below_a_lower_rung_is_explained_in_the_figures_own_words(client):
    text = client.get("/roles/principal-ml-engineer/pay/").text
    assert "Lower than a rung below." in text
    assert "lies below that of" in text
    assert "$200,000, 1,216 adverts" in text
    assert "22 adverts under ten different lead, staff and principal titles." in text


def test_only_medians_of_one_source_on_lower_rungs_count_as_odd(client):
    track, levels = make_track(), list(Level.objects.all())
    source = make_source()
    role = make_role(track=track, level=levels[-1], rung=99)
    make_figure(role, source=source, p50=100_000)
    same, other, higher = (make_role(track=track, level=level) for level in (levels[0], levels[0], levels[-1]))
    make_figure(same, source=source, p50=100_001)
    make_figure(other, source=make_source(), p50=200_000)
    make_figure(higher, source=source, p50=200_000)
    response = client.get(role.get_pay_url())
    assert [oddity.role.pk for oddity in response.context["oddities"]] == [same.pk]
    assert "does not say that a step up pays less" in response.text
    assert not client.get(same.get_pay_url()).context["oddities"]


def test_the_ladder_holds_one_source(client):
    role = make_role()
    make_figure(role, source=make_source(), n=9_999)
    rungs = client.get(role.get_pay_url()).context["rungs"]
    assert [rung.role.pk for rung in rungs if rung.figure] == [role.pk]


def test_of_a_long_track_the_pay_page_shows_the_roles_nearest(client, committed):
    track = make_track()
    roles = [make_role(track=track, rung=rung) for rung in range(1, 31)]
    for role in roles:
        make_figure(role)
    response = client.get(roles[14].get_pay_url())
    assert [rung.role for rung in response.context["rungs"]] == roles[14 - MOST_BESIDE : 15 + MOST_BESIDE]
    assert "The roles nearest to this one." in response.text
    assert f"/pay/?track={track.slug}" in response.text
    with committed():
        for role in roles[2 * MOST_BESIDE + 1 :]:
            role.delete()
    assert "The roles nearest to this one." not in client.get(roles[MOST_BESIDE].get_pay_url()).text


def test_other_places_stand_in_their_own_currency(client):
    text = client.get("/roles/data-scientist/pay/").text
    assert "not adjusted for living costs" in text
    assert "£51,400" in text


def test_pay_notes_stand_on_the_pay_page(client):
    role = Role.objects.filter(pay_notes__isnull=False).first()
    text = client.get(role.get_pay_url()).text
    for note in role.pay_notes.all():
        assert note.text_html in text


def test_a_role_without_figures_says_so(client):
    text = client.get(make_role().get_pay_url()).text
    assert "We hold no figure for this role." in text
    assert client.get("/roles/nope/pay/").status_code == 404


def test_the_pay_page_of_a_role_takes_no_more_queries_for_more_figures(client, django_assert_max_num_queries):
    role = make_role()
    for number in range(30):
        make_figure(role, label=str(number), place=make_place(code=("US", "GB")[number % 2]))
    client.get(make_role().get_pay_url())  # what is read once for each content version
    with django_assert_max_num_queries(7):
        assert client.get(role.get_pay_url()).status_code == 200
