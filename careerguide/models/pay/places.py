"""Where pay holds."""

from django.db import models

from ..base import Content


class Place(Content):
    """A country, or a group of countries, that figures hold for."""

    NATURAL_KEY = ("code",)

    code = models.CharField(max_length=12, unique=True, help_text="Such as US or EUROZONE.")
    name = models.CharField(max_length=60, unique=True, help_text="As readers see it, such as United States.")
    order = models.PositiveSmallIntegerField(default=0, help_text="Position in lists.")

    class Meta:
        ordering = ["order", "name"]

    def __str__(self):
        return self.name
