"""The whole guide as tables, with a description of each column: a Frictionless data package, and one JSON document."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import models
from django.db.models import Count, Value
from django.urls import reverse

from careerguide.exports import neutralise
from careerguide.models import (
    AMOUNTS,
    Level,
    OtherTitle,
    PayFigure,
    Projection,
    Question,
    Role,
    RoleSkill,
    Section,
    Skill,
    SkillGrade,
    Source,
    Term,
    Track,
    Transition,
)
from careerguide.role_document import json_text, role_document, source_document
from careerguide.sharing import SITE_NAME, absolute

NAME = "careerguide"
LICENCE_NOTE = (
    "Figures and facts keep the licence of their source: the table “sources” holds it, with the line of attribution "
    "that goes with them. The guide’s own texts carry no open licence."
)
TYPES = {
    models.BooleanField: "boolean",
    models.DateField: "date",
    models.DecimalField: "number",
    models.IntegerField: "integer",
}


@dataclass(frozen=True)
class Table:
    """A table of the guide: its columns by name, each with the lookup that gives it, in an order that lasts.

    ``key`` names the columns that identify a row, where none of them may be empty; ``leads_to`` the tables that columns
    refer to by their slug.
    """

    name: str
    title: str
    rows_of: Callable[[], models.QuerySet]
    columns: dict[str, str]
    key: tuple[str, ...]
    leads_to: dict[str, str]

    def rows(self) -> Iterator[list]:
        """The rows as cells in the order of the columns; None for what is not known, or hidden of a pay figure."""
        names = list(self.columns)
        quality = names.index("quality") if "quality" in names else None
        for row in self.rows_of().values_list(*self.columns.values()):
            cells = [None if cell == "" else cell for cell in row]
            if quality is not None:
                for name in PayFigure.hidden(cells[quality]):
                    cells[names.index(name)] = None
            yield cells

    def records(self) -> list[dict]:
        """The rows as JSON has them."""
        return [dict(zip(self.columns, map(plain, row), strict=True)) for row in self.rows()]

    def field(self, lookup: str) -> models.Field:
        field, model = None, self.rows_of().model
        for part in lookup.split("__"):
            field = model._meta.get_field(part)
            model = field.related_model
        return field

    def schema(self) -> dict:
        """The table schema of the data package, made from the fields of the models."""
        columns = []
        for name, lookup in self.columns.items():
            field = self.field(lookup)
            what = next((kind for base, kind in TYPES.items() if isinstance(field, base)), "string")
            constraints = {"required": True} if name in self.key else {}
            if field.choices and not field.blank and "__" not in lookup and name != "grade":
                constraints["enum"] = [str(value) for value, _ in field.flatchoices]
            columns.append(
                {"name": name, "type": what, "description": str(field.help_text or field.verbose_name)}
                | ({"constraints": constraints} if constraints else {})
            )
        foreign = [
            {"fields": [column], "reference": {"resource": table, "fields": ["slug"]}}
            for column, table in self.leads_to.items()
        ]
        keys = {"primaryKey": list(self.key), "foreignKeys": foreign}
        return {"fields": columns} | {name: value for name, value in keys.items() if value}


def plain(value):
    if isinstance(value, str | int | None):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else float(value)


def same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


ROLE = {"role": "role__slug"}
TABLES = {
    table.name: table
    for table in (
        Table("sources", "Sources, with licence and attribution", Source.objects.all, same("slug", "kind", "title", "publisher", "release", "url", "licence", "licence_url", "attribution", "weakness"), ("slug",), {}),
        Table("tracks", "Career tracks", Track.objects.all, same("slug", "name", "short_name", "letter", "line"), ("slug",), {}),
        Table("levels", "Seniority levels", Level.objects.all, same("slug", "name", "rank", "summary"), ("slug",), {}),
        Table("skills", "Skills", Skill.objects.all, same("slug", "name", "category", "tier", "summary", "other_names", "taxonomy"), ("slug",), {}),
        Table("skill_grades", "What the four grades of a skill look like", SkillGrade.objects.order_by("skill__slug", "grade").all, {"skill": "skill__slug"} | same("grade", "meaning", "getting_there"), ("skill", "grade"), {"skill": "skills"}),
        Table("roles", "Roles", Role.objects.published().in_ladder_order, same("slug", "title", "short_title") | {"track": "track__slug", "level": "level__slug"} | same("rung", "lede", "reports_to", "years_min", "years_max", "years_basis", "education", "education_basis", "written_on"), ("slug",), {"track": "tracks", "level": "levels"}),
        Table("other_titles", "Other titles under which roles are advertised", lambda: of_published(OtherTitle).order_by("role__slug", "order", "title"), ROLE | same("title"), ("role", "title"), {"role": "roles"}),
        Table("sections", "Texts of the role pages", lambda: of_published(Section).order_by("role__slug", "kind"), ROLE | same("kind") | {"markdown": "body"} | same("basis", "gap_reason"), ("role", "kind"), {"role": "roles"}),
        Table("questions", "Questions and answers of the role pages", lambda: of_published(Question).order_by("role__slug", "order"), ROLE | same("slug", "question") | {"answer_markdown": "answer"}, ("role", "slug"), {"role": "roles"}),
        Table("role_skills", "The grade of a skill that a role asks for", lambda: of_published(RoleSkill).order_by("role__slug", "order"), ROLE | {"skill": "skill__slug"} | same("grade", "you_can", "basis"), ("role", "skill"), {"role": "roles", "skill": "skills"}),
        Table("transitions", "Steps from role to role", lambda: Transition.objects.between_published().order_by("from_role__slug", "to_role__slug"), {"from_role": "from_role__slug", "to_role": "to_role__slug"} | same("kind", "years_min", "years_max", "years_basis", "basis") | {"sentence_markdown": "sentence"}, ("from_role", "to_role"), {"from_role": "roles", "to_role": "roles"}),
        Table("pay_figures", "Pay figures as their sources give them; claims of articles are marked", lambda: of_published(PayFigure).order_by("role__slug", "place__order", "match", "source__slug", "period", "occupation_code", "label", "statistic"), ROLE | {"source": "source__slug", "place": "place__code"} | same("period", "match", "occupation_code", "label", "statistic", "currency", "unit", "pay_basis", "population", "included", "n", "n_unit", *AMOUNTS, "top_code", "p50_usd", "quality", "note"), (), {"role": "roles", "source": "sources"}),
        Table("projections", "Official projections of employment", Projection.objects.order_by("slug").all, same("slug") | {"source": "source__slug"} | same("occupation_code", "occupation", "period", "employed_from", "employed_to", "change_percent", "openings_per_year", "entry_education"), ("slug",), {"source": "sources"}),
        Table("glossary", "Words and what they mean here", Term.objects.order_by("slug").all, same("slug", "term") | {"definition_markdown": "definition"}, ("slug",), {}),
    )
}  # fmt: skip


def count_rows() -> dict[str, int]:
    """How many rows each table has, by its name, in one query."""
    counts = [
        table.rows_of()
        .order_by()
        .annotate(table=Value(table.name))
        .values("table")
        .annotate(Count("pk"))
        .values_list("table", "pk__count")
        for table in TABLES.values()
    ]
    return dict.fromkeys(TABLES, 0) | dict(counts[0].union(*counts[1:], all=True))


def of_published(model):
    return model.objects.filter(role__status=Role.Status.PUBLISHED)


def cells(table: Table) -> Iterator[list]:
    """The rows of a table for CSV: no cell is taken for a formula."""
    return ([neutralise(plain(cell)) for cell in row] for row in table.rows())


def package() -> dict:
    """The descriptor of the data package; paths are relative to its own address."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": NAME,
        "title": f"{SITE_NAME}: roles, skills and pay in AI and machine learning",
        "description": LICENCE_NOTE,
        "homepage": absolute(reverse("data")),
        "sources": [
            {"title": source.title} | ({"path": source.url} if source.url else {}) for source in Source.objects.all()
        ],
        "resources": [
            {
                "name": table.name,
                "title": table.title,
                "path": f"{table.name}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": table.schema(),
            }
            for table in TABLES.values()
        ],
    }


def guide_json() -> Iterator[str]:
    """The whole guide as one JSON document, part by part: the roles as their own JSON has them, and what they refer to."""
    shared = ("tracks", "levels", "skills", "skill_grades", "projections", "glossary")
    head = {
        "url": absolute("/"),
        "licence": LICENCE_NOTE,
        "sources": [source_document(source) for source in Source.objects.all()],
        **{name: TABLES[name].records() for name in shared},
        "roles": [],
    }
    yield json_text(head).removesuffix("]}")
    before = ""
    # A few roles at a time: the rows of ten thousand would fill the memory.
    for role in Role.objects.for_documents().iterator(chunk_size=100):
        yield before + json_text(role_document(role))
        before = ",\n"
    yield "]}"
