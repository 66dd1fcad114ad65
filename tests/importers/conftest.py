"""A guide in which only the rules of the test hold."""

import io

import pytest

from careerguide.importers import aijobs, oews

from .examples import csv_bytes, only_these_rules, workbook


@pytest.fixture
def rules(db):
    """Nothing but what the test adds: no title rules, codes or figures of the importers' sources."""
    only_these_rules()


@pytest.fixture
def read_adverts():
    """Reads rows of the salary index: ``read_adverts(rows)``."""
    return lambda rows, name="salaries.csv", **options: aijobs.read(io.BytesIO(csv_bytes(rows)), name, **options)


@pytest.fixture
def read_wages():
    """Reads rows of the national table as a workbook: ``read_wages(rows)``."""
    return lambda rows, name="national_M2025_dl.xlsx", **options: oews.read(io.BytesIO(workbook(rows)), name, **options)
