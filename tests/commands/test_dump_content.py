"""The content of the database becomes the same files again."""

import shutil
from io import StringIO
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command

from careerguide import fixtures
from careerguide.models import PayFigure, Role

pytestmark = pytest.mark.django_db


def dump(*args) -> str:
    out = StringIO()
    call_command("dump_content", *args, stdout=out)
    return out.getvalue()


def texts(folder) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in fixtures.content_files(folder)}


@pytest.fixture(scope="module")
def dumped(django_db_setup, django_db_blocker, tmp_path_factory):
    """The content of the test database as files; nothing else is written to them."""
    folder = tmp_path_factory.mktemp("dumped")
    with django_db_blocker.unblock():
        assert dump(folder).startswith("wrote ")
    return folder


def test_a_second_dump_writes_nothing(dumped):
    assert dump(dumped) == "The files hold this content already.\n"


def test_the_file_of_a_role_that_is_gone_is_removed(no_content, folder):
    fixtures.load(folder)
    PayFigure.objects.all().delete()
    Role.objects.all().delete()
    assert f"removed {folder / 'roles/senior-builder.yaml'}" in dump(folder)
    assert not (folder / "roles/senior-builder.yaml").exists()


def test_an_empty_database_overwrites_no_files(no_content, folder):
    before = texts(folder)
    with pytest.raises(CommandError, match="The database holds no content, so nothing was written"):
        dump(folder)
    assert texts(folder) == before


def test_edits_that_are_written_to_the_content_files_count_as_loaded(no_content, committed, folder, monkeypatch):
    monkeypatch.setattr(fixtures, "FIXTURES", folder)
    with committed():
        fixtures.load(folder)
    with committed():
        Role.objects.update(lede="You build what lasts.")
    assert fixtures.edited_since_load()
    dump()
    assert not fixtures.edited_since_load()


def test_edits_that_are_written_elsewhere_still_count_as_edits(no_content, committed, folder, tmp_path_factory):
    with committed():
        fixtures.load(folder)
    with committed():
        Role.objects.update(lede="You build what lasts.")
    dump(tmp_path_factory.mktemp("elsewhere"))
    assert fixtures.edited_since_load()


def test_files_that_hold_anything_else_are_written_anew(dumped, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(dumped, folder)
    (folder / "tracks.yaml").write_bytes(b"\xff\xfe")
    (folder / "pay.yaml").write_text("junk")
    assert dump(folder).split() == ["wrote", str(folder / "tracks.yaml"), "wrote", str(folder / "pay.yaml")]
    assert texts(folder) == texts(dumped)


def test_a_file_in_place_of_the_folder_is_named(tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(CommandError, match=r"cannot be \(File exists\): mend that and dump again"):
        dump(tmp_path / "file")
    assert (tmp_path / "file").read_text() == "mine"


def test_a_dump_that_is_cut_off_leaves_every_file_whole(dumped, tmp_path, monkeypatch):
    folder = tmp_path / "copy"
    shutil.copytree(dumped, folder)
    (folder / "pay.yaml").write_text("old")
    monkeypatch.setattr(Path, "replace", Mock(side_effect=OSError(28, "No space left on device")))
    with pytest.raises(CommandError, match="No space left on device"):
        dump(folder)
    assert (folder / "pay.yaml").read_text() == "old"
    assert texts(folder).keys() == texts(dumped).keys()
    assert not list(folder.glob(".*"))
