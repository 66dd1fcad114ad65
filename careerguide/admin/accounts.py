"""Accounts of staff, their second factors, and the record of what they did, in the admin."""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db import models

from careerguide.models import SignIn
from careerguide.sign_in import is_editor

from .presence import ShowsWhoIsHere
from .stale import RefusesStale

# People sign in by name; mail addresses stand in the account itself.
for model in (User, Group, EmailAddress, EmailConfirmation, Authenticator):
    if admin.site.is_registered(model):
        admin.site.unregister(model)

# Boxes to tick, in a list that scrolls.
TICKED = {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple(attrs={"class": "ticked"})}}


class Record:
    """What happened is read, never written."""

    actions = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(User)
class StaffAdmin(ShowsWhoIsHere, RefusesStale, UserAdmin):
    list_display = ["username", "first_name", "last_name", "is_active", "is_superuser", "last_login"]
    # When somebody came and first came is not for changing.
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = []
    # What somebody may do comes from the groups alone.
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Who it is", {"fields": ["first_name", "last_name", "email"]}),
        ("What they may do", {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        ("When they came", {"fields": ["last_login", "date_joined"]}),
    ]
    formfield_overrides = TICKED
    # Both have pages of their own, where people change them without this form.
    unguarded = ("last_login", "password")


@admin.register(Group)
class StaffGroupAdmin(ShowsWhoIsHere, RefusesStale, GroupAdmin):
    filter_horizontal = []
    formfield_overrides = TICKED


@admin.register(Authenticator)
class SecondFactorAdmin(Record, admin.ModelAdmin):
    """Superusers delete the lost factor of a colleague; its secret is never shown."""

    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    list_select_related = ["user"]
    fields = ["user", "type", "created_at", "last_used_at"]

    def has_delete_permission(self, request, obj=None):
        return admin.ModelAdmin.has_delete_permission(self, request, obj)


@admin.register(SignIn)
class SignInAdmin(Record, admin.ModelAdmin):
    list_display = ["at", "name", "kind", "address"]
    list_filter = ["kind", "at"]
    search_fields = ["name", "address"]
    fields = ["at", "kind", "user", "name", "address"]


@admin.register(LogEntry)
class LogEntryAdmin(Record, admin.ModelAdmin):
    """Who changed what; editors see it."""

    list_display = ["action_time", "user", "object_repr", "content_type", "message"]
    list_filter = ["action_time", "action_flag", "user", "content_type"]
    list_select_related = ["user", "content_type"]
    search_fields = ["object_repr", "change_message"]
    fields = ["action_time", "user", "content_type", "object_repr", "message"]
    readonly_fields = ["message"]

    def has_view_permission(self, request, obj=None):
        return is_editor(request.user)

    def has_module_permission(self, request):
        return is_editor(request.user)

    @admin.display(description="what")
    def message(self, entry):
        return entry.get_change_message() or entry.get_action_flag_display()
