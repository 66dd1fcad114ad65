"""The entry point of the web server: Django, and before it the page cache and what counts its answers."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerguide.settings")

application = get_wsgi_application()

# Django has to be set up before any of these.
from django.conf import settings  # noqa: E402
from django.template.loader import get_template  # noqa: E402
from django.urls import reverse  # noqa: E402

from careerguide.cache import build_id, page_cache  # noqa: E402
from careerguide.deadline import Deadline  # noqa: E402


def warm_up():
    """Loads what the first reader would wait for: every view, and the templates of the pages that most come to."""
    reverse("home")
    build_id()
    templates = settings.BASE_DIR / "templates"
    for pattern in ("*.html", "includes/*.html", "roles/*.html", "search/_box.html"):
        for path in templates.glob(pattern):
            get_template(path.relative_to(templates).as_posix())


if not settings.DEBUG:
    warm_up()
    application = page_cache(Deadline(application, settings.REQUEST_TIMEOUT))
    if settings.METRICS:
        from careerguide.metrics import Measured

        application = Measured(application, settings.METRICS)
