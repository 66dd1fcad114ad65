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

environ = {
    "REQUEST_METHOD": "GET", "PATH_INFO": "/about/", "SERVER_NAME": "guide.example", "SERVER_PORT": "443",
    "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "guide.example", "wsgi.url_scheme": "https", "wsgi.input": io.BytesIO(),
}
b"".join(careerguide.wsgi.application(environ, print))
staff = {"careerguide.urls", "careerguide.admin", "careerguide.desk", "import_export", "fido2"}
print("Loaded:", *sorted(staff & sys.modules.keys()))
"""


def test_a_server_that_starts_and_answers_loads_nothing_of_the_staffs_pages():
    environment = os.environ | {
        "DATABASE_URL": "sqlite://:memory:", "DEBUG": "off", "SECRET_KEY": "only-for-this-test", "ALLOWED_HOSTS": "guide.example",
        "DJANGO_SETTINGS_MODULE": "careerguide.settings",
    }  # fmt: skip
    command = [sys.executable, "-c", STARTED]
    said = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True, capture_output=True, text=True)
    assert said.stdout.splitlines()[-1] == "Loaded:"


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
