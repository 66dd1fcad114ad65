"""Official outlooks."""

from django.db import models

from ..base import Content, slug_help


class Projection(Content):
    """An official projection of employment in an occupation."""

    NATURAL_KEY = ("slug",)
    ALL_OCCUPATIONS = "00-0000"

    slug = models.SlugField(max_length=60, unique=True, help_text=slug_help)
    source = models.ForeignKey(
        "Source", on_delete=models.PROTECT, related_name="projections", help_text="Who projects."
    )
    occupation_code = models.CharField(max_length=20, help_text="The code of the occupation; 00-0000 for all of them.")
    occupation = models.CharField(max_length=120, help_text="The title of the occupation.")
    period = models.CharField(max_length=9, help_text="Such as 2024–34.")
    employed_from = models.PositiveIntegerField(
        "employed at the start", help_text="People, rounded to hundreds as published."
    )
    employed_to = models.PositiveIntegerField(
        "employed at the end", help_text="People, rounded to hundreds as published."
    )
    change_percent = models.DecimalField(
        max_digits=5, decimal_places=1, help_text="Change over the whole period, in percent."
    )
    openings_per_year = models.PositiveIntegerField(
        help_text="Openings a year on average, those of people who leave included."
    )
    entry_education = models.CharField(
        max_length=60, blank=True, help_text="The education that the source assigns to newcomers."
    )

    class Meta:
        ordering = ["occupation_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "occupation_code", "period"],
                name="one_projection_per_occupation",
                violation_error_message="There is a projection of this occupation by this source for this period already: change that one.",
            )
        ]

    def __str__(self):
        return f"{self.occupation}, {self.period}"
