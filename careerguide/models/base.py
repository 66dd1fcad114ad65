"""What all content shares: natural keys, Markdown rendered on save, and writes that move the content version."""

from functools import lru_cache

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import connection, models, transaction
from django.db.models.functions import Coalesce, Greatest
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.dispatch import Signal
from django.urls import reverse
from django.utils import timezone

from careerguide import markdown

# The value of Role.Status that readers see; here, because this module stands below the roles.
PUBLISHED = "published"

# Sent when this process has moved the content version, for what it keeps by that.
content_version_moved = Signal()


class Basis(models.TextChoices):
    """What a statement rests on."""

    SOURCED = "sourced", "sourced"
    DATA = "data", "data"
    EDITORIAL = "editorial", "our judgement"


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


class ContentQuerySet(models.QuerySet):
    """Bulk writes send no signals: they move the content version here, in one transaction with the write."""

    def live(self):
        """Leaves out the parts of working copies, which no list but those of the copy may hold."""
        return self.filter(role__copy_of=None) if issubclass(self.model, Part) else self.all()

    def get_by_natural_key(self, *key):
        names = self.model.NATURAL_KEY
        return self.live().get(**dict(zip((name.replace(".", "__") for name in names), key, strict=True)))

    def change(self, **kwargs):
        """Moves the content version, unless all the rows are ones that readers do not see."""
        if (
            change_waits(self.db)
            or not self.model.STATUS
            or PUBLISHED in kwargs.values()
            or self.filter(**{self.model.STATUS: PUBLISHED}).exists()
        ):
            content_changed(self.db)

    def update(self, **kwargs):
        if rendered := self.model.markdown_fields() & kwargs.keys():
            raise TypeError(
                f"Save the objects one by one to change {', '.join(sorted(rendered))}: their HTML is made on save."
            )
        with transaction.atomic(using=self.db, savepoint=False):
            self.change(**kwargs)
            return super().update(**kwargs)

    update.alters_data = True

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        for obj in objs:
            obj.render_markdown()
        with transaction.atomic(using=self.db, savepoint=False):
            if any(obj.is_shown() for obj in objs):
                content_changed(self.db)
            return super().bulk_create(objs, *args, **kwargs)

    bulk_create.alters_data = True

    def bulk_update(self, objs, fields, *args, **kwargs):
        objs, fields = list(objs), list(fields)
        for field in self.model._meta.concrete_fields:
            if isinstance(field, MarkdownField) and field.name in fields:
                fields.append(field.html_field)
        for obj in objs:
            obj.render_markdown()
        with transaction.atomic(using=self.db, savepoint=False):
            if any(obj.is_shown() for obj in objs):
                content_changed(self.db)
            # Past our own update(), which cannot know that the HTML comes along.
            return models.QuerySet(self.model, using=self.db).bulk_update(objs, fields, *args, **kwargs)

    bulk_update.alters_data = True

    def delete(self):
        with transaction.atomic(using=self.db, savepoint=False):
            self.change()
            return super().delete()

    delete.alters_data = True
    delete.queryset_only = True

    def drop(self):
        """Deletes rows that nothing refers to, in one statement: without the signals and cascades of delete()."""
        with transaction.atomic(using=self.db, savepoint=False):
            self.change()
            return self._raw_delete(self.db)

    drop.alters_data = True
    drop.queryset_only = True


class MarkdownField(models.TextField):
    """Markdown text; the field named by ``html_field`` keeps its safe HTML."""

    def __init__(self, *args, html_field="", **kwargs):
        self.html_field = html_field
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"html_field": self.html_field}


class HtmlField(models.TextField):
    """HTML made on save from a MarkdownField: never edited, never in the fixtures."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"editable": False, "blank": True, "default": "", "serialize": False} | kwargs)


class Content(models.Model):
    """Base of everything that the fixtures hold. ``NATURAL_KEY`` names the fields that identify a row."""

    NATURAL_KEY: tuple[str, ...] = ("slug",)
    # The lookup of the status that decides whether readers see a row; empty: they always do.
    STATUS = ""

    objects = ContentQuerySet.as_manager()

    class Meta:
        abstract = True
        # For writes through a relation as well, such as track.roles.add(role).
        base_manager_name = "objects"

    def save(self, *args, **kwargs):
        # With the change of the content version, which the signal after the write makes.
        with transaction.atomic(using=kwargs.get("using"), savepoint=False):
            super().save(*args, **kwargs)

    def is_shown(self) -> bool:
        """Whether readers see this row, or saw it until now."""
        return True

    def natural_key(self):
        values = []
        for name in self.NATURAL_KEY:
            value = self
            for part in name.split("."):
                value = getattr(value, part)
            values.append(value)
        return tuple(values)

    @classmethod
    def markdown_fields(cls) -> set[str]:
        return {field.name for field in cls._meta.concrete_fields if isinstance(field, MarkdownField)}

    def anchor_prefix(self) -> str:
        """What the anchors of this row's headings begin with, so that no two on a page are the same."""
        return ""

    def render_markdown(self):
        """Tidies every Markdown text, so that it stands in a file as it stands here, and makes its HTML."""
        for field in self._meta.concrete_fields:
            if isinstance(field, MarkdownField):
                text = markdown.tidy(getattr(self, field.name))
                setattr(self, field.name, text)
                setattr(self, field.html_field, markdown.render(text, self.anchor_prefix()))


class Part(Content):
    """A part of a role, named by its foreign key ``role``: readers see it with its role."""

    STATUS = "role__status"

    class Meta:
        abstract = True

    def is_shown(self) -> bool:
        return self.role.is_shown()


def render_on_save(sender, instance, **kwargs):
    """A signal and no save() method, because loaddata saves past save()."""
    instance.render_markdown()


def change_on_write(sender, instance, using=None, **kwargs):
    if change_waits(using) or instance.is_shown():
        content_changed(using)


def change_on_m2m(sender, action, instance=None, using=None, **kwargs):
    if action.startswith("post_") and isinstance(instance, Content) and (change_waits(using) or instance.is_shown()):
        content_changed(using)


def connect_signals():
    """Called once by the app config."""
    # Model by model: what is no content, such as the rows of a relation, is deleted in one statement.
    for model in apps.get_app_config("careerguide").get_models():
        if issubclass(model, Content):
            pre_save.connect(render_on_save, model, dispatch_uid="render_on_save")
            post_save.connect(change_on_write, model, dispatch_uid="change_on_save")
            post_delete.connect(change_on_write, model, dispatch_uid="change_on_delete")
    m2m_changed.connect(change_on_m2m, dispatch_uid="change_on_m2m")


@lru_cache(maxsize=50_000)
def address_of(view: str, slug: str) -> str:
    """The address of a page by the name of its view; kept, because a page names up to a hundred of them."""
    return reverse(view, args=[slug])


slug_help = "The name in the address: lower-case letters, digits and hyphens. Links break when it changes."
lasting_slug_help = "The name in the address: lower-case letters, digits and hyphens. When it changes, the old address leads to the new."
source_id = RegexValidator(r"\A[A-Za-z0-9][A-Za-z0-9-]*\Z", "A source id holds letters, digits and hyphens only.")


def check_range(low, high, what):
    """Raises a ValidationError when both ends are known and the first is above the second."""
    if low is not None and high is not None and low > high:
        raise ValidationError(f"The {what} run from {low} to {high}: the first must not be above the second.")
