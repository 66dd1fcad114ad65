"""The list of skills and the page of one skill."""

import pytest

from careerguide.models import Skill
from tests.factories import make_role, make_role_skill, make_skill

pytestmark = pytest.mark.django_db


def test_skill_list_counts_published_roles_only(client):
    skill = make_skill(name="Juggling")
    make_role_skill(make_role(), skill)
    make_role_skill(make_role(status="draft"), skill)
    groups = client.get("/skills/").context["groups"]
    listed = next(s for group in groups for s in group["skills"] if s.pk == skill.pk)
    assert listed.role_count == 1


def test_skill_list_has_every_skill_in_its_group(client):
    response = client.get("/skills/")
    assert sum(len(group["skills"]) for group in response.context["groups"]) == Skill.objects.count() == 87


def test_skill_page_shows_four_grades_and_who_needs_it(client):
    response = client.get("/skills/python/")
    assert [text.grade for text in response.context["grades"]] == [1, 2, 3, 4]
    assert response.context["role_count"] == 13
    for need in Skill.objects.get(slug="python").role_skills.all():
        assert need.role.get_absolute_url() in response.text


def test_skill_grid_spans_the_grades_of_a_cell(client):
    skill, role = make_skill(), make_role()
    make_role_skill(role, skill, grade=2)
    make_role_skill(make_role(track=role.track, level=role.level), skill, grade=4)
    row = client.get(skill.get_absolute_url()).context["grid"][0]
    assert [cell for cell in row["cells"] if cell] == [(2, 4)]


def test_skill_that_no_role_needs_says_so(client):
    response = client.get(make_skill(name="Juggling").get_absolute_url())
    assert "No published role asks for it." in response.text
    assert "No source of ours names it" in response.text


def test_goes_with_counts_the_same_roles(client):
    one, other, role = make_skill(), make_skill(), make_role()
    make_role_skill(role, one)
    make_role_skill(role, other)
    goes_with = client.get(one.get_absolute_url()).context["goes_with"]
    assert [(skill.pk, skill.shared) for skill in goes_with] == [(other.pk, 1)]
