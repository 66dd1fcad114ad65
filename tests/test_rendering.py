"""Whole page or fragment, and addresses without the empty fields of a form."""

from types import SimpleNamespace

import pytest
from django_htmx.middleware import HtmxDetails

from careerguide import rendering

PAGE, FRAGMENT = "page.html", "_part.html"


@pytest.fixture
def shown(monkeypatch):
    """The names of the templates that were rendered."""
    names = []

    def render(request, template, context):
        names.append(template)
        return SimpleNamespace(headers={}, status_code=200)

    monkeypatch.setattr(rendering, "render", render)
    return names


@pytest.fixture
def ask(rf):
    def request(**headers):
        asked = rf.get("/compare/", {"role": "x", "hide": ""}, headers=headers)
        asked.htmx = HtmxDetails(asked)
        return asked

    return request


def choice(*, has_blanks=False, wrong=()):
    return SimpleNamespace(has_blanks=has_blanks, wrong=list(wrong), query=lambda: "?role=x")


HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize(
    ("headers", "fragment", "template"),
    [({}, FRAGMENT, PAGE), (HTMX, FRAGMENT, FRAGMENT), (HTMX, None, PAGE), (HTMX | {"HX-Boosted": "true"}, FRAGMENT, PAGE)],
)  # fmt: skip
def test_htmx_gets_the_fragment_of_a_page_that_has_one(shown, ask, headers, fragment, template):
    rendering.render_page(ask(**headers), PAGE, fragment, {})
    assert shown == [template]


def test_empty_fields_lead_to_the_address_without_them(shown, ask):
    response = rendering.render_choice(ask(), choice(has_blanks=True), PAGE, FRAGMENT, {})
    assert (response.status_code, response.headers["Location"]) == (302, "/compare/?role=x")
    assert shown == []


def test_what_is_wrong_is_told_before_the_address_is_tidied(shown, ask):
    response = rendering.render_choice(ask(), choice(has_blanks=True, wrong=["No."]), PAGE, FRAGMENT, {})
    assert response.status_code == 200
    assert shown == [PAGE]


def test_htmx_is_told_the_tidy_address_and_not_sent_there(shown, ask):
    response = rendering.render_choice(ask(**HTMX), choice(has_blanks=True), PAGE, FRAGMENT, {})
    assert response.headers["HX-Push-Url"] == "/compare/?role=x"
    assert shown == [FRAGMENT]
