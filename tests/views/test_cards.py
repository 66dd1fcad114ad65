"""The pictures of the share cards at their addresses."""

import io
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db.models.signals import post_init
from django.utils import timezone
from PIL import Image

from careerguide.cards import role_card
from careerguide.models import Role, Skill
from careerguide.ranges import headline
from careerguide.role_page import MOST_BESIDE
from careerguide.views.cards import KINDS
from tests.factories import make_level, make_role, make_track
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
    seen, kinds = set(), set()
    for page in (*pages(), *map(read, VIEWS)):
        address = page.metas["og:image"]
        assert address.startswith("https://guide.example/"), page.path
        assert len(page.metas["og:image:alt"]) > 20, page.path
        if address in seen:
            continue
        seen.add(address)
        response = card_of(client, page)
        picture = response.getvalue() if response.streaming else response.content
        assert (response.status_code, response.headers["Content-Type"]) == (200, "image/png"), page.path
        assert len(picture) <= 60 * 1024, page.path
        image = Image.open(io.BytesIO(picture))
        image.load()
        assert (image.format, image.size) == ("PNG", (1200, 630)), page.path
        if address.startswith("https://guide.example/cards/"):
            kinds.add(address.split("/")[4])
            # The address is that of this very picture, and not of one that stands in for it.
            assert "immutable" in response.headers["Cache-Control"], page.path
    assert kinds == KINDS.keys()
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


def test_the_cards_of_a_renamed_page_are_shown_at_its_old_addresses(client):
    role, skill = Role.objects.get(slug="data-scientist"), Skill.objects.get(slug="python")
    track = role.track
    old = [f"roles/{role.slug}", f"pay/{role.slug}", f"tracks/{track.slug}", f"skills/{skill.slug}"]
    for row in (role, track, skill):
        row.slug = f"new-{row.slug}"
        row.save()
    for name in old:
        kind, slug = name.split("/")
        now = client.get(f"/cards/{kind}/new-{slug}-0.png").content
        assert client.get(f"/cards/{name}-0.png").content == now != client.get(f"/cards/{kind}/nobody-0.png").content


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
    assert is_the_sites_own(client, response)


def is_the_sites_own(client, response) -> bool:
    """Whether a card is the one that stands in for others, and is asked for again soon."""
    assert (response.status_code, response.headers["Content-Type"]) == (200, "image/png")
    assert Image.open(io.BytesIO(response.content)).size == (1200, 630)
    is_for_now = response.headers["Cache-Control"] == "public, max-age=300"
    return is_for_now and response.content == client.get("/static/img/card.png").getvalue()


@pytest.mark.parametrize("status", [status for status in Role.Status if status != Role.Status.PUBLISHED])
@pytest.mark.parametrize("kind", ["roles", "pay"])
def test_an_unpublished_role_gives_nothing_away(client, kind, status):
    when = {"publish_at": timezone.now() + timedelta(days=1)} if status == Role.Status.SCHEDULED else {}
    role = make_role(title="Secret Post", status=status, **when)
    assert is_the_sites_own(client, client.get(f"/cards/{kind}/{role.slug}-0123456789ab.png"))


@pytest.mark.parametrize("kind", ["roles", "pay"])
def test_the_card_of_a_removed_role_gives_way_to_that_of_the_site(client, kind):
    role = make_role()
    path = f"/roles/{role.slug}/" if kind == "roles" else f"/roles/{role.slug}/pay/"
    page = read(path)
    assert "immutable" in card_of(client, page).headers["Cache-Control"]
    role.delete()
    assert client.get(path).status_code == 410
    assert is_the_sites_own(client, card_of(client, page))


def test_the_card_of_a_removed_skill_gives_way_to_that_of_the_site(client):
    skill = Skill.objects.create(slug="tea-making", name="Tea making", summary="Boils water.")
    page = read("/skills/tea-making/")
    skill.delete()
    assert client.get("/skills/tea-making/").status_code == 410
    assert is_the_sites_own(client, card_of(client, page))


def test_the_readers_own_pay_stands_on_no_card():
    assert "123456" not in read("/pay/?me=123456").metas["og:image"]


def test_the_card_of_a_role_reads_the_roles_around_it_and_no_more_of_its_track(client):
    track, levels = make_track(), [make_level() for _ in range(3)]
    roles = [make_role(track=track, level=level, rung=rung) for level in levels for rung in range(30)]
    found = []
    post_init.connect(lambda instance, **kwargs: found.append(instance), Role, weak=False, dispatch_uid="read")
    picture = client.get(f"/cards/roles/{roles[45].slug}-0.png").content
    post_init.disconnect(sender=Role, dispatch_uid="read")
    assert picture == role_card(roles[45], headline([]), roles[29], roles[60]).png()
    assert len(found) <= 2 * MOST_BESIDE + 3
