"""Imports of pay figures: which file, when, by whom, and what each changed."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from .pay import PayFigure, Place


class PayImportQuerySet(models.QuerySet):
    def for_log(self):
        """Newest first, with source and person."""
        return self.select_related("source", "imported_by").order_by("-imported_at", "-pk")

    def for_public_log(self):
        """As above, with the number of changes of published roles as ``shown_changes``."""
        shown = models.Count("changes", filter=models.Q(changes__role__status="published"))
        return self.for_log().annotate(shown_changes=shown)


class PayImport(models.Model):
    """One file of one source that has been imported: what it was, and what came of it."""

    source = models.ForeignKey("Source", on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=200)
    digest = models.CharField("SHA-256 of the file", max_length=64)
    size = models.PositiveBigIntegerField("size in bytes")
    release = models.CharField(max_length=40, help_text="Such as 2025-08-03 or 2025-05.")
    places = models.CharField(max_length=200, blank=True, help_text="Codes, where only some places were imported.")
    imported_at = models.DateTimeField(default=timezone.now)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", help_text="Empty: by command."
    )
    rows_read = models.PositiveIntegerField(help_text="Rows of the file below its head.")
    added = models.PositiveIntegerField("figures added")
    changed = models.PositiveIntegerField("figures changed")
    set_aside = models.PositiveIntegerField("figures set aside for a newer period")
    unchanged = models.PositiveIntegerField("figures confirmed")
    kept_newer = models.PositiveIntegerField("figures kept because they come from a newer release")
    kept_absent = models.PositiveIntegerField("figures of the source kept because the file gives no other")
    rejected_count = models.PositiveIntegerField("rows rejected")
    rejected = models.JSONField("rejected rows", help_text="The first of them: [line, reason].")
    unmapped_count = models.PositiveIntegerField("titles without a role")
    unmapped = models.JSONField("titles without a role, the most frequent first", help_text="[title, rows].")

    objects = PayImportQuerySet.as_manager()

    class Meta:
        ordering = ["-imported_at", "-pk"]
        verbose_name = "import of pay figures"
        verbose_name_plural = "imports of pay figures"

    def __str__(self):
        return f"{self.source_id and self.source.slug} {self.release}: {self.file_name}"


class FigureChangeQuerySet(models.QuerySet):
    def for_log(self):
        """In the order of a report: role by role, place by place, newest period first."""
        return self.select_related("role", "place", "pay_import").order_by(
            "role__slug", "place__order", "match", "-period", "label", "pk"
        )

    def by_role(self):
        """How many figures each import gave or changed of each published role, as ``number``, the latest first."""
        return (
            self.filter(role__status="published")
            .exclude(kind=FigureChange.Kind.SET_ASIDE)
            .values(
                "pay_import",
                "pay_import__imported_at",
                "pay_import__release",
                "pay_import__source__title",
                "role__slug",
                "role__title",
            )
            .annotate(number=models.Count("pk"))
            .order_by("-pay_import__imported_at", "-pay_import", "role__title")
        )

    def of_published(self):
        """In the order of the log, of published roles alone, with what a page shows of them."""
        return self.filter(role__status="published").select_related("role__track", "role__level").for_log()


class FigureChange(models.Model):
    """One figure that an import added, changed or set aside. ``before`` keeps what it superseded, for good.

    Superseded figures live here and nowhere else, so that what a page reads from PayFigure is current.
    """

    class Kind(models.TextChoices):
        ADDED = "added", "added"
        CHANGED = "changed", "changed"
        SET_ASIDE = "set aside", "no longer shown first, for a newer period"

    pay_import = models.ForeignKey(PayImport, on_delete=models.CASCADE, related_name="changes", verbose_name="import")
    kind = models.CharField(max_length=9, choices=Kind)
    role = models.ForeignKey("Role", on_delete=models.CASCADE, related_name="pay_changes")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    period = models.CharField(max_length=9)
    match = models.CharField(max_length=20, choices=PayFigure.Match)
    occupation_code = models.CharField(max_length=20, blank=True)
    label = models.CharField(max_length=120, blank=True)
    before = models.JSONField(null=True, help_text="The superseded amounts and count; empty for a new figure.")
    after = models.JSONField(help_text="The amounts and count since.")
    superseded_release = models.CharField(
        max_length=40, blank=True, help_text="The release that the superseded amounts came from, where it is known."
    )

    objects = FigureChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-pay_import", "role", "place", "-period"]
        verbose_name = "change of a pay figure"
        verbose_name_plural = "changes of pay figures"

    def __str__(self):
        return f"{self.role} · {self.label} · {self.place} · {self.period}: {self.kind}"

    @property
    def differences(self) -> list[tuple[str, object, object]]:
        """What differs: name, value before, value after; None for what is not given."""
        before = self.before or {}
        return [
            (name, before.get(name), value)
            for name, value in self.after.items()
            if (self.before is None and value is not None) or (self.before is not None and before.get(name) != value)
        ]

    @property
    def in_words(self) -> list[str]:
        """What differs as staff read it, such as “median: 134,500 → 234,500”."""
        return [
            f"{PayFigure._meta.get_field(name).verbose_name}: {f'{shown(name, before)} → ' if self.before else ''}"
            f"{shown(name, after)}"
            for name, before, after in self.differences
        ]


def shown(name: str, value) -> str:
    """A value of a figure's column in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return str(dict(PayFigure._meta.get_field(name).flatchoices).get(value, "–" if value is None else value))


class PendingImport(models.Model):
    """A file that somebody has uploaded and looked at, read but not imported: the figures it would give."""

    DAYS_KEPT = 1

    reading = models.JSONField()
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self):
        return f"upload {self.pk}"
