"""Reporting an error: what the form takes, what it refuses, and what is kept."""

import time
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from careerguide import report_form
from careerguide.models import PayFigure, Report, RetiredSlug, Role, Section
from careerguide.report_form import MOST_REPORTS, PERIOD, SIGNER, sender
from careerguide.report_subject import find
from tests.factories import make_figure, make_role
from tests.site import pages

pytestmark = pytest.mark.django_db

ABOUT = "roles/data-scientist/overview"


@pytest.fixture(autouse=True)
def nobody_has_reported_yet():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def token(monkeypatch):
    """The token of a page opened a minute ago: ``token(about)``."""

    def opened(about=ABOUT, seconds=60):
        now = time.time()
        with monkeypatch.context() as patch:
            patch.setattr(time, "time", lambda: now - seconds)
            return SIGNER.sign(about)

    return opened


@pytest.fixture
def send(client, token):
    """Sends the form as a person would: ``send(message="…")``."""

    def post(about=ABOUT, **fields):
        values = {
            "message": "The median is of another year.",
            "email": "",
            "website": "",
            "token": token(about),
        } | fields
        extra = {"REMOTE_ADDR": values.pop("address", "192.0.2.1")}
        body = "&".join(f"{name}={quote(value)}" for name, value in values.items())
        path = f"/report/?about={quote(about)}"
        return client.post(path, body, content_type="application/x-www-form-urlencoded", **extra)

    return post


def test_the_form_shows_what_stands_on_the_page_and_leads_there(client):
    response = client.get(f"/report/?about={ABOUT}")
    assert response.status_code == 200
    section = Section.objects.get(role__slug="data-scientist", kind="overview")
    assert section.body.split()[0] in response.context["subject"].shown
    assert "Data Scientist: What the job is" in response.text
    assert 'href="/roles/data-scientist/#overview"' in response.text


def test_the_pages_are_for_nobody_else_and_for_no_search_engine(client, send):
    for response in (client.get(f"/report/?about={ABOUT}"), client.get("/report/sent/"), send(), send(message="")):
        assert response.headers["Cache-Control"] == "private, no-store"
        assert not response.cookies
        if response.status_code == 200:
            assert '<meta name="robots" content="noindex">' in response.text
    assert "Disallow: /report/\n" in client.get("/robots.txt").text


def test_a_report_is_kept_with_the_words_of_the_database_and_the_reader_is_thanked(send, client):
    response = send(message="It is wrong.\r\nLook again.", email="reader@example.org", shown="my own words")
    assert response.status_code == 303
    report = Report.objects.get()
    assert report.message == "It is wrong.\nLook again."
    assert report.email == "reader@example.org"
    assert (report.kind, report.about, report.status) == ("section", ABOUT, "open")
    assert report.subject == "Data Scientist: What the job is"
    assert report.shown == find(ABOUT).shown
    thanks = client.get(response.headers["Location"])
    assert "Thank you" in thanks.text
    assert 'href="/roles/data-scientist/#overview"' in thanks.text


def test_the_form_needs_no_csrf_token_and_no_cookie(token):
    client = Client(enforce_csrf_checks=True)
    body = f"message=Wrong&token={quote(token())}"
    path = f"/report/?about={ABOUT}"
    assert client.post(path, body, content_type="application/x-www-form-urlencoded").status_code == 303


def test_a_pay_figure_is_named_with_its_exact_amounts(send):
    figure = make_figure(make_role(title="Counter"), p50=123_456, label="counter / SE", n=40)
    about = f"roles/{figure.role.slug}/{figure.anchor}"
    send(about)
    report = Report.objects.get()
    assert report.kind == "figure"
    assert "median 123,456 USD a year; 40 distinct adverts" in report.shown
    assert figure.source.slug in report.shown


def test_a_figure_of_too_few_adverts_gives_no_amount_away():
    figure = make_figure(make_role(), p50=123_456, n=4, quality=PayFigure.Quality.INSUFFICIENT)
    shown = find(f"roles/{figure.role.slug}/{figure.anchor}").shown
    assert "123" not in shown
    assert "under 10 adverts" in shown


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"message": " "}, "Say what is wrong: one sentence is enough."),
        ({"message": "x" * 2001}, "Use at most 2,000 characters; these are 2,001."),
        ({"message": "a\0b"}, "Null characters are not allowed."),
        ({"email": "nobody"}, "Write an address like name@example.org, or leave it empty."),
        ({"email": "a" * 400 + "@example.org"}, "Write an address like name@example.org, or leave it empty."),
        ({"website": "https://spam.example"}, "A field that people do not see was filled in."),
        ({"token": ""}, "The page was open for more than a day."),
        ({"token": "forged:1:abc"}, "The page was open for more than a day."),
    ],
)
def test_wrong_input_is_said_in_a_sentence_and_the_words_stay(send, fields, sentence):
    response = send(**{"email": "reader@example.org", "message": "My <b>words</b>."} | fields)
    assert response.status_code == 200
    assert not Report.objects.exists()
    assert sentence in response.text
    assert "Not sent yet" in response.text
    if "message" not in fields:
        assert "My &lt;b&gt;words&lt;/b&gt;." in response.text
    assert 'name="website" autocomplete="off"' in response.text  # empty again


def test_a_form_sent_too_fast_or_too_late_is_sent_once_more_and_then_kept(send, token):
    fast = send(token=token(seconds=0))
    assert "faster than people write" in fast.text
    assert fast.context["form"].next_token == fast.context["form"].data["token"]
    late = send(token=token(seconds=25 * 60 * 60))
    assert "open for more than a day" in late.text
    assert SIGNER.unsign(late.context["form"].next_token) == ABOUT
    assert not Report.objects.exists()


def test_the_token_of_one_part_does_not_send_reports_on_another(send, token):
    assert send(token=token("roles/data-scientist/demand")).status_code == 200
    assert not Report.objects.exists()


def test_the_same_report_sent_twice_is_kept_once(send):
    assert send().status_code == send().status_code == 303
    assert Report.objects.count() == 1


def test_reports_from_one_network_are_limited_and_the_words_stay(send):
    for number in range(MOST_REPORTS):
        assert send(message=f"Number {number}").status_code == 303
    refused = send(message="One more")
    assert refused.status_code == 429
    assert "One more" in refused.text
    assert "send them later" in refused.text
    assert Report.objects.count() == MOST_REPORTS
    assert send(message="From elsewhere", address="192.0.2.2").status_code == 303


@pytest.mark.parametrize(("seconds", "refused"), [(1, True), (PERIOD - 5, True), (PERIOD + 5, False)])
def test_the_limit_ends_after_an_hour(rf, monkeypatch, seconds, refused):
    earlier = [time.time() - seconds] * MOST_REPORTS
    keeper = SimpleNamespace(get=lambda key, default: earlier, set=lambda *entry: None)
    monkeypatch.setattr(report_form, "cache", keeper)
    assert report_form.is_over_limit(rf.get("/")) is refused


def test_no_address_is_kept_in_the_cache(send, monkeypatch):
    kept = []
    keeper = SimpleNamespace(get=lambda key, default: default, set=lambda key, *rest: kept.append(key))
    monkeypatch.setattr(report_form, "cache", keeper)
    send(address="192.0.2.77")
    assert kept
    assert not [key for key in kept if "192.0.2.77" in key]


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxy", "network"),
    [
        ("192.0.2.1", "", False, "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", False, "192.0.2.1"),  # anyone may write that header
        ("192.0.2.1", "10.0.0.1, 198.51.100.7", True, "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "", False, "2001:db8:1:2::/64"),
    ],
)
def test_the_sender_is_the_network_as_the_proxy_saw_it(rf, settings, remote, forwarded, proxy, network):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = int(proxy)
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert sender(rf.get("/", headers=headers, REMOTE_ADDR=remote)) == network


@pytest.mark.parametrize(
    "about", ["roles/no-such-role/overview", "roles/data-scientist/pay-gone-us-123456", "nope", "x" * 3000]
)
def test_a_stale_reference_says_so_and_still_takes_a_report(send, client, about):
    assert "What this link was about is not on the site now" in client.get(f"/report/?about={about}").text
    assert send(about[:250]).status_code == 303
    assert Report.objects.get().kind == "other"


def test_a_report_on_nothing_in_particular_is_taken(send, client):
    assert "which page it is on" in client.get("/report/").text
    assert send("").status_code == 303
    assert Report.objects.get().subject == "Without a place"


def test_a_draft_is_not_shown(client):
    role = make_role(lede="Not for readers yet.", status=Role.Status.DRAFT)
    assert "Not for readers yet" not in client.get(f"/report/?about=roles/{role.slug}").text


def test_an_old_slug_leads_to_the_role_that_has_its_place_now():
    RetiredSlug.objects.create(kind="role", slug="data-wizard", role=Role.objects.get(slug="data-scientist"))
    assert find("roles/data-wizard/overview").address == "/roles/data-scientist/#overview"


def test_a_form_with_files_is_not_read(client):
    response = client.post(f"/report/?about={ABOUT}", {"message": "x"})  # multipart, as the test client sends by itself
    assert response.status_code == 400
    assert not Report.objects.exists()


def test_a_body_of_many_megabytes_is_refused(client):
    body = "message=" + "x" * 6 * 1024 * 1024
    response = client.post("/report/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 400


def test_only_reading_and_sending_are_allowed(client):
    assert client.delete("/report/").status_code == 405
    assert client.post("/report/sent/").status_code == 405


def test_every_link_to_report_an_error_names_something_that_stands_where_it_says():
    """And every kind of page has such links."""
    links = {href for page in pages() for href in page.hrefs if href.startswith("/report/?about=")}
    references = {href.removeprefix("/report/?about=") for href in links}
    assert {reference.partition("/")[0] for reference in references} == {
        "roles", "skills", "tracks", "sources", "glossary", "pages",
    }  # fmt: skip
    anchors = {page.path: page.anchors for page in pages()}
    wrong = []
    for reference in references:
        subject = find(reference)
        path, _, anchor = subject.address.partition("#") if subject else ("", "", "")
        if path not in anchors or (anchor and anchor not in anchors[path]):
            wrong.append(reference)
    assert not wrong


def test_every_section_and_figure_of_a_role_page_has_a_link_to_report_it():
    for page in pages():
        if page.path.startswith("/roles/") and page.path.count("/") == 3:
            slug = page.path.split("/")[2]
            about = {href.removeprefix(f"/report/?about=roles/{slug}").removeprefix("/") for href in page.hrefs}
            written = Section.objects.filter(role__slug=slug).exclude(body="").exclude(kind="development")
            parts = {"", "skills", "ladder", "pay", *written.values_list("kind", flat=True)}
            parts |= {anchor for anchor in page.anchors if anchor.startswith(("q-", "pay-"))}
            assert parts <= about, page.path


def test_answering_deletes_the_address_and_the_database_holds_that(admin_user):
    report = Report.objects.create(kind="other", subject="Something", message="Wrong", email="reader@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(status="closed")
    report.settle("answered", admin_user)
    report.full_clean()
    report.save()
    assert report.email == ""
    assert not Report.objects.open().exists()
    report.email = "again@example.org"
    with pytest.raises(ValidationError, match="keeps no e-mail address"):
        report.full_clean()
