"""Two people on one page: the second save is told, and overwrites nothing."""

import re
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from careerguide.admin.conflicts import guarded_fields
from careerguide.admin.stale import RefusesStale
from careerguide.models import Grade, Place, Role, Section, Track
from tests.factories import make_role_skill, make_source

from .conftest import change_page

REGISTRY = sorted(admin.site._registry.items(), key=lambda item: item[0]._meta.label)


ANYBODY = SimpleNamespace(
    user=SimpleNamespace(is_active=True, is_staff=True, is_superuser=True, has_perm=lambda *args: True)
)
EDITED = [(model, model_admin) for model, model_admin in REGISTRY if model_admin.has_change_permission(ANYBODY)]
INLINES = [(model, inline) for model, model_admin in EDITED for inline in model_admin.inlines]


@pytest.fixture
def stored(rows, django_user_model):
    """A row of a model, content or account: ``stored(User)``."""
    Group.objects.create(name="people")
    django_user_model.objects.create_user("grace", is_staff=True)
    return rows


def values(row) -> dict:
    fields = [*row._meta.concrete_fields, *row._meta.many_to_many]
    fresh = type(row)._base_manager.get(pk=row.pk)
    return {f.name: str(f.value_from_object(fresh)) for f in fields}


def change(row) -> str:
    """Changes one field of a row, as somebody else would; returns its name."""

    def rank(field):
        text = isinstance(field, (models.CharField, models.TextField))
        return bool(field.choices), not text, isinstance(field, models.SlugField)

    for field in sorted(guarded_fields(type(row), ("last_login", "password")), key=rank):
        value = field.value_from_object(row)
        if isinstance(field, (models.CharField, models.TextField)) and not field.choices:
            new = f"{value[: (field.max_length or 999) - 1]}x"
        elif isinstance(field, models.BooleanField):
            new = not value
        elif isinstance(field, models.IntegerField):
            new = (value or 0) + 1
        elif field.choices:
            new = next(choice for choice, _ in field.choices if choice != value)
        else:
            continue
        setattr(row, field.name, new)
        row.save()
        return field.name
    raise LookupError(f"{row} has no field that a test could change.")


def test_every_admin_that_changes_rows_refuses_stale_forms():
    assert [model for model, model_admin in EDITED if not isinstance(model_admin, RefusesStale)] == []
    assert {Role, Track, Section, Group} <= {model for model, _ in EDITED}
    assert len(INLINES) >= 12


@pytest.mark.parametrize("model", [model for model, _ in EDITED], ids=lambda model: model._meta.label)
def test_a_form_opened_before_somebody_else_saved_is_refused(model, stored, admin_client, as_sent):
    row = stored(model)
    sent = as_sent(admin_client.get(change_page(row)))
    change(row)
    theirs = values(row)
    refused = admin_client.post(change_page(row), sent)
    assert refused.status_code == 200
    assert "Not saved" in refused.text
    assert values(row) == theirs
    again = admin_client.post(change_page(row), as_sent(refused))
    assert again.status_code == 302, again.context["errors"]


@pytest.mark.parametrize(("model", "inline"), INLINES, ids=lambda value: value.__name__)
def test_a_part_that_somebody_else_has_changed_is_refused_with_its_page(
    model, inline, role, stored, admin_client, as_sent
):
    row = role if model is Role else stored(model)
    if model is not Role:
        row = inline.model._base_manager.latest("pk").family if model._meta.model_name == "titlefamily" else row
        row = stored(inline.model).skill if model._meta.model_name == "skill" else row
    page = admin_client.get(change_page(row))
    sent = as_sent(page)
    formset = next(i.formset for i in page.context["inline_admin_formsets"] if type(i.opts) is inline)
    part = formset.get_queryset()[0]
    change(part)
    theirs = values(part)
    refused = admin_client.post(change_page(row), sent)
    assert refused.status_code == 200
    assert "Not saved" in refused.text
    assert values(part) == theirs
    assert admin_client.post(change_page(row), as_sent(refused)).status_code == 302


def test_both_versions_stand_side_by_side_with_who_and_when(place, admin_client, as_sent, django_user_model, client):
    page = change_page(place)
    sent = as_sent(admin_client.get(page))
    grace = django_user_model.objects.create_superuser("grace", first_name="Grace", last_name="Hopper")
    client.force_login(grace)
    client.post(page, as_sent(client.get(page)) | {"name": "Theirs"})
    text = admin_client.post(page, sent | {"name": "Mine"}).text
    assert re.search(r"Grace Hopper changed this on \d+ \w+ 20\d\d, \d\d:\d\d UTC", text)
    assert re.search(r"<th scope=\"row\">Name</th><td>Theirs</td><td>Mine</td>", text)
    assert 'value="Mine"' in text
    place.refresh_from_db()
    assert place.name == "Theirs"


def test_what_somebody_else_changed_and_this_form_did_not_is_kept_at_the_second_save(place, admin_client, as_sent):
    sent = as_sent(admin_client.get(change_page(place)))
    Place.objects.filter(pk=place.pk).update(name="Theirs")
    refused = admin_client.post(change_page(place), sent | {"order": 3})
    assert "You had not changed it; it is kept as stored now." in refused.text
    assert 'value="Theirs"' in refused.text
    admin_client.post(change_page(place), as_sent(refused))
    place.refresh_from_db()
    assert (place.name, place.order) == ("Theirs", 3)


def test_a_second_tab_of_ones_own_is_named_as_such(place, admin_client, as_sent):
    sent = as_sent(admin_client.get(change_page(place)))
    admin_client.post(change_page(place), sent | {"name": "First"})
    assert "You have changed this yourself" in admin_client.post(change_page(place), sent | {"name": "Second"}).text


def test_a_form_that_says_not_what_it_was_made_from_is_refused(place, admin_client, as_sent):
    other = Place.objects.exclude(pk=place.pk).first()
    sent = as_sent(admin_client.get(change_page(place)))
    forged = {"": sent.pop("_stored")}
    for token in ({}, {"_stored": "x"}, {"_stored": as_sent(admin_client.get(change_page(other)))["_stored"]}):
        refused = admin_client.post(change_page(place), sent | {"name": "Mine"} | token)
        assert "does not say which state it was made from" in refused.text
    place.refresh_from_db()
    assert place.name == "Nowhere"
    assert admin_client.post(change_page(place), sent | {"name": "Mine", "_stored": forged[""]}).status_code == 302


@pytest.mark.parametrize("is_stale", [False, True])
def test_a_form_full_of_parts_is_saved_or_refused_in_at_most_60_queries(role, is_stale, admin_client, as_sent):
    for kind in list(Section.Kind)[2:]:
        Section.objects.create(role=role, kind=kind, body="Text.")
    for place in range(2, 12):
        make_role_skill(role, order=place)
    sent = as_sent(admin_client.get(change_page(role))) | {"lede": "My lede."}
    if is_stale:
        for part in (*role.sections.all(), *role.role_skills.all()):
            change(part)
    with CaptureQueriesContext(connection) as queries:
        answer = admin_client.post(change_page(role), sent)
    assert answer.status_code == (200 if is_stale else 302)
    assert len(queries) <= 60


def test_both_versions_of_a_part_are_told_by_the_labels_of_its_choices(role, admin_client, as_sent):
    page = admin_client.get(change_page(role))
    formset = next(i.formset for i in page.context["inline_admin_formsets"] if i.formset.prefix == "role_skills")
    skill = formset.get_queryset()[0]
    skill.grade = 4
    skill.save()
    refused = admin_client.post(change_page(role), as_sent(page) | {f"{formset.prefix}-0-grade": "3"})
    (difference,) = refused.context["conflict"].differences
    assert (difference.stored, difference.yours) == (Grade(4).label, Grade(3).label)


def test_parts_that_are_sent_as_they_were_are_not_saved_again(role, admin_client, as_sent):
    sent = as_sent(admin_client.get(change_page(role)))
    as_by_a_browser = {name: str(value).replace("\n", "\r\n") for name, value in sent.items() if name.endswith("body")}
    with CaptureQueriesContext(connection) as queries:
        assert admin_client.post(change_page(role), sent | as_by_a_browser).status_code == 302
    assert as_by_a_browser
    assert not [q["sql"] for q in queries if q["sql"].startswith('UPDATE "careerguide_section"')]


def test_sources_that_somebody_else_has_added_are_seen_and_kept(role, admin_client, as_sent):
    sent = as_sent(admin_client.get(change_page(role)))
    source = make_source(title="A new report")
    role.named_in.add(source)
    section_source = make_source(title="Another report")
    role.sections.first().sources.add(section_source)
    refused = admin_client.post(change_page(role), sent | {"lede": "My lede."})
    assert "A new report" in refused.text
    assert "Another report" in refused.text
    assert admin_client.post(change_page(role), as_sent(refused)).status_code == 302
    role.refresh_from_db()
    assert role.lede == "My lede."
    assert source in role.named_in.all()
    assert section_source in role.sections.first().sources.all()


def test_a_part_added_meanwhile_is_told_and_stays(role, admin_client, as_sent):
    sent = as_sent(admin_client.get(change_page(role)))
    added = Section.objects.create(role=role, kind=Section.Kind.SUMMARY, body="In short.")
    refused = admin_client.post(change_page(role), sent)
    assert "Added meanwhile, and kept: Section “In short”" in refused.text
    assert admin_client.post(change_page(role), as_sent(refused)).status_code == 302
    assert Section.objects.filter(pk=added.pk, body__startswith="In short.").exists()


def test_a_part_deleted_meanwhile_is_told_and_its_text_shown(role, admin_client, as_sent):
    page = admin_client.get(change_page(role))
    sent = as_sent(page)
    formset = next(i.formset for i in page.context["inline_admin_formsets"] if i.formset.prefix == "sections")
    gone, kept = formset.forms[0], formset.forms[1].instance
    gone.instance.delete()
    refused = admin_client.post(change_page(role), sent | {f"{gone.prefix}-body": "What I wrote.", "lede": "My lede."})
    assert "Deleted meanwhile: a section." in refused.text
    assert "What I wrote." in refused.text
    assert admin_client.post(change_page(role), as_sent(refused)).status_code == 302
    role.refresh_from_db()
    assert role.lede == "My lede."
    assert list(role.sections.all()) == [kept]


def test_a_row_deleted_meanwhile_gives_back_the_text(place, admin_client, as_sent):
    sent = as_sent(admin_client.get(change_page(place)))
    page = change_page(place)
    admin_client.post(page.replace("change", "delete"), {"post": "yes"})
    answer = admin_client.post(page, sent | {"name": "What I wrote"})
    assert answer.status_code == 409
    assert "admin deleted this place" in answer.text
    assert "What I wrote" in answer.text
    assert sent["_stored"] not in answer.text


def test_a_form_with_an_error_can_be_mended_and_saved(place, admin_client, as_sent):
    wrong = admin_client.post(change_page(place), as_sent(admin_client.get(change_page(place))) | {"name": ""})
    assert "Not saved" not in wrong.text
    assert admin_client.post(change_page(place), as_sent(wrong) | {"name": "Mine"}).status_code == 302


def test_signing_in_does_not_make_the_form_of_an_account_stale(admin_client, as_sent, django_user_model):
    user = django_user_model.objects.create_user("grace")
    sent = as_sent(admin_client.get(change_page(user)))
    user.last_login = "2026-01-02T03:04Z"
    user.set_password("another")
    user.save()
    assert admin_client.post(change_page(user), sent | {"first_name": "Grace"}).status_code == 302


def test_nothing_is_logged_about_a_refused_save(place, admin_client, as_sent):
    sent = as_sent(admin_client.get(change_page(place)))
    Place.objects.filter(pk=place.pk).update(name="Theirs")
    admin_client.post(change_page(place), sent)
    assert not LogEntry.objects.exists()


def test_the_guard_costs_two_queries_of_a_save(place, admin_client, as_sent):
    sent = as_sent(admin_client.get(change_page(place)))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        admin_client.post(change_page(place), sent)
    assert len(queries) <= 14


# Editable lists


@pytest.fixture
def editable_list(monkeypatch):
    monkeypatch.setattr(admin.site._registry[Place], "list_editable", ["order"])
    monkeypatch.setattr(admin.site._registry[Place], "list_display", ["name", "code", "order"])
    return reverse("admin:careerguide_place_changelist")


def list_as_sent(page) -> dict:
    formset = page.context["cl"].formset
    fields = [field for form in (formset.management_form, *formset.forms) for field in form]
    return {f.html_name: f.value() for f in fields} | {"_stored": formset.stored, "_save": "Save"}


def test_an_editable_list_is_refused_when_a_row_has_changed(place, editable_list, admin_client):
    page = admin_client.get(editable_list)
    sent = list_as_sent(page)
    assert page.context["cl"].formset.stored in page.text
    mine = next(form for form in page.context["cl"].formset.forms if form.instance == place)
    Place.objects.filter(pk=place.pk).update(order=7)
    refused = admin_client.post(editable_list, sent | {f"{mine.prefix}-order": 5})
    assert "Somebody else has changed rows of this list" in refused.text
    assert "stored now “7”, yours “5”" in refused.text
    place.refresh_from_db()
    assert place.order == 7
    assert admin_client.post(editable_list, list_as_sent(refused)).status_code == 302
    place.refresh_from_db()
    assert place.order == 5


def test_an_editable_list_without_its_state_is_refused(place, editable_list, admin_client):
    sent = list_as_sent(admin_client.get(editable_list))
    del sent["_stored"]
    assert "nothing was saved" in admin_client.post(editable_list, sent).text
