"""Sources in the admin."""

from django.contrib import admin
from django.db import models

from careerguide.models import Source

from .base import ContentAdmin, text_areas
from .where_used import Mergeable


@admin.register(Source)
class SourceAdmin(Mergeable, ContentAdmin):
    list_display = ["title", "slug", "kind", "publisher", "release"]
    list_filter = ["kind", "licence"]
    search_fields = ["slug", "title", "publisher", "attribution"]
    ordering = ["slug"]
    # An address typed without its scheme is one of https.
    formfield_overrides = text_areas() | {models.URLField: {"assume_scheme": "https"}}
    fieldsets = [
        (None, {"fields": ["title", "slug", "kind", "publisher", "release", "newer_release", "url"]}),
        (
            "Licence",
            {"fields": ["licence", "licence_url", "attribution"], "description": "On which terms we may use it."},
        ),
        (
            "For careful readers",
            {"fields": ["counts", "weakness"], "description": "What the source counts, and what to hold against it."},
        ),
    ]
