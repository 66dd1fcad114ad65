"""Money, years and titles in words: to the unit, in the singular where there is one, with a dash for what is not known."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careerguide.templatetags.words import (
    group_name,
    halves,
    in_sentence,
    money,
    pay_difference,
    period,
    span,
    step_years,
    thousands,
)

amounts = st.integers(0, 10_000_000)


@given(amounts)
def test_money_reads_back_to_the_unit(amount):
    assert int(money(amount).removeprefix("$").replace(",", "")) == amount


@given(amounts)
def test_thousands_are_the_nearest_and_half_goes_up(amount):
    shown = int(thousands(amount, "EUR").removeprefix("€").removesuffix("k").replace(",", "")) * 1000
    assert -500 < shown - amount <= 500


def test_money_has_its_sign_or_its_code_and_a_dash_where_there_is_none():
    assert money(138_900, "GBP") == "£138,900"
    assert money(138_900, "INR") == "INR 138,900"
    assert (money(None), thousands(None)) == ("–", "–")


@pytest.mark.parametrize(("amount", "words"), [(29_900, "+$29,900"), (-4_000, "−$4,000"), (0, "$0")])
def test_a_pay_change_has_its_sign(amount, words):
    assert pay_difference(SimpleNamespace(amount=amount, currency="USD")) == words


@pytest.mark.parametrize(
    ("ends", "words"),
    [((2, 5), "2 to 5 years"), ((10, None), "10 years or more"), ((None, 3), "3 years"), ((1, 1), "1 year"),
     ((0, 1), "0 to 1 years"), ((None, None), "")],
)  # fmt: skip
def test_years_are_a_span(ends, words):
    assert span(*ends) == words


@pytest.mark.parametrize(("ends", "words"), [((0, 1), "up to 1 year"), ((0, 3), "up to 3 years"), ((2, 2), "2 years")])
def test_a_step_that_takes_no_time_at_least_takes_so_much_at_most(ends, words):
    assert step_years(SimpleNamespace(years_min=ends[0], years_max=ends[1])) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [("2025-05", "May 2025"), ("2025-12", "December 2025"), ("2024", "2024"), ("2024-2025", "2024 to 2025"), ("2025-13", "2025-13")],
)  # fmt: skip
def test_a_period_is_a_month_a_year_or_a_span_of_years(value, words):
    assert period(value) == words


def test_a_group_of_adverts_is_told_by_title_and_level():
    assert group_name("data-scientist / SE") == "data scientist, senior level"
    assert group_name("manager-generic / ALL") == "manager, every level"
    assert group_name("Data Scientists") == "Data Scientists"


def test_a_title_inside_a_sentence_keeps_its_abbreviations():
    assert in_sentence("Head of Machine Learning") == "head of machine learning"
    assert in_sentence("Senior MLOps Engineer, AI") == "senior MLOps engineer, AI"


@given(st.lists(st.integers()))
def test_halves_hold_everything_in_order_and_the_first_is_no_shorter(items):
    parts = halves(items)
    assert [item for part in parts for item in part] == items
    assert 0 <= len(parts[0]) - sum(map(len, parts[1:])) <= 1
