"""The sites that benchmarks measure are whole ones, in the database and as files; a long run that does not hold says so."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

from benchmarks import content
from benchmarks.record import MOST_GROWTH, Record, Sample, growth, verdicts
from careerguide import fixtures
from careerguide.models import PayFigure, Role, Section, Transition


@pytest.mark.django_db
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


@pytest.mark.django_db
def test_fixture_files_of_any_size_load(tmp_path, no_content):
    content.write_files(50, tmp_path / "made")
    fixtures.load(tmp_path / "made")
    assert Role.objects.count() == 50
    assert Role.objects.filter(pay_figures__isnull=False).distinct().count() > 40


def missed(record, seconds=100) -> set[str]:
    found = verdicts(record, seconds)
    return {name for name, value, sign, bound in found if not (value >= bound if sign == "≥" else value <= bound)}


def record_of(sizes) -> Record:
    """A run with an edit and without a fault, in which the first of two workers has these sizes."""
    samples = [Sample(at, {1: size, 2: 50}, {1: size, 2: 50}) for at, size in enumerate(sizes)]
    record = Record(samples=samples)
    record.request(0.1, "")
    record.edit(0.2, "")
    return record


def test_a_run_holds_when_memory_grows_only_while_the_cache_fills():
    assert missed(record_of([*range(80, 105), *[105] * 75])) == set()


def test_a_worker_that_goes_on_growing_is_found():
    record = record_of([80 + each / 5 for each in range(100)])
    assert growth(record.samples, 100) > MOST_GROWTH
    assert missed(record) == {"growth in %, last quarter to the second"}


def test_a_worker_that_was_too_large_once_is_found():
    assert missed(record_of([100] * 50 + [181] + [100] * 49)) == {"memory of a worker in MB, at most in the run"}


def test_a_worker_that_ended_is_found():
    record = record_of([100] * 100)
    record.samples += [Sample(100, {2: 50, 3: 50}, {2: 50, 3: 50})]
    assert "workers that ended" in missed(record)


def test_a_request_that_failed_and_an_edit_that_came_late_are_found():
    record = record_of([100] * 100)
    record.request(0.1, "/: 500")
    record.edit(1.5, "")
    assert missed(record) == {"requests and edits that failed", "edits seen later than within a second"}


ASKED = """
import benchmarks.peers.naive
from django.test import Client

print(*(Client().get(path).status_code for path in ("/roles/senior-builder/", "/roles/?track=building")))
"""


def test_the_naive_peer_answers(folder, tmp_path):
    """In processes of their own, because the peer changes the settings."""
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'naive.sqlite3'}", "DEBUG": "off", "HTTPS": "off", "SECRET_KEY": "only-for-this-test",
        "ALLOWED_HOSTS": "testserver", "DJANGO_SETTINGS_MODULE": "careerguide.settings",
    }  # fmt: skip
    for command in (["manage.py", "migrate", "-v", "0"], ["manage.py", "load_content", folder], ["-c", ASKED]):
        said = subprocess.run(
            [sys.executable, *command],
            cwd=settings.BASE_DIR,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
    assert said.stdout.split() == ["200", "200"]
