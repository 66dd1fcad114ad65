"""Sections in the admin: the list by whether they have a text, and the sources of what is said to be sourced."""

from django.urls import reverse

from careerguide.models import (
    Section,
)

from .conftest import change_page


def test_sections_are_listed_by_whether_they_have_a_text(role, admin_client):
    gap = Section.objects.create(role=role, kind=Section.Kind.SUMMARY, gap_reason="Nobody has written it yet.")
    written = role.sections.exclude(body="").first()
    for choice, shown, hidden in (("yes", written, gap), ("no", gap, written)):
        found = admin_client.get(
            reverse("admin:careerguide_section_changelist"), {"text": choice, "q": role.title}
        ).context["cl"]
        assert shown in found.result_list
        assert hidden not in found.result_list


def test_a_sourced_section_needs_a_source_in_the_form_of_its_role_too(role, admin_client, as_sent):
    page = admin_client.get(change_page(role))
    formset = next(i.formset for i in page.context["inline_admin_formsets"] if i.formset.prefix == "sections")
    prefix = formset.forms[0].prefix
    sent = as_sent(page) | {f"{prefix}-basis": "sourced", f"{prefix}-sources": []}
    assert "name a source, or choose another basis" in admin_client.post(change_page(role), sent).text
