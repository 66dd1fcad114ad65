"""Steps from role to role in the admin."""

from django.contrib import admin
from django.urls import path

from careerguide.models import Transition
from careerguide.tables import TransitionTable

from .base import ContentAdmin, StackedParts, text_areas
from .paths import graph_view
from .tables import HasTable

STEP = [("kind", "years_min", "years_max", "years_basis"), "skills", "sentence", ("basis", "basis_note"), "sources"]


class StepsOut(StackedParts):
    model = Transition
    fk_name = "from_role"
    verbose_name = "step onwards"
    verbose_name_plural = "steps onwards"
    fields = ["to_role", *STEP]
    ordering = ["kind", "to_role"]
    formfield_overrides = text_areas(markdown=3)


class StepsIn(StackedParts):
    model = Transition
    fk_name = "to_role"
    verbose_name = "step here"
    verbose_name_plural = "steps here"
    fields = ["from_role", *STEP]
    ordering = ["kind", "from_role"]
    formfield_overrides = text_areas(markdown=3)


@admin.register(Transition)
class TransitionAdmin(HasTable, ContentAdmin):
    resource_classes = [TransitionTable]
    list_display = ["from_role", "to_role", "kind", "years", "basis"]
    list_display_links = ["from_role", "to_role"]
    list_filter = ["kind", "basis", "from_role__track", "to_role__track"]
    search_fields = ["from_role__title", "to_role__title", "sentence"]
    ordering = ["from_role", "to_role"]
    formfield_overrides = text_areas(markdown=3)
    fieldsets = [
        (None, {"fields": [("from_role", "to_role"), "kind", "sentence", "skills"]}),
        ("Years", {"fields": [("years_min", "years_max", "years_basis")]}),
        ("What the step rests on", {"fields": ["basis", "basis_note", "sources"]}),
    ]

    @admin.display(ordering="years_min")
    def years(self, step):
        return f"{step.years_min} to {step.years_max}"

    def get_urls(self):
        view = self.admin_site.admin_view(graph_view)
        return [
            path("graph/", view, {"admin_site": self.admin_site}, name="careerguide_transition_graph"),
            *super().get_urls(),
        ]
