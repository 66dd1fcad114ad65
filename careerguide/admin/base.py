"""What every form and list of the admin shares: relations found by typing, few queries, room for Markdown."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import (
    AdminTextareaWidget,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.db import models

from careerguide.models.base import MarkdownField

admin.site.site_header = "Careerguide"
admin.site.site_title = "Careerguide admin"
admin.site.index_title = "Content"


class LoadedLabels:
    """Labels the chosen rows from those that the form's row holds already; Django asks once for each field."""

    loaded = ()

    def optgroups(self, name, value, attr=None):
        labels = {str(row.pk): self.choices.field.label_from_instance(row) for row in self.loaded}
        chosen = [pk for pk in value if pk]
        if not chosen or not labels.keys() >= set(chosen):
            return super().optgroups(name, value, attr)
        options = [] if self.is_required or self.allow_multiple_selected else [("", "")]
        options += [(pk, labels[pk]) for pk in chosen]
        return [(None, [self.create_option(name, *option, chosen, i) for i, option in enumerate(options)], 0)]


class FindOne(LoadedLabels, AutocompleteSelect):
    pass


class FindSeveral(LoadedLabels, AutocompleteSelectMultiple):
    pass


def loaded_relation(instance, field):
    """The rows that a relation of ``instance`` leads to, as far as they are loaded; asks the database nothing."""
    if field.many_to_many:
        return getattr(instance, "_prefetched_objects_cache", {}).get(field.name, ())
    row = field.get_cached_value(instance, default=None)
    return () if row is None else (row,)


class ContentForm(forms.ModelForm):
    """Hands each relation's widget the rows that are loaded, and never says one thing twice."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = field.widget.widget if isinstance(field.widget, RelatedFieldWidgetWrapper) else field.widget
            if isinstance(widget, LoadedLabels):
                widget.loaded = loaded_relation(self.instance, self._meta.model._meta.get_field(name))

    def validate_constraints(self):
        # What clean() refuses for the whole row, a constraint refuses as well.
        if not self.non_field_errors():
            super().validate_constraints()


class Relations:
    """For forms on their own and inlines: every relation is found by typing and loaded with its row."""

    form = ContentForm
    formfield_overrides = {
        MarkdownField: {"widget": AdminTextareaWidget(attrs={"class": "vLargeTextField markdown", "rows": 16})},
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})},
    }

    def foreign_keys(self) -> list[str]:
        return [field.name for field in self.opts.concrete_fields if field.many_to_one]

    def several(self) -> list[str]:
        return [field.name for field in self.opts.many_to_many]

    def get_autocomplete_fields(self, request):
        return self.foreign_keys() + self.several()

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs["widget"] = FindOne(db_field, self.admin_site, using=kwargs.get("using"))
        kwargs["help_text"] = db_field.help_text or "Type to find it."
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs["widget"] = FindSeveral(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class ContentAdmin(Relations, admin.ModelAdmin):
    """A model of content on its own."""

    list_per_page = 50
    save_on_top = True

    def get_list_select_related(self, request):
        return self.foreign_keys()


class PartAdmin(ContentAdmin):
    """A part of a role: staff find it here, readers see it on the role's page."""

    anchor = ""

    def view_on_site(self, part):
        return public_address(part.role, self.anchor)


class PartInline(Relations):
    """Parts in the form of what they belong to, closed until staff open them."""

    extra = 0
    classes = ["collapse"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(*self.foreign_keys()).prefetch_related(*self.several())


class StackedParts(PartInline, admin.StackedInline):
    show_change_link = True


class TabularParts(PartInline, admin.TabularInline):
    pass


def public_address(role, anchor: str = "") -> str | None:
    """Where readers see a role or a part of it; None while the role is a draft."""
    if role.status != role.Status.PUBLISHED:
        return None
    return f"{role.get_absolute_url()}#{anchor}" if anchor else role.get_absolute_url()


def several_lines(field: str, rows: int) -> dict:
    """Widgets for ``formfield_overrides`` of a form whose Markdown texts are short."""
    return {}
