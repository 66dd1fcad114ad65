"""Every address of the site: those of the staff here, those of readers in public_urls.py."""

from allauth.account import views as account
from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

# Other apps' admins first: ours take their places.
admin.autodiscover()

from careerguide import public_urls
from careerguide.admin import writing
from careerguide.public_urls import handler400, handler403, handler404, handler500
from careerguide.views import staff

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]

# Django-allauth's pages that we use, by the names it knows them by; nobody signs up here.
account_patterns = [
    path("login/", staff.sign_in, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password_change/", account.password_change, name="account_change_password"),
    path("password_set/", account.password_set, name="account_set_password"),
    path("2fa/", include("allauth.mfa.urls")),
]
if settings.EMAIL_HOST:
    account_patterns += [
        path("password_reset/", account.password_reset, name="account_reset_password"),
        path("password_reset/sent/", account.password_reset_done, name="account_reset_password_done"),
        re_path(
            r"^password_reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
            account.password_reset_from_key,
            name="account_reset_password_from_key",
        ),
        path(
            "password_reset/done/",
            account.password_reset_from_key_done,
            name="account_reset_password_from_key_done",
        ),
    ]

urlpatterns = [
    # Django-allauth's pages take the place of the admin's own.
    path("admin/", include(account_patterns)),
    path("admin/preview/", writing.preview, name="admin_preview"),
    path("admin/", admin.site.urls),
    *public_urls.urlpatterns,
]

handler429 = staff.too_many_tries
