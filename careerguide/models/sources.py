"""Sources: who says so, under which licence, and what is weak about it."""

from django.db import models
from django.db.models.functions import Coalesce, Collate, Lower

from .base import IN_ORDER, Content, ContentQuerySet, address_of, source_id


class SourceQuerySet(ContentQuerySet):
    def for_list(self):
        """Sources with ``figure_count`` and ``section_count``, each counted by itself: joined they would multiply."""
        of_source = self.model.objects.filter(pk=models.OuterRef("pk")).order_by().values("pk")
        figures = of_source.annotate(number=models.Count("figures"))
        sections = of_source.annotate(number=models.Count("sections"))
        # Those of working copies are few; to leave them out while counting would read every section.
        of_copies = self.model.sections.rel.related_model.objects.filter(role__copy_of__isnull=False)
        copied = of_source.filter(sections__in=of_copies).annotate(number=models.Count("sections"))
        return self.annotate(
            figure_count=models.Subquery(figures.values("number")),
            section_count=models.Subquery(sections.values("number"))
            - Coalesce(models.Subquery(copied.values("number")), 0),
        ).order_by("kind", Collate(Lower("title"), IN_ORDER))

    def superseded(self):
        """Sources whose publisher has released something newer than what the guide uses."""
        return self.exclude(newer_release="").order_by("title")


class Source(Content):
    """Something that our facts rest on."""

    class Kind(models.TextChoices):
        STATISTICS = "official_statistics", "official statistics"
        TAXONOMY = "official_taxonomy", "official classification"
        DATASET = "open_dataset", "open dataset"
        ARTICLE = "secondary_article", "secondary article"

    slug = models.CharField(
        "id",
        max_length=40,
        unique=True,
        validators=[source_id],
        help_text="Short id by which texts cite it: [@bls-oews].",
    )
    kind = models.CharField(
        max_length=30,
        choices=Kind,
        help_text="A secondary article repeats what others found; it never gives a headline figure.",
    )
    title = models.CharField(max_length=200, help_text="As the publisher writes it.")
    publisher = models.CharField(max_length=200, blank=True, help_text="Leave empty when it is not known.")
    release = models.CharField(max_length=200, blank=True, help_text="Version and date of what we used.")
    newer_release = models.CharField(
        max_length=200,
        blank=True,
        help_text="What the publisher has released since, such as 2025–35 of August 2026. Empty: ours is the newest.",
    )
    url = models.URLField("address", blank=True, help_text="Where a reader can find it.")
    licence = models.CharField(max_length=200, help_text="The terms under which we may use it.")
    licence_url = models.URLField("address of the licence", blank=True, help_text="Where a reader can read the terms.")
    attribution = models.TextField(help_text="The line that the licence asks for, word for word.")
    counts = models.TextField(
        "what it counts", blank=True, help_text="One or two sentences for readers: who or what is counted, and how."
    )
    weakness = models.TextField(help_text="What a careful reader should hold against it.")

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address_of("source_detail", self.slug)

    @property
    def is_secondary(self) -> bool:
        return self.kind == self.Kind.ARTICLE
