"""The list of skills and the page of one skill."""

from collections import Counter
from typing import NamedTuple

from django.urls import reverse

from careerguide.cache import public_page
from careerguide.cards import skill_card
from careerguide.models import MOST_HOLDERS, Grade, RoleSkill, Skill
from careerguide.reference import Reference, reference
from careerguide.rendering import render_page
from careerguide.sharing import description, title
from careerguide.structured_data import breadcrumbs, item_list, script
from careerguide.views.errors import moved_or_gone

# Roles of one grade on the page of a skill; a list has the others.
MOST_OF_A_GRADE = 12


@public_page
def skill_list(request):
    holders, skills = reference(request.content_version).holders, list(Skill.objects.for_list())
    for skill in skills:
        skill.role_count = holders[skill.pk]
    groups = [
        {"category": category, "skills": [skill for skill in skills if skill.category == category]}
        for category in Skill.Category
    ]
    context = {
        "groups": [group for group in groups if group["skills"]],
        "skill_count": len(skills),
        "structured_data": script(item_list("Skills", [skill for group in groups for skill in group["skills"]])),
    }
    return render_page(request, "skills/list.html", context=context)


@public_page
def skill_detail(request, slug):
    skill = Skill.objects.for_page().filter(slug=slug).first()
    if skill is None:
        return moved_or_gone(request, Skill, slug)
    known = reference(request.content_version)
    asked = asked_of(skill, known)
    count, needs = len(asked), first_of_grades(asked, known)
    context = {
        "skill": skill,
        "grades": skill.grades.all(),
        "levels": known.levels,
        "grid": needs_grid(asked, known),
        "by_grade": by_grade(asked, needs),
        "role_count": count,
        "goes_with": Skill.objects.going_with(skill),
        "looked_at": min(count, MOST_HOLDERS),
        "title": title(f"{skill.name}: the four grades and who needs it", f"{skill.name}: who needs it", skill.name),
        "description": description(
            skill.summary,
            f"{skill.name}: needed in {count:,} role{'' if count == 1 else 's'}.",
            "What it looks like at each of four grades, and which roles ask for which.",
        ),
        "card": skill_card(skill, count),
        "structured_data": script(
            item_list(f"Roles that need {skill.name}", [need.role for need in needs]),
            breadcrumbs(("Skills", reverse("skill_list")), (skill.name, skill.get_absolute_url())),
        ),
    }
    return render_page(request, "skills/detail.html", context=context)


class Asked(NamedTuple):
    """That a role asks for a skill: its place in ladder order, its track and level, the grade, and where that stands (keys)."""

    place: int
    track: int
    level: int
    grade: int
    need: int


def asked_of(skill: Skill, known: Reference) -> list[Asked]:
    """The published roles that ask for a skill, in ladder order: plain numbers, because thousands may."""
    rows = RoleSkill.objects.filter(skill=skill).order_by().values_list("role_id", "grade", "pk")
    return sorted(Asked(*known.standing[role], grade, need) for role, grade, need in rows if role in known.standing)


def first_of_grades(asked: list[Asked], known: Reference) -> list[RoleSkill]:
    """What the first roles of each grade ask for, with the roles, in ladder order."""
    shown, numbers = [], Counter()
    for row in asked:
        numbers[row.grade] += 1
        if numbers[row.grade] <= MOST_OF_A_GRADE:
            shown.append(row.need)
    found = RoleSkill.objects.with_names().in_bulk(shown)
    needs = [found[key] for key in shown if key in found]
    known.place(need.role for need in needs)
    return needs


def needs_grid(asked: list[Asked], known: Reference) -> list[dict]:
    """Tracks by levels: the lowest and highest grade asked for, or None; tracks that never ask are left out."""
    grades: dict[tuple[int, int], set[int]] = {}
    for row in asked:
        grades.setdefault((row.track, row.level), set()).add(row.grade)
    rows = []
    for track in known.tracks:
        cells = [grades.get((track.pk, level.pk)) for level in known.levels]
        if any(cells):
            rows.append({"track": track, "cells": [(min(cell), max(cell)) if cell else None for cell in cells]})
    return rows


def by_grade(asked: list[Asked], needs: list[RoleSkill]) -> list[dict]:
    """The grades asked for, the highest first: with the first roles that ask, and how many ``more`` there are."""
    counts, groups = Counter(row.grade for row in asked), []
    for grade in reversed(Grade):
        if shown := [need for need in needs if need.grade == grade]:
            groups.append({"grade": grade, "needs": shown, "more": counts[grade] - len(shown)})
    return groups
