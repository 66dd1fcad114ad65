"""Help for those who write: preview, text that is kept while it is typed, warnings of similar titles."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from django.utils import timezone

from careerguide.admin import writing
from careerguide.models import Role, Section, Skill, Term, Unsaved
from tests.factories import make_role, make_skill

from .conftest import change_page

pytestmark = pytest.mark.django_db

PREVIEW = "/admin/preview/"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def staff(client):
    """Somebody of staff without any permission, signed in."""
    person = User.objects.create_user("somebody", is_staff=True)
    client.force_login(person)
    return person


def allow(person, *codenames):
    person.user_permissions.add(*Permission.objects.filter(codename__in=codenames))


def keep_page(row, pk=None):
    return reverse(f"admin:careerguide_{row._meta.model_name}_keep", args=[pk or row.pk])


def test_a_text_is_shown_as_readers_will_see_it_with_its_length(admin_client):
    text = "## Head\n\nOne *two* three [@bls-ep]. Four.\n\n- a [link](https://example.org/)\n"
    answer = admin_client.post(PREVIEW, {"text": text})
    assert answer.status_code == 200
    assert '<h2 id="preview-head">Head</h2>' in answer.text
    assert "<em>two</em>" in answer.text
    assert '<a class="cite" href="/sources/bls-ep/">' in answer.text
    assert "6 words in 3 sentences." in answer.text
    assert "grade" not in answer.text


def test_a_longer_text_has_a_reading_grade_that_rises_with_its_sentences(admin_client):
    def grade(text):
        return float(admin_client.post(PREVIEW, {"text": text}).text.split("grade ")[1].split(" ")[0])

    easy = "The cat sat on the mat. " * 10
    hard = (
        "Organisational considerations necessitate comprehensive evaluation of interdependent responsibilities. " * 10
    )
    assert 0 <= grade(easy) < 5 < grade(hard)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "<a href='javascript:alert(1)'>x</a>",
        "![x](https://evil.example/x.png)",
        "### <svg onload=alert(1)>\n\n- **<b onclick=alert(1)>x</b>**",
    ],
)
def test_nothing_in_a_text_runs_or_asks_other_sites(admin_client, text):
    html = admin_client.post(PREVIEW, {"text": text, "kind": "responsibilities"}).text
    for tag in ("<script", "<img", "<svg", "<b ", 'href="javascript', 'href="data', "<a href='"):
        assert tag not in html.lower()


def test_a_section_that_is_drawn_shows_its_map(admin_client):
    text = "### Plan\n\n- **Ask first**: what for.\n- **Write it down**: always.\n"
    drawn = admin_client.post(PREVIEW, {"text": text, "kind": "responsibilities"}).text
    assert '<div class="mind">' in drawn
    assert "Ask first" in drawn
    assert "No map yet" in admin_client.post(PREVIEW, {"text": "Words.", "kind": "requirements"}).text
    assert "map" not in admin_client.post(PREVIEW, {"text": text, "kind": "trends"}).text


def test_a_text_that_is_too_long_is_refused_in_a_sentence(admin_client):
    answer = admin_client.post(PREVIEW, {"text": "x" * (writing.MOST_PREVIEWED + 1)})
    assert answer.status_code == 413
    assert answer.text == "The text is too long to be shown here: at most 100,000 characters."


def test_the_preview_is_for_staff_who_may_see_content(client, staff):
    assert client.post(PREVIEW, {"text": "x"}).status_code == 403
    allow(staff, "view_term")
    assert client.post(PREVIEW, {"text": "x"}).status_code == 200
    assert client.get(PREVIEW).status_code == 405
    client.logout()
    assert client.post(PREVIEW, {"text": "x"}).status_code == 302


def test_every_markdown_text_offers_the_preview(admin_client, role):
    text = admin_client.get(change_page(role)).text
    assert text.count(f'data-preview="{PREVIEW}"') >= Section.objects.filter(role=role).count()
    assert "js/admin/markdown.js" in text


@pytest.fixture
def term():
    return Term.objects.create(slug="a-term", term="A term", definition="What it means.")


def test_what_is_typed_is_kept_offered_and_taken_up_again_without_being_saved(admin_client, admin_user, term, as_sent):
    sent = as_sent(admin_client.get(change_page(term))) | {"definition": "Half a sentence"}
    kept = admin_client.post(keep_page(term), urlencode(sent | {"csrfmiddlewaretoken": "x"}), content_type=FORM)
    assert kept.json()["at"]
    term.refresh_from_db()
    assert term.definition == "What it means.\n"
    assert "csrf" not in Unsaved.objects.get().data
    opened = admin_client.get(change_page(term))
    assert 'name="_restore"' in opened.text
    assert "Half a sentence" not in opened.text
    restored = admin_client.post(change_page(term), as_sent(opened) | {"_restore": "1"})
    assert restored.status_code == 200
    assert "Half a sentence" in restored.text
    assert "Nothing of it is saved yet" in restored.text
    term.refresh_from_db()
    assert term.definition == "What it means.\n"
    saved = admin_client.post(change_page(term), as_sent(restored))
    assert saved.status_code == 302
    term.refresh_from_db()
    assert term.definition == "Half a sentence\n"
    assert not Unsaved.objects.exists()


def test_parts_that_were_added_are_taken_up_again(admin_client, role, as_sent):
    sent = as_sent(admin_client.get(change_page(role)))
    number = int(sent["other_titles-TOTAL_FORMS"])
    sent |= {
        "other_titles-TOTAL_FORMS": number + 1,
        f"other_titles-{number}-title": "Brand-new Title",
        f"other_titles-{number}-order": "9",
        f"other_titles-{number}-role": role.pk,
        "other_titles-0-title": "Changed Title",
    }
    admin_client.post(keep_page(role), urlencode(sent, doseq=True), content_type=FORM)
    restored = admin_client.post(change_page(role), {"_restore": "1"})
    assert "Brand-new Title" in restored.text
    assert "Changed Title" in restored.text
    assert admin_client.post(change_page(role), as_sent(restored)).status_code == 302
    assert {"Brand-new Title", "Changed Title"} <= set(role.other_titles.values_list("title", flat=True))


def test_what_somebody_else_has_saved_meanwhile_is_not_overwritten_by_what_was_kept(admin_client, term, as_sent):
    sent = as_sent(admin_client.get(change_page(term))) | {"definition": "Mine"}
    admin_client.post(keep_page(term), urlencode(sent), content_type=FORM)
    term.definition = "Theirs"
    term.save()
    restored = admin_client.post(change_page(term), {"_restore": "1"})
    assert restored.context["conflict"]
    assert "Theirs" in restored.text
    assert "Mine" in restored.text


def test_what_is_typed_into_a_new_page_is_kept_too(admin_client, as_sent):
    add = reverse("admin:careerguide_term_add")
    sent = as_sent(admin_client.get(add)) | {"term": "Newest"}
    admin_client.post(keep_page(Term, "add"), urlencode(sent), content_type=FORM)
    assert "Newest" in admin_client.post(add, {"_restore": "1"}).text
    assert not Term.objects.filter(term="Newest").exists()
    full = sent | {"slug": "newest", "definition": "It is new."}
    assert admin_client.post(add, full).status_code == 302
    assert not Unsaved.objects.exists()


def test_what_was_typed_can_be_discarded(admin_client, admin_user, term):
    Unsaved.objects.keep(admin_user, f"careerguide.term/{term.pk}", "definition=x")
    answer = admin_client.post(change_page(term), {"_forget": "1"}, follow=True)
    assert "is discarded" in answer.text
    assert not Unsaved.objects.exists()


def test_nobody_sees_what_another_typed(client, admin_user, staff, term):
    Unsaved.objects.keep(admin_user, f"careerguide.term/{term.pk}", "definition=secret")
    allow(staff, "view_term", "change_term")
    assert "_restore" not in client.get(change_page(term)).text
    client.post(change_page(term), {"_restore": "1"})
    client.post(change_page(term), {"_forget": "1"})
    assert Unsaved.objects.get().user == admin_user


def test_keeping_needs_the_permission_to_save(client, staff, term):
    for page in (keep_page(term), keep_page(Term, "add"), keep_page(Term, "999999"), keep_page(Term, "nope")):
        assert client.post(page, "term=x", content_type=FORM).status_code == 403
    allow(staff, "view_term", "change_term")
    assert client.post(keep_page(term), "term=x", content_type=FORM).status_code == 200
    assert client.post(keep_page(Term, "add"), "term=x", content_type=FORM).status_code == 403
    assert client.get(keep_page(term)).status_code == 405


def test_a_form_that_is_too_long_is_not_kept(admin_client, term):
    body = f"definition={'x' * writing.MOST_KEPT}"
    answer = admin_client.post(keep_page(term), body, content_type=FORM)
    assert answer.status_code == 413
    assert answer.json()["error"] == "The form is too long to be kept: save it."
    assert not Unsaved.objects.exists()


def test_only_the_newest_is_kept_and_old_ones_leave(admin_user, django_user_model):
    other = django_user_model.objects.create_user("other")
    old = Unsaved.objects.keep(other, "careerguide.term/1", "a=1")
    Unsaved.objects.filter(pk=old.pk).update(kept_at=timezone.now() - timedelta(days=31))
    for number in range(3):
        Unsaved.objects.keep(admin_user, "careerguide.term/1", f"a={number}")
    assert [kept.data for kept in Unsaved.objects.all()] == ["a=2"]


def test_a_similar_title_is_told_while_typing_and_after_saving_and_never_refused(admin_client, as_sent):
    role = make_role(title="Keeper of Lists", status=Role.Status.DRAFT)
    page = reverse("admin:careerguide_role_similar")
    found = admin_client.get(page, {"title": ["Keeper of List", "Data Scientists"], "row": role.pk}).json()["similar"]
    assert found == ["There is a role “Data Scientist” already."]
    sent = as_sent(admin_client.get(change_page(role))) | {"title": "Data Scientists"}
    saved = admin_client.post(change_page(role), sent, follow=True)
    assert "Saved, but be careful: There is a role “Data Scientist” already." in saved.text
    assert Role.objects.get(pk=role.pk).title == "Data Scientists"


def test_names_of_skills_are_compared_one_by_one(admin_client, as_sent):
    skill = make_skill(name="Juggling")
    sent = as_sent(admin_client.get(change_page(skill))) | {"other_names": "tossing, pythons"}
    saved = admin_client.post(change_page(skill), sent, follow=True)
    assert "There is a skill “Python” already." in saved.text
    assert Skill.objects.get(pk=skill.pk).other_names == "tossing, pythons"


@pytest.mark.parametrize(
    "query", ["", "title=", "row=x&title=a", "row=%D9%A3&title=a", "title=" + "a" * 5000, "title=a&" * 90]
)
def test_any_question_for_similar_titles_is_answered(admin_client, query):
    assert admin_client.get(f"{reverse('admin:careerguide_role_similar')}?{query}").status_code == 200


def test_similar_titles_are_for_those_who_may_see_roles(client, staff):
    assert client.get(reverse("admin:careerguide_role_similar")).status_code == 403
