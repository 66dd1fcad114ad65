"""The command that loads the content: what it says, and when it leaves what staff have edited alone."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from careerguide import fixtures
from careerguide.models import PayFigure, Role, Section, Source, Track
from tests.factories import make_source

pytestmark = pytest.mark.django_db


def load(*args, **options) -> str:
    out = StringIO()
    call_command("load_content", *args, stdout=out, **options)
    return out.getvalue()


def test_the_content_files_load_into_an_empty_database(no_content):
    assert load().startswith("Loaded 2,")
    assert Role.objects.published().count() == 38


def test_a_load_makes_the_database_hold_the_files_and_nothing_else(folder):
    assert load(folder) == "Loaded 7 rows of content.\n"
    assert [role.slug for role in Role.objects.all()] == ["senior-builder"]
    assert [source.slug for source in Source.objects.all()] == ["counts"]
    assert Section.objects.get().body_html == "<p>You <strong>build</strong>.</p>"


def test_a_refusal_ends_by_saying_that_nothing_was_loaded(folder):
    (folder / "pay.yaml").unlink()
    (folder / "tracks.yaml").write_text("- senior\n")
    with pytest.raises(CommandError) as refusal:
        load(folder)
    assert str(refusal.value) == "tracks.yaml, entry 1: an entry needs “model” and “fields”. Nothing was loaded."
    assert Role.objects.count() == 38


def test_edited_content_is_not_overwritten(committed, folder):
    with committed():
        role = Role.objects.get(slug="data-scientist")
        role.lede = "Edited by staff."
        role.save()
    with pytest.raises(CommandError, match="The content has been edited since it was last loaded"):
        load(folder)
    assert Role.objects.get(slug="data-scientist").lede == "Edited by staff."


def test_edited_content_is_overwritten_when_told_to(committed, folder):
    with committed():
        Track.objects.update(line="Edited by staff.")
    with committed():
        load(folder, overwrite=True)
    assert Track.objects.get().line == "People build things."
    # From here on the database counts as loaded again.
    assert not fixtures.edited_since_load()


def test_an_empty_database_is_loaded_even_after_edits(committed, no_content, folder):
    with committed():
        make_source().delete()
    load(folder)


def test_if_empty_leaves_content_alone(folder):
    assert load(folder, if_empty=True) == ""
    assert Role.objects.count() == 38


def test_if_empty_fills_an_empty_database(no_content, folder):
    load(folder, if_empty=True)
    assert PayFigure.objects.get().p50 == 150_000


def test_progress_is_shown_on_a_terminal_only(no_content, folder):
    class Terminal(StringIO):
        def isatty(self):
            return True

    terminal, pipe = Terminal(), StringIO()
    load(folder, stderr=terminal)
    load(folder, stderr=pipe)
    assert terminal.getvalue().endswith("Loading file 4 of 4\n")
    assert pipe.getvalue() == ""
