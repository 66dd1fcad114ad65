"""What machines ask for: robots, the sitemap and the health of this process."""

from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from careerguide.cache import public_page
from careerguide.models import Page, Role, Skill, Source, Track
from careerguide.sharing import absolute


@public_page
def robots(request):
    text = f"User-agent: *\nDisallow: /admin/\n\nSitemap: {absolute(reverse('sitemap'))}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@public_page
def sitemap(request):
    """Every canonical page; a date only where the text carries one."""
    entries = [
        (absolute(reverse(name)), None)
        for name in ("home", "role_list", "track_list", "skill_list", "source_list", "glossary")
    ]
    for row in Role.objects.published():
        entries.append((absolute(row.get_absolute_url()), row.written_on))
    for model in (Track, Skill, Source):
        entries += [(absolute(row.get_absolute_url()), None) for row in model.objects.all()]
    entries += [(absolute(row.get_absolute_url()), row.written_on) for row in Page.objects.all()]
    return render(request, "sitemap.xml", {"entries": entries}, content_type="application/xml; charset=utf-8")


@never_cache
@require_safe
def healthz(request):
    """Whether this process answers."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(request):
    """Whether this process can do its work: asks the database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse(
            "The database does not answer.\n",
            status=503,
            content_type="text/plain; charset=utf-8",
            headers={"Retry-After": "10"},
        )
    return HttpResponse("ready\n", content_type="text/plain; charset=utf-8")
