"""Who may keep a page, and the pages that this site keeps itself, ready to send."""

from django.conf import settings

from careerguide.models import content_version_moved
from careerguide.publishing import current_version

from .pages import PRIVATE, PUBLIC, build_id, public_page, wants_fragment
from .server import MADE, PageCache
from .version import KnownVersion

__all__ = ["MADE", "PRIVATE", "PUBLIC", "build_id", "page_cache", "public_page", "wants_fragment"]


def page_cache(app):
    """The page cache around Django's WSGI application, as the settings say."""
    version = KnownVersion(current_version)
    content_version_moved.connect(version.forget)
    shared = None
    if settings.CACHE_URL:
        from .shared import SharedPages

        shared = SharedPages(settings.CACHE_URL)
    return PageCache(app, version, size=settings.PAGE_CACHE_MB * 1_000_000, shared=shared)
