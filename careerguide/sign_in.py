"""The rules of signing in: who needs a second factor, what is refused, and what is kept about it."""

from datetime import timedelta

from allauth.account import signals as account_signals
from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from allauth.mfa import signals as mfa_signals
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.utils import timezone

from careerguide.models import SignIn

EDITORS = "editors"
# A recovery code stands in for a lost factor; it is none by itself.
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def is_editor(user) -> bool:
    """Whether somebody may publish, and see what others did."""
    if not (user.is_active and user.is_staff):
        return False
    if not hasattr(user, "_is_editor"):
        user._is_editor = user.is_superuser or user.groups.filter(name=EDITORS).exists()
    return user._is_editor


def lacks_second_factor(user) -> bool:
    """Whether somebody must set up a second factor before anything else."""
    return (
        settings.STAFF_MFA
        and is_editor(user)
        and not Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists()
    )


class StaffAdapter(DefaultAccountAdapter):
    """Accounts are made by superusers, and only staff sign in."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "Name or password is wrong, or the account is not one of staff.",
        "too_many_login_attempts": "Too many wrong codes: wait five minutes, then try again.",
        "rate_limited": "Too many tries: wait five minutes, then try again.",
    }

    def is_open_for_signup(self, request):
        return False

    def pre_authenticate(self, request, **credentials):
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as error:
            raise ImmediateHttpResponse(respond_429(request)) from error

    def authenticate(self, request, **credentials):
        user = super().authenticate(request, **credentials)
        return user if user and user.is_staff else None


class SecondFactorAdapter(DefaultMFAAdapter):
    def build_totp_svg(self, url):
        """The QR code as an SVG element without a style of its own; dark on light in both themes, for cameras."""
        # Loaded with the first code: a worker that starts for readers needs none of it.
        import segno

        return segno.make(url).svg_inline(
            scale=5, border=4, dark="#101820", light="#fff", svgclass="qr", lineclass=None
        )


def record(kind, request, user=None, name=""):
    """Keeps one line about signing in, for ``SignIn.DAYS_KEPT`` days. Sessions that have ended leave with the old lines."""
    now = timezone.now()
    SignIn.objects.filter(at__lt=now - timedelta(days=SignIn.DAYS_KEPT)).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    address = get_adapter().get_client_ip(request) if request and request.META.get("REMOTE_ADDR") else None
    SignIn.objects.create(kind=kind, user=user, name=user.get_username() if user else name, address=address, at=now)


def on_failure(request=None, credentials=(), **kwargs):
    # What was typed is kept when it is the name of an account: people type their password into the wrong field.
    typed = dict(credentials).get("username", "")
    user = get_user_model().objects.filter(username=typed).first()
    record(SignIn.Kind.WRONG, request, user)


def keeps(kind):
    """A receiver that records one kind of event."""

    def receive(request=None, user=None, **kwargs):
        if user is not None:
            record(kind, request, user)

    return receive


def connect_sign_ins():
    """Called once by the app config."""
    user_login_failed.connect(on_failure, dispatch_uid="sign_in_wrong")
    for signal, kind in (
        (account_signals.user_logged_in, SignIn.Kind.IN),
        (user_logged_out, SignIn.Kind.OUT),
        (account_signals.password_changed, SignIn.Kind.PASSWORD),
        (account_signals.password_reset, SignIn.Kind.PASSWORD),
        (mfa_signals.authenticator_added, SignIn.Kind.ADDED),
        (mfa_signals.authenticator_removed, SignIn.Kind.REMOVED),
        (mfa_signals.authentication_failed, SignIn.Kind.WRONG_CODE),
    ):
        signal.connect(keeps(kind), weak=False, dispatch_uid=f"sign_in_{kind}_{id(signal)}")
