"""The newsroom in the admin: who may take which step, by form and by hand-made POST."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from careerguide import publishing
from careerguide.models import Role, Section
from tests.factories import make_role

from .conftest import change_page, seen_by, step, text

pytestmark = pytest.mark.django_db


def test_from_the_published_page_to_the_working_copy_and_back(writer, editor, live, as_sent, client, committed):
    assert "Readers see this page" in text(writer.get(change_page(live)))
    answer = writer.post(step(live, "edit"), follow=True)
    copy = Role.with_copies.get(copy_of=live)
    assert answer.redirect_chain[-1][0] == change_page(copy)
    assert "Working copy, draft." in text(answer)
    # A second “Edit” opens the same copy.
    assert editor.post(step(live, "edit")).headers["Location"] == change_page(copy)
    page = writer.get(change_page(copy))
    prefix = page.context["inline_admin_formsets"][0].formset.prefix
    sent = as_sent(page) | {f"{prefix}-0-body": "You test **kites**.", "_submit": "1"}
    answer = writer.post(change_page(copy), sent)
    assert answer.headers["Location"] == reverse("admin:careerguide_role_review", args=[copy.pk])
    assert "You test kites." in client.get(live.get_absolute_url()).text
    review = writer.get(answer.headers["Location"])
    assert "waiting for review" in text(review)
    assert "Publish now" not in review.text
    review = editor.get(answer.headers["Location"])
    assert "<ins>**kites**.</ins>" in review.text
    assert "Publish now" in review.text
    with committed():
        answer = editor.post(step(copy, "publish"), {"when": "now", "seen": seen_by(editor, copy)}, follow=True)
    assert "is published: readers see it now" in text(answer)
    assert "You test <strong>kites</strong>." in client.get(live.get_absolute_url()).text


def test_a_copy_has_the_parts_of_its_page_and_not_the_figures_and_steps_of_the_role(editor, copy):
    names = {each.formset.prefix for each in editor.get(change_page(copy)).context["inline_admin_formsets"]}
    assert names == {
        "sections",
        "role_skills",
        "fit_points",
        "questions",
        "pay_notes",
        "other_titles",
        "occupation_codes",
    }


def test_preview_links_are_made_shown_and_revoked(writer, client, copy):
    page = writer.post(step(copy, "make-link"), follow=True)
    address = re.search(r'value="https://guide.example(/preview/[^"]+)"', page.text)[1]
    assert client.get(address).status_code == 200
    writer.post(step(copy, "revoke-link"), {"link": copy.preview_links.get().pk})
    assert client.get(address).status_code == 410


def test_history_shows_what_changed_and_brings_it_back(writer, editor, live, copy):
    copy.role_skills.update(grade=4)
    publishing.publish(copy, editor.user)
    history = writer.get(reverse("admin:careerguide_role_history", args=[live.pk]))
    assert "published by editor" in text(history)
    latest, first = publishing.states_of(live)
    page = writer.get(reverse("admin:careerguide_role_state", args=[live.pk, latest.pk]))
    assert "Knots: grade 2 (working) → 4 (expert)" in text(page)
    answer = writer.post(step(live, "restore"), {"state": first.pk}, follow=True)
    assert "Knots: grade 4 (expert) → 2 (working)" in text(answer)
    assert Role.with_copies.get(copy_of=live).role_skills.get().grade == 2
    answer = writer.post(step(live, "restore"), {"state": first.pk}, follow=True)
    assert "has a working copy already" in text(answer)


def test_a_copy_of_an_older_page_is_not_published_until_it_has_caught_up(editor, live, copy):
    live.sections.update(gap_reason="Changed.")
    review = reverse("admin:careerguide_role_review", args=[copy.pk])
    assert "has changed since this copy was begun" in text(editor.get(review))
    sent = {"when": "now", "from": "review", "seen": seen_by(editor, copy)}
    answer = editor.post(step(copy, "publish"), sent, follow=True)
    assert "has changed since this working copy was begun" in text(answer)
    editor.post(step(copy, "catch-up"))
    assert "has changed since" not in text(editor.get(review))


def test_lists_hold_no_working_copies(editor, copy):
    for name in ("role", "section", "roleskill"):
        page = editor.get(reverse(f"admin:careerguide_{name}_changelist"), {"q": "Kite tester"})
        rows = page.context["cl"].result_list
        assert len(rows) == 1
        assert (rows[0] if name == "role" else rows[0].role) == copy.copy_of


def test_a_new_page_is_a_draft_of_its_writer(writer, as_sent):
    page = reverse("admin:careerguide_role_add")
    sent = as_sent(writer.get(page)) | {
        "title": "Cloud counter",
        "slug": "cloud-counter",
        "rung": 1,
        "status": "published",
    }
    sent |= {
        "lede": "You count clouds.",
        "written_on": "2026-01-02",
        "track": make_role().track_id,
        "level": make_role().level_id,
    }
    assert writer.post(page, sent).status_code == 302
    role = Role.objects.get(slug="cloud-counter")
    assert (role.status, role.owner, role.status_by, role.edited_by) == ("draft", *[writer.user] * 3)


def test_what_was_saved_after_the_review_was_opened_is_not_published_unseen(writer, editor, live, copy, as_sent):
    seen = seen_by(editor, copy)
    writer.post(change_page(copy), as_sent(writer.get(change_page(copy))) | {"lede": "Nobody has read this."})
    answer = editor.post(step(copy, "publish"), {"when": "now", "seen": seen, "from": "review"})
    assert "was saved by writer after you opened this page: look at what changes now, then decide." in text(answer)
    assert "Nobody has read this." in text(answer)
    assert Role.objects.get(pk=live.pk).lede != "Nobody has read this."
    editor.post(step(copy, "publish"), {"when": "now", "seen": seen_by(editor, copy)})
    assert Role.objects.get(pk=live.pk).lede == "Nobody has read this."


@pytest.mark.parametrize(
    ("name", "sent"), [("publish", {"when": "now"}), ("discard", {}), ("publish", {"when": "now", "seen": ""})]
)
def test_a_decision_that_does_not_say_what_it_was_made_on_is_refused(editor, live, copy, name, sent):
    Role.with_copies.filter(pk=copy.pk).update(lede="Nobody has read this.")
    answer = editor.post(step(copy, name), sent, follow=True)
    assert "was saved by writer after you opened this page: look at what changes now, then decide." in text(answer)
    assert Role.with_copies.get(pk=copy.pk).status == "draft"
    assert Role.objects.get(pk=live.pk).lede != "Nobody has read this."


def test_parts_deleted_in_their_list_count_as_a_save(editor, as_sent):
    role = make_role(status="draft")
    section = Section.objects.create(role=role, kind="overview", body="You test kites.")
    seen = seen_by(editor, role)
    chosen = {"action": "delete_selected", "_selected_action": section.pk, "post": "yes"}
    editor.post(reverse("admin:careerguide_section_changelist"), chosen)
    assert not role.sections.exists()
    answer = editor.post(step(role, "publish"), {"when": "now", "seen": seen, "from": "review"})
    assert "was saved by editor after you opened this page" in text(answer)


def test_a_copy_is_not_discarded_over_what_somebody_has_saved_meanwhile(writer, editor, copy, as_sent):
    seen = re.search(r'name="seen" value="([^"]+)"', writer.get(change_page(copy)).text)[1]
    editor.post(change_page(copy), as_sent(editor.get(change_page(copy))) | {"lede": "An afternoon of work."})
    answer = writer.post(step(copy, "discard"), {"seen": seen}, follow=True)
    assert "was saved by editor after you opened this page" in text(answer)
    assert Role.with_copies.get(pk=copy.pk).lede == "An afternoon of work."


@pytest.mark.parametrize("at", [None, timezone.now() + timedelta(days=3)])
def test_what_waits_for_review_or_for_its_time_is_discarded_by_nobody(writer, editor, copy, at):
    publishing.submit(copy, writer.user)
    if at:
        publishing.publish(copy, editor.user, at)
    for client in (writer, editor):
        assert "Discard this working copy" not in client.get(change_page(copy)).text
        answer = client.post(step(copy, "discard"), follow=True)
        assert "take it back or have it sent back, then discard it." in text(answer)
    assert Role.with_copies.filter(pk=copy.pk).exists()


def test_a_refused_decision_keeps_what_was_typed(writer, editor, copy):
    publishing.submit(copy, writer.user)
    answer = editor.post(step(copy, "publish"), {"at_0": "2020-01-01", "at_1": "09:30", "from": "review"})
    assert "That time has passed" in text(answer)
    assert 'value="2020-01-01"' in answer.text
    publishing.withdraw(copy, writer.user)
    publishing.submit(copy, writer.user)
    answer = editor.post(step(copy, "send-back"), {"note": " ", "from": "review"})
    assert "Say in a note what has to change" in text(answer)


@pytest.mark.parametrize("name", ["publish", "send-back", "discard"])
def test_who_decides_too_late_is_told_so_and_gets_the_note_back(editor, copy, name):
    address = step(copy, name)
    review = reverse("admin:careerguide_role_review", args=[copy.pk])
    publishing.publish(copy, editor.user)
    answer = editor.post(address, {"when": "now", "note": "Name the tools.", "from": "review"}, follow=True)
    assert "This draft is not there any more" in text(answer)
    assert "Your note was: Name the tools." in text(answer)
    assert "This draft is not there any more" in text(editor.get(review, follow=True))


@pytest.mark.parametrize(("name", "field"), [("revoke-link", "link"), ("restore", "state")])
@pytest.mark.parametrize("key", ["", "abc", "²", "9" * 30, "1 OR 1"])
def test_a_key_made_up_is_found_nowhere(editor, live, name, field, key):
    assert editor.post(step(live, name), {field: key}).status_code == 404


def test_the_review_of_a_new_page_says_added_and_the_times_are_said_to_be_utc(editor):
    role = make_role(status="draft")
    page = text(editor.get(reverse("admin:careerguide_role_review", args=[role.pk])))
    assert "Added: slug" in page
    assert "UTC Publish at this time" in page


def test_the_review_says_what_a_page_lacks_and_which_links_lead_nowhere(editor, django_assert_max_num_queries):
    role = make_role(status="draft")
    body = f"[Here]({role.get_absolute_url()}), [nowhere](/roles/nowhere/), [@nonsense], [out](https://example.org/)."
    Section.objects.create(role=role, kind="overview", body=body)
    with django_assert_max_num_queries(40):
        page = text(editor.get(reverse("admin:careerguide_role_review", args=[role.pk])))
    assert "Sections that it lacks: What you answer for, What employers ask for," in page
    assert "there is no published role “nowhere”." in page
    assert "there is no source “nonsense”." in page
    assert f"“{role.get_absolute_url()}”" not in page
    role.sections.all().delete()
    for kind in Section.Kind:
        Section.objects.create(role=role, kind=kind, gap_reason="Not counted.")
    page = text(editor.get(reverse("admin:careerguide_role_review", args=[role.pk])))
    assert "Before readers see it" not in page
