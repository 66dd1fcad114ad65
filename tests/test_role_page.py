"""The parts of a role page that are made from several rows: the ladder around a role, its neighbours, its maps."""

from types import SimpleNamespace

from hypothesis import example, given
from hypothesis import strategies as st

from careerguide.models import Section
from careerguide.role_page import MOST_BESIDE, MOST_LEAVES, Leaf, around, neighbours, outline_branches

PLACES = st.sets(st.tuples(st.integers(0, 2), st.integers(0, 4), st.text("abc", max_size=2)), min_size=1, max_size=60)


def ladder(places) -> list[tuple]:
    """A ladder from the bottom up, as ``Reference.rungs`` gives it: each role's key is its place."""
    return [(*place, key) for key, place in enumerate(sorted(places))]


def role_at(rungs, key, copy_of_id=None) -> SimpleNamespace:
    rank, rung, title, _ = rungs[key]
    return SimpleNamespace(pk=key, copy_of_id=copy_of_id, rung=rung, title=title, level=SimpleNamespace(rank=rank))


@given(PLACES, st.floats(0, 1))
@example({(0, 0, "a"), (2, 0, "a"), *((1, rung, "a") for rung in range(4 * MOST_BESIDE))}, 0.5)
def test_around_a_role_stand_the_nearest_and_the_next_of_other_levels_and_never_itself(places, along):
    rungs = ladder(places)
    here = round(along * (len(rungs) - 1))
    beside = {key for key in range(len(rungs)) if abs(key - here) <= MOST_BESIDE}
    below = [key for rank, *_, key in rungs if rank < rungs[here][0]][-1:]
    above = [key for rank, *_, key in rungs if rank > rungs[here][0]][:1]
    found = around(rungs, role_at(rungs, here))
    assert sorted(found) == sorted(beside.union(below, above) - {here})


def test_a_working_copy_stands_in_the_place_of_its_role():
    rungs = ladder([(1, 0, "a"), (2, 0, "b"), (3, 0, "c")])
    copy = role_at(rungs, 1, copy_of_id=1)
    copy.pk = 99
    assert around(rungs, copy) == [0, 2]


def test_a_role_of_the_same_level_is_no_neighbour():
    one, two, same, three = (SimpleNamespace(level=SimpleNamespace(rank=rank)) for rank in (1, 2, 2, 3))
    assert neighbours([one, two, same, three], two) == {"previous": one, "next": three}
    assert neighbours([two, same], same) == {"previous": None, "next": None}


def test_a_branch_leads_to_its_heading_and_shows_a_few_leaves():
    items = "".join(f"<li><strong>Leaf {number}</strong>: words.</li>" for number in range(MOST_LEAVES + 2))
    section = Section(body_html=f'<h3 id="work">Work</h3><ul>{items}</ul><h3 id="none">Nothing below</h3>')
    (branch,) = outline_branches(section, "responsibilities")
    assert (branch.title, branch.href) == ("Work", "#work")
    assert branch.leaves == [Leaf(f"Leaf {number}", "#work") for number in range(MOST_LEAVES)]
    assert outline_branches(None, "responsibilities") == []
