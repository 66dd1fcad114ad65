"""Matches stand out, everything else is escaped, and an excerpt is one sentence."""

import pytest

from careerguide import search

pytestmark = pytest.mark.django_db


def test_matches_are_marked_and_everything_else_is_escaped():
    marks = search.find("ml engineer").marks
    html = marks.html("<b>Senior ML Engineers</b> & machine learning, not machines")
    assert html == (
        "&lt;b&gt;Senior <mark>ML Engineers</mark>&lt;/b&gt; &amp; <mark>machine learning</mark>, not machines"
    )


def test_small_words_are_not_marked():
    assert search.find("what is a data scientist").marks.html("What a data scientist is") == (
        "What a <mark>data scientist</mark> is"
    )


def test_the_excerpt_is_the_sentence_with_most_of_the_query_without_markdown():
    marks = search.find("python statistics").marks
    text = (
        "It is hard.\n\n- You write **Python**\n  and use [statistics](https://guide.example/python).\n- Python again."
    )
    assert marks.excerpt([text]) == "You write Python and use statistics."
    assert marks.excerpt(["Nothing of it."]) == ""
    assert len(marks.excerpt(["Python " + "word " * 200])) <= 225
