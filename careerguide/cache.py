"""Conditional requests: every public page carries an ETag made from the content version and the code's."""

import hashlib
from functools import cache, wraps

from django.conf import settings
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from careerguide.publishing import current_version

# A shared cache may keep a page for a minute and serve an old one while it asks again or we are away.
PUBLIC = "public, max-age=0, s-maxage=60, stale-while-revalidate=60, stale-if-error=86400"
PRIVATE = "private, no-store"


@cache
def build_id() -> str:
    """A digest of the code, templates and static files: a new release makes every old page stale."""
    digest = hashlib.sha256()
    for folder in ("careerguide", "templates", "static"):
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def page_etag(request) -> str:
    """The ETag of a public page: the same in every process that runs this release."""
    variant = "fragment" if wants_fragment(request) else "page"
    return f'"{current_version()}-{build_id()}-{variant}"'


def wants_fragment(request) -> bool:
    """Whether htmx asks for a part of the page: not for a boosted link and not when it restores history."""
    return bool(request.htmx) and not request.htmx.boosted and not request.htmx.history_restore_request


def public_page(view):
    """For pages that anyone may see and any cache may keep: GET and HEAD only, ETag, 304, no cookie."""

    @require_safe
    @wraps(view)
    def wrapper(request, *args, **kwargs):
        # While debugging, templates change without a new release.
        etag = None if settings.DEBUG else page_etag(request)
        response = get_conditional_response(request, etag=etag) if etag else None
        if response is None:
            response = view(request, *args, **kwargs)
        # A view that has said that nobody may keep its answer gets no ETag either: it would come back as a 304.
        if etag and response.status_code in (200, 304) and response.get("Cache-Control") != PRIVATE:
            response.headers["ETag"] = etag
        response.headers.setdefault("Cache-Control", PRIVATE if wants_fragment(request) else PUBLIC)
        patch_vary_headers(response, ["HX-Request"])
        return response

    return wrapper
