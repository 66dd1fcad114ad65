"""Families of titles and the rules that give them to roles."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from careerguide.models import TitleFamily, TitleRule
from tests.factories import make_role

pytestmark = pytest.mark.django_db


def test_titles_are_lines_without_empty_ones_and_outer_spaces():
    family = TitleFamily(slug="counters", kind="exact", titles=" Counter \r\n\r\nSenior Counter")
    assert family.title_list == ["Counter", "Senior Counter"]
    family.clean()
    assert family.titles == "Counter\nSenior Counter\n"


def test_a_title_stands_once_in_its_family():
    with pytest.raises(ValidationError, match="“Counter” stands there twice"):
        TitleFamily(slug="counters", kind="exact", titles="Counter\nCounter").clean()


def test_a_family_counts_once_for_a_role_and_level():
    family = TitleFamily.objects.create(slug="counters", kind="exact", titles="Counter\n")
    rule = TitleRule.objects.create(role=make_role(), family=family, level="SE", match="exact")
    assert rule.label == "counters / SE"
    with pytest.raises(IntegrityError), transaction.atomic():
        TitleRule.objects.create(role=rule.role, family=family, level="SE", match="proxy")


def test_every_family_of_the_guide_has_titles_of_its_own():
    titles = [title for family in TitleFamily.objects.all() for title in family.title_list]
    assert len(titles) == len(set(titles)) > 100


def test_rules_come_with_role_and_family(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert all(rule.role.slug and rule.family.slug for rule in TitleRule.objects.for_import())
