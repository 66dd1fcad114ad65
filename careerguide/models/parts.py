"""The rows that make up a role page, from many tables in one query whose SQL is made once in a process."""

import json
from collections import defaultdict
from decimal import Decimal
from functools import cache
from operator import attrgetter

from django.apps import apps
from django.db import connections, models
from django.db.models import Q, Value
from django.db.models.functions import JSONObject

from .pay import PayFigure, PayNote, Place, Projection, ProjectionQuerySet
from .roles import OccupationCode, OtherTitle, Role
from .sections import FitPoint, Question, Section
from .skills import RoleSkill, Skill
from .sources import Source
from .transitions import Transition

# They stand in for the keys of a role, and of the one that it is a working copy of, until the query is asked.
ROLE, LIVE = -1, -2

SectionSource = Section.sources.through
# What the role has as lists of its own, by the name of the relation.
LISTS = {
    "sections": Section,
    "other_titles": OtherTitle,
    "occupation_codes": OccupationCode,
    "fit_points": FitPoint,
    "questions": Question,
    "pay_notes": PayNote,
}


def querysets() -> list[models.QuerySet]:
    """What a role page shows besides the role itself and the names of other roles."""
    figures = PayFigure.objects.filter(role=LIVE, is_main=True)
    projections = Projection.objects.filter(
        Q(pk__in=Role.with_copies.filter(pk=ROLE).values("outlook"))
        | Q(occupation_code=ProjectionQuerySet.ALL_OCCUPATIONS)
    )
    section_sources = SectionSource.objects.filter(section__role=ROLE)
    sources = Source.objects.filter(
        Q(pk__in=section_sources.values("source"))
        | Q(pk__in=figures.values("source"))
        | Q(pk__in=projections.values("source"))
    )
    return [
        *(model.objects.filter(role=ROLE) for model in LISTS.values()),
        RoleSkill.objects.filter(role=ROLE),
        Skill.objects.filter(role_skills__role=ROLE),
        figures,
        Place.objects.filter(pk__in=figures.values("place")),
        projections,
        Transition.objects.between_published().filter(Q(from_role=LIVE) | Q(to_role=LIVE)),
        section_sources,
        sources,
    ]


@cache
def statement(using: str) -> tuple[str, tuple]:
    """The query over all of them: rows of a model's label and one of its rows as JSON."""
    arms = [
        rows.order_by().values_list(
            Value(rows.model._meta.label),
            JSONObject(**{field.attname: field.attname for field in rows.model._meta.concrete_fields}),
        )
        for rows in querysets()
    ]
    return arms[0].union(*arms[1:], all=True).query.get_compiler(using).as_sql()


@cache
def readers(model) -> dict:
    """How to read the columns that JSON has no form for."""
    found = {}
    for field in model._meta.concrete_fields:
        if isinstance(field, models.DecimalField):
            step = Decimal(1).scaleb(-field.decimal_places)
            found[field.attname] = lambda value, step=step: Decimal(str(value)).quantize(step)
        elif isinstance(field, models.BooleanField | models.DateField):
            found[field.attname] = field.to_python
    return found


def row_of(model, using: str, text: str):
    values = json.loads(text)
    for name, read in readers(model).items():
        if values[name] is not None:
            values[name] = read(values[name])
    # In the order of the model, which is how from_db takes them: a JSONB of PostgreSQL has an order of its own.
    names = [field.attname for field in model._meta.concrete_fields]
    return model.from_db(using, names, [values[name] for name in names])


class RoleParts:
    """The parts of a role, each with what it refers to, in the order of the page.

    ``skills``, ``figures``, ``projections`` and ``steps`` (whose two roles are still to be set); the lists of the role are
    then as good as prefetched. A working copy shows the figures and the steps of its role.
    """

    def __init__(self, role):
        rows = self._fetch(role)
        sources, places, skills = ({row.pk: row for row in rows[model]} for model in (Source, Place, Skill))
        for name, model in LISTS.items():
            order = [field for field in model._meta.ordering if field != "role"]
            keep(role, name, model, sorted(rows[model], key=attrgetter(*order)))
        cited = defaultdict(list)
        for row in rows[SectionSource]:
            cited[row.section_id].append(sources[row.source_id])
        for section in rows[Section]:
            keep(section, "sources", Source, sorted(cited[section.pk], key=attrgetter("slug")))
        for row in rows[RoleSkill]:
            row.role, row.skill = role, skills[row.skill_id]
        for row in rows[PayFigure]:
            row.source, row.place = sources[row.source_id], places[row.place_id]
        for row in rows[Projection]:
            row.source = sources[row.source_id]
        self.skills = sorted(rows[RoleSkill], key=lambda row: (row.order, row.skill.name))
        keep(role, "role_skills", RoleSkill, self.skills)
        self.figures = sorted(rows[PayFigure], key=attrgetter("label", "statistic"))
        self.figures.sort(key=attrgetter("period"), reverse=True)
        self.figures.sort(key=attrgetter("place.order", "match", "source.slug"))
        self.projections = sorted(rows[Projection], key=attrgetter("change_percent"), reverse=True)
        self.steps = rows[Transition]

    def _fetch(self, role) -> dict[type, list]:
        using = role._state.db
        sql, wanted = statement(using)
        keys = {ROLE: role.pk, LIVE: role.copy_of_id or role.pk}
        rows = defaultdict(list)
        with connections[using].cursor() as cursor:
            cursor.execute(sql, [keys.get(value, value) for value in wanted])
            for label, text in cursor.fetchall():
                model = apps.get_model(label)
                rows[model].append(row_of(model, using, text))
        return rows


def keep(instance, name: str, model, rows: list):
    """Has a relation of an instance answer with rows that are here already, as prefetch_related does."""
    found = model._base_manager.none()
    found._result_cache, found._prefetch_done = rows, True
    if not hasattr(instance, "_prefetched_objects_cache"):
        instance._prefetched_objects_cache = {}
    instance._prefetched_objects_cache[name] = found
