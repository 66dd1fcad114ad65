"""The list of skills and the page of one skill."""

import pytest

from careerguide.models import Skill
from careerguide.views.skills import MOST_OF_A_GRADE
from tests.factories import make_role, make_role_skill, make_skill, make_track

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


@pytest.fixture
def wanted_skill():
    """A skill that more roles ask for at one grade than its page shows, one of them at another."""
    skill, track = make_skill(), make_track()
    roles = [make_role(track=track, rung=rung) for rung in range(MOST_OF_A_GRADE + 3)]
    for role in roles:
        make_role_skill(role, skill, grade=1 if role is roles[-1] else 3)
    return skill, roles


def test_of_a_grade_the_first_roles_of_the_ladder_stand_on_the_skill_page_with_the_way_to_all(client, wanted_skill):
    skill, roles = wanted_skill
    page = client.get(skill.get_absolute_url())
    high, low = page.context["by_grade"]
    assert [need.role for need in high["needs"]] == roles[:MOST_OF_A_GRADE]
    assert [need.role for need in low["needs"]] == roles[-1:]
    assert page.text.count(f'and 2 more: <a href="/roles/?skill={skill.slug}">') == 1
    assert page.context["role_count"] == len(roles)
    assert (1, 3) in page.context["grid"][0]["cells"]


def test_the_skills_that_go_with_one_are_looked_for_among_so_many_roles_and_the_page_says_so(
    client, wanted_skill, monkeypatch
):
    (skill, roles), other = wanted_skill, make_skill()
    for role in roles:
        make_role_skill(role, other)
    assert "Counted over" not in client.get(skill.get_absolute_url()).text
    for module in ("models.skills", "views.skills"):
        monkeypatch.setattr(f"careerguide.{module}.MOST_HOLDERS", 10)
    text = client.get(skill.get_absolute_url()).text
    assert "in 10 of the same 10 roles" in text
    assert f"Counted over 10 of the {len(roles)} roles that need it." in text


def test_pages_of_skills_take_few_queries_however_many_roles(client, wanted_skill, django_assert_max_num_queries):
    for path in ("/skills/", wanted_skill[0].get_absolute_url()):
        with django_assert_max_num_queries(10):
            client.get(path)


def test_the_order_of_the_roles_that_need_a_skill_is_read_once_for_a_content_version(
    client, committed, django_assert_num_queries
):
    with committed():
        one, other, role = make_skill(), make_skill(), make_role()
        for skill in (one, other):
            make_role_skill(role, skill)
    client.get(one.get_absolute_url())
    with django_assert_num_queries(7) as asked:
        page = client.get(other.get_absolute_url())
    assert page.context["role_count"] == 1
    assert not [query["sql"] for query in asked.captured_queries if '"rung"' in query["sql"]]


def test_skills_stand_by_name_whatever_their_address_and_their_capitals(client):
    make_skill(name="aardvark care", slug="z-last", category="tools")
    groups = {group["category"]: group["skills"] for group in client.get("/skills/").context["groups"]}
    names = [skill.name for skill in groups["tools"]]
    assert names == sorted(names, key=str.lower)
    assert names[:2] == ["aardvark care", "Apache Airflow"]
