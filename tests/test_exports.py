"""Cells that a spreadsheet would run as formulas are made plain text."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careerguide.exports import FORMULA_SIGNS, neutralise


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", '=HYPERLINK("http://example.invalid")'],
)
def test_a_formula_gets_an_apostrophe(text):
    assert neutralise(text) == f"'{text}"


@pytest.mark.parametrize("value", ["Data Scientist", "", "a=b", "1-2", -5, 1.5, None, datetime.date(2026, 1, 2)])
def test_everything_else_stays_as_it_is(value):
    assert neutralise(value) == value


@given(st.text())
def test_no_text_begins_with_a_formula_afterwards(text):
    assert not neutralise(text).startswith(FORMULA_SIGNS)
    assert neutralise(text).endswith(text)
