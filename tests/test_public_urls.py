"""Readers need nothing of the staff's pages, so a fresh process answers them without loading these."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from careerguide.models import Role
from careerguide.static_site.addresses import NEED_A_SERVER, groups

STARTED = """
import io, sys
import careerguide.wsgi

def ask(path, host="guide.example"):
    said = []
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "SERVER_NAME": host, "SERVER_PORT": "443", "HTTP_HOST": host,
        "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "https", "wsgi.input": io.BytesIO(),
    }
    b"".join(careerguide.wsgi.application(environ, lambda status, headers, *error: said.append(status[:3])))
    return said[0]

pages = ("/", "/roles/", "/roles/senior-builder/", "/pay/", "/search/", "/report/", "/no/such/page/", "/a\\0b/")
print("Answered:", *map(ask, pages), ask("/", "elsewhere.example"))
staff = {"careerguide.urls", "careerguide.admin", "careerguide.desk", "import_export", "fido2"}
print("Loaded:", *sorted(staff & sys.modules.keys()))
"""
CHECKED = """
import django

django.setup()
from django.contrib.admin import ModelAdmin
from django.core import checks
from django.core.management import call_command

ModelAdmin.check = lambda self, **kwargs: [checks.Error(f"Checked {self.model.__name__}.")]
call_command("check")
"""


def run(command, database, **more):
    environment = os.environ | {
        "DATABASE_URL": database, "DEBUG": "off", "SECRET_KEY": "only-for-this-test", "ALLOWED_HOSTS": "guide.example",
        "DJANGO_SETTINGS_MODULE": "careerguide.settings", "HTTPS": "on", "SITE_URL": "https://guide.example",
    }  # fmt: skip
    command = [sys.executable, *map(str, command)]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, **more)


def test_a_server_that_starts_and_answers_loads_nothing_of_the_staffs_pages(folder, tmp_path):
    database = f"sqlite:///{tmp_path / 'small.sqlite3'}"
    run(["manage.py", "migrate", "-v", "0"], database, check=True)
    run(["manage.py", "load_content", folder], database, check=True)
    *_, answered, loaded = run(["-c", STARTED], database, check=True).stdout.splitlines()
    assert answered == "Answered: 200 200 200 200 200 200 404 400 400"
    assert loaded == "Loaded:"


def test_the_checks_of_a_command_see_the_admin():
    assert "Checked PayFigure." in run(["-c", CHECKED], "sqlite://:memory:").stderr


@pytest.mark.django_db
@override_settings(ROOT_URLCONF="careerguide.public_urls")
def test_public_pages_name_no_address_of_the_staff():
    role = Role.objects.published().first()
    kinds = [group for group in groups() if not group.roles or group.roles[0] == role.slug]
    addresses = [address for group in kinds for address in group.addresses]
    addresses += [reverse(name) for name in NEED_A_SERVER]
    assert len(addresses) > 50
    for address in addresses:
        assert Client().get(address).status_code == 200, address


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/admin", "/admin/"])
def test_the_admin_is_still_found(address):
    response = Client().get(address, follow=True)
    assert response.redirect_chain[-1][0] == "/admin/login/?next=/admin/"
    assert response.status_code == 200
