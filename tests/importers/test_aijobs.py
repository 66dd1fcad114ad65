"""The salary index: what a file gives, what of it is rejected, and which files are refused."""

import io

import pytest

from careerguide.importers import Reading, RefusedError, aijobs
from careerguide.models import TitleFamily

from .examples import ADVERT_HEAD, advert, british, csv_bytes, gzipped, make_rule, ranges, zipped

pytestmark = pytest.mark.usefixtures("rules")


def read(content: bytes, name="salaries.csv", **options) -> Reading:
    return aijobs.read(io.BytesIO(content), name, **options)


def by_place_and_period(reading) -> dict:
    return {(figure["place"], figure["period"]): figure for figure in reading.figures}


def test_a_rule_gives_figures_with_percentiles_count_and_quality(read_adverts):
    rule = make_rule()
    figure = by_place_and_period(read_adverts(ranges(40)))["US", "2025"]
    assert figure["role"] == rule.role.slug
    assert (figure["label"], figure["match"]) == ("counters / SE", "exact")
    assert (figure["n"], figure["n_unit"], figure["quality"]) == (40, "distinct adverts", "publish")
    assert (figure["p10"], figure["p50"], figure["p90"]) == (107_900, 134_500, 161_100)
    assert (figure["currency"], figure["p50_usd"], figure["is_main"]) == ("USD", None, True)


def test_other_places_come_in_their_currency_with_the_median_in_dollars_beside(read_adverts):
    make_rule()
    rows = [british(40_000 + 1_000 * number, 50_000 + 1_250 * number) for number in range(11)]
    figure = by_place_and_period(read_adverts(rows))["GB", "2025"]
    assert (figure["currency"], figure["p50"], figure["p50_usd"]) == ("GBP", 45_000, 56_200)


def test_the_newest_years_together_are_shown_first_and_the_others_only_when_asked_for(read_adverts):
    make_rule()
    rows = [row for year in (2022, 2023, 2024, 2025) for row in ranges(12, year=year)]
    found = by_place_and_period(read_adverts(rows))
    assert {period for place, period in found} == {"2024-2025", "2022-2025", "2022", "2023", "2024", "2025"}
    assert [period for (_, period), figure in found.items() if figure["is_main"]] == ["2024-2025"]
    assert found["US", "2024-2025"]["n"] == 24


def test_a_family_can_pool_more_years(read_adverts):
    make_rule(pooled_years=3)
    rows = [row for year in (2022, 2023, 2024, 2025) for row in ranges(12, year=year)]
    assert by_place_and_period(read_adverts(rows))["US", "2023-2025"]["is_main"]


def test_too_few_adverts_are_worth_a_figure_only_where_a_reader_looks_first(read_adverts):
    make_rule()
    rows = ranges(4) + ranges(4, year=2020) + [british(40_000 + number, 50_000) for number in range(6)]
    wanted = {key for key, figure in by_place_and_period(read_adverts(rows)).items() if not figure["only_known"]}
    assert wanted == {("US", "2024-2025")}


def test_only_the_places_asked_for_are_read(read_adverts):
    make_rule()
    rows = ranges(12) + [british(40_000 + number, 50_000) for number in range(12)]
    reading = read_adverts(rows, places=["GB"])
    assert {figure["place"] for figure in reading.figures} == {"GB"}
    assert reading.places == ["GB"]


def test_an_unknown_place_is_refused(read_adverts):
    with pytest.raises(RefusedError, match="no place XX"):
        read_adverts(ranges(5), places=["US", "XX"])


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("aijobs_salaries_2025-08-03.csv", "", "2025-08-03"),
        ("salaries.csv", "", "2025"),
        ("aijobs_salaries_2025-08-03.csv", "2025-08-04", "2025-08-04"),
    ],
)
def test_the_release_is_given_or_in_the_name_or_the_newest_year(read_adverts, name, given, expected):
    assert read_adverts(ranges(5), name=name, release=given).release == expected


def test_plain_and_gzip_give_the_same(read_adverts):
    make_rule()
    plain, packed = csv_bytes(ranges(40)), gzipped(csv_bytes(ranges(40)))
    assert read(plain).figures == read(packed, "salaries.csv.gz").figures


def test_columns_may_stand_in_any_order_beside_others_and_after_a_mark():
    make_rule()
    rows = [row | {"more": "x"} for row in ranges(40)]
    turned = csv_bytes(rows, head=("more", *reversed(ADVERT_HEAD)))
    assert read(b"\xef\xbb\xbf" + turned).figures == read(csv_bytes(rows)).figures


def test_titles_without_a_rule_are_listed_the_most_frequent_first(read_adverts):
    make_rule()
    rows = [*ranges(5), advert(1, title="Juggler"), advert(2, title="=1+1"), advert(3, title="=1+1")]
    reading = read_adverts(rows)
    assert reading.unmapped == [["=1+1", 2], ["Juggler", 1]]
    assert reading.unmapped_count == 2


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("work_year", "1925", "The year “1925”"),
        ("work_year", "x", "The year “x”"),
        ("experience_level", "XX", "The level “XX”"),
        ("employment_type", "", "The employment type “”"),
        ("job_title", " ", "The title is empty"),
        ("salary", "12.5", "The salary “12.5”"),
        ("salary", "-1", "The salary “-1”"),
        ("salary", "0", "The salary “0”"),
        ("salary_in_usd", "9" * 12, "The salary “999999999999”"),
        ("salary", "１２", "The salary “１２”"),
        ("salary_currency", "$", "The currency “$”"),
        ("company_location", "USA", "The country “USA”"),
        ("remote_ratio", "42", "The remote share “42”"),
        ("company_size", "XL", "The company size “XL”"),
    ],
)
def test_a_row_that_makes_no_sense_is_rejected_with_line_and_reason(read_adverts, field, value, reason):
    reading = read_adverts([*ranges(5), advert(1) | {field: value}])
    assert reading.rejected_count == 1
    assert reading.rejected[0][0] == 12
    assert reading.rejected[0][1].startswith(reason)
    assert reading.rows == 11


def test_a_short_row_is_rejected():
    reading = read(csv_bytes(ranges(5)).replace(b",SE,", b",", 1))
    assert reading.rejected[0][0] == 2


def test_a_title_in_two_families_is_refused(read_adverts):
    make_rule()
    TitleFamily.objects.create(slug="others", kind="proxy", titles="Counter\n")
    with pytest.raises(RefusedError, match="“Counter” is a title of the families counters and others"):
        read_adverts(ranges(5))


def test_a_reading_can_be_kept_as_plain_values(read_adverts):
    make_rule()
    reading = read_adverts(ranges(40))
    assert Reading(**reading.as_json()) == reading


GOOD = csv_bytes(ranges(40))
PACKED = gzipped(GOOD)


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "salaries.csv", "the file is empty"),
        (gzipped(b""), "salaries.csv.gz", "lacks the columns work_year"),
        (csv_bytes([]), "salaries.csv", "no rows below its head"),
        (b"<!doctype html><title>Not found</title>", "salaries.csv", "a web page or a drawing, not CSV"),
        (GOOD.replace(b"job_title", b"title"), "salaries.csv", "lacks the columns job_title"),
        (b"job_title," + GOOD, "salaries.csv", "has the columns job_title twice"),
        (GOOD.replace(b"Counter", b"Z\xe4hler"), "salaries.csv", "not UTF-8 text"),
        (GOOD.decode().encode("utf-16-le"), "salaries.csv", "NUL bytes"),
        (GOOD.decode().encode("utf-16"), "salaries.csv", "NUL bytes"),
        (GOOD.replace(b"Counter", b"Coun\0ter", 1), "salaries.csv", "NUL bytes"),
        (GOOD[:-10], "salaries.csv", "ends within line 81"),
        (PACKED[: len(PACKED) // 2], "salaries.csv.gz", "cut off or damaged"),
        (PACKED[:-4] + b"0000", "salaries.csv.gz", "cut off or damaged"),
        (PACKED, "salaries.csv", "not what its name says"),
        (GOOD, "salaries.csv.gz", "not what its name says"),
        (zipped({"salaries.csv": GOOD}), "salaries.csv", "not what its name says"),
        (GOOD, "salaries.exe", "name must end in .csv or .csv.gz"),
        (GOOD, "salaries.csv.exe", "name must end in .csv or .csv.gz"),
        (GOOD, "salaries.exe.csv", "more than one extension"),
        (GOOD, "../salaries.csv", "name holds a path"),
        (GOOD, "..\\salaries.csv", "name holds a path"),
        (GOOD, "sala\nries.csv", "name holds a path or signs"),
        (GOOD.replace(b"Counter", b'"Counter', 1), "salaries.csv", "not proper CSV"),
        (GOOD.replace(b"SE", b"XX"), "salaries.csv", "80 of 80 rows cannot be read, the first in line 2"),
    ],
)
def test_a_damaged_or_hostile_file_is_refused_in_one_sentence(content, name, reason):
    with pytest.raises(RefusedError, match=reason) as refused:
        read(content, name)
    sentence = str(refused.value)
    assert sentence.startswith("Nothing was imported: ")
    assert sentence.count(". ") == 0
    assert sentence.endswith(".")


def test_a_gzip_bomb_is_refused_before_it_is_unpacked():
    line = csv_bytes([advert(1, title="x" * 100_000)]).splitlines(keepends=True)[1]
    with pytest.raises(RefusedError, match="more than 64 MB"):
        read(gzipped(csv_bytes([]) + line * 700), "salaries.csv.gz")


def test_a_file_of_too_many_lines_is_refused():
    with pytest.raises(RefusedError, match="more than 1,000,000 lines"):
        read(csv_bytes([]) + b"\n" * 1_000_001)


class Endless(io.RawIOBase):
    """A file without an end, that counts what is read of it."""

    taken = 0

    def read(self, size=-1):
        self.taken += size
        return b"x" * size

    def seek(self, *args):
        return 0


def test_a_file_that_is_too_large_is_refused_by_what_is_read_of_it():
    file = Endless()
    with pytest.raises(RefusedError, match="more than 64 MB"):
        aijobs.read(file, "salaries.csv")
    assert file.taken < 65 * 1024 * 1024


def test_progress_reaches_the_end(read_adverts):
    seen = []
    read_adverts(ranges(5_000), progress=lambda done, total: seen.append(done / total))
    assert len(seen) > 1
    assert seen == sorted(seen)
    assert seen[-1] == 1
