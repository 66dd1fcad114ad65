"""Retired addresses in the admin: where old links to roles, tracks, skills and sources lead."""

from django.contrib import admin

from careerguide.models import RetiredSlug

from .base import ContentAdmin


@admin.register(RetiredSlug)
class RetiredSlugAdmin(ContentAdmin):
    list_display = ["slug", "kind", "leads_to"]
    list_filter = ["kind"]
    search_fields = ["slug", "role__title", "track__name", "skill__name", "source__title"]
    ordering = ["kind", "slug"]
    fieldsets = [
        (
            None,
            {
                "fields": ["kind", "slug"],
                "description": "An entry is made by itself when the name in an address changes, and when its row "
                "is merged into another or deleted.",
            },
        ),
        (
            "Leads to",
            {"fields": ["role", "track", "skill", "source"], "description": "One of them, or none when it is gone."},
        ),
    ]

    @admin.display(description="leads to")
    def leads_to(self, retired):
        return retired.successor or "gone for good"
