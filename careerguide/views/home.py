"""The front page."""

from careerguide.cache import public_page
from careerguide.models import PayFigure, Role
from careerguide.ranges import axis_for, headline, middle
from careerguide.reference import Reference, reference
from careerguide.rendering import render_page

# The role whose sources disagree most plainly: adverts, official wages and claims side by side.
DISAGREEMENT = "director-of-machine-learning"


@public_page
def home(request):
    known = reference(request.content_version)
    seniors = senior_rows(known)
    figures = PayFigure.objects.for_page().filter(role__slug=DISAGREEMENT, role__status="published", place__code="US")
    disputed = [figure for figure in figures if figure.is_drawn or figure.source.is_secondary]
    context = {
        "role_count": known.groups.total(),
        "tracks": known.tracks,
        "levels": known.levels,
        "map": career_map(known),
        "seniors": seniors,
        "senior_axis": axis_for(row["headline"].figure.p90 for row in seniors),
        "disputed": disputed,
        "disputed_role": Role.objects.for_list().filter(slug=DISAGREEMENT).first(),
        "disputed_axis": axis_for((middle(f) or f.high for f in disputed if f.is_drawn), most_steps=4),
        "latest": known.latest,
    }
    return render_page(request, "home.html", context=context)


def senior_rows(known: Reference) -> list[dict]:
    """The best-paid senior role of each track, by its headline median."""
    best = {}
    for paid in known.by_pay:
        if paid.level == "senior" and paid.median is not None:
            best.setdefault(paid.track, paid.role)
    roles = Role.objects.for_list().in_bulk(best.values())
    known.place(roles.values())
    figures = PayFigure.objects.headlines_of(roles.values(), known.home)
    return [{"role": roles[key], "headline": headline(figures[key])} for key in best.values() if key in roles]


def career_map(known: Reference) -> list[dict]:
    """Tracks by levels: for each track its cells, each with its first roles, how many more there are, and where the
    line runs."""
    lines = []
    for track in known.tracks:
        counts = {level: known.groups[track.slug, level.slug] for level in known.levels}
        ranks = [level.rank for level, count in counts.items() if count]
        if not ranks:
            continue
        first, last = min(ranks), max(ranks)
        cells = [
            {
                "level": level,
                "roles": (roles := known.first_of_groups.get((track.slug, level.slug), [])),
                "more": count - len(roles),
                "on": first <= level.rank <= last,
                "start": level.rank == first,
                "end": level.rank == last,
            }
            for level, count in counts.items()
        ]
        lines.append({"track": track, "cells": cells})
    return lines
