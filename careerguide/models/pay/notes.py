"""What a role page says of pay besides its figures."""

from django.db import models

from ..base import Basis, HtmlField, MarkdownField, Part


class PayNote(Part):
    """What moves pay in a role, or what comes on top of it."""

    NATURAL_KEY = ("role.slug", "kind", "order")

    class Kind(models.TextChoices):
        MOVES = "moves", "What moves it"
        ON_TOP = "on_top", "What comes on top"

    role = models.ForeignKey("Role", on_delete=models.CASCADE, related_name="pay_notes")
    kind = models.CharField(max_length=10, choices=Kind, help_text="Moves pay, or comes on top of it.")
    order = models.PositiveSmallIntegerField(help_text="Position among the notes of its kind.")
    text = MarkdownField(html_field="text_html", help_text="One sentence of Markdown. Cite a source as [@B].")
    text_html = HtmlField()
    basis = models.CharField(max_length=10, choices=Basis, default=Basis.EDITORIAL, help_text="What it rests on.")
    sources = models.ManyToManyField(
        "Source", blank=True, related_name="pay_notes", help_text="Needed when it is sourced."
    )

    class Meta:
        ordering = ["kind", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "kind", "order"],
                name="one_pay_note_per_place",
                violation_error_message="Two pay notes of one kind stand in the same position: give each its own.",
            )
        ]

    def __str__(self):
        return self.text
