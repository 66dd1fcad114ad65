"""The content of the database becomes the same files again."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from careerguide import fixtures
from careerguide.models import PayFigure, Role, Transition

pytestmark = pytest.mark.django_db


def dump(*args) -> str:
    out = StringIO()
    call_command("dump_content", *args, stdout=out)
    return out.getvalue()


def texts(folder) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in fixtures.content_files(folder)}


def test_the_dump_of_a_fresh_load_equals_the_files_byte_for_byte(tmp_path):
    dump(tmp_path)
    written = texts(tmp_path)
    for name, text in texts(fixtures.FIXTURES).items():
        assert written.pop(name) == text, f"{name} is written otherwise: `make dump` shows how."
    assert not written


def test_plain_loaddata_takes_the_same_files(no_content, tmp_path):
    files = [path.relative_to(fixtures.FIXTURES) for path in fixtures.content_files(fixtures.FIXTURES)]
    call_command("loaddata", *[path.with_suffix("").as_posix() for path in files], verbosity=0)
    dump(tmp_path)
    assert texts(tmp_path) == texts(fixtures.FIXTURES)


def test_a_second_dump_writes_nothing(tmp_path):
    assert dump(tmp_path).startswith("wrote ")
    assert dump(tmp_path) == "The files hold this content already.\n"


def test_an_edit_changes_only_its_own_lines(no_content, folder):
    fixtures.load(folder)
    fixtures.dump(folder)
    before = texts(folder)
    Role.objects.update(lede="You build what lasts.")
    assert dump(folder) == f"wrote {folder / 'roles/senior-builder.yaml'}\n"
    after = texts(folder)
    changed = [
        pair
        for name in before
        for pair in zip(before[name].splitlines(), after[name].splitlines(), strict=True)
        if pair[0] != pair[1]
    ]
    assert changed == [(b"    lede: You build what holds.", b"    lede: You build what lasts.")]


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


def test_edits_that_are_written_to_the_content_files_count_as_loaded(committed, folder, monkeypatch):
    monkeypatch.setattr(fixtures, "FIXTURES", folder)
    with committed():
        Transition.objects.all().delete()
    assert fixtures.edited_since_load()
    dump()
    assert not fixtures.edited_since_load()


def test_edits_that_are_written_elsewhere_still_count_as_edits(committed, tmp_path):
    with committed():
        Transition.objects.all().delete()
    dump(tmp_path)
    assert fixtures.edited_since_load()
