"""Which titles of adverts count for which role, in the admin."""

from django.contrib import admin
from django.core.exceptions import ValidationError

from careerguide.models import TitleFamily, TitleRule

from .base import ContentAdmin, ContentForm, TabularParts, text_areas


class TitleRules(TabularParts):
    model = TitleRule
    classes = []
    fields = ["role", "level", "match"]


class TitleFamilyForm(ContentForm):
    def clean_titles(self):
        """Refuses a title of another family: an advert is counted once."""
        titles = self.cleaned_data["titles"]
        listed = TitleFamily(titles=titles).title_list
        for other in TitleFamily.objects.exclude(pk=self.instance.pk):
            if shared := set(listed) & set(other.title_list):
                raise ValidationError(
                    f"“{min(shared)}” is a title of the family {other.slug}: take it out of one of the two."
                )
        return titles


@admin.register(TitleFamily)
class TitleFamilyAdmin(ContentAdmin):
    form = TitleFamilyForm
    list_display = ["slug", "kind", "pooled_years"]
    list_filter = ["kind"]
    search_fields = ["slug", "titles"]
    ordering = ["slug"]
    fields = ["slug", "kind", "titles", "pooled_years"]
    formfield_overrides = text_areas(plain=8)
    inlines = [TitleRules]


@admin.register(TitleRule)
class TitleRuleAdmin(ContentAdmin):
    list_display = ["role", "family", "level", "match"]
    list_filter = ["match", "level", "role__track"]
    search_fields = ["role__title", "family__slug", "family__titles"]
    ordering = ["role", "match", "family"]
    fields = ["role", "family", "level", "match"]
