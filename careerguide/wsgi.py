"""The entry point of the web server: Django, and before it the page cache."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerguide.settings")

application = get_wsgi_application()

from careerguide.cache import page_cache  # noqa: E402 - Django has to be set up first

application = page_cache(application)
