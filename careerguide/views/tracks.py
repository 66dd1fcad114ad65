"""The list of tracks and the page of one track."""

from collections import Counter

from django.urls import reverse

from careerguide.cache import public_page
from careerguide.cards import track_card
from careerguide.ladder import ladder_rows
from careerguide.models import Level, PayFigure, Role, RoleSkill, Track, Transition
from careerguide.ranges import axis_for, headline
from careerguide.rendering import render_page
from careerguide.sharing import description, title
from careerguide.structured_data import breadcrumbs, item_list, script
from careerguide.views.errors import moved_or_gone


@public_page
def track_list(request):
    roles = list(Role.objects.for_ladder())
    tracks = list(Track.objects.all())
    for track in tracks:
        track.ladder = [role for role in roles if role.track_id == track.pk]
    context = {
        "tracks": tracks,
        "role_count": len(roles),
        "levels": Level.objects.all(),
        "structured_data": script(item_list("Tracks", tracks)),
    }
    return render_page(request, "tracks/list.html", context=context)


@public_page
def track_detail(request, slug):
    track = Track.objects.filter(slug=slug).first()
    if track is None:
        return moved_or_gone(request, Track, slug)
    roles = list(Role.objects.for_ladder().filter(track=track).with_pay())
    steps = list(Transition.objects.within(track).prefetch_related("skills"))
    for role in roles:
        role.headline = headline(role.headline_figures)
        role.steps = [step for step in steps if step.from_role_id == role.pk]
    skills = RoleSkill.objects.filter(role__in=roles).select_related("skill")
    rungs = rungs_of(roles)
    context = {
        "track": track,
        "rungs": rungs,
        "picture": ladder_rows(roles, steps),
        "role_count": len(roles),
        "axis": axis_for([PayFigure.objects.for_headlines().highest()], most_steps=3),
        "common_skills": Counter(role_skill.skill for role_skill in skills).most_common(6),
        "tracks": Track.objects.exclude(pk=track.pk),
        "title": title(f"{track.name}: the ladder", track.name),
        "description": description(
            track.line, f"{len(roles)} roles from first rung to last, with years, skills and advertised pay."
        ),
        "card": track_card(track, rungs, len(roles)),
        "structured_data": script(
            item_list(f"Roles on the {track.name} track", roles),
            breadcrumbs(("Tracks", reverse("track_list")), (track.name, track.get_absolute_url())),
        ),
    }
    return render_page(request, "tracks/detail.html", context=context)


def rungs_of(roles: list[Role]) -> list[dict]:
    """The roles of a track by level, from the bottom; levels without a role are left out."""
    levels = {role.level.rank: role.level for role in roles}
    return [
        {"level": levels[rank], "roles": [role for role in roles if role.level.rank == rank]} for rank in sorted(levels)
    ]
