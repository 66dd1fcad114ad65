"""What the search takes for the same word, in the admin."""

from django.contrib import admin

from careerguide.models import Synonym

from .base import ContentAdmin


@admin.register(Synonym)
class SynonymAdmin(ContentAdmin):
    list_display = ["word", "means"]
    search_fields = ["word", "means"]
    ordering = ["means", "word"]
    fields = ["word", "means"]
