"""Links at which people without an account see a role that is not published."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.signing import Signer
from django.db import models
from django.urls import reverse
from django.utils import timezone

SIGNER = Signer(salt="careerguide.preview")


def new_nonce() -> str:
    return secrets.token_urlsafe(12)


def in_a_week():
    return timezone.now() + timedelta(days=PreviewLink.DAYS)


class PreviewLinkQuerySet(models.QuerySet):
    def with_token(self, token: str):
        """The link that a token in an address stands for; None where it is gone. Raises BadSignature for other tokens."""
        return self.filter(nonce=SIGNER.unsign(token)).select_related("role").first()

    def open(self):
        """The links that still work, the newest first."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now()).order_by("-made_at", "-pk")


class PreviewLink(models.Model):
    """A link to the preview of a role: works until it expires or is revoked."""

    DAYS = 7

    role = models.ForeignKey("Role", on_delete=models.CASCADE, related_name="preview_links")
    nonce = models.CharField(max_length=32, unique=True, default=new_nonce)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    expires_at = models.DateTimeField(default=in_a_week)
    revoked_at = models.DateTimeField(null=True)

    objects = PreviewLinkQuerySet.as_manager()

    def __str__(self):
        return f"preview of {self.role} until {self.expires_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    def get_absolute_url(self):
        return reverse("role_preview", args=[SIGNER.sign(self.nonce)])
