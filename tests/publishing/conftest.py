"""Staff, a full role, and its working copy."""

import pytest
from django.contrib.auth.models import Group, User

from careerguide import publishing
from careerguide.models import (
    FitPoint,
    OccupationCode,
    OtherTitle,
    PayNote,
    Question,
    Role,
    Section,
)
from tests.factories import make_role, make_role_skill, make_source


@pytest.fixture
def writer(db):
    user = User.objects.create_user("writer", is_staff=True)
    user.groups.add(Group.objects.get(name="writers"))
    return user


@pytest.fixture
def editor(db):
    user = User.objects.create_user("editor", is_staff=True)
    user.groups.add(Group.objects.get(name="editors"))
    return user


@pytest.fixture
def role(db) -> Role:
    """A published role with every section, 12 skills, 8 questions and some of everything else."""
    role = make_role()
    source, other = make_source(), make_source()
    role.named_in.add(source)
    for kind in Section.Kind:
        Section.objects.create(role=role, kind=kind, body=f"The text of *{kind}*.").sources.add(source)
    for place in range(12):
        make_role_skill(role, order=place)
    for place in range(8):
        Question.objects.create(role=role, slug=f"q-{place}", question=f"Why {place}?", answer="So.", order=place)
    for place in range(3):
        FitPoint.objects.create(role=role, kind=FitPoint.Kind.GOOD, order=place, text=f"you like {place}.")
        OtherTitle.objects.create(role=role, title=f"Name {place} of {role.slug}", order=place)
        PayNote.objects.create(role=role, kind=PayNote.Kind.MOVES, order=place, text="Size.").sources.add(other)
    for place, scheme in enumerate(["soc", "soc", "esco"]):
        OccupationCode.objects.create(role=role, scheme=scheme, code=f"15-{place}", order=place, is_primary=not place)
    return role


@pytest.fixture
def copy(role, writer) -> Role:
    return publishing.start_copy(role, writer)


def section(role, kind="overview"):
    return role.sections.get(kind=kind)


def write(role, text, kind="overview"):
    """Changes a section of a role."""
    changed = section(role, kind)
    changed.body = text
    changed.save()
