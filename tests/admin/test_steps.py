"""The steps of the newsroom: who may take which, by form and by hand-made POST."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from careerguide import publishing
from careerguide.admin.steps import STEPS, WRITER
from careerguide.models import Role
from careerguide.publishing import document

from .conftest import change_page, seen_by, step, text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", [name for name, (_, permission) in STEPS.items() if permission != WRITER])
def test_a_writer_who_posts_an_editors_step_by_hand_gets_403(writer, live, copy, name):
    for role in (live, copy):
        before = document(role)
        answer = writer.post(step(role, name), {"when": "now", "note": "No."})
        assert answer.status_code == 403
        assert Role.with_copies.get(pk=role.pk).status == role.status
        assert document(Role.with_copies.get(pk=role.pk)) == before


@pytest.mark.parametrize("name", STEPS)
def test_steps_are_posted_by_staff_with_the_permission_and_by_nobody_else(
    client, django_user_model, editor, copy, name
):
    assert client.post(step(copy, name)).status_code == 302  # to the sign-in
    assert editor.get(step(copy, name)).status_code == 405
    nobody = Client()
    nobody.force_login(django_user_model.objects.create_user("nobody", is_staff=True))
    assert nobody.post(step(copy, name), {"when": "now"}).status_code == 403
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(editor.user)
    assert forged.post(step(copy, name), {"when": "now"}).status_code == 403
    assert Role.with_copies.filter(pk=copy.pk).exists()


def test_an_editor_sends_back_with_a_note_that_the_writer_reads(writer, editor, copy):
    publishing.submit(copy, writer.user)
    answer = editor.post(step(copy, "send-back"), {"note": " ", "from": "review"}, follow=True)
    assert "Say in a note what has to change" in text(answer)
    editor.post(step(copy, "send-back"), {"note": "Name the tools."})
    assert "Name the tools." in text(writer.get(change_page(copy)))


def test_a_time_is_asked_for_in_sentences(editor, live, copy):
    for sent, words in (
        ({}, "Choose a date and a time, or do it now."),
        ({"at_0": "soon", "at_1": "09:30"}, "Write the date as 2027-01-31"),
        ({"at_0": "2020-01-01", "at_1": "09:30"}, "That time has passed"),
    ):
        assert words in text(editor.post(step(copy, "publish"), sent | {"from": "review"}, follow=True))
    later = timezone.now() + timedelta(days=3)
    sent = {"at_0": f"{later:%Y-%m-%d}", "at_1": "09:30"}
    answer = editor.post(step(copy, "publish"), sent | {"seen": seen_by(editor, copy)}, follow=True)
    assert "scheduled" in text(answer)
    assert Role.with_copies.get(pk=copy.pk).publish_at.strftime("%Y-%m-%d %H:%M") == f"{later:%Y-%m-%d} 09:30"
    answer = editor.post(step(live, "unpublish"), sent, follow=True)
    assert "It is taken from them on" in text(answer)
    assert "stays published" in text(editor.post(step(live, "keep-published"), follow=True))
    assert Role.objects.get(pk=live.pk).unpublish_at is None


def test_times_leave_an_entry_in_the_log(editor, live, copy):
    later = timezone.now() + timedelta(days=3)
    sent = {"at_0": f"{later:%Y-%m-%d}", "at_1": "09:30"}
    editor.post(step(copy, "publish"), sent | {"seen": seen_by(editor, copy)})
    editor.post(step(live, "unpublish"), sent)
    log = LogEntry.objects.filter(object_id=str(live.pk), user=editor.user).order_by("pk")
    published, unpublished = [entry.change_message for entry in log]
    assert "is published on" in published
    assert unpublished.startswith("Readers see Kite tester until")
