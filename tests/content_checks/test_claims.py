"""Figures name their source, and sources exist and are listed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careerguide.content_checks import claims
from tests.content_checks.examples import SOURCE, change, change_section, entry, guide, role, sentences


def found(entries):
    return sentences(claims.findings(guide([SOURCE, *entries])))


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("It pays $138,900 a year.", "$138,900"),
        ("It pays £90k.", "£90k"),
        ("It pays EUR 70,000.", "EUR 70,000"),
        ("Half earn 120,000 dollars.", "120,000 dollars"),
        ("It grows by 15.8%.", "15.8%"),
        ("It grows by 16 per\ncent.", "16 per cent"),
        ("It grew by thirty-five percent.", "thirty-five percent"),
        ("A rise of 3 percentage points.", "3 percentage points"),
        ("There are 115,200 openings a year.", "115,200 openings"),
        ("We hold 61 distinct US\npay ranges.", "61 distinct US pay ranges"),
        ("Between 10 to 29 adverts.", "10 to 29 adverts"),
        ("About 2 million people do it.", "2 million people"),
        ("A team of 12 engineers.", "12 engineers"),
    ],
)
def test_a_figure_without_a_source_is_found(text, figure):
    entries = change_section(role(), "demand", body=f"First.\n\nSecond. {text}\n")
    [finding] = claims.findings(guide([SOURCE, *entries]))
    assert finding.sentence.startswith(f"“{figure}” is ")


@pytest.mark.parametrize(
    "text",
    [
        "Over 2024–34 it grows.",
        "Since 2024 adverts say so.",
        "The 10th percentile is low.",
        "There are 61 for engineers.",
        "Under Regulation (EU) 2024/1689 people sign.",
        "Five people sit there.",
        "In 3 years, jobs change.",
        "Python 3 runs 40 services.",
    ],
)
def test_other_numbers_need_no_source(text):
    assert found(change_section(role(), "demand", body=f"{text}\n")) == []


def test_a_source_counts_for_its_own_passage_only():
    body = "It grows by 16% [@bls-ep].\n\n- It pays $90,000.\n- It pays $80,000 [@bls-ep].\n"
    assert found(change_section(role(), "demand", body=body, sources=[["bls-ep"]])) == [
        "“$90,000” is an amount of money without a source: put its id behind it, such as [@bls-ep], "
        "or leave the figure out."
    ]


def test_the_answer_names_the_source_of_a_question():
    assert len(found(change(role(), "question", question="Is $90,000 little?", answer="Yes.\n"))) == 1
    assert found(change(role(), "question", question="Is $90,000 little?", answer="Yes [@bls-ep].\n")) == []


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        ("fitpoint", {"role": ["a"], "text": "you want $90,000."}),
        ("paynote", {"role": ["a"], "text": "A PhD adds 10%."}),
        ("roleskill", {"role": ["a"], "you_can": "save 20% of the cost."}),
        ("skill", {"slug": "a", "summary": "Used by 90% of teams."}),
        ("skillgrade", {"skill": ["a"], "meaning": "You know 100 people."}),
        ("track", {"slug": "a", "rungs": "They earn $1 more.\n"}),
        ("page", {"slug": "a", "lede": "It holds 166 salaries."}),
        ("term", {"slug": "a", "definition": "What 50% use.\n"}),
        ("transition", {"from_role": ["a"], "to_role": ["b"], "sentence": "It costs $10.\n"}),
    ],
)
def test_figures_are_looked_for_in_all_prose(model, fields):
    [sentence] = found([entry(model, **fields)])
    assert "without a source" in sentence


def test_a_source_may_count_itself():
    assert found([entry("source", slug="b", counts="It holds 3,000 salaries.")]) == []


def test_a_citation_of_no_source_is_found_on_its_line():
    entries = change_section(role(), "demand", body="One.\n\nTwo\n[@nobody].\n", sources=[["nobody"]])
    findings = list(claims.findings(guide([SOURCE, *entries])))
    assert sentences(findings) == ["There is no source “nobody”; the ids stand in sources.yaml."] * 2
    assert findings[1].line - findings[0].line == 1  # the list of sources stands below the citation


@pytest.mark.parametrize("citation", ["[@ bls-ep]", "[@bls-ep, @C]", "[@]"])
def test_a_citation_that_is_not_understood_is_found(citation):
    assert found(change_section(role(), "demand", body=f"It grows {citation}.\n")) == [
        "This citation is not understood: write one id in the brackets, such as [@bls-ep]."
    ]


def test_a_source_that_is_cited_must_be_listed():
    assert found(change_section(role(), "demand", body="It grows [@bls-ep].\n")) == [
        "“bls-ep” is cited but does not stand under “sources”: list it there."
    ]


@pytest.mark.parametrize("basis", ["sourced", "data"])
def test_a_basis_needs_its_sources(basis):
    assert found(change_section(role(), "demand", basis=basis)) == [
        f"The basis is “{basis}” but no sources are listed: list them, or make it editorial."
    ]
    assert found(change_section(role(), "demand", basis=basis, sources=[["bls-ep"]])) == []


@given(st.text(st.sampled_from("0123456789 ,.%$£k-"), max_size=40))
def test_a_cited_passage_is_never_at_fault(text):
    entries = [entry("term", slug="a", definition=f"Grows {text} jobs [@bls-ep] and on.")]
    assert found(entries) == []
