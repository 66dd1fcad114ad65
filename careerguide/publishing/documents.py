"""A role with its parts as one plain document of text, numbers and keys: what is compared, kept and copied."""

import datetime

from django.db import models
from django.db.models import prefetch_related_objects

from careerguide.models import (
    FitPoint,
    OccupationCode,
    OtherTitle,
    PayNote,
    Question,
    Role,
    RoleSkill,
    Section,
)

# The parts that a working copy has of its own, by the name under which a role leads to them, in page order.
PARTS = {
    "sections": Section,
    "role_skills": RoleSkill,
    "fit_points": FitPoint,
    "questions": Question,
    "pay_notes": PayNote,
    "other_titles": OtherTitle,
    "occupation_codes": OccupationCode,
}
# What a role has besides, and is no content of its page.
ASIDE = {"id", "status"}


def own_fields(model) -> list[models.Field]:
    """The fields that hold the content of a row: not what ties it to its role, nor what is made from others."""
    return [f for f in model._meta.concrete_fields if f.serialize and f.name not in {*ASIDE, "role"}]


def lookups() -> list[str]:
    """Everything that ``document`` reads besides the row of the role."""
    found = [field.name for field in Role._meta.many_to_many]
    for name, model in PARTS.items():
        found += [f"{name}__{field.name}" for field in model._meta.many_to_many] or [name]
    # The skills of a role are named by their skills.
    return [*found, "role_skills__skill"]


def read_parts(*roles):
    """Reads all parts of the roles at once, for ``document`` and for what is done with the rows."""
    prefetch_related_objects(roles, *lookups())


def plain(value):
    return value.isoformat() if isinstance(value, datetime.date) else value


def row_document(row) -> dict:
    """The content of one row, its relations as primary keys."""
    values = {field.attname: plain(getattr(row, field.attname)) for field in own_fields(type(row))}
    return values | {field.name: related_keys(row, field) for field in row._meta.many_to_many}


def key_names(model) -> list[str]:
    """The columns that tell a part from the others of its kind on the same page."""
    return [model._meta.get_field(name.split(".")[0]).attname for name in model.NATURAL_KEY if name != "role.slug"]


def part_key(part) -> tuple:
    return tuple(getattr(part, name) for name in key_names(type(part)))


def document(role: Role) -> dict:
    """The content of a role as plain values; reads its parts unless they are read already."""
    read_parts(role)
    parts = {name: [row_document(part) for part in sorted(getattr(role, name).all(), key=part_key)] for name in PARTS}
    return row_document(role) | parts


def own_values(content: dict) -> dict:
    """The columns of a role in a document."""
    return {field.attname: content[field.attname] for field in own_fields(Role)}


def new_copy(live: Role, content: dict, **fields) -> Role:
    """Makes the working copy of a role, holding the content of a document."""
    copy = Role(**own_values(content), copy_of=live, status=Role.Status.DRAFT, **fields)
    copy.save(force_insert=True)
    add_content(copy, content)
    return copy


def refill(copy: Role, content: dict):
    """Makes a working copy hold the content of a document; its row stays."""
    for name, value in own_values(content).items():
        setattr(copy, name, value)
    copy.save()
    for field in Role._meta.many_to_many:
        getattr(copy, field.name).clear()
    for model in PARTS.values():
        model.objects.filter(role=copy).delete()
    add_content(copy, content)


def add_content(copy: Role, content: dict):
    """Adds the parts of a document to a working copy that has none."""
    for field in Role._meta.many_to_many:
        add_related(field, [(copy.pk, key) for key in content[field.name]])
    for name, model in PARTS.items():
        many = {field.name: field for field in model._meta.many_to_many}
        rows = [
            model(role=copy, **{key: value for key, value in part.items() if key not in many}) for part in content[name]
        ]
        model.objects.bulk_create(rows)
        for key, field in many.items():
            add_related(
                field, [(row.pk, other) for row, part in zip(rows, content[name], strict=True) for other in part[key]]
            )


def merged(base: dict, live: dict, copy: dict) -> tuple[dict, list[tuple[str, dict]]]:
    """A working copy with what has changed on the live page since ``base``, and what both have changed differently.

    Of the latter the copy keeps its own; they are named by the group of parts, or the field, and the row of the copy.
    """
    found, both = {}, []
    for name in base.keys() - PARTS.keys():
        found[name], is_disputed = chosen(base[name], live[name], copy[name])
        if is_disputed:
            both.append((name, copy))
    for name, model in PARTS.items():
        keys = key_names(model)
        rows = [{tuple(row[key] for key in keys): row for row in content[name]} for content in (base, live, copy)]
        found[name] = []
        for key in dict.fromkeys([*rows[2], *rows[1]]):
            row, is_disputed = chosen(*(of_key.get(key) for of_key in rows))
            if row is not None:
                found[name].append(row)
            if is_disputed:
                both.append((name, rows[2].get(key) or rows[1][key]))
    return found, both


def chosen(base, live, copy) -> tuple:
    """Which of two values to take, and whether both have moved away from the one they began with."""
    if copy == base or live == copy:
        return live, False
    return copy, live != base


def add_related(field, pairs):
    """Adds rows of a many-to-many field, given as (own key, other key), in one statement."""
    through = field.remote_field.through
    own, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    if pairs:
        through.objects.bulk_create(through(**{own: row, other: target}) for row, target in pairs)


def take_over(live: Role, copy: Role) -> Role:
    """Moves the content of a working copy into the place of its role, and leaves nothing of the copy.

    Both come with ``read_parts``. Parts are told by their natural keys, so those that stay keep their rows. Returns the
    role with its parts; it is not saved yet.
    """
    left = copy.pk
    for name in PARTS:
        take_over_parts(live, copy, name)
    # Who follows a link to the preview of what is published now is led to the page.
    copy.preview_links.all().update(role=live)
    for field in Role._meta.many_to_many:
        replace_related(field, [(live, copy)], [left])
    Role.with_copies.filter(pk=left).drop()
    copy.pk, copy.copy_of, copy.base = live.pk, None, None
    for part in parts_of(copy):
        part.role = copy
    return copy


def take_over_parts(live: Role, copy: Role, name: str):
    model = PARTS[name]
    before = {part_key(part): part for part in getattr(live, name).all()}
    after = {part_key(part): part for part in getattr(copy, name).all()}
    same = before.keys() & after.keys()
    if any(isinstance(rule, models.UniqueConstraint) and rule.condition for rule in model._meta.constraints):
        # What only one part may be cannot move from row to row: those rows are replaced.
        same = {key for key in same if row_document(before[key]) == row_document(after[key])}
    stale = [before[key].pk for key in before.keys() - same] + [after[key].pk for key in same]
    for field in model._meta.many_to_many:
        replace_related(field, [(before[key], after[key]) for key in same], stale)
    model.objects.filter(pk__in=stale).drop()
    changed, columns = [], set()
    for key in same:
        old, new = row_document(before[key]), row_document(after[key])
        if moved := {field.name for field in own_fields(model) if old[field.attname] != new[field.attname]}:
            changed.append(after[key])
            columns |= moved
        after[key].pk, after[key].role = before[key].pk, live
    if changed:
        model.objects.bulk_update(changed, columns)
    if added := [part.pk for key, part in after.items() if key not in same]:
        model.objects.filter(pk__in=added).update(role=live)


def replace_related(field, pairs, stale):
    """Gives the first row of each pair what the second is related to; what is stale loses its relations."""
    changed = [(old, new) for old, new in pairs if related_keys(old, field) != related_keys(new, field)]
    emptied = [*stale, *(old.pk for old, _ in changed)]
    if any(related_keys(row, field) for pair in pairs for row in pair):
        field.remote_field.through.objects.filter(**{f"{field.m2m_field_name()}__in": emptied}).delete()
    add_related(field, [(old.pk, key) for old, new in changed for key in related_keys(new, field)])


def related_keys(row, field) -> list[int]:
    return sorted(other.pk for other in getattr(row, field.name).all())


def parts_of(role: Role) -> list:
    """All parts of a role, which are read already."""
    return [part for name in PARTS for part in getattr(role, name).all()]
