"""Sources in the admin."""

from django.contrib import admin

from careerguide.models import Source

from .base import ContentAdmin


@admin.register(Source)
class SourceAdmin(ContentAdmin):
    list_display = ["title", "slug", "kind", "publisher", "release"]
    list_filter = ["kind", "licence"]
    search_fields = ["slug", "title", "publisher", "attribution"]
    ordering = ["slug"]
    fieldsets = [
        (None, {"fields": ["title", "slug", "kind", "publisher", "release", "url"]}),
        (
            "Licence",
            {"fields": ["licence", "licence_url", "attribution"], "description": "On which terms we may use it."},
        ),
        (
            "For careful readers",
            {"fields": ["counts", "weakness"], "description": "What the source counts, and what to hold against it."},
        ),
    ]
