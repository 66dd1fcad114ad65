"""The desk: every pile holds what it says, for the person it says, and the page costs few queries."""

import datetime
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.urls import resolve, reverse
from django.utils import timezone

from careerguide import desk
from careerguide.models import PayFigure, Report, Role, Section, Source
from careerguide.models.pay.querysets import end_of
from careerguide.publishing import publish, send_back, start_copy, submit, unpublish
from tests.factories import make_figure, make_role, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_cached():
    cache.clear()


def person(name, group):
    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def writer():
    return person("wren", "writers")


@pytest.fixture
def editor():
    return person("ezra", "editors")


def pile(user, name) -> list[str]:
    found = {pile.name: pile for pile in desk.desk(User.objects.get(pk=user.pk))}
    return [row.text for row in found[name].rows] if name in found else None


@pytest.fixture
def counter():
    return make_role(title="Counter")


def test_a_draft_goes_from_pile_to_pile(counter, writer, editor):
    copy = start_copy(counter, writer)
    assert (pile(writer, "drafts"), pile(editor, "drafts")) == (["Counter"], [])
    submit(copy, writer)
    assert (pile(writer, "drafts"), pile(writer, "waiting"), pile(editor, "waiting")) == ([], ["Counter"], ["Counter"])
    send_back(copy, editor, "Say more.")
    assert (pile(writer, "sent-back"), pile(editor, "sent-back"), pile(editor, "waiting")) == (["Counter"], [], [])
    submit(copy, writer)
    publish(copy, editor, at=timezone.now() + timedelta(hours=1))
    assert (pile(editor, "scheduled"), pile(editor, "waiting")) == (["Counter"], [])


def test_the_end_of_a_page_is_scheduled_too_and_the_next_time_comes_first(counter, editor):
    unpublish(counter, editor, at=timezone.now() + timedelta(days=9))
    copy = start_copy(make_role(title="Teller"), editor)
    publish(copy, editor, at=timezone.now() + timedelta(days=1))
    assert pile(editor, "scheduled") == ["Teller", "Counter"]


def test_a_sent_back_row_says_why_and_leads_to_the_copy(counter, writer, editor):
    copy = start_copy(counter, writer)
    submit(copy, writer)
    send_back(copy, editor, "Say more.")
    row = next(p for p in desk.desk(writer) if p.name == "sent-back").rows[0]
    assert "Say more." in row.note
    assert row.address == reverse("admin:careerguide_role_change", args=[copy.pk])


def test_a_writer_sees_only_what_is_theirs(counter, writer, editor):
    other = person("rook", "writers")
    submit(start_copy(counter, other), other)
    assert pile(writer, "waiting") == []
    assert all(pile(writer, name) is None for name in ("pay", "gaps", "links", "sources", "reports"))


def test_pages_are_due_on_their_date_or_a_year_after_the_text(counter, writer, editor):
    today = timezone.localdate()
    Role.objects.update(written_on=today, review_on=None)
    Role.objects.filter(pk=counter.pk).update(review_on=today, owner=writer)
    make_role(title="Old", written_on=today - timedelta(days=365))
    make_role(title="Promised", written_on=today - timedelta(days=900), review_on=today + timedelta(days=1))
    make_role(title="Draft", written_on=today - timedelta(days=900), status=Role.Status.DRAFT)
    assert sorted(pile(editor, "reviews")) == ["Counter", "Old"]
    assert pile(writer, "reviews") == ["Counter"]


def test_pay_is_old_when_the_newest_period_of_a_source_is(counter, editor):
    PayFigure.objects.all().delete()
    year = timezone.localdate().year
    old, new = make_source(title="Old one"), make_source(title="New one")
    for source, period in ((old, f"{year - 2}-05"), (old, f"{year - 3}"), (new, f"{year - 3}"), (new, f"{year}-01")):
        make_figure(counter, source=source, period=period)
    claim = make_source(title="A claim")
    make_figure(counter, source=claim, period="2019", quality=PayFigure.Quality.SECONDARY)
    assert pile(editor, "pay") == ["Old one"]


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("2025-05", datetime.date(2025, 5, 31)),
        ("2024-02", datetime.date(2024, 2, 29)),
        ("2024", datetime.date(2024, 12, 31)),
        ("2022-2024", datetime.date(2024, 12, 31)),
        ("soon", datetime.date.max),
    ],
)
def test_a_period_ends_on_a_day(period, day):
    assert end_of(period) == day


def test_gaps_and_sections_that_are_not_there_are_named(counter, editor):
    assert "Counter" in pile(editor, "gaps")
    for kind in Section.Kind.values:
        Section.objects.create(role=counter, kind=kind, body="Text.")
    assert "Counter" not in pile(editor, "gaps")
    counter.sections.filter(kind="demand").update(gap_reason="Not known.")
    section = counter.sections.get(kind="demand")
    section.body = ""
    section.save()
    assert "Counter" in pile(editor, "gaps")


def test_links_that_lead_nowhere_are_found_once_for_a_version(counter, editor, django_assert_num_queries):
    assert pile(editor, "links") == []
    cache.clear()
    make_role(title="Draft", slug="a-draft", status=Role.Status.DRAFT)
    Section.objects.create(role=counter, kind="demand", body="[a](/roles/a-draft/) [b](/skills/python/) [c](/nope)")
    assert pile(editor, "links") == ["Counter", "Counter"]
    with django_assert_num_queries(2):  # the version, and what is kept of it
        desk.broken_links()


def test_sources_with_a_newer_release_and_open_reports_are_named(editor):
    source = make_source(title="Census", newer_release="2030")
    Report.objects.create(kind="role", subject="Counter", message="It is wrong.")
    assert source.title in pile(editor, "sources")
    assert pile(editor, "reports") == ["Counter"]
    Source.objects.update(newer_release="")
    assert pile(editor, "sources") == []


def test_every_row_leads_to_a_page_that_opens(counter, writer, editor, client):
    submit(start_copy(counter, writer), writer)
    publish(start_copy(make_role(), editor), editor, at=timezone.now() + timedelta(days=1))
    start_copy(make_role(), editor)
    make_source(newer_release="2030")
    Report.objects.create(kind="role", subject="Counter", message="It is wrong.")
    client.force_login(editor)
    for row in [row for found in desk.desk(editor) for row in found.rows[:1]]:
        assert resolve(row.address.partition("?")[0])
        assert client.get(row.address).status_code == 200, row.address


@pytest.mark.parametrize("group", ["writers", "editors"])
def test_the_page_shows_the_piles_and_costs_few_queries(group, client, counter, django_assert_max_num_queries):
    user = person("ada", group)
    for role in Role.objects.all()[:20]:
        submit(start_copy(role, user), user)
    client.force_login(user)
    client.get(reverse("admin:index"))
    with django_assert_max_num_queries(15):
        page = client.get(reverse("admin:index")).text
    assert "Your desk" in page
    assert "And 12 more" in page
    assert "My drafts" in page


def test_a_person_without_a_group_is_told_so(client):
    client.force_login(User.objects.create_user("nobody", is_staff=True))
    assert "ask an editor for a group" in client.get(reverse("admin:index")).text
