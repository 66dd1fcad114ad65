"""The command that checks the fixture files."""

import pytest
from django.core.management import CommandError, call_command

from tests.content_checks.examples import change, hard_to_read, role, write


def test_sound_content_passes_with_a_table(tmp_path, capsys):
    call_command("check_content", write(tmp_path, role()))
    out = capsys.readouterr().out
    assert out.startswith("role        words  overlap  reading ease  nearest\ndata-tamer  1,")
    assert out.endswith("The content is in order.\n")


def test_faults_are_listed_by_file_and_line_and_fail(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "texts", change(role(), "role", lede="It tames!"))
    with pytest.raises(CommandError, match="The content has 1 fault, listed above") as error:
        call_command("check_content", tmp_path / "texts")
    assert error.value.returncode == 1
    out = capsys.readouterr().out
    assert out.startswith("texts/roles/data-tamer.yaml:6: The guide does not exclaim")
    assert "role        words" in out


def test_files_elsewhere_are_named_in_full(tmp_path, capsys, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    write(tmp_path / "texts", change(role(), "role", lede="It tames!"))
    with pytest.raises(CommandError):
        call_command("check_content", tmp_path / "texts")
    assert capsys.readouterr().out.startswith(f"{tmp_path}/texts/roles/data-tamer.yaml:6: ")


def test_warnings_do_not_fail(tmp_path, capsys):
    call_command("check_content", write(tmp_path, hard_to_read()))
    assert "roles/data-tamer.yaml:1: The reading ease is " in capsys.readouterr().out


def test_a_folder_without_content_is_refused(tmp_path):
    with pytest.raises(CommandError, match="There are no content files in"):
        call_command("check_content", tmp_path)
