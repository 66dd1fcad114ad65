"""The content of the guide is complete and hangs together."""

import pytest

from careerguide.fixtures import FIXTURES, MODELS, content_files, relations
from careerguide.models import (
    Grade,
    Level,
    PayFigure,
    Role,
    RoleSkill,
    Section,
    Skill,
    Source,
    Track,
    Transition,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "number"),
    [
        (Track, 6),
        (Level, 7),
        (Role, 38),
        (Skill, 87),
        (RoleSkill, 370),
        (Transition, 54),
        (Source, 9),
        (PayFigure, 166),
    ],
)
def test_the_content_is_complete(model, number):
    assert model.objects.count() == number


def test_every_file_of_the_folder_is_content():
    assert set(content_files(FIXTURES)) == set(FIXTURES.rglob("*.yaml"))


def test_the_file_of_a_role_bears_its_name():
    assert {path.stem for path in (FIXTURES / "roles").glob("*.yaml")} == set(
        Role.objects.values_list("slug", flat=True)
    )


def test_every_role_has_skills_an_overview_and_a_place_on_the_ladder():
    for role in Role.objects.for_page():
        assert RoleSkill.objects.filter(role=role).exists(), role
        assert any(section.kind == Section.Kind.OVERVIEW and section.body for section in role.sections.all()), role


def test_each_step_raises_a_grade_or_adds_a_skill():
    grades = {(rs.role_id, rs.skill_id): rs.grade for rs in RoleSkill.objects.all()}
    for step in Transition.objects.select_related("from_role", "to_role").prefetch_related("skills"):
        for skill in step.skills.all():
            wanted = grades.get((step.to_role_id, skill.pk))
            assert wanted, f"{step}: {skill} is no skill of {step.to_role}"
            held = grades.get((step.from_role_id, skill.pk), 0)
            assert wanted > held, f"{step}: {skill} stays at {Grade(held).label}"


def test_each_step_names_skills_to_learn():
    assert not Transition.objects.filter(skills=None).exists()


def test_what_is_sourced_names_its_source():
    assert not Section.objects.filter(basis="sourced", sources=None).exists()
    assert not Transition.objects.filter(basis="sourced", sources=None).exists()
    assert not Role.objects.filter(years_basis="sourced", years_sources=None).exists()
    assert not Role.objects.filter(education_basis="sourced", education_sources=None).exists()


def test_every_row_passes_the_validation_of_its_form():
    for model in MODELS.values():
        names = [field.name for field in relations(model)]
        for row in model.objects.select_related(*names):
            row.clean_fields(exclude=names)  # the database has seen to the references
            row.clean()
