"""The text of role pages in the admin: sections, honest fit, questions."""

from django.contrib import admin
from django.db.models import Case, Value, When

from careerguide.models import FitPoint, Question, Section

from .base import PartAdmin, StackedParts, TabularParts, public_address, text_areas

PAGE_ORDER = Case(*[When(kind=kind, then=Value(place)) for place, kind in enumerate(Section.Kind.values)])


class Sections(StackedParts):
    model = Section
    fields = ["kind", "body", "basis", "sources", "gap_reason"]
    ordering = [PAGE_ORDER]


class FitPoints(TabularParts):
    model = FitPoint
    fields = ["kind", "order", "text"]
    formfield_overrides = text_areas(plain=2)


class Questions(StackedParts):
    model = Question
    fields = ["question", "slug", "answer", "order"]
    prepopulated_fields = {"slug": ["question"]}
    formfield_overrides = text_areas(markdown=6)


class HasText(admin.SimpleListFilter):
    """Sections with a text, or gaps that wait for one."""

    title = "text"
    parameter_name = "text"

    def lookups(self, request, model_admin):
        return [("yes", "Written"), ("no", "A gap")]

    def queryset(self, request, sections):
        match self.value():
            case "yes":
                return sections.exclude(body="")
            case "no":
                return sections.missing()


@admin.register(Section)
class SectionAdmin(PartAdmin):
    list_display = ["role", "kind", "is_written", "basis", "gap_reason"]
    list_filter = ["kind", HasText, "basis", "role__track", "role__status"]
    search_fields = ["role__title", "body", "gap_reason"]
    ordering = ["role", PAGE_ORDER]
    fields = ["role", "kind", "body", "basis", "sources", "gap_reason"]
    formfield_overrides = text_areas(markdown=24)

    @admin.display(description="written", boolean=True)
    def is_written(self, section):
        return bool(section.body)

    def view_on_site(self, section):
        return public_address(section.role, section.kind)


@admin.register(FitPoint)
class FitPointAdmin(PartAdmin):
    anchor = "fit"
    list_display = ["role", "kind", "order", "text"]
    list_filter = ["kind", "role__track"]
    search_fields = ["role__title", "text"]
    ordering = ["role", "kind", "order"]
    fields = ["role", "kind", "order", "text"]


@admin.register(Question)
class QuestionAdmin(PartAdmin):
    list_display = ["question", "role", "order"]
    list_filter = ["role__track", "role__level"]
    search_fields = ["question", "answer", "role__title"]
    ordering = ["role", "order"]
    fields = ["role", "question", "slug", "answer", "order"]
    prepopulated_fields = {"slug": ["question"]}
    formfield_overrides = text_areas(markdown=10)

    def view_on_site(self, question):
        return public_address(question.role, f"q-{question.slug}")
