"""Where a row stands, in the admin: on its form, before it is deleted, and merging it into another."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from careerguide import publishing
from careerguide.models import RetiredSlug, Role, Section, Skill
from tests.factories import make_role, make_role_skill, make_skill

from .conftest import give_parts

pytestmark = pytest.mark.django_db


@pytest.fixture
def skill():
    skill = make_skill(name="Knot tying")
    make_role_skill(make_role(title="Sailor"), skill)
    return skill


def address(page, row):
    return reverse(f"admin:careerguide_{row._meta.model_name}_{page}", args=[row.pk])


def test_the_form_lists_the_pages_with_links_to_both_sides(skill, admin_client):
    role = skill.role_skills.get().role
    html = admin_client.get(address("change", skill)).text
    assert "Roles that ask for it: 1" in html
    assert f'href="{address("change", role)}"' in html
    assert f'href="{role.get_absolute_url()}"' in html


@pytest.mark.parametrize("model", ["skill", "source", "track", "term", "role", "place", "projection", "page", "level"])
def test_every_form_of_a_row_that_pages_use_says_where(model, admin_client, rows):
    row = rows(__import__("django.apps").apps.apps.get_model("careerguide", model))
    assert "Where it is used" in admin_client.get(address("change", row)).text


def test_what_is_in_use_is_not_deleted_and_the_page_says_where(skill, admin_client):
    for answer in (
        admin_client.get(address("delete", skill)),
        admin_client.post(address("delete", skill), {"post": "yes"}),
    ):
        assert "cannot be deleted: roles that ask for it: 1." in answer.text
    assert "Sailor" in admin_client.get(address("delete", skill)).text
    assert Skill.objects.filter(pk=skill.pk).exists()


def test_what_texts_name_is_deleted_after_a_look_at_them(admin_client):
    skill = make_skill()
    Section.objects.create(role=make_role(title="Sailor"), kind="demand", body=f"[It]({skill.get_absolute_url()}).")
    assert "Sailor: Demand" in admin_client.get(address("delete", skill)).text
    assert admin_client.post(address("delete", skill), {"post": "yes"}).status_code == 302
    assert not Skill.objects.filter(pk=skill.pk).exists()


def test_no_list_deletes_at_once_what_stands_on_pages(admin_client):
    skill = make_skill()
    Section.objects.create(role=make_role(), kind="demand", body=f"[It]({skill.get_absolute_url()}).")
    chosen = {"action": "delete_selected", "_selected_action": [skill.pk], "post": "yes"}
    admin_client.post(reverse("admin:careerguide_skill_changelist"), chosen)
    assert Skill.objects.filter(pk=skill.pk).exists()


def test_the_question_whether_to_delete_costs_no_more_for_more_that_hangs_on_it(admin_client):
    few, many = make_role(status="draft"), make_role(status="draft")
    give_parts(few, 2)
    give_parts(many, 9)
    place = few.pay_figures.first().place
    admin_client.get(address("delete", few))  # what is asked once per process
    costs = []
    for row in (few, many, place):
        with CaptureQueriesContext(connection) as asked:
            page = admin_client.get(address("delete", row))
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 45
    assert costs[2] <= 20
    assert "cannot be deleted" in page.text
    answer = admin_client.get(address("delete", many))
    assert dict(answer.context["model_count"])["fit points"] == 9
    assert admin_client.post(address("delete", many), {"post": "yes"}).status_code == 302
    assert not Role.objects.filter(pk=many.pk).exists()


def test_a_merge_is_chosen_looked_at_and_confirmed(skill, admin_client):
    other, merge = make_skill(name="Rigging"), address("merge", skill)
    assert merge in admin_client.get(address("change", skill)).text
    assert "Merge Knot tying into" in admin_client.get(merge).text
    preview = admin_client.get(merge, {"into": other.pk})
    assert "Roles that ask for it: 1 moves." in preview.text
    assert Skill.objects.filter(pk=skill.pk).exists()
    sent = {"into": other.pk, "fingerprint": preview.context["report"].fingerprint}
    answer = admin_client.post(merge, sent)
    assert (answer.status_code, answer.url) == (302, address("change", other))
    assert RetiredSlug.objects.of(Skill, skill.slug).successor == other
    assert "Merged Knot tying" in LogEntry.objects.get(object_id=str(other.pk)).change_message
    assert LogEntry.objects.filter(object_id=str(skill.pk), action_flag=3).exists()


def test_a_merge_keeps_the_published_states_of_the_pages_that_it_changes(skill, admin_client):
    role = skill.role_skills.get().role
    preview = admin_client.get(address("merge", skill), {"into": make_skill(name="Rigging").pk})
    sent = {"into": preview.context["into"].pk, "fingerprint": preview.context["report"].fingerprint}
    admin_client.post(address("merge", skill), sent)
    after, before = publishing.states_of(role)
    assert [row["skill_id"] for row in publishing.document_of(before)["role_skills"]] == [skill.pk]
    assert [row["skill_id"] for row in publishing.document_of(after)["role_skills"]] == [sent["into"]]
    assert "Knot tying was merged into Rigging. By admin." in admin_client.get(address("history", role)).text


def test_what_a_merge_loses_stands_in_the_log(admin_client):
    """The text of the page that goes is kept with its last published state, and the log says that it is lost."""
    old, new = make_role(title="Kite tester"), make_role(title="Kite checker")
    for role in (old, new):
        Section.objects.create(role=role, kind="demand", body=f"{role} is asked for.")
    preview = admin_client.get(address("merge", old), {"into": new.pk})
    assert preview.context["report"].dropped
    admin_client.post(address("merge", old), {"into": new.pk, "fingerprint": preview.context["report"].fingerprint})
    log = LogEntry.objects.get(object_id=str(new.pk)).change_message
    assert f"Lost: {preview.context['report'].dropped[0]}" in log
    (kept,) = publishing.states_of(old)
    assert publishing.document_of(kept)["sections"][0]["body"] == "Kite tester is asked for.\n"
    assert publishing.states_of(new).first().comment == "Kite tester was merged into Kite checker."


def test_a_merge_that_was_not_looked_at_is_refused(skill, admin_client):
    answer = admin_client.post(address("merge", skill), {"into": make_skill().pk})
    assert "has changed since this preview" in answer.text
    assert Skill.objects.filter(pk=skill.pk).exists()


@pytest.mark.parametrize("into", ["", "0", "x", "9" * 30])
def test_a_wrong_choice_is_told_beside_the_field(skill, admin_client, into):
    answer = admin_client.get(address("merge", skill), {"into": into})
    assert answer.status_code == 200
    assert answer.context["form"].errors["into"]


def test_merging_needs_the_rights_to_change_to_delete_and_to_publish(skill, client, django_user_model):
    staff = django_user_model.objects.create_user("ada", is_staff=True)
    client.force_login(staff)
    for name in ("view_skill", "change_skill", "delete_skill"):
        staff.user_permissions.add(Permission.objects.get(codename=name))
    assert client.get(address("merge", skill)).status_code == 403
    assert address("merge", skill) not in client.get(address("change", skill)).text
    assert client.post(address("merge", skill), {"into": make_skill().pk}).status_code == 403
