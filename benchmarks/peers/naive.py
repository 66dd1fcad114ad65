"""The role page and the filtered list as Django is written before anybody measures.

The same templates and the same words from the same database: ``prefetch_related`` for everything, Markdown rendered for
each reader, a new connection for each request, the middleware of startproject, no cache.
"""

import os
from types import SimpleNamespace

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerguide.settings")

from django.conf import settings

settings.DATABASES["default"] |= {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False}
settings.DATABASES["default"]["OPTIONS"] = {}
settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # the app does not start without it
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from django.core.paginator import Paginator
from django.db.models import Case, Count, Q, When
from django.shortcuts import get_object_or_404, render
from django.urls import path

from careerguide import urls as site
from careerguide.forms import RoleFilterForm
from careerguide.models import Level, PayFigure, Projection, Role, Skill, Track, Transition
from careerguide.ranges import axis_for, headline
from careerguide.reference import Reference
from careerguide.role_page import MOST_BESIDE, shown
from careerguide.sharing import absolute
from careerguide.structured_data import item_list, script
from careerguide.templatetags.guide import make_row
from careerguide.views.roles import PAGE_SIZE

EVERYTHING = (
    "track", "level", "outlook__source", "sections__sources", "other_titles", "occupation_codes", "fit_points",
    "questions", "pay_notes__sources", "role_skills__skill", "pay_figures__source", "pay_figures__place",
    )  # fmt: skip
SHOWN_IN_LISTS = ("track", "level", "pay_figures__source", "pay_figures__place", "role_skills__skill")


def role_detail(request, slug):
    role = get_object_or_404(Role.objects.prefetch_related(*EVERYTHING), slug=slug, status="published")
    for row in (role, *role.sections.all(), *role.questions.all()):
        row.render_markdown()
    figures = [figure for figure in role.pay_figures.all() if figure.is_main]
    projections = Projection.objects.filter(Q(roles=role) | Q(occupation_code=Projection.ALL_OCCUPATIONS))
    parts = SimpleNamespace(
        skills=sorted(role.role_skills.all(), key=lambda row: (row.order, row.skill.name)),
        figures=sorted(figures, key=lambda row: (row.place.order, row.match, row.source.slug)),
        projections=list(projections.select_related("source").distinct().order_by("-change_percent")),
        steps=list(
            Transition.objects.between_published()
            .filter(Q(from_role=role) | Q(to_role=role))
            .select_related("from_role__track", "from_role__level", "to_role__track", "to_role__level")
        ),
    )
    ends = {end.pk: end for step in parts.steps for end in (step.from_role, step.to_role)}
    ladder = list(Role.objects.for_ladder().filter(track=role.track))
    here = ladder.index(role)
    beside = ladder[max(here - MOST_BESIDE, 0) : here + MOST_BESIDE + 1]
    alike = sharing_skills_with(role)
    return render(request, "roles/detail.html", shown(role, parts, ends, beside, len(ladder), alike))


def sharing_skills_with(role, most=4):
    """Other published roles by the number of skills in common, as ``shared_skills``; same track first on a tie."""
    return (
        Role.objects.published()
        .exclude(pk=role.pk)
        .filter(role_skills__skill__role_skills__role=role)
        .annotate(
            shared_skills=Count("role_skills__skill", distinct=True),
            other_track=Case(When(track=role.track_id, then=0), default=1),
        )
        .select_related("track", "level")
        .order_by("-shared_skills", "other_track", "level__rank", "title")[:most]
    )


def plain_list(request):
    """The same page from rows that bring what it shows along: every figure and skill of a role, sorted out in Python."""
    form = RoleFilterForm(
        request.GET,
        tracks=Track.objects.all(),
        levels=Level.objects.all(),
        skills=Skill.objects.values_list("slug", "name"),
    )
    roles = Role.objects.filter(status="published").with_headline_median()
    rows = form.order(form.filter(roles)).prefetch_related(*SHOWN_IN_LISTS)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    scale = axis_for([PayFigure.objects.for_headlines().highest()], most_steps=3)
    for role in page:
        role.headline = headline(role.pay_figures.all())
        skills = sorted(role.role_skills.all(), key=lambda row: (row.order, row.skill.name))
        role.main_skills = [row.skill.name for row in skills[:3]]
        role.row = make_row(role, scale)
    form.count(roles, Reference())
    context = {
        "form": form,
        "page": page,
        "role_count": roles.count(),
        "track_facets": form.facets("track"),
        "level_facets": form.facets("level"),
        "axis": scale,
        "canonical": absolute(request.path + form.query().removesuffix("?")),
        "structured_data": script(item_list(form.title(), page, first=page.start_index())),
    }
    return render(request, "roles/_browse.html" if request.htmx else "roles/list.html", context)


urlpatterns = [path("roles/<slug:slug>/", role_detail), path("roles/", plain_list), *site.urlpatterns]
