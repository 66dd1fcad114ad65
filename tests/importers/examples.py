"""Small files in the formats that importers read, and rules for them."""

import csv
import gzip
import io
import zipfile

import openpyxl

from careerguide.importers import aijobs
from careerguide.models import OccupationCode, PayFigure, Source, TitleFamily, TitleRule
from tests.factories import make_role

ADVERT_HEAD = (*aijobs.ADVERT_COLUMNS, *aijobs.AMOUNT_COLUMNS)
WAGE_HEAD = (
    *("AREA_TYPE", "I_GROUP", "OCC_CODE", "OCC_TITLE", "O_GROUP", "TOT_EMP", "A_MEAN"),
    *("A_PCT10", "A_PCT25", "A_MEDIAN", "A_PCT75", "A_PCT90"),
)


def advert(salary, *, usd=None, year=2025, level="SE", employment="FT", title="Counter", **other) -> dict:
    """A row of the salary index: a full-time advert of a senior counter in the United States."""
    place = {"salary_currency": "USD", "employee_residence": "US", "company_location": "US"}
    return {
        "work_year": year,
        "experience_level": level,
        "employment_type": employment,
        "job_title": title,
        "salary": salary,
        "salary_in_usd": salary if usd is None else usd,
        "remote_ratio": 0,
        "company_size": "M",
        **place,
        **other,
    }


def british(salary, usd, **other) -> dict:
    place = {"salary_currency": "GBP", "employee_residence": "GB", "company_location": "GB"}
    return advert(salary, usd=usd, **place | other)


def ranges(number, *, lowest=100_000, step=1_000, **fields) -> list[dict]:
    """Rows of distinct ranges, 30,000 wide, the higher end first."""
    rows = []
    for low in range(lowest, lowest + number * step, step):
        rows += [advert(low + 30_000, **fields), advert(low, **fields)]
    return rows


def csv_bytes(rows: list[dict], head=ADVERT_HEAD) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, head, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def gzipped(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def wages(code="15-2051", title="Data Scientists", *, scale=1, **other) -> dict:
    """A row of the national table."""
    amounts = {"A_MEAN": 126_800, "A_PCT10": 67_240, "A_PCT25": 85_660, "A_MEDIAN": 120_230}
    amounts |= {"A_PCT75": 158_880, "A_PCT90": 199_130}
    about = {"AREA_TYPE": "1", "I_GROUP": "cross-industry", "O_GROUP": "detailed", "TOT_EMP": 262_440}
    return {
        "OCC_CODE": code,
        "OCC_TITLE": title,
        **about,
        **{name: amount * scale for name, amount in amounts.items()},
        **other,
    }


def workbook(rows: list[dict], title="national_M2025_dl", head=WAGE_HEAD) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    sheet.append(head)
    for row in rows:
        sheet.append([row[name] for name in head])
    book.create_sheet("Field Descriptions").append(["Field", "Meaning"])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def zipped(files: dict[str, bytes], method=zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def repacked(book: bytes, changes: dict) -> bytes:
    """A workbook with parts of its ZIP replaced: ``changes`` maps names to functions of the old content."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return zipped({name: changes[name](content) if name in changes else content for name, content in files.items()})


def make_rule(
    titles="Counter\n", *, level="SE", match="exact", pooled_years=2, slug="counters", role=None
) -> TitleRule:
    """A family of its own and a rule that counts it for a role."""
    family = TitleFamily.objects.create(slug=slug, kind="exact", titles=titles, pooled_years=pooled_years)
    return TitleRule.objects.create(role=role or make_role(), family=family, level=level, match=match)


def make_code(role=None, code="15-2051", **fields) -> OccupationCode:
    return OccupationCode.objects.create(
        **{"role": role or make_role(), "scheme": "soc", "code": code, "is_primary": True} | fields
    )


def only_these_rules():
    """Takes the rules, codes and figures of the real content away, so that a test knows what its file gives."""
    PayFigure.objects.filter(source__in=Source.objects.filter(slug__in=["aijobs", "bls-oews"])).delete()
    TitleRule.objects.all().delete()
    TitleFamily.objects.all().delete()
    OccupationCode.objects.filter(scheme="soc").delete()
