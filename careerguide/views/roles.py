"""The role list and the role page."""

from django.core.paginator import Paginator
from django.urls import reverse

from careerguide.cache import public_page
from careerguide.cards import role_card
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
from careerguide.sharing import absolute, role_description, role_title
from careerguide.structured_data import breadcrumbs, item_list, occupation, questions, script
from careerguide.views.errors import moved_or_gone

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
        "structured_data": script(item_list(form.title(), page, first=page.start_index())),
    }
    return render_page(request, "roles/list.html", "roles/_browse.html", context)


@public_page
def role_detail(request, slug):
    role = Role.objects.for_page().filter(slug=slug).first()
    if role is None:
        return moved_or_gone(request, Role, slug)
    sections = sections_by_kind(role)
    skills = list(RoleSkill.objects.filter(role=role).in_order().select_related("skill"))
    figures = list(PayFigure.objects.filter(role=role).for_page())
    steps = list(Transition.objects.around(role))
    ladder = list(Role.objects.for_ladder().filter(track=role.track))
    projections = list(Projection.objects.beside_all(role))
    top = headline(figures)
    pay = [group for group in pay_groups(figures) if not group.is_claims]
    beside = neighbours(ladder, role)
    way_here = [("Roles", reverse("role_list")), (role.track.short_name, role.track.get_absolute_url())]
    context = {
        "role": role,
        "sections": sections,
        "responsibility_map": responsibility_map(sections),
        "requirement_map": requirement_map(sections, skills),
        "skills": skills,
        "headline": top,
        "headline_axis": axis_for([top.figure.p90] if top.figure else [], most_steps=5),
        "pay_figures": [figure for group in pay for figure in group.figures if not figure.is_alternate],
        "pay_axis": pay[0].axis if pay else None,
        "places": dict.fromkeys(figure.place.name for figure in other_places(figures)),
        "ladder": ladder,
        **beside,
        "ways_in": [step for step in steps if step.to_role_id == role.pk],
        "ways_on": [step for step in steps if step.from_role_id == role.pk],
        "projections": projections,
        "outlook": next((projection for projection in projections if projection.pk == role.outlook_id), None),
        "fit": fit_points(role),
        "related": Role.objects.sharing_skills_with(role),
        "sources": sources_of(sections, figures, projections),
        "title": role_title(role),
        "description": role_description(role, top),
        "card": role_card(role, top, beside["previous"], beside["next"]),
        "structured_data": script(
            occupation(role, top, skills),
            breadcrumbs(*way_here, (role.title, role.get_absolute_url())),
            questions(role.questions.all()),
        ),
    }
    return render_page(request, "roles/detail.html", context=context)
