"""The role page and the filtered list as Django is written before anybody measures.

The same templates and the same words from the same database: ``prefetch_related`` for everything, Markdown rendered for
each reader, a new connection for each request, the middleware of startproject, no cache.
"""

import os

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

from django.core.wsgi import get_wsgi_application  # noqa: E402 - settings come first

application = get_wsgi_application()

from django.shortcuts import get_object_or_404, render  # noqa: E402
from django.urls import path  # noqa: E402

from careerguide import urls as site  # noqa: E402
from careerguide.models import Role  # noqa: E402
from careerguide.role_page import page_context  # noqa: E402
from careerguide.views.roles import role_list  # noqa: E402

EVERYTHING = (
    "track", "level", "outlook__source", "sections__sources", "other_titles", "occupation_codes", "fit_points",
    "questions", "pay_notes__sources", "role_skills__skill", "pay_figures__source", "pay_figures__place",
    "transitions_out__to_role__track", "transitions_out__to_role__level", "transitions_out__skills",
    "transitions_in__from_role__track", "transitions_in__from_role__level",
)  # fmt: skip


def role_detail(request, slug):
    role = get_object_or_404(Role.objects.prefetch_related(*EVERYTHING), slug=slug, status="published")
    for row in (role, *role.sections.all(), *role.questions.all()):
        row.render_markdown()
    return render(request, "roles/detail.html", page_context(role))


def plain_list(request):
    """The list's own view, over rows that bring everything along."""
    for role in Role.objects.filter(status="published", track__slug=request.GET.get("track")).prefetch_related(
        *EVERYTHING
    )[:40]:
        str(role)
    return role_list(request)


urlpatterns = [path("roles/<slug:slug>/", role_detail), path("roles/", plain_list), *site.urlpatterns]
