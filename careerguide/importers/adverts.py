"""Advertised pay, counted: ranges found, repeats taken once, percentiles of each group of adverts."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from careerguide.models import PERCENTILES, PayFigure, PayFigureQuerySet, TitleRule

FEWEST_ROWS = 5
ALL_LEVELS = TitleRule.Level.ALL.value


class PlaceRule(NamedTuple):
    """A place that figures are made for: its name, its own currency, and the countries that count for it."""

    name: str
    currency: str
    countries: tuple[str, ...]


# Those that had the euro when the adverts appeared.
EURO_COUNTRIES = (
    *("AT", "BE", "CY", "DE", "EE", "ES", "FI", "FR", "GR", "HR"),
    *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PT", "SI", "SK"),
)
PLACES = {
    "US": PlaceRule("United States", "USD", ("US",)),
    "GB": PlaceRule("United Kingdom", "GBP", ("GB",)),
    "EUROZONE": PlaceRule("Euro area", "EUR", EURO_COUNTRIES),
    "AT": PlaceRule("Austria", "EUR", ("AT",)),
    "DE": PlaceRule("Germany", "EUR", ("DE",)),
    "ES": PlaceRule("Spain", "EUR", ("ES",)),
    "FR": PlaceRule("France", "EUR", ("FR",)),
    "IE": PlaceRule("Ireland", "EUR", ("IE",)),
    "LT": PlaceRule("Lithuania", "EUR", ("LT",)),
    "NL": PlaceRule("Netherlands", "EUR", ("NL",)),
    "SK": PlaceRule("Slovakia", "EUR", ("SK",)),
    "AU": PlaceRule("Australia", "AUD", ("AU",)),
    "CA": PlaceRule("Canada", "CAD", ("CA",)),
    "CH": PlaceRule("Switzerland", "CHF", ("CH",)),
    "IN": PlaceRule("India", "INR", ("IN",)),
    "PL": PlaceRule("Poland", "PLN", ("PL",)),
}
# Only here are there rows enough for single years.
PLACE_WITH_YEARS = PayFigureQuerySet.HEADLINE_PLACE
CURRENCIES = {country: place.currency for place in PLACES.values() for country in place.countries}


class Advert(NamedTuple):
    """What a row says besides its amounts; rows that follow each other and agree in it may be one range."""

    year: int
    level: str
    employment: str
    title: str
    currency: str
    residence: str
    remote: str
    location: str
    size: str


class Row(NamedTuple):
    """A row of the file: the advert and one amount, in its currency and in US dollars."""

    advert: Advert
    salary: int
    usd: int


@dataclass(slots=True)
class Advertised:
    """A distinct advertised figure: an end of a range, or a single amount; ``rows`` counts its repeats."""

    level: str
    year: int
    local: int
    usd: int
    in_range: bool
    rows: int = 1


@dataclass(frozen=True)
class Group:
    """The distinct figures of a family, level, place and period, counted; percentiles are rounded to hundreds."""

    rows: int
    figures: int
    ranges: int
    usd: tuple[int, ...]
    local: tuple[int, ...]

    @property
    def adverts(self) -> int:
        return self.figures - self.ranges

    @property
    def quality(self) -> str:
        return PayFigure.Quality.of_adverts(self.adverts).value


@dataclass(frozen=True)
class Period:
    """Years that are counted together; the main one is shown wherever no period is chosen."""

    first: int
    last: int
    is_main: bool = False

    def __str__(self):
        return f"{self.first}-{self.last}" if self.first < self.last else str(self.last)


class Adverts:
    """The figures that the rules of the guide can use, by family and country."""

    def __init__(self):
        self.buckets: dict[tuple[str, str], list[Advertised]] = defaultdict(list)
        self.first_year = self.last_year = 0

    def group(self, family: str, level: str, place: str, period: Period) -> Group | None:
        """The group, or None when it holds too few rows to say anything."""
        found = [
            advertised
            for country in PLACES[place].countries
            for advertised in self.buckets.get((family, country), ())
            if period.first <= advertised.year <= period.last and level in (ALL_LEVELS, advertised.level)
        ]
        rows = sum(advertised.rows for advertised in found)
        if rows < FEWEST_ROWS:
            return None
        return Group(
            rows=rows,
            figures=len(found),
            ranges=sum(advertised.in_range for advertised in found) // 2,
            usd=percentiles([advertised.usd for advertised in found]),
            local=percentiles([advertised.local for advertised in found]),
        )

    def periods(self, place: str, pooled_years: int) -> list[Period]:
        """The newest years together, all years together and, where there are rows enough, each year."""
        first, last = self.first_year, self.last_year
        found = [Period(max(first, last - pooled_years + 1), last, is_main=True), Period(first, last)]
        if place == PLACE_WITH_YEARS:
            found += [Period(year, year) for year in range(first, last + 1)]
        # A file of few years has one period under several names: the first counts.
        return list({str(period): period for period in reversed(found)}.values())[::-1]


def percentile(ordered: list[int], percent: int) -> int:
    """A percentile of ordered amounts by linear interpolation, rounded half to even to hundreds.

    In floating point and in the very steps of NumPy, so that amounts half-way between two hundreds round as there.
    """
    position = percent / 100 * (len(ordered) - 1)
    below = int(position)
    part = position - below
    lower, upper = ordered[below], ordered[min(below + 1, len(ordered) - 1)]
    amount = lower + (upper - lower) * part if part < 0.5 else upper - (upper - lower) * (1 - part)
    return round(amount / 100) * 100


def percentiles(amounts: list[int]) -> tuple[int, ...]:
    """The five percentiles of PayFigure."""
    ordered = sorted(amounts)
    return tuple(percentile(ordered, int(name.removeprefix("p"))) for name in PERCENTILES)


def is_range(higher: Row, lower: Row) -> bool:
    """Whether two rows that follow each other are the ends of one advertised range."""
    return higher.salary > lower.salary and higher.advert == lower.advert


def count(rows: Iterable[Row | None], families: dict[str, str]) -> tuple[Adverts, Counter]:
    """Counts rows in the order of the file (None: one that cannot be read) for families by title.

    Gives the distinct figures that the rules can use, and the titles of full-time adverts that no family has.
    """
    adverts, unknown, years = Adverts(), Counter(), set()
    seen: dict[tuple, Advertised] = {}

    def add(row: Row, high: int, low: int):
        advert = row.advert
        years.add(advert.year)
        if advert.employment != "FT":
            return
        family = families.get(advert.title)
        if family is None:
            unknown[advert.title] += 1
            return
        if CURRENCIES.get(advert.location) != advert.currency:
            return
        # Two figures that are alike in everything but the amount in US dollars are one: the first stands.
        identity = (advert, row.salary, high, low)
        if known := seen.get(identity):
            known.rows += 1
        else:
            seen[identity] = figure = Advertised(advert.level, advert.year, row.salary, row.usd, in_range=high > low)
            adverts.buckets[family, advert.location].append(figure)

    previous = None
    for row in rows:
        if previous and row and is_range(previous, row):
            add(previous, previous.salary, row.salary)
            add(row, previous.salary, row.salary)
            previous = None
        else:
            if previous:
                add(previous, previous.salary, previous.salary)
            previous = row
    if previous:
        add(previous, previous.salary, previous.salary)
    if years:
        adverts.first_year, adverts.last_year = min(years), max(years)
    return adverts, unknown
