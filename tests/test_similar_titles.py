"""Titles that are nearly the same as another's."""

import pytest

from careerguide.models import OtherTitle, Role
from careerguide.similar_titles import similar
from tests.factories import make_role, make_skill

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "title",
    ["data scientist", "Data Scientists", "Data Scinetist", "Scientist, Data", "DataScientist"],
)
def test_the_same_title_but_for_a_slip_is_found(title):
    assert similar("role", title)[0] == "There is a role “Data Scientist” already."


@pytest.mark.parametrize(
    "title", ["", "  ", "Senior Data Keeper", "Unsupervised Data Scientist", "Date Scientist", "…"]
)
def test_other_titles_are_left_alone(title):
    assert similar("role", title) == []


def test_short_words_are_written_out():
    assert similar("role", "Sr. ML Engineer") == ["There is a role “Senior Machine Learning Engineer” already."]
    assert similar("role", "Junior ML Engineer") != similar("role", "Senior ML Engineer")


def test_another_title_of_a_role_is_found_and_the_own_ones_are_not():
    role = make_role(title="Keeper of Lists")
    OtherTitle.objects.create(role=role, title="List Minder")
    assert similar("role", "list minders") == ["“List Minder” is a name of the role “Keeper of Lists”."]
    assert similar("role", "Keeper of List", role.pk) == similar("role", "List Minder", role.pk) == []


def test_a_working_copy_and_its_page_are_one():
    live = make_role(title="Keeper of Lists")
    copy = make_role(title="Keeper of Lists", slug=live.slug, copy_of=live, status=Role.Status.DRAFT)
    assert similar("role", "Keeper of Lists", copy.pk) == []


def test_skills_are_found_by_their_other_names():
    make_skill(name="Juggling", other_names="tossing, keeping things up")
    assert similar("skill", "Keeping things up") == ["“keeping things up” is a name of the skill “Juggling”."]
    assert similar("skill", "Unsupervised learning") == ["There is a skill “Unsupervised learning” already."]
