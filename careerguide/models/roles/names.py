"""What a job is called elsewhere: in adverts, and in official classifications."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from ..base import Part


class OtherTitle(Part):
    """Another name under which the job is advertised."""

    NATURAL_KEY = ("role.slug", "title")

    role = models.ForeignKey("Role", on_delete=models.CASCADE, related_name="other_titles")
    title = models.CharField(max_length=80, help_text="As adverts write it.")
    order = models.PositiveSmallIntegerField(default=0, help_text="Position in the list.")

    class Meta:
        ordering = ["order", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "title"],
                name="one_other_title_per_role",
                violation_error_message="The role has this other title already: leave one of the two.",
            )
        ]

    def __str__(self):
        return self.title

    def clean(self):
        if self.role_id and self.title.casefold() == self.role.title.casefold():
            raise ValidationError({"title": "This is the role’s own title."})


class OccupationCode(Part):
    """An entry of an official classification that comes close to the role."""

    NATURAL_KEY = ("role.slug", "scheme", "code")

    class Scheme(models.TextChoices):
        SOC = "soc", "US SOC"
        ONET = "onet", "O*NET"
        ISCO = "isco08", "ISCO-08"
        ESCO = "esco", "ESCO"
        UK = "uk-gdad", "UK government framework"

    role = models.ForeignKey("Role", on_delete=models.CASCADE, related_name="occupation_codes")
    scheme = models.CharField(max_length=10, choices=Scheme, help_text="The classification.")
    code = models.CharField(max_length=80, help_text="As the classification writes it.")
    title = models.CharField(max_length=120, blank=True, help_text="The title of that entry.")
    is_primary = models.BooleanField(
        "closest", default=False, help_text="The closest entry of this classification; one at most."
    )
    order = models.PositiveSmallIntegerField(default=0, help_text="Position in the list.")

    class Meta:
        ordering = ["scheme", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "scheme", "code"],
                name="one_occupation_code_per_role",
                violation_error_message="The role has this code of this classification already: leave one of the two.",
            ),
            models.UniqueConstraint(
                fields=["role", "scheme"],
                condition=Q(is_primary=True),
                name="one_primary_occupation_per_scheme",
                violation_error_message="A classification has one closest entry for a role: leave “closest” ticked once.",
            ),
        ]

    def __str__(self):
        return f"{self.get_scheme_display()} {self.code} {self.title}".strip()
