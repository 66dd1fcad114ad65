"""What every page says of itself to whoever links to it."""

import pytest

from careerguide.sharing import MOST_DESCRIPTION, MOST_TITLE, description, title
from tests.factories import make_role
from tests.site import SITE, pages, read

pytestmark = pytest.mark.django_db


def test_every_page_has_a_title_of_its_own_that_fits():
    titles = {}
    for page in pages():
        assert page.title.endswith(" · Careerguide"), page.path
        assert len(page.title) <= MOST_TITLE, f"{page.path}: {page.title}"
        assert titles.setdefault(page.title, page.path) == page.path
        assert page.metas["og:title"].strip(), page.path


def test_every_page_has_a_description_of_its_own_that_fits():
    found = {}
    for page in pages():
        text = page.metas["description"]
        assert 50 <= len(text) <= MOST_DESCRIPTION, f"{page.path}: {len(text)} {text}"
        assert found.setdefault(text, page.path) == page.path
        assert page.metas["og:description"] == text, page.path


def test_every_page_is_canonical_and_indexable():
    for page in pages():
        assert page.status == 200, page.path
        canonical = [link["href"] for link in page.links if link.get("rel") == "canonical"]
        assert canonical == [f"{SITE}{page.path}"] == [page.metas["og:url"]]
        assert "robots" not in page.metas, page.path


def test_canonical_addresses_come_from_the_settings_and_never_from_the_host(settings):
    settings.ALLOWED_HOSTS = ["*"]
    page = read("/roles/data-scientist/", headers={"host": "elsewhere.example"})
    assert page.metas["og:url"] == f"{SITE}/roles/data-scientist/"
    assert "elsewhere.example" not in page.html


def test_the_first_title_that_fits_is_taken():
    assert title("x" * 57, "short") == "short"
    assert title("x" * 56, "short") == "x" * 56
    assert title("word " * 20) == " ".join(["word"] * 11)
    assert len(title("x" * 90)) == 56


def test_a_description_takes_the_sentences_that_fit():
    assert description("One.", "", "x" * 170, "Two.") == "One. Two."


def test_a_role_with_the_longest_title_still_has_one_that_fits():
    role = make_role(title=("Very " * 16).strip(), short_title="Very long role")
    assert read(role.get_absolute_url()).title == "Very long role · Careerguide"
