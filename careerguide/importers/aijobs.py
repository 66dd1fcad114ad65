"""The aijobs.net salary index: a CSV of advertised pay, one row for each end of a range."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import BinaryIO

from django.utils import timezone

from careerguide.models import PERCENTILES, PayFigure, PayFigureQuerySet, TitleFamily, TitleRule

from .adverts import PLACES, Advert, Adverts, Group, Period, Row, count
from .files import CsvRows, check, columns
from .reading import MOST_UNMAPPED, Progress, Reading, RefusedError, Rejected, refuse_if_mostly_rejected

SOURCE = "aijobs"
TITLE = "aijobs.net salary index"
ENDINGS = (".csv", ".csv.gz")
FILE_HELP = "the publisher’s CSV, plain or gzip"
ADVERT_COLUMNS = (
    "work_year",
    "experience_level",
    "employment_type",
    "job_title",
    "salary_currency",
    "employee_residence",
    "remote_ratio",
    "company_location",
    "company_size",
)
AMOUNT_COLUMNS = ("salary", "salary_in_usd")

FIRST_YEAR = 2000
HIGHEST_SALARY = 2_000_000_000  # what the database can hold


def parse_advert(cells: tuple[str, ...], this_year: int) -> Advert:
    """An advert from the columns of ADVERT_COLUMNS; raises ValueError with the reason for what nobody writes there."""
    year, level, employment, title, currency, residence, remote, location, size = cells
    if not (len(year) == 4 and year.isascii() and year.isdigit() and FIRST_YEAR <= int(year) <= this_year):
        raise ValueError(f"The year “{year[:20]}” is no year from {FIRST_YEAR} to {this_year}.")
    if level not in ("EN", "MI", "SE", "EX"):
        raise ValueError(f"The level “{level[:20]}” is not EN, MI, SE or EX.")
    if employment not in ("FT", "PT", "CT", "FL"):
        raise ValueError(f"The employment type “{employment[:20]}” is not FT, PT, CT or FL.")
    if not title.strip() or len(title) > 120:
        raise ValueError("The title is empty or longer than 120 characters.")
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise ValueError(f"The currency “{currency[:20]}” has not three letters.")
    for country in (residence, location):
        if not (len(country) == 2 and country.isascii() and country.isalpha()):
            raise ValueError(f"The country “{country[:20]}” has not two letters.")
    if remote not in ("0", "50", "100"):
        raise ValueError(f"The remote share “{remote[:20]}” is not 0, 50 or 100.")
    if size not in ("S", "M", "L"):
        raise ValueError(f"The company size “{size[:20]}” is not S, M or L.")
    return Advert(int(year), level, employment, title, currency, residence, remote, location, size)


def parse_amount(cell: str) -> int:
    """A salary; raises ValueError with the reason."""
    if not (cell.isascii() and cell.isdigit() and len(cell) < 12 and 0 < int(cell) <= HIGHEST_SALARY):
        raise ValueError(f"The salary “{cell[:20]}” is no whole number from 1 to {HIGHEST_SALARY:,}.")
    return int(cell)


def rows_of(lines: CsvRows, rejected: Rejected, tally: Counter) -> Iterable[Row | None]:
    """The rows of the file; None for a rejected one. A file that ends within a row is refused."""
    of_advert = itemgetter(*columns(lines.head, ADVERT_COLUMNS))
    of_amounts = itemgetter(*columns(lines.head, AMOUNT_COLUMNS))
    this_year = timezone.now().year
    # Few adverts differ in all: each is checked once.
    adverts: dict[tuple[str, ...], Advert] = {}
    last_rejected = False
    for cells in lines:
        if not cells:  # an empty line
            continue
        tally["rows"] += 1
        try:
            given = of_advert(cells)
            advert = adverts.get(given) or adverts.setdefault(given, parse_advert(given, this_year))
            salary, usd = of_amounts(cells)
            row, last_rejected = Row(advert, parse_amount(salary), parse_amount(usd)), False
        except (ValueError, IndexError) as error:
            row, last_rejected = None, True
            short = isinstance(error, IndexError)
            rejected.add(lines.line, f"The row has {len(cells)} cells only." if short else str(error))
        yield row
    if last_rejected and lines.ends_within_a_line:
        raise RefusedError(f"The file ends within line {lines.line:,}, so part of it is missing: download it again.")


def families_by_title() -> dict[str, str]:
    """The family of every title that has one; refuses to count a title twice."""
    found = {}
    for family in TitleFamily.objects.all():
        for title in family.title_list:
            if (other := found.setdefault(title, family.slug)) != family.slug:
                raise RefusedError(
                    f"“{title}” is a title of the families {other} and {family.slug}: take it out of one."
                )
    return found


@dataclass(frozen=True)
class Counted:
    """A file that has been counted."""

    adverts: Adverts
    unknown: Counter
    rejected: Rejected
    rows: int
    size: int
    digest: str


def count_file(file: BinaryIO, name: str, progress: Progress | None = None) -> Counted:
    """Counts a file by the title rules of the guide; raises RefusedError."""
    ending, size, digest = check(file, name, ENDINGS)
    rejected, tally = Rejected(), Counter()
    adverts, unknown = count(rows_of(CsvRows(file, size, ending, progress), rejected, tally), families_by_title())
    if not tally["rows"]:
        raise RefusedError("The file has no rows below its head: choose the publisher’s file.")
    refuse_if_mostly_rejected(rejected, tally["rows"])
    if progress:
        progress(size, size)
    return Counted(adverts, unknown, rejected, tally["rows"], size, digest)


def read(
    file: BinaryIO,
    name: str,
    release: str = "",
    places: Iterable[str] = (),
    progress: Progress | None = None,
) -> Reading:
    """Reads a file (binary, seekable) into figures for every role with a title rule; raises RefusedError.

    ``release`` is a date such as 2025-08-03; without it, the date in the file's name, or the newest year in the file.
    ``places`` are codes of PLACES; none means all.
    """
    chosen = list(places) or list(PLACES)
    if unknown_places := [place for place in chosen if place not in PLACES]:
        raise RefusedError(
            f"There is no place {', '.join(unknown_places)} in this source: choose from {', '.join(PLACES)}."
        )
    counted = count_file(file, name, progress)
    date = re.search(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)", name)
    return Reading(
        source=SOURCE,
        file_name=name,
        digest=counted.digest,
        size=counted.size,
        release=release or (date.group() if date else str(counted.adverts.last_year)),
        places=chosen if places else [],
        rows=counted.rows,
        figures=figures(counted.adverts, TitleRule.objects.for_import(), chosen),
        unmapped=[list(pair) for pair in sorted(counted.unknown.items(), key=lambda p: (-p[1], p[0]))[:MOST_UNMAPPED]],
        unmapped_count=len(counted.unknown),
        rejected=counted.rejected.rows,
        rejected_count=counted.rejected.count,
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
