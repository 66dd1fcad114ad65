"""The list of skills and the page of one skill."""

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
    known, asking = reference(request.content_version), RoleSkill.objects.of_published(skill)
    counts, needs = asking.count_grades(), list(asking.first_of_grades(MOST_OF_A_GRADE))
    known.place(need.role for need in needs)
    count = sum(number for *_, number in counts)
    context = {
        "skill": skill,
        "grades": skill.grades.all(),
        "levels": known.levels,
        "grid": needs_grid(counts, known),
        "by_grade": by_grade(counts, needs),
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


def needs_grid(counts, known: Reference) -> list[dict]:
    """Tracks by levels: the lowest and highest grade asked for, or None; tracks that never ask are left out."""
    grades: dict[tuple[int, int], list[int]] = {}
    for track, level, grade, _ in counts:
        grades.setdefault((track, level), []).append(grade)
    rows = []
    for track in known.tracks:
        cells = [grades.get((track.pk, level.pk)) for level in known.levels]
        if any(cells):
            rows.append({"track": track, "cells": [(min(cell), max(cell)) if cell else None for cell in cells]})
    return rows


def by_grade(counts, needs) -> list[dict]:
    """The grades asked for, the highest first: with the first roles that ask, and how many ``more`` there are."""
    groups = []
    for grade in reversed(Grade):
        shown = [need for need in needs if need.grade == grade]
        if shown:
            count = sum(number for *_, asked, number in counts if asked == grade)
            groups.append({"grade": grade, "needs": shown, "more": count - len(shown)})
    return groups
