"""The desk of staff: what waits for somebody, and what on the pages has gone stale, each with the page that fixes it."""

import calendar
import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.cache import cache
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from careerguide.content_checks.links import OWNERS, fault
from careerguide.models import ContentVersion, PayFigure, Report, Role, Section, Source, Term
from careerguide.where_used import SHOWN_WITH, written_fields

MOST_ROWS = 8
MONTHS = 12
HREF = re.compile(r'href="([^"]+)"')


@dataclass(frozen=True)
class Row:
    """One thing to do: what it is, the page of the admin that does it, and what to know besides."""

    text: str
    address: str
    note: str = ""
    at: datetime.datetime | datetime.date | None = None


@dataclass
class Pile:
    """Things to do of one kind; ``empty`` says so where there is none, ``more`` is where all of them are."""

    name: str
    title: str
    empty: str
    rows: list[Row] = field(default_factory=list)
    more: str = ""

    @property
    def shown(self) -> list[Row]:
        return self.rows[:MOST_ROWS]

    @property
    def rest(self) -> list[Row]:
        return self.rows[MOST_ROWS:]


def admin_address(name: str, *args) -> str:
    return reverse(f"admin:careerguide_{name}", args=args)


def desk(user) -> list[Pile]:
    """The piles on somebody's desk: an editor's holds everything, a writer's what is theirs."""
    is_editor = user.has_perm("careerguide.publish_role")
    piles = [*in_work(user, is_editor), reviews(user, is_editor)]
    if is_editor:
        piles += [old_pay(), gaps(), broken_links(), superseded()]
    if user.has_perm("careerguide.view_report"):
        piles.append(reports())
    return piles


# Work in hand


def in_work(user, is_editor: bool) -> list[Pile]:
    """Drafts, working copies and what has a time, by what they wait for."""
    roles = list(Role.with_copies.in_work())
    mine = [role for role in roles if user.pk in (role.owner_id, role.edited_by_id, role.status_by_id)]
    # Whoever sent a draft back has put it into its status: it is not theirs for that.
    drafts = [r for r in roles if r.status == Role.Status.DRAFT and user.pk in (r.owner_id, r.edited_by_id)]
    waiting = [role for role in (roles if is_editor else mine) if role.status == Role.Status.REVIEW]
    timed = [role for role in (roles if is_editor else mine) if role.publish_at or role.unpublish_at]
    return [
        Pile(
            "waiting",
            "Waiting for my review" if is_editor else "Waiting for review",
            "Nothing waits for review." if is_editor else "You have submitted nothing that still waits.",
            [
                row_of(role, person(role.status_by, "submitted by"), role.status_at, page="role_review")
                for role in waiting
            ],
        ),
        Pile(
            "sent-back",
            "Sent back to me",
            "Nothing was sent back to you.",
            [row_of(role, role.review_note, role.status_at) for role in drafts if role.review_note],
        ),
        Pile(
            "drafts",
            "My drafts",
            "You have no draft. Open a role and begin a working copy, or add a role.",
            [row_of(role, "", role.edited_at) for role in drafts if not role.review_note],
            more=admin_address("role_changelist"),
        ),
        Pile(
            "scheduled",
            "Scheduled",
            "Nothing is scheduled.",
            sorted((timed_row(role) for role in timed), key=lambda row: row.at),
        ),
    ]


def row_of(role: Role, note: str, at, page: str = "role_change") -> Row:
    what = "working copy" if role.copy_of_id else ""
    return Row(role.title, admin_address(page, role.pk), "; ".join(filter(None, [what, note])), at)


def timed_row(role: Role) -> Row:
    if role.publish_at:
        return Row(role.title, admin_address("role_review", role.pk), "goes to readers", role.publish_at)
    return Row(role.title, admin_address("role_change", role.pk), "leaves its readers", role.unpublish_at)


def person(user, before: str) -> str:
    return f"{before} {user}" if user else ""


# What has gone stale


def reviews(user, is_editor: bool) -> Pile:
    due = Role.objects.due_for_review(timezone.localdate())
    rows = [
        Row(
            role.title,
            admin_address("role_change", role.pk),
            person(role.owner, "looked after by") or "nobody looks after it",
            role.due_for_review_on,
        )
        for role in (due if is_editor else due.filter(owner=user))
    ]
    return Pile("reviews", "Due for another look", "No page is due for another look.", rows)


def old_pay() -> Pile:
    """Sources of counted figures whose newest period ended more than a year ago."""
    rows = [
        Row(source, admin_address("payimport_add"), f"{roles:,} roles show its figures of {period}", ended)
        for source, period, roles, ended in PayFigure.objects.newest_periods()
        if ended < a_year_ago()
    ]
    return Pile("pay", "Pay older than 12 months", "All pay is of the last 12 months.", rows)


def a_year_ago() -> datetime.date:
    today = timezone.localdate()
    last = calendar.monthrange(today.year - 1, today.month)[1]
    return today.replace(year=today.year - 1, day=min(today.day, last))


def gaps() -> Pile:
    """Sections without a text, and those that a published role has not even as a gap."""
    kinds = dict(Section.Kind.choices)
    rows = [
        Row(section.role.title, admin_address("role_change", section.role_id), f"{section}: {section.gap_reason}")
        for section in Section.objects.of_published().missing().select_related("role").order_by("role__title")
    ]
    for role in Role.objects.published().annotate(number=Count("sections")).filter(number__lt=len(kinds)):
        missing = len(kinds) - role.number
        rows.append(
            Row(role.title, admin_address("role_change", role.pk), f"{missing} of {len(kinds)} sections missing")
        )
    return Pile("gaps", "Sections without a text", "Every section has its text.", rows)


def broken_links() -> Pile:
    """Links of the texts that lead nowhere: looked for once for each version of the content."""
    key = f"broken-links-{ContentVersion.current()}"
    found = cache.get(key)
    if found is None:
        found = list(find_broken_links())
        cache.set(key, found, timeout=24 * 60 * 60)
    rows = [Row(text, admin_address(f"{model}_change", pk), sentence) for text, model, pk, sentence in found]
    return Pile("links", "Broken links", "Every link leads somewhere.", rows)


def known_slugs() -> dict[type, set[str]]:
    """What links of the site can lead to."""
    return {
        model: set((model.objects.published() if model is Role else model.objects).values_list("slug", flat=True))
        for model in (*OWNERS.values(), Term)
    }


def faults_in(html: str, slugs) -> Iterator[str]:
    """What is wrong with the links of a text, a sentence each."""
    for href in HREF.findall(html):
        if not href.startswith("https://") and (sentence := fault(href, slugs)):
            yield sentence


def loose_ends(role: Role, parts: list) -> list[str]:
    """What would lie on the desk once a draft is published: sections that it lacks and links that lead nowhere."""
    kinds = dict(Section.Kind.choices)
    for part in parts:
        if isinstance(part, Section):
            kinds.pop(part.kind, None)
    found = [f"Sections that it lacks: {', '.join(kinds.values())}."] if kinds else []
    texts = [getattr(row, row._meta.get_field(name).html_field) for row in parts for name in row.markdown_fields()]
    if any("href=" in text for text in texts):
        slugs = known_slugs()
        slugs[Role].add(role.slug)
        found += dict.fromkeys(sentence for text in texts for sentence in faults_in(text, slugs))
    return found


def find_broken_links() -> Iterator[tuple[str, str, int, str]]:
    """What a link stands in, the model and the key of the page of the admin, and what is wrong with the link."""
    slugs = known_slugs()
    for model, name in written_fields():
        html_field = model._meta.get_field(name).html_field
        owner = SHOWN_WITH.get(model.__name__)
        rows = model.objects.live()
        rows = rows.filter(role__status=Role.Status.PUBLISHED) if owner == "role" else rows
        for key, html in rows.filter(**{f"{html_field}__contains": "href="}).values_list(
            f"{owner}_id" if owner else "pk", html_field
        ):
            for sentence in faults_in(html, slugs):
                page = model._meta.get_field(owner).related_model if owner else model
                yield title_of(page, key), page._meta.model_name, key, sentence


def title_of(model, key) -> str:
    return str(model._base_manager.get(pk=key))


def superseded() -> Pile:
    rows = [
        Row(
            source.title,
            admin_address("source_change", source.pk),
            f"we use {source.release}; newer: {source.newer_release}",
        )
        for source in Source.objects.superseded()
    ]
    return Pile("sources", "Sources with a newer release", "No newer release is known of any source.", rows)


def reports() -> Pile:
    rows = [
        Row(report.subject, admin_address("report_change", report.pk), shortened(report.message), report.created_at)
        for report in Report.objects.open().order_by("created_at")
    ]
    address = f"{admin_address('report_changelist')}?status__exact={Report.Status.OPEN}"
    return Pile("reports", "Errors that readers report", "No report is open.", rows, more=address)


def shortened(text: str, most: int = 120) -> str:
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} …"
