"""A published role holds what its page needs, at a readable length."""

import pytest

from careerguide.content_checks import completeness
from tests.content_checks.examples import change, change_section, entry, guide, made_up, role, sentences


def found(entries):
    return sentences(completeness.findings(guide(entries)))


def test_a_whole_role_is_in_order():
    assert found(role()) == []


def test_a_missing_section_is_found():
    entries = [one for one in role() if one["fields"].get("kind") != "demand"]
    assert found(entries) == [
        "The role lacks the section “demand” (Demand): write it, or say why there is none as its gap_reason."
    ]


def test_an_empty_section_is_found_on_its_line():
    entries = change_section(role(), "demand", body=" \n")
    [finding] = completeness.findings(guide(entries))
    assert "Nothing stands in the section “demand”" in finding.sentence
    assert finding.line > 1


def test_a_stated_gap_is_no_fault():
    entries = change_section(role(), "overview", body=None, gap_reason="Nobody has described this job.")
    entries = change_section(entries, "trends", body=made_up(250, "trend"))
    assert found(entries) == []


def test_a_draft_may_lack_everything():
    assert found([entry("role", slug="a", title="A", status="draft", lede="It drafts.")]) == []


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("fitpoint", "Drawbacks of the role: 2. Write 3 at least."),
        ("question", "Questions of the role: 4. Write 5 at least."),
        ("roleskill", "Skills of the role: 7. Write 8 at least."),
    ],
)
def test_too_few_parts_are_found(model, expected):
    entries = role()
    entries.remove(next(one for one in entries if one["model"] == f"careerguide.{model}"))
    assert found(entries) == [expected]


def test_a_good_fit_is_no_drawback():
    assert found(change(role(), "fitpoint", kind="good")) == ["Drawbacks of the role: 2. Write 3 at least."]


@pytest.mark.parametrize(("length", "faults"), [(119, 1), (120, 0), (200, 0), (201, 1)])
def test_an_overview_has_120_to_200_words(length, faults):
    sentences_found = found(change_section(role(), "overview", body=made_up(length, "over")))
    assert [sentence for sentence in sentences_found if "overview" in sentence] == [
        f"The overview has {length} words: write 120 to 200."
    ] * faults


@pytest.mark.parametrize(("target", "faults"), [(999, 1), (1000, 0), (2000, 0), (2001, 1)])
def test_a_role_has_1000_to_2000_words_of_prose(target, faults):
    entries = change_section(change_section(role(), "trends", body="One."), "demand", body="Two.")
    [page] = guide(entries).pages.values()
    rest = completeness.word_count(page) - 1
    entries = change_section(entries, "demand", body=made_up(target - rest, "more"))
    assert found(entries) == [f"The role has {target:,} words of prose: write 1,000 to 2,000."] * faults


def test_headings_skills_and_pay_do_not_count_as_prose():
    entries = role()
    [before] = guide(entries).pages.values()
    entries = change(entries, "roleskill", you_can=made_up(50, "skill").strip())
    entries.append(entry("paynote", role=["data-tamer"], kind="moves", order=1, text="The town."))
    entries = change_section(entries, "demand", body=f"### A heading\n\n{made_up(110, 'demand')}")
    [after] = guide(entries).pages.values()
    assert completeness.word_count(after) == completeness.word_count(before)


@pytest.mark.parametrize("model", ["role", "page"])
def test_a_lede_has_160_characters_at_most(model):
    pages = [entry("page", slug="about", title="About", lede="a" * 160, body="Text.")]
    assert found(change(role(lede="a" * 160) + pages, model, lede="a" * 161)) == [
        "The lede has 161 characters: at most 160 fit below the heading."
    ]
