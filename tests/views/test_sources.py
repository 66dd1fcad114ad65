"""The list of sources and the page of one source."""

import pytest

from careerguide.models import Source
from tests.factories import make_figure, make_role, make_source

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
