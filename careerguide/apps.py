"""The app: one for the whole guide."""

from django.apps import AppConfig


class CareerguideConfig(AppConfig):
    name = "careerguide"

    def ready(self):
        from careerguide.models import connect_retiring, connect_signals

        connect_signals()
        connect_retiring()
