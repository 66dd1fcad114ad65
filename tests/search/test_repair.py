"""A query typed wrong is repaired, and one spelt right is left alone."""

import pytest

from careerguide import search

pytestmark = pytest.mark.django_db


def test_a_query_typed_wrong_is_repaired_and_says_so():
    found = search.find("mlops enginer")
    assert (found.words, found.repaired, found.better_words) == ("mlops engineer", True, "")
    assert found.in_order()[0].entry.title == "MLOps Engineer"


def test_the_query_as_typed_offers_the_better_spelling():
    found = search.find("kubernets", repair=False)
    assert (found.words, found.repaired, found.better_words) == ("kubernets", False, "kubernetes")


def test_words_written_together_are_parted():
    assert search.find("datascientist").words == "data scientist"


@pytest.mark.parametrize("query", ["data scientist", "embeddings", "k8s", "r", "do i need a phd", "mlops eng"])
def test_a_query_spelt_right_is_left_alone(query):
    found = search.find(query)
    assert (found.words, found.repaired, found.better_words) == (query, False, "")
