"""Pay figures become marks on an axis, and one rule chooses the headline, in Python and in SQL alike."""

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from careerguide.models import PayFigure, Role
from careerguide.ranges import (
    Axis,
    amounts,
    axis_for,
    headline,
    middle,
    other_places,
    pay_change,
    pay_groups,
    spread,
)
from tests.factories import make_figure, make_place, make_role, make_source

AMOUNTS = st.lists(st.none() | st.integers(min_value=0, max_value=2**31 - 1), max_size=8)


# The axis


@given(AMOUNTS, st.integers(min_value=2, max_value=10))
def test_the_axis_holds_all_amounts_in_few_equal_steps(found, most_steps):
    axis = axis_for(found, most_steps)
    assert all(amount <= axis.top for amount in found if amount)
    assert 1 <= axis.count <= most_steps
    assert axis.ticks[0] == 0
    assert axis.ticks[-1] == axis.top == axis.count * axis.step


@given(AMOUNTS)
def test_every_position_lies_between_0_and_100_percent(found):
    axis = axis_for(found)
    for amount in found:
        if amount is not None:
            position = axis.position(amount)
            assert position.endswith("%")
            assert 0 <= float(position.removesuffix("%")) <= 100


def test_positions_keep_one_decimal_and_drop_a_zero():
    axis = axis_for([200_000])
    assert (axis.top, axis.step) == (200_000, 50_000)
    assert [axis.position(amount) for amount in (0, 85_000, 100_000, 200_000)] == ["0%", "42.5%", "50%", "100%"]


def test_an_axis_without_amounts_has_one_step():
    assert axis_for([None]).ticks == [0, 10_000]


# The headline


@pytest.mark.django_db
def test_python_and_sql_choose_the_same_headline_for_every_role():
    roles = Role.objects.published().with_headline_median().with_pay()
    assert roles
    for role in roles:
        chosen = headline(role.headline_figures)
        assert chosen == headline(role.pay_figures.select_related("place")), role
        assert role.headline_median == (chosen.figure.p50 if chosen.is_comparable else None), role


FIGURES = st.fixed_dictionaries(
    {
        "match": st.sampled_from(PayFigure.Match.values),
        "statistic": st.sampled_from(["percentiles", "percentiles", "average", "range"]),
        "period": st.sampled_from(["2023", "2024", "2024-2025", "2025", "2025-05"]),
        "n": st.none() | st.sampled_from([0, 9, 10, 11, 29, 30, 31, 5_000]),
        "p50": st.none() | st.integers(min_value=0, max_value=900_000),
        "mean": st.none() | st.integers(min_value=0, max_value=900_000),
        "place": st.sampled_from(["US", "US", "GB"]),
        "quality": st.sampled_from(PayFigure.Quality.values),
    }
)


@pytest.mark.django_db
@settings(deadline=None, max_examples=60)
@given(st.lists(FIGURES, max_size=6))
def test_python_and_sql_choose_the_same_headline_among_any_figures(made_up):
    with transaction.atomic():
        role = make_role()
        primary = set()
        for number, fields in enumerate(made_up):
            identity = (fields["period"], fields["place"])
            if fields["match"] == "occupation_primary" and identity in primary:
                continue  # the database allows one
            primary |= {identity} if fields["match"] == "occupation_primary" else set()
            make_figure(role, **fields | {"label": str(number), "low": 1, "place": make_place(code=fields["place"])})
        (found,) = Role.objects.filter(pk=role.pk).with_headline_median().with_pay()
        chosen = headline(found.headline_figures)
        assert chosen == headline(role.pay_figures.select_related("place"))
        assert found.headline_median == (chosen.figure.p50 if chosen.is_comparable else None)
        transaction.set_rollback(True)


def chosen_among(*figures) -> tuple:
    """The median of the headline among figures of one role, and whether it is few and an occupation."""
    role = make_role()
    for number, fields in enumerate(figures):
        make_figure(role, **{"label": str(number)} | fields)
    top = headline(role.pay_figures.select_related("place"))
    return (top.figure and top.figure.p50, top.is_few, top.is_occupation, top.is_comparable)


OCCUPATION = {"match": "occupation_primary", "n": None, "n_unit": "", "quality": "official", "pay_basis": "wages"}
FEW = {"n": 12, "quality": "indicative"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("figures", "chosen"),
    [
        ([{"p50": 1, "n": 30}], (1, False, False, True)),
        ([{"p50": 1} | FEW], (1, True, False, True)),
        ([{"p50": 1, "n": 30}, {"p50": 2, "period": "2026"} | FEW], (1, False, False, True)),
        ([{"p50": 1, "period": "2024"}, {"p50": 2, "period": "2025"}], (2, False, False, True)),
        ([{"p50": 1, "n": 31}, {"p50": 2, "n": 99}], (2, False, False, True)),
        ([{"p50": 1} | OCCUPATION, {"p50": 2} | FEW], (2, True, False, True)),
        ([{"p50": 1} | OCCUPATION, {"p50": 2, "n": 9, "quality": "insufficient"}], (1, False, True, False)),
        ([{"p50": 1, "match": "proxy"}, {"p50": 2, "match": "named"}], (None, False, False, False)),
        ([{"p50": 1, "match": "occupation_alternate"}], (None, False, False, False)),
        ([{"p50": 1, "statistic": "average"}], (None, False, False, False)),
        ([], (None, False, False, False)),
    ],
)
def test_the_headline_is_the_figure_closest_to_the_role(figures, chosen):
    assert chosen_among(*figures) == chosen


@pytest.mark.django_db
def test_a_figure_of_another_place_is_no_headline():
    assert chosen_among({"place": make_place(code="GB"), "p50": 1})[0] is None


@pytest.mark.django_db
def test_the_headline_says_why():
    role = make_role()
    assert headline([]).why == "Fewer than 10 adverts carry this title, and no official occupation comes close."
    few = make_figure(role, label="few", **FEW)
    assert headline([few]).why == "Few adverts carry this very title, so take it as a hint."
    many = make_figure(role, label="many", n=1_234)
    assert headline([few, many]).why == "Enough adverts carry this very title."
    occupation = make_figure(role, label="occupation", **OCCUPATION)
    assert "closest official occupation, over all levels" in headline([occupation]).why


# Groups


@pytest.mark.django_db
def test_kinds_of_pay_stand_apart_on_one_scale_and_claims_are_not_drawn():
    role, article = make_role(), make_source(kind="secondary_article")
    advert = make_figure(role, p50=150_000, p90=240_000)
    wage = make_figure(role, label="wage", p50=120_000, **OCCUPATION)
    claim = make_figure(role, source=article, pay_basis="unstated", quality="secondary_unverified", p50=990_000)
    abroad = make_figure(role, place=make_place(code="GB"), p50=80_000)
    adverts, wages, claims = pay_groups([advert, wage, claim, abroad])
    assert [group.figures for group in (adverts, wages, claims)] == [[advert], [wage], [claim]]
    assert adverts.axis == wages.axis == axis_for([240_000])
    assert [group.is_claims for group in (adverts, wages, claims)] == [False, False, True]
    assert other_places([advert, abroad]) == [abroad]


@pytest.mark.django_db
def test_every_figure_of_every_role_at_home_stands_in_one_group():
    for role in Role.objects.all():
        figures = [f for f in PayFigure.objects.filter(role=role).for_page() if f.place.code == "US"]
        grouped = [f for group in pay_groups(figures) for f in group.figures]
        assert sorted(f.pk for f in grouped) == sorted(f.pk for f in figures), role


@pytest.mark.django_db
def test_too_few_adverts_are_listed_and_not_drawn():
    few = make_figure(make_role(), quality="insufficient", n=4)
    assert not few.is_drawn
    assert spread([few, few]) is None


def test_the_spread_needs_two_figures():
    one, two = PayFigure(p50=3), PayFigure(mean=1)
    assert (middle(one), middle(two)) == (3, 1)
    assert spread([one]) is None
    assert spread([one, two]) == (1, 3)


def test_the_amounts_of_a_figure_are_those_its_source_gives():
    assert amounts(PayFigure(p10=1, p50=2, mean=0, high=9)) == [1, 2, 0, 9]


def two_headlines(**other):
    """Two headlines of adverts that may be held against each other, but for what ``other`` changes in the second."""
    first = make_figure(make_role(), p50=150_000, label="one / SE")
    second = make_figure(make_role(), **{"p50": 180_000, "label": "two / SE"} | other)
    return headline([first]), headline([second])


@pytest.mark.django_db
def test_pay_changes_between_adverts_that_are_alike():
    change = pay_change(*two_headlines())
    assert (change.amount, change.is_few) == (30_000, False)


@pytest.mark.django_db
def test_pay_change_says_when_adverts_are_few():
    assert pay_change(*two_headlines(n=12, quality=PayFigure.Quality.INDICATIVE)).is_few


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other",
    [{"period": "2023"}, {"label": "one / SE"}, {"currency": "EUR"}, {"unit": "hour"}],
    ids=["another period", "the same adverts", "another currency", "another unit"],
)
def test_no_pay_change_between_figures_that_are_not_alike(other):
    change = pay_change(*two_headlines(**other))
    assert change.amount is None
    assert change.why


@pytest.mark.django_db
def test_no_pay_change_between_sources():
    assert pay_change(*two_headlines(source=make_source())).amount is None


@pytest.mark.django_db
def test_no_pay_change_with_an_official_occupation_or_with_nothing():
    occupation = make_figure(
        make_role(), match=PayFigure.Match.OCCUPATION_PRIMARY, occupation_code="15-2051", pay_basis="wages", n=1000,
        quality=PayFigure.Quality.OFFICIAL,
    )  # fmt: skip
    adverts = headline([make_figure(make_role())])
    assert pay_change(adverts, headline([occupation])).amount is None
    assert pay_change(headline([occupation]), headline([occupation])).amount is None
    assert pay_change(adverts, headline([])).amount is None


@pytest.mark.parametrize("top", [100_000, 175_000, 350_000, 400_000, 700_000, 1_400_000])
def test_a_position_reads_back_to_the_unit(top):
    axis = Axis(top=top, step=top // 7)
    for amount in (1, 17, 33_333, 88_001, 99_999, top // 3, top - 1, top):
        assert round(float(axis.position(amount).removesuffix("%")) * top / 100) == amount
