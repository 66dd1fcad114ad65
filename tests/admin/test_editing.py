"""Who may change what: nobody a published page in place, writers drafts and copies alone."""

import pytest
from django.contrib import admin
from django.urls import reverse

from careerguide import publishing
from careerguide.models import Part, PayFigure, Role, Section
from careerguide.publishing import document
from tests.factories import make_role

from .conftest import change_page, step, text

pytestmark = pytest.mark.django_db


def test_a_published_role_and_its_parts_are_only_read_in_place_by_everyone(admin_client, editor, writer, live, as_sent):
    section = live.sections.get()
    for client in (writer, editor, admin_client):
        for row in (live, section, live.role_skills.get()):
            page = client.get(change_page(row))
            assert page.status_code == 200
            assert 'name="_save"' not in page.text
            assert client.post(change_page(row), {"body": "Vandalised.", "title": "Vandalised"}).status_code == 403
            delete = reverse(f"admin:careerguide_{row._meta.model_name}_delete", args=[row.pk])
            assert client.post(delete, {"post": "yes"}).status_code == 403
        bulk = {"action": "delete_selected", "_selected_action": [section.pk], "post": "yes"}
        client.post(reverse("admin:careerguide_section_changelist"), bulk)
    assert document(Role.objects.get(pk=live.pk)) == document(live)


def test_no_part_is_added_to_or_moved_from_a_published_page(writer, editor, live):
    draft = make_role(status="draft")
    mine = Section.objects.create(role=draft, kind="trends", body="Mine.")
    for client in (writer, editor):
        sent = {"role": live.pk, "kind": "trends", "body": "Vandalised.", "basis": "editorial"}
        answer = client.post(reverse("admin:careerguide_section_add"), sent)
        assert "Choose a role that is a draft" in answer.text
        client.post(change_page(mine), sent)
    assert not live.sections.filter(kind="trends").exists()
    assert Section.objects.get(pk=mine.pk).role == draft


def test_a_writer_cannot_change_what_stands_on_many_pages(writer, editor, live):
    for row in (live.track, live.role_skills.get().skill, PayFigure.objects.filter(role=live).get()):
        assert 'name="_save"' not in writer.get(change_page(row)).text
        assert writer.post(change_page(row), {"name": "Vandalised"}).status_code == 403
        assert 'name="_save"' in editor.get(change_page(row)).text


def test_no_list_of_roles_or_parts_is_editable(admin_client):
    """A row of an editable list is saved without asking whether this very row may be changed."""
    models = [model for model in admin.site._registry if model is Role or issubclass(model, Part)]
    assert len(models) == 8
    assert not any(admin.site._registry[model].list_editable for model in models)


def test_what_waits_for_review_is_not_changed_by_its_writer(writer, editor, copy):
    publishing.submit(copy, writer.user)
    assert writer.post(change_page(copy), {"title": "Changed"}).status_code == 403
    assert "take it back to change it" in text(writer.get(change_page(copy)))
    assert 'name="_save"' in editor.get(change_page(copy)).text
    writer.post(step(copy, "withdraw"))
    assert 'name="_save"' in writer.get(change_page(copy)).text
