"""The list of sources and the page of one source."""

import re

import pytest

from careerguide.models import Source
from tests.factories import make_figure, make_role, make_source, make_track

pytestmark = pytest.mark.django_db


def test_source_list_gives_licence_attribution_and_weakness(client):
    text = client.get("/sources/").text
    for source in Source.objects.all():
        for part in (source.title, source.licence, source.attribution, source.weakness):
            assert part.replace("&", "&amp;").replace("'", "&#x27;") in text


def test_onet_is_credited_in_its_prescribed_words(client):
    text = client.get("/sources/onet/").text
    assert "USDOL/ETA has not approved, endorsed, or tested these modifications." in text


def test_source_page_counts_its_figures_by_role(client):
    source, role = make_source(), make_role()
    make_figure(role, source=source)
    make_figure(role, source=source, label="another")
    response = client.get(source.get_absolute_url())
    assert [(r.pk, r.figure_count) for r in response.context["roles"]] == [(role.pk, 2)]


def test_unknown_source_is_not_found(client):
    assert client.get("/sources/nope/").status_code == 404


def test_the_roles_of_a_source_have_pages_and_the_figures_turn_with_them(client, monkeypatch):
    monkeypatch.setattr("careerguide.views.sources.PAGE_SIZE", 3)
    source, track = make_source(), make_track()
    roles = [make_role(track=track, rung=rung) for rung in range(7)]
    for role in roles[:4]:
        make_figure(role, source=source)
    for role in roles[4:]:
        role.sections.create(kind="summary", body="Text.").sources.add(source)
    first, last = (client.get(f"{source.get_absolute_url()}?page={number}") for number in (1, 3))
    assert list(first.context["roles"]) == roles[:3]
    assert "7 role pages" in first.text
    assert "Roles 1 to 3 on this page." in first.text
    assert 'rel="next" href="?page=2"' in first.text
    assert (list(last.context["roles"]), [figure.role for figure in last.context["page"]]) == (roles[6:], roles[3:4])
    assert last.context["canonical"].endswith("?page=3")
    assert 'rel="next"' not in last.text


def test_the_list_of_sources_leaves_out_the_sections_of_working_copies(client):
    source, role = make_source(), make_role()
    copy = make_role(status="draft", copy_of=role)
    for row in (role, copy):
        row.sections.create(kind="summary", body="Text.").sources.add(source)
    make_figure(role, source=source)
    (found,) = (row for row in client.get("/sources/").context["sources"] if row == source)
    assert (found.figure_count, found.section_count) == (1, 1)


def test_headings_of_the_list_of_sources_are_plural_where_several_stand_under_them(client):
    headings = re.findall(r'<section class="sec"><h2>([^<]+)</h2>', client.get("/sources/").text)
    assert headings == ["Official statistics", "Official classifications", "Open dataset", "Secondary articles"]


def test_no_sentence_of_the_list_of_sources_ends_twice(client):
    assert ".." not in re.sub(r"<[^>]+>", "", client.get("/sources/").text)


def test_counts_on_the_page_of_a_source_say_what_is_counted(client):
    figure = make_figure(make_role(), source=make_source(), n=1234, n_unit="employees")
    assert "1,234 employees" in client.get(figure.source.get_absolute_url()).text


def test_a_source_page_lists_every_figure_that_rests_on_it(client):
    source, role = make_source(), make_role()
    figures = [make_figure(role, source=source, label=f"group-{number} / ALL") for number in range(130)]
    listed = [client.get(f"{source.get_absolute_url()}?page={number}").text for number in (1, 2)]
    for figure in figures:
        assert sum(f'href="{figure.get_absolute_url()}"' in text for text in listed) == 1
    assert "130 pay figures" in listed[0]
