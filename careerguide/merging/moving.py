"""Rows that lead to one row are given to another, and what becomes of a row when the other one has such a row already."""

from collections.abc import Callable

from django.db import models

from careerguide.models import (
    NUMBERS,
    Content,
    OccupationCode,
    PayFigure,
    Projection,
    RoleSkill,
    content_changed,
)
from careerguide.where_used import HEADINGS, name_of

from .report import MergeError, Report

# What two figures have to agree in, to be one.
TOLD = (*NUMBERS, "currency", "unit")


def move_rows(reference, old, new, report: Report):
    """Gives the rows of a foreign key to the other row, after settling those that it has already."""
    rows = reference.model._base_manager
    settled = {}
    for rule in rules_on(reference):
        keys = [reference.model._meta.get_field(name).attname for name in rule.fields if name != reference.name]
        candidates = rows.filter(rule.condition) if rule.condition else rows

        def key_of(row, keys=keys):
            return tuple(getattr(row, key) for key in keys)

        standing = {key_of(row): row for row in candidates.filter(**{reference.name: new})}
        for row in candidates.filter(**{reference.name: old}).order_by("pk"):
            if other := standing.get(key_of(row)):
                sentence = SETTLED[rule.name](row, other)
                settled[sentence] = settled.get(sentence, 0) + 1
    moved = rows.filter(**{reference.name: old}).update(**{reference.name: new})
    tell(reference, moved, settled, report)


def rules_on(reference) -> list:
    """The unique constraints that a moved row could break: those with a condition first, for they change rows."""
    unique = [rule for rule in reference.model._meta.constraints if isinstance(rule, models.UniqueConstraint)]
    return sorted((rule for rule in unique if reference.name in rule.fields), key=lambda rule: rule.condition is None)


def move_many(reference, old, new, report: Report):
    """Gives the links of a many-to-many field to the other row; where both are linked already, one link stays."""
    links = reference.remote_field.through._base_manager
    owner, target = reference.m2m_field_name(), reference.m2m_reverse_field_name()
    both = links.filter(**{target: old, f"{owner}__in": links.filter(**{target: new}).values(owner)})
    twice = both.count()
    both.delete()
    moved = links.filter(**{target: old}).update(**{target: new})
    content_changed(links.db)
    tell(reference, moved, {"name both and now name one": twice} if twice else {}, report)


def tell(reference, moved: int, settled: dict[str, int], report: Report):
    if not moved and not settled:
        return
    heading = HEADINGS[name_of(reference)] or reference.model._meta.verbose_name_plural.capitalize()
    parts = [f"{moved:,} move{'' if moved != 1 else 's'}"] if moved else []
    parts += [f"{number:,} {sentence}" for sentence, number in settled.items()]
    report.moved.append(f"{heading}: {'; '.join(parts)}.")


# What becomes of a row when the other one has such a row already; each says so, as the end of a sentence.


def keep_standing(going: Content, standing: Content) -> str:
    going.delete()
    return "stand there already: those of the page that stays are kept"


def keep_higher_grade(going: RoleSkill, standing: RoleSkill) -> str:
    """The higher grade stays, with the sentence that was written for it."""
    if going.grade > standing.grade:
        standing.grade, standing.you_can, standing.basis = going.grade, going.you_can, going.basis
        standing.save()
    going.delete()
    return "have both: the higher grade is kept"


def unmark_closest(going: OccupationCode, standing: OccupationCode) -> str:
    going.is_primary = False
    going.save()
    return "no longer the closest of their classification"


def keep_one_closest(going: PayFigure, standing: PayFigure) -> str:
    group = ("occupation_code", "label", "statistic")
    if all(getattr(going, name) == getattr(standing, name) for name in group):
        return keep_equal_figure(going, standing)
    going.match = PayFigure.Match.OCCUPATION_ALTERNATE
    going.save()
    return "become figures of another official occupation"


def keep_equal_figure(going: PayFigure, standing: PayFigure) -> str:
    """No amount is ever lost by a merge: of two that say the same one stays, two that differ are refused."""
    if any(getattr(going, name) != getattr(standing, name) for name in TOLD):
        raise MergeError(
            f"Both have the pay figure “{standing}”, with different amounts: correct or delete one of the two first."
        )
    going.delete()
    return "stand there already with the same amounts"


def refuse_projection(going: Projection, standing: Projection) -> str:
    raise MergeError(f"Both give the projection “{standing}”: delete one of the two first.")


# By the unique constraint that the two rows would break together.
SETTLED: dict[str, Callable[[Content, Content], str]] = {
    "one_anchor_per_question": keep_standing,
    "one_figure_per_identity": keep_equal_figure,
    "one_fit_point_per_place": keep_standing,
    "one_grade_per_role_and_skill": keep_higher_grade,
    "one_occupation_code_per_role": keep_standing,
    "one_other_title_per_role": keep_standing,
    "one_pay_note_per_place": keep_standing,
    "one_primary_occupation_per_scheme": unmark_closest,
    "one_primary_occupation_per_source": keep_one_closest,
    "one_projection_per_occupation": refuse_projection,
    "one_section_of_a_kind_per_role": keep_standing,
    "one_text_per_skill_and_grade": keep_standing,
    "one_title_rule_per_role": keep_standing,
    "one_transition_per_pair": keep_standing,
}
