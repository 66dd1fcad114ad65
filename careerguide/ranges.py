"""Pay figures to chart marks, and the rule that says which figure is the headline and why."""

from collections.abc import Iterable
from dataclasses import dataclass

from careerguide.models import AMOUNTS, PERCENTILES, PayFigure, PayFigureQuerySet

STEPS = (10_000, 20_000, 25_000, 50_000, 100_000, 200_000, 250_000, 500_000, 1_000_000)


@dataclass(frozen=True)
class Axis:
    """A scale from zero to ``top`` in equal steps, both in whole units of one currency."""

    top: int
    step: int

    @property
    def count(self) -> int:
        return self.top // self.step

    @property
    def ticks(self) -> list[int]:
        return list(range(0, self.top + 1, self.step))

    def position(self, amount: int) -> str:
        """Where an amount lies, in percent of the axis, such as 42.5%: with decimals enough to read it back to the unit."""
        decimals = len(str(self.top // 100))
        return f"{amount / self.top * 100:.{decimals}f}".rstrip("0").rstrip(".") + "%"


def axis_for(amounts: Iterable[int | None], most_steps: int = 7) -> Axis:
    """The axis with the smallest round step that holds all amounts in at most ``most_steps`` steps."""
    highest = max((amount for amount in amounts if amount), default=1)
    for step in STEPS:
        if step * most_steps >= highest:
            return Axis(top=-(-highest // step) * step, step=step)
    step = -(-highest // most_steps)
    return Axis(top=step * most_steps, step=step)


def amounts(figure: PayFigure) -> list[int]:
    """All amounts of a figure that its source gives."""
    return [value for name in (*AMOUNTS, "top_code") if (value := getattr(figure, name)) is not None]


def withheld(figure: PayFigure) -> list[str]:
    """The percentiles that the source withholds because they reach its highest amount: all above the last it gives."""
    if figure.top_code is None:
        return []
    given = [name for name in PERCENTILES if getattr(figure, name) is not None]
    return list(PERCENTILES[PERCENTILES.index(given[-1]) + 1 :]) if given else list(PERCENTILES)


def middle(figure: PayFigure) -> int | None:
    """The median of a figure, or the average where its source gives only that."""
    return figure.p50 if figure.p50 is not None else figure.mean


def is_exact(figure: PayFigure) -> bool:
    """Whether a figure gives percentiles of adverts with the role's exact title."""
    return figure.match == PayFigure.Match.EXACT and figure.statistic == PayFigure.Statistic.PERCENTILES


@dataclass(frozen=True)
class Headline:
    """The figure at the top of a role page; ``figure`` is None when there is not enough data."""

    figure: PayFigure | None
    why: str

    @property
    def is_few(self) -> bool:
        return bool(self.figure) and self.figure.is_few

    @property
    def is_occupation(self) -> bool:
        return bool(self.figure) and self.figure.match == PayFigure.Match.OCCUPATION_PRIMARY

    @property
    def is_comparable(self) -> bool:
        """Whether sorting and the pay filter use it: an official occupation is wider than the role."""
        return bool(self.figure) and not self.is_occupation


def headline(figures: Iterable[PayFigure]) -> Headline:
    """The headline among a role's figures.

    Adverts of the exact title in the United States, 30 or more; then 10 to 29, marked few; then the closest official
    occupation; then nothing. Secondary claims never. Of two that qualify alike, the newest period.
    """
    at_home = [
        f
        for f in figures
        if f.is_home and f.is_main and f.statistic == PayFigure.Statistic.PERCENTILES and f.p50 is not None
    ]
    # By the count, as in SQL: it tells 30 from 29 as well. The quality, which hides numbers, is entered beside it.
    adverts = [
        f
        for f in at_home
        if f.match == PayFigure.Match.EXACT and f.n is not None and f.n >= PayFigureQuerySet.FEWEST_ADVERTS
    ]
    if adverts:
        best = max(adverts, key=lambda f: (f.n >= PayFigureQuerySet.ENOUGH_ADVERTS, f.period, f.n, -f.pk))
        if best.n >= PayFigureQuerySet.ENOUGH_ADVERTS:
            return Headline(best, "Enough adverts carry this very title.")
        return Headline(best, "Few adverts carry this very title, so take it as a hint.")
    occupations = [f for f in at_home if f.match == PayFigure.Match.OCCUPATION_PRIMARY]
    if occupations:
        best = max(occupations, key=lambda f: (f.period, -f.pk))
        return Headline(
            best, "Fewer than 10 adverts carry this title, so this is the closest official occupation, over all levels."
        )
    return Headline(None, "Fewer than 10 adverts carry this title, and no official occupation comes close.")


@dataclass(frozen=True)
class PayChange:
    """The difference of two medians in whole units of ``currency``; ``amount`` is None where none may be taken."""

    amount: int | None
    why: str = ""
    currency: str = "USD"
    is_few: bool = False


# Two figures are held against each other only where all of these are the same.
ALIKE = ("source_id", "place_id", "pay_basis", "statistic", "currency", "unit", "period")


def pay_change(before: Headline, after: Headline) -> PayChange:
    """The change from one headline to another: between adverts of one source, place, kind, statistic and period."""
    if before.figure is None or after.figure is None:
        return PayChange(None, "One of the two roles has not enough adverts.")
    if not (before.is_comparable and after.is_comparable):
        return PayChange(None, "One of the two figures is an official occupation’s, which is wider than the role.")
    if any(getattr(before.figure, name) != getattr(after.figure, name) for name in ALIKE):
        return PayChange(None, "The two figures differ in source, place, kind of pay or period.")
    if before.figure.label and before.figure.label == after.figure.label:
        return PayChange(None, "Both figures count the same adverts.")
    amount = after.figure.p50 - before.figure.p50
    return PayChange(amount, currency=after.figure.currency, is_few=before.is_few or after.is_few)


@dataclass(frozen=True)
class PayGroup:
    """The figures of one kind of pay in one place, drawn on one axis (None where nothing may be drawn)."""

    title: str
    caption: str
    figures: list[PayFigure]
    axis: Axis | None
    spread: tuple[int, int] | None

    @property
    def is_claims(self) -> bool:
        return self.axis is None

    @property
    def witnesses(self) -> list[PayFigure]:
        return witnesses(self.figures)


ADVERTISED = "Advertised base pay"
WAGES = "Wages in the closest official occupations"
CLAIMS = "What secondary articles claim"


def pay_groups(figures: Iterable[PayFigure]) -> list[PayGroup]:
    """The figures of the headline place by kind of pay: adverts, official wages, claims of secondary articles."""
    figures = [f for f in figures if f.is_home]
    claims = [f for f in figures if f.source.is_secondary]
    adverts = [f for f in figures if f.pay_basis == PayFigure.PayBasis.ADVERTISED]
    wages = [f for f in figures if f.pay_basis == PayFigure.PayBasis.WAGES]
    # One scale for adverts and wages, so that a reader can look down the column.
    axis = axis_for(amount for f in adverts + wages if f.is_drawn for amount in amounts(f))
    groups = []
    if adverts:
        groups.append(
            PayGroup(
                ADVERTISED,
                "Both ends of the ranges in full-time adverts, United States, US dollars a year.",
                adverts,
                axis,
                spread(adverts),
            )
        )
    if wages:
        groups.append(
            PayGroup(
                WAGES,
                "Everyone employed in the occupation, at every level and in every industry, United States, US dollars a year.",
                wages,
                axis,
                spread(wages),
            )
        )
    if claims:
        groups.append(
            PayGroup(
                CLAIMS,
                "Listed with their words and not drawn: none names its source, and most do not say which kind of pay they mean.",
                claims,
                None,
                None,
            )
        )
    return groups


def spread(figures: list[PayFigure]) -> tuple[int, int] | None:
    """The lowest and highest middle figure of those drawn; None for fewer than two."""
    middles = [value for f in figures if f.is_drawn and (value := middle(f)) is not None]
    return (min(middles), max(middles)) if len(middles) > 1 else None


def witnesses(figures: Iterable[PayFigure]) -> list[PayFigure]:
    """One figure for each different statement of who says so, who was counted and what the pay includes."""
    found = {(f.source_id, f.pay_basis, f.population, f.included): f for f in figures}
    return list(found.values())


def other_places(figures: Iterable[PayFigure]) -> list[PayFigure]:
    """The figures of other places that may be shown, in place order."""
    return [f for f in figures if not f.is_home and f.is_drawn]
