"""The picture of a ladder: every rung and every step of a track has its place, and lines meet what they join."""

from itertools import count
from types import SimpleNamespace

import pytest

from careerguide.ladder import MOST_ACROSS, ladder_rows
from careerguide.models import Role, Track, Transition

numbers = count(1)


def rung(rank, number=1):
    pk = next(numbers)
    return SimpleNamespace(pk=pk, level=SimpleNamespace(rank=rank), rung=number, title=f"Role {pk}")


def step(start, end, kind="ladder"):
    return SimpleNamespace(from_role_id=start.pk, to_role_id=end.pk, kind=kind)


def test_a_fork_puts_both_rungs_on_the_row_above():
    low, expert, manager = rung(1), rung(2, 1), rung(2, 2)
    rows = ladder_rows([low, expert, manager], [step(low, expert), step(low, manager)])
    assert [[cell.role for cell in row.cells] for row in rows] == [[low], [expert, manager]]
    assert [(line.x1, line.x2) for line in rows[0].upwards] == [("50.0%", "25.0%"), ("50.0%", "75.0%")]


def test_a_step_past_a_row_takes_a_place_of_its_own():
    low, middle, high = rung(1), rung(2), rung(3)
    rows = ladder_rows([low, middle, high], [step(low, middle), step(middle, high), step(low, high, "long")])
    passing = [cell for cell in rows[1].cells if cell.role is None]
    assert [cell.kind for cell in passing] == ["long"]
    assert [line.kind for line in rows[1].upwards].count("long") == 1


def test_a_rung_above_another_of_its_level_has_a_row_of_its_own():
    manager, head = rung(5, 1), rung(5, 2)
    rows = ladder_rows([manager, head], [step(manager, head)])
    assert [[cell.role for cell in row.cells] for row in rows] == [[manager], [head]]


def test_a_change_of_work_on_one_level_runs_sideways():
    one, other = rung(2, 1), rung(2, 2)
    rows = ladder_rows([one, other], [step(one, other, "switch")])
    assert [(line.x1, line.x2, line.kind) for line in rows[0].sideways] == [("25.0%", "75.0%", "switch")]


def test_rungs_joined_sideways_stand_next_to_each_other():
    one, between, other = rung(2, 1), rung(2, 2), rung(2, 3)
    cells = ladder_rows([one, between, other], [step(one, other, "switch")])[0].cells
    places = [cell.role for cell in cells]
    assert abs(places.index(one) - places.index(other)) == 1


def test_rungs_that_lead_to_each_other_end():
    one, other = rung(2, 1), rung(2, 2)
    rows = ladder_rows([one, other], [step(one, other), step(other, one)])
    assert sum(len(row.cells) for row in rows) == 2


def test_what_stands_for_the_others_of_a_level_comes_in_its_highest_row():
    low, manager, head = rung(1), rung(2, 1), rung(2, 2)
    rows = ladder_rows([low, manager, head], [step(low, manager), step(manager, head)], {2: "30 more"})
    assert [row.others for row in rows] == [None, None, "30 more"]


def test_a_step_to_a_role_that_the_picture_leaves_out_leads_off_it():
    low, high, left_out = rung(1), rung(2), rung(2)
    first, second = ladder_rows([low, high], [step(low, high), step(low, left_out)], {2: "1 more"})
    assert [s.to_role_id for s in first.cells[0].off] == [left_out.pk]
    assert len(first.upwards) == 1
    assert second.cells[0].off == []


def test_a_step_past_a_full_row_leads_off_the_picture():
    low, high = rung(1), rung(3)
    between = [rung(2, number) for number in range(MOST_ACROSS)]
    rows = ladder_rows([low, *between, high], [step(low, high, "long")])
    assert [len(row.cells) for row in rows] == [1, MOST_ACROSS, 1]
    assert [s.to_role_id for s in rows[0].cells[0].off] == [high.pk]
    assert rows[0].upwards == rows[1].upwards == []


def test_a_track_without_roles_has_no_rows():
    assert ladder_rows([], []) == []


@pytest.mark.django_db
def test_every_role_of_a_track_stands_once_and_every_step_of_it_is_drawn():
    for track in Track.objects.all():
        roles = list(Role.objects.for_ladder().filter(track=track))
        steps = list(Transition.objects.leaving(roles))
        rows = ladder_rows(roles, steps)
        shown = [cell.role for row in rows for cell in row.cells if cell.role]
        assert sorted(role.pk for role in shown) == sorted(role.pk for role in roles)
        off = sorted(s.pk for row in rows for cell in row.cells for s in cell.off)
        assert off == sorted(s.pk for s in steps if s.to_role.track_id != track.pk)
