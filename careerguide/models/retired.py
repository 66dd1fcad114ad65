"""Addresses that roles, tracks, skills and sources once had, so that no link to them ever breaks."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.signals import post_delete, post_save, pre_save
from django.utils.text import slugify

from .base import Content, ContentQuerySet
from .roles import OtherTitle, Role
from .skills import Skill
from .sources import Source
from .tracks import Track


class RetiredSlugQuerySet(ContentQuerySet):
    def of(self, model, slug: str):
        """The record of a slug that a row of a model once had; None where there is none."""
        return self.select_related(*RetiredSlug.Kind.values).filter(kind=model._meta.model_name, slug=slug).first()

    def retire(self, row, slug: str, *, successor=None):
        """Records that a row had a slug, and which row has its place now: none when it is gone for good."""
        kind = row._meta.model_name
        self.update_or_create(kind=kind, slug=slug, defaults=dict.fromkeys(RetiredSlug.Kind.values) | {kind: successor})


class RetiredSlug(Content):
    """A name in an address that a role, track, skill or source once had: it leads to its successor, or says that it is gone.

    The successor is a row and no address, so a second change of its address never makes a chain.
    """

    NATURAL_KEY = ("kind", "slug")

    class Kind(models.TextChoices):
        ROLE = "role", "role"
        TRACK = "track", "track"
        SKILL = "skill", "skill"
        SOURCE = "source", "source"

    kind = models.CharField(max_length=6, choices=Kind, help_text="What had the address.")
    slug = models.SlugField("old name in the address", max_length=80, help_text="Such as ml-guru, of /roles/ml-guru/.")
    role = models.ForeignKey(
        Role,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="retired_slugs",
        help_text="The role that it leads to now. Empty: gone for good.",
    )
    track = models.ForeignKey(
        Track,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="retired_slugs",
        help_text="The track that it leads to now. Empty: gone for good.",
    )
    skill = models.ForeignKey(
        Skill,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="retired_slugs",
        help_text="The skill that it leads to now. Empty: gone for good.",
    )
    source = models.ForeignKey(
        Source,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="retired_slugs",
        help_text="The source that it leads to now. Empty: gone for good.",
    )

    objects = RetiredSlugQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "slug"]
        verbose_name = "retired address"
        verbose_name_plural = "retired addresses"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "slug"],
                name="one_successor_per_retired_slug",
                violation_error_message="This address is retired already: change that entry.",
            ),
            models.CheckConstraint(
                name="successor_is_of_the_kind",
                violation_error_message="An address of a role leads to a role, of a track to a track, of a skill to a skill, of a source to a source.",
                condition=(Q(role=None) | Q(kind="role"))
                & (Q(track=None) | Q(kind="track"))
                & (Q(skill=None) | Q(kind="skill"))
                & (Q(source=None) | Q(kind="source")),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.slug}"

    @property
    def successor(self):
        """The row that has its place now; None when it is gone for good."""
        return getattr(self, self.kind)

    @property
    def public_successor(self):
        """The row that readers are sent to; None when it is gone, or a draft for the time being."""
        return self.successor if self.successor and was_public(self.successor) else None

    def clean(self):
        for kind in self.Kind.values:
            if getattr(self, f"{kind}_id") and kind != self.kind:
                raise ValidationError({kind: f"The address of a {self.kind} cannot lead to a {kind}."})


MODELS = (Role, Track, Skill, Source)


def was_public(row) -> bool:
    """Whether readers could know the address of a row: a draft has none yet."""
    return not isinstance(row, Role) or row.status == Role.Status.PUBLISHED


def note_old_slug(sender, instance, **kwargs):
    """Signals and no save() method, because loaddata saves past save()."""
    before = sender._base_manager.filter(pk=instance.pk).first() if instance.pk else None
    known = before is not None and was_public(before)
    if sender is Role:
        instance.was_shown = known
    # The address that readers know, when they do not find the row there any more.
    instance.slug_before = before.slug if known and (before.slug != instance.slug or not was_public(instance)) else None
    instance.has_new_address = was_public(instance) and not (known and before.slug == instance.slug)


def retire_old_slug(sender, instance, **kwargs):
    if instance.has_new_address:
        # Whoever has an address now is who it leads to.
        RetiredSlug.objects.filter(kind=sender._meta.model_name, slug=instance.slug).delete()
    if instance.slug_before:
        RetiredSlug.objects.retire(instance, instance.slug_before, successor=instance)


def retire_deleted_slug(sender, instance, **kwargs):
    if was_public(instance):
        RetiredSlug.objects.retire(instance, instance.slug)


def connect_retiring():
    """Called once, with the other signals."""
    for model in MODELS:
        pre_save.connect(note_old_slug, model, dispatch_uid="note_old_slug")
        post_save.connect(retire_old_slug, model, dispatch_uid="retire_old_slug")
        post_delete.connect(retire_deleted_slug, model, dispatch_uid="retire_deleted_slug")


def aliases(model) -> Iterator[tuple[str, str]]:
    """Other names of the published rows of a model, with the slug of the row."""
    if model is Role:
        published = Role.objects.published()
        yield from published.exclude(short_title="").values_list("short_title", "slug")
        yield from OtherTitle.objects.filter(role__in=published).values_list("title", "role__slug")
        yield from published.values_list("title", "slug")
    elif model is Track:
        yield from Track.objects.values_list("short_name", "slug")
        yield from Track.objects.values_list("name", "slug")
    elif model is Skill:
        for names, slug in Skill.objects.values_list("other_names", "slug"):
            yield from ((name, slug) for name in names.split(","))
        yield from Skill.objects.values_list("name", "slug")


def slugs_of_aliases(model) -> dict[str, str]:
    """Every other name, as it would stand in an address, with the slug of the only row that it belongs to."""
    found: dict[str, set[str]] = {}
    for name, slug in aliases(model):
        found.setdefault(slugify(name), set()).add(slug)
    return {name: slugs.pop() for name, slugs in found.items() if name and len(slugs) == 1}


def slug_of_alias(model, words: str) -> str | None:
    """The slug of the only row that another name such as ml-guru belongs to; None where none or several do."""
    return slugs_of_aliases(model).get(slugify(words))
