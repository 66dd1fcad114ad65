"""The app: one for the whole guide, and Django's admin with our site in it."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin import apps as admin_apps
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.contrib.staticfiles import apps as staticfiles_apps
from django.core import checks


class StaffAdminConfig(admin_apps.SimpleAdminConfig):
    """Without autodiscovery: the admin is loaded by urls.py, so that readers of a fresh worker do not wait for it."""

    default = False
    default_site = "careerguide.staff_site.StaffSite"

    def ready(self):
        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(check_admin, checks.Tags.admin)


def check_admin(app_configs, **kwargs):
    """Django's checks of the admin, once it is loaded: they look at what is registered by then and at nothing else."""
    import_module(settings.ROOT_URLCONF)
    return check_admin_app(app_configs)


class StaticFilesConfig(staticfiles_apps.StaticFilesConfig):
    """Leaves out what no page asks for, half of all files: a worker looks at each of them when it starts."""

    default = False
    ignore_patterns = [
        *staticfiles_apps.StaticFilesConfig.ignore_patterns,
        "admin/js/vendor/select2/i18n/[!e]*",
        "admin/js/vendor/select2/i18n/e[!n]*",
        "django_htmx/ext/*",
        "django_htmx/*-4*",
        "django_htmx/htmx-2.js",
    ]


class CareerguideConfig(AppConfig):
    name = "careerguide"

    def ready(self):
        from careerguide.models import connect_retiring, connect_signals
        from careerguide.publishing import connect_history
        from careerguide.sign_in import connect_sign_ins

        connect_signals()
        connect_retiring()
        connect_history()
        connect_sign_ins()
