"""The content version: one number that moves with every committed change of content."""

from django.db import connection, models, transaction
from django.db.models.functions import Coalesce, Greatest
from django.dispatch import Signal
from django.utils import timezone

# Sent when this process has moved the content version, for what it keeps by that.
content_version_moved = Signal()


class ContentVersion(models.Model):
    """One row that counts the committed changes of content, all but those that wait; caches and ETags hang on the sum.

    A change writes a row of its own (ContentChange) in its own transaction and this row after that: nobody's transaction
    holds the row that everybody needs, and a process that ends at its commit leaves nothing uncounted.
    """

    number = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)
    loaded_number = models.PositiveBigIntegerField(
        default=0,
        help_text="The number after the last load from the fixtures; a higher one means that staff have edited since.",
    )
    next_due = models.DateTimeField(
        null=True, editable=False, help_text="When the first role that waits for its time is published or unpublished."
    )

    ROW = 1

    class Meta:
        verbose_name = "content version"

    def __str__(self):
        return f"content version {self.number}"

    @classmethod
    def counted(cls) -> models.QuerySet:
        """The row with ``total`` and ``latest``: its number and time together with the changes that wait."""
        return cls.objects.filter(pk=cls.ROW).annotate(
            total=models.F("number") + models.Count("waiting"),
            latest=Greatest("changed_at", Coalesce(models.Max("waiting__made_at"), "changed_at")),
        )

    @classmethod
    def current(cls) -> int:
        """The number of the latest committed change; 0 for a site without content."""
        return cls.counted().values_list("total", flat=True).first() or 0

    @classmethod
    def stamp(cls) -> str:
        """The number and the time of the latest committed change; empty for a site without content."""
        # Every search asks this, and the ORM takes ten times as long to put the question.
        version, change = cls._meta.db_table, ContentChange._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT number + COUNT(waiting.id), COALESCE(MAX(made_at), MAX(changed_at)) "  # noqa: S608 - our own tables
                f"FROM {version} AS version LEFT JOIN {change} AS waiting ON waiting.version_id = version.id "
                "WHERE version.id = %s GROUP BY number",
                [cls.ROW],
            )
            return " ".join(map(str, cursor.fetchone() or []))


class ContentChange(models.Model):
    """A transaction that has changed the content and waits until the content version has counted it in."""

    # No constraint and no index: it would lock the row that every writer needs, and a handful of rows is read as it is.
    version = models.ForeignKey(
        ContentVersion, models.DO_NOTHING, related_name="waiting", default=ContentVersion.ROW, db_constraint=False,
        db_index=False,
    )  # fmt: skip
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"change of {self.made_at}"


def count_changes():
    """Counts the committed changes into the content version; the sum of both stays what it was."""
    content_version_moved.send(ContentVersion)
    ContentVersion.objects.get_or_create(pk=ContentVersion.ROW)
    with transaction.atomic():
        # Who finds the row locked leaves its change to the next one instead of waiting.
        locked = ContentVersion.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=ContentVersion.ROW)
        version = locked.first()
        if version and (made := dict(version.waiting.values_list("pk", "made_at"))):
            version.waiting.filter(pk__in=made).delete()
            version.number += len(made)
            version.changed_at = max(version.changed_at, *made.values())
            version.save(update_fields=["number", "changed_at"])


def content_changed(using=None, **kwargs):
    """Moves the content version by one with the transaction, however many writes it holds."""
    if not change_waits(using):
        ContentChange.objects.using(using).create()
        # What fails here loses nothing: the change is committed, and the next one counts it.
        transaction.on_commit(count_changes, using=using, robust=True)


def change_waits(using=None) -> bool:
    """Whether this transaction moves the content version already."""
    # Django drops the waiting calls of a savepoint that is rolled back, so this list is the truth.
    waiting = transaction.get_connection(using).run_on_commit
    return any(call is count_changes for _, call, *_ in waiting)
