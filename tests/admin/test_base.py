"""What every form and list of the admin has: pages that open, words of help, relations found by typing, ways to the site."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteMixin
from django.forms.models import ModelChoiceField
from django.urls import reverse

from careerguide.models import (
    Content,
    ContentVersion,
    FitPoint,
    Level,
    OccupationCode,
    Page,
    Part,
    PayFigure,
    Place,
    Projection,
    Question,
    Role,
    Section,
    Skill,
    SkillGrade,
    Source,
    Term,
    Track,
    Transition,
)
from tests.factories import make_skill

MODELS = sorted({*Content.__subclasses__(), *Part.__subclasses__()} - {Part}, key=lambda model: model.__name__)
every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)


def address(model, page, *args):
    return reverse(f"admin:careerguide_{model._meta.model_name}_{page}", args=args)


def forms_of(model, rf, user):
    """The form of a model and those of its inlines, each as its class."""
    request = rf.get("/")
    request.user = user
    model_admin = admin.site.get_model_admin(model)
    yield model_admin.get_form(request)
    for inline in model_admin.get_inline_instances(request):
        yield inline.get_formset(request).form


def test_every_kind_of_content_is_in_the_admin_and_the_content_version_is_not():
    assert all(admin.site.is_registered(model) for model in MODELS)
    assert not admin.site.is_registered(ContentVersion)


@every_model
def test_every_page_answers_and_holds_no_script_or_style_of_its_own(model, rows, admin_client):
    row = rows(model)
    for page in (
        address(model, "changelist"),
        f"{address(model, 'changelist')}?q=name",
        address(model, "add"),
        address(model, "change", row.pk),
        address(model, "delete", row.pk),
        address(model, "history", row.pk),
    ):
        answer = admin_client.get(page)
        assert answer.status_code == 200, page
        inline = r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|javascript:"
        assert not re.search(inline, answer.content.decode()), page


@every_model
def test_every_filter_of_a_list_answers(model, rows, admin_client):
    rows(model)
    page = admin_client.get(address(model, "changelist"))
    for chosen in page.context["cl"].filter_specs:
        query = list(chosen.choices(page.context["cl"]))[-1]["query_string"]
        assert admin_client.get(address(model, "changelist") + query).status_code == 200, query


@every_model
def test_every_field_that_staff_can_edit_says_what_it_is_for(model, rf, admin_user):
    silent = [
        f"{form._meta.model.__name__}.{name}"
        for form in forms_of(model, rf, admin_user)
        for name, field in form.base_fields.items()
        if not field.help_text
    ]
    assert not silent, f"These fields need a help_text: {', '.join(silent)}"


@every_model
def test_every_field_that_can_be_edited_stands_in_its_form(model, rf, admin_user):
    form = next(forms_of(model, rf, admin_user))
    editable = {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many) if field.editable}
    # The status of a role changes by steps, each with a button and a rule of its own.
    assert editable - {"id", *(["status"] if model is Role else [])} == set(form.base_fields)


@every_model
def test_every_relation_is_found_by_typing_and_loads_no_list_of_choices(model, rf, admin_user):
    for form in forms_of(model, rf, admin_user):
        for name, field in form.base_fields.items():
            # Of accounts there are few, and who may choose one need not be allowed to search them.
            if isinstance(field, ModelChoiceField) and issubclass(field.queryset.model, Content):
                assert isinstance(field.widget.widget, AutocompleteMixin), f"{form._meta.model.__name__}.{name}"


@every_model
def test_html_made_from_markdown_is_never_shown_in_a_form(model, rf, admin_user):
    for form in forms_of(model, rf, admin_user):
        assert not [name for name in form.base_fields if name.endswith("_html")]


@every_model
def test_anonymous_visitors_are_sent_to_the_login(model, rows, client):
    for page in (address(model, "changelist"), address(model, "add"), address(model, "change", rows(model).pk)):
        assert client.get(page).headers["Location"] == f"{reverse('admin:login')}?next={page}"


def test_login_page_names_the_site_and_leads_to_it(client, db):
    html = client.get(reverse("admin:login")).content.decode()
    assert "Careerguide" in html
    assert f'href="{reverse("home")}"' in html
    assert "css/admin.css" in html
    assert "Django" not in html


@pytest.mark.parametrize("model", [Role, Track, Skill, Source, Page, Term], ids=lambda model: model._meta.model_name)
def test_view_on_site_leads_to_the_page_that_readers_see(model, rows, role, admin_client):
    row = rows(model)
    Role.objects.filter(pk=role.pk).update(status=Role.Status.PUBLISHED)
    page = admin_client.get(address(model, "change", row.pk))
    link = re.search(r'<a href="([^"]+)" class="viewsitelink"', page.content.decode())
    answer = admin_client.get(link[1], follow=True)
    assert answer.status_code == 200
    assert answer.request["PATH_INFO"] == row.get_absolute_url().partition("#")[0]


@pytest.mark.parametrize("model", [FitPoint, OccupationCode, PayFigure, Question, Section, SkillGrade])
def test_view_on_site_leads_from_a_part_to_its_place_on_the_page(model, rows, role, admin_client):
    Role.objects.filter(pk=role.pk).update(status=Role.Status.PUBLISHED)
    page = admin_client.get(address(model, "change", rows(model).pk)).content.decode()
    path, _, anchor = re.search(r'<a href="([^"]+)" class="viewsitelink"', page)[1].partition("#")
    html = admin_client.get(path).content.decode()
    assert not anchor or f'id="{anchor}"' in html


def test_a_draft_has_no_page_to_view(role, admin_client):
    role.status = Role.Status.DRAFT
    role.save()
    assert "viewsitelink" not in admin_client.get(address(Role, "change", role.pk)).content.decode()
    section = role.sections.first()
    assert "viewsitelink" not in admin_client.get(address(Section, "change", section.pk)).content.decode()


@pytest.mark.parametrize("model", [Level, Place, Projection, Transition])
def test_rows_without_a_page_offer_none(model, rows, admin_client):
    assert "viewsitelink" not in admin_client.get(address(model, "change", rows(model).pk)).content.decode()


@pytest.mark.django_db
def test_what_begins_with_the_name_that_is_typed_is_offered_first(admin_client):
    make_skill(name="Aardvark keeping", summary="It is done with Zyxt.")
    make_skill(name="Big Zyxt")
    make_skill(name="Zyxt")
    query = {"app_label": "careerguide", "model_name": "roleskill", "field_name": "skill", "term": "zyxt"}
    answer = admin_client.get(reverse("admin:autocomplete"), query)
    assert [row["text"] for row in answer.json()["results"]] == ["Zyxt", "Big Zyxt", "Aardvark keeping"]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "is_taken"), [("roles", True), ("search", True), ("admin", True), ("kites", False)])
def test_a_page_of_text_does_not_take_the_address_of_another_page(admin_client, name, is_taken):
    sent = {"title": "Kites", "slug": name, "lede": "Up.", "body": "Up.", "basis": "editorial"}
    answer = admin_client.post(address(Page, "add"), sent | {"written_on": "2026-01-02"})
    assert (f"/{name}/ is another page of the site: choose another name." in answer.text) == is_taken
    assert Page.objects.filter(slug=name).exists() != is_taken
