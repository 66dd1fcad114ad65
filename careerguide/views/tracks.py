"""The list of tracks and the page of one track."""

from collections import Counter

from django.shortcuts import get_object_or_404

from careerguide.cache import public_page
from careerguide.models import Level, PayFigure, Role, RoleSkill, Track, Transition
from careerguide.ranges import axis_for, headline
from careerguide.rendering import render_page


@public_page
def track_list(request):
    roles = list(Role.objects.for_ladder())
    tracks = list(Track.objects.all())
    for track in tracks:
        track.ladder = [role for role in roles if role.track_id == track.pk]
    return render_page(
        request, "tracks/list.html", context={"tracks": tracks, "role_count": len(roles), "levels": Level.objects.all()}
    )


@public_page
def track_detail(request, slug):
    track = get_object_or_404(Track, slug=slug)
    roles = list(Role.objects.for_ladder().filter(track=track).with_pay())
    steps = list(Transition.objects.within(track))
    for role in roles:
        role.headline = headline(role.headline_figures)
        role.steps_up = [step for step in steps if step.from_role_id == role.pk and step.to_role.track_id == track.pk]
        role.steps_out = [step for step in steps if step.from_role_id == role.pk and step.to_role.track_id != track.pk]
    skills = RoleSkill.objects.filter(role__in=roles).select_related("skill")
    context = {
        "track": track,
        "rungs": [
            {"level": level, "roles": on_level}
            for level in Level.objects.all()
            if (on_level := [role for role in roles if role.level_id == level.pk])
        ],
        "role_count": len(roles),
        "axis": axis_for([PayFigure.objects.for_headlines().highest()], most_steps=3),
        "common_skills": Counter(role_skill.skill for role_skill in skills).most_common(6),
        "tracks": Track.objects.exclude(pk=track.pk),
    }
    return render_page(request, "tracks/detail.html", context=context)
