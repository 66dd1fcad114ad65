"""The sites that benchmarks measure are whole ones, in the database and as files."""

import pytest
from django.test import Client

from benchmarks import content
from careerguide import fixtures
from careerguide.models import PayFigure, Role, Section, Transition

pytestmark = pytest.mark.django_db


def test_a_site_of_any_size_is_made_of_whole_roles():
    before = Role.objects.count()
    steps = Transition.objects.count()
    content.fill(before * 2 + 5)
    assert Role.objects.count() == before * 2 + 5
    assert steps * 2 <= Transition.objects.count() < steps * 3
    original = Role.objects.order_by("pk").first()
    copy = Role.objects.get(pk=original.pk + content.STRIDE)
    for model in (Section, PayFigure):
        assert model.objects.filter(role=copy).count() == model.objects.filter(role=original).count()
    section, other = (Section.objects.filter(role=role, kind="overview").get() for role in (original, copy))
    assert list(other.sources.all()) == list(section.sources.all())
    page = Client().get(copy.get_absolute_url())
    assert page.status_code == 200
    assert copy.title in page.text


def test_fixture_files_of_any_size_load(tmp_path, no_content):
    content.write_files(50, tmp_path / "made")
    fixtures.load(tmp_path / "made")
    assert Role.objects.count() == 50
    assert Role.objects.filter(pay_figures__isnull=False).distinct().count() > 40
