"""The content files become the content of the database, or are refused with file, entry and reason."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from careerguide import fixtures
from careerguide.models import ContentVersion, PayFigure, RetiredSlug, Role, Section, Source, Track
from tests.factories import make_role, make_source

pytestmark = pytest.mark.django_db


def load(*args, **options) -> str:
    out = StringIO()
    call_command("load_content", *args, stdout=out, **options)
    return out.getvalue()


def everything() -> dict:
    """All content of the database, primary keys and many-to-many relations included."""
    rows = {model: list(model.objects.order_by("pk").values_list()) for model in fixtures.MODELS.values()}
    links = {
        (model, field.name): sorted(field.remote_field.through.objects.values_list())
        for model in fixtures.MODELS.values()
        for field in model._meta.many_to_many
    }
    return rows | links


def test_the_content_files_load_into_an_empty_database(no_content):
    assert load().startswith("Loaded 2,")
    assert Role.objects.published().count() == 38


def test_a_second_load_changes_nothing(django_capture_on_commit_callbacks):
    before, version = everything(), ContentVersion.current()
    with django_capture_on_commit_callbacks(execute=True):
        load()
    assert everything() == before
    assert ContentVersion.current() == version


def test_a_load_makes_the_database_hold_the_files_and_nothing_else(folder):
    assert load(folder) == "Loaded 7 rows of content.\n"
    assert [role.slug for role in Role.objects.all()] == ["senior-builder"]
    assert [source.slug for source in Source.objects.all()] == ["counts"]
    assert Section.objects.get().body_html == "<p>You <strong>build</strong>.</p>"


def test_a_load_keeps_the_primary_keys_of_rows_it_changes(no_content, folder):
    load(folder)
    key = Role.objects.get().pk
    path = folder / "roles/senior-builder.yaml"
    path.write_text(path.read_text().replace("what holds", "what lasts"))
    load(folder)
    role = Role.objects.get()
    assert (role.pk, role.lede) == (key, "You build what lasts.")


def test_a_value_that_a_file_no_longer_gives_is_emptied(no_content, folder):
    load(folder)
    path = folder / "roles/senior-builder.yaml"
    path.write_text(path.read_text().replace("    sources: [[counts]]\n", "").replace("    basis: sourced\n", ""))
    load(folder)
    section = Section.objects.get()
    assert section.basis == "editorial"
    assert not section.sources.exists()


def test_html_made_by_an_older_release_is_made_anew(no_content, folder):
    load(folder)
    Section.objects.update(body_html="<p>old</p>")
    load(folder)
    assert Section.objects.get().body_html == "<p>You <strong>build</strong>.</p>"


def test_a_fraction_keeps_its_digits(no_content, folder):
    (folder / "projections.yaml").write_text(
        "- model: careerguide.projection\n"
        "  fields: {slug: all, source: [counts], occupation_code: 00-0000, occupation: All, period: 2024–34,\n"
        "    employed_from: 1, employed_to: 2, change_percent: 33.5, openings_per_year: 3}\n"
    )
    load(folder)
    fixtures.dump(folder)
    assert "change_percent: 33.5\n" in (folder / "projections.yaml").read_text()


def test_a_file_without_entries_is_no_mistake(no_content, folder):
    (folder / "glossary.yaml").write_text("# Nothing yet.\n")
    load(folder)


REFUSALS = {
    "a broken reference": (
        "pay.yaml",
        ("source: [counts]", "source: [gossip]"),
        "pay.yaml, entry 2 (payfigure senior-builder, gossip, US, 2024-2025, exact, percentiles): "
        "source: there is no source “gossip”.",
    ),
    "an unknown level": (
        "roles/senior-builder.yaml",
        ("level: [senior]", "level: [wizard]"),
        "roles/senior-builder.yaml, entry 1 (role senior-builder): level: there is no seniority level “wizard”.",
    ),
    "a percentile out of order": (
        "pay.yaml",
        ("p25: 100000", "p25: 200000"),
        "pay.yaml, entry 2 (payfigure senior-builder, counts, US, 2024-2025, exact, percentiles): "
        "p50: p50 (150,000) is below p25 (200,000); percentiles must ascend.",
    ),
    "a field that does not exist": (
        "tracks.yaml",
        ("rank: 3", "rank: 3\n    salary: high"),
        "tracks.yaml, entry 1 (level senior): there is no field “salary”.",
    ),
    "a field that is made on save": (
        "roles/senior-builder.yaml",
        ("kind: overview", "kind: overview\n    body_html: <p>Hello</p>"),
        "roles/senior-builder.yaml, entry 2 (section senior-builder, overview): there is no field “body_html”.",
    ),
    "a number that is none": (
        "tracks.yaml",
        ("rank: 3", "rank: third"),
        "tracks.yaml, entry 1 (level senior): rank: “third” value must be an integer.",
    ),
    "a choice that is none": (
        "roles/senior-builder.yaml",
        ("status: published", "status: famous"),
        "roles/senior-builder.yaml, entry 1 (role senior-builder): status: Value 'famous' is not a valid choice.",
    ),
    "a missing value": (
        "roles/senior-builder.yaml",
        ("    rung: 3\n", ""),
        "roles/senior-builder.yaml, entry 1 (role senior-builder): rung: This field cannot be null.",
    ),
    "a missing reference": (
        "roles/senior-builder.yaml",
        ("    track: [building]\n", ""),
        "roles/senior-builder.yaml, entry 1 (role senior-builder): track: This field cannot be null.",
    ),
    "a reference that is no list": (
        "roles/senior-builder.yaml",
        ("track: [building]", "track: building"),
        "roles/senior-builder.yaml, entry 1 (role senior-builder): "
        "track: write a reference as a list, such as [building].",
    ),
    "references that are no list": (
        "roles/senior-builder.yaml",
        ("sources: [[counts]]", "sources: counts"),
        "roles/senior-builder.yaml, entry 2 (section senior-builder, overview): "
        "sources: write a list of references, such as [[bls-oews]].",
    ),
    "a gap without a reason": (
        "roles/senior-builder.yaml",
        ("    body: |\n      You **build**.\n", ""),
        "roles/senior-builder.yaml, entry 2 (section senior-builder, overview): "
        "gap_reason: A section without a text needs a reason that readers can see.",
    ),
    "a value that another entry has taken": (
        "tracks.yaml",
        (
            "- model: careerguide.track\n",
            "- model: careerguide.level\n  fields: {slug: high, name: High, short_name: High, rank: 3}\n"
            "- model: careerguide.track\n",
        ),
        "tracks.yaml, entry 2 (level high): the database refuses it:",
    ),
    "an unknown model": (
        "tracks.yaml",
        ("careerguide.level", "careerguide.rank"),
        "tracks.yaml, entry 1 (rank ): “careerguide.rank” is no model of the guide; there are careerguide.source, ",
    ),
    "an entry that is none": (
        "tracks.yaml",
        ("- model: careerguide.level\n", "- senior\n- model: careerguide.level\n"),
        "tracks.yaml, entry 1: an entry needs “model” and “fields”.",
    ),
}


@pytest.mark.parametrize(("name", "change", "sentence"), REFUSALS.values(), ids=REFUSALS)
def test_a_mistake_is_refused_with_file_entry_and_reason(folder, name, change, sentence):
    before = everything()
    text = (folder / name).read_text()
    assert change[0] in text
    (folder / name).write_text(text.replace(*change))
    with pytest.raises(CommandError) as refusal:
        load(folder)
    assert str(refusal.value).startswith(sentence)
    assert str(refusal.value).endswith("Nothing was loaded.")
    assert everything() == before


def test_an_entry_that_stands_there_twice_is_refused(folder):
    path = folder / "sources.yaml"
    path.write_text(path.read_text() * 2)
    with pytest.raises(
        CommandError, match=r"sources.yaml, entry 2 \(source counts\): it stands there twice; the first"
    ):
        load(folder)


def test_broken_yaml_is_refused_with_its_line(folder):
    (folder / "pay.yaml").write_text("- model: [\n")
    before = everything()
    with pytest.raises(CommandError, match="pay.yaml: line 2, column 1: this is not YAML: "):
        load(folder)
    assert everything() == before


def test_text_in_another_encoding_is_refused(folder):
    (folder / "pay.yaml").write_bytes("# Löhne\n".encode("latin-1"))
    with pytest.raises(CommandError, match="pay.yaml: the file is not UTF-8 text"):
        load(folder)


def test_a_character_that_yaml_does_not_know_is_refused(folder):
    (folder / "pay.yaml").write_text("- model: \x07\n")
    with pytest.raises(CommandError, match="pay.yaml: .*not YAML"):
        load(folder)


def test_a_file_that_is_no_list_is_refused(folder):
    (folder / "pay.yaml").write_text("model: careerguide.place\n")
    with pytest.raises(CommandError, match="pay.yaml: the file must hold a list of entries"):
        load(folder)


def test_a_folder_without_content_is_refused(tmp_path):
    with pytest.raises(CommandError, match="There are no content files in"):
        load(tmp_path)


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


def test_rows_of_staff_that_no_file_holds_are_deleted(no_content, folder):
    load(folder)
    make_role(slug="made-up")
    load(folder, overwrite=True)
    assert not Role.objects.filter(slug="made-up").exists()


def test_progress_is_shown_on_a_terminal_only(no_content, folder):
    class Terminal(StringIO):
        def isatty(self):
            return True

    terminal, pipe = Terminal(), StringIO()
    load(folder, stderr=terminal)
    load(folder, stderr=pipe)
    assert terminal.getvalue().endswith("Loading file 4 of 4\n")
    assert pipe.getvalue() == ""


def test_a_role_that_a_file_renames_keeps_its_row_and_its_old_links(no_content, folder):
    load(folder)
    key = Role.objects.get().pk
    old = folder / "roles/senior-builder.yaml"
    (folder / "roles/chief-builder.yaml").write_text(old.read_text().replace("senior-builder", "chief-builder"))
    old.unlink()
    pay = folder / "pay.yaml"
    pay.write_text(pay.read_text().replace("senior-builder", "chief-builder"))
    figures = set(PayFigure.objects.values_list("pk"))
    load(folder)
    role = Role.objects.get()
    assert set(PayFigure.objects.values_list("pk")) == figures
    assert (role.pk, role.slug) == (key, "chief-builder")
    assert RetiredSlug.objects.of(Role, "senior-builder").successor == role


def test_a_role_that_no_file_holds_any_more_is_gone_and_a_load_keeps_that(no_content, folder):
    load(folder)
    RetiredSlug.objects.create(kind="role", slug="older-builder", role=Role.objects.get())
    (folder / "roles/senior-builder.yaml").unlink()
    (folder / "pay.yaml").unlink()
    load(folder)
    load(folder)
    assert {retired.slug: retired.successor for retired in RetiredSlug.objects.filter(kind="role")} == {
        "senior-builder": None,
        "older-builder": None,
    }


def test_old_links_stand_in_a_file_of_their_own(no_content, folder):
    load(folder)
    (folder / "redirects.yaml").write_text(
        "- model: careerguide.retiredslug\n  fields:\n    kind: role\n    slug: ml-guru\n    role: [senior-builder]\n"
    )
    load(folder)
    assert RetiredSlug.objects.of(Role, "ml-guru").successor.slug == "senior-builder"
    before = (folder / "redirects.yaml").read_text()
    fixtures.dump(folder)
    assert (folder / "redirects.yaml").read_text() == before
