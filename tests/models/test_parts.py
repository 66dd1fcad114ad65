"""The parts of a role page in one query: the same rows, in the same order, as the models give one by one."""

import pytest
from django.db.models import Q

from careerguide.models import PayFigure, Projection, Role, RoleParts, RoleSkill, Transition
from careerguide.models.parts import LISTS
from tests.factories import make_role

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["data-scientist", "machine-learning-engineer", "chief-ai-officer"])
def role(request):
    return Role.objects.for_ladder().filter(slug=request.param).first() or Role.objects.for_ladder().first()


def columns(row) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def same(rows, others):
    assert [columns(row) for row in rows] == [columns(row) for row in others]


def test_all_parts_come_in_one_query(role, django_assert_num_queries):
    with django_assert_num_queries(1):
        parts = RoleParts(role)
        assert [section.sources.all() for section in role.sections.all()]
        assert [figure.source.title + figure.place.name for figure in parts.figures]
        assert [need.skill.name for need in parts.skills]
        assert [projection.source.slug for projection in parts.projections]


@pytest.mark.parametrize("name", LISTS)
def test_the_lists_of_a_role_are_those_of_the_database(role, name):
    expected = list(getattr(Role.objects.get(pk=role.pk), name).all())
    RoleParts(role)
    same(getattr(role, name).all(), expected)


def test_skills_figures_projections_and_steps_are_those_of_the_database(role):
    parts = RoleParts(role)
    same(parts.skills, RoleSkill.objects.filter(role=role).in_order())
    same(parts.figures, PayFigure.objects.filter(role=role).for_page())
    shown = Q(roles=role) | Q(occupation_code="00-0000")
    same(parts.projections, Projection.objects.filter(shown).distinct().order_by("-change_percent"))
    steps = Transition.objects.between_published().filter(Q(from_role=role) | Q(to_role=role))
    assert {step.pk for step in parts.steps} == set(steps.values_list("pk", flat=True))


def test_the_sources_of_sections_are_those_of_the_database(role):
    expected = {section.pk: list(section.sources.all()) for section in Role.objects.get(pk=role.pk).sections.all()}
    RoleParts(role)
    assert {section.pk: list(section.sources.all()) for section in role.sections.all()} == expected


def test_a_role_without_any_part_has_none():

    parts = RoleParts(Role.objects.for_ladder().get(pk=make_role().pk))
    assert (parts.skills, parts.figures, parts.steps) == ([], [], [])
