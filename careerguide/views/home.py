"""The front page."""

from careerguide.cache import public_page
from careerguide.models import Level, PayFigure, Role, Track
from careerguide.ranges import axis_for, headline, is_drawn, middle
from careerguide.rendering import render_page

# The role whose sources disagree most plainly: adverts, official wages and claims side by side.
DISAGREEMENT = "director-of-machine-learning"


@public_page
def home(request):
    roles = list(Role.objects.for_ladder())
    tracks, levels = list(Track.objects.all()), list(Level.objects.all())
    seniors = senior_rows(
        Role.objects.for_ladder()
        .with_headline_median()
        .filter(level__slug="senior", headline_median__isnull=False)
        .order_by()
        .with_pay()
    )
    disputed = [
        f
        for f in PayFigure.objects.for_page().filter(
            role__slug=DISAGREEMENT, role__status="published", place__code="US"
        )
    ]
    context = {
        "role_count": len(roles),
        "tracks": tracks,
        "levels": levels,
        "map": career_map(tracks, levels, roles),
        "seniors": seniors,
        "senior_axis": axis_for(row["headline"].figure.p90 for row in seniors),
        "disputed": [f for f in disputed if is_drawn(f) or f.source.is_secondary],
        "disputed_role": next((role for role in roles if role.slug == DISAGREEMENT), None),
        "disputed_axis": axis_for((middle(f) or f.high for f in disputed if is_drawn(f)), most_steps=4),
        "latest": Role.objects.published()
        .select_related("track", "level")
        .order_by("-written_on", "track__order", "rung", "title")[:5],
    }
    return render_page(request, "home.html", context=context)


def senior_rows(roles) -> list[dict]:
    """The best-paid senior role of each track, by its headline median."""
    rows = {}
    for role in sorted(roles, key=lambda role: -role.headline_median):
        rows.setdefault(role.track_id, {"role": role, "headline": headline(role.headline_figures)})
    return list(rows.values())


def career_map(tracks, levels, roles) -> list[dict]:
    """Tracks by levels: for each track its cells, each with its roles and where the line runs."""
    lines = []
    for track in tracks:
        ranks = [role.level.rank for role in roles if role.track_id == track.pk]
        if not ranks:
            continue
        first, last = min(ranks), max(ranks)
        cells = [
            {
                "level": level,
                "roles": [role for role in roles if role.track_id == track.pk and role.level_id == level.pk],
                "on": first <= level.rank <= last,
                "start": level.rank == first,
                "end": level.rank == last,
            }
            for level in levels
        ]
        lines.append({"track": track, "cells": cells})
    return lines
