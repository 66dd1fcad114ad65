"""The pictures of the share cards at their addresses."""

import io
from urllib.parse import urlsplit

import pytest
from PIL import Image

from careerguide.models import Role
from tests.factories import make_role
from tests.site import pages, read

pytestmark = pytest.mark.django_db

VIEWS = [
    "/pay/?track=ml-engineering&level=senior",
    "/compare/?role=machine-learning-engineer&role=data-scientist",
    "/paths/?from=data-analyst&to=head-of-ai",
]


def card_of(client, page):
    address = urlsplit(page.metas["og:image"])
    return client.get(f"{address.path}?{address.query}" if address.query else address.path)


def test_every_page_has_a_card_of_the_right_size(client):
    seen = set()
    for page in (*pages(), *map(read, VIEWS)):
        address = page.metas["og:image"]
        assert address.startswith("https://guide.example/"), page.path
        assert len(page.metas["og:image:alt"]) > 20, page.path
        if address in seen:
            continue
        seen.add(address)
        response = card_of(client, page)
        picture = response.getvalue() if response.streaming else response.content
        assert response.status_code == 200, page.path
        assert len(picture) <= 60 * 1024, page.path
        assert Image.open(io.BytesIO(picture)).size == (1200, 630), page.path
    assert len(seen) > 160


def test_a_card_is_kept_for_good_and_may_be_shown_anywhere(client):
    for path in (
        "/roles/data-scientist/",
        "/roles/data-scientist/pay/",
        "/tracks/data-science/",
        "/skills/python/",
        *VIEWS,
    ):
        response = card_of(client, read(path))
        assert response.headers["Content-Type"] == "image/png"
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable", path
        assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_an_old_address_gives_the_card_of_today_for_a_while(client):
    now = card_of(client, read("/roles/data-scientist/")).content
    old = client.get("/cards/roles/data-scientist-0123456789ab.png")
    assert old.content == now
    assert old.headers["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize(
    "path",
    [
        "roles/nobody-1",
        "pay/nobody-1",
        "skills/nobody-1",
        "tracks/x",
        "nothing/x-1",
        "compare/roles-1",
        "paths/route-1",
    ],
)
def test_a_page_that_is_not_there_has_the_cards_of_the_site(client, path):
    response = client.get(f"/cards/{path}.png")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "image/png")
    assert response.content == client.get("/static/img/card.png").getvalue()
    assert "immutable" not in response.headers["Cache-Control"]


def test_a_draft_gives_nothing_away(client):
    role = make_role(title="Secret Post", status=Role.Status.DRAFT)
    response = client.get(f"/cards/roles/{role.slug}-1.png")
    assert response.content == client.get("/static/img/card.png").getvalue()


def test_the_readers_own_pay_stands_on_no_card():
    assert "123456" not in read("/pay/?me=123456").metas["og:image"]
