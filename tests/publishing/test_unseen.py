"""A working copy is seen by nobody: pages, data forms, search and files are byte for byte what they were."""

import pytest
from django.test import Client

from careerguide import fixtures, publishing, search
from careerguide.content_checks import check
from careerguide.models import ContentVersion, Role, Section, Skill, Source
from tests.factories import make_skill

from .conftest import write

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_copies(django_user_model):
    """Working copies of two real roles, full of words that stand nowhere else."""
    user = django_user_model.objects.create_user("writer")
    for slug in ("data-scientist", "machine-learning-engineer"):
        role = Role.objects.get(slug=slug)
        copy = publishing.start_copy(role, user)
        copy.title, copy.lede = f"{copy.title} of zeppelins", "You fly zeppelins."
        copy.slug = f"{slug}-of-zeppelins"
        copy.save()
        write(copy, "You fly zeppelins.")
        section = copy.sections.first()
        section.sources.set(Source.objects.all())
        copy.other_titles.create(title="Zeppelin pilot", order=99)
        copy.questions.create(slug="zeppelins", question="Why zeppelins?", answer="So.", order=99)
        skills = Skill.objects.exclude(role_skills__role=copy)[:5]
        for skill in skills:
            copy.role_skills.create(skill=skill, grade=4, order=99)


def addresses() -> list[str]:
    """A page of every kind, and every form that the data take."""
    role, skill = Role.objects.get(slug="data-scientist"), Skill.objects.first()
    pages = [
        "/",
        "/roles/",
        "/skills/",
        "/tracks/",
        "/sources/",
        "/glossary/",
        "/pay/",
        "/paths/",
        "/compare/?role=data-scientist",
    ]
    pages += [skill.get_absolute_url(), role.track.get_absolute_url(), role.get_absolute_url(), role.get_pay_url()]
    pages += [source.get_absolute_url() for source in Source.objects.all()[:3]]
    pages += ["/roles/data-scientist.md", "/roles/data-scientist.json", "/roles/data-scientist.csv"]
    pages += [
        "/data/guide.json",
        "/data/datapackage.json",
        "/data/sections.csv",
        "/data/role_skills.csv",
        "/data/questions.csv",
    ]
    return [*pages, "/feeds/roles.xml", "/sitemap.xml", "/llms.txt", "/search/?q=scientist", "/search/?q=zeppelin"]


def read(address) -> bytes:
    return Client().get(address).content


def test_readers_see_nothing_of_working_copies(request, committed):
    before = {address: read(address) for address in addresses()}
    version = ContentVersion.current()
    with committed():
        request.getfixturevalue("open_copies")
    search.forget_index()
    assert ContentVersion.current() == version
    assert [address for address, content in before.items() if read(address) != content] == []
    assert Client().get("/roles/data-scientist-of-zeppelins/").status_code == 404


def test_the_files_are_written_as_they_were(open_copies, tmp_path):
    fixtures.dump(tmp_path)
    for path in fixtures.content_files(fixtures.FIXTURES):
        assert (tmp_path / path.relative_to(fixtures.FIXTURES)).read_bytes() == path.read_bytes()
    assert check(tmp_path).findings == []


def test_a_load_keeps_working_copies_and_what_staff_have_said_of_a_role(open_copies, django_user_model):
    owner = django_user_model.objects.create_user("owner")
    Role.objects.filter(slug="data-scientist").update(owner=owner, lede="Changed.")
    fixtures.load()
    role = Role.objects.get(slug="data-scientist")
    assert (role.owner, role.lede == "Changed.") == (owner, False)
    assert Role.with_copies.filter(copy_of__isnull=False).count() == 2
    assert Section.objects.filter(role__copy_of=role).count() == role.sections.count()


def test_drafts_written_since_the_load_are_not_loaded_over(django_user_model):
    fixtures.mark_as_loaded()
    assert not fixtures.edited_since_load()
    draft = Role.objects.get(slug="data-scientist")
    Role.objects.filter(pk=draft.pk).update(status="draft", edited_at="2026-01-02T00:00Z")
    fixtures.mark_as_loaded()
    assert fixtures.edited_since_load()


def test_writing_on_drafts_and_copies_moves_no_version_and_publishing_moves_it_once(committed, django_user_model):
    user = django_user_model.objects.create_user("writer")
    version = ContentVersion.current()
    with committed():
        copy = publishing.start_copy(Role.objects.get(slug="data-scientist"), user)
    with committed():
        write(copy, "New.")
        copy.role_skills.update(grade=1)
        copy.named_in.clear()
        copy.sections.first().sources.clear()
        copy.questions.first().delete()
        copy.sections.filter(kind="trends").delete()
        publishing.submit(copy, user)
    assert ContentVersion.current() == version
    with committed():
        publishing.publish(copy, user)
    assert ContentVersion.current() == version + 1
    assert make_skill()
