"""The card of a role for other people's pages, and oEmbed."""

import pytest

from careerguide.models import Role
from tests.factories import make_figure, make_role, make_source

pytestmark = pytest.mark.django_db

PAGE = "https://guide.example/roles/data-scientist/"


def test_the_embed_may_stand_in_any_frame_and_nothing_else_may(client):
    embed = client.get("/embed/roles/data-scientist/")
    assert "frame-ancestors *" in embed.headers["Content-Security-Policy"]
    assert "script-src 'self'" in embed.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in embed.headers
    assert embed.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    for address in ("/", "/roles/data-scientist/", "/data/", "/embed/roles/nobody/"):
        response = client.get(address)
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"], address
        assert response.headers["X-Frame-Options"] == "DENY"


def test_the_embed_leads_to_the_page_and_is_not_indexed(client):
    text = client.get("/embed/roles/data-scientist/").text
    assert f'<a class="stop" href="{PAGE}" target="_blank" rel="noopener">' in text
    assert '<meta name="robots" content="noindex">' in text
    assert "$100k to $173k" in text
    assert "<script" not in text


def test_the_embed_of_a_role_without_adverts_shows_no_pay(client):
    assert "$" not in client.get(f"/embed/roles/{make_role().slug}/").text


def test_oembed_offers_the_frame_and_the_card(client):
    content = client.get("/oembed", {"url": PAGE}).json()
    assert content["type"] == "rich"
    assert content["title"] == "Data Scientist"
    assert '<iframe src="https://guide.example/embed/roles/data-scientist/" width="480" height="300"' in content["html"]
    assert content["thumbnail_url"].startswith("https://guide.example/cards/roles/data-scientist-")


def test_oembed_follows_a_role_to_its_new_address(client):
    role = Role.objects.get(slug="data-scientist")
    role.slug = "scientist-of-data"
    role.save()
    content = client.get("/oembed", {"url": PAGE}).json()
    assert "https://guide.example/embed/roles/scientist-of-data/" in content["html"]
    role.status = "draft"
    role.save()
    assert client.get("/oembed", {"url": PAGE}).status_code == 404


def test_oembed_keeps_to_the_room_there_is(client):
    content = client.get("/oembed", {"url": PAGE, "maxwidth": 320, "maxheight": "200"}).json()
    assert (content["width"], content["height"]) == (320, 200)
    assert 'width="320" height="200"' in content["html"]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "https://elsewhere.example/roles/data-scientist/",
        "https://guide.example/skills/python/",
        "https://guide.example/roles/nobody/",
        "http://[",
        PAGE.replace("https", "http"),
    ],
)
def test_oembed_knows_no_other_address(client, url):
    assert client.get("/oembed", {"url": url}).status_code == 404


def test_oembed_of_a_draft_is_not_found(client):
    role = make_role(status=Role.Status.DRAFT)
    assert client.get("/oembed", {"url": f"https://guide.example/roles/{role.slug}/"}).status_code == 404


def test_oembed_says_what_it_cannot_do(client):
    assert client.get("/oembed", {"url": PAGE, "format": "xml"}).status_code == 501
    assert client.get("/oembed", {"url": PAGE, "maxwidth": "wide"}).status_code == 400


def test_oembed_in_xml_is_a_wish_and_no_error_to_log(client, caplog):
    response = client.get("/oembed", {"url": PAGE, "format": "xml"})
    assert (response.status_code, response.text) == (501, "This site answers in JSON only.\n")
    assert caplog.messages == []


def test_role_page_names_its_oembed_address(client):
    page = client.get("/roles/data-scientist/").text
    address = "/oembed?url=https%3A%2F%2Fguide.example%2Froles%2Fdata-scientist%2F"
    assert f'type="application/json+oembed" href="{address}"' in page
    assert client.get(address).status_code == 200


def test_the_embed_names_the_source_of_its_figure(client):
    figure = make_figure(make_role(), source=make_source(publisher="Bureau of Things"))
    assert "Source: Bureau of Things." in client.get(f"/embed/roles/{figure.role.slug}/").text
