"""The app: one for the whole guide, and Django's admin with our site in it."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class StaffAdminConfig(admin_apps.SimpleAdminConfig):
    """Without autodiscovery: the admin is loaded by urls.py, so that readers of a fresh worker do not wait for it."""

    default = False
    default_site = "careerguide.staff_site.StaffSite"


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
