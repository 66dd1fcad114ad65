"""The list of skills and the page of one skill."""

from django.urls import reverse

from careerguide.cache import public_page
from careerguide.cards import skill_card
from careerguide.models import Grade, Level, RoleSkill, Skill, Track
from careerguide.rendering import render_page
from careerguide.sharing import description, title
from careerguide.structured_data import breadcrumbs, item_list, script
from careerguide.views.errors import moved_or_gone


@public_page
def skill_list(request):
    skills = list(Skill.objects.with_role_counts())
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
    needs = list(RoleSkill.objects.of_published(skill))
    levels, tracks = list(Level.objects.all()), list(Track.objects.all())
    context = {
        "skill": skill,
        "grades": skill.grades.all(),
        "levels": levels,
        "grid": needs_grid(needs, tracks, levels),
        "by_grade": [
            {"grade": grade, "needs": of_grade}
            for grade in reversed(Grade)
            if (of_grade := [need for need in needs if need.grade == grade])
        ],
        "role_count": len(needs),
        "goes_with": Skill.objects.going_with(skill),
        "title": title(f"{skill.name}: the four grades and who needs it", f"{skill.name}: who needs it", skill.name),
        "description": description(
            skill.summary,
            f"{skill.name}: needed in {len(needs)} role{'' if len(needs) == 1 else 's'}.",
            "What it looks like at each of four grades, and which roles ask for which.",
        ),
        "card": skill_card(skill, len(needs)),
        "structured_data": script(
            item_list(f"Roles that need {skill.name}", [need.role for need in needs]),
            breadcrumbs(("Skills", reverse("skill_list")), (skill.name, skill.get_absolute_url())),
        ),
    }
    return render_page(request, "skills/detail.html", context=context)


def needs_grid(needs, tracks, levels) -> list[dict]:
    """Tracks by levels: the lowest and highest grade asked for, or None; tracks that never ask are left out."""
    rows = []
    for track in tracks:
        cells = []
        for level in levels:
            grades = [need.grade for need in needs if need.role.track_id == track.pk and need.role.level_id == level.pk]
            cells.append((min(grades), max(grades)) if grades else None)
        if any(cells):
            rows.append({"track": track, "cells": cells})
    return rows
