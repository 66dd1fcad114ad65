"""The checks together: findings, warnings and the table."""

from tests.content_checks.examples import change, change_section, check_in, entry, hard_to_read, role


def test_a_sound_guide_has_no_findings(tmp_path):
    report = check_in(tmp_path, role() + role("key-keeper", "Key Keeper"))
    assert report.findings == report.warnings == []
    assert [row.role for row in report.rows] == ["data-tamer", "key-keeper"]
    assert all(1000 <= row.words <= 2000 and row.overlap == 0 and row.nearest == "" for row in report.rows)


def test_findings_come_in_the_order_of_files_and_lines(tmp_path):
    page = entry("page", slug="about", title="About", lede="So!", body="Text.\n")
    entries = [page, *change_section(role(), "summary", body="Great!\n\nStop!\n")]
    findings = [(finding.file, finding.line) for finding in check_in(tmp_path, entries).findings]
    assert findings == sorted(findings)
    assert {file for file, _ in findings} == {"pages.yaml", "roles/data-tamer.yaml"}


def test_broken_files_and_broken_texts_are_found_together(tmp_path):
    (tmp_path / "glossary.yaml").write_text("- [", encoding="utf-8")
    found = [finding.sentence for finding in check_in(tmp_path, change(role(), "role", lede="So!")).findings]
    assert len(found) == 2


def test_roles_that_overlap_show_in_findings_and_table(tmp_path):
    second = role("key-keeper", "Key Keeper")
    bodies = {one["fields"]["kind"]: one["fields"]["body"] for one in role() if "body" in one["fields"]}
    for kind in ("demand", "trends"):
        second = change_section(second, kind, body=bodies[kind])
    report = check_in(tmp_path, role() + second)
    assert any("stand in “key-keeper” too" in finding.sentence for finding in report.findings)
    assert {row.nearest for row in report.rows} == {"data-tamer", "key-keeper"}


def test_hard_reading_is_a_warning_and_no_finding(tmp_path):
    report = check_in(tmp_path, hard_to_read())
    [warning] = report.warnings
    assert warning.sentence.startswith("The reading ease is ")
    assert report.findings == []


def test_drafts_have_no_row(tmp_path):
    assert check_in(tmp_path, role(status="draft")).rows == []
