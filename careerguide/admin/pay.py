"""Pay figures, pay notes, places and projections in the admin."""

from django.contrib import admin

from careerguide.models import PERCENTILES, PayFigure, PayNote, Place, Projection
from careerguide.tables import PayTable

from .base import ContentAdmin, ContentForm, PartAdmin, StackedParts, public_address, text_areas
from .tables import HasTable
from .where_used import WhereUsed

WITNESS = ["source", ("place", "period"), ("match", "quality"), ("occupation_code", "label"), "is_main"]
COUNTED = ["pay_basis", "population", "included", ("n", "n_unit"), "note"]
AMOUNT_ROWS = [("statistic", "currency", "unit"), PERCENTILES, ("mean", "low", "high"), ("top_code", "p50_usd")]


def figure_fieldsets(*first):
    """The fields of a pay figure; ``first`` stand before the others."""
    return [
        ("Whose figure it is", {"fields": [*first, *WITNESS]}),
        ("What was counted", {"fields": COUNTED}),
        (
            "Amounts",
            {
                "fields": AMOUNT_ROWS,
                "description": "Whole units, exactly as the source gives them. Leave empty what it does not give.",
            },
        ),
    ]


class FigureForm(ContentForm):
    """A figure whose amounts staff change no longer rests on the import that gave them."""

    RESTING = {"n", *PERCENTILES, "mean", "low", "high", "p50_usd", "top_code", "quality", "currency", "unit"}

    def _post_clean(self):
        super()._post_clean()
        if self.RESTING & set(self.changed_data):
            self.instance.pay_import = None


class PayFigures(StackedParts):
    model = PayFigure
    form = FigureForm
    fieldsets = figure_fieldsets()
    ordering = ["place__order", "match", "source__slug", "-period"]


class PayNotes(StackedParts):
    model = PayNote
    fields = [("kind", "order"), "text", "basis", "sources"]
    formfield_overrides = text_areas(markdown=3)


@admin.register(PayFigure)
class PayFigureAdmin(HasTable, ContentAdmin):
    resource_classes = [PayTable]
    form = FigureForm
    readonly_fields = ["pay_import"]
    list_display = ["role", "source_slug", "place", "period", "match", "label", "p50", "n", "quality"]
    list_filter = ["place", "quality", "match", "statistic", "pay_basis", "role__track", "source"]
    search_fields = ["role__title", "source__slug", "source__title", "label", "occupation_code"]
    ordering = ["role", "place__order", "source__slug", "-period"]
    fieldsets = [*figure_fieldsets("role"), ("Where it comes from", {"fields": ["pay_import"]})]

    def view_on_site(self, figure):
        return public_address(figure.role, "pay")

    @admin.display(description="source", ordering="source__slug")
    def source_slug(self, figure):
        return figure.source.slug


@admin.register(PayNote)
class PayNoteAdmin(PartAdmin):
    anchor = "pay"
    list_display = ["role", "kind", "order", "text", "basis"]
    list_filter = ["kind", "basis", "role__track"]
    search_fields = ["role__title", "text"]
    ordering = ["role", "kind", "order"]
    fields = ["role", "kind", "order", "text", "basis", "sources"]
    formfield_overrides = text_areas(markdown=4)


@admin.register(Place)
class PlaceAdmin(WhereUsed, ContentAdmin):
    list_display = ["name", "code", "order"]
    search_fields = ["name", "code"]
    ordering = ["order", "name"]
    fields = ["name", "code", "order"]


@admin.register(Projection)
class ProjectionAdmin(WhereUsed, ContentAdmin):
    list_display = ["occupation", "occupation_code", "period", "change_percent", "openings_per_year", "source"]
    list_filter = ["period", "source"]
    search_fields = ["occupation", "occupation_code", "slug"]
    ordering = ["occupation_code"]
    prepopulated_fields = {"slug": ["occupation", "period"]}
    fieldsets = [
        (None, {"fields": ["occupation", "occupation_code", "slug", "source", "period", "entry_education"]}),
        (
            "Numbers",
            {
                "fields": [("employed_from", "employed_to"), ("change_percent", "openings_per_year")],
                "description": "As published: people, not thousands.",
            },
        ),
    ]
