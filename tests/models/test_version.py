"""Every committed change of content moves the content version once, and counting waits for nobody."""

from threading import Thread

import pytest
from django.db import connection, transaction
from django.test import skipUnlessDBFeature

from careerguide.models import ContentChange, ContentVersion, Role, Section, Skill, Source, Track
from careerguide.models.version import count_changes
from tests.factories import make_role, make_skill, make_source

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
        list(Role.objects.for_ladder())
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
        lambda: make_source(title="New"),
        lambda: Source.objects.update(title="New"),
        lambda: Source.objects.bulk_create([Source(slug="new", title="New")]),
        lambda: Source.objects.get().delete(),
        lambda: Source.objects.all().delete(),
    ],
    ids=["save", "update", "bulk_create", "delete", "delete of many"],
)
def test_a_write_moves_the_version_in_its_own_transaction(write):
    """Else a reader in between would keep the old page under the new version, or a kill the old page for good."""
    make_source()
    inside = []

    def note(execute, sql, params, many, context):
        if sql.startswith(("UPDATE", "INSERT", "DELETE")):
            inside.append((sql.split('"')[1], connection.in_atomic_block and len(connection.run_on_commit)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        write()
    assert ("careerguide_contentchange", 0) in inside, "not in a transaction"
    assert [table for table, waits in inside if table == "careerguide_source"]
    assert ContentChange.objects.count() == 0


@pytest.fixture
def counted():
    ContentVersion.objects.get_or_create(pk=ContentVersion.ROW)


@pytest.mark.django_db(transaction=True)
def test_a_change_whose_process_ended_at_its_commit_counts(counted):
    before = ContentVersion.counted().get()
    with transaction.atomic():
        make_source()
        connection.run_on_commit.clear()  # the end
    after = ContentVersion.counted().get()
    assert (after.number, after.total) == (before.number, before.total + 1)
    assert after.latest > before.latest
    make_source()
    row = ContentVersion.counted().get()
    assert row.number == row.total == before.total + 2
    assert row.changed_at > after.latest


@pytest.mark.django_db(transaction=True)
def test_a_change_that_another_process_has_counted_is_not_counted_again(counted):
    make_source()
    before = ContentVersion.counted().get()
    count_changes()
    after = ContentVersion.counted().get()
    assert (after.total, after.latest) == (before.total, before.latest)


@pytest.mark.django_db(transaction=True)
def test_counting_waits_for_nobody_and_fails_nobody(counted, monkeypatch):
    before = ContentVersion.current()
    monkeypatch.setattr(ContentVersion, "save", lambda *args, **kwargs: 1 / 0)
    source = make_source()
    assert Source.objects.get() == source
    assert ContentVersion.current() == before + 1


@pytest.mark.django_db(transaction=True)
@skipUnlessDBFeature("has_select_for_update")
def test_two_writers_do_not_wait_for_each_other(counted):
    """The first has not committed, and holds the row of the version as well, as whoever publishes does."""
    first, second = make_source(), make_source()
    before, done = ContentVersion.current(), []

    def write():
        try:
            second.save()
            done.append(ContentVersion.current())
        finally:
            connection.close()

    with transaction.atomic():
        ContentVersion.objects.select_for_update().get()
        first.save()
        other = Thread(target=write)
        other.start()
        other.join(30)
        assert done == [before + 1]
    assert ContentVersion.current() == before + 2
    assert ContentChange.objects.count() == 0
