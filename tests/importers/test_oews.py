"""Official wages: workbooks, ZIP files and CSV, top codes, and files that are refused."""

import io
import zipfile

import pytest

from careerguide.importers import RefusedError, oews
from careerguide.importers.oews import period_of

from .examples import WAGE_HEAD, csv_bytes, gzipped, make_code, repacked, wages, workbook, zipped

pytestmark = pytest.mark.usefixtures("rules")
CSV_HEAD = ("REF_PERIOD", *WAGE_HEAD, "A_PCT90_FLAG")


def read(content: bytes, name="national_M2025_dl.xlsx", **options):
    return oews.read(io.BytesIO(content), name, **options)


def test_a_role_has_the_wages_of_its_codes(read_wages):
    code = make_code()
    make_code(role=code.role, code="15-2041", is_primary=False, order=2)
    closest, other = read_wages([wages(), wages("15-2041", "Statisticians", scale=2)]).figures
    assert (closest["role"], closest["match"], closest["occupation_code"]) == (
        code.role.slug,
        "occupation_primary",
        "15-2051",
    )
    assert [closest[name] for name in ("p10", "p25", "p50", "p75", "p90")] == [
        67_240,
        85_660,
        120_230,
        158_880,
        199_130,
    ]
    assert (closest["mean"], closest["n"], closest["n_unit"], closest["quality"]) == (
        126_800,
        262_440,
        "employees",
        "official",
    )
    assert (closest["period"], closest["top_code"], closest["label"]) == ("2025-05", None, "Data Scientists")
    assert (other["match"], other["p10"]) == ("occupation_alternate", 134_480)


def test_workbook_zip_and_csv_give_the_same(read_wages):
    make_code()
    rows = [wages(), wages("15-2041", "Statisticians")]
    figures = read_wages(rows).figures
    packed = zipped({"oesm25nat/field_descriptions.xlsx": b"", "oesm25nat/national_M2025_dl.xlsx": workbook(rows)})
    assert figures
    assert read(packed, "oesm25nat.zip").figures == figures
    text = csv_bytes([row | {"REF_PERIOD": "2025-05", "A_PCT90_FLAG": ""} for row in rows], head=CSV_HEAD)
    assert read(text, "wages.csv").figures == figures
    assert read(gzipped(text), "wages.csv.gz").figures == figures


def test_amounts_with_commas_and_texts_are_numbers_too(read_wages):
    make_code()
    row = wages(TOT_EMP="262,440", A_MEAN="126800", A_MEDIAN=120_230.0)
    assert read_wages([row]).figures == read_wages([wages()]).figures


@pytest.mark.parametrize(("release", "top_code"), [("2021-05", 208_000), ("2022-05", 239_200), ("2024-05", 239_200)])
def test_withheld_percentiles_are_empty_and_top_coded(release, top_code):
    make_code()
    content = workbook([wages(A_PCT75="#", A_PCT90="#")], title="wages")
    figure = read(content, "wages.xlsx", release=release).figures[0]
    assert (figure["p50"], figure["p75"], figure["p90"], figure["top_code"]) == (120_230, None, None, top_code)


def test_a_flag_says_from_where_on_amounts_are_withheld():
    make_code()
    row = wages(A_PCT90="") | {"REF_PERIOD": "2024-05", "A_PCT90_FLAG": "topcoded_ge_239200"}
    figure = read(csv_bytes([row], head=CSV_HEAD), "wages.csv").figures[0]
    assert (figure["p90"], figure["top_code"]) == (None, 239_200)


def test_amounts_that_the_bureau_does_not_give_are_empty(read_wages):
    make_code()
    figure = read_wages([wages(TOT_EMP="**", A_PCT10="*")]).figures[0]
    assert (figure["n"], figure["n_unit"], figure["p10"], figure["top_code"]) == (None, "", None, None)


def test_codes_of_roles_that_the_file_has_no_wages_for_are_listed(read_wages):
    make_code(code="15-2041", title="Statisticians")
    make_code(code="11-1011")
    without = wages("11-1011", "Chief Executives") | {name: "*" for name in WAGE_HEAD if name.startswith("A_P")}
    reading = read_wages([wages(), without | {"A_MEAN": "*", "A_MEDIAN": "*"}])
    assert reading.figures == []
    assert reading.unmapped == [["11-1011", 1], ["15-2041 Statisticians", 1]]


def test_the_newest_month_of_a_file_is_taken_unless_another_is_asked_for():
    make_code()
    rows = [wages(scale=scale) | {"REF_PERIOD": month} for scale, month in ((1, "2024-05"), (2, "2025-05"))]
    text = csv_bytes(rows, head=CSV_HEAD)
    assert read(text, "wages.csv").figures[0]["p10"] == 134_480
    older = read(text, "wages.csv", release="May 2024")
    assert (older.release, older.figures[0]["p10"]) == ("2024-05", 67_240)
    with pytest.raises(RefusedError, match="is of 2024-05, 2025-05, not of 2023-05"):
        read(text, "wages.csv", release="2023-05")


def test_only_national_rows_of_all_industries_count(read_wages):
    make_code()
    rows = [wages(scale=3, AREA_TYPE="2"), wages(scale=3, I_GROUP="sector"), wages()]
    assert read_wages(rows).figures == read_wages([wages()]).figures


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2025-05", "2025-05"),
        ("May 2025", "2025-05"),
        ("national_M2025_dl.xlsx", "2025-05"),
        ("oesm24nat.zip", "2024-05"),
        ("wages.csv", ""),
        ("2025-13", ""),
    ],
)
def test_the_month_is_found_in_names(text, month):
    assert period_of(text) == month


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (wages("15-20510"), "The code “15-20510”"),
        (wages(title=""), "The title is empty"),
        (wages(A_PCT10="cheap"), "“cheap” is no whole number"),
        (wages(A_PCT10=-1), "“-1” is no whole number"),
        (wages(A_PCT10=199_999), "Its percentiles do not ascend"),
        (wages("15-2041", A_MEAN=1), "The code 15-2041 stands there twice, with different amounts"),
    ],
)
def test_a_row_that_makes_no_sense_is_rejected_with_line_and_reason(read_wages, row, reason):
    reading = read_wages([wages(), wages("15-2041", "Statisticians"), wages("15-2041", "Statisticians"), row])
    assert reading.rejected_count == 1
    assert reading.rejected[0][0] == 5
    assert reading.rejected[0][1].startswith(reason)


BOOK = workbook([wages()])
BOMB = b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def in_sheet(change) -> bytes:
    return repacked(BOOK, {"xl/worksheets/sheet1.xml": change})


def after_declaration(doctype: bytes, entity: bytes):
    def change(xml):
        start = xml.index(b"<worksheet")
        return xml[:start] + doctype + xml[start:].replace(b"<v>", b"<v>" + entity, 1)

    return change


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "national_M2025_dl.xlsx", "the file is empty"),
        (b"<html>Not found</html>", "national_M2025_dl.xlsx", "not what its name says"),
        (BOOK[:-30], "national_M2025_dl.xlsx", "damaged or no workbook"),
        (BOOK[: len(BOOK) // 2], "national_M2025_dl.xlsx", "damaged or no workbook"),
        (zipped({"a.txt": b"x"}), "national_M2025_dl.xlsx", "damaged or no workbook"),
        (zipped({"a.txt": b"x"}), "oesm25nat.zip", "holds no workbook, or several"),
        (zipped({"nat1.xlsx": BOOK, "nat2.xlsx": BOOK}), "oesm25nat.zip", "holds no workbook, or several"),
        (zipped({"nat.xlsx": b"x"}), "oesm25nat.zip", "damaged or no workbook"),
        (zipped({"big.txt": b"0" * 33 * 1024 * 1024, "nat.xlsx": BOOK}), "oesm25nat.zip", "32 MB when unpacked"),
        (zipped({f"{n}.txt": b"" for n in range(201)}), "oesm25nat.zip", "more than 200 parts"),
        (zipped({"nat.xlsx": BOOK}, zipfile.ZIP_BZIP2), "oesm25nat.zip", "packed in an unusual way"),
        (in_sheet(lambda xml: xml + b" " * 33 * 1024 * 1024), "national_M2025_dl.xlsx", "32 MB when unpacked"),
        (in_sheet(after_declaration(BOMB, b"&b;")), "national_M2025_dl.xlsx", "damaged or no workbook"),
        (in_sheet(after_declaration(OUTSIDE, b"&a;")), "national_M2025_dl.xlsx", "damaged or no workbook"),
        (in_sheet(lambda xml: xml[:-20]), "national_M2025_dl.xlsx", "damaged or no workbook"),
        (in_sheet(lambda xml: b"<worksheet/>"), "national_M2025_dl.xlsx", "No sheet of the workbook"),
        (workbook([wages()], head=WAGE_HEAD[:-1]), "national_M2025_dl.xlsx", "lacks the columns A_PCT90"),
        (workbook([]), "national_M2025_dl.xlsx", "no national rows"),
        (workbook([wages()], title="wages"), "wages.xlsx", "says which month it is of"),
        (BOOK, "national.M2025.xlsx", "more than one extension"),
        (BOOK, "national_M2025_dl.xlsm", "name must end in"),
        (BOOK, "wages.csv", "not what its name says"),
        (csv_bytes([wages()], head=WAGE_HEAD)[:-30], "M2025.csv", "1 of 1 rows cannot be read"),
    ],
)
def test_a_damaged_or_hostile_file_is_refused_in_one_sentence(content, name, reason):
    with pytest.raises(RefusedError, match=f"(?i){reason}") as refused:
        read(content, name)
    sentence = str(refused.value)
    assert sentence.startswith("Nothing was imported: ")
    assert sentence.count(". ") == 0
    assert sentence.endswith(".")


def test_a_sheet_that_claims_to_be_huge_is_refused():
    make_code()
    huge = in_sheet(
        lambda xml: xml.replace(b'<row r="2"', b'<row r="99999999999"').replace(b'ref="A1:L2"', b'ref="A1:XFD1048576"')
    )
    with pytest.raises(RefusedError, match="more than 50,000 rows"):
        read(huge)


def test_a_wrong_release_or_place_is_refused(read_wages):
    with pytest.raises(RefusedError, match="“lately” is no month"):
        read_wages([wages()], release="lately")
    with pytest.raises(RefusedError, match="the United States alone"):
        read_wages([wages()], places=["GB"])


def test_a_formula_in_a_cell_is_never_run(read_wages):
    make_code()
    figure = read_wages([wages(), wages("15-2041", '=HYPERLINK("http://example.invalid")')]).figures[0]
    assert figure["p10"] == 67_240
