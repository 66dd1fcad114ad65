"""What a reference names: a page or a part of it, by the words that stand there; nothing where nothing public stands."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careerguide.models import Report, Role, Section, Skill
from careerguide.report_subject import MOST_SHOWN, PAGES, PARTS, find, plain
from tests.factories import make_figure, make_role

pytestmark = pytest.mark.django_db

words = st.text(max_size=30)


def test_html_becomes_words_on_one_line():
    assert plain("<p>You &amp; <b>kites</b>,\n</p><p>all day.</p>") == "You & kites, all day."


@pytest.mark.parametrize(("name", "model"), [(name, model) for name, (model, _, _) in PAGES.items()])
def test_a_page_of_every_kind_and_each_of_its_parts_is_found(name, model):
    row = model.objects.first()
    page = find(f"{name}/{row.slug}")
    assert (page.row, page.address) == (row, row.get_absolute_url())
    for part in PARTS.get(model, {}):
        found = find(f"{name}/{row.slug}/{part}")
        assert found.kind == Report.Kind.SECTION
        assert found.address == f"{row.get_absolute_url()}#{part}"


def test_a_section_is_told_by_its_text_and_one_without_by_its_reason():
    role = make_role()
    Section.objects.create(role=role, kind="overview", body="You **test** kites.")
    Section.objects.create(role=role, kind="trends", gap_reason="Nobody has counted.")
    assert find(f"roles/{role.slug}/overview").shown == "You test kites."
    assert find(f"roles/{role.slug}/trends").shown == "Nobody has counted."


def test_a_figure_is_told_with_its_amounts_unless_too_few_were_counted():
    role = make_role()
    figure = make_figure(role, p50=123_400, n=40)
    few = make_figure(role, p50=99_900, n=4, quality="insufficient", label="few")
    assert "123,400 USD" in find(f"roles/{role.slug}/{figure.anchor}").shown
    shown = find(f"roles/{role.slug}/{few.anchor}").shown
    assert "under 10 adverts, no amount shown" in shown
    assert "99,900" not in shown


def test_words_are_cut_to_what_a_form_shows():
    skill = Skill.objects.first()
    skill.about = "word " * 999
    skill.save()
    assert 0 < len(find(f"skills/{skill.slug}/about").shown) <= MOST_SHOWN


def test_a_draft_is_named_by_nothing():
    draft = make_role(status=Role.Status.DRAFT)
    assert find(f"roles/{draft.slug}") is None


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([*PAGES, "", "nope"]), st.sampled_from(["data-scientist", "python", ""]) | words, words)
def test_no_reference_at_all_fails(page, slug, part):
    find(f"{page}/{slug}/{part}".replace("\0", ""))
