"""What all content shares: natural keys, Markdown rendered on save, and writes that move the content version."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.utils import timezone

from careerguide import markdown


class Basis(models.TextChoices):
    """What a statement rests on."""

    SOURCED = "sourced", "sourced"
    DATA = "data", "data"
    EDITORIAL = "editorial", "our judgement"


class ContentVersion(models.Model):
    """One row that counts the committed changes of content; caches and ETags hang on it."""

    number = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)
    loaded_number = models.PositiveBigIntegerField(
        default=0,
        help_text="The number after the last load from the fixtures; a higher one means that staff have edited since.",
    )

    ROW = 1

    class Meta:
        verbose_name = "content version"

    def __str__(self):
        return f"content version {self.number}"

    @classmethod
    def current(cls) -> int:
        """The number of the latest committed change; 0 for a site without content."""
        return cls.objects.filter(pk=cls.ROW).values_list("number", flat=True).first() or 0


def move_content_version():
    moved = ContentVersion.objects.filter(pk=ContentVersion.ROW).update(
        number=models.F("number") + 1, changed_at=timezone.now()
    )
    if not moved:
        ContentVersion.objects.get_or_create(pk=ContentVersion.ROW, defaults={"number": 1})


def content_changed(using=None, **kwargs):
    """Moves the content version once when the transaction commits, however many writes it holds."""
    connection = transaction.get_connection(using)
    # Django drops the waiting calls of a savepoint that is rolled back, so this list is the truth.
    if any(call is move_content_version for _, call, *_ in connection.run_on_commit):
        return
    transaction.on_commit(move_content_version, using=using)


class ContentQuerySet(models.QuerySet):
    """Bulk writes send no signals: they move the content version here, in one transaction with the write.

    Outside a transaction the version would move before the write, and readers would keep the old page as the new one.
    """

    def get_by_natural_key(self, *key):
        names = self.model.NATURAL_KEY
        return self.get(**dict(zip((name.replace(".", "__") for name in names), key, strict=True)))

    def update(self, **kwargs):
        if rendered := self.model.markdown_fields() & kwargs.keys():
            raise TypeError(
                f"Save the objects one by one to change {', '.join(sorted(rendered))}: their HTML is made on save."
            )
        with transaction.atomic(using=self.db):
            content_changed(self.db)
            return super().update(**kwargs)

    update.alters_data = True

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        for obj in objs:
            obj.render_markdown()
        with transaction.atomic(using=self.db):
            content_changed(self.db)
            return super().bulk_create(objs, *args, **kwargs)

    bulk_create.alters_data = True

    def bulk_update(self, objs, fields, *args, **kwargs):
        if rendered := self.model.markdown_fields() & set(fields):
            raise TypeError(
                f"Save the objects one by one to change {', '.join(sorted(rendered))}: their HTML is made on save."
            )
        return super().bulk_update(objs, fields, *args, **kwargs)

    bulk_update.alters_data = True

    def delete(self):
        with transaction.atomic(using=self.db):
            content_changed(self.db)
            return super().delete()

    delete.alters_data = True
    delete.queryset_only = True


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

    objects = ContentQuerySet.as_manager()

    class Meta:
        abstract = True
        # For writes through a relation as well, such as track.roles.add(role).
        base_manager_name = "objects"

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


def render_on_save(sender, instance, **kwargs):
    """A signal and no save() method, because loaddata saves past save()."""
    if isinstance(instance, Content):
        instance.render_markdown()


def change_on_write(sender, using=None, **kwargs):
    if issubclass(sender, Content):
        content_changed(using)


def change_on_m2m(sender, action, instance=None, using=None, **kwargs):
    if action.startswith("post_") and isinstance(instance, Content):
        content_changed(using)


def connect_signals():
    """Called once by the app config."""
    pre_save.connect(render_on_save, dispatch_uid="render_on_save")
    post_save.connect(change_on_write, dispatch_uid="change_on_save")
    post_delete.connect(change_on_write, dispatch_uid="change_on_delete")
    m2m_changed.connect(change_on_m2m, dispatch_uid="change_on_m2m")


slug_help = "The name in the address: lower-case letters, digits and hyphens. Links break when it changes."
lasting_slug_help = "The name in the address: lower-case letters, digits and hyphens. When it changes, the old address leads to the new."
source_id = RegexValidator(r"\A[A-Za-z0-9][A-Za-z0-9-]*\Z", "A source id holds letters, digits and hyphens only.")


def check_range(low, high, what):
    """Raises a ValidationError when both ends are known and the first is above the second."""
    if low is not None and high is not None and low > high:
        raise ValidationError(f"The {what} run from {low} to {high}: the first must not be above the second.")
