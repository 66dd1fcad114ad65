"""The command reports what it did, keeps it, and refuses in one sentence."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from careerguide.models import ContentVersion, PayFigure, PayImport
from tests.importers.examples import advert, csv_bytes, make_code, make_rule, only_these_rules, ranges, wages, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules():
    only_these_rules()


@pytest.fixture
def salaries(tmp_path):
    make_rule()
    rows = [*ranges(40), advert(1, title="Juggler"), advert(2) | {"company_size": "?"}]
    path = tmp_path / "salaries_2025-08-03.csv"
    path.write_bytes(csv_bytes(rows))
    return path


def import_pay(*args, **options) -> str:
    out = StringIO()
    call_command("import_pay", *args, stdout=out, **options)
    return out.getvalue()


def test_the_command_imports_and_reports(salaries):
    report = import_pay("aijobs", salaries)
    assert "release 2025-08-03: 82 rows" in report
    assert "1 added, 0 changed" in report
    assert "Rows rejected: 1.\n  line 83: The company size “?” is not S, M or L." in report
    assert "Without a match: 1. The most frequent: Juggler (1)." in report
    made = PayImport.objects.get()
    assert f"Kept as import {made.pk}." in report
    assert made.imported_by is None
    assert PayFigure.objects.get(pay_import=made).p50 == 134_500


def test_changed_figures_are_reported_before_and_after(salaries):
    import_pay("aijobs", salaries)
    salaries.write_bytes(csv_bytes(ranges(40, lowest=200_000)))
    assert "p50 134500 → 234500" in import_pay("aijobs", salaries)


def test_the_same_file_again_says_that_nothing_has_changed(salaries):
    import_pay("aijobs", salaries)
    assert f"No figure has changed. Kept as import {PayImport.objects.get().pk}." in import_pay("aijobs", salaries)


def test_a_dry_run_says_what_would_change_and_changes_nothing(salaries, committed):
    version = ContentVersion.current()
    connection.run_on_commit.clear()  # the writes so far
    with committed():
        report = import_pay("aijobs", salaries, dry_run=True)
    assert "1 added" in report
    assert report.endswith("Nothing was changed: this was a dry run.\n")
    assert not PayImport.objects.exists()
    assert ContentVersion.current() == version


def test_release_and_places_are_taken(salaries):
    assert "release 2025-09-01" in import_pay("aijobs", salaries, "--release", "2025-09-01", "--places", "US", "GB")
    assert PayImport.objects.get().places == "US, GB"


def test_wages_come_from_a_workbook(tmp_path):
    make_code()
    path = tmp_path / "national_M2025_dl.xlsx"
    path.write_bytes(workbook([wages()]))
    assert "bls-oews, release 2025-05: 1 rows" in import_pay("oews", path)
    assert PayFigure.objects.get(pay_import__isnull=False).p50 == 120_230


@pytest.mark.parametrize("content", [b"", b"<html>", b"work_year\n2025\n", b"\0"])
def test_a_file_that_cannot_be_read_is_refused_and_nothing_changes(tmp_path, content):
    path = tmp_path / "salaries.csv"
    path.write_bytes(content)
    before = list(PayFigure.objects.order_by("pk").values_list())
    with pytest.raises(CommandError, match="Nothing was imported: the file"):
        import_pay("aijobs", path)
    assert list(PayFigure.objects.order_by("pk").values_list()) == before
    assert not PayImport.objects.exists()


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    with pytest.raises(CommandError, match="cannot be opened .* check the path"):
        import_pay("aijobs", tmp_path / "salaries.csv")


class Terminal(StringIO):
    def isatty(self):
        return True


def test_a_terminal_shows_progress_and_a_file_does_not(salaries):
    terminal, file = Terminal(), StringIO()
    import_pay("aijobs", salaries, stderr=terminal)
    import_pay("aijobs", salaries, stderr=file)
    assert terminal.getvalue().endswith("[##############################] 100%\n")
    assert file.getvalue() == ""
