"""Conditional requests: every public page carries an ETag made from the content version and the code's."""

import hashlib
from functools import cache, partial, wraps

from django.conf import settings
from django.db import OperationalError
from django.http import QueryDict
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from careerguide.publishing import current_version

# A shared cache may keep a page for a minute and serve an old one while it asks again or we are away.
PUBLIC = "public, max-age=0, s-maxage=60, stale-while-revalidate=60, stale-if-error=86400"
PRIVATE = "private, no-store"

# What the page cache in front tells a page, in the WSGI environment: the content version, and whether the database is away.
PAGE_CACHE = "careerguide.page_cache"
DATABASE_IS_AWAY = "careerguide.database_is_away"


@cache
def build_id() -> str:
    """A digest of the code, its libraries, templates and static files: a new release makes every old page stale."""
    digest = hashlib.sha256()
    for name in ("requirements.txt", "careerguide", "templates", "static"):
        top = settings.BASE_DIR / name
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def page_etag(version: int, fragment: bool) -> str:
    """The ETag of a public page: the same in every process that runs this release."""
    return f'"{version}-{build_id()}-{"fragment" if fragment else "page"}"'


def wants_fragment(request) -> bool:
    """Whether htmx asks for a part of the page: not for a boosted link and not when it restores history."""
    return bool(request.htmx) and not request.htmx.boosted and not request.htmx.history_restore_request


def known_query(query: QueryDict, reads) -> QueryDict:
    """The parameters that a page reads, in one order; of those that come more than once, each keeps its place."""
    known = QueryDict(mutable=True)
    for name in sorted(reads):
        if name in query:
            known.setlist(name, query.getlist(name))
    return known


def public_page(view=None, *, reads=()):
    """For pages that anyone may see and any cache may keep: GET and HEAD only, ETag, 304, no cookie.

    ``reads`` names the parameters that the page reads from its address. It never sees others, so that an address with
    whatever a newsletter hangs on it is the same page and is kept once.
    """
    if view is None:
        return partial(public_page, reads=frozenset(reads))

    @require_safe
    @wraps(view)
    def wrapper(request, *args, **kwargs):
        if DATABASE_IS_AWAY in request.META:
            raise OperationalError("The database has not answered for a while.")
        request.GET = known_query(request.GET, reads)
        fragment = wants_fragment(request)
        # While debugging, templates change without a new release.
        version = None if settings.DEBUG else request.META.get(PAGE_CACHE) or current_version()
        request.content_version = version
        etag = None if version is None else page_etag(version, fragment)
        response = get_conditional_response(request, etag=etag) if etag else None
        if response is None:
            response = view(request, *args, **kwargs)
        # A view that has said that nobody may keep its answer gets no ETag either: it would come back as a 304.
        may_be_kept = etag and response.status_code in (200, 304) and response.get("Cache-Control") != PRIVATE
        if may_be_kept:
            response.headers["ETag"] = etag
        response.headers.setdefault("Cache-Control", PRIVATE if fragment else PUBLIC)
        patch_vary_headers(response, ["HX-Request"])
        if may_be_kept and PAGE_CACHE in request.META:
            # The page cache compresses what it keeps: the middleware leaves alone what is said to be encoded.
            response.headers["Content-Encoding"] = "identity"
            response.content_version = version
        return response

    wrapper.reads = frozenset(reads)
    return wrapper
