"""Errors that readers report, with what stood on the page when they did."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class ReportQuerySet(models.QuerySet):
    def open(self):
        """Those that nobody has answered or closed yet."""
        return self.filter(status=Report.Status.OPEN)


class Report(models.Model):
    """What one reader says is wrong, and what staff made of it.

    The address for an answer is kept only while the report is open; the database refuses anything else.
    """

    class Kind(models.TextChoices):
        ROLE = "role", "role page"
        SECTION = "section", "section"
        QUESTION = "question", "question"
        FIGURE = "figure", "pay figure"
        SKILL = "skill", "skill page"
        TRACK = "track", "track page"
        SOURCE = "source", "source page"
        TERM = "term", "glossary term"
        PAGE = "page", "page of text"
        OTHER = "other", "something else"

    class Status(models.TextChoices):
        OPEN = "open", "open"
        ANSWERED = "answered", "answered"
        CLOSED = "closed", "closed"

    MOST_CHARACTERS = 2000

    about = models.CharField(
        max_length=250, blank=True, help_text="Where it stands, such as roles/data-scientist/overview."
    )
    kind = models.CharField(max_length=8, choices=Kind)
    subject = models.CharField(max_length=250, help_text="What it was called when it was reported.")
    shown = models.TextField("shown at the time", blank=True, help_text="What stood there when it was reported.")
    message = models.TextField("what is wrong", max_length=MOST_CHARACTERS)
    email = models.EmailField(
        "e-mail for an answer", blank=True, help_text="Deleted as soon as the report is answered or closed."
    )
    created_at = models.DateTimeField("reported", default=timezone.now)
    status = models.CharField(
        max_length=8,
        choices=Status,
        default=Status.OPEN,
        help_text="Write to the reader first: answering and closing delete the e-mail address.",
    )
    answer = models.TextField(
        "note", blank=True, help_text="For colleagues: what was changed or answered, or why nothing was."
    )
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    handled_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "report of an error"
        verbose_name_plural = "reports of errors"
        constraints = [
            models.CheckConstraint(
                name="settled_report_has_a_time_and_no_address",
                violation_error_message="A report that is answered or closed keeps no e-mail address.",
                condition=Q(status="open", handled_at=None) | Q(~Q(status="open"), email="", handled_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["status", "-created_at"], name="report_by_status")]

    def __str__(self):
        return self.subject

    def settle(self, status: str, person):
        """Sets the status as a person leaves it; the address goes with the last open moment. The caller saves."""
        self.status = status
        if status == self.Status.OPEN:
            self.handled_by, self.handled_at = None, None
        else:
            self.handled_by, self.handled_at, self.email = person, timezone.now(), ""
