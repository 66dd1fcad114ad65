"""Reports of errors in the admin: read, answered, closed; nobody writes one here."""

from django.contrib import admin, messages
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join

from careerguide.models import Report, Role
from careerguide.publishing.documents import PARTS
from careerguide.report_subject import find

from .presence import ShowsWhoIsHere
from .stale import RefusesStale


@admin.register(Report)
class ReportAdmin(ShowsWhoIsHere, RefusesStale, admin.ModelAdmin):
    list_display = ["subject", "kind", "beginning", "wants_answer", "status", "created_at"]
    list_filter = ["status", "kind", ("email", admin.EmptyFieldListFilter), "created_at"]
    list_per_page = 50
    # Open, closed, answered: those that wait come first.
    ordering = ["-status", "-created_at"]
    search_fields = ["subject", "about", "message", "answer"]
    date_hierarchy = "created_at"
    actions = ["mark_answered", "mark_closed"]
    fieldsets = [
        ("What it is about", {"fields": ["subject", "places", "shown", "shown_now"]}),
        ("What the reader says", {"fields": ["created_at", "message", "reader"]}),
        ("What became of it", {"fields": ["status", "answer", "handled"]}),
    ]
    readonly_fields = ["subject", "places", "shown", "shown_now", "created_at", "message", "reader", "handled"]

    def has_add_permission(self, request):
        return False

    def view_on_site(self, report):
        subject = find(report.about)
        return subject.address if subject else None

    def save_model(self, request, report, form, change):
        if "status" in form.changed_data:
            report.settle(report.status, request.user)
        super().save_model(request, report, form, change)

    @admin.display(description="what is wrong")
    def beginning(self, report):
        return report.message if len(report.message) <= 100 else f"{report.message[:100].rstrip()} …"

    @admin.display(description="wants an answer", boolean=True)
    def wants_answer(self, report):
        return bool(report.email)

    @admin.display(description="go to")
    def places(self, report):
        subject = find(report.about)
        if subject is None:
            return (
                "It is not on the site any more, or was never named." if report.about else "The reader named no place."
            )
        row = where_to_edit(subject.row)
        what = "working copy" if isinstance(row, Role) and row.copy_of_id else row._meta.verbose_name
        edit = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
        links = [(subject.address, "See it on the page"), (edit, f"Edit the {what}")]
        return format_html_join(" · ", '<a href="{}">{}</a>', links)

    @admin.display(description="shown now")
    def shown_now(self, report):
        subject = find(report.about)
        if subject is None:
            return "Nothing."
        return "The same." if subject.shown == report.shown else subject.shown

    @admin.display(description="answer to")
    def reader(self, report):
        if not report.email:
            return "No address is kept."
        return format_html('<a href="mailto:{}">{}</a>', report.email, report.email)

    @admin.display(description="handled")
    def handled(self, report):
        if report.handled_at is None:
            return "Not yet."
        return (
            f"{date_format(report.handled_at, 'j F Y, H:i')} by {report.handled_by or 'somebody whose account is gone'}"
        )

    @admin.action(description="Mark as answered", permissions=["change"])
    def mark_answered(self, request, reports):
        self.settle(request, reports, Report.Status.ANSWERED)

    @admin.action(description="Close", permissions=["change"])
    def mark_closed(self, request, reports):
        self.settle(request, reports, Report.Status.CLOSED)

    def settle(self, request, reports, status):
        """Settles the open ones among the reports chosen, and says how many those were."""
        with transaction.atomic():
            waiting = list(reports.open().select_for_update())
            for report in waiting:
                report.settle(status, request.user)
                report.save()
                self.log_change(request, report, f"Set to {status}.")
        word = "report is" if len(waiting) == 1 else "reports are"
        messages.success(request, f"{len(waiting)} {word} {status} now; their e-mail addresses are deleted.")


def where_to_edit(row):
    """The row whose form changes what readers see: a published role and its parts change in its working copy."""
    role = row if isinstance(row, Role) else row.role if type(row) in PARTS.values() else None
    if role is None:
        return row
    return Role.with_copies.filter(copy_of=role).first() or role
