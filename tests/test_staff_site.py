"""The menu of the admin: every model has its place, and those who may not enter see none."""

import pytest
from django.contrib import admin

from careerguide.staff_site import MENU

pytestmark = pytest.mark.django_db


def test_every_model_of_the_admin_has_a_place_in_the_menu():
    ours = {model.__name__ for model in admin.site._registry if model._meta.app_label == "careerguide"}
    placed = {name for names in MENU.values() for name in names}
    assert not ours - placed, f"Give these a group in MENU: {', '.join(sorted(ours - placed))}"


def test_those_who_may_not_enter_see_no_menu(client, db):
    context = client.get("/admin/login/").context
    assert context["available_apps"] == []
    assert not context["is_nav_sidebar_enabled"]
