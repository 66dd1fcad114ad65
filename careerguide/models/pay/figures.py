"""The pay figure itself, and what must never be."""

import hashlib
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify

from ..base import Content
from .places import Place
from .querysets import AMOUNTS, NUMBERS, PERCENTILES, PayFigureQuerySet


class PayFigure(Content):
    """One figure of one source for one role: nothing converted, nothing averaged.

    Amounts are whole units of ``currency`` per ``unit``. A field that the source does not give is empty.
    """

    NATURAL_KEY = ("role.slug", "source.slug", "place.code", "period", "match", "occupation_code", "label", "statistic")

    class Match(models.TextChoices):
        """How closely the figure belongs to the role, closest first."""

        EXACT = "exact", "adverts with the role’s title"
        PROXY = "proxy", "adverts with a wider title"
        NAMED = "named", "named by the source"
        OCCUPATION_PRIMARY = "occupation_primary", "closest official occupation"
        OCCUPATION_ALTERNATE = "occupation_alternate", "another official occupation"

    class Statistic(models.TextChoices):
        PERCENTILES = "percentiles", "percentiles"
        AVERAGE = "average", "average"
        AVERAGE_BOUNDS = "average_bounds", "average given as two values"
        MEDIAN_BOUNDS = "median_bounds", "median given as two values"
        RANGE = "range", "range, percentiles not stated"
        TOP = "top", "top earners"
        MAXIMUM = "maximum", "highest seen"

    class Quality(models.TextChoices):
        OFFICIAL = "official", "official statistic"
        PUBLISH = "publish", "30 adverts or more"
        INDICATIVE = "indicative", "few: 10 to 29 adverts"
        INSUFFICIENT = "insufficient", "not enough data: under 10 adverts"
        SECONDARY = "secondary_unverified", "secondary, unverified"

        @classmethod
        def of_adverts(cls, count: int) -> "PayFigure.Quality":
            """The quality that this many adverts make."""
            if count >= PayFigureQuerySet.ENOUGH_ADVERTS:
                return cls.PUBLISH
            return cls.INDICATIVE if count >= PayFigureQuerySet.FEWEST_ADVERTS else cls.INSUFFICIENT

    class PayBasis(models.TextChoices):
        ADVERTISED = "advertised", "advertised base pay"
        WAGES = "wages", "wages of everyone in an occupation"
        BASE = "base", "base pay, as a secondary source claims"
        UNSTATED = "unstated", "kind of pay not stated"

    class Unit(models.TextChoices):
        YEAR = "year", "a year"
        HOUR = "hour", "an hour"

    role = models.ForeignKey(
        "Role", on_delete=models.CASCADE, related_name="pay_figures", help_text="The role it is shown with."
    )
    source = models.ForeignKey("Source", on_delete=models.PROTECT, related_name="figures", help_text="Who says so.")
    # No index of its own: most figures are of one place.
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="figures", db_index=False, help_text="Where it holds."
    )
    period = models.CharField(max_length=9, help_text="When it holds: 2025-05, 2024 or 2024-2025.")
    match = models.CharField(max_length=20, choices=Match, help_text="How closely the figure belongs to the role.")
    occupation_code = models.CharField(max_length=20, blank=True, help_text="For official occupations: the code.")
    label = models.CharField(
        max_length=120,
        blank=True,
        help_text="What the source calls the group: an occupation, a title, a title and level.",
    )
    statistic = models.CharField(
        max_length=16, choices=Statistic, help_text="Which statistic the numbers are. Never convert one into another."
    )
    currency = models.CharField(max_length=3, default="USD", help_text="Three letters, such as USD.")
    unit = models.CharField(max_length=5, choices=Unit, default=Unit.YEAR, help_text="Per year or per hour.")
    pay_basis = models.CharField(
        max_length=12, choices=PayBasis, help_text="The kind of pay; kinds are never mixed on one row."
    )
    population = models.CharField(max_length=160, blank=True, help_text="Who or what was counted.")
    included = models.CharField(
        "what the pay includes", max_length=160, blank=True, help_text="In the source’s terms: bonus, overtime, equity."
    )
    n = models.PositiveIntegerField(
        "count", null=True, blank=True, help_text="How many were counted. Empty: not stated."
    )
    n_unit = models.CharField(
        "unit of the count", max_length=30, blank=True, help_text="Such as distinct adverts or employees."
    )
    p10 = models.PositiveIntegerField("10th percentile", null=True, blank=True, help_text="Empty: not published.")
    p25 = models.PositiveIntegerField("25th percentile", null=True, blank=True, help_text="Empty: not published.")
    p50 = models.PositiveIntegerField("median", null=True, blank=True, help_text="Empty: not published.")
    p75 = models.PositiveIntegerField("75th percentile", null=True, blank=True, help_text="Empty: not published.")
    p90 = models.PositiveIntegerField("90th percentile", null=True, blank=True, help_text="Empty: not published.")
    mean = models.PositiveIntegerField("average", null=True, blank=True, help_text="Only where the source gives one.")
    low = models.PositiveIntegerField(
        null=True, blank=True, help_text="Lower end of a range, only where the source gives one."
    )
    high = models.PositiveIntegerField(
        null=True, blank=True, help_text="Upper end of a range, only where the source gives one."
    )
    p50_usd = models.PositiveIntegerField(
        "median in US dollars",
        null=True,
        blank=True,
        help_text="As the source converted it, at its rate of that year; only for other currencies.",
    )
    top_code = models.PositiveIntegerField(
        "top-coded from",
        null=True,
        blank=True,
        help_text="Where the source withholds high percentiles: the amount that they reach or pass, such as 239200.",
    )
    quality = models.CharField(max_length=20, choices=Quality, help_text="Decides whether and how it is drawn.")
    note = models.CharField(max_length=200, blank=True, help_text="What a reader must know besides.")
    is_main = models.BooleanField(
        "shown by default",
        default=True,
        help_text="Whether it is shown where no period is chosen. Off: a further period of the same adverts, such as one year.",
    )
    pay_import = models.ForeignKey(
        "PayImport",
        verbose_name="import",
        null=True,
        editable=False,
        serialize=False,
        on_delete=models.SET_NULL,
        related_name="figures",
        help_text="The import that gave or confirmed these amounts; empty when staff entered or changed them.",
    )

    objects = PayFigureQuerySet.as_manager()

    class Meta:
        ordering = ["role", "place__order", "source", "-period"]
        indexes = [models.Index(fields=["role", "place", "match"], name="figures_for_headlines")]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "source", "place", "period", "match", "occupation_code", "label", "statistic"],
                name="one_figure_per_identity",
                violation_error_message="There is such a figure already: same role, source, place, period, match, code, label and statistic. Change that one, or tell them apart by the label.",
            ),
            models.CheckConstraint(
                name="pay_has_a_figure",
                violation_error_message="Give at least one figure: a percentile, an average, or an end of a range.",
                condition=Q(*[(f"{name}__isnull", False) for name in AMOUNTS], _connector=Q.OR),
            ),
            # Every pair, because the ones between may be missing.
            models.CheckConstraint(
                name="pay_percentiles_ascending",
                violation_error_message="The percentiles must ascend: check the 10th, 25th, median, 75th and 90th.",
                condition=Q(
                    *[
                        Q(**{f"{lower}__isnull": True})
                        | Q(**{f"{upper}__isnull": True})
                        | Q(**{f"{lower}__lte": F(upper)})
                        for position, lower in enumerate(PERCENTILES)
                        for upper in PERCENTILES[position + 1 :]
                    ]
                ),
            ),
            models.CheckConstraint(
                name="pay_range_ascending",
                violation_error_message="The upper end is below the lower end: check both.",
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=F("high")),
            ),
            models.CheckConstraint(
                name="pay_count_has_a_unit",
                violation_error_message="Say what the count counts, such as distinct adverts.",
                condition=Q(n__isnull=True) | ~Q(n_unit=""),
            ),
            models.UniqueConstraint(
                fields=["role", "source", "place", "period"],
                condition=Q(match="occupation_primary"),
                name="one_primary_occupation_per_source",
                violation_error_message="A source has one closest occupation for a role, place and period: mark the others as another official occupation.",
            ),
        ]

    def __str__(self):
        return f"{self.role} · {self.source_id and self.source.slug} · {self.label or self.get_match_display()} · {self.period}"

    @property
    def anchor(self) -> str:
        """The name of the figure on its role's pages: made from its identity, so that links to it last."""
        identity = (self.period, self.match, self.occupation_code, self.label, self.statistic)
        digest = hashlib.sha256("|".join((self.source.slug, self.place.code, *identity)).encode()).hexdigest()
        return f"pay-{slugify(self.source.slug)}-{slugify(self.place.code)}-{digest[:6]}"

    def get_absolute_url(self):
        return f"{reverse('role_pay', args=[self.role.slug])}#{self.anchor}"

    @property
    def is_insufficient(self) -> bool:
        """Whether too few were counted to show the numbers."""
        return self.quality == self.Quality.INSUFFICIENT

    @property
    def is_few(self) -> bool:
        """Whether so few adverts were counted that the figure says so wherever it stands."""
        return self.quality == self.Quality.INDICATIVE

    @classmethod
    def hidden(cls, quality: str | None) -> tuple[str, ...]:
        """The columns that readers are not shown of a figure of this quality: the one rule, for rows of any kind.

        Of fewer than ten adverts (``FEWEST_ADVERTS``; ``clean`` holds the quality to the count) no number is shown:
        no amount, no top code, no conversion, and for the count “under 10”. Of all others each number that is given;
        one that the source itself withholds is empty, and ``ranges.withheld`` tells which those are. Staff see all.
        """
        return NUMBERS if quality == cls.Quality.INSUFFICIENT else ()

    def shown(self, name: str) -> int | None:
        """A number of the figure by its column, as readers may see it; None where it is hidden or not given."""
        return None if name in self.hidden(self.quality) else getattr(self, name)

    @property
    def shown_amounts(self) -> dict[str, int | None]:
        """The amounts by column, as readers may see them."""
        return {name: self.shown(name) for name in AMOUNTS}

    @property
    def is_drawn(self) -> bool:
        """Whether it is drawn: its numbers are shown, and its source states the kind of pay."""
        return not self.is_insufficient and self.pay_basis != self.PayBasis.UNSTATED

    @classmethod
    def drawn(cls, path: str = "") -> Q:
        """``is_drawn`` in SQL, for figures, or for rows from which a path such as ``figure__`` leads to them."""
        hidden, unstated = cls.Quality.INSUFFICIENT, cls.PayBasis.UNSTATED
        return ~Q(**{f"{path}quality": hidden}) & ~Q(**{f"{path}pay_basis": unstated})

    @property
    def is_home(self) -> bool:
        """Whether it holds in the place of headline figures."""
        return self.place.code == PayFigureQuerySet.HEADLINE_PLACE

    @property
    def is_alternate(self) -> bool:
        """Whether it is of an official occupation that is not the closest one."""
        return self.match == self.Match.OCCUPATION_ALTERNATE

    @property
    def is_wider(self) -> bool:
        """Whether the group counted is wider than the role."""
        return self.match in (self.Match.PROXY, self.Match.OCCUPATION_PRIMARY, self.Match.OCCUPATION_ALTERNATE)

    def clean(self):
        known = [(name, getattr(self, name)) for name in PERCENTILES if getattr(self, name) is not None]
        for (lower, low), (upper, high) in pairwise(known):
            if low > high:
                raise ValidationError(
                    {upper: f"{upper} ({high:,}) is below {lower} ({low:,}); percentiles must ascend."}
                )
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValidationError({"high": f"The upper end ({self.high:,}) is below the lower end ({self.low:,})."})
        if not known and self.mean is None and self.low is None and self.high is None:
            raise ValidationError("Give at least one figure: a percentile, an average, or an end of a range.")
        if self.n is not None and not self.n_unit:
            raise ValidationError({"n_unit": "Say what the count counts, such as distinct adverts."})
        if self.quality in (self.Quality.PUBLISH, self.Quality.INDICATIVE, self.Quality.INSUFFICIENT):
            if self.n is None:
                raise ValidationError({"n": "Say how many adverts were counted: the quality follows from it."})
            of_count = self.Quality.of_adverts(self.n)
            if self.quality != of_count:
                raise ValidationError(
                    {"quality": f"{self.n:,} counted is “{of_count.label}”: choose that, or mend the count."}
                )
