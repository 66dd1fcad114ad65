"""Reports of errors in the admin."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from careerguide import publishing
from careerguide.models import Report, Role, Section
from careerguide.report_subject import find

from .conftest import change_page

pytestmark = pytest.mark.django_db

LIST = reverse("admin:careerguide_report_changelist")
ABOUT = "roles/data-scientist/overview"


@pytest.fixture
def report():
    subject = find(ABOUT)
    return Report.objects.create(
        about=ABOUT,
        kind=subject.kind,
        subject=subject.name,
        shown=subject.shown,
        message="<script>alert(1)</script> That is not so.",
        email="reader@example.org",
    )


@pytest.fixture
def send(admin_client, as_sent):
    """Opens the form of a report, changes fields and saves it."""

    def save(report, **fields):
        return admin_client.post(change_page(report), as_sent(admin_client.get(change_page(report))) | fields)

    return save


def test_a_report_shows_what_it_is_about_and_leads_to_the_page_and_to_the_form(report, admin_client):
    text = admin_client.get(change_page(report)).text
    role = Role.objects.get(slug="data-scientist")
    assert 'href="/roles/data-scientist/#overview">See it on the page' in text
    assert f'href="{reverse("admin:careerguide_role_change", args=[role.pk])}">Edit the role' in text
    copy = publishing.start_copy(role, None)
    text = admin_client.get(change_page(report)).text
    assert f'href="{reverse("admin:careerguide_role_change", args=[copy.pk])}">Edit the working copy' in text
    assert "The same." in text
    assert "mailto:reader@example.org" in text
    assert "<script>alert(1)" not in text


def test_what_stands_there_now_is_shown_beside_what_stood_there(report, admin_client):
    section = Section.objects.get(role__slug="data-scientist", kind="overview")
    section.body = "Corrected since."
    section.save()
    assert "Corrected since." in admin_client.get(change_page(report)).text


def test_a_report_on_what_is_gone_is_still_readable(report, admin_client):
    Section.objects.get(role__slug="data-scientist", kind="overview").delete()
    text = admin_client.get(change_page(report)).text
    assert "It is not on the site any more" in text
    assert report.shown[:40] in text


def test_answering_notes_who_and_when_and_deletes_the_address(send, report, admin_client, admin_user):
    answer = send(report, status="answered", answer="Corrected the year.")
    assert answer.status_code == 302
    report.refresh_from_db()
    assert (report.status, report.answer, report.email) == ("answered", "Corrected the year.", "")
    assert report.handled_by == admin_user
    assert report.handled_at is not None
    assert f"by {admin_user}" in admin_client.get(change_page(report)).text


def test_a_note_alone_leaves_the_report_open_and_the_address_where_it_is(send, report):
    send(report, status="open", answer="Asked the source.")
    report.refresh_from_db()
    assert (report.status, report.answer, report.email) == ("open", "Asked the source.", "reader@example.org")


def test_a_closed_report_can_be_opened_again(send, report, admin_user):
    report.settle("closed", admin_user)
    report.save()
    send(report, status="open", answer="")
    report.refresh_from_db()
    assert (report.status, report.handled_by, report.handled_at) == ("open", None, None)


def test_several_are_closed_at_once_and_settled_ones_left_alone(report, admin_client, admin_user):
    settled = Report.objects.create(kind="other", subject="Another", message="Wrong.")
    settled.settle("answered", admin_user)
    settled.save()
    chosen = {"action": "mark_closed", "_selected_action": [report.pk, settled.pk]}
    answer = admin_client.post(LIST, chosen, follow=True)
    assert "1 report is closed now" in answer.text
    assert sorted(Report.objects.values_list("status", flat=True)) == ["answered", "closed"]
    assert LogEntry.objects.get().object_id == str(report.pk)


def test_open_ones_come_first_and_filters_answer(report, admin_client, admin_user):
    newer = Report.objects.create(kind="other", subject="Newer but closed", message="Wrong.")
    newer.settle("closed", admin_user)
    newer.save()
    found = admin_client.get(LIST).context["cl"].result_list
    assert [row.subject for row in found] == [report.subject, "Newer but closed"]
    for query in ("status__exact=open", "kind__exact=section", "email__isempty=0", "q=overview"):
        assert [row.pk for row in admin_client.get(f"{LIST}?{query}").context["cl"].result_list] == [report.pk]


def test_nobody_writes_reports_here(admin_client):
    assert admin_client.get(reverse("admin:careerguide_report_add")).status_code == 403


def test_staff_without_the_permission_see_and_settle_nothing(report, client):
    person = User.objects.create_user("someone", is_staff=True)
    client.force_login(person)
    assert client.get(LIST).status_code == client.get(change_page(report)).status_code == 403
    person.user_permissions.add(Permission.objects.get(codename="view_report"))
    assert client.get(change_page(report)).status_code == 200
    assert client.post(change_page(report), {"status": "closed", "answer": ""}).status_code == 403
    client.post(LIST, {"action": "mark_closed", "_selected_action": [report.pk]})
    report.refresh_from_db()
    assert report.status == "open"


def test_the_pages_hold_no_script_or_style_of_their_own(report, admin_client):
    for address in (LIST, change_page(report)):
        text = admin_client.get(address).text
        assert "style=" not in text
        assert "<script>" not in text
