"""Editors note that a published page was read: by whom it is looked after, and when it is read next."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from careerguide.models import ContentVersion, Role

from .conftest import change_page, text

pytestmark = pytest.mark.django_db


def look(role) -> str:
    return reverse("admin:careerguide_role_look", args=[role.pk])


def test_an_editor_notes_that_a_page_was_read(editor, writer, live, copy, committed):
    assert "Nobody looks after it" in text(editor.get(change_page(live)))
    page = editor.get(look(live))
    sent = page.context["form"].initial | {"owner": writer.user.pk}
    assert sent["review_on"] == timezone.localdate() + timedelta(days=365)
    before = ContentVersion.current()
    with committed():
        answer = editor.post(look(live), sent | {"review_on": "2099-03-01"}, follow=True)
    assert "writer looks after it; the next look is on 1 March 2099." in text(answer)
    assert ContentVersion.current() == before + 1
    for row in Role.with_copies.filter(pk__in=[live.pk, copy.pk]):
        assert (row.owner, f"{row.review_on}") == (writer.user, "2099-03-01")
    entry = LogEntry.objects.get(object_id=str(live.pk), user=editor.user)
    assert entry.change_message == "Looked through. writer looks after it; the next look is on 1 March 2099."
    assert "Looked through." in text(editor.get(reverse("admin:careerguide_role_history", args=[live.pk])))


def test_what_is_not_a_day_to_come_is_told_beside_its_field(editor, live):
    for day, words in (
        ("", "Choose the day of the next look."),
        ("soon", "Write the date as 2027-01-31."),
        (f"{timezone.localdate()}", "The next look is still to come"),
    ):
        assert words in editor.post(look(live), {"review_on": day}).text
    assert Role.objects.get(pk=live.pk).review_on is None


def test_a_look_onto_what_somebody_else_has_changed_is_told_and_saved_when_sent_again(editor, writer, live):
    sent = editor.get(look(live)).context["form"].initial | {"owner": "", "review_on": "2099-03-01"}
    Role.objects.filter(pk=live.pk).update(owner=writer.user, review_on="2098-01-01")
    refused = editor.post(look(live), sent)
    assert "writer looks after the page, and the next look is on 1 January 2098." in text(refused)
    assert 'value="2099-03-01"' in refused.text
    assert Role.objects.get(pk=live.pk).owner == writer.user
    again = {name: refused.context["form"][name].value() for name in sent}
    assert editor.post(look(live), again).status_code == 302
    assert Role.objects.get(pk=live.pk).owner is None


def test_looks_are_noted_by_editors_of_published_pages_alone(editor, writer, live, copy):
    assert writer.get(look(live)).status_code == writer.post(look(live)).status_code == 403
    assert "Looked through …" not in writer.get(change_page(live)).text
    assert editor.get(look(copy)).headers["Location"] == change_page(copy)


def test_a_look_does_not_disturb_who_writes_on_the_copy(editor, writer, copy, live, as_sent):
    page = writer.get(change_page(copy))
    sent = as_sent(page)
    assert not {"owner", "review_on"} & sent.keys()
    editor.post(look(live), editor.get(look(live)).context["form"].initial | {"owner": writer.user.pk})
    assert Role.with_copies.get(pk=copy.pk).owner == writer.user
    assert writer.post(change_page(copy), sent).status_code == 302
