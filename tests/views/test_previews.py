"""The preview of a draft: the real page, marked, for whoever has the link, until it ends."""

from datetime import timedelta

import pytest
from django.utils import timezone

from careerguide import publishing
from careerguide.models import PreviewLink, Section
from tests.factories import make_figure, make_role, make_role_skill, make_skill, make_transition

pytestmark = pytest.mark.django_db


@pytest.fixture
def copy(django_user_model):
    role = make_role(title="Kite tester")
    Section.objects.create(role=role, kind="overview", body="You test kites.")
    make_figure(role, p50=123_000)
    make_transition(role, make_role(title="Kite builder"))
    for other in (role, make_role(title="Balloon tester")):
        make_role_skill(other, make_skill() if other is role else role.role_skills.get().skill)
    copy = publishing.start_copy(role, django_user_model.objects.create_user("writer"))
    copy.sections.all().delete()
    Section.objects.create(role=copy, kind="overview", body="You test *new* kites.")
    return copy


@pytest.fixture
def link(copy):
    return PreviewLink.objects.create(role=copy)


def test_a_preview_is_the_real_page_with_the_figures_and_steps_of_the_live_one(client, link):
    html = client.get(link.get_absolute_url()).text
    assert "You test <em>new</em> kites." in html
    assert "123,000" in html
    assert "Kite builder" in html
    assert "you are here" in html
    assert html.count('aria-current="step"') >= 2
    assert "Balloon tester" in html
    assert "<b>Preview.</b>" in html


def test_a_preview_is_kept_by_nobody_and_stands_in_no_index(client, link):
    response = client.get(link.get_absolute_url())
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert not response.cookies
    assert "ETag" not in response.headers
    html = response.text
    for word in ('rel="canonical"', "og:url", "application/ld+json", 'rel="alternate" type="text/markdown"', "oembed"):
        assert word not in html
    assert '<meta name="robots" content="noindex, nofollow">' in html


def test_the_public_page_is_as_it_was(client, link):
    html = client.get(link.role.copy_of.get_absolute_url()).text
    assert "You test kites." in html
    assert "Preview" not in html


def test_a_draft_of_a_new_role_has_a_preview_too(client):
    link = PreviewLink.objects.create(role=make_role(status="draft", title="Cloud counter"))
    html = client.get(link.get_absolute_url()).text
    assert "This page is not published." in html
    assert "you are here" in html


@pytest.mark.parametrize("ended", ["expires_at", "revoked_at"])
def test_an_ended_link_says_so(client, link, ended):
    PreviewLink.objects.update(**{ended: timezone.now() - timedelta(seconds=1)})
    response = client.get(link.get_absolute_url())
    assert response.status_code == 410
    assert "This link to a preview has expired or was revoked" in response.text
    assert "kites" not in response.text
    assert response.headers["Cache-Control"] == "private, no-store"


def test_a_link_that_nobody_made_is_not_there(client, link):
    assert client.get(link.get_absolute_url()[:-3] + "AAA/").status_code == 404
    assert client.get("/preview/anything/").status_code == 404
    address = link.get_absolute_url()
    link.delete()
    assert client.get(address).status_code == 410


def test_after_publication_the_link_leads_to_the_page(client, link):
    live = publishing.publish(link.role, None)
    response = client.get(link.get_absolute_url())
    assert (response.status_code, response.headers["Location"]) == (302, live.get_absolute_url())


def test_a_preview_is_only_read(client, link):
    assert client.post(link.get_absolute_url()).status_code == 405
