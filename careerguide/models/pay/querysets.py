"""Which figures a page shows, in which order, and which may headline."""

import calendar
import datetime
import re

from django.db.models import Case, Count, Max, Value, When

from ..base import ContentQuerySet

PERCENTILES = ("p10", "p25", "p50", "p75", "p90")
# What a source may say of a group; what it withholds lies above the top code.
AMOUNTS = (*PERCENTILES, "mean", "low", "high")
# All numbers of a figure: with the amounts, what is said of them and how many were counted.
NUMBERS = (*AMOUNTS, "top_code", "p50_usd", "n")


class PayFigureQuerySet(ContentQuerySet):
    HEADLINE_PLACE = "US"
    FEWEST_ADVERTS = 10
    ENOUGH_ADVERTS = 30
    SHOWN_IN_LISTS = (
        *("role_id", "source_id", "place_id", "match", "statistic", "is_main", "quality", "pay_basis", "currency"),
        *("period", "n", "label", "source__slug", "source__publisher"),
        *AMOUNTS,
        "top_code",
    )

    def headline_candidates(self):
        """Figures that may headline and be sorted by: adverts of the exact title, best first."""
        return (
            self.filter(
                place__code=self.HEADLINE_PLACE,
                match=self.model.Match.EXACT,
                statistic=self.model.Statistic.PERCENTILES,
                p50__isnull=False,
                n__gte=self.FEWEST_ADVERTS,
                is_main=True,
            )
            .annotate(enough=Case(When(n__gte=self.ENOUGH_ADVERTS, then=Value(1)), default=Value(0)))
            .order_by("-enough", "-period", "-n", "pk")
        )

    def headline_medians(self) -> dict[int, int]:
        """The median that sorting and the pay filter use (US dollars a year) of each role that has one, by its key."""
        medians: dict[int, int] = {}
        for role, median in self.headline_candidates().values_list("role_id", "p50"):
            medians.setdefault(role, median)
        return medians

    def for_headlines(self):
        """The above and the closest official occupations, for ``ranges.headline`` to choose from."""
        return self.filter(
            place__code=self.HEADLINE_PLACE,
            match__in=[self.model.Match.EXACT, self.model.Match.OCCUPATION_PRIMARY],
            statistic=self.model.Statistic.PERCENTILES,
            is_main=True,
        ).order_by("pk")

    def headlines_of(self, roles, place) -> dict[int, list]:
        """Of each role of a list the figures that may headline, with the columns that a list shows of them.

        ``place`` is the place of headline figures; there may be none.
        """
        found = {role.pk: [] for role in roles}
        if place:
            for figure in (
                self.for_headlines()
                .filter(role__in=found, place=place)
                .select_related("source")
                .only(*self.SHOWN_IN_LISTS)
            ):
                figure.place = place
                found[figure.role_id].append(figure)
        return found

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
            .exclude(quality=self.model.Quality.SECONDARY)
            .values_list("source__title", "period")
            .annotate(roles=Count("role", distinct=True))
        )
        newest = {}
        for source, period, roles in shown.order_by("source__title", "period"):
            if source not in newest or end_of(period) >= newest[source][3]:
                newest[source] = (source, period, roles, end_of(period))
        return list(newest.values())

    def offers(self):
        """What the pay explorer can show: each source, match, place, period, currency and unit, with its ``figures``.

        And by name the highest of their amounts that may be drawn, for the end of a common scale.
        """
        drawn = self.model.drawn()
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
            .annotate(
                figures=Count("pk"), **{f"top_{name}": Max(name, filter=drawn) for name in (*AMOUNTS, "top_code")}
            )
            .order_by("place__order", "place__name", "source__slug", "match", "-period", "currency", "unit")
        )

    def for_rows(self, keys) -> dict:
        """Figures by key, with what a row shows of their source and place."""
        return self.select_related("source", "place").in_bulk(keys)

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
