"""Whoever has a form open is told who else has."""

import re

import pytest
from django.core.cache import cache

from careerguide.models import Place

from .conftest import change_page


@pytest.fixture
def grace(client, django_user_model):
    cache.clear()
    client.force_login(django_user_model.objects.create_superuser("grace", first_name="Grace"))
    return client


def test_who_else_has_the_page_open_is_told(place, admin_client, grace):
    assert "others-here" in admin_client.get(change_page(place)).text
    text = grace.get(change_page(place)).text
    assert re.search(r"open at: <span>admin, since \d\d:\d\d UTC", text)
    assert "hidden" not in re.search(r'<p id="others-here"[^>]*>', text)[0]
    beat = change_page(place).replace("change", "open")
    assert [other.partition(",")[0] for other in admin_client.post(beat).json()["others"]] == ["Grace"]
    grace.post(beat, {"leaving": "1"})
    assert admin_client.post(beat).json() == {"others": []}


def test_another_row_is_another_page(place, admin_client, grace):
    admin_client.get(change_page(Place.objects.exclude(pk=place.pk).first()))
    assert grace.get(change_page(place)).context["others_here"] == []


def test_telling_that_a_page_is_open_takes_a_post_and_the_right_to_change(place, client, django_user_model):
    client.force_login(django_user_model.objects.create_user("joan", is_staff=True))
    beat = change_page(place).replace("change", "open")
    assert client.post(beat).status_code == 403
    assert client.get(beat).status_code == 405
