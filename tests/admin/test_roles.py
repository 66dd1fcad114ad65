"""The form of a role and its parts: what is saved, what is refused in which sentence, and in how many queries."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from careerguide.models import (
    ContentVersion,
    FitPoint,
    OccupationCode,
    Role,
    Section,
    Source,
    Transition,
)
from tests.factories import make_level, make_role, make_skill, make_source, make_track

from .conftest import change_page, give_parts


@pytest.fixture
def save(role, admin_client, as_sent):
    """Saves the form of the role with some values changed: ``save({"lede": "…"})``."""

    def send(changes=None):
        return admin_client.post(change_page(role), as_sent(admin_client.get(change_page(role))) | (changes or {}))

    return send


def sentences(response):
    """What the form and its inlines say against the values sent."""
    found = [*response.context["errors"]]
    return [str(sentence) for errors in found for sentence in (errors if isinstance(errors, list) else [errors])]


def row_of(response, prefix, part):
    """The prefix of the inline row that holds a part."""
    for inline in response.context["inline_admin_formsets"]:
        for form in inline.formset.initial_forms:
            if inline.formset.prefix == prefix and form.instance.pk == part.pk:
                return form.prefix
    raise LookupError(f"{part} is not among the {prefix}.")


def test_a_role_saved_as_it_is_stays_as_it_is(role, save):
    before = list(Transition.objects.filter(from_role=role).values())
    sections = [(section.pk, section.body, list(section.sources.all())) for section in role.sections.all()]
    assert save().status_code == 302
    assert list(Transition.objects.filter(from_role=role).values()) == before
    assert [(s.pk, s.body, list(s.sources.all())) for s in role.sections.all()] == sections


def test_saving_a_draft_renders_its_sections_and_leaves_the_content_version(role, admin_client, save, committed):
    section = role.sections.get(kind=Section.Kind.OVERVIEW)
    prefix = row_of(admin_client.get(change_page(role)), "sections", section)
    version = ContentVersion.current()
    connection.run_on_commit.clear()  # the writes that made the role
    with committed():
        assert save({f"{prefix}-body": "What you **do**.", "lede": "A new lede."}).status_code == 302
    section.refresh_from_db()
    role.refresh_from_db()
    assert section.body_html == "<p>What you <strong>do</strong>.</p>"
    assert role.lede == "A new lede."
    assert ContentVersion.current() == version


def test_a_new_role_comes_with_its_parts(db, admin_client, as_sent):
    page = reverse("admin:careerguide_role_add")
    skill, other, source = make_skill(), make_role(), make_source()
    answer = admin_client.post(
        page,
        as_sent(admin_client.get(page))
        | {
            "title": "Prompt librarian",
            "slug": "prompt-librarian",
            "status": "draft",
            "track": make_track().pk,
            "level": make_level().pk,
            "rung": 1,
            "lede": "You keep the prompts.",
            "written_on": "2026-01-02",
            "named_in": [source.pk],
            "sections-TOTAL_FORMS": 1,
            "sections-0-kind": "overview",
            "sections-0-body": "You *keep* them.",
            "sections-0-basis": "sourced",
            "sections-0-sources": [source.pk],
            "role_skills-TOTAL_FORMS": 1,
            "role_skills-0-skill": skill.pk,
            "role_skills-0-grade": 3,
            "role_skills-0-basis": "editorial",
            "role_skills-0-order": 0,
            "transitions_out-TOTAL_FORMS": 1,
            "transitions_out-0-to_role": other.pk,
            "transitions_out-0-kind": "switch",
            "transitions_out-0-years_min": 2,
            "transitions_out-0-years_max": 3,
            "transitions_out-0-years_basis": "editorial",
            "transitions_out-0-basis": "editorial",
            "transitions_out-0-skills": [skill.pk],
        },
    )
    assert answer.status_code == 302
    role = Role.objects.get(slug="prompt-librarian")
    assert role.sections.get().body_html == "<p>You <em>keep</em> them.</p>"
    assert list(role.sections.get().sources.all()) == list(role.named_in.all()) == [source]
    assert role.role_skills.get().skill == skill
    assert role.transitions_out.get().to_role == other


def test_a_percentile_out_of_order_is_refused_in_a_sentence_and_what_was_typed_stays(role, admin_client, save):
    figure = role.pay_figures.first()
    prefix = row_of(admin_client.get(change_page(role)), "pay_figures", figure)
    answer = save({f"{prefix}-p75": "90000", "lede": "A lede not to be lost."})
    assert answer.status_code == 200
    assert sentences(answer) == ["p75 (90,000) is below p50 (150,000); percentiles must ascend."]
    html = answer.content.decode()
    assert 'value="90000"' in html
    assert "A lede not to be lost." in html
    figure.refresh_from_db()
    assert figure.p75 == 200_000


def test_years_out_of_order_are_refused_once_and_at_their_field(save):
    answer = save({"years_min": 5, "years_max": 3})
    assert sentences(answer) == ["The years run from 5 to 3: the first must not be above the second."]
    assert list(answer.context["adminform"].form.errors) == ["years_max"]


def test_a_date_in_another_form_is_told_how_to_write_it(save):
    assert sentences(save({"written_on": "22.11.2026"})) == ["Write the date as 31/01/2027 or 2027-01-31."]


def test_a_form_offers_the_parts_that_its_reader_may_write(writer, editor):
    add = reverse("admin:careerguide_role_add")
    offered = [
        {each.formset.prefix for each in who.get(add).context["inline_admin_formsets"]} for who in (editor, writer)
    ]
    assert offered[0] - offered[1] == {"pay_figures", "transitions_out", "transitions_in"}
    assert "sections" in offered[1]


def test_a_section_without_text_needs_its_reason(role, admin_client, save):
    prefix = row_of(admin_client.get(change_page(role)), "sections", role.sections.first())
    assert sentences(save({f"{prefix}-body": ""})) == ["A section without a text needs a reason that readers can see."]


def test_a_role_cannot_follow_itself(role, admin_client, save):
    prefix = row_of(admin_client.get(change_page(role)), "transitions_out", role.transitions_out.first())
    assert "A role cannot follow itself." in sentences(save({f"{prefix}-to_role": role.pk}))


def test_a_skill_asked_for_twice_is_refused_in_the_words_of_the_rule(role, admin_client, save):
    first, second = role.role_skills.all()
    prefix = row_of(admin_client.get(change_page(role)), "role_skills", second)
    assert "The role asks for this skill already: leave one of the two." in sentences(
        save({f"{prefix}-skill": first.skill_id})
    )


def test_only_one_code_of_a_classification_is_the_closest(role, admin_client, save):
    first, second = role.occupation_codes.all()
    page = admin_client.get(change_page(role))
    ticks = {f"{row_of(page, 'occupation_codes', code)}-is_primary": "on" for code in (first, second)}
    assert sentences(save(ticks)) == ["A classification has one closest entry for a role: leave “closest” ticked once."]
    assert not OccupationCode.objects.filter(role=role, is_primary=True).exists()


def test_the_closest_code_can_be_another_one_in_one_save(role, admin_client, as_sent):
    first, second = role.occupation_codes.all()
    second.is_primary = True
    second.save()
    page = admin_client.get(change_page(role))
    sent = as_sent(page) | {f"{row_of(page, 'occupation_codes', first)}-is_primary": "on"}
    del sent[f"{row_of(page, 'occupation_codes', second)}-is_primary"]
    assert admin_client.post(change_page(role), sent).status_code == 302
    assert role.occupation_codes.get(is_primary=True) == first


def test_two_parts_swap_their_positions_in_one_save(role, admin_client, save):
    first, second = role.fit_points.all()
    page = admin_client.get(change_page(role))
    answer = save({f"{row_of(page, 'fit_points', first)}-order": 1, f"{row_of(page, 'fit_points', second)}-order": 0})
    assert answer.status_code == 302
    assert [point.pk for point in role.fit_points.all()] == [second.pk, first.pk]


def test_sections_that_swap_their_kinds_keep_their_sources(role, admin_client, save):
    first, second = role.sections.order_by("pk")
    page = admin_client.get(change_page(role))
    sources = list(first.sources.all())
    answer = save(
        {
            f"{row_of(page, 'sections', first)}-kind": second.kind,
            f"{row_of(page, 'sections', second)}-kind": first.kind,
        }
    )
    assert answer.status_code == 302
    moved = role.sections.get(kind=second.kind)
    assert (moved.pk, moved.body, list(moved.sources.all())) == (first.pk, first.body, sources)


def test_a_part_takes_the_place_of_one_that_is_deleted_in_the_same_save(role, admin_client, save):
    first, second = role.fit_points.all()
    page = admin_client.get(change_page(role))
    answer = save(
        {f"{row_of(page, 'fit_points', first)}-DELETE": "on", f"{row_of(page, 'fit_points', second)}-order": 0}
    )
    assert answer.status_code == 302
    assert list(FitPoint.objects.filter(role=role).values_list("pk", "order")) == [(second.pk, 0)]


def test_a_refused_form_still_names_the_choice_made_in_it(role, admin_client, save):
    skill = make_skill(name="Kite flying")
    prefix = row_of(admin_client.get(change_page(role)), "role_skills", role.role_skills.first())
    answer = save({f"{prefix}-skill": skill.pk, "title": ""})
    assert answer.status_code == 200
    assert f'<option value="{skill.pk}" selected>Kite flying</option>' in answer.content.decode()


def test_the_form_of_a_full_role_makes_at_most_60_queries_and_no_more_for_more_parts(db, admin_client):
    few, many = make_role(status="draft"), make_role(status="draft")
    give_parts(few, 2)
    give_parts(many, 10)
    admin_client.get(change_page(few))  # what is asked once per process
    with CaptureQueriesContext(connection) as for_few:
        admin_client.get(change_page(few))
    with CaptureQueriesContext(connection) as for_many:
        admin_client.get(change_page(many))
    assert len(for_few) == len(for_many) <= 60


def test_the_list_of_a_thousand_roles_makes_at_most_12_queries(role, admin_client, django_assert_max_num_queries):
    Role.objects.bulk_create(
        Role(
            slug=f"generated-{number}",
            title=f"Generated {number}",
            track=role.track,
            level=role.level,
            rung=number,
            lede="It was made for this test.",
            written_on="2026-01-02",
        )
        for number in range(1_000)
    )
    with django_assert_max_num_queries(12):
        page = admin_client.get(reverse("admin:careerguide_role_changelist"))
    assert page.context["cl"].result_count >= 1_000


def test_roles_are_listed_in_ladder_order(role, admin_client):
    page = admin_client.get(reverse("admin:careerguide_role_changelist"), {"all": ""})
    assert (
        list(page.context["cl"].result_list)
        == list(Role.objects.in_ladder_order())[: len(page.context["cl"].result_list)]
    )


def test_fields_in_tables_carry_their_names_for_those_who_cannot_see_the_head(role, admin_client):
    html = admin_client.get(change_page(role)).content.decode()
    for name, label in (
        ("role_skills-0-grade", "Grade"),
        ("role_skills-0-skill", "Skill"),
        ("fit_points-0-text", "Text"),
    ):
        tag = re.search(rf'<\w+ name="{name}"[^>]*>', html)[0]
        assert f'aria-label="{label}"' in tag


def test_autocomplete_finds_roles_by_their_other_titles(role, admin_client):
    found = admin_client.get(
        reverse("admin:autocomplete"),
        {"term": "Name 1", "app_label": "careerguide", "model_name": "section", "field_name": "role"},
    ).json()
    assert {"id": str(role.pk), "text": role.title} in found["results"]


@pytest.mark.parametrize(
    ("name", "sources"), [("years_basis", "years_sources"), ("education_basis", "education_sources")]
)
def test_a_sourced_figure_needs_a_source(role, admin_client, as_sent, name, sources):
    page = change_page(role)
    sent = as_sent(admin_client.get(page)) | {name: "sourced", sources: []}
    answer = admin_client.post(page, sent)
    assert answer.context["adminform"].form.errors == {
        sources: ["It is said to be sourced: name a source, or choose another basis."]
    }
    assert admin_client.post(page, sent | {sources: [Source.objects.first().pk]}).status_code == 302
