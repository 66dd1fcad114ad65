"""Accounts in the admin: who reads which record, and a lost second factor."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from careerguide.models import SignIn


def test_editors_read_who_changed_what_and_superusers_who_signed_in(admin_client, editor, writer):
    log, sign_ins = "/admin/admin/logentry/", "/admin/careerguide/signin/"
    SignIn.objects.create(kind="in", name="ada")
    assert "ada" in admin_client.get(sign_ins).text
    assert editor.get(log).status_code == 200
    assert editor.get(sign_ins).status_code == 403
    assert writer.get(log).status_code == 403


@pytest.mark.parametrize("page", ["add/", "1/delete/"])
@pytest.mark.parametrize("model", ["admin/logentry", "careerguide/signin"])
def test_nobody_adds_or_deletes_a_record(admin_client, model, page):
    SignIn.objects.create(pk=1, kind="in")
    assert admin_client.post(f"/admin/{model}/{page}").status_code in (403, 302)
    assert SignIn.objects.filter(pk=1).exists()


def test_a_superuser_takes_away_a_lost_factor_and_never_sees_its_secret(admin_client, editor):
    secret = generate_totp_secret()
    TOTP.activate(editor.user, secret)
    factor = Authenticator.objects.get()
    page = f"/admin/mfa/authenticator/{factor.pk}/"
    assert secret not in admin_client.get(f"{page}change/").text
    admin_client.post(f"{page}delete/", {"post": "yes"})
    assert not Authenticator.objects.exists()
