"""Markdown is read as passages, sentences and words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careerguide.content_checks.passages import passages, words


def read(markdown):
    return passages(markdown, lambda line, word: line + 1)


def test_headings_items_and_paragraphs_are_told_apart():
    found = read("Lead.\n\n### Area\n\n- **Keep it**: well.\n  On.\n\n```\nx < 1\n```\n")
    assert [(p.kind, p.level, p.label, p.line()) for p in found] == [
        ("paragraph", 0, "", 1),
        ("heading", 3, "", 3),
        ("item", 0, "Keep it", 5),
        ("code", 0, "", 9),
    ]


def test_bold_words_later_on_are_no_label():
    assert read("- See **this**.\n")[0].label == ""


def test_links_and_citations_carry_their_place():
    [found] = read("One [two](/roles/a/)\nthree [@bls-ep] `co\\de` ![pic](/x.png).")
    assert found.text == "One two\nthree [@bls-ep] `co\\de` pic."
    assert found.links == (("/roles/a/", 4), ("/x.png", found.text.index("pic")))
    assert found.citations == [("bls-ep", 14)]
    assert found.line(14) == 2


def test_citations_are_no_words():
    assert words("It grew [@bls-ep] by 1,200.") == ["It", "grew", "by", "1,200"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two? Three", ["One.", "Two?", "Three"]),
        ("Tools, e.g. in SQL. Then 3.5 of them.", ["Tools, e.g. in SQL.", "Then 3.5 of them."]),
        ("He said “no.” Then\nhe left.", ["He said “no.”", "Then\nhe left."]),
    ],
)
def test_sentences_end_before_a_capital(text, expected):
    assert [sentence for sentence, _ in read(text)[0].sentences()] == expected


@given(st.text(st.sampled_from("ab A.?!’\n[@]0,-"), max_size=80))
def test_sentences_lose_no_word_and_stand_where_they_say(text):
    for passage in read(text):
        found = list(passage.sentences())
        assert [word for sentence, _ in found for word in words(sentence)] == passage.words
        assert all(passage.text[offset:].lstrip().startswith(sentence) for sentence, offset in found)
