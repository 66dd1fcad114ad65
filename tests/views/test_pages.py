"""Pages of text and the glossary."""

import pytest

from careerguide.models import Page, Term

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("slug", ["about", "method", "ai-in-brief"])
def test_page_shows_its_text_its_basis_and_its_date(client, slug):
    page = Page.objects.get(slug=slug)
    text = client.get(f"/{slug}/").text
    assert page.body_html in text
    assert "21 November 2026" in text
    assert 'class="basis small soft"' in text


def test_glossary_has_every_term_with_an_anchor(client):
    text = client.get("/glossary/").text
    for term in Term.objects.all():
        assert f'id="{term.slug}"' in text


def test_unknown_page_is_not_found(client):
    assert client.get("/nope/").status_code == 404
