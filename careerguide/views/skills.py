"""The list of skills and the page of one skill."""

from django.shortcuts import get_object_or_404

from careerguide.cache import public_page
from careerguide.models import Grade, Level, RoleSkill, Skill, Track
from careerguide.rendering import render_page


@public_page
def skill_list(request):
    skills = list(Skill.objects.with_role_counts())
    groups = [
        {"category": category, "skills": [skill for skill in skills if skill.category == category]}
        for category in Skill.Category
    ]
    return render_page(
        request, "skills/list.html", context={"groups": [g for g in groups if g["skills"]], "skill_count": len(skills)}
    )


@public_page
def skill_detail(request, slug):
    skill = get_object_or_404(Skill.objects.for_page(), slug=slug)
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
