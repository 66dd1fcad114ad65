"""All content: natural keys, Markdown rendered on save, and writes that move the content version."""

import pytest
from django.db import connection, transaction

from careerguide.fixtures import MODELS
from careerguide.models import ContentVersion, RetiredSlug, Role, Section, Skill, Source, Track
from tests.factories import make_role, make_skill, make_source, make_track

WRITES = {
    "saving a row": lambda: Skill.objects.first().save(),
    "creating a row": make_skill,
    "deleting a row": lambda: Section.objects.first().delete(),
    "deleting rows": lambda: Section.objects.all().delete(),
    "updating rows": lambda: Role.objects.update(lede="Somebody works."),
    "creating rows in bulk": lambda: Skill.objects.bulk_create(
        [Skill(slug="one", name="One", category="tools", tier="core")]
    ),
    "updating rows in bulk": lambda: Role.objects.bulk_update(Role.objects.all()[:2], ["lede"]),
    "adding to a relation": lambda: Role.objects.first().named_in.add(make_source()),
    "adding to a relation from its other side": lambda: Source.objects.first().roles_named.add(make_role()),
    "clearing a relation": lambda: Role.objects.filter(named_in__isnull=False).first().named_in.clear(),
    "moving rows through a foreign key": lambda: Track.objects.first().roles.add(Role.objects.last()),
}


@pytest.mark.django_db
@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_every_write_moves_the_content_version(committed, write):
    before = ContentVersion.current()
    with committed():
        write()
    assert ContentVersion.current() == before + 1


@pytest.mark.django_db
def test_the_version_moves_once_per_transaction(committed):
    before = ContentVersion.current()
    with committed() as calls:
        for write in WRITES.values():
            write()
    assert ContentVersion.current() == before + 1
    assert len(calls) == 1


@pytest.mark.django_db
def test_a_write_that_is_rolled_back_moves_nothing(committed):
    before = ContentVersion.current()
    with committed(), transaction.atomic():
        Role.objects.update(lede="Never seen.")
        make_source()
        transaction.set_rollback(True)
    assert ContentVersion.current() == before


@pytest.mark.django_db
def test_a_write_after_one_that_was_rolled_back_moves_the_version(committed):
    before = ContentVersion.current()
    with committed():
        with transaction.atomic():
            make_source()
            transaction.set_rollback(True)
        make_source()
    assert ContentVersion.current() == before + 1


@pytest.mark.django_db
def test_reading_moves_nothing(committed):
    before = ContentVersion.current()
    with committed():
        list(Role.objects.for_page())
    assert ContentVersion.current() == before


@pytest.mark.django_db
def test_the_first_write_of_a_new_site_makes_the_version(committed):
    ContentVersion.objects.all().delete()
    assert ContentVersion.current() == 0
    with committed():
        make_source()
    assert ContentVersion.current() == 1
    assert str(ContentVersion.objects.get()) == "content version 1"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "write",
    [
        lambda: Source.objects.update(title="New"),
        lambda: Source.objects.bulk_create([Source(slug="new", title="New")]),
        lambda: Source.objects.all().delete(),
    ],
    ids=["update", "bulk_create", "delete"],
)
def test_the_version_moves_after_the_write_and_never_before(write):
    """Else a reader in between would keep the old page under the new version."""
    make_source()
    statements = []

    def note(execute, sql, params, many, context):
        statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        write()
    writes = [sql for sql in statements if sql.startswith(("UPDATE", "INSERT", "DELETE"))]
    assert any('"careerguide_source"' in sql for sql in writes[:-1])
    assert "careerguide_contentversion" in writes[-1]


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_rows_are_found_by_their_natural_key(model):
    if model is RetiredSlug:  # the content holds none
        RetiredSlug.objects.create(kind="role", slug="was-here")
    rows = list(model.objects.all())
    assert rows, f"There is no {model._meta.verbose_name} in the content."
    assert len({row.natural_key() for row in rows}) == len(rows)
    for row in rows[:3]:
        assert model.objects.get_by_natural_key(*row.natural_key()) == row


@pytest.mark.django_db
def test_a_natural_key_has_as_many_parts_as_it_needs():
    with pytest.raises(ValueError, match="shorter"):
        Section.objects.get_by_natural_key("data-scientist")


@pytest.mark.django_db
def test_markdown_is_rendered_on_save_and_in_bulk():
    role = make_role()
    saved = Section.objects.create(role=role, kind="overview", body="*Hello*")
    (bulk,) = Section.objects.bulk_create([Section(role=role, kind="trends", body="**Hello**")])
    assert saved.body_html == "<p><em>Hello</em></p>"
    assert Section.objects.get(pk=bulk.pk).body_html == "<p><strong>Hello</strong></p>"


@pytest.mark.django_db
def test_rows_changed_in_bulk_get_their_html_and_columns_changed_in_bulk_are_refused():
    track = make_track()
    track.introduction = "*New*"
    Track.objects.bulk_update([track], ["introduction"])
    track.refresh_from_db()
    assert track.introduction_html == "<p><em>New</em></p>"
    with pytest.raises(TypeError, match="Save the objects one by one to change body"):
        Section.objects.update(body="New")
