"""Merging: everything that led to one row leads to the other, nothing is lost silently, and it happens at once or not."""

import datetime

import pytest
from django.db import connection, models

from careerguide.merging import MERGEABLE, SETTLED, MergeError, merge, rehearse, rules_on, with_new_name
from careerguide.models import (
    ContentVersion,
    FitPoint,
    OccupationCode,
    Page,
    PayFigure,
    Question,
    RetiredSlug,
    Role,
    RoleSkill,
    Section,
    Skill,
    SkillGrade,
    Source,
    Synonym,
    Term,
    TitleFamily,
    TitleRule,
    Track,
    Transition,
)
from careerguide.where_used import references, where_used
from tests.factories import (
    make_figure,
    make_role,
    make_role_skill,
    make_skill,
    make_source,
    make_track,
    make_transition,
)

pytestmark = pytest.mark.django_db

EVERY_REFERENCE = sorted(
    {(f"{r.model.__name__}.{r.name}", r) for model in MERGEABLE for r in references(model)}, key=lambda pair: pair[0]
)


def snapshot(*models_):
    return [list(model.objects.order_by("pk").values()) for model in models_]


# Nothing is forgotten


@pytest.mark.parametrize("reference", [pair[1] for pair in EVERY_REFERENCE], ids=[pair[0] for pair in EVERY_REFERENCE])
def test_every_reference_can_be_moved(reference):
    """A foreign key in a unique constraint needs a rule for two rows that would break it."""
    if reference.many_to_many:
        assert reference.remote_field.through._meta.auto_created, "links with fields of their own need a rule"
        return
    if reference.name == "copy_of":  # roles with working copies are not merged
        return
    assert not reference.unique, "a row that only one may have needs a rule"
    assert not reference.model._meta.unique_together, "write it as a constraint"
    without = [rule.name for rule in rules_on(reference) if rule.name not in SETTLED]
    assert not without, f"Say in SETTLED what becomes of rows that break {', '.join(without)}."


def test_no_rule_is_kept_for_a_constraint_that_is_gone():
    known = {
        rule.name
        for _, reference in EVERY_REFERENCE
        for rule in reference.model._meta.constraints
        if isinstance(rule, models.UniqueConstraint)
    }
    assert SETTLED.keys() <= known


@pytest.mark.parametrize(
    ("model", "old", "new"),
    [
        (Skill, "python", "r"),
        (Source, "esco", "onet"),
        (Source, "A", "bls-oews"),
        (Track, "ml-engineering", "ai-research"),
        (Role, "data-analyst", "data-scientist"),
        (Role, "senior-ml-engineer", "machine-learning-engineer"),
    ],
)
def test_after_a_merge_of_real_rows_nothing_leads_to_the_old_one(model, old, new):
    old, new = model.objects.get(slug=old), model.objects.get(slug=new)
    merge(old, new)
    assert where_used(old) == []
    assert RetiredSlug.objects.of(model, old.slug).successor == new
    assert not model.objects.filter(pk=old.pk).exists()
    connection.check_constraints()


def test_a_rehearsal_says_what_a_merge_does_and_changes_nothing(committed):
    old, new = Role.objects.get(slug="data-analyst"), Role.objects.get(slug="data-scientist")
    everything = (Role, RoleSkill, Section, Transition, PayFigure, RetiredSlug, Synonym, OccupationCode, Question)
    connection.run_on_commit.clear()
    before = snapshot(*everything)
    version = ContentVersion.current()
    with committed():
        rehearsed = rehearse(old, new)
    assert snapshot(*everything) == before
    assert ContentVersion.current() == version
    assert merge(old, new, expected=rehearsed.fingerprint) == rehearsed


def test_a_merge_moves_the_content_version_once(committed):
    skill, other = make_skill(), make_skill()
    for _ in range(3):
        make_role_skill(make_role(), skill)
    version = ContentVersion.current()
    with committed():
        merge(skill, other)
    assert ContentVersion.current() == version + 1


def test_what_has_changed_since_the_preview_is_refused():
    skill, other = make_skill(), make_skill()
    fingerprint = rehearse(skill, other).fingerprint
    make_role_skill(make_role(), skill)
    with pytest.raises(MergeError, match="has changed since this preview"):
        merge(skill, other, expected=fingerprint)
    assert Skill.objects.filter(pk=skill.pk).exists()


# Skills


def test_of_two_grades_the_higher_one_stays_with_its_sentence():
    old, new, low, high = make_skill(), make_skill(), make_role(), make_role()
    make_role_skill(low, old, grade=4, you_can="do it well.")
    make_role_skill(low, new, grade=2, you_can="do it.")
    make_role_skill(high, old, grade=1)
    make_role_skill(high, new, grade=3, you_can="stay.")
    report = merge(old, new)
    assert list(new.role_skills.order_by("role").values_list("grade", "you_can")) == [(4, "do it well."), (3, "stay.")]
    assert "Roles that ask for it: 2 have both: the higher grade is kept." in report.moved


def test_a_merged_skill_keeps_its_name_as_another_name_of_the_other():
    old = make_skill(name="Rope work", other_names="Knots, Splicing")
    new = make_skill(name="Rigging", other_names="splicing")
    Synonym.objects.create(word="ropes", means="Rope work")
    merge(old, new)
    new.refresh_from_db()
    assert new.other_names == "splicing, Rope work, Knots"
    assert Synonym.objects.get(word="ropes").means == "Rigging"


def test_words_for_grades_move_only_where_there_are_none():
    old, new = make_skill(), make_skill()
    for skill, grade in ((old, 1), (old, 2), (new, 2)):
        SkillGrade.objects.create(skill=skill, grade=grade, meaning=f"Of {skill}.")
    merge(old, new)
    assert [grade.meaning for grade in new.grades.all()] == [f"Of {old}.", f"Of {new}."]


# Sources


def test_citations_and_links_name_the_other_source_and_are_rendered():
    old, new = make_source(slug="one"), make_source(slug="two")
    text = "So it is [@one] [@two]. See [the list](/sources/one/)."
    section = Section.objects.create(role=make_role(), kind="demand", body=text)
    section.sources.set([old, new])
    page = Page.objects.create(slug="p", title="P", lede="L.", body="[@one]", written_on=datetime.date(2026, 1, 2))
    merge(old, new)
    section.refresh_from_db()
    page.refresh_from_db()
    assert section.body == "So it is [@two]. See [the list](/sources/two/).\n"
    assert "/sources/one/" not in section.body_html + page.body_html
    assert list(section.sources.all()) == [new]


def test_equal_figures_become_one_and_different_ones_are_refused():
    old, new, role = make_source(), make_source(), make_role(title="Counter")
    make_figure(role, source=old)
    make_figure(role, source=new)
    other = make_figure(role, source=old, period="2024", p50=1)
    conflict = make_figure(role, source=new, period="2024", p50=2)
    with pytest.raises(MergeError, match=r"Both have the pay figure “Counter .* different amounts"):
        merge(old, new)
    assert old.figures.count() == 2
    conflict.delete()
    merge(old, new)
    assert set(new.figures.values_list("period", "p50")) == {("2025", 150_000), ("2024", other.p50)}


def test_the_source_that_imports_look_for_stays():
    with pytest.raises(MergeError, match="merge the other way round"):
        merge(Source.objects.get(slug="bls-oews"), make_source())


def test_the_old_page_of_a_source_leads_to_the_new_one(client):
    old, new = make_source(), make_source()
    merge(old, new)
    answer = client.get(old.get_absolute_url())
    assert (answer.status_code, answer.headers["Location"]) == (301, new.get_absolute_url())


# Roles


def test_the_role_that_stays_keeps_its_texts_and_fills_its_gaps():
    old, new = make_role(title="Counter"), make_role(title="Teller")
    Section.objects.create(role=old, kind="demand", body="Old demand.")
    Section.objects.create(role=new, kind="demand", gap_reason="Not known.")
    Section.objects.create(role=old, kind="trends", body="Old trends.")
    Section.objects.create(role=new, kind="trends", body="New trends.")
    for role in (old, new):
        FitPoint.objects.create(role=role, kind="good", order=1, text=f"you like {role}.")
    FitPoint.objects.create(role=old, kind="poor", order=1, text="you hate it.")
    Question.objects.create(role=old, slug="why", question="Why?", answer="So.")
    report = merge(old, new)
    assert dict(new.sections.values_list("kind", "body")) == {"demand": "Old demand.\n", "trends": "New trends.\n"}
    assert list(new.fit_points.values_list("text", flat=True)) == ["you like Teller.", "you hate it."]
    assert new.questions.count() == 1
    assert any("Sections" in sentence for sentence in report.dropped)


def test_steps_and_rules_and_titles_of_a_role_move_without_doubles():
    old, new, before, after = make_role(title="Counter"), make_role(title="Teller"), make_role(), make_role()
    make_transition(old, new)
    make_transition(before, old)
    make_transition(before, new, years_min=3, years_max=3)
    make_transition(old, after)
    family = TitleFamily.objects.create(slug="tellers", kind="exact", titles="Teller")
    for role in (old, new):
        TitleRule.objects.create(role=role, family=family, match="exact")
    old.other_titles.create(title="teller")
    merge(old, new)
    assert [step.years_min for step in new.transitions_in.all()] == [3]
    assert [step.to_role for step in new.transitions_out.all()] == [after]
    assert new.title_rules.count() == 1
    assert [title.title for title in new.other_titles.all()] == ["Counter"]


def test_two_closest_occupations_do_not_stand_side_by_side():
    old, new = make_role(), make_role()
    shared = {"match": "occupation_primary", "source": make_source()}
    make_figure(new, occupation_code="1", label="one", **shared)
    make_figure(old, occupation_code="2", label="two", **shared)
    for role, code in ((old, "2"), (new, "1")):
        OccupationCode.objects.create(role=role, scheme="soc", code=code, is_primary=True)
    merge(old, new)
    assert dict(new.pay_figures.values_list("label", "match")) == {
        "one": "occupation_primary",
        "two": "occupation_alternate",
    }
    assert dict(new.occupation_codes.values_list("code", "is_primary")) == {"1": True, "2": False}


def test_a_published_role_is_not_merged_into_a_draft():
    with pytest.raises(MergeError, match="bring both to the same status"):
        merge(make_role(), make_role(status=Role.Status.DRAFT))


def test_a_row_is_not_merged_into_itself_or_into_another_kind():
    skill = make_skill()
    for other in (skill, make_track()):
        with pytest.raises(MergeError, match="another row of the same kind"):
            merge(skill, other)


# Terms


def test_a_merged_term_is_found_by_its_old_name_and_its_links_lead_on():
    old = Term.objects.create(slug="sway", term="Sway", definition="It moves.")
    new = Term.objects.create(slug="boat-sway", term="Boat sway", definition="Data move. Not [sway](/glossary/#sway).")
    section = Section.objects.create(role=make_role(), kind="demand", body="See [sway](/glossary/#sway).")
    merge(old, new)
    section.refresh_from_db()
    assert section.body == "See [sway](/glossary/#boat-sway).\n"
    assert Synonym.objects.get(word="Sway").means == "Boat sway"


def test_addresses_in_words_are_left_alone():
    old, new = Role(slug="ml"), Role(slug="ai")
    text = "Go to /roles/ml/ or [here](/roles/ml/pay/#x) or [there](/roles/ml-two/)."
    assert with_new_name(text, old, new) == "Go to /roles/ml/ or [here](/roles/ai/pay/#x) or [there](/roles/ml-two/)."


def test_a_role_with_a_working_copy_is_not_merged():
    old, new = make_role(title="Counter"), make_role()
    make_role(status="draft", copy_of=old)
    with pytest.raises(MergeError, match="Counter has a working copy: publish or discard it first"):
        merge(old, new)
