"""Where a row stands: every reference has words, texts count, and the pages come in few queries."""

import pytest
from django.apps import apps

from careerguide.merging import MERGEABLE
from careerguide.models import Level, Page, Place, Projection, Role, Section, Skill, Source, Term, Track
from careerguide.where_used import HEADINGS, SHOWN_WITH, name_of, references, where_used
from tests.factories import make_figure, make_role, make_role_skill, make_skill, make_source, make_transition

pytestmark = pytest.mark.django_db


def spots(row) -> dict[str, list[str]]:
    return {use.heading: [str(spot) for spot in use.spots] for use in where_used(row)}


@pytest.mark.parametrize("model", [*MERGEABLE, Level, Page, Place, Projection], ids=lambda model: model.__name__)
def test_every_reference_has_words_of_its_own(model):
    without = {name_of(reference) for reference in references(model)} - HEADINGS.keys()
    assert not without, f"Say in HEADINGS what these mean to staff: {', '.join(sorted(without))}"


def test_no_words_are_kept_for_references_that_are_gone():
    models = [model for model in apps.get_app_config("careerguide").get_models()]
    known = {name_of(reference) for model in models for reference in references(model)}
    assert HEADINGS.keys() <= known
    assert SHOWN_WITH.keys() <= {model.__name__ for model in models}


def test_a_skill_stands_on_roles_and_steps_and_in_texts():
    skill, role, other = make_skill(), make_role(title="Counter"), make_role(title="Teller")
    make_role_skill(role, skill)
    make_transition(role, other).skills.add(skill)
    Section.objects.create(role=other, kind="overview", body=f"See [it]({skill.get_absolute_url()}).")
    assert spots(skill) == {
        "Roles that ask for it": ["Counter"],
        "Steps to learn it for": ["Counter → Teller"],
        "Texts that link to it": ["Teller: What the job is"],
    }
    protecting = [use.heading for use in where_used(skill) if use.protects]
    assert protecting == ["Roles that ask for it"]


def test_a_page_is_named_once_with_how_often_it_is():
    source, role = make_source(), make_role(title="Counter")
    make_figure(role, source=source)
    make_figure(role, source=source, period="2024")
    section = Section.objects.create(role=role, kind="demand", body=f"So it is [@{source.slug}].")
    section.sources.add(source)
    assert spots(source) == {
        "Roles with its pay figures": ["Counter: 2 times"],
        "Roles with sections that rest on it": ["Counter: Demand"],
        "Texts that cite it": ["Counter: Demand"],
    }


def test_a_mark_counts_letter_for_letter():
    upper, lower = make_source(slug="Zz"), make_source(slug="zz")
    Section.objects.create(role=make_role(), kind="demand", body="So it is [@Zz].")
    assert spots(upper)
    assert not spots(lower)


def test_an_anchor_is_not_the_beginning_of_another():
    short, long = (
        Term.objects.create(slug=slug, term=slug, definition="A word.") for slug in ("zygote", "zygote-count")
    )
    Section.objects.create(role=make_role(), kind="demand", body="A [count](/glossary/#zygote-count) of it.")
    assert spots(long)
    assert not spots(short)


def test_a_draft_has_no_address_for_readers():
    skill = make_skill()
    make_role_skill(make_role(status=Role.Status.DRAFT), skill)
    make_role_skill(make_role(), skill)
    assert sorted(bool(spot.address) for spot in where_used(skill)[0].spots) == [False, True]


@pytest.mark.parametrize("model", [Skill, Source, Track, Role, Term, Place, Level, Projection, Page])
def test_all_pages_come_in_few_queries(model, django_assert_max_num_queries):
    rows = list(model.objects.all()[:5])
    assert rows
    for row in rows:
        with django_assert_max_num_queries(7):
            [(str(spot), spot.address) for use in where_used(row) for spot in use.spots]
