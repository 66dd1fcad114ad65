"""Where a row of content stands: the pages that ask for it, rest on it, lead to it or speak of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db import models
from django.db.models import CharField, F, Q, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.urls import reverse

from careerguide.models import Content, Role, Section, Source

# What stands on no page besides the row's own: its parts, and the records of imports.
ASIDE = ""

# What a reference to a row means, in the words above the list of those that have one: the model and the field.
HEADINGS = {
    "FigureChange.place": ASIDE,
    "FigureChange.role": ASIDE,
    "FitPoint.role": ASIDE,
    "OccupationCode.role": ASIDE,
    "OtherTitle.role": ASIDE,
    "Page.sources": "Pages of text that rest on it",
    "PayFigure.pay_import": ASIDE,
    "PayFigure.place": "Roles with pay figures that hold there",
    "PayFigure.role": ASIDE,
    "PayFigure.source": "Roles with its pay figures",
    "PayImport.source": "Imports of its files",
    "PayNote.role": ASIDE,
    "PayNote.sources": "Roles with pay notes that rest on it",
    "PreviewLink.role": ASIDE,
    "Projection.source": "Official projections that it gives",
    "Question.role": ASIDE,
    "RetiredSlug.role": "Old addresses that lead to it",
    "RetiredSlug.skill": "Old addresses that lead to it",
    "RetiredSlug.source": "Old addresses that lead to it",
    "RetiredSlug.track": "Old addresses that lead to it",
    "Role.copy_of": ASIDE,
    "Role.education_sources": "Roles whose education rests on it",
    "Role.level": "Roles of this level",
    "Role.named_in": "Roles that it names",
    "Role.outlook": "Roles that show it",
    "Role.track": "Roles on this track",
    "Role.years_sources": "Roles whose years rest on it",
    "RoleSkill.role": ASIDE,
    "RoleSkill.skill": "Roles that ask for it",
    "Section.role": ASIDE,
    "Section.sources": "Roles with sections that rest on it",
    "Skill.sources": "Skills that it names",
    "SkillGrade.skill": ASIDE,
    "TitleRule.family": ASIDE,
    "TitleRule.role": "Families of titles whose adverts count for it",
    "Transition.from_role": "Steps onwards from it",
    "Transition.skills": "Steps to learn it for",
    "Transition.sources": "Steps that rest on it",
    "Transition.to_role": "Steps that lead to it",
}
# The parts that stand on the page of another row, by the field that leads to it.
SHOWN_WITH = dict.fromkeys(["FitPoint", "PayFigure", "PayNote", "Question", "RoleSkill", "Section"], "role")
SHOWN_WITH |= {"SkillGrade": "skill", "TitleRule": "family"}
CITED, LINKED = "Texts that cite it", "Texts that link to it"


@dataclass(frozen=True)
class Spot:
    """One page on which a row stands: whose page it is, what of it, and how many times."""

    row: Content
    details: tuple[str, ...]
    times: int

    def __str__(self):
        more = ", ".join(self.details) or (f"{self.times:,} times" if self.times > 1 else "")
        return f"{self.row}: {more}" if more else str(self.row)

    @property
    def admin_url(self) -> str:
        """Where staff find it."""
        return reverse(f"admin:careerguide_{self.row._meta.model_name}_change", args=[self.row.pk])

    @property
    def address(self) -> str:
        """Where readers see it; empty where they cannot."""
        owner = self.row.from_role if hasattr(self.row, "from_role") else self.row
        if not hasattr(owner, "get_absolute_url") or (isinstance(owner, Role) and owner.status != "published"):
            return ""
        return owner.get_absolute_url()


@dataclass
class Use:
    """The pages on which a row stands for one reason; ``protects`` where it cannot be deleted for that."""

    heading: str
    protects: bool = False
    spots: list[Spot] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """The reason with its number, such as “roles that ask for it: 31”."""
        return f"{self.heading[0].lower()}{self.heading[1:]}: {len(self.spots):,}"


def name_of(reference) -> str:
    """The model and the field of a reference, such as RoleSkill.skill."""
    return f"{reference.model.__name__}.{reference.name}"


def references(model) -> list:
    """Every foreign key and every many-to-many field, of any model, that leads to a model."""
    relations = [field for field in model._meta.get_fields(include_hidden=True) if field.auto_created]
    found = [r.field for r in relations if r.is_relation and not r.concrete and not r.related_model._meta.auto_created]
    return sorted(found, key=name_of)


def written_fields() -> Iterator[tuple[type[Content], str]]:
    """Every Markdown field of the content with its model."""
    for model in apps.get_app_config("careerguide").get_models():
        if issubclass(model, Content):
            yield from ((model, name) for name in sorted(model.markdown_fields()))


def marks(row) -> list[str]:
    """What a Markdown text that cites or links to a row holds."""
    address = row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""
    linked = [f"{address})" if "#" in address else address] if address else []
    return [f"[@{row.slug}]", *linked] if isinstance(row, Source) else linked


def holding(name: str, marks: list[str]) -> Q:
    """Rows whose text holds one of some marks, letter for letter."""
    condition = Q(pk__in=[])
    for mark in marks:
        condition |= Q(GreaterThan(StrIndex(F(name), Value(mark)), Value(0)))
    return condition


def owner_of(model) -> tuple[type[Content], str]:
    """Whose page shows the rows of a model, and the column that says which."""
    if model.__name__ not in SHOWN_WITH:
        return model, "pk"
    owner = model._meta.get_field(SHOWN_WITH[model.__name__])
    return owner.related_model, owner.attname


def found(model, condition, heading):
    """A query for (heading, model of the page, its key, what of it)."""
    owner, column = owner_of(model)
    detail = F("kind") if model is Section else Value("", output_field=CharField())
    return (
        model._base_manager.filter(condition)
        .order_by()
        .annotate(
            heading=Value(heading, output_field=CharField()),
            page=Value(owner.__name__, output_field=CharField()),
            page_pk=F(column),
            detail=detail,
        )
        .values_list("heading", "page", "page_pk", "detail")
    )


def queries(row) -> Iterator:
    for reference in references(type(row)):
        if heading := HEADINGS.get(name_of(reference), str(reference.model._meta.verbose_name_plural).capitalize()):
            yield found(reference.model, Q(**{reference.name: row}), heading)
    if wanted := marks(row):
        heading = CITED if isinstance(row, Source) else LINKED
        for model, name in written_fields():
            yield found(model, holding(name, wanted), heading)


def where_used(row) -> list[Use]:
    """The pages on which a row stands, reason by reason: one query for all of them and one for each kind of page."""
    first, *others = queries(row)
    hits: dict[str, dict[tuple, list[str]]] = {}
    for heading, owner, key, detail in first.union(*others, all=True):
        if (owner, key) == (type(row).__name__, row.pk):
            continue
        hits.setdefault(heading, {}).setdefault((owner, key), []).append(detail)
    pages = {(owner, key) for spots in hits.values() for owner, key in spots}
    rows = {}
    for owner in {owner for owner, _ in pages}:
        model = apps.get_model("careerguide", owner)
        related = [f.name for f in model._meta.concrete_fields if f.many_to_one and f.name.endswith("role")]
        known = model._base_manager.select_related(*related).in_bulk([key for name, key in pages if name == owner])
        rows |= {(owner, key): page for key, page in known.items()}
    protecting = {HEADINGS.get(name_of(r)) for r in references(type(row)) if protects(r)}
    labels = dict(Section.Kind.choices)
    return [
        Use(
            heading,
            heading in protecting,
            sorted(
                (
                    Spot(rows[page], tuple(dict.fromkeys(labels[d] for d in details if d)), len(details))
                    for page, details in spots.items()
                ),
                key=str,
            ),
        )
        for heading, spots in sorted(hits.items())
    ]


def protects(reference) -> bool:
    """Whether a row cannot be deleted while such a reference leads to it."""
    return reference.many_to_one and reference.remote_field.on_delete in (models.PROTECT, models.RESTRICT)
