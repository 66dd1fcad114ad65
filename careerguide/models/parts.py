"""The rows that make up a role page, from many tables in one query whose SQL is made once in a process."""

import json
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from itertools import chain, repeat
from operator import attrgetter

from django.apps import apps
from django.db import connections, models
from django.db.models import Case, Count, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import JSONObject

from .pay import PayFigure, PayNote, Place, Projection
from .roles import OccupationCode, OtherTitle, Role
from .sections import FitPoint, Question, Section
from .skills import RoleSkill, Skill
from .sources import Source
from .transitions import Transition

# They stand in for the keys of a role, of the one that it is a working copy of, and of its track, until a query is asked.
ROLE, LIVE, TRACK = -1, -2, -3
# Those of the roles to be named besides those of the steps; and those of the skills by which related roles are found.
NEAR = range(-100, -130, -1)
SKILLS = range(-200, -230, -1)
# Rows in which related roles are looked for, so that a page costs the same however many roles there are; all of them today.
MOST_HOLDINGS = 125
# What a page shows of another role.
NAMED = ("id", "slug", "title", "short_title", "status", "copy_of_id", "track_id", "level_id", "rung")

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
        Q(pk__in=Role.with_copies.filter(pk=ROLE).values("outlook")) | Q(occupation_code=Projection.ALL_OCCUPATIONS)
    )
    section_sources = SectionSource.objects.filter(section__role=ROLE)
    sources = Source.objects.filter(
        Q(pk__in=section_sources.values("source"))
        | Q(pk__in=figures.values("source"))
        | Q(pk__in=projections.values("source"))
    )
    steps = Transition.objects.between_published().filter(Q(from_role=LIVE) | Q(to_role=LIVE))
    # Past the default manager here and below: no copy is published, and the index for lists would be read from end to end.
    others = Role.with_copies.published().filter(
        Q(pk__in=NEAR) | Q(pk__in=steps.values("from_role")) | Q(pk__in=steps.values("to_role"))
    )
    return [
        *(model.objects.filter(role=ROLE) for model in LISTS.values()),
        RoleSkill.objects.filter(role=ROLE),
        Skill.objects.filter(role_skills__role=ROLE),
        figures,
        Place.objects.filter(pk__in=figures.values("place")),
        projections,
        steps,
        others,
        section_sources,
        sources,
    ]


@cache
def statement(using: str) -> tuple[str, tuple]:
    """The query over all of them: rows of a model's label and one of its rows as JSON."""
    arms = [
        rows.order_by().values_list(
            Value(rows.model._meta.label),
            JSONObject(**{name: name for name in columns(rows.model)}),
        )
        for rows in querysets()
    ]
    return arms[0].union(*arms[1:], all=True).query.get_compiler(using).as_sql()


@cache
def related_statement(using: str) -> tuple[str, tuple]:
    """The query for the roles that share the most skills with one: how many they share, and their columns."""
    asking = RoleSkill.objects.filter(skill__in=SKILLS, role__status=Role.Status.PUBLISHED)
    holders = asking.order_by("skill_id", "role_id").values("role")[:MOST_HOLDINGS]
    # Counted for each of them apart: grouping by role would sort them with all their columns.
    mine = RoleSkill.objects.filter(role=ROLE).values("skill")
    shared = RoleSkill.objects.filter(role=OuterRef("pk"), skill__in=mine).order_by().values("role")
    rows = (
        Role.with_copies.published()
        .exclude(pk=LIVE)
        .filter(pk__in=holders)
        .annotate(
            shared=Subquery(shared.values(number=Count("pk"))), other_track=Case(When(track=TRACK, then=0), default=1)
        )
        .order_by("-shared", "other_track", "level__rank", "title")
        .values_list("shared", *columns(Role))[:4]
    )
    return rows.query.get_compiler(using).as_sql()


def ask(using: str, statement, keys: dict[int, int]) -> list[tuple]:
    """The rows of a statement, with the keys in the place of what stands in for them."""
    sql, wanted = statement(using)
    with connections[using].cursor() as cursor:
        cursor.execute(sql, [keys.get(value, value) for value in wanted])
        return cursor.fetchall()


def keys_for(stand_ins: range, keys: Sequence[int]) -> dict[int, int]:
    """As many keys as there are stand-ins; where there are fewer, 0 is the key of no row."""
    return dict(zip(stand_ins, chain(keys, repeat(0))))  # noqa: B905 - the keys have no end


def related(role, skills: Sequence[int]) -> list[Role]:
    """Published roles by the number of skills in common, as ``shared_skills``; same track first on a tie.

    They are looked for among the roles that ask for these skills (keys, at most as many as ``SKILLS``).
    """
    using = role._state.db
    keys = {ROLE: role.pk, LIVE: role.copy_of_id or role.pk, TRACK: role.track_id} | keys_for(SKILLS, skills)
    found = []
    for shared, *values in ask(using, related_statement, keys):
        other = Role.from_db(using, columns(Role), values)
        other.shared_skills = shared
        found.append(other)
    return found


@cache
def columns(model) -> list[str]:
    """The columns that are read of a model, in the order of its fields, which is how from_db takes them."""
    return [field.attname for field in model._meta.concrete_fields if model is not Role or field.attname in NAMED]


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
        if values.get(name) is not None:
            values[name] = read(values[name])
    # Not as they come: a JSONB of PostgreSQL has an order of its own.
    names = columns(model)
    return model.from_db(using, names, [values[name] for name in names])


class RoleParts:
    """The parts of a role, each with what it refers to, in the order of the page.

    ``skills``, ``figures``, ``projections``, ``steps`` (whose two roles are still to be set) and ``others`` (the roles of
    the steps and of the keys ``near``, at most as many as ``NEAR``); the lists of the role are then as good as prefetched.
    A working copy shows the figures and the steps of its role.
    """

    def __init__(self, role, near: Sequence[int] = ()):
        rows = self._fetch(role, near)
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
        self.steps, self.others = rows[Transition], rows[Role]

    def _fetch(self, role, near) -> dict[type, list]:
        using = role._state.db
        keys = {ROLE: role.pk, LIVE: role.copy_of_id or role.pk} | keys_for(NEAR, near)
        rows = defaultdict(list)
        for label, text in ask(using, statement, keys):
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
