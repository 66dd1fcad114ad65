"""The role list and the role page."""

from django.core.paginator import Paginator
from django.http import Http404

from careerguide.cache import public_page
from careerguide.forms import RoleFilterForm
from careerguide.models import Level, PayFigure, Projection, Role, RoleSkill, Skill, Track, Transition
from careerguide.ranges import axis_for, headline, other_places, pay_groups
from careerguide.rendering import render_page
from careerguide.role_page import (
    fit_points,
    neighbours,
    requirement_map,
    responsibility_map,
    sections_by_kind,
    sources_of,
)
from careerguide.sharing import absolute, role_description

PAGE_SIZE = 40


@public_page
def role_list(request):
    form = RoleFilterForm(
        request.GET,
        tracks=Track.objects.all(),
        levels=Level.objects.all(),
        skills=Skill.objects.values_list("slug", "name"),
    )
    roles = Role.objects.for_list()
    page = Paginator(form.order(form.filter(roles)).with_pay().with_main_skills(), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    for role in page:
        role.headline = headline(role.headline_figures)
    context = {
        "form": form,
        "page": page,
        "role_count": Role.objects.published().count(),
        "track_facets": form.facets(roles, "track"),
        "level_facets": form.facets(roles, "level"),
        # One scale for every page and filter, so that two lists can be held against each other.
        "axis": axis_for([PayFigure.objects.for_headlines().highest()], most_steps=3),
        "canonical": absolute(
            request.path + (form.query(page=page.number if page.number > 1 else "").removesuffix("?"))
        ),
    }
    return render_page(request, "roles/list.html", "roles/_browse.html", context)


@public_page
def role_detail(request, slug):
    role = Role.objects.for_page().filter(slug=slug).first()
    if role is None:
        raise Http404
    sections = sections_by_kind(role)
    skills = list(RoleSkill.objects.filter(role=role).in_order().select_related("skill"))
    figures = list(PayFigure.objects.filter(role=role).for_page())
    steps = list(Transition.objects.around(role))
    ladder = list(Role.objects.for_ladder().filter(track=role.track))
    projections = list(Projection.objects.beside_all(role))
    top = headline(figures)
    context = {
        "role": role,
        "sections": sections,
        "responsibility_map": responsibility_map(sections),
        "requirement_map": requirement_map(sections, skills),
        "skills": skills,
        "headline": top,
        "headline_axis": axis_for([top.figure.p90] if top.figure else [], most_steps=5),
        "pay_groups": pay_groups(figures),
        "other_places": other_places(figures),
        "ladder": ladder,
        **neighbours(ladder, role),
        "ways_in": [step for step in steps if step.to_role_id == role.pk],
        "ways_on": [step for step in steps if step.from_role_id == role.pk],
        "projections": projections,
        "outlook": next((projection for projection in projections if projection.pk == role.outlook_id), None),
        "fit": fit_points(role),
        "related": Role.objects.sharing_skills_with(role),
        "sources": sources_of(sections, figures, projections),
        "description": role_description(role, top),
    }
    return render_page(request, "roles/detail.html", context=context)
