"""Entries are read with the lines they stand on."""

import re
import string

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from careerguide import fixtures
from careerguide.content_checks.entries import Entry, Finding, read_file
from careerguide.models import Role
from tests.content_checks import examples


def only(text: str):
    [found] = examples.read(text)
    return found


def test_a_literal_block_keeps_its_lines():
    found = only("- model: careerguide.term\n  fields:\n    definition: |\n      One.\n\n      Two\n      three.\n")
    lines = [(passage.text, passage.line(0)) for passage in found.passages("definition")]
    assert lines == [("One.", 4), ("Two\nthree.", 6)]
    assert found.passages("definition")[1].line(4) == 7


@pytest.mark.parametrize("style", ["", "'", '"', ">\n      "])
def test_a_folded_text_is_found_word_by_word(style):
    start = "- model: careerguide.term\n  fields:\n    definition: "
    end = style if style in ("'", '"') else ""
    found = only(f"{start}{style}one two\n      three four\n      five{end}\n")
    [passage] = found.passages("definition")
    first = 4 if style.startswith(">") else 3
    assert [passage.line(passage.text.index(word)) for word in ("one", "two", "three", "four", "five")] == [
        first,
        first,
        first + 1,
        first + 1,
        first + 2,
    ]


word = st.text(string.ascii_lowercase, min_size=1, max_size=30)
paragraph = st.lists(st.lists(word, min_size=1, max_size=12).map(" ".join), min_size=1, max_size=6).map("\n".join)


@given(st.lists(paragraph, min_size=1, max_size=5).map("\n\n".join), st.booleans())
def test_every_word_is_on_the_line_that_is_named_for_it(text, ends_the_line):
    value = text + "\n" if ends_the_line else text.replace("\n", " ")
    entry = examples.entry("term", slug="a", definition=value)
    dumped = yaml.dump([entry], Dumper=fixtures.Dumper, sort_keys=False, allow_unicode=True, width=40)
    lines = dumped.splitlines()
    for passage in only(dumped).passages("definition"):
        offset = 0
        for one in passage.text.split():
            offset = passage.text.index(one, offset)
            assert one in re.findall(r"\w+", lines[passage.line(offset) - 1])
            offset += len(one)


def test_a_field_left_out_has_the_default_of_its_model():
    found = only("- model: careerguide.role\n  fields:\n    slug: a\n")
    assert found.model is Role
    assert found.get("status") == "draft"
    assert found.text("lede") == ""


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("- model: careerguide.term\n  fields: {a: [}\n", 2, "This is not YAML"),
        ("- a\n---\n- b\n", 2, "This is not YAML"),
        ("model: careerguide.term\n", 1, "must hold a list of entries"),
        ("- model: careerguide.dragon\n  fields: {}\n", 1, "An entry needs"),
        ("- model: careerguide.term\n", 1, "An entry needs"),
        ("- just words\n", 1, "An entry needs"),
        ("- model: careerguide.page\n  fields:\n    written_on: 2026-02-31\n", 3, "written_on: this value cannot"),
        ("- model: careerguide.page\n  fields:\n    slug: !odd a\n", 3, "slug: this value cannot"),
    ],
)
def test_what_is_no_entry_is_said_with_its_line(text, line, part):
    found = only(text)
    assert isinstance(found, Finding)
    assert found.line == line
    assert part in found.sentence


@pytest.mark.django_db
def test_a_key_that_stands_twice_is_said_at_any_depth_in_the_words_of_the_load(tmp_path):
    text = (
        "- model: careerguide.term\n  fields:\n    slug: a\n    slug: b\n    definition: {x: [{y: 1, z: &z {p: 1, p: 2}}, *z]}\n"
        "- model: careerguide.term\n  model: careerguide.term\n  fields: {slug: c}\n"
    )
    said = [(found.line, found.sentence) for found in examples.read(text) if isinstance(found, Finding)]
    assert said == [
        (line, f"“{key}” stands there twice in one entry: keep one of the two.")
        for line, key in ((4, "slug"), (5, "p"), (7, "model"))
    ]
    (tmp_path / "glossary.yaml").write_text(text)
    with pytest.raises(fixtures.ContentError, match=f"line 4, column 5: {re.escape(said[0][1])}"):
        fixtures.load(tmp_path)


def test_a_file_without_entries_holds_none():
    assert examples.read("") == []


def test_a_file_that_is_not_utf_8_is_said(tmp_path):
    path = tmp_path / "pages.yaml"
    path.write_bytes(b"\xff\xfe")
    [found] = read_file(path, "pages.yaml")
    assert "not UTF-8" in found.sentence


@given(st.text())
def test_any_text_gives_entries_or_findings(text):
    assert all(isinstance(found, Entry | Finding) for found in examples.read(text))


@given(st.text())
def test_any_value_of_a_field_gives_passages(text):
    dumped = yaml.dump([examples.entry("term", slug="a", definition=text)], Dumper=fixtures.Dumper, allow_unicode=True)
    for found in examples.read(dumped):
        for passage in found.passages("definition"):
            assert 1 <= passage.line(len(passage.text)) <= len(dumped.splitlines())
