"""Publication at a time: the first request after it publishes, once, and readers never wait for trouble."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.utils import timezone

from careerguide import publishing
from careerguide.models import ContentVersion, Role
from careerguide.publishing import schedule, states_of
from tests.factories import make_role

from .conftest import write

HOUR = timedelta(hours=1)


def fresh(role) -> Role:
    return Role.with_copies.get(pk=role.pk)


def logged(role) -> tuple[User, str]:
    """The latest entry of the admin's log: who, and what."""
    entry = LogEntry.objects.filter(object_id=str(role.pk)).latest("pk")
    return entry.user, entry.change_message


def come_due(role, **field):
    """Moves a time that a role waits for into the past, and what is noted of it."""
    (name,) = field
    Role.with_copies.filter(pk=role.pk).update(**field)
    ContentVersion.objects.update(next_due=field[name])


def test_a_scheduled_copy_waits_and_is_published_by_the_first_request_after_its_time(
    client, role, copy, editor, committed
):
    write(copy, "Later.")
    publishing.publish(copy, editor, timezone.now() + HOUR)
    assert ContentVersion.objects.get().next_due == fresh(copy).publish_at
    assert "Later." not in client.get(role.get_absolute_url()).text
    come_due(copy, publish_at=timezone.now() - HOUR)
    version = ContentVersion.current()
    with committed():
        client.get("/")
    assert ContentVersion.current() == version + 1
    assert "Later." in client.get(role.get_absolute_url()).text
    assert ContentVersion.objects.get().next_due is None
    assert states_of(role).first().user == editor
    assert logged(role) == (editor, "Published when its time came.")


def test_a_page_is_taken_from_readers_when_its_time_comes(client, role, editor, committed):
    publishing.unpublish(role, editor, timezone.now() + HOUR)
    assert client.get(role.get_absolute_url()).status_code == 200
    come_due(role, unpublish_at=timezone.now() - HOUR)
    with committed():
        client.get("/")
    assert client.get(role.get_absolute_url()).status_code == 404
    assert (fresh(role).status, fresh(role).status_by) == (Role.Status.DRAFT, editor)
    assert logged(role) == (editor, "Taken from its readers when its time came.")


def test_what_cannot_be_published_at_its_time_goes_back_to_review_with_the_reason(role, copy, editor):
    publishing.publish(copy, editor, timezone.now() + HOUR)
    write(role, "Changed on the live page.")
    publishing.publish_due(timezone.now() + 2 * HOUR)
    assert fresh(copy).status == Role.Status.REVIEW
    assert "The live page of" in fresh(copy).review_note
    assert logged(role)[1].startswith("Not published when its time came. The live page of")
    assert ContentVersion.objects.get().next_due is None


def test_the_earliest_time_is_the_one_that_is_waited_for(role, copy, editor):
    soon, later = timezone.now() + HOUR, timezone.now() + 2 * HOUR
    publishing.publish(copy, editor, later)
    publishing.unpublish(make_role(), editor, soon)
    assert ContentVersion.objects.get().next_due == soon
    publishing.publish_due(soon)
    assert ContentVersion.objects.get().next_due == later
    publishing.send_back(copy, editor, "Not yet.")
    assert ContentVersion.objects.get().next_due is None


def test_trouble_is_logged_and_readers_keep_the_page_of_before(client, role, copy, editor, monkeypatch, caplog):
    publishing.publish(copy, editor, timezone.now() + HOUR)
    come_due(copy, publish_at=timezone.now() - HOUR)

    def locked(now=None):
        raise OperationalError("database is locked")

    monkeypatch.setattr(schedule, "publish_due", locked)
    assert client.get(role.get_absolute_url()).status_code == 200
    assert "could not be published" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_threads_publish_what_is_due_once():
    editor = User.objects.create_user("editor")
    role = make_role()
    copy = publishing.start_copy(role, editor)
    publishing.publish(copy, editor, timezone.now() + HOUR)
    come_due(copy, publish_at=timezone.now() - HOUR)
    version, barrier = ContentVersion.current(), Barrier(2)

    def visit():
        try:
            barrier.wait(timeout=30)
            publishing.publish_due()
        except OperationalError:
            pass  # SQLite in memory, as tests have it, refuses the second one at once instead of letting it wait
        finally:
            connection.close()

    threads = [Thread(target=visit) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    publishing.publish_due()
    assert ContentVersion.current() == version + 1
    # The state before the copy was begun, and the published one.
    assert states_of(role).count() == 2
