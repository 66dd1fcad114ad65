"""Words that readers type for other words: staff add them here and the search follows."""

from django.core.exceptions import ValidationError
from django.db import models

from .base import Content


class Synonym(Content):
    """A word or phrase that the search takes for another one, in either direction."""

    NATURAL_KEY = ("word",)

    word = models.CharField(max_length=60, unique=True, help_text="What people type, such as k8s or sr.")
    means = models.CharField(
        max_length=80,
        help_text="The word that the pages use, such as Kubernetes. Several words may mean the same one.",
    )

    class Meta:
        ordering = ["means", "word"]

    def __str__(self):
        return f"{self.word}: {self.means}"

    def clean(self):
        for name in ("word", "means"):
            if not any(character.isalnum() for character in getattr(self, name)):
                raise ValidationError({name: "Write a word with a letter or a digit in it: the search reads no other."})
        if self.word.casefold() == self.means.casefold():
            raise ValidationError({"means": "This is the same word: write the one that the pages use."})
