"""Sentences stand once, and pages are told apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careerguide.content_checks import repetition
from careerguide.content_checks.entries import read
from careerguide.content_checks.guide import Guide
from careerguide.content_checks.repetition import NAME, Names
from tests.content_checks.examples import change_section, entry, guide, role, section, sentences, text_of, write

EIGHT = "You write the report before the meeting starts."


def term(slug, text):
    return entry("skill", slug=slug, about=text)


def repeated(*texts):
    entries = [entry("role", slug="tamer", title="Data Tamer"), entry("role", slug="keeper", title="Keeper of Keys")]
    entries += [term(f"s{number}", text) for number, text in enumerate(texts)]
    return sentences(repetition.repeated_sentences(guide(entries)))


def test_a_sentence_may_stand_on_two_pages():
    assert repeated(EIGHT, f"Before. {EIGHT}") == []


def test_a_sentence_on_three_pages_is_found_once():
    assert repeated(EIGHT, f"Before. {EIGHT}", EIGHT.replace("report", "Report"), EIGHT) == [
        "This sentence stands on 4 pages (skill s0, skill s1, skill s2 and 1 more): say it once, or differently."
    ]


def test_a_sentence_on_one_page_three_times_is_no_matter():
    assert repeated(f"{EIGHT} {EIGHT} {EIGHT}") == []


def test_seven_words_may_repeat():
    assert repeated(*["You write the report before it starts."] * 3) == []


def test_the_names_of_roles_do_not_tell_sentences_apart():
    text = "You and the {} write the report before it starts."
    assert len(repeated(text.format("data tamer"), text.format("Keepers of keys"), text.format("data-tamers"))) == 1


def test_the_names_of_roles_do_not_make_a_sentence_long():
    assert repeated(*["The data tamer writes a report before lunch."] * 3) == []


@pytest.mark.parametrize(
    ("entries", "page"),
    [
        ([entry("term", slug=f"t{n}", definition=EIGHT) for n in range(3)], None),
        ([entry("transition", from_role=["a"], to_role=[f"b{n}"], sentence=EIGHT) for n in range(3)], "a → b0"),
        ([entry("paynote", role=[f"r{n}"], text=EIGHT) for n in range(3)], "r0"),
        ([entry("skillgrade", skill=[f"s{n}"], meaning=EIGHT) for n in range(3)], "skill grade s0"),
    ],
)
def test_what_is_a_page(entries, page):
    found = sentences(repetition.repeated_sentences(guide(entries)))
    assert ([f"({page}," in sentence for sentence in found]) == ([True] if page else [])


def two_roles(shared: int, of: int):
    """Two roles whose demand is alike in some of its words."""
    first, second = role("data-tamer"), role("key-keeper", "Key Keeper")
    common = " ".join(f"common{n}" for n in range(shared))
    first = change_section(first, "demand", body=f"{common}\n\n{' '.join(f'first{n}' for n in range(of))}\n")
    second = change_section(second, "demand", body=f"{common}\n\n{' '.join(f'second{n}' for n in range(of))}\n")
    return guide(first + second)


def test_roles_that_share_nothing_have_no_neighbour():
    whole = two_roles(0, 50)
    shares = repetition.overlaps(whole)
    assert shares == {}
    assert repetition.nearest(shares, "data-tamer") is None


def test_roles_that_overlap_by_much_are_found():
    whole = two_roles(400, 50)
    shares = repetition.overlaps(whole)
    [finding] = repetition.too_alike(whole, shares)
    assert "stand in “key-keeper” too: at most 15% may." in finding.sentence
    assert repetition.nearest(shares, "key-keeper").slug == "data-tamer"


def test_the_share_is_of_the_smaller_page():
    whole = two_roles(100, 400)
    [share] = repetition.overlaps(whole).values()
    names = Names(whole.role_names)
    assert share == 96 / min(len(repetition.runs(page, names)) for page in whole.pages.values())
    assert list(repetition.too_alike(whole, {})) == []


def test_the_names_of_roles_stand_aside_in_runs():
    whole = guide(
        change_section(role(), "demand", body="So a data tamer goes home early.\n")
        + change_section(role("key-keeper", "Key Keeper"), "demand", body="So a key keeper goes home early.\n")
    )
    assert sum(share > 0 for share in repetition.overlaps(whole).values()) == 1


words = st.lists(st.sampled_from(["data", "tamer", "tamers", "senior", "ml", "engineer", "home", "of"]), max_size=12)


@given(words, st.sets(st.sampled_from(["Data Tamer", "Tamer", "Senior ML Engineer", "ML Engineer", "Of"])))
def test_no_name_is_left_and_other_words_keep_their_order(found, names):
    replaced = Names(names).replace(found)
    assert Names(names).replace(replaced) == replaced
    rest = iter(found)
    assert all(word in rest for word in replaced if word != NAME)


prose = st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=30).map(" ".join)


@given(prose, prose)
def test_overlap_is_a_share_and_whole_for_the_same_text(one, other):
    def overlap(first, second):
        roles = [entry("role", slug=slug, title=slug, status="published") for slug in ("x1", "x2")]
        bodies = [
            entry("section", role=[slug], kind="demand", body=text) for slug, text in (("x1", first), ("x2", second))
        ]
        return repetition.overlaps(guide(roles + bodies)).get(frozenset(("x1", "x2")), 0)

    assert 0 <= overlap(one, other) <= 1
    assert overlap(one, other) == overlap(other, one)
    assert overlap(one, one) in (0, 1)


def test_two_entries_of_one_key_are_found_in_one_file_or_in_two(tmp_path):
    write(tmp_path, [*role(), entry("source", slug="a"), entry("source", slug="b"), entry("source", slug="a")])
    (tmp_path / "roles" / "other.yaml").write_text(text_of([section("data-tamer", "demand", "Text.\n")]))
    found = [str(finding) for finding in repetition.repeated_entries(Guide(read(tmp_path)[0]))]
    assert found == [
        "sources.yaml:9: It stands there twice; the first is at sources.yaml:1.",
        "roles/other.yaml:1: It stands there twice; the first is at roles/data-tamer.yaml:92.",
    ]
