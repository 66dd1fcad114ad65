"""What all content shares: natural keys, Markdown rendered on save, and writes that move the content version."""

from functools import lru_cache

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.urls import reverse

from careerguide import markdown

from .version import change_waits, content_changed

# The value of Role.Status that readers see; here, because this module stands below the roles.
PUBLISHED = "published"
# Titles and names stand in one order on every database, the one in which Python sorts them: by code point. SQLite has a
# collation of this name; a migration makes it for PostgreSQL.
IN_ORDER = "binary"


def a_to_z(name: str) -> tuple[bytes, str]:
    """What Python sorts names by from A to Z: without regard to case, as the database does by ``Lower`` of what is IN_ORDER,
    which leaves the case of other letters than a to z alone."""
    return name.encode().lower(), name


class Basis(models.TextChoices):
    """What a statement rests on."""

    SOURCED = "sourced", "sourced"
    DATA = "data", "data"
    EDITORIAL = "editorial", "our judgement"


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
    return reverse(view, settings.PUBLIC_URLCONF, args=[slug])


slug_help = "The name in the address: lower-case letters, digits and hyphens. Links break when it changes."
lasting_slug_help = "The name in the address: lower-case letters, digits and hyphens. When it changes, the old address leads to the new."
source_id = RegexValidator(r"\A[A-Za-z0-9][A-Za-z0-9-]*\Z", "A source id holds letters, digits and hyphens only.")


def check_range(row, low, high, what):
    """Raises a ValidationError of the field ``high`` when both ends are known and the first is above the second."""
    start, end = getattr(row, low), getattr(row, high)
    if start is not None and end is not None and start > end:
        raise ValidationError({high: f"The {what} run from {start} to {end}: the first must not be above the second."})
