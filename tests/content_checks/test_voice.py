"""The guide keeps its voice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careerguide.content_checks import voice
from tests.content_checks.examples import change, change_section, guide, role, sentences


def found(text):
    return [sentence for _, sentence in voice.faults(text)]


@pytest.mark.parametrize(
    "text",
    [
        "We are passionate people.",
        "A cutting-edge model.",
        "It unlocks value.",
        "Leveraging data.",
        "A world-class\nteam.",
        "A world class team.",
        "A dynamic team.",
        "A fast-paced office.",
        "Synergies appear.",
        "A rockstar.",
        "A ninja.",
        "A game-changer.",
        "We delve into it.",
        "The AI landscape.",
        "An ever-evolving field.",
        "A seamless handover.",
        "A robust pipeline.",
        "A holistic view.",
        "Your journey.",
        "You thrive here.",
        "It empowers teams.",
        "It harnesses data.",
        "The realm of data.",
        "A pivotal step.",
        "A crucial step.",
        "A vital step.",
        "In today’s market.",
        "It plays a key\nrole.",
        "You wear many hats.",
        "It is not only fast\nbut also cheap.",
        "It's not just code.",
        "Total compensation.",
        "A salary package.",
        "Typical pay.",
        "It typically pays.",
    ],
)
def test_a_banned_expression_is_found_with_its_reason(text):
    [sentence] = found(text)
    assert "is a banned expression: " in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize(
    "text",
    [
        "Use dynamic programming.",
        "Report robust standard errors.",
        "Run the evaluation harness.",
        "Watch the vital signs.",
        "It is not only fast. The price is but also a number.",
        "A compensating term in the loss.",
        "A journeyman repays it.",
    ],
)
def test_terms_of_the_trade_are_allowed(text):
    assert found(text) == []


def test_exclamation_marks_are_found():
    assert found("Stop!") == ["The guide does not exclaim: end the sentence with a full stop."]


@pytest.mark.parametrize("tag", ["<b>", "</b>", "<br/>", "<!-- hidden -->", '<a href="/">'])
def test_raw_html_is_found(tag):
    assert any("is raw HTML" in sentence for sentence in found(f"One {tag} two."))


@pytest.mark.parametrize("text", ["a < b and c > d", "a <3 b"])
def test_signs_of_comparison_are_no_html(text):
    assert found(text) == []


def test_code_may_hold_any_character():
    body = "Write `<s>!` here.\n\n```\nif not x!: <b>\n```\n"
    assert sentences(voice.findings(guide(change_section(role(), "demand", body=body)))) == []


def test_a_banned_word_is_found_on_its_line():
    whole = guide(
        change_section(role(), "demand", body="First line.\n\n- An item\n  with a `robust` and vital word.\n")
    )
    [finding] = voice.findings(whole)
    [section] = [one for one in whole.entries if one.values.get("kind") == "demand"]
    assert finding.line == section.lines["body"] + 4


def test_plain_fields_are_read_as_well():
    assert len(sentences(voice.findings(guide(change(role(), "fitpoint", text="You thrive."))))) == 1


def test_every_ban_has_a_reason():
    assert all(banned.reason for banned in voice.BANNED)


@given(st.text())
def test_faults_stand_inside_the_text(text):
    assert all(0 <= offset < len(text) for offset, _ in voice.faults(text))
