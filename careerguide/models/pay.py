"""Pay figures as their sources give them, the places they hold for, pay notes and official projections."""

import calendar
import datetime
import hashlib
import re
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Count, F, Max, Q, Value, When
from django.urls import reverse
from django.utils.text import slugify

from .base import Basis, Content, ContentQuerySet, HtmlField, MarkdownField, Part, slug_help

PERCENTILES = ("p10", "p25", "p50", "p75", "p90")


class Place(Content):
    """A country, or a group of countries, that figures hold for."""

    NATURAL_KEY = ("code",)

    code = models.CharField(max_length=12, unique=True, help_text="Such as US or EUROZONE.")
    name = models.CharField(max_length=60, unique=True, help_text="As readers see it, such as United States.")
    order = models.PositiveSmallIntegerField(default=0, help_text="Position in lists.")

    class Meta:
        ordering = ["order", "name"]

    def __str__(self):
        return self.name


class PayFigureQuerySet(ContentQuerySet):
    HEADLINE_PLACE = "US"
    FEWEST_ADVERTS = 10
    ENOUGH_ADVERTS = 30

    def headline_candidates(self):
        """Figures that may headline and be sorted by: adverts of the exact title, best first."""
        return (
            self.filter(
                place__code=self.HEADLINE_PLACE,
                match=PayFigure.Match.EXACT,
                statistic=PayFigure.Statistic.PERCENTILES,
                p50__isnull=False,
                n__gte=self.FEWEST_ADVERTS,
                is_main=True,
            )
            .annotate(enough=Case(When(n__gte=self.ENOUGH_ADVERTS, then=Value(1)), default=Value(0)))
            .order_by("-enough", "-period", "-n", "pk")
        )

    def for_headlines(self):
        """The above and the closest official occupations, for ``ranges.headline`` to choose from."""
        return self.filter(
            place__code=self.HEADLINE_PLACE,
            match__in=[PayFigure.Match.EXACT, PayFigure.Match.OCCUPATION_PRIMARY],
            statistic=PayFigure.Statistic.PERCENTILES,
            is_main=True,
        ).order_by("pk")

    def highest(self) -> int | None:
        """The highest 90th percentile of these figures, for the end of a common scale."""
        return self.order_by().aggregate(highest=Max("p90"))["highest"]

    def for_page(self):
        """The figures shown by default; further periods stand on the role's pay page."""
        return self.filter(is_main=True).for_pay_page()

    def for_pay_page(self):
        return self.select_related("source", "place").order_by(
            "place__order", "match", "source__slug", "-period", "label", "statistic"
        )

    def of_published(self):
        return self.filter(role__status="published")

    def newest_periods(self) -> list[tuple[str, str, int, datetime.date]]:
        """Of each source that counts: its title, the newest period shown of it, on how many roles, and when that ended."""
        shown = (
            self.of_published()
            .filter(is_main=True)
            .exclude(quality=PayFigure.Quality.SECONDARY)
            .values_list("source__title", "period")
            .annotate(roles=Count("role", distinct=True))
        )
        newest = {}
        for source, period, roles in shown.order_by("source__title", "period"):
            if source not in newest or end_of(period) >= newest[source][3]:
                newest[source] = (source, period, roles, end_of(period))
        return list(newest.values())

    def offers(self):
        """What the pay explorer can show: each source, match, place, period, currency and unit, with its ``figures``."""
        return (
            self.of_published()
            .values(
                "source_id",
                "source__slug",
                "source__publisher",
                "match",
                "quality",
                "place_id",
                "place__code",
                "place__name",
                "period",
                "is_main",
                "currency",
                "unit",
            )
            .annotate(figures=Count("pk"))
            .order_by("place__order", "place__name", "source__slug", "match", "-period", "currency", "unit")
        )

    def for_rows(self, keys) -> dict:
        """Figures by key, with what a row shows of their source and place."""
        return self.select_related("source", "place").in_bulk(keys)

    def comparable(self, currency: str, unit: str):
        """Figures that may stand on one axis: drawn ones in one currency and unit."""
        return self.filter(currency=currency, unit=unit).exclude(
            Q(quality=PayFigure.Quality.INSUFFICIENT) | Q(pay_basis=PayFigure.PayBasis.UNSTATED)
        )

    def highest_amount(self) -> int | None:
        """The highest amount of these figures, for the end of a common scale."""
        names = (*PERCENTILES, "mean", "low", "high", "top_code")
        highest = self.order_by().aggregate(**{f"top_{name}": Max(name) for name in names}).values()
        return max((amount for amount in highest if amount is not None), default=None)

    def resting_on(self, source):
        """The figures of a source on published roles, role by role in ladder order."""
        return (
            self.of_published()
            .filter(source=source)
            .select_related("role__track", "role__level", "place", "source")
            .order_by(
                "role__track__order",
                "role__level__rank",
                "role__rung",
                "role__title",
                "place__order",
                "match",
                "-period",
                "label",
                "statistic",
            )
        )


def end_of(period: str) -> datetime.date:
    """The last day of a period: a month such as 2025-05, a year, or years such as 2024-2025."""
    if found := re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", period):
        year, month = int(found[1]), int(found[2])
        return datetime.date(year, month, calendar.monthrange(year, month)[1])
    years = re.findall(r"\d{4}", period)
    # What cannot be read is never called old.
    return datetime.date(int(years[-1]), 12, 31) if years and years[-1] > "0000" else datetime.date.max


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
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="figures", help_text="Where it holds.")
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
        constraints = [
            models.UniqueConstraint(
                fields=["role", "source", "place", "period", "match", "occupation_code", "label", "statistic"],
                name="one_figure_per_identity",
                violation_error_message="There is such a figure already: same role, source, place, period, match, code, label and statistic. Change that one, or tell them apart by the label.",
            ),
            models.CheckConstraint(
                name="pay_has_a_figure",
                violation_error_message="Give at least one figure: a percentile, an average, or an end of a range.",
                condition=Q(
                    *[(f"{name}__isnull", False) for name in (*PERCENTILES, "mean", "low", "high")], _connector=Q.OR
                ),
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


class ProjectionQuerySet(ContentQuerySet):
    ALL_OCCUPATIONS = "00-0000"

    def beside_all(self, role):
        """The projection of a role's closest occupation and, to hold it against, that of all occupations."""
        return (
            self.filter(Q(roles=role) | Q(occupation_code=self.ALL_OCCUPATIONS))
            .select_related("source")
            .distinct()
            .order_by("-change_percent")
        )


class Projection(Content):
    """An official projection of employment in an occupation."""

    NATURAL_KEY = ("slug",)

    slug = models.SlugField(max_length=60, unique=True, help_text=slug_help)
    source = models.ForeignKey(
        "Source", on_delete=models.PROTECT, related_name="projections", help_text="Who projects."
    )
    occupation_code = models.CharField(max_length=20, help_text="The code of the occupation; 00-0000 for all of them.")
    occupation = models.CharField(max_length=120, help_text="The title of the occupation.")
    period = models.CharField(max_length=9, help_text="Such as 2024–34.")
    employed_from = models.PositiveIntegerField(
        "employed at the start", help_text="People, rounded to hundreds as published."
    )
    employed_to = models.PositiveIntegerField(
        "employed at the end", help_text="People, rounded to hundreds as published."
    )
    change_percent = models.DecimalField(
        max_digits=5, decimal_places=1, help_text="Change over the whole period, in percent."
    )
    openings_per_year = models.PositiveIntegerField(
        help_text="Openings a year on average, those of people who leave included."
    )
    entry_education = models.CharField(
        max_length=60, blank=True, help_text="The education that the source assigns to newcomers."
    )

    objects = ProjectionQuerySet.as_manager()

    class Meta:
        ordering = ["occupation_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "occupation_code", "period"],
                name="one_projection_per_occupation",
                violation_error_message="There is a projection of this occupation by this source for this period already: change that one.",
            )
        ]

    def __str__(self):
        return f"{self.occupation}, {self.period}"
