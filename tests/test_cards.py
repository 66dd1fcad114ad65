"""The share cards: what stands on them, and that the picture is small and of the right size whatever the text."""

import io

import pytest
from PIL import Image

from careerguide.cards import Card, Scale, role_card, skill_card, track_card
from careerguide.cards.drawing import TITLES, draw
from careerguide.cards.lettering import fitting, length
from careerguide.cards.sheet import LEFT, RIGHT, SIZE
from careerguide.models import PayFigure, Role, Skill
from careerguide.ranges import headline
from tests.factories import make_figure, make_role, make_source, make_track

pytestmark = pytest.mark.django_db

MOST_BYTES = 60 * 1024


def card_of(role, **beside) -> Card:
    figures = PayFigure.objects.filter(role=role).for_page()
    return role_card(role, headline(figures), beside.get("previous"), beside.get("following"))


def picture(card: Card) -> Image.Image:
    data = draw(card)
    assert len(data) <= MOST_BYTES
    image = Image.open(io.BytesIO(data))
    assert (image.format, image.size) == ("PNG", SIZE)
    return image.convert("RGB")


def test_a_card_carries_the_role_its_place_and_its_pay():
    card = card_of(Role.objects.get(slug="data-scientist"))
    assert card.title == "Data Scientist"
    assert (card.letter, card.rank) == ("D", 2)
    assert card.pay == "$100k to $173k"
    figure = headline(PayFigure.objects.filter(role__slug="data-scientist").for_page()).figure
    assert card.pay_of == f"Middle half of {figure.n:,} US adverts, 2024 to 2025"
    assert card.source == f"Source: {figure.source.title}"
    assert card.alt.startswith("Data Scientist. Data science track, level 2: Mid. Middle half of ")
    assert card.alt.endswith(f": $100k to $173k. {card.source}.")


def test_few_adverts_are_called_few():
    role = make_role()
    make_figure(role, n=12, quality="indicative", p25=100_000, p75=200_000)
    assert card_of(role).pay_of == "Middle half of only 12 US adverts, 2025"


def test_a_claim_or_a_wider_occupation_stands_on_no_card():
    role = make_role(lede="Somebody does the work.")
    make_figure(role, match="occupation_primary", pay_basis="wages", quality="official", occupation_code="15-2051")
    article = make_source(kind="secondary_article")
    make_figure(
        role, source=article, match="named", statistic="range", p50=None, low=1, high=9, quality="secondary_unverified"
    )
    card = card_of(role)
    assert (card.pay, card.scale) == ("", None)
    assert card.text == "Somebody does the work."


def test_a_figure_without_quartiles_shows_its_median():
    role = make_role()
    make_figure(role, p50=150_400)
    assert (card_of(role).pay, card_of(role).pay_of) == ("$150k", "Median of 40 US adverts, 2025")
    picture(card_of(role))


def test_another_text_gives_another_address_and_the_same_text_the_same():
    role = make_role(title="One")
    before = card_of(role).url
    assert card_of(role).url == before
    role.title = "Another"
    assert card_of(role).url != before
    assert before.startswith("https://guide.example/cards/roles/")


@pytest.mark.parametrize(
    "title",
    [
        "CTO",
        "Director of machine learning",
        "Principal machine learning engineer for autonomous vehicles and robotics",
        "Very " * 16,
        "W" * 80,
        "Łódź öğretmeni čeština",
        "机器学习工程师",
        "",
    ],
)
def test_a_title_of_any_length_stays_on_its_card(title):
    _, baselines, lines = fitting(title, TITLES, tracking=-0.035)
    assert len(lines) <= len(baselines)
    scale = Scale(400_000, 100_000, None, 150_000, 222_000, 300_000, 400_000)
    image = picture(
        Card(
            "roles",
            "x",
            title,
            title or "Above",
            letter="L",
            rank=5,
            before=title,
            after=title,
            pay="$150k to $300k",
            pay_of=title,
            source=title,
            scale=scale,
        )
    )
    # Nothing is written at the very edge.
    assert {image.getpixel((x, y)) for x in (2, 1197) for y in range(100, 330)} == {(255, 210, 31)}
    assert image.getpixel((2, 620)) == (255, 255, 255)


def test_short_titles_are_large_and_long_ones_shrink():
    assert fitting("Director of machine learning", TITLES, tracking=-0.035)[0] == 98
    size, _, lines = fitting(
        "Principal machine learning engineer for autonomous vehicles and robotics", TITLES, tracking=-0.035
    )
    assert size == 76
    assert all(length(line, size, True, -0.035) <= RIGHT - LEFT for line in lines)


def test_every_track_has_its_colour_on_the_band():
    colours = set()
    for letter in "REDOPGL":
        image = picture(Card("tracks", "x", "Track", "Above", letter=letter, stops=("1", "2"), text="Words."))
        colours.add(image.getpixel((1190, 350)))
    assert len(colours) == 7


def test_a_track_without_roles_has_a_card():
    track = make_track()
    assert track_card(track, [], 0).above == "Track: 0 roles at 0 levels"
    picture(track_card(track, [], 0))


def test_a_skill_counts_its_roles():
    assert skill_card(Skill.objects.get(slug="python"), 1).above == "Skill, needed in 1 role"
