"""Which numbers of a pay figure readers are shown: one rule, in Python, in SQL, and in every form of every page."""

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careerguide.models import AMOUNTS, NUMBERS, PayFigure, Role
from tests.factories import make_figure, make_place, make_role, make_source

QUALITIES, KINDS_OF_PAY = PayFigure.Quality.values, PayFigure.PayBasis.values
FIGURES = st.builds(
    PayFigure,
    quality=st.sampled_from(QUALITIES),
    pay_basis=st.sampled_from(KINDS_OF_PAY),
    **dict.fromkeys(NUMBERS, st.none() | st.integers(min_value=0)),
)


@given(FIGURES)
def test_of_too_few_no_number_is_shown_and_of_all_others_each_that_is_given(figure):
    shown = {name: figure.shown(name) for name in NUMBERS}
    if figure.quality == PayFigure.Quality.INSUFFICIENT:
        assert set(shown.values()) == {None}
        assert figure.is_insufficient
        assert not figure.is_drawn
    else:
        assert shown == {name: getattr(figure, name) for name in NUMBERS}
        assert not figure.is_insufficient
    assert figure.shown_amounts == {name: shown[name] for name in AMOUNTS}


@pytest.mark.parametrize("quality", [*QUALITIES, "", None])
def test_rows_without_a_model_hide_what_a_figure_of_their_quality_hides(quality):
    figure = PayFigure(quality=quality, **dict.fromkeys(NUMBERS, 1))
    assert set(PayFigure.hidden(quality)) == {name for name in NUMBERS if figure.shown(name) is None}


def test_every_number_of_a_figure_falls_under_the_rule():
    numbers = {field.name for field in PayFigure._meta.fields if field.get_internal_type() == "PositiveIntegerField"}
    assert numbers == set(NUMBERS)


def test_a_kind_of_pay_that_nobody_states_is_shown_and_not_drawn():
    figure = PayFigure(quality="secondary_unverified", pay_basis="unstated", p50=150_000)
    assert figure.shown("p50") == 150_000
    assert not figure.is_drawn


@pytest.mark.django_db
def test_python_and_sql_draw_the_same_figures():
    role, source = make_role(), make_source()
    figures = [
        make_figure(role, source=source, label=f"{quality}, {pay_basis}", quality=quality, pay_basis=pay_basis)
        for quality, pay_basis in product(QUALITIES, KINDS_OF_PAY)
    ]
    drawn = {figure.pk for figure in figures if figure.is_drawn}
    assert 0 < len(drawn) < len(figures)
    assert set(PayFigure.objects.filter(PayFigure.drawn(), role=role).values_list("pk", flat=True)) == drawn
    rows = Role.objects.with_figures({"source_id": source.pk}, currency="USD", unit="year").filter(pk=role.pk)
    medians = dict(rows.values_list("figure_id", "shown_median"))
    assert {key for key, median in medians.items() if median is not None} == drawn
    assert len(medians) == len(figures)


@pytest.mark.django_db
@pytest.mark.parametrize(("place", "currency"), [("US", "USD"), ("GB", "GBP")])
def test_no_number_of_too_few_stands_in_any_form_of_any_page(client, place, currency):
    role, source = make_role(), make_source()
    numbers = {name: 81_007_311 + 10_070_707 * position for position, name in enumerate(NUMBERS)}
    # With a wider title, because the rule for the headline goes by the count and not by the quality.
    figure = make_figure(
        role, source=source, place=make_place(code=place), currency=currency, match="proxy", **numbers,
        quality="insufficient",
    )  # fmt: skip
    page, explorer = f"/roles/{role.slug}", f"source={source.slug}-wider-adverts&place={place}"
    for address in (
        *(f"{page}{form}" for form in ("/", "/pay/", ".md", ".json", ".csv")),
        *(f"/pay/?{explorer}", f"/pay/?{explorer}&sort=pay&me=100000000", f"/pay.csv?{explorer}"),
        *("/data/pay_figures.csv", "/data/guide.json", f"/sources/{source.slug}/"),
        f"/report/?about=roles/{role.slug}/{figure.anchor}",
    ):
        response = client.get(address)
        text = response.getvalue().decode()
        assert role.title in text or role.slug in text, address
        said = set(map(int, re.findall(r"\d+", text.replace(",", ""))))
        assert said.isdisjoint(numbers.values()), address
        # Nor to the nearest thousand.
        assert said.isdisjoint((number + 500) // 1000 for number in numbers.values()), address
