"""The national table of the Occupational Employment and Wage Statistics: official wages by occupation."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import BinaryIO

from careerguide.models import PERCENTILES, OccupationCode, PayFigure

from .files import CsvRows, check, columns
from .reading import MOST_UNMAPPED, Progress, Reading, RefusedError, Rejected, refuse_if_mostly_rejected
from .workbooks import MAX_ROWS, sheets, workbook_in_zip

SOURCE = "bls-oews"
TITLE = "BLS wages by occupation (OEWS)"
ENDINGS = (".xlsx", ".zip", ".csv", ".csv.gz")
FILE_HELP = "the bureau’s workbook, alone or in its ZIP, or a CSV with the same columns"
PLACES = {"US": "United States"}

AMOUNT_COLUMNS = {"A_PCT10": "p10", "A_PCT25": "p25", "A_MEDIAN": "p50", "A_PCT75": "p75", "A_PCT90": "p90"}
COLUMNS = ("OCC_CODE", "OCC_TITLE", "TOT_EMP", "A_MEAN", *AMOUNT_COLUMNS)
PERIOD_COLUMN = "REF_PERIOD"
# What the columns hold in the national table; other tables of the bureau have more areas and industries in them.
NATIONAL = {"AREA_TYPE": "1", "I_GROUP": "cross-industry"}
NOT_GIVEN = ("", "*", "**", "~")
WITHHELD = "#"
# From when on the bureau withheld annual amounts from which one up; since May 2025 it prints them.
TOP_CODES = (("2022-05", 239_200), ("", 208_000))
NUMBER = re.compile(r"(\d{1,3}(,\d{3})+|\d{1,9})(\.0+)?", re.ASCII)
LARGEST = 2_000_000_000  # what the database can hold


def period_of(text: str) -> str:
    """The month that a name or a release speaks of, as 2025-05; empty when it names none."""
    if found := re.search(r"(?<!\d)(20\d{2})-(0[1-9]|1[0-2])(?!\d)", text):
        return found.group()
    # The wages are those of May: “May 2025”, national_M2025_dl.xlsx, oesm25nat.zip.
    if found := re.search(r"(?:may[ _-]?|(?<![a-z])m)(20\d{2})(?!\d)|oesm(\d{2})(?!\d)", text, re.IGNORECASE):
        return f"{found[1] or f'20{found[2]}'}-05"
    return ""


def table(
    file: BinaryIO, size: int, ending: str, progress: Progress | None
) -> tuple[str, list[str], Iterator[tuple[int, list[str]]]]:
    """A name that may tell the period, the head, and the rows with their line numbers."""
    if ending.startswith(".csv"):
        lines = CsvRows(file, size, ending, progress)
        return "", [name.upper() for name in lines.head], ((lines.line, cells) for cells in lines)
    name = ""
    if ending == ".zip":
        name, file = workbook_in_zip(file)
    for title, rows in sheets(file):
        head = [cell.upper() for cell in next(rows, [])]
        if "OCC_CODE" in head:
            return f"{name} {title}", head, enumerate(rows, start=2)
    raise RefusedError("No sheet of the workbook has a column OCC_CODE: choose the bureau’s national table.")


def by_period(head: list[str], lines: Iterable[tuple[int, list[str]]], otherwise: str) -> dict[str, list[tuple]]:
    """The national rows of each period as (line, {column: cell}); ``otherwise`` is the period of a table that names none."""
    columns(head, COLUMNS)
    found, number = defaultdict(list), 0
    for line, cells in lines:
        if not any(cells):
            continue
        number += 1
        if number > MAX_ROWS:
            raise RefusedError(f"The file has more than {MAX_ROWS:,} rows: choose the bureau’s national table.")
        row = dict(zip(head, cells, strict=False))
        if any(row.get(name, wanted) != wanted for name, wanted in NATIONAL.items()):
            continue
        period = row.get(PERIOD_COLUMN, otherwise) if PERIOD_COLUMN in head else otherwise
        found[period].append((line, row))
    if not found:
        raise RefusedError("The file has no national rows below its head: choose the bureau’s national table.")
    return found


def amount(cell: str) -> int | None:
    """A whole number, or None where the bureau gives none; raises ValueError for anything else."""
    if cell in NOT_GIVEN or cell == WITHHELD:
        return None
    if not NUMBER.fullmatch(cell):
        raise ValueError(f"“{cell[:20]}” is no whole number.")
    value = int(cell.split(".")[0].replace(",", ""))
    if value > LARGEST:
        raise ValueError(f"{value:,} is too large.")
    return value


def parse(row: dict[str, str], period: str) -> dict:
    """The amounts and the count of an occupation as columns of PayFigure; raises ValueError with the reason."""
    if not row.keys() >= set(COLUMNS):
        raise ValueError("Cells are missing at its end.")
    if not re.fullmatch(r"\d{2}-\d{4}", row["OCC_CODE"], re.ASCII):
        raise ValueError(f"The code “{row['OCC_CODE'][:20]}” is not like 15-2051.")
    if not row["OCC_TITLE"] or len(row["OCC_TITLE"]) > 120:
        raise ValueError("The title is empty or longer than 120 characters.")
    found = {name: amount(row[column]) for column, name in AMOUNT_COLUMNS.items()}
    known = [value for value in found.values() if value is not None]
    if any(lower > higher for lower, higher in pairwise(known)):
        raise ValueError("Its percentiles do not ascend.")
    flags = [flag for column in AMOUNT_COLUMNS if (flag := row.get(f"{column}_FLAG", ""))]
    top_code = None
    if flags or WITHHELD in (row[column] for column in AMOUNT_COLUMNS):
        printed = re.search(r"\d{5,7}", flags[0]) if flags else None
        top_code = int(printed.group()) if printed else next(code for since, code in TOP_CODES if period >= since)
    return {**found, "mean": amount(row["A_MEAN"]), "n": amount(row["TOT_EMP"]), "top_code": top_code}


def read(
    file: BinaryIO,
    name: str,
    release: str = "",
    places: Iterable[str] = (),
    progress: Progress | None = None,
) -> Reading:
    """Reads a file (binary, seekable) into figures for every role with a SOC code; raises RefusedError.

    ``release`` is a month such as 2025-05 or May 2025; without it, the newest month in the file or the one in its name.
    """
    places = list(places)
    if [place for place in places if place not in PLACES]:
        raise RefusedError("This source has the United States alone: leave out the places, or write US.")
    ending, size, digest = check(file, name, ENDINGS)
    wanted = period_of(release)
    if release and not wanted:
        raise RefusedError(f"The release “{release[:40]}” is no month: write it like 2025-05.")
    inner_name, head, lines = table(file, size, ending, progress)
    named = period_of(name) or period_of(inner_name)
    periods = by_period(head, lines, otherwise=named or wanted)
    period = wanted or max(periods)
    if period not in periods:
        raise RefusedError(
            f"The file is of {', '.join(sorted(periods))}, not of {period}: choose the file of that month."
        )
    if not period_of(period):
        raise RefusedError(
            "Neither the file nor its name says which month it is of: give the release, such as 2025-05."
        )
    rejected, occupations = Rejected(), {}
    for line, row in periods[period]:
        try:
            values = parse(row, period)
            # A group with one occupation in it has the same code and amounts as that occupation.
            if occupations.setdefault(row["OCC_CODE"], (row["OCC_TITLE"], values))[1] != values:
                raise ValueError(f"The code {row['OCC_CODE']} stands there twice, with different amounts.")
        except ValueError as error:
            rejected.add(line, str(error))
    refuse_if_mostly_rejected(rejected, len(periods[period]))
    if progress:
        progress(size, size)
    codes = (
        OccupationCode.objects.filter(scheme=OccupationCode.Scheme.SOC)
        .select_related("role")
        .order_by("role__slug", "order")
    )
    found, unmapped = figures(codes, occupations, period)
    return Reading(
        source=SOURCE,
        file_name=name,
        digest=digest,
        size=size,
        release=period,
        places=places,
        rows=len(periods[period]),
        figures=found,
        unmapped=[list(pair) for pair in sorted(unmapped.items(), key=lambda p: (-p[1], p[0]))[:MOST_UNMAPPED]],
        unmapped_count=len(unmapped),
        rejected=rejected.rows,
        rejected_count=rejected.count,
        place_names=PLACES,
    )


def figures(
    codes: Iterable[OccupationCode], occupations: dict[str, tuple[str, dict]], period: str
) -> tuple[list[dict], Counter]:
    """The figures of every role and code, and the codes that the file gives nothing for, with how many roles have them."""
    found, missing = [], Counter()
    for code in codes:
        title, values = occupations.get(code.code, ("", {}))
        if all(values.get(name) is None for name in (*PERCENTILES, "mean")):
            missing[f"{code.code} {code.title}".strip()] += 1
            continue
        match = PayFigure.Match.OCCUPATION_PRIMARY if code.is_primary else PayFigure.Match.OCCUPATION_ALTERNATE
        found.append(
            {
                "role": code.role.slug,
                "place": "US",
                "period": period,
                "is_main": True,
                "match": match.value,
                "occupation_code": code.code,
                "label": title,
                "statistic": PayFigure.Statistic.PERCENTILES.value,
                "currency": "USD",
                "unit": PayFigure.Unit.YEAR.value,
                "pay_basis": PayFigure.PayBasis.WAGES.value,
                "population": "all employees of the occupation, every level and industry",
                "included": "straight-time gross pay with commissions and production bonus; without overtime, other bonuses and equity",
                **values,
                "n_unit": "employees" if values["n"] is not None else "",
                "p50_usd": None,
                "quality": PayFigure.Quality.OFFICIAL.value,
                "note": "A statistical occupation, wider than the role.",
                "only_known": False,
            }
        )
    return found, missing
