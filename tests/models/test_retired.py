"""Old names in addresses: what becomes of them when a row is renamed, deleted or comes back."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from careerguide.models import RetiredSlug, Role, Track, slug_of_alias
from tests.factories import make_role, make_skill, make_track

pytestmark = pytest.mark.django_db


def rename(row, slug):
    row.slug = slug
    row.save()


def test_a_new_slug_leaves_the_old_one_leading_to_the_row():
    role = make_role(slug="old")
    rename(role, "new")
    assert RetiredSlug.objects.of(Role, "old").successor == role


def test_a_chain_of_new_slugs_leads_to_the_last_at_once():
    role = make_role(slug="first")
    rename(role, "second")
    rename(role, "third")
    assert [RetiredSlug.objects.of(Role, slug).successor.slug for slug in ("first", "second")] == ["third", "third"]


def test_a_slug_that_is_taken_again_is_retired_no_more():
    role = make_role(slug="first")
    rename(role, "second")
    rename(role, "first")
    assert RetiredSlug.objects.of(Role, "first") is None
    assert RetiredSlug.objects.of(Role, "second").successor == role
    make_role(slug="second")
    assert RetiredSlug.objects.of(Role, "second") is None


def test_a_deleted_row_leaves_its_slug_without_successor():
    make_role(slug="gone").delete()
    assert RetiredSlug.objects.of(Role, "gone").successor is None


def test_what_led_to_a_deleted_row_is_gone_as_well():
    role = make_role(slug="first")
    rename(role, "second")
    Role.objects.filter(slug="second").delete()
    assert RetiredSlug.objects.of(Role, "first").successor is None


def test_the_address_of_a_draft_is_nobodys_link():
    role = make_role(slug="draft", status=Role.Status.DRAFT)
    rename(role, "renamed")
    role.delete()
    assert not RetiredSlug.objects.filter(kind="role").exists()


def test_tracks_and_skills_keep_their_old_links_too():
    track, skill = make_track(slug="one"), make_skill(slug="one")
    rename(track, "two")
    rename(skill, "three")
    assert RetiredSlug.objects.of(Track, "one").successor == track
    assert RetiredSlug.objects.of(type(skill), "one").successor == skill


def test_an_address_leads_to_a_row_of_its_own_kind():
    wrong = RetiredSlug(kind="role", slug="x", skill=make_skill())
    with pytest.raises(ValidationError, match="The address of a role cannot lead to a skill"):
        wrong.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong.save()


def test_another_title_leads_to_its_role_unless_two_roles_have_it():
    one, two = make_role(), make_role()
    one.other_titles.create(title="Prompt Wizard")
    assert slug_of_alias(Role, "prompt-wizard") == one.slug
    two.other_titles.create(title="Prompt wizard")
    assert slug_of_alias(Role, "prompt-wizard") is None
    assert slug_of_alias(Role, "") is None


def test_other_names_of_skills_and_tracks_are_known():
    skill = make_skill(name="Knot tying", other_names="Knots, Rope work")
    assert slug_of_alias(type(skill), "rope-work") == skill.slug
    assert slug_of_alias(Track, "engineering") == "ml-engineering"
