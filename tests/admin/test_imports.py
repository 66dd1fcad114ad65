"""Pay figures from a file, in the admin: upload, preview, confirmation, record; refusals and permissions."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from careerguide.models import PayFigure, PayImport, PendingImport, Role, TitleFamily
from tests.factories import make_figure
from tests.importers.examples import advert, csv_bytes, make_rule, only_these_rules, ranges

pytestmark = pytest.mark.django_db
UPLOAD, RECORDS = (reverse(f"admin:careerguide_payimport_{page}") for page in ("add", "changelist"))


@pytest.fixture(autouse=True)
def rule():
    only_these_rules()
    return make_rule()


def upload(client, content=None, name="salaries.csv", **fields):
    content = csv_bytes([*ranges(40), advert(1, title="<b>Juggler</b>")]) if content is None else content
    return client.post(UPLOAD, {"kind": "aijobs", "file": SimpleUploadedFile(name, content), **fields})


def preview(client, **fields):
    """Uploads, and gives the address and the fingerprint of the preview."""
    address = upload(client, **fields).url
    page = client.get(address).content.decode()
    return address, re.search(r'name="fingerprint" value="(\w+)"', page)[1]


def test_an_upload_is_read_and_shown_and_changes_nothing(admin_client):
    page = admin_client.get(upload(admin_client).url)
    assert page.status_code == 200
    text = page.content.decode()
    assert "<b>1</b> figures added" in text
    assert "81 rows read. Nothing is imported yet." in text
    assert "&lt;b&gt;Juggler&lt;/b&gt;" in text
    assert not PayFigure.objects.filter(source__slug="aijobs").exists()
    assert not PayImport.objects.exists()


def test_what_was_seen_is_imported_when_it_is_confirmed(admin_client, admin_user):
    address, fingerprint = preview(admin_client)
    answer = admin_client.post(address, {"fingerprint": fingerprint, "confirm": "Import"})
    made = PayImport.objects.get()
    assert answer.url == reverse("admin:careerguide_payimport_change", args=[made.pk])
    assert made.imported_by == admin_user
    assert PayFigure.objects.get(pay_import=made).p50 == 134_500
    assert not PendingImport.objects.exists()


def test_a_discarded_upload_leaves_nothing(admin_client):
    address, fingerprint = preview(admin_client)
    admin_client.post(address, {"fingerprint": fingerprint, "discard": "Discard"})
    assert not PendingImport.objects.exists()
    assert not PayImport.objects.exists()


@pytest.mark.parametrize("fingerprint", [None, "", "0" * 64])
def test_a_confirmation_of_something_else_is_refused_and_shown_again(admin_client, fingerprint):
    address, _ = preview(admin_client)
    answer = admin_client.post(address, {} if fingerprint is None else {"fingerprint": fingerprint})
    assert "The figures have changed since this preview" in answer.content.decode()
    assert not PayImport.objects.exists()


def test_figures_that_moved_in_between_are_shown_again(admin_client, rule):
    address, fingerprint = preview(admin_client)
    make_figure(rule.role, source_id=PayFigure.source.get_queryset().get(slug="aijobs").pk, label=rule.label, p50=1)
    answer = admin_client.post(address, {"fingerprint": fingerprint})
    assert "The figures have changed since this preview" in answer.content.decode()
    assert not PayImport.objects.exists()


def test_the_record_shows_changes_rejected_rows_and_titles_and_cannot_be_edited(admin_client):
    rows = [*ranges(40), advert(1, title="Juggler"), advert(1) | {"company_size": "?"}]
    address, fingerprint = preview(admin_client, content=csv_bytes(rows))
    page = admin_client.post(address, {"fingerprint": fingerprint}, follow=True).content.decode()
    for part in (
        "Figures that change",
        "median: 134,500",
        "The company size “?” is not S, M or L.",
        "Juggler",
        "salaries.csv",
    ):
        assert part in page
    assert 'name="_save"' not in page
    change = reverse("admin:careerguide_payimport_change", args=[PayImport.objects.get().pk])
    assert admin_client.post(change, {"release": "x"}).status_code == 403
    assert admin_client.post(change.replace("change", "delete"), {"post": "yes"}).status_code == 403
    assert admin_client.get(RECORDS).status_code == 200


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"<!doctype html>", "salaries.csv", "web page"),
        (b"a,b\n1,2\n", "salaries.csv", "lacks the columns"),
        (b"\x1f\x8b\x08", "salaries.csv.gz", "cut off or damaged"),
        (csv_bytes(ranges(5)), "salaries.exe", "must end in"),
        (csv_bytes(ranges(5)), "salaries.php.csv", "more than one extension"),
        (csv_bytes(ranges(5)).decode().encode("utf-16-le"), "salaries.csv", "NUL bytes"),
        (b"", "salaries.csv", "empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(admin_client, content, name, reason):
    answer = upload(admin_client, content, name)
    assert answer.status_code == 200
    assert reason in str(answer.context["form"].errors["file"])
    assert not PendingImport.objects.exists()


def test_a_path_in_the_name_is_dropped(admin_client):
    upload(admin_client, name="../../etc/salaries.csv")
    assert PendingImport.objects.get().reading["file_name"] == "salaries.csv"


def test_unknown_kinds_and_places_are_refused(admin_client):
    assert "kind" in upload(admin_client, kind="others").context["form"].errors
    assert "no place XX" in str(upload(admin_client, places="us, xx").context["form"].errors["file"])


def test_a_second_upload_takes_the_place_of_the_first(admin_client):
    first = upload(admin_client).url
    upload(admin_client)
    assert PendingImport.objects.count() == 1
    assert admin_client.get(first).status_code == 404


def test_only_those_who_may_import_see_the_pages(client, admin_client, django_user_model):
    address = upload(admin_client).url
    staff = django_user_model.objects.create_user("ada", is_staff=True)
    client.force_login(staff)
    for page in (UPLOAD, address, RECORDS):
        assert client.get(page).status_code == 403
        assert client.post(page, {"fingerprint": "x"}).status_code == 403
    staff.user_permissions.add(Permission.objects.get(codename="add_payimport"))
    assert client.get(UPLOAD).status_code == 200
    assert client.get(address).status_code == 404, "it is another’s upload"
    client.logout()
    assert client.get(UPLOAD).status_code == 302


def test_the_pages_have_no_inline_script_or_style(admin_client):
    address, _ = preview(admin_client)
    for page in (UPLOAD, address):
        text = admin_client.get(page).content.decode()
        assert not re.search(r"<script(?![^>]* src=)(?![^>]*type=\"application/json\")|<style| style=| on\w+=", text)


def test_a_figure_whose_amounts_staff_change_rests_on_no_import(admin_client, as_sent):
    address, fingerprint = preview(admin_client)
    admin_client.post(address, {"fingerprint": fingerprint})
    figure = PayFigure.objects.get(pay_import__isnull=False)
    change = reverse("admin:careerguide_payfigure_change", args=[figure.pk])
    page = admin_client.get(change)
    assert f"/payimport/{figure.pay_import_id}/" in page.content.decode()
    admin_client.post(change, as_sent(page) | {"note": "Mind this."})
    figure.refresh_from_db()
    assert (figure.note, figure.pay_import is None) == ("Mind this.", False)
    admin_client.post(change, as_sent(admin_client.get(change)) | {"p50": 134_600})
    figure.refresh_from_db()
    assert (figure.p50, figure.pay_import) == (134_600, None)


def test_a_title_belongs_to_one_family(admin_client, rule, as_sent):
    other = TitleFamily.objects.create(slug="others", kind="proxy", titles="Other\n")
    change = reverse("admin:careerguide_titlefamily_change", args=[other.pk])
    answer = admin_client.post(change, as_sent(admin_client.get(change)) | {"titles": "Other\r\nCounter"})
    assert "“Counter” is a title of the family counters" in answer.content.decode()
    assert (
        admin_client.post(change, as_sent(admin_client.get(change)) | {"titles": "Other\r\n\r\n Third "}).status_code
        == 302
    )
    other.refresh_from_db()
    assert other.titles == "Other\nThird\n"


def test_a_role_with_imported_figures_can_be_deleted(admin_client):
    address, fingerprint = preview(admin_client)
    admin_client.post(address, {"fingerprint": fingerprint})
    role = PayFigure.objects.get(pay_import__isnull=False).role
    # A published role is not deleted in place: it is unpublished first.
    Role.objects.filter(pk=role.pk).update(status=Role.Status.DRAFT)
    admin_client.post(reverse("admin:careerguide_role_delete", args=[role.pk]), {"post": "yes"})
    assert not PayFigure.objects.filter(role_id=role.pk).exists()
