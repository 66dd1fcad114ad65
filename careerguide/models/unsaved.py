"""What somebody has typed into a form of the admin and not saved yet."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone


class UnsavedQuerySet(models.QuerySet):
    def of(self, user, form: str):
        """What a person has typed into a form and not saved."""
        return self.filter(user=user, form=form)

    def keep(self, user, form: str, data: str):
        """Puts the newest text of a person in a form in the place of the one before; old ones of everybody leave."""
        now = timezone.now()
        self.filter(kept_at__lt=now - timedelta(days=Unsaved.DAYS_KEPT)).delete()
        return self.update_or_create(user=user, form=form, defaults={"data": data, "kept_at": now})[0]


class Unsaved(models.Model):
    """The fields of one form as one person left them; nobody else sees them, and nothing of the site rests on them."""

    DAYS_KEPT = 30

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=100, help_text="The model and the row, such as careerguide.role/12 or …/add.")
    data = models.TextField(help_text="As a browser sends it.")
    kept_at = models.DateTimeField(default=timezone.now)

    objects = UnsavedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "unsaved text"
        constraints = [models.UniqueConstraint(fields=["user", "form"], name="one_unsaved_text_per_person_and_form")]

    def __str__(self):
        return f"{self.form} of {self.user}"
