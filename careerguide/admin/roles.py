"""Roles in the admin: one form holds everything that a role page is made of."""

from django.contrib import admin

from careerguide.models import OccupationCode, OtherTitle, Role
from careerguide.tables import RoleTable

from .base import ContentAdmin, PartAdmin, TabularParts, public_address
from .pay import PayFigures, PayNotes
from .sections import FitPoints, Questions, Sections
from .skills import RoleSkills
from .tables import HasTable
from .transitions import StepsIn, StepsOut
from .where_used import Mergeable


class OtherTitles(TabularParts):
    model = OtherTitle
    fields = ["order", "title"]


class OccupationCodes(TabularParts):
    model = OccupationCode
    fields = ["scheme", "code", "title", "is_primary", "order"]


@admin.register(Role)
class RoleAdmin(HasTable, Mergeable, ContentAdmin):
    resource_classes = [RoleTable]
    list_display = ["title", "plate", "track", "level", "rung", "status", "written_on"]
    list_filter = ["status", "track", "level", "education"]
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
        (None, {"fields": ["title", "short_title", "slug", "lede", ("status", "written_on")]}),
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
