"""Editorial pages beside the roles, and the glossary."""

from django.db import models
from django.urls import reverse

from .base import Basis, Content, HtmlField, MarkdownField, slug_help


class Page(Content):
    """A page of text: about, method, AI in brief."""

    slug = models.SlugField(unique=True, help_text=slug_help)
    title = models.CharField(max_length=80, help_text="The heading of the page.")
    lede = models.CharField(max_length=200, help_text="One sentence below the heading; search engines show it too.")
    body = MarkdownField(html_field="body_html", help_text="Markdown; ## for headings.")
    body_html = HtmlField()
    basis = models.CharField(max_length=10, choices=Basis, default=Basis.EDITORIAL, help_text="What the text rests on.")
    sources = models.ManyToManyField(
        "Source", blank=True, related_name="pages", help_text="Sources that the text cites."
    )
    written_on = models.DateField("text last changed on", help_text="The date under the page.")

    class Meta:
        ordering = ["slug"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("page_detail", args=[self.slug])


class Term(Content):
    """A word of the trade and what it means here."""

    slug = models.SlugField(max_length=80, unique=True, help_text=slug_help)
    term = models.CharField(max_length=80, unique=True, help_text="The word, as the pages use it.")
    definition = MarkdownField(html_field="definition_html", help_text="Markdown: what it means in these jobs.")
    definition_html = HtmlField()

    class Meta:
        ordering = ["term"]
        verbose_name = "glossary term"

    def __str__(self):
        return self.term

    def get_absolute_url(self):
        return f"{reverse('glossary')}#{self.slug}"
