"""The record of signing in: what happened to whose account, from where and when."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class SignIn(models.Model):
    """One event of one account. Rows older than ``DAYS_KEPT`` are deleted whenever one is added."""

    DAYS_KEPT = 90

    class Kind(models.TextChoices):
        IN = "in", "signed in"
        OUT = "out", "signed out"
        WRONG = "wrong", "wrong name or password"
        WRONG_CODE = "wrong code", "wrong code of the second factor"
        PASSWORD = "password", "password changed"
        ADDED = "added", "second factor added"
        REMOVED = "removed", "second factor removed"

    kind = models.CharField("what happened", max_length=12, choices=Kind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="account"
    )
    name = models.CharField(max_length=150, blank=True, help_text="Empty: no account has the name that was typed.")
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "sign-in"

    def __str__(self):
        return f"{self.name or 'unknown name'}: {self.get_kind_display()}"
