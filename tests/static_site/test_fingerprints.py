"""Rows that only their own role's pages show are on no other page; all the others count for every page."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from careerguide.models import Projection, Source
from careerguide.static_site.addresses import groups
from careerguide.static_site.fetching import fetch
from careerguide.static_site.fingerprints import OWN_FIELDS, OWN_MODELS, RowDigests, counted_models
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(no_content):
    """Two roles of one track with a skill in common and a step between them, and one that is about to be edited."""
    track, level, source = factories.make_track(), factories.make_level(), factories.make_source()
    skill = factories.make_skill()
    builder, other, third = (factories.make_role(track=track, level=level, rung=rung) for rung in (1, 2, 3))
    for role in (builder, other, third):
        factories.make_role_skill(role, skill)
        factories.make_figure(role)
        section = role.sections.create(kind="overview", body="You **build**.", basis="sourced")
        section.sources.add(source)
        role.questions.create(slug="why", question="Why?", answer="Because.")
    factories.make_transition(builder, other)
    return builder


def made() -> dict[str, tuple[str, list[bytes]]]:
    """The pages of the groups that are made only when their digest changes, with that digest."""
    rows = RowDigests()
    return {
        group.key: (rows.of(group.roles), [fetch(address).body for address in group.addresses])
        for group in groups()
        if group.roles is not None
    }


def change_a_question(role):
    question = role.questions.get()
    question.answer = "For a reason."
    question.save()


OWN = {
    "a text": lambda role: role.sections.create(kind="responsibilities", body="## Work\n\n- Dig\n", basis="editorial"),
    "a question": change_a_question,
    "the sources of a text": lambda role: role.sections.get().sources.clear(),
    "whom it suits": lambda role: role.fit_points.create(kind="good", order=1, text="You like to dig."),
    "a note on pay": lambda role: role.pay_notes.create(kind="moves", order=1, text="Ask.", basis="editorial"),
    "another title": lambda role: role.other_titles.create(title="Digger"),
    "an occupation": lambda role: role.occupation_codes.create(scheme="soc", code="15-2051", title="Digging"),
}


def test_each_model_of_own_rows_is_tried():
    assert len(OWN) >= len(OWN_MODELS)


@pytest.mark.parametrize("change", OWN.values(), ids=OWN)
def test_a_row_of_its_own_changes_the_pages_of_its_role_and_no_others(world, change):
    before = made()
    change(world)
    after = made()
    assert before[f"/roles/{world.slug}/"] != after[f"/roles/{world.slug}/"]
    for key, (digest, pages) in after.items():
        assert pages == before[key][1] or digest != before[key][0], key


def test_a_field_of_its_own_stands_on_no_page_of_another_role(world):
    before = made()
    world.lede, world.reports_to, world.written_on = "You dig.", "Head of digging", "2020-02-02"
    world.years_min, world.years_max, world.years_basis, world.years_note = 31, 37, "sourced", "Sources differ."
    world.education, world.education_basis, world.education_note = "phd", "sourced", "Rarely less."
    world.outlook = Projection.objects.create(
        slug="digging", source=Source.objects.first(), occupation_code="15-2051", occupation="Digging",
        period="2024-2034", employed_from=1, employed_to=2, change_percent=3, openings_per_year=4,
    )  # fmt: skip
    world.save()
    source = world.sections.get().sources.get()
    for many in (world.years_sources, world.education_sources, world.named_in):
        many.add(source)
    assert all(getattr(world, name) for name in OWN_FIELDS)
    after = made()
    for key, (digest, pages) in after.items():
        assert pages == before[key][1] or digest != before[key][0], key
    assert before[f"/roles/{world.slug}/"][1][0] != after[f"/roles/{world.slug}/"][1][0]


@pytest.mark.parametrize(
    "change",
    [
        lambda role: factories.make_figure(role, period="2026", p50=1),
        lambda role: role.role_skills.all().delete(),
        lambda role: role.track.__class__.objects.update(name="Another line"),
        lambda role: role.transitions_out.all().delete(),
        lambda role: role.__class__.objects.filter(pk=role.pk).update(title="Digger"),
        lambda role: role.transitions_out.get().skills.add(role.role_skills.get().skill),
    ],
    ids=["a figure", "a skill of a role", "a track", "a step", "a title", "a skill of a step"],
)
def test_any_other_row_counts_for_every_page(world, change):
    before = RowDigests().others.hexdigest()
    assert RowDigests().others.hexdigest() == before
    change(world)
    assert RowDigests().others.hexdigest() != before


def test_what_readers_do_not_see_counts_for_none(world):
    before = RowDigests()
    role = factories.make_role(status="draft")
    role.sections.create(kind="overview", body="Not yet.", basis="editorial")
    factories.make_role_skill(role, world.role_skills.get().skill)
    after = RowDigests()
    assert (after.own, after.others.hexdigest()) == (before.own, before.others.hexdigest())


def test_the_pages_read_no_table_that_does_not_count(world):
    counted = set()
    for model in counted_models():
        counted |= {model._meta.db_table, *(many.m2m_db_table() for many in model._meta.many_to_many)}
    with CaptureQueriesContext(connection) as queries:
        made()
    read = {table for query in queries for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])}
    assert read - counted == {"careerguide_contentversion", "careerguide_contentchange"}
