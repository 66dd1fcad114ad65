"""Which titles of adverts count for which role: rules that staff can edit and importers follow."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from .base import Content, ContentQuerySet, slug_help
from .pay import PayFigure


class TitleFamily(Content):
    """Titles of adverts that are counted together; a title belongs to one family at most."""

    class Kind(models.TextChoices):
        EXACT = "exact", "the titles name a role"
        PROXY = "proxy", "wider titles"

    slug = models.SlugField(max_length=80, unique=True, help_text=slug_help)
    kind = models.CharField(max_length=5, choices=Kind, help_text="Whether the titles name a role or are wider.")
    titles = models.TextField(help_text="One title a line, letter for letter as the adverts write it.")
    pooled_years = models.PositiveSmallIntegerField(
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text="How many years, the newest of the file included, are counted together for the figures shown first.",
    )

    class Meta:
        ordering = ["slug"]
        verbose_name = "family of titles"
        verbose_name_plural = "families of titles"

    def __str__(self):
        return self.slug

    @property
    def title_list(self) -> list[str]:
        """The titles without empty lines and outer spaces."""
        return [title for line in self.titles.splitlines() if (title := line.strip())]

    def clean(self):
        titles = self.title_list
        if twice := next((title for title in titles if titles.count(title) > 1), None):
            raise ValidationError({"titles": f"“{twice}” stands there twice: leave one of the two."})
        self.titles = "".join(f"{title}\n" for title in titles)


class TitleRuleQuerySet(ContentQuerySet):
    def for_import(self):
        return self.select_related("role", "family").order_by("role__slug", "match", "family__slug", "level")


class TitleRule(Content):
    """The adverts that count for a role: a family of titles at one level, or at all."""

    NATURAL_KEY = ("role.slug", "family.slug", "level")

    class Level(models.TextChoices):
        """Levels as the adverts' source marks them."""

        ALL = "ALL", "all levels"
        ENTRY = "EN", "entry"
        MID = "MI", "mid"
        SENIOR = "SE", "senior"
        EXECUTIVE = "EX", "executive or director"

    role = models.ForeignKey(
        "Role", on_delete=models.CASCADE, related_name="title_rules", help_text="The role that the adverts count for."
    )
    family = models.ForeignKey(
        TitleFamily, on_delete=models.CASCADE, related_name="rules", help_text="The titles that count."
    )
    level = models.CharField(
        max_length=3, choices=Level, default=Level.ALL, help_text="The level that the source gives the adverts."
    )
    match = models.CharField(
        max_length=5,
        choices=[(value, value.label) for value in (PayFigure.Match.EXACT, PayFigure.Match.PROXY)],
        help_text="Whether the titles are the role’s own or wider; wider ones never give a headline figure.",
    )

    objects = TitleRuleQuerySet.as_manager()

    class Meta:
        ordering = ["role", "match", "family"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "family", "level"],
                name="one_title_rule_per_role",
                violation_error_message="The role has this family at this level already: change that rule.",
            )
        ]

    def __str__(self):
        return f"{self.role} ← {self.family.slug} / {self.level}"

    @property
    def label(self) -> str:
        """What figures made by this rule call the group that they count."""
        return f"{self.family.slug} / {self.level}"
