"""The list of tracks and the page of one track."""

from copy import copy

from django.urls import reverse

from careerguide.cache import public_page
from careerguide.cards import track_card
from careerguide.ladder import ladder_rows
from careerguide.models import PayFigure, Role, Track, Transition
from careerguide.ranges import axis_for, headline
from careerguide.reference import Reference, reference
from careerguide.rendering import render_page
from careerguide.sharing import description, title
from careerguide.structured_data import breadcrumbs, item_list, script
from careerguide.views.errors import moved_or_gone

MOST_COMMON_SKILLS = 6


@public_page
def track_list(request):
    known = reference(request.content_version)
    context = {
        "ladders": [{"track": track, "rungs": rungs_of(track, known)} for track in known.tracks],
        "role_count": known.groups.total(),
        "levels": known.levels,
        "structured_data": script(item_list("Tracks", known.tracks)),
    }
    return render_page(request, "tracks/list.html", context=context)


@public_page
def track_detail(request, slug):
    known = reference(request.content_version)
    track = next((track for track in known.tracks if track.slug == slug), None)
    if track is None:
        return moved_or_gone(request, Track, slug)
    rungs = rungs_of(track, known)
    roles = [role for rung in rungs for role in rung["roles"]]
    steps = complete(roles, known)
    count = sum(rung["count"] for rung in rungs)
    context = {
        "track": track,
        "rungs": rungs,
        "picture": ladder_rows(roles, steps, {rung["level"].rank: rung for rung in rungs if rung["more"]}),
        "is_whole": count == len(roles),
        "role_count": count,
        "axis": axis_for([known.highest_pay], most_steps=3),
        "common_skills": known.common_skills(track)[:MOST_COMMON_SKILLS],
        "tracks": [other for other in known.tracks if other != track],
        "title": title(f"{track.name}: the ladder", track.name),
        "description": description(
            track.line, f"{count:,} roles from first rung to last, with years, skills and advertised pay."
        ),
        "card": track_card(track, rungs, count),
        "structured_data": script(
            item_list(f"Roles on the {track.name} track", roles),
            breadcrumbs(("Tracks", reverse("track_list")), (track.name, track.get_absolute_url())),
        ),
    }
    return render_page(request, "tracks/detail.html", context=context)


def rungs_of(track: Track, known: Reference) -> list[dict]:
    """The levels of a track that have roles, from the bottom: how many there are, the first of them, how many ``more``."""
    rungs = []
    for level in known.levels:
        if count := known.groups[track.slug, level.slug]:
            # Copies, because a page hangs its own on them.
            roles = [copy(role) for role in known.first_of_groups.get((track.slug, level.slug), [])]
            rungs.append({"level": level, "count": count, "roles": roles, "more": count - len(roles)})
    return rungs


def complete(roles: list[Role], known: Reference) -> list[Transition]:
    """Gives the roles of a ladder their headline and the steps on from each; all of these steps."""
    by_key = {role.pk: role for role in roles}
    figures = PayFigure.objects.headlines_of(roles, known.home)
    steps = list(Transition.objects.leaving(roles))
    known.place(step.to_role for step in steps)
    for role in roles:
        role.headline, role.steps = headline(figures[role.pk]), []
    for step in steps:
        step.from_role = by_key[step.from_role_id]
        step.from_role.steps.append(step)
    return steps
