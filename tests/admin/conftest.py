"""A role with parts of every kind, a writer and an editor with a working copy, and what a browser would send."""

import re

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

import careerguide.urls  # noqa: F401 - the admin is loaded as the site loads it, before tests import parts of it
from careerguide import publishing
from careerguide.models import (
    FitPoint,
    OccupationCode,
    OtherTitle,
    Page,
    PayNote,
    Place,
    Projection,
    Question,
    Report,
    RetiredSlug,
    Role,
    Section,
    SkillGrade,
    Term,
    TitleFamily,
    TitleRule,
)
from tests.factories import (
    make_figure,
    make_role,
    make_role_skill,
    make_skill,
    make_source,
    make_transition,
    numbers,
)


def give_parts(role: Role, number: int):
    """Gives a role ``number`` parts of every kind, each with a source of its own where it can have one."""
    sources = [make_source() for _ in range(number)]
    for place, kind in list(enumerate(Section.Kind))[:number]:
        Section.objects.create(role=role, kind=kind, body=f"Text {place}.").sources.set(sources[: place + 1])
    for place, source in enumerate(sources):
        make_role_skill(role, order=place)
        FitPoint.objects.create(role=role, kind=FitPoint.Kind.GOOD, order=place, text=f"you like it {place} times.")
        Question.objects.create(role=role, slug=f"q-{place}", question=f"Why {place}?", answer="So.", order=place)
        make_figure(role, source=source, p25=100_000, p75=200_000)
        PayNote.objects.create(role=role, kind=PayNote.Kind.MOVES, order=place, text="Size.").sources.add(source)
        for step in (make_transition(role, make_role()), make_transition(make_role(), role)):
            step.sources.add(source)
            step.skills.add(make_skill(), make_skill())
        OtherTitle.objects.create(role=role, title=f"Name {place}", order=place)
        OccupationCode.objects.create(role=role, scheme=OccupationCode.Scheme.SOC, code=f"15-{place}", order=place)


@pytest.fixture
def role(db):
    """A draft with two parts of every kind, an outlook and sources."""
    source = make_source()
    outlook = Projection.objects.create(
        slug=f"outlook-{next(numbers)}",
        source=source,
        occupation_code="15-1",
        occupation="People who count",
        period="2024–34",
        employed_from=100,
        employed_to=120,
        change_percent=20,
        openings_per_year=5,
    )
    role = make_role(outlook=outlook, status="draft")
    role.years_sources.add(source)
    role.named_in.add(source)
    give_parts(role, 2)
    return role


@pytest.fixture
def rows(role):
    """One row of every model: ``rows(Section)``."""
    SkillGrade.objects.create(skill=make_skill(), grade=1, meaning="Has heard of it.")
    Page.objects.create(slug="a-page", title="A page", lede="It is short.", body="Text.", written_on="2026-01-02")
    Term.objects.create(slug="a-term", term="A term", definition="What it means.")
    family = TitleFamily.objects.create(slug="counters", kind=TitleFamily.Kind.EXACT, titles="Counter of things")
    TitleRule.objects.create(role=role, family=family, match="exact")
    RetiredSlug.objects.create(kind="role", slug="counter-of-things", role=role)
    Report.objects.create(kind="other", subject="A page", message="Something is wrong.")
    return lambda model: role if model is Role else model.objects.latest("pk")


@pytest.fixture
def as_sent():
    """The values of the forms on a page of the admin, as a browser sends them: ``as_sent(response)``."""

    def values(response) -> dict:
        forms = [response.context["adminform"].form]
        for inline in response.context["inline_admin_formsets"]:
            forms += [inline.formset.management_form, *inline.formset.forms]
        sent = {field.html_name: field.value() for form in forms for field in form}
        sent["_stored"] = response.context.get("stored")
        return {name: value for name, value in sent.items() if value is not None and value is not False}

    return values


def member(django_user_model, group) -> Client:
    user = django_user_model.objects.create_user(group.rstrip("s"), is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def writer(django_user_model):
    return member(django_user_model, "writers")


@pytest.fixture
def editor(django_user_model):
    return member(django_user_model, "editors")


@pytest.fixture
def place(db):
    return Place.objects.create(code="XX", name="Nowhere", order=9)


@pytest.fixture
def live():
    role = make_role(title="Kite tester")
    Section.objects.create(role=role, kind="overview", body="You test kites.")
    make_role_skill(role, make_skill(name="Knots"))
    make_figure(role)
    return role


@pytest.fixture
def copy(live, writer):
    return publishing.start_copy(live, writer.user)


def change_page(row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def step(role, name: str) -> str:
    """The address at which a step of the newsroom is posted."""
    return reverse("admin:careerguide_role_step", args=[role.pk, name])


def seen_by(client, role) -> str:
    """What the page of the review says it shows."""
    page = client.get(reverse("admin:careerguide_role_review", args=[role.pk]))
    return re.search(r'name="seen" value="([^"]+)"', page.text)[1]


def text(response) -> str:
    """What a page says, without tags and with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))
