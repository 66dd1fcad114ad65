"""Pages of text and glossary terms in the admin."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import resolve, reverse

from careerguide.models import Page, Term

from .base import ContentAdmin, ContentForm, text_areas
from .where_used import Mergeable, WhereUsed


class PageForm(ContentForm):
    def clean_slug(self):
        """Refuses the address of another page of the site, where readers would never see this one."""
        slug = self.cleaned_data["slug"]
        address = reverse("page_detail", args=[slug])
        if resolve(address).url_name != "page_detail":
            raise ValidationError(f"{address} is another page of the site: choose another name.")
        return slug


@admin.register(Page)
class PageAdmin(WhereUsed, ContentAdmin):
    form = PageForm
    list_display = ["title", "slug", "basis", "written_on"]
    list_filter = ["basis"]
    search_fields = ["title", "slug", "lede", "body"]
    ordering = ["title"]
    prepopulated_fields = {"slug": ["title"]}
    formfield_overrides = text_areas(markdown=30)
    fieldsets = [
        (None, {"fields": ["title", "slug", "lede", "body", "written_on"]}),
        ("What it rests on", {"fields": ["basis", "sources"], "description": "Readers see it under the text."}),
    ]


@admin.register(Term)
class TermAdmin(Mergeable, ContentAdmin):
    list_display = ["term", "slug"]
    search_fields = ["term", "slug", "definition"]
    fields = ["term", "slug", "definition"]
    ordering = ["term"]
    prepopulated_fields = {"slug": ["term"]}
    formfield_overrides = text_areas(markdown=6)
