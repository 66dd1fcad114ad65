"""Signing in to the admin: who gets in, who is slowed down, who needs a second factor, and what is kept about it."""

import importlib
import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import clear_url_caches, reverse
from django.utils import timezone

from careerguide import urls
from careerguide.models import SignIn
from careerguide.sign_in import EDITORS

LOGIN = "/admin/login/"
PASSWORD = "correct-horse-battery"


@pytest.fixture(autouse=True)
def nobody_tried_yet(db):
    cache.clear()


@pytest.fixture
def superuser(django_user_model):
    return django_user_model.objects.create_superuser("ada", password=PASSWORD)


@pytest.fixture
def editor(django_user_model):
    user = django_user_model.objects.create_user("grace", password=PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get_or_create(name=EDITORS)[0])
    return user


def sign_in(client, name="ada", password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": name, "password": password}, **extra)


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def kinds():
    return list(SignIn.objects.order_by("pk").values_list("kind", flat=True))


def test_staff_sign_in_and_come_to_where_they_wanted(client, superuser):
    answer = client.post(f"{LOGIN}?next=/admin/careerguide/role/", {"login": "ada", "password": PASSWORD})
    assert answer.headers["Location"] == "/admin/careerguide/role/"
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_signing_in_leads_to_no_other_site(client, superuser, address):
    answer = client.post(f"{LOGIN}?next={address}", {"login": "ada", "password": PASSWORD})
    assert answer.headers["Location"] == "/admin/"


def test_a_wrong_password_and_an_unknown_name_get_the_same_sentence(client, superuser):
    for name in ("ada", "nobody"):
        assert "Name or password is wrong" in sign_in(client, name, "wrong").text


def test_accounts_that_are_not_of_staff_are_refused(client, django_user_model):
    django_user_model.objects.create_user("reader", password=PASSWORD)
    assert "not one of staff" in sign_in(client, "reader").text
    assert "_auth_user_id" not in client.session


def test_who_is_no_longer_staff_is_told_so_and_not_sent_in_circles(client, superuser):
    client.force_login(superuser)
    superuser.is_staff = False
    superuser.save()
    assert client.get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize(
    "address", ["signup/", "2fa/webauthn/signup/", "signup/passkey/", "accounts/signup/", "email/", "password_reset/"]
)
def test_nobody_can_sign_up_and_without_mail_nobody_can_reset(client, db, address):
    assert client.get(f"/admin/{address}", follow=True).redirect_chain[:1] in (
        [],
        [(f"{LOGIN}?next=/admin/{address}", 302)],
    )
    assert client.post(f"/admin/{address}").status_code in (302, 404)
    assert client.get(f"/{address}").status_code == 404


def test_the_sixth_try_for_a_name_is_refused_even_with_the_right_password(superuser):
    for number in range(5):
        assert sign_in(Client(REMOTE_ADDR=f"192.0.2.{number}"), password="wrong").status_code == 200
    refused = sign_in(Client(REMOTE_ADDR="192.0.2.77"))
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "300"
    assert "wait five minutes" in refused.text
    assert "css/admin.css" in refused.text


def test_guessing_many_names_from_one_address_is_refused(superuser):
    for number in range(20):
        sign_in(Client(), f"name{number}", "wrong")
    assert sign_in(Client()).status_code == 429
    assert sign_in(Client(REMOTE_ADDR="192.0.2.9")).status_code == 302


def test_signing_in_rightly_between_does_not_wipe_the_count(superuser):
    for _ in range(4):
        sign_in(Client(), password="wrong")
    assert sign_in(Client()).status_code == 302
    sign_in(Client(), password="wrong")
    assert sign_in(Client()).status_code == 429


def test_the_count_is_in_the_database_and_so_shared_by_all_processes(settings):
    assert settings.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"


@pytest.mark.parametrize(("proxies", "status"), [(0, 429), (1, 302)])
def test_a_forwarded_address_counts_behind_a_proxy_alone(superuser, settings, proxies, status):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    for number in range(20):
        sign_in(Client(), f"name{number}", "wrong", headers={"X-Forwarded-For": "192.0.2.1, 192.0.2.2"})
    assert sign_in(Client(), headers={"X-Forwarded-For": "192.0.2.3"}).status_code == status


def test_a_session_has_a_new_key_after_signing_in_and_ends_after_twelve_hours(client, superuser):
    client.get(LOGIN)
    session = client.session
    session["old"] = 1
    session.save()
    before = session.session_key
    answer = sign_in(client)
    assert client.session.session_key != before
    assert answer.cookies["sessionid"]["path"] == "/admin/"
    assert answer.cookies["sessionid"]["max-age"] == ""
    assert client.session.get_expiry_age() == 12 * 60 * 60


def test_signing_out_takes_a_post(client, superuser):
    client.force_login(superuser)
    assert "Stay signed in" in client.get(reverse("admin:logout")).text
    assert client.get("/admin/").status_code == 200
    answer = client.post(reverse("admin:logout"), follow=True)
    assert "You have signed out." in answer.text
    assert client.get("/admin/").status_code == 302


def test_a_new_password_ends_the_other_sessions(client, superuser):
    other = Client()
    other.force_login(superuser)
    client.force_login(superuser)
    new = {"oldpassword": PASSWORD, "password1": "another-long-one-7", "password2": "another-long-one-7"}
    assert client.post(reverse("admin:password_change"), new).status_code == 302
    assert client.get("/admin/").status_code == 200
    assert other.get("/admin/").status_code == 302
    assert kinds()[-1] == SignIn.Kind.PASSWORD


@pytest.fixture
def mail(settings):
    """The site with a mail server, which adds addresses."""
    settings.EMAIL_HOST = "smtp.guide.example"
    importlib.reload(urls)
    clear_url_caches()
    yield
    settings.EMAIL_HOST = ""
    importlib.reload(urls)
    clear_url_caches()


def test_with_mail_a_forgotten_password_is_reset_by_a_link(client, superuser, mail, mailoutbox):
    superuser.email = "ada@guide.example"
    superuser.save()
    reset = reverse("account_reset_password")
    assert reset in client.get(LOGIN).text
    sent = client.post(reset, {"email": "ada@guide.example"}, follow=True)
    assert sent.status_code == 200
    link = re.search(r"https?://[^/]+(/admin/password_reset/\S+)", mailoutbox[0].body)[1]
    page = client.get(link, follow=True)
    new = "another-long-one-7"
    done = client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new}, follow=True)
    assert done.status_code == 200
    assert sign_in(client, password=new).status_code == 302
    assert SignIn.Kind.PASSWORD in kinds()


def test_a_reset_for_an_unknown_address_says_the_same_and_sends_nothing(client, superuser, mail, mailoutbox):
    answer = client.post(reverse("account_reset_password"), {"email": "nobody@guide.example"}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("account_reset_password_done")
    assert not mailoutbox


# The second factor


def test_without_the_setting_nobody_needs_a_second_factor(client, editor):
    client.force_login(editor)
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "address", ["/admin/", "/admin/careerguide/role/add/", "/admin/autocomplete/", "/admin/auth/user/"]
)
@pytest.mark.parametrize("who", ["superuser", "editor"])
def test_editors_and_superusers_set_up_a_second_factor_before_anything_else(
    client, settings, request, who, address, method
):
    settings.STAFF_MFA = True
    client.force_login(request.getfixturevalue(who))
    answer = getattr(client, method)(address)
    assert answer.status_code == 302
    led = client.get(answer.headers["Location"])
    assert led.headers["Location"] == reverse("mfa_activate_totp")


def test_writers_need_no_second_factor(client, settings, django_user_model):
    settings.STAFF_MFA = True
    client.force_login(django_user_model.objects.create_user("joan", password=PASSWORD, is_staff=True))
    assert client.get("/admin/").status_code == 200


def test_setting_up_an_app_opens_the_admin_and_is_asked_for_at_the_next_sign_in(client, settings, editor, committed):
    settings.STAFF_MFA = True
    sign_in(client, "grace")
    asked = client.get(reverse("mfa_activate_totp")).headers["Location"]
    assert asked.startswith(reverse("account_reauthenticate"))
    page = client.post(asked, {"password": PASSWORD}, follow=True)
    assert "<svg" in page.text
    assert "data:" not in page.text
    assert " style=" not in page.text
    secret = page.context["form"].secret
    with committed():
        answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get("/admin/").status_code == 200
    client.post(reverse("admin:logout"))

    assert sign_in(client, "grace").headers["Location"] == reverse("mfa_authenticate")
    assert client.get("/admin/").status_code == 302
    cache.clear()  # which remembers that this code has been used
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).status_code == 302
    assert client.get("/admin/").status_code == 200
    assert kinds() == ["in", "added", "added", "out", "in"]


def test_recovery_codes_by_themselves_are_no_second_factor(client, settings, editor):
    settings.STAFF_MFA = True
    Authenticator.objects.create(user=editor, type=Authenticator.Type.RECOVERY_CODES, data={})
    client.force_login(editor)
    assert client.get("/admin/").status_code == 302


def test_guessing_codes_is_slowed_down(client, superuser):
    TOTP.activate(superuser, generate_totp_secret())
    sign_in(client)
    for _ in range(5):
        assert "Incorrect code" in client.post(reverse("mfa_authenticate"), {"code": "000000"}).text
    assert "wait five minutes" in client.post(reverse("mfa_authenticate"), {"code": "000000"}).text


# The record


def test_signing_in_failing_and_leaving_are_recorded_with_name_and_address(client, superuser):
    sign_in(client, password="wrong")
    sign_in(client)
    client.post(reverse("admin:logout"))
    assert kinds() == ["wrong", "in", "out"]
    assert set(SignIn.objects.values_list("name", "address")) == {("ada", "127.0.0.1")}


def test_what_is_no_name_of_an_account_is_not_kept_since_it_may_be_a_password(client, superuser):
    sign_in(client, PASSWORD, "")
    sign_in(client, PASSWORD, "x")
    assert [entry.name for entry in SignIn.objects.all()] == [""]


def test_old_records_and_ended_sessions_go_when_a_new_one_comes(client, superuser):
    SignIn.objects.create(kind="in", at=timezone.now() - timedelta(days=SignIn.DAYS_KEPT, seconds=1))
    kept = SignIn.objects.create(kind="in", at=timezone.now() - timedelta(days=SignIn.DAYS_KEPT - 1))
    Session.objects.create(session_key="x", session_data="", expire_date=timezone.now() - timedelta(seconds=1))
    sign_in(client)
    assert SignIn.objects.count() == 2
    assert kept in SignIn.objects.all()
    assert not Session.objects.filter(session_key="x").exists()
