"""The Atom feeds."""

import datetime
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from careerguide.models import ContentVersion, FigureChange, PayImport, Place, Role, Source
from tests.factories import make_role

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def entries(client, path):
    response = client.get(path)
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.text)
    assert feed.find("a:id", ATOM).text.startswith("https://guide.example/")
    assert feed.find("a:updated", ATOM) is not None
    return feed.findall("a:entry", ATOM)


def told(entry, name):
    return entry.find(f"a:{name}", ATOM).text


def test_roles_come_with_the_latest_text_first(client):
    make_role(title="Newest", slug="newest", written_on=datetime.date(2030, 1, 2))
    make_role(title="Secret", status=Role.Status.DRAFT, written_on=datetime.date(2031, 1, 2))
    found = entries(client, "/feeds/roles.xml")
    assert told(found[0], "title") == "Newest"
    assert told(found[0], "updated") == "2030-01-02T00:00:00+00:00"
    assert found[0].find("a:link", ATOM).get("href") == "https://guide.example/roles/newest/"
    assert len({told(entry, "id") for entry in found}) == len(found)


def test_a_changed_text_is_a_new_entry(client):
    role = Role.objects.get(slug="data-scientist")
    before = {told(entry, "id") for entry in entries(client, "/feeds/roles.xml")}
    role.written_on = datetime.date(2030, 1, 2)
    role.save()
    after = {told(entry, "id") for entry in entries(client, "/feeds/roles.xml")}
    assert after - before == {"https://guide.example/roles/data-scientist/#2030-01-02"}


def test_pay_changes_come_role_by_role(client):
    counts = dict.fromkeys(
        [field.name for field in PayImport._meta.fields if field.get_internal_type() == "PositiveIntegerField"], 0
    )
    made = PayImport.objects.create(
        source=Source.objects.get(slug="aijobs"),
        file_name="a.csv",
        digest="0",
        size=1,
        release="2026-01",
        rejected=[],
        unmapped=[],
        imported_at=timezone.now(),
        **counts,
    )
    role, place = Role.objects.get(slug="data-scientist"), Place.objects.get(code="US")
    for kind, period in (("added", "2024"), ("changed", "2025"), ("set aside", "2023")):
        FigureChange.objects.create(
            pay_import=made, kind=kind, role=role, place=place, period=period, match="exact", after={}
        )
    FigureChange.objects.create(
        pay_import=made,
        kind="added",
        role=make_role(status="draft"),
        place=place,
        period="2025",
        match="exact",
        after={},
    )
    found = entries(client, "/feeds/pay.xml")
    assert [told(entry, "title") for entry in found] == ["Data Scientist: 2 pay figures new or changed"]
    assert found[0].find("a:link", ATOM).get("href") == "https://guide.example/roles/data-scientist/pay/"


def test_feeds_without_entries_are_feeds(client, no_content):
    assert entries(client, "/feeds/roles.xml") == []
    assert entries(client, "/feeds/pay.xml") == []


@pytest.mark.parametrize("path", ["/feeds/roles.xml", "/feeds/pay.xml"])
def test_a_feed_without_entries_is_the_same_whenever_it_is_asked_for(client, no_content, path):
    first, second = client.get(path), client.get(path)
    assert (first.headers["ETag"], first.content) == (second.headers["ETag"], second.content)


def test_a_feed_without_entries_bears_the_time_of_the_last_change(client):
    FigureChange.objects.all().delete()
    changed_at = datetime.datetime(2030, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
    ContentVersion.objects.update_or_create(pk=ContentVersion.ROW)
    ContentVersion.objects.filter(pk=ContentVersion.ROW).update(changed_at=changed_at)
    feed = ElementTree.fromstring(client.get("/feeds/pay.xml").text)
    assert feed.find("a:updated", ATOM).text == "2030-01-02T03:04:05+00:00"
