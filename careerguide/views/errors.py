"""The error pages: each says in a sentence what is wrong, and none can fail in turn."""

import sys
from collections.abc import Container
from pathlib import PurePosixPath

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify

from careerguide.cache import PRIVATE
from careerguide.choices import successors
from careerguide.models import RetiredSlug, Role, Skill, Track, slug_of_alias, slugs_of_aliases
from careerguide.search import nearest

# Roles offered where somebody has typed a name that none has.
MOST_MEANT = 5


def bad_request(request, exception):
    return answer(request, 400, {"reason": "The address or the form holds something that this site does not take."})


def forbidden(request, exception):
    return answer(request, 403, {})


def not_found(request, exception):
    """404 with the nearest roles. The database may be away: then without them."""
    words = words_of(request)
    try:
        nearest = nearest_roles(words)
    except DatabaseError:
        nearest = []
    return answer(request, 404, {"words": words.removeprefix("roles").strip(), "nearest": nearest})


def moved_or_gone(request, model, slug: str, name="slug"):
    """The answer for a slug that no public row has: 301 to where the row is now, 410 where it was, else Http404.

    ``name`` is that of the slug in the address of the page.
    """
    retired = RetiredSlug.objects.of(model, slug)
    successor = retired.public_successor.slug if retired and retired.public_successor else slug_of_alias(model, slug)
    if successor and successor != slug:
        match = request.resolver_match
        address = reverse(match.view_name, kwargs=match.kwargs | {name: successor})
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    if retired is None or retired.successor:
        raise Http404
    words = slug.replace("-", " ")
    return answer(request, 410, {"words": words, "nearest": nearest_roles(words)})


# What filters name by its slug.
FILTERED = {"track": Track, "skill": Skill}


def moved_filters(request, **today: Container[str]):
    """Where a filter names a track or a skill by a slug that it once had, or by another of its names: 301 to the address
    of today.

    Else None, whether it names rows of today or none at all. ``today`` holds, by filter, the slugs of today.
    """
    query, moved = request.GET.copy(), False
    for name, slugs in today.items():
        asked = list(dict.fromkeys(request.GET.getlist(name)))
        now = renamed_or_meant(FILTERED[name], [slug for slug in asked if slug and slug not in slugs])
        if any(slug != successor for slug, successor in now.items()):
            query.setlist(name, dict.fromkeys(now.get(slug, slug) for slug in asked))
            moved = True
    return HttpResponsePermanentRedirect(f"{request.path}?{query.urlencode()}") if moved else None


def renamed_or_meant(model, unknown: list[str]) -> dict[str, str]:
    """Slugs that no row has, each with that of the row that had it once or that it is another name of; else with itself."""
    if not unknown:
        return {}
    names = slugs_of_aliases(model)
    return {slug: names.get(slugify(slug), slug) for slug in unknown} | successors(model, unknown)


def words_of(request) -> str:
    """The words of an address, to search for; which form of the page it names is none of them."""
    path = request.path.removesuffix(PurePosixPath(request.path).suffix)
    return " ".join(path.replace("-", " ").replace("_", " ").split("/")).strip()[:100]


def server_error(request):
    """500, or 503 where the cause is a database that is away, locked or full: then nothing was written."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError:
        # The next request starts with a connection of its own: to a database that is back, or has been put back.
        if not connection.in_atomic_block:
            connection.close()
        response = answer(request, 503, {"is_write": request.method not in ("GET", "HEAD")})
        response.headers["Retry-After"] = "5"
        return response
    return answer(request, 500, {})


def answer(request, status: int, context: dict):
    # What is no page has no address of its own to name.
    response = render(request, f"{status}.html", context | {"canonical": ""}, status=status)
    response.headers["Cache-Control"] = PRIVATE
    return response


def nearest_roles(words: str, limit: int = 3) -> list[Role]:
    """The published roles that the search finds nearest to the words of a lost address."""
    keys = [hit.entry.pk for hit in nearest(words.removeprefix("roles"), limit)]
    roles = Role.objects.for_ladder().in_bulk(keys)
    return [roles[key] for key in keys if key in roles]
