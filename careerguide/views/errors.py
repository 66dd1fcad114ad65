"""The error pages: each says in a sentence what is wrong, and none can fail in turn."""

from difflib import get_close_matches

from django.db import DatabaseError
from django.shortcuts import render

from careerguide.cache import PRIVATE
from careerguide.models import Role


def bad_request(request, exception):
    return answer(request, 400, {"reason": "The address or the form holds something that this site does not take."})


def forbidden(request, exception):
    return answer(request, 403, {})


def not_found(request, exception):
    """404 with the nearest roles. The database may be away: then without them."""
    words = " ".join(request.path.replace("-", " ").replace("_", " ").split("/")).strip()[:100]
    try:
        nearest = nearest_roles(words)
    except DatabaseError:
        nearest = []
    return answer(request, 404, {"words": words.removeprefix("roles").strip(), "nearest": nearest})


def server_error(request):
    return answer(request, 500, {})


def answer(request, status: int, context: dict):
    response = render(request, f"{status}.html", context, status=status)
    response.headers["Cache-Control"] = PRIVATE
    return response


def nearest_roles(words: str, limit: int = 3) -> list[Role]:
    """The published roles whose address is closest to the words of a lost one."""
    slugs = {slug.replace("-", " "): slug for slug in Role.objects.published().values_list("slug", flat=True)}
    last = words.removeprefix("roles").strip().lower()
    found = [slugs[match] for match in get_close_matches(last, slugs, n=limit, cutoff=0.4)] if last else []
    roles = {role.slug: role for role in Role.objects.for_ladder().filter(slug__in=found)}
    return [roles[slug] for slug in found]
