"""Pairs, repeats and percentiles, as the method says them."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careerguide.importers.adverts import Advert, Period, Row, count, percentile, percentiles

FAMILIES = {"Counter": "counters"}
TWO_YEARS = Period(2024, 2025)


def row(salary, *, usd=None, **fields) -> Row:
    advert = Advert(2025, "SE", "FT", "Counter", "USD", "US", "0", "US", "M")._replace(**fields)
    return Row(advert, salary, usd or salary)


def group(rows, level="ALL", place="US", period=TWO_YEARS):
    return count(rows, FAMILIES)[0].group("counters", level, place, period)


@pytest.mark.parametrize(
    ("amounts", "percent", "expected"),
    [
        ([100_000], 50, 100_000),
        ([100_000, 200_000], 50, 150_000),
        ([100_000, 200_000], 25, 125_000),
        ([100, 200, 300, 400, 500], 10, 100),  # 140, rounded to hundreds
        ([100, 200], 50, 200),  # 150 lies half-way: to the even hundred
        ([200, 300], 50, 200),  # 250 too
    ],
)
def test_percentiles_are_interpolated_and_rounded_half_to_even(amounts, percent, expected):
    assert percentile(amounts, percent) == expected


@given(st.lists(st.integers(1, 1_000_000), min_size=1, max_size=60))
def test_percentiles_ascend_and_stay_within_the_data(amounts):
    found = percentiles(amounts)
    assert list(found) == sorted(found)
    assert min(amounts) - 50 <= found[0]
    assert found[-1] <= max(amounts) + 50


def test_a_higher_and_then_a_lower_row_are_one_range():
    found = group([row(150_000), row(120_000), row(140_000), row(110_000), row(130_000)])
    assert (found.rows, found.figures, found.ranges, found.adverts) == (5, 5, 2, 3)


def test_a_row_belongs_to_one_range_only():
    found = group([row(amount) for amount in (150_000, 140_000, 130_000, 120_000, 110_000)])
    assert found.ranges == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"year": 2024},
        {"level": "MI"},
        {"employment": "CT"},
        {"title": "Other"},
        {"residence": "CA"},
        {"remote": "100"},
        {"size": "L"},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_rows_that_differ_are_no_range(fields):
    rows = [row(150_000), row(120_000, **fields)] + [row(amount) for amount in range(100_000, 105_000, 1_000)]
    assert group(rows).ranges == 0


def test_a_row_that_cannot_be_read_keeps_its_neighbours_apart():
    rest = [row(amount, size="L") for amount in range(100_000, 105_000, 1_000)]
    assert group([row(150_000), None, row(120_000), *rest]).ranges == 0
    assert group([row(150_000), row(120_000), *rest]).ranges == 1


def test_repeats_count_once_and_the_first_amount_in_dollars_stands():
    rows = [row(150_000, usd=1), row(120_000, usd=2), row(150_000, usd=3), row(120_000, usd=4)]
    found = group([*rows, row(90_000, usd=5), row(90_000, usd=6)])
    assert (found.rows, found.figures, found.ranges, found.adverts) == (6, 3, 1, 2)
    assert found.local == percentiles([90_000, 120_000, 150_000])
    assert found.usd == percentiles([1, 2, 5])


def test_an_amount_alone_and_the_same_amount_in_a_range_are_two_figures():
    single, between = row(150_000), row(150_000, size="L")
    found = group([single, between, row(150_000), row(120_000), row(110_000)])
    assert found.figures == 5


def test_only_full_time_rows_in_the_own_currency_of_the_place_count():
    kept = [row(amount) for amount in range(100_000, 105_000, 1_000)]
    others = [
        row(1_000, employment="PT"),
        row(2_000, currency="EUR"),
        row(3_000, location="CA"),
        row(4_000, title="Other"),
    ]
    assert group([*kept, *others]) == group(kept)


def test_the_euro_area_pools_its_countries_in_euros_alone():
    rows = [row(50_000 + number, location=country, currency="EUR") for number, country in enumerate(("DE", "FR", "NL"))]
    rows += [row(51_000 + number, location="HR", currency="EUR") for number in range(2)]
    rows += [row(60_000 + number, location="DE", currency="USD") for number in range(5)]
    assert group(rows, place="EUROZONE").rows == 5
    assert group(rows, place="DE") is None


def test_groups_of_fewer_than_five_rows_say_nothing():
    rows = [row(amount) for amount in range(100_000, 104_000, 1_000)]
    assert group(rows) is None
    assert group([*rows, row(1)]).rows == 5


def test_levels_and_years_are_told_apart():
    rows = [row(100_000 + number, level="MI") for number in range(5)]
    rows += [row(200_000 + number, year=2023) for number in range(5)]
    assert group(rows, level="MI").rows == 5
    assert group(rows, level="SE") is None
    assert group(rows, level="SE", period=Period(2020, 2025)).rows == 5


def test_titles_that_no_family_has_are_counted_where_they_are_full_time():
    rows = [row(1, title="Juggler"), row(2, title="Juggler"), row(3, title="Juggler", employment="FL"), row(4)]
    assert count(rows, FAMILIES)[1] == {"Juggler": 2}


@pytest.mark.parametrize(
    ("adverts", "quality"), [(9, "insufficient"), (10, "indicative"), (29, "indicative"), (30, "publish")]
)
def test_quality_follows_the_number_of_adverts(adverts, quality):
    assert group([row(100_000 + number) for number in range(adverts)]).quality == quality


def test_periods_are_the_newest_years_all_years_and_at_home_each_year():
    adverts = count([row(1, year=2021), row(2, year=2024)], FAMILIES)[0]
    assert [str(period) for period in adverts.periods("GB", 2)] == ["2023-2024", "2021-2024"]
    assert [str(period) for period in adverts.periods("US", 3)] == [
        "2022-2024",
        "2021-2024",
        "2021",
        "2022",
        "2023",
        "2024",
    ]
    assert [period.is_main for period in adverts.periods("GB", 2)] == [True, False]


def test_a_file_of_one_year_has_one_period():
    adverts = count([row(1)], FAMILIES)[0]
    assert [(str(period), period.is_main) for period in adverts.periods("US", 2)] == [("2025", True)]


ADVERTS = st.lists(
    st.one_of(
        st.tuples(st.integers(50, 99)),
        st.tuples(st.integers(100, 200), st.integers(1, 49)),
    ),
    min_size=5,
    max_size=20,
)


@given(ADVERTS, st.randoms())
def test_the_order_of_adverts_does_not_matter_as_long_as_pairs_stay_together(adverts, random):
    def rows(adverts):
        # Another size after each advert, so that no two of them are taken for a pair.
        return itertools.chain.from_iterable(
            [*[row(amount * 1_000) for amount in advert], row(1, title="Between")] for advert in adverts
        )

    shuffled = list(adverts)
    random.shuffle(shuffled)
    assert group(rows(adverts)) == group(rows(shuffled))


@given(ADVERTS)
def test_a_file_twice_over_changes_only_the_number_of_rows(adverts):
    rows = []
    for advert in adverts:
        rows += [*[row(amount * 1_000) for amount in advert], row(1, title="Between")]
    once, twice = group(rows), group(rows * 2)
    assert (once.figures, once.ranges, once.usd, once.local) == (twice.figures, twice.ranges, twice.usd, twice.local)
    assert twice.rows == 2 * once.rows
