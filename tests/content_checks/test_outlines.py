"""Headings stand in order, and the outlines hold what the maps draw."""

import pytest

from careerguide.content_checks import outlines
from tests.content_checks.examples import change_section, entry, guide, requirements, responsibilities, role, sentences


def found(entries):
    return sentences(outlines.findings(guide(entries)))


def body_of(kind, body):
    return found(change_section(role(), kind, body=body))


def test_sound_outlines_are_in_order():
    assert found(role()) == []


@pytest.mark.parametrize("body", ["## Too high\n", "#### Skips\n", "### A\n\n#### B\n\n##### Too deep\n", "# Title\n"])
def test_a_heading_out_of_order_is_found(body):
    [sentence] = body_of("demand", body)
    assert "headings here start at ###" in sentence


@pytest.mark.parametrize("body", ["### A\n\n#### B\n\n### C\n", "No heading.\n"])
def test_headings_in_order_are_no_fault(body):
    assert body_of("demand", body) == []


def test_pages_start_a_level_higher():
    page = entry("page", slug="about", title="About", lede="It says.", body="### Skips\n")
    [sentence] = found([page])
    assert "headings here start at ##," in sentence
    page["fields"]["body"] = "## A\n\n### B\n\n## C\n"
    assert found([page]) == []


def test_a_heading_is_found_on_its_line():
    entries = [entry("page", slug="about", title="About", lede="It says.", body="## A\n\nText.\n\n#### B\n")]
    [finding] = outlines.findings(guide(entries))
    assert finding.line == 11


def test_a_role_needs_four_areas():
    three = responsibilities("x").split("\n### Meetings")[0]
    assert body_of("responsibilities", three) == ["Areas of responsibility: 3. Write 4 to 8, each a heading."]


def test_an_area_without_enough_duties_is_found():
    body = responsibilities("x").split("- **Keep meetings 2**")[0]
    assert body_of("responsibilities", body) == ["Duties in the area “Meetings”: 1. List 2 to 4."]


def test_an_area_with_a_long_name_is_found():
    body = responsibilities("x").replace("### Meetings", "### Meetings of every kind")
    [sentence] = body_of("responsibilities", body)
    assert "more than 3 words" in sentence


@pytest.mark.parametrize("label", ["keep meetings 2", "**Keep**", "**Keep the meetings short and to the point**"])
def test_a_duty_without_a_label_for_the_map_is_found(label):
    [sentence] = body_of("responsibilities", responsibilities("x").replace("**Keep meetings 2**", label))
    assert "must open with a bold label" in sentence


def test_two_duties_of_the_same_name_are_found():
    body = responsibilities("x").replace("Keep meetings 2", "Keep models 1")
    assert body_of("responsibilities", body) == ["Two duties are called “Keep models 1”: name them apart."]


def test_an_item_before_the_first_heading_is_found_and_a_paragraph_is_not():
    assert body_of("responsibilities", "It starts so.\n\n" + responsibilities("x")) == []
    [sentence] = body_of("responsibilities", "- Homeless.\n\n" + responsibilities("x"))
    assert "before the first heading" in sentence


def test_requirements_need_their_headings_in_order():
    swapped = requirements("x").replace("Education", "Other").replace("Technical", "Education")
    assert body_of("requirements", swapped) == [
        "The requirements need the headings Education, Experience, Technical, Leadership, in this order."
    ]


def test_a_heading_without_requirements_is_found():
    body = requirements("x").split("- **A leadership**")[0] + "Nothing much.\n"
    assert body_of("requirements", body) == ["Nothing is listed under “Leadership”."]


@pytest.mark.parametrize("opening", ["- A degree (firm): ", "- **A degree**: ", "- **A degree** (perhaps): "])
def test_a_requirement_says_how_firm_it_is(opening):
    [sentence] = body_of("requirements", requirements("x").replace("- **A education** (often waived): ", opening))
    assert sentence.startswith("A requirement reads")


def test_a_gap_has_no_outline_to_check():
    assert found(change_section(role(), "responsibilities", body=None, gap_reason="Nobody knows.")) == []
    assert found(change_section(role(), "requirements", body=None, gap_reason="Nobody knows.")) == []
