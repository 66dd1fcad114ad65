"""Roles in the admin: one form holds everything that a role page is made of."""

from django.contrib import admin
from django.utils.html import format_html

from careerguide.models import OccupationCode, OtherTitle, Role
from careerguide.tables import RoleTable

from .base import ContentAdmin, PartAdmin, TabularParts, public_address
from .editing import KeepsLivePages
from .looks import LOOK, staff
from .newsroom import Newsroom
from .pay import PayFigures, PayNotes
from .sections import FitPoints, Questions, Sections
from .skills import RoleSkills
from .steps import form_of
from .tables import HasTable
from .transitions import StepsIn, StepsOut
from .where_used import Mergeable
from .writing import WarnsOfSimilarTitles


class OtherTitles(TabularParts):
    model = OtherTitle
    fields = ["order", "title"]


class OccupationCodes(TabularParts):
    model = OccupationCode
    fields = ["scheme", "code", "title", "is_primary", "order"]


class BeingChanged(admin.SimpleListFilter):
    """Roles with a working copy, by how far that is."""

    title = "change in work"
    parameter_name = "change"

    def lookups(self, request, model_admin):
        return [(status, label.capitalize()) for status, label in Role.Status.choices if status != "published"]

    def queryset(self, request, roles):
        return roles.filter(working_copy__status=self.value()) if self.value() else roles


@admin.register(Role)
class RoleAdmin(Newsroom, KeepsLivePages, HasTable, WarnsOfSimilarTitles, Mergeable, ContentAdmin):
    named_by = ["title", "short_title"]
    resource_classes = [RoleTable]
    list_display = ["title", "plate", "track", "level", "rung", "status", "change", "written_on"]
    list_filter = ["status", BeingChanged, "track", "level", "education"]
    search_fields = ["title", "short_title", "slug", "other_titles__title"]
    ordering = ["track__order", "level__rank", "rung", "title"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [
        Sections,
        RoleSkills,
        FitPoints,
        Questions,
        PayFigures,
        PayNotes,
        StepsOut,
        StepsIn,
        OtherTitles,
        OccupationCodes,
    ]
    fieldsets = [
        (None, {"fields": ["title", "short_title", "slug", "lede", "written_on", LOOK]}),
        (
            "On the map",
            {
                "fields": [("track", "level", "rung"), "reports_to"],
                "description": "The track is the line, the level the column, the rung the place on the track’s ladder.",
            },
        ),
        (
            "Years in the field",
            {"fields": [("years_min", "years_max", "years_basis"), "years_note", "years_sources"]},
        ),
        ("Education", {"fields": [("education", "education_basis"), "education_note", "education_sources"]}),
        (
            "Official outlook and sources",
            {
                "fields": ["outlook", "named_in"],
                "description": "The sections and figures below have sources of their own.",
            },
        ),
    ]

    def get_inlines(self, request, obj):
        """Figures and steps belong to the role: editors have them in the form of a draft, and else in their lists."""
        aside = (PayFigures, StepsOut, StepsIn)
        is_draft = obj is None or (obj.status != Role.Status.PUBLISHED and not obj.copy_of_id)
        with_all = is_draft and request.user.has_perm("careerguide.add_payfigure")
        return [inline for inline in self.inlines if with_all or inline not in aside]

    def may_delete(self, request, role):
        return not role.is_published and not role.copy_of_id

    def get_autocomplete_fields(self, request):
        return [name for name in super().get_autocomplete_fields(request) if name != "owner"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name != "owner":
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        return db_field.formfield(queryset=staff())

    def get_list_select_related(self, request):
        return [*super().get_list_select_related(request), "working_copy"]

    @admin.display(description="change in work")
    def change(self, role):
        copy = getattr(role, "working_copy", None)
        if copy is None:
            return ""
        return format_html('<a href="{}">{}</a>', form_of(copy), copy.get_status_display())

    @admin.display(description="plate")
    def plate(self, role):
        return role.code

    def view_on_site(self, role):
        return public_address(role)


@admin.register(OtherTitle)
class OtherTitleAdmin(PartAdmin):
    list_display = ["title", "role", "order"]
    list_filter = ["role__track", "role__level"]
    search_fields = ["title", "role__title"]
    ordering = ["title"]
    fields = ["role", "title", "order"]


@admin.register(OccupationCode)
class OccupationCodeAdmin(PartAdmin):
    anchor = "demand"
    list_display = ["code", "scheme", "title", "role", "is_primary"]
    list_filter = ["scheme", "is_primary", "role__track"]
    search_fields = ["code", "title", "role__title"]
    ordering = ["scheme", "code", "role"]
    fields = ["role", "scheme", "code", "title", "is_primary", "order"]
