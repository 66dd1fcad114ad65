"""What an import changes among the figures, what it keeps, and what it remembers."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from careerguide.importers import OutdatedError, RefusedError, apply, make_plan
from careerguide.models import ContentVersion, FigureChange, PayFigure, PayImport, Place, Source
from tests.factories import make_figure

from .examples import british, make_code, make_rule, ranges, wages

pytestmark = pytest.mark.usefixtures("rules")


def figures(**filters) -> dict:
    return {
        (figure.place.code, figure.period): figure
        for figure in PayFigure.objects.filter(source__slug="aijobs", **filters).select_related("place", "pay_import")
    }


def stored() -> list:
    return list(PayFigure.objects.order_by("pk").values_list())


def test_an_import_adds_figures_and_remembers_where_they_come_from(read_adverts):
    rule = make_rule()
    made, _ = apply(read_adverts(ranges(40), name="salaries_2025-08-03.csv"))
    figure = figures()["US", "2025"]
    assert (figure.role, figure.p50, figure.n, figure.quality) == (rule.role, 134_500, 40, "publish")
    assert figure.pay_import == made
    assert (made.source.slug, made.release, made.file_name) == ("aijobs", "2025-08-03", "salaries_2025-08-03.csv")
    assert (made.rows_read, made.added, made.changed, made.unchanged) == (80, 1, 0, 0)
    assert len(made.digest) == 64
    change = made.changes.get()
    assert (change.kind, change.before, change.after["p50"]) == ("added", None, 134_500)


def test_the_same_file_again_changes_nothing(read_adverts, committed):
    make_rule()
    first, _ = apply(read_adverts(ranges(40)))
    before, version = stored(), ContentVersion.current()
    connection.run_on_commit.clear()  # the writes so far
    with committed():
        again, plan = apply(read_adverts(ranges(40)))
    assert again == first
    assert plan.changes == []
    assert stored() == before
    assert PayImport.objects.count() == FigureChange.objects.count() == 1
    assert ContentVersion.current() == version


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=st.integers(3, 40), step=st.integers(100, 5_000))
def test_any_file_imported_twice_changes_nothing_the_second_time(read_adverts, number, step):
    PayFigure.objects.filter(source__slug="aijobs").delete()
    if not PayImport.objects.exists():
        make_rule()
    apply(read_adverts(ranges(number, step=step), name=f"{number}-{step}.csv"))
    before = stored()
    _, plan = apply(read_adverts(ranges(number, step=step), name=f"{number}-{step}.csv"))
    assert plan.changes == []
    assert stored() == before


def test_a_newer_release_supersedes_amounts_and_keeps_the_older_as_history(read_adverts):
    make_rule()
    apply(read_adverts(ranges(40), release="2025-01-01"))
    key = figures()["US", "2025"].pk
    made, _ = apply(read_adverts(ranges(40, lowest=200_000), release="2025-08-03"))
    figure = figures()["US", "2025"]
    assert (figure.pk, figure.p50, figure.pay_import) == (key, 234_500, made)
    change = made.changes.get()
    assert (change.kind, change.superseded_release) == ("changed", "2025-01-01")
    assert (change.before["p50"], change.after["p50"]) == (134_500, 234_500)
    assert ("p50", 134_500, 234_500) in change.differences
    assert "n" not in [name for name, _, _ in change.differences]


def test_an_older_release_never_replaces_a_newer_one(read_adverts):
    make_rule()
    newer, _ = apply(read_adverts(ranges(40), release="2025-08-03"))
    made, plan = apply(read_adverts(ranges(40, lowest=200_000), release="2025-01-01"))
    assert figures()["US", "2025"].p50 == 134_500
    assert figures()["US", "2025"].pay_import == newer
    assert (plan.changes, made.kept_newer) == ([], 1)


def test_what_a_newer_release_does_not_have_stays(read_adverts):
    make_rule()
    rows = [british(40_000 + 1_000 * number, 50_000) for number in range(12)]
    apply(read_adverts([*ranges(40), *rows], release="2025-01-01"))
    made, _ = apply(read_adverts(ranges(40), release="2025-08-03"))
    assert figures().keys() == {("US", "2025"), ("GB", "2025")}
    assert (made.kept_absent, made.unchanged) == (1, 1)


def test_a_group_that_has_become_too_small_says_so(read_adverts):
    make_rule()
    rows = [british(40_000 + 1_000 * number, 50_000) for number in range(12)]
    apply(read_adverts(rows, release="2025-01-01"))
    apply(read_adverts(rows[:6], release="2025-08-03"))
    figure = figures()["GB", "2025"]
    assert (figure.quality, figure.n) == ("insufficient", 6)


def test_a_newer_period_is_shown_first_and_the_older_stays(read_adverts):
    make_rule()
    apply(read_adverts([*ranges(40, year=2023), *ranges(40, year=2024)], release="2024-12-01"))
    made, _ = apply(read_adverts([*ranges(40, year=2024), *ranges(40, year=2025)], release="2025-12-01"))
    assert figures(is_main=True).keys() == {("US", "2024-2025")}
    older = figures()["US", "2023-2024"]
    assert older.p50 == 134_500
    change = made.changes.get(kind="set aside")
    assert (change.period, made.set_aside) == ("2023-2024", 1)


def test_an_older_period_comes_in_behind_the_newer(read_adverts):
    make_rule()
    apply(read_adverts(ranges(40, year=2025), release="2025-12-01"))
    apply(read_adverts(ranges(40, year=2023), release="2023-12-01"))
    assert figures(is_main=True).keys() == {("US", "2025")}
    assert figures().keys() == {("US", "2025"), ("US", "2023")}


def test_wording_and_notes_of_staff_stay(read_adverts):
    make_rule()
    apply(read_adverts(ranges(40)))
    PayFigure.objects.filter(source__slug="aijobs").update(note="Mind this.", population="Adverts, as we say.")
    apply(read_adverts(ranges(41)))
    figure = figures()["US", "2025"]
    assert (figure.n, figure.note, figure.population) == (41, "Mind this.", "Adverts, as we say.")


def test_a_figure_that_staff_entered_is_confirmed_or_superseded(read_adverts):
    rule = make_rule()
    entered = {"source": Source.objects.get(slug="aijobs"), "period": "2025", "label": rule.label, "p50": 1}
    make_figure(rule.role, **entered)
    made, _ = apply(read_adverts(ranges(40)))
    change = made.changes.get()
    assert (change.before["p50"], change.after["p50"], change.superseded_release) == (1, 134_500, "")


def test_only_the_places_asked_for_change(read_adverts):
    make_rule()
    rows = [*ranges(40), *[british(40_000 + 1_000 * number, 50_000) for number in range(12)]]
    apply(read_adverts(rows, places=["GB"]))
    assert figures().keys() == {("GB", "2025")}
    made, _ = apply(read_adverts(rows, places=["US"]))
    assert (made.added, made.kept_absent, made.places) == (1, 0, "US")


def test_places_that_the_guide_lacks_are_made(read_adverts):
    make_rule()
    Place.objects.filter(code="PL").delete()
    last = Place.objects.order_by("order").last().order
    polish = {"salary_currency": "PLN", "employee_residence": "PL", "company_location": "PL"}
    apply(read_adverts(ranges(12, **polish)))
    place = Place.objects.get(code="PL")
    assert (place.name, place.order > last) == ("Poland", True)
    assert not Place.objects.filter(code="AU").exists()


def test_a_plan_changes_nothing(read_adverts):
    make_rule()
    plan = make_plan(read_adverts(ranges(40)))
    assert len(plan.added) == 1
    assert figures() == {}
    assert not PayImport.objects.exists()


def test_a_plan_that_has_become_another_is_not_carried_out(read_adverts):
    make_rule()
    reading = read_adverts(ranges(40))
    seen = make_plan(reading).fingerprint
    apply(read_adverts(ranges(12)))
    with pytest.raises(OutdatedError):
        apply(reading, expected=seen)
    assert figures()["US", "2025"].n == 12
    apply(reading, expected=make_plan(reading).fingerprint)
    assert figures()["US", "2025"].n == 40


def test_an_import_moves_the_content_version_once(read_adverts, committed):
    make_rule()
    version = ContentVersion.current()
    connection.run_on_commit.clear()  # the writes so far
    with committed():
        apply(read_adverts(ranges(40)))
    assert ContentVersion.current() == version + 1


def test_an_import_remembers_who_made_it_rejected_rows_and_titles(read_adverts):
    make_rule()
    user = get_user_model().objects.create_user("ada")
    rows = [*ranges(40), *ranges(2, title="Juggler"), ranges(1)[0] | {"company_size": "?"}]
    made, _ = apply(read_adverts(rows), user)
    assert made.imported_by == user
    assert made.unmapped == [["Juggler", 4]]
    assert (made.rejected_count, made.rejected[0][0]) == (1, 86)


def test_without_the_source_nothing_is_imported(read_adverts):
    make_rule()
    reading = read_adverts(ranges(40))
    reading.source = "nobody"
    with pytest.raises(RefusedError, match="no source “nobody”"):
        apply(reading)


def test_a_role_removed_since_the_file_was_read_is_left_out(read_adverts):
    rule = make_rule()
    reading = read_adverts(ranges(40))
    rule.role.delete()
    made, _ = apply(reading)
    assert made.added == 0


def test_a_figure_that_the_database_refuses_leaves_everything_as_it_was(read_adverts):
    make_rule()
    reading = read_adverts(ranges(40))
    reading.figures[0]["p90"] = 1
    with pytest.raises(RefusedError, match="the database refuses"):
        apply(reading)
    assert figures() == {}
    assert not PayImport.objects.exists()


def wages_of(role) -> dict:
    return {
        (figure.occupation_code, figure.period): (figure.match, figure.is_main)
        for figure in PayFigure.objects.filter(role=role)
    }


def test_newer_wages_are_shown_first(read_wages):
    role = make_code().role
    apply(read_wages([wages()]))
    apply(read_wages([wages(scale=2)], name="national_M2026_dl.xlsx", release="2026-05"))
    assert wages_of(role) == {
        ("15-2051", "2025-05"): ("occupation_primary", False),
        ("15-2051", "2026-05"): ("occupation_primary", True),
    }


def test_the_closest_occupation_of_a_role_can_change_places_with_another(read_wages):
    code = make_code()
    other = make_code(role=code.role, code="15-2041", is_primary=False, order=2)
    rows = [wages(), wages("15-2041", "Statisticians")]
    apply(read_wages(rows))
    code.is_primary = False
    code.save()
    other.is_primary = True
    other.save()
    made, _ = apply(read_wages(rows))
    assert made.changed == 2
    assert {key: match for key, (match, _) in wages_of(code.role).items()} == {
        ("15-2051", "2025-05"): "occupation_alternate",
        ("15-2041", "2025-05"): "occupation_primary",
    }


def test_the_former_closest_occupation_of_a_role_becomes_one_of_the_others(read_wages):
    code = make_code()
    apply(read_wages([wages(), wages("15-2041", "Statisticians")]))
    code.code = "15-2041"
    code.save()
    apply(read_wages([wages(), wages("15-2041", "Statisticians")]))
    assert {key: match for key, (match, _) in wages_of(code.role).items()} == {
        ("15-2051", "2025-05"): "occupation_alternate",
        ("15-2041", "2025-05"): "occupation_primary",
    }
