"""What readers choose in an address comes out again in its one order, and whatever else stands there gets a sentence."""

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from careerguide.choices import MOST_COMPARED, MatchChoice, RoleChoice, RouteChoice, SkillChoice, quoted
from careerguide.models import Role, Skill
from careerguide.paths import PREFERENCES

pytestmark = pytest.mark.django_db

ROLES = ("data-scientist", "machine-learning-engineer", "mlops-engineer", "head-of-machine-learning", "ai-engineer")
SKILLS = ("python", "negotiation", "statistics", "kubernetes")
have = st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 4)).map(
    lambda grades: [f"{skill}.{grade}" for skill, grade in grades.items()]
)
anything = st.text(max_size=60) | st.text("python.3-=&?#\0 ", max_size=20)


def known_roles():
    return Role.objects.for_ladder()


def address(**values) -> QueryDict:
    """The parameters of an address; a list stands for a parameter that comes several times."""
    query = QueryDict(mutable=True)
    for name, value in values.items():
        query.setlist(name.rstrip("_"), value if isinstance(value, list) else [value])
    return query


def again(query: str) -> QueryDict:
    return QueryDict(query.removeprefix("?"))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(ROLES), max_size=MOST_COMPARED, unique=True), st.booleans())
def test_the_address_of_a_comparison_leads_to_the_same_comparison(slugs, hides):
    choice = RoleChoice(address(role=slugs, hide="same" if hides else ""), known_roles())
    assert [role.slug for role in choice.roles] == slugs
    same = RoleChoice(again(choice.query()), known_roles())
    assert (same.roles, same.hide_same, same.wrong) == (choice.roles, hides, [])
    assert choice.query(canonical=True) == RoleChoice(address(role=slugs[::-1]), known_roles()).query(canonical=True)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(ROLES), st.sampled_from(ROLES), st.sampled_from(list(PREFERENCES)), have)
def test_the_address_of_a_route_leads_to_the_same_route(start, target, prefer, held):
    choice = RouteChoice(address(from_=start, to=target, prefer=prefer, have=held), known_roles(), Skill.objects.all())
    same = RouteChoice(again(choice.query()), known_roles(), Skill.objects.all())
    assert (same.start, same.target, same.prefer, same.have) == (
        choice.start, choice.target, choice.prefer, choice.have,
    )  # fmt: skip
    assert choice.is_complete == (start != target)
    turned = RouteChoice(again(choice.swapped), known_roles(), Skill.objects.all())
    assert (turned.start, turned.target) == (choice.target, choice.start)


@settings(max_examples=60, deadline=None)
@given(st.lists(anything, max_size=4), anything, anything)
def test_no_address_at_all_makes_a_choice_fail(values, one, other):
    skills = Skill.objects.all()
    data = address(role=values, have=values, from_=one, to=other, prefer=other, hide=one)
    for choice in (
        RoleChoice(data, known_roles()),
        SkillChoice(data, skills),
        RouteChoice(data, known_roles(), skills),
        MatchChoice(data, known_roles(), skills),
    ):
        assert all(sentence.endswith(".") for sentence in choice.wrong)
        assert all(len(sentence) < 400 for sentence in choice.wrong)


def test_of_two_grades_of_a_skill_the_higher_counts_and_other_grades_are_named():
    choice = SkillChoice(address(have=["python.2", "python.3", "python.1", "python.5", "python"]), Skill.objects.all())
    assert choice.have == {"python": 3}
    assert choice.wrong[0].startswith("“python.5”, “python” are no skills of ours with a grade from 1 to 4")


def test_few_values_are_quoted_and_each_is_cut():
    assert quoted(["a", "b"]) == "“a”, “b”"
    assert quoted(["a", "b", "c", "d"]) == "“a”, “b”, “c” and others"
    assert quoted(["x" * 50]) == f"“{'x' * 40}”"
