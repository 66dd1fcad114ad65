"""The entry point of the web server: Django, and before it the page cache and what counts its answers."""

import gc
import io
import os
import sys

# What is loaded now stays: looking for garbage among it takes a quarter of the start, and pauses of requests afterwards.
gc.disable()

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerguide.settings")

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.wsgi import get_wsgi_application

try:
    staticfiles_storage.url("css/site.css")
except ValueError:
    sys.exit(
        f"The static files in {settings.STATIC_ROOT} are not those of this release: run “manage.py collectstatic --no-input”."
    )

application = get_wsgi_application()

# Django has to be set up before any of these.
from django.db import DatabaseError, connections
from django.template.loader import get_template

from careerguide.cache import build_id, page_cache
from careerguide.deadline import Deadline
from careerguide.models import Role
from careerguide.publishing import current_version
from careerguide.reference import reference

if settings.METRICS and not settings.DEBUG:
    # prometheus-client takes an empty name for the folder that the server is started in.
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        os.environ.pop("PROMETHEUS_MULTIPROC_DIR", None)
    try:
        from careerguide.metrics import Measured
    except OSError as error:
        sys.exit(
            f"The numbers for METRICS cannot be kept in {os.environ['PROMETHEUS_MULTIPROC_DIR']} ({error.strerror}): have "
            "PROMETHEUS_MULTIPROC_DIR name a folder that the site may write to."
        )


def warm_up():
    """Does what the first reader would wait for: loads every view and the templates of most pages, makes two pages, and
    reads the ladders."""
    build_id()
    templates = settings.BASE_DIR / "templates"
    for pattern in ("*.html", "includes/*.html", "roles/*.html", "search/_box.html"):
        for path in templates.glob(pattern):
            get_template(path.relative_to(templates).as_posix())
    try:
        ask("/roles/")
        if role := Role.objects.published().first():
            ask(role.get_absolute_url())
        known = reference(current_version())
        for track in known.tracks:
            known.rungs(track.pk)
    except DatabaseError:
        pass  # away, or not made yet: then the first reader waits
    finally:
        connections.close_all()


def ask(path: str):
    """Has Django make a page, as for a reader."""
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "SERVER_NAME": "localhost", "SERVER_PORT": "443", "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": "https", "HTTP_X_FORWARDED_PROTO": "https", "HTTP_HOST": settings.ALLOWED_HOSTS[0].lstrip(".*") or "localhost",
    }  # fmt: skip
    application(environ, lambda *started: None).close()


if not settings.DEBUG:
    warm_up()
    application = page_cache(Deadline(application, settings.REQUEST_TIMEOUT))
    if settings.METRICS:
        application = Measured(application, settings.METRICS)

gc.freeze()
gc.enable()
