"""Career tracks (the lines of the map) and seniority levels (its columns)."""

from django.core.validators import MinValueValidator
from django.db import models

from .base import Content, HtmlField, MarkdownField, address_of, lasting_slug_help, slug_help


class Track(Content):
    """A line of work with its own ladder."""

    class Letter(models.TextChoices):
        """The letter on the plate; each has its colour in the stylesheet."""

        E = "E", "E (blue)"
        R = "R", "R (purple)"
        D = "D", "D (green-blue)"
        O = "O", "O (orange)"  # noqa: E741 - the letter is the value
        P = "P", "P (red)"
        G = "G", "G (green)"
        L = "L", "L (ink)"

    slug = models.SlugField(unique=True, help_text=lasting_slug_help)
    name = models.CharField(
        max_length=80, unique=True, help_text="The full name, such as Machine Learning Engineering."
    )
    short_name = models.CharField(max_length=24, help_text="For narrow places, such as Engineering.")
    letter = models.CharField(
        max_length=1, choices=Letter, unique=True, help_text="The letter on the plate; it also picks the colour."
    )
    order = models.PositiveSmallIntegerField(default=0, help_text="Position on the map, from the top.")
    line = models.CharField(max_length=160, help_text="One sentence: what people on this track do.")
    introduction = MarkdownField(
        html_field="introduction_html",
        blank=True,
        help_text="Markdown: what the work is, told apart from the other tracks.",
    )
    introduction_html = HtmlField()
    rungs = MarkdownField(
        "how the rungs differ",
        html_field="rungs_html",
        blank=True,
        help_text="Markdown: duties, horizon and who checks the work, rung by rung.",
    )
    rungs_html = HtmlField()
    changes = MarkdownField(
        "where people change",
        html_field="changes_html",
        blank=True,
        help_text="Markdown: where people enter, leave and change track.",
    )
    changes_html = HtmlField()
    suits = models.TextField(
        "who it suits", blank=True, help_text="One or two sentences: who it suits and who it does not."
    )

    class Meta:
        ordering = ["order", "slug"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address_of("track_detail", self.slug)


class Level(Content):
    """A seniority level; the same rank means comparable seniority on any track."""

    slug = models.SlugField(unique=True, help_text=slug_help)
    name = models.CharField(max_length=40, unique=True, help_text="Such as Senior.")
    short_name = models.CharField(max_length=12, help_text="For narrow columns, such as Lead.")
    rank = models.PositiveSmallIntegerField(
        unique=True, validators=[MinValueValidator(1)], help_text="1 is the lowest."
    )
    summary = models.CharField(max_length=200, blank=True, help_text="One sentence: what this level answers for.")

    class Meta:
        ordering = ["rank"]
        verbose_name = "seniority level"

    def __str__(self):
        return self.name
