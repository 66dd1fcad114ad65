"""What machines ask for: robots, the sitemap, the list for language models, the manifest, and the health of this process."""

import logging

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from careerguide.cache import public_page
from careerguide.models import Page, PayImport, Role, Skill, Source, Track, Transition
from careerguide.search import current_index
from careerguide.sharing import SITE_NAME, absolute

logger = logging.getLogger(__name__)


@public_page
def robots(request):
    text = f"User-agent: *\nDisallow: /admin/\nDisallow: /report/\n\nSitemap: {absolute(reverse('sitemap'))}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@public_page
def sitemap(request):
    """Every canonical page; a date only where the text carries one."""
    entries = [
        (absolute(reverse(name)), None)
        for name in (
            "home",
            "role_list",
            "track_list",
            "skill_list",
            "pay_explorer",
            "pay_changes",
            "source_list",
            "glossary",
            "path_finder",
            "skill_match",
            "role_compare",
            "data",
        )
    ]
    for row in Role.objects.published().only("slug", "written_on", "copy_of_id"):
        entries += [(absolute(row.get_absolute_url()), row.written_on), (absolute(row.get_pay_url()), None)]
    for model in (Track, Skill, Source):
        entries += [(absolute(row.get_absolute_url()), None) for row in model.objects.all()]
    entries += [(absolute(row.get_absolute_url()), row.written_on) for row in Page.objects.all()]
    entries += [(absolute(reverse("pay_import", args=[row.pk])), None) for row in PayImport.objects.for_public_log()]
    steps = Transition.objects.between_published().values_list("from_role__slug", "to_role__slug")
    entries += [(absolute(reverse("role_next", args=step)), None) for step in steps]
    return render(request, "sitemap.xml", {"entries": entries}, content_type="application/xml; charset=utf-8")


@public_page
def llms(request):
    """The guide for language models (llmstxt.org): what it is, and where every page of it is in Markdown."""
    context = {
        "roles": Role.objects.for_list().in_ladder_order(),
        "tracks": Track.objects.all(),
        "skills": Skill.objects.all(),
        "pages": Page.objects.all(),
    }
    return render(request, "llms.txt", context, content_type="text/plain; charset=utf-8")


@public_page
def manifest(request):
    """What a device shows of the site when it is put beside the apps."""
    content = {
        "name": SITE_NAME,
        "short_name": SITE_NAME,
        "description": "Every AI role, and how to get to the next one.",
        "lang": "en-GB",
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": "#ffffff",
        "theme_color": "#ffd21f",
        "icons": [{"src": static("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(content, content_type="application/manifest+json")


@never_cache
@require_safe
def healthz(request):
    """Whether this process answers."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(request):
    """Whether this process can do its work: the database answers and is of this release, the search has its index."""
    try:
        plan = MigrationExecutor(connection).loader
        missing = [key for key in plan.graph.leaf_nodes() if key not in plan.applied_migrations]
        if missing:
            names = ", ".join(f"{app}.{name}" for app, name in missing)
            return not_ready(f"The database is not of this release: run “manage.py migrate” ({names}).")
        current_index()
    except DatabaseError:
        return not_ready("The database does not answer.")
    except Exception:
        logger.exception("The search index cannot be used.")
        return not_ready("The search index cannot be used: see the log.")
    return HttpResponse("ready\n", content_type="text/plain; charset=utf-8")


def not_ready(sentence: str) -> HttpResponse:
    headers = {"Retry-After": "10"}
    return HttpResponse(f"{sentence}\n", status=503, content_type="text/plain; charset=utf-8", headers=headers)
