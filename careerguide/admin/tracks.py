"""Tracks and seniority levels in the admin."""

from django.contrib import admin

from careerguide.models import Level, Track

from .base import ContentAdmin
from .where_used import Mergeable, WhereUsed


@admin.register(Track)
class TrackAdmin(Mergeable, ContentAdmin):
    list_display = ["name", "short_name", "letter", "order", "line"]
    search_fields = ["name", "short_name", "slug", "line"]
    ordering = ["order", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [
        (None, {"fields": ["name", "short_name", "slug", "line"]}),
        ("On the map", {"fields": [("letter", "order")]}),
        (
            "Text of the track’s page",
            {
                "fields": ["introduction", "rungs", "changes", "suits"],
                "description": "Leave a text empty when there is nothing true to say yet.",
            },
        ),
    ]


@admin.register(Level)
class LevelAdmin(WhereUsed, ContentAdmin):
    list_display = ["name", "short_name", "rank", "summary"]
    search_fields = ["name", "short_name", "slug"]
    fields = ["name", "short_name", "slug", "rank", "summary"]
    ordering = ["rank"]
    prepopulated_fields = {"slug": ["name"]}
