"""Imports and what they changed, as the log shows them; figures keep their import through a load of the files."""

import pytest

from careerguide import fixtures
from careerguide.models import FigureChange, PayFigure, PayImport, Place, Source
from tests.factories import make_role, make_source

pytestmark = pytest.mark.django_db


def make_import(**fields) -> PayImport:
    counts = dict.fromkeys(("rows_read", "added", "changed", "set_aside", "unchanged", "kept_newer", "kept_absent"), 0)
    about = {"source": Source.objects.get(slug="aijobs"), "file_name": "a.csv", "digest": "0" * 64, "size": 1}
    lists = {"release": "2025", "rejected": [], "rejected_count": 0, "unmapped": [], "unmapped_count": 0}
    return PayImport.objects.create(**counts | about | lists | fields)


def change(made, **fields) -> FigureChange:
    about = {"kind": "changed", "role": make_role(), "place": Place.objects.get(code="US"), "period": "2025"}
    return FigureChange.objects.create(
        **{"pay_import": made, "match": "exact", "before": {}, "after": {}} | about | fields
    )


def test_the_log_begins_with_the_newest_import(django_assert_num_queries):
    older, newer = make_import(), make_import()
    with django_assert_num_queries(1):
        assert [(made, made.source.slug) for made in PayImport.objects.for_log()] == [
            (newer, "aijobs"),
            (older, "aijobs"),
        ]


def test_a_change_names_what_differs_and_nothing_else():
    made = make_import()
    differing = change(made, before={"p50": 1, "p90": None, "n": 4}, after={"p50": 2, "p90": 9, "n": 4})
    assert differing.differences == [("p50", 1, 2), ("p90", None, 9)]
    added = change(made, kind="added", before=None, after={"p50": 2, "mean": None})
    assert added.differences == [("p50", None, 2)]


def test_a_change_is_told_in_words():
    made = make_import()
    differing = change(made, before={"p50": 1_000, "is_main": True}, after={"p50": None, "is_main": False})
    assert differing.in_words == ["median: 1,000 → –", "shown by default: yes → no"]
    added = change(made, kind="added", before=None, after={"p50": 2_000, "quality": "publish"})
    assert added.in_words == ["median: 2,000", f"quality: {PayFigure.Quality.PUBLISH.label}"]


def test_the_log_of_changes_asks_once(django_assert_num_queries):
    made = make_import()
    change(made)
    change(made)
    with django_assert_num_queries(1):
        assert len([(c.role.title, c.place.name, c.pay_import.release) for c in made.changes.for_log()]) == 2


def test_the_link_to_an_import_is_in_no_file_and_outlives_a_load(tmp_path):
    made = make_import()
    figure = PayFigure.objects.filter(source__slug="aijobs").first()
    PayFigure.objects.filter(pk=figure.pk).update(pay_import=made)
    fixtures.dump(tmp_path)
    for path in fixtures.content_files(fixtures.FIXTURES):
        name = path.relative_to(fixtures.FIXTURES)
        assert (tmp_path / name).read_bytes() == path.read_bytes()
    fixtures.load()
    figure.refresh_from_db()
    assert figure.pay_import == made


def test_a_load_that_changes_the_amounts_takes_the_link_away():
    made = make_import()
    figure = PayFigure.objects.filter(source__slug="aijobs").first()
    PayFigure.objects.filter(pk=figure.pk).update(pay_import=made, n=1)
    fixtures.load()
    figure.refresh_from_db()
    assert figure.pay_import is None
    assert figure.n != 1


def test_a_load_never_takes_away_the_source_of_an_import():
    made = make_import(source=make_source(title="Gossip"))
    with pytest.raises(fixtures.ContentError) as refusal:
        fixtures.load()
    assert str(refusal.value) == (
        f"No file holds the source “Gossip” any more, but the import of pay figures “{made}” refers to it: "
        "leave it in the files."
    )
