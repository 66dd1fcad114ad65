"""The aijobs.net salary index: a CSV of advertised pay, one row for each end of a range."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from django.utils import timezone

from careerguide.models import PERCENTILES, PayFigure, PayFigureQuerySet, TitleFamily, TitleRule

from .files import CsvRows, check_name, columns, size_and_digest
from .reading import MOST_UNMAPPED, Progress, Reading, Refused, Rejected, refuse_if_mostly_rejected

SOURCE = "aijobs"
ENDINGS = (".csv", ".csv.gz")
FILE_HELP = "the publisher’s CSV, plain or gzip"
COLUMNS = (
    "work_year",
    "experience_level",
    "employment_type",
    "job_title",
    "salary",
    "salary_currency",
    "salary_in_usd",
    "employee_residence",
    "remote_ratio",
    "company_location",
    "company_size",
)

FIRST_YEAR = 2000
HIGHEST_SALARY = 2_000_000_000  # what the database can hold
FEWEST_ROWS = 5
ALL_LEVELS = TitleRule.Level.ALL.value


class PlaceRule(NamedTuple):
    """A place that figures are made for: its name, its own currency, and the countries that count for it."""

    name: str
    currency: str
    countries: tuple[str, ...]


EURO_COUNTRIES = tuple("AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK".split())
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


class Row(NamedTuple):
    """A row of the file; pairs and repeats are told by all of it but the amount in US dollars."""

    year: int
    level: str
    employment: str
    title: str
    salary: int
    currency: str
    usd: int
    residence: str
    remote: str
    location: str
    size: str


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
        if self.adverts >= PayFigureQuerySet.ENOUGH_ADVERTS:
            return PayFigure.Quality.PUBLISH.value
        if self.adverts >= PayFigureQuerySet.FEWEST_ADVERTS:
            return PayFigure.Quality.INDICATIVE.value
        return PayFigure.Quality.INSUFFICIENT.value


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


def parse(cells: list[str], where: list[int], this_year: int) -> Row:
    """A row; raises ValueError with the reason when a cell is not what the publisher writes there."""
    if len(cells) <= max(where):
        raise ValueError(f"It has {len(cells)} cells.")
    year, level, employment, title, salary, currency, usd, residence, remote, location, size = (
        cells[position] for position in where
    )
    if not (len(year) == 4 and year.isascii() and year.isdigit() and FIRST_YEAR <= int(year) <= this_year):
        raise ValueError(f"The year “{year[:20]}” is no year from {FIRST_YEAR} to {this_year}.")
    if level not in ("EN", "MI", "SE", "EX"):
        raise ValueError(f"The level “{level[:20]}” is not EN, MI, SE or EX.")
    if employment not in ("FT", "PT", "CT", "FL"):
        raise ValueError(f"The employment type “{employment[:20]}” is not FT, PT, CT or FL.")
    if not title.strip() or len(title) > 120:
        raise ValueError("The title is empty or longer than 120 characters.")
    for amount in (salary, usd):
        if not (amount.isascii() and amount.isdigit() and len(amount) < 12 and 0 < int(amount) <= HIGHEST_SALARY):
            raise ValueError(f"The salary “{amount[:20]}” is no whole number from 1 to {HIGHEST_SALARY:,}.")
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise ValueError(f"The currency “{currency[:20]}” has not three letters.")
    for country in (residence, location):
        if not (len(country) == 2 and country.isascii() and country.isalpha()):
            raise ValueError(f"The country “{country[:20]}” has not two letters.")
    if remote not in ("0", "50", "100"):
        raise ValueError(f"The remote share “{remote[:20]}” is not 0, 50 or 100.")
    if size not in ("S", "M", "L"):
        raise ValueError(f"The company size “{size[:20]}” is not S, M or L.")
    return Row(int(year), level, employment, title, int(salary), currency, int(usd), residence, remote, location, size)


def is_range(higher: Row, lower: Row) -> bool:
    """Whether two rows that follow each other are the ends of one advertised range."""
    return higher.salary > lower.salary and higher == lower._replace(salary=higher.salary, usd=higher.usd)


def count(rows: Iterable[Row | None], families: dict[str, str]) -> tuple[Adverts, Counter]:
    """Counts rows in the order of the file (None: one that cannot be read) for families by title.

    Gives the distinct figures that the rules can use, and the titles of full-time adverts that no family has.
    """
    adverts, unknown, years = Adverts(), Counter(), set()
    seen: dict[tuple, Advertised] = {}

    def add(row: Row, high: int, low: int):
        years.add(row.year)
        if row.employment != "FT":
            return
        family = families.get(row.title)
        if family is None:
            unknown[row.title] += 1
            return
        if CURRENCIES.get(row.location) != row.currency:
            return
        # Two figures that are alike in everything but the amount in US dollars are one: the first stands.
        identity = (*row._replace(usd=0), high, low)
        if known := seen.get(identity):
            known.rows += 1
        else:
            seen[identity] = advertised = Advertised(row.level, row.year, row.salary, row.usd, in_range=high > low)
            adverts.buckets[family, row.location].append(advertised)

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


def rows_of(lines: CsvRows, rejected: Rejected, tally: Counter) -> Iterable[Row | None]:
    """The rows of the file; None for a rejected one. A file that ends within a row is refused."""
    where = columns(lines.head, COLUMNS)
    this_year = timezone.now().year
    last_rejected = False
    for cells in lines:
        if not cells:  # an empty line
            continue
        tally["rows"] += 1
        try:
            row, last_rejected = parse(cells, where, this_year), False
        except ValueError as error:
            row, last_rejected = None, True
            rejected.add(lines.line, str(error))
        yield row
    if last_rejected and lines.ends_within_a_line:
        raise Refused(f"The file ends within line {lines.line:,}, so part of it is missing: download it again.")


def families_by_title() -> dict[str, str]:
    return {title: family.slug for family in TitleFamily.objects.all() for title in family.title_list}


def read(
    file: BinaryIO,
    name: str,
    release: str = "",
    places: Iterable[str] = (),
    progress: Progress | None = None,
) -> Reading:
    """Reads a file (binary, seekable) into figures for every role with a title rule; raises Refused.

    ``release`` is a date such as 2025-08-03; without it, the date in the file's name, or the newest year in the file.
    ``places`` are codes of PLACES; none means all.
    """
    chosen = list(places) or list(PLACES)
    if unknown_places := [place for place in chosen if place not in PLACES]:
        raise Refused(f"There is no place {', '.join(unknown_places)} in this source: choose from {', '.join(PLACES)}.")
    ending = check_name(name, ENDINGS)
    size, digest = size_and_digest(file)
    rejected, tally = Rejected(), Counter()
    adverts, unknown = count(rows_of(CsvRows(file, size, ending, progress), rejected, tally), families_by_title())
    if not tally["rows"]:
        raise Refused("The file has no rows below its head: choose the publisher’s file.")
    refuse_if_mostly_rejected(rejected, tally["rows"])
    if progress:
        progress(size, size)
    date = re.search(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)", name)
    return Reading(
        source=SOURCE,
        file_name=name,
        digest=digest,
        size=size,
        release=release or (date.group() if date else str(adverts.last_year)),
        places=chosen if places else [],
        rows=tally["rows"],
        figures=figures(adverts, TitleRule.objects.for_import(), chosen),
        unmapped=[list(pair) for pair in sorted(unknown.items(), key=lambda p: (-p[1], p[0]))[:MOST_UNMAPPED]],
        unmapped_count=len(unknown),
        rejected=rejected.rows,
        rejected_count=rejected.count,
        place_names={code: PLACES[code].name for code in chosen},
    )


def figures(adverts: Adverts, rules: Iterable[TitleRule], places: list[str]) -> list[dict]:
    """The figures of every rule, place and period that has rows enough."""
    found = []
    for rule in rules:
        for place in places:
            for period in adverts.periods(place, rule.family.pooled_years):
                if group := adverts.group(rule.family.slug, rule.level, place, period):
                    found.append(figure(rule, place, period, group))
    return found


def figure(rule: TitleRule, place: str, period: Period, group: Group) -> dict:
    """A group as the columns of a PayFigure."""
    currency = PLACES[place].currency
    insufficient = group.quality == PayFigure.Quality.INSUFFICIENT
    return {
        "role": rule.role.slug,
        "place": place,
        "period": str(period),
        "is_main": period.is_main,
        "match": rule.match,
        "occupation_code": "",
        "label": rule.label,
        "statistic": PayFigure.Statistic.PERCENTILES.value,
        "currency": currency,
        "unit": PayFigure.Unit.YEAR.value,
        "pay_basis": PayFigure.PayBasis.ADVERTISED.value,
        "population": "advertised pay ranges, both ends; full time; repeats removed",
        "included": "advertised base pay, without bonus and equity",
        "n": group.adverts,
        "n_unit": "distinct adverts",
        **dict(zip(PERCENTILES, group.local, strict=True)),
        "mean": None,
        "p50_usd": None if currency == "USD" else group.usd[PERCENTILES.index("p50")],
        "top_code": None,
        "quality": group.quality,
        "note": "",
        # “Not enough data” is worth a row only where a reader looks first, or instead of a figure that was enough.
        "only_known": insufficient and not (period.is_main and place == PayFigureQuerySet.HEADLINE_PLACE),
    }
