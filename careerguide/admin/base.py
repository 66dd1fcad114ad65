"""What every form and list of the admin shares: relations found by typing, few queries, refusals in sentences."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import (
    AdminTextareaWidget,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.db.models import Case, When
from django.forms.utils import ErrorDict
from django.urls import reverse
from django.utils.text import capfirst

from careerguide.models import Basis, MarkdownField

from .editing import DraftParts, FindsCopies
from .presence import ShowsWhoIsHere
from .stale import RefusesStale
from .writing import KeepsUnsaved, MarkdownText, MarkdownWidget


class LoadedLabels:
    """Labels the chosen rows from those that the form's row has loaded; Django's widget asks once for each field."""

    loaded = ()

    def optgroups(self, name, value, attrs=None):
        labels = {str(row.pk): self.choices.field.label_from_instance(row) for row in self.loaded}
        chosen = [pk for pk in value if pk]
        if not chosen or not labels.keys() >= set(chosen):
            return super().optgroups(name, value, attrs)
        options = [] if self.is_required or self.allow_multiple_selected else [("", "")]
        options += [(pk, labels[pk]) for pk in chosen]
        return [(None, [self.create_option(name, *option, chosen, i) for i, option in enumerate(options)], 0)]

    def build_attrs(self, *args, **kwargs):
        # The list of choices opens inside the page's main part and not behind its end, outside every landmark.
        return super().build_attrs(*args, **kwargs) | {"data-dropdown-parent": "#content"}

    @property
    def media(self):
        # Names for those who cannot see: Select2 gives its fields none. Deferred, so that it comes after Select2.
        return super().media + forms.Media(js=[forms.Script("js/admin/choices.js", defer=True)])


class FindOne(LoadedLabels, AutocompleteSelect):
    pass


class FindSeveral(LoadedLabels, AutocompleteSelectMultiple):
    def build_attrs(self, *args, **kwargs):
        # Every choice has a cross of its own; the one for all would stand in the list without being an item of it.
        return super().build_attrs(*args, **kwargs) | {"data-allow-clear": "false"}


def loaded_rows(instance, relation):
    """The rows that a relation of ``instance`` leads to, as far as they are loaded; asks the database nothing."""
    if relation.many_to_many:
        return getattr(instance, "_prefetched_objects_cache", {}).get(relation.name, ())
    row = relation.get_cached_value(instance, default=None)
    return () if row is None else (row,)


class ContentForm(forms.ModelForm):
    """A form of one row of content."""

    # Whether it stands in the form of another row, with others of its kind.
    is_part = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = field.widget.widget if isinstance(field.widget, RelatedFieldWidgetWrapper) else field.widget
            if isinstance(widget, LoadedLabels):
                widget.loaded = loaded_rows(self.instance, self.instance._meta.get_field(name))

    def full_clean(self):
        """As Django's; a part that is left as it is stands in the database as it is, and is not looked at again."""
        if not (self.is_part and self.is_bound and self.instance.pk) or self.has_changed():
            return super().full_clean()
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data = {name: self.get_initial_for_field(field, name) for name, field in self.fields.items()}

    def clean(self):
        """Refuses “sourced” without a source, for every basis that has sources beside it."""
        cleaned = super().clean()
        for name in [name for name in self.fields if name.endswith("basis")]:
            sources = f"{name.removesuffix('basis')}sources"
            is_sourced = sources in self.fields and self.cleaned_data.get(name) == Basis.SOURCED
            if is_sourced and sources not in self.errors and not self.cleaned_data.get(sources):
                self.add_error(sources, "It is said to be sourced: name a source, or choose another basis.")
        return cleaned

    def _post_clean(self):
        super()._post_clean()
        # A row that clean() refuses as a whole is refused by its constraint as well: the first sentence is enough.
        if refusals := self.errors.get(NON_FIELD_ERRORS):
            del refusals.data[1:]


class PartFormSet(forms.BaseInlineFormSet):
    """The parts of one row, as they will be together: Django looks at each by itself."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.is_part = True
        if self.can_delete and form.instance.pk:
            form.fields["DELETE"].widget.attrs["aria-label"] = f"Delete {form.instance}"

    def unique_constraints(self):
        return [rule for rule in self.model._meta.constraints if isinstance(rule, models.UniqueConstraint)]

    def clean(self):
        """Refuses what only one part may be, such as the closest occupation of a classification."""
        super().clean()
        parts = [form.instance for form in self.forms if form.is_valid() and form not in self.deleted_forms]
        for rule in self.unique_constraints():
            if rule.condition:
                attributes = [self.model._meta.get_field(name).attname for name in rule.fields]
                keys = [tuple(getattr(part, a) for a in attributes) for part in parts if meets(rule.condition, part)]
                if len(keys) > len(set(keys)):
                    raise ValidationError(rule.get_violation_error_message())

    def get_unique_error_message(self, unique_check):
        for rule in self.unique_constraints():
            if set(rule.fields) == set(unique_check):
                return rule.get_violation_error_message()
        return super().get_unique_error_message(unique_check)

    def save_existing_objects(self, commit=True):
        # Saved one after the other, two parts could not swap their positions: in between, both would stand in one
        # place. So parts that change what tells them apart leave first and come back with the keys they had.
        telling = {name for rule in self.unique_constraints() for name in names_in(rule)}
        leaving = [form for form in self.initial_forms if telling & set(form.changed_data)] + self.deleted_forms
        if commit and leaving:
            self.model.objects.filter(pk__in=[form.instance.pk for form in leaving]).delete()
        return super().save_existing_objects(commit)


def names_in(rule) -> set[str]:
    """The fields that a unique constraint looks at."""
    return {*rule.fields, *(rule.condition.referenced_base_fields if rule.condition else ())}


def meets(condition, part) -> bool:
    return condition.check({name: getattr(part, name) for name in condition.referenced_base_fields})


def text_areas(markdown=16, plain=3) -> dict:
    """``formfield_overrides`` with the number of lines that Markdown and plain texts show at first."""
    tall = {"class": "vLargeTextField tall"} if markdown > 10 else {}
    return {
        MarkdownField: {"form_class": MarkdownText, "widget": MarkdownWidget(attrs={"rows": markdown, **tall})},
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": plain})},
    }


class Relations:
    """For forms and inlines: every relation is found by typing, and its rows come with the row itself."""

    form = ContentForm
    formfield_overrides = text_areas()

    def foreign_keys(self) -> list[str]:
        return [field.name for field in self.opts.concrete_fields if field.many_to_one and field.editable]

    def several(self) -> list[str]:
        return [field.name for field in self.opts.many_to_many]

    def get_autocomplete_fields(self, request):
        return self.foreign_keys() + self.several()

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, forms.DateField):
            field.error_messages["invalid"] = "Write the date as 31/01/2027 or 2027-01-31."
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # To add or to correct what a field leads to belongs here; to delete it does not.
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs["widget"] = FindOne(db_field, self.admin_site, using=kwargs.get("using"))
        kwargs["help_text"] = db_field.help_text or "Type to find it."
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs["widget"] = FindSeveral(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class ContentAdmin(KeepsUnsaved, Relations, ShowsWhoIsHere, RefusesStale, FindsCopies):
    """A model of content: its list and its form."""

    list_per_page = 50
    save_on_top = True

    def get_list_select_related(self, request):
        return self.foreign_keys()

    def get_search_results(self, request, queryset, search_term):
        """As Django's; those who type a name into a form are offered what begins with it before what speaks of it."""
        rows, may_repeat = super().get_search_results(request, queryset, search_term)
        term = search_term.strip()
        if term and request.path == reverse(f"{self.admin_site.name}:autocomplete"):
            name = self.search_fields[0]
            begins, holds = When(**{f"{name}__istartswith": term}, then=0), When(**{f"{name}__icontains": term}, then=1)
            rows = rows.order_by(Case(begins, holds, default=2), *self.get_ordering(request))
        return rows, may_repeat


class PartAdmin(DraftParts, ContentAdmin):
    """A part of a role: staff find it here, readers see it on the role's page."""

    anchor = ""

    def view_on_site(self, part):
        return public_address(part.role, self.anchor)


class Parts(Relations):
    """The parts of a row in its form, folded until staff open them."""

    formset = PartFormSet
    extra = 0
    classes = ["collapse"]

    def get_queryset(self, request):
        parts = super().get_queryset(request).select_related(*self.foreign_keys()).prefetch_related(*self.several())
        # While a form is saved, nothing else writes its parts.
        saving = request.method == "POST" and transaction.get_connection().in_atomic_block
        return parts.select_for_update(of=("self",), no_key=True) if saving else parts


class StackedParts(Parts, admin.StackedInline):
    show_change_link = True


class TabularParts(Parts, admin.TabularInline):
    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:
            # The head of the column names it to the eye alone.
            field.widget.attrs["aria-label"] = capfirst(field.label)
        return field


def public_address(role, anchor="") -> str | None:
    """Where readers see a role or a part of it; None while the role is a draft."""
    if role.status != role.Status.PUBLISHED:
        return None
    return f"{role.get_absolute_url()}#{anchor}" if anchor else role.get_absolute_url()
