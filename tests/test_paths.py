"""The path finder: held to brute force on small random graphs, and what it says about routes, gaps and matches."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careerguide.graph import Gain, Graph, Step, gap, grades, islands, reachable
from careerguide.paths import MOST_ROUTES, PREFERENCES, gains, matches, nearest, ranked, routes

# A slow machine is no reason to fail.
unhurried = settings(deadline=None)

KINDS = ("ladder", "switch", "long")
SKILLS = ("python", "hiring", "statistics")


@st.composite
def graphs(draw):
    """Up to seven roles on three tracks with any steps between them, cycles included."""
    roles = [f"r{number}" for number in range(draw(st.integers(2, 7)))]
    pairs = [(start, end) for start in roles for end in roles if start != end]
    steps = [
        Step(start, end, draw(st.sampled_from(KINDS)), low := draw(st.integers(0, 5)), low + draw(st.integers(0, 4)))
        for start, end in draw(st.lists(st.sampled_from(pairs), unique=True, max_size=18))
    ]
    tracks = {role: draw(st.sampled_from("EDO")) for role in roles}
    needs = {role: draw(st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 4))) for role in roles}
    return Graph(tracks, needs, steps)


held = st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 4))
preferences = st.sampled_from(list(PREFERENCES))


def all_routes(graph, start, target):
    """Every simple route as its steps, by trying everything."""
    found, waiting = [], [()]
    while waiting:
        steps = waiting.pop()
        last = steps[-1].end if steps else start
        if last == target:
            found.append(steps)
            continue
        been = {start, *(step.end for step in steps)}
        waiting += [(*steps, step) for step in graph.steps if step.start == last and step.end not in been]
    return [steps for steps in found if steps]


def cost(graph, steps, prefer, have):
    """What the finder promises to make small, in words of its own: long steps first, then as preferred."""
    years = sum(step.years_min + step.years_max for step in steps)
    changes = sum(graph.tracks[step.start] != graph.tracks[step.end] for step in steps)
    climbed = 0
    for step in steps:
        before = graph.needs[step.start]
        for skill, grade in graph.needs[step.end].items():
            climbed += max(grade - max(before.get(skill, 0), have.get(skill, 0)), 0)
    order = {"years": (years, changes), "changes": (changes, years), "skills": (climbed, years)}[prefer]
    return (sum(step.kind == "long" for step in steps), *order, len(steps))


def between(steps):
    return {step.end for step in steps[:-1]}


def differs(steps, earlier):
    """Whether a route does without a role of the earlier one; beside a direct step every other route differs."""
    return steps != earlier and (not between(earlier) or not between(earlier) <= between(steps))


@unhurried
@given(graphs(), preferences, held)
def test_each_route_is_the_best_that_differs_from_those_before_it(graph, prefer, have):
    start, target = graph.roles[0], graph.roles[-1]
    found = [route.steps for route in routes(graph, start, target, prefer, have)]
    left = all_routes(graph, start, target)
    for steps in found:
        assert steps in left
        assert cost(graph, steps, prefer, have) == min(cost(graph, other, prefer, have) for other in left)
        left = [other for other in left if differs(other, steps)]
    assert len(found) == MOST_ROUTES or not left


@unhurried
@given(graphs(), preferences, held)
def test_a_route_takes_only_steps_of_the_data_and_no_role_twice(graph, prefer, have):
    for route in routes(graph, graph.roles[0], graph.roles[-1], prefer, have):
        assert set(route.steps) <= set(graph.steps)
        assert all(before.end == after.start for before, after in pairwise(route.steps))
        assert len(set(route.roles)) == len(route.roles)
        assert (route.roles[0], route.roles[-1]) == (graph.roles[0], graph.roles[-1])


@unhurried
@given(graphs(), preferences, st.randoms())
def test_the_order_of_the_data_changes_nothing(graph, prefer, random):
    steps, roles = list(graph.steps), list(graph.roles)
    random.shuffle(steps)
    random.shuffle(roles)
    other = Graph({role: graph.tracks[role] for role in roles}, {role: graph.needs[role] for role in roles}, steps)
    ends = graph.roles[0], graph.roles[-1]
    assert routes(graph, *ends, prefer) == routes(other, *ends, prefer)


@unhurried
@given(graphs(), preferences)
def test_a_route_is_found_exactly_where_the_target_can_be_reached(graph, prefer):
    for target in graph.roles[1:]:
        reached = target in reachable(graph, graph.roles[0])
        assert bool(routes(graph, graph.roles[0], target, prefer)) == reached
        assert (graph.roles[0] in reachable(graph, target, backwards=True)) == reached


@unhurried
@given(graphs(), held)
def test_what_a_route_asks_to_raise_ends_at_what_its_last_role_asks_for(graph, have):
    for route in routes(graph, graph.roles[0], graph.roles[-1], have=have):
        now = dict(graph.needs[route.roles[0]])
        now |= {skill: max(grade, now.get(skill, 0)) for skill, grade in have.items()}
        for step, asked in zip(route.steps, gains(graph, route, have), strict=True):
            for gain in asked:
                assert now.get(gain.skill, 0) == gain.before < gain.after == graph.needs[step.end][gain.skill]
                now[gain.skill] = gain.after
            assert not gap(graph, now, step.end)


@unhurried
@given(graphs(), preferences, held)
def test_readers_see_the_routes_found_and_by_skills_the_smaller_gain_first(graph, prefer, have):
    ends = graph.roles[0], graph.roles[-1]
    seen, found = ranked(graph, *ends, prefer, have), routes(graph, *ends, prefer, have)
    assert set(seen) == set(found)
    if prefer != "skills":
        assert seen == found
        return
    totals = [
        (sum(step.kind == "long" for step in route.steps), sum(grades(asked) for asked in gains(graph, route, have)))
        for route in seen
    ]
    assert totals == sorted(totals)


@unhurried
@given(graphs(), held)
def test_skills_that_the_reader_has_never_widen_a_gap(graph, have):
    for route in routes(graph, graph.roles[0], graph.roles[-1]):
        for with_them, without in zip(gains(graph, route, have), gains(graph, route), strict=True):
            assert grades(with_them) <= grades(without)


def line(*steps, tracks=None, needs=None):
    """A graph from (start, end, kind, years) tuples."""
    roles = {role for start, end, *_ in steps for role in (start, end)}
    return Graph(
        tracks or dict.fromkeys(roles, "E"),
        needs or {},
        [Step(start, end, kind, years, years) for start, end, kind, years in steps],
    )


def test_a_long_step_comes_last_however_short_it_is():
    graph = line(("a", "z", "long", 1), ("a", "b", "ladder", 9), ("b", "z", "switch", 9))
    assert [route.roles for route in routes(graph, "a", "z")] == [("a", "b", "z"), ("a", "z")]


def test_a_detour_through_all_roles_of_a_route_is_no_other_way():
    graph = line(("a", "b", "ladder", 1), ("b", "z", "ladder", 1), ("b", "c", "switch", 1), ("c", "z", "ladder", 1))
    assert [route.roles for route in routes(graph, "a", "z")] == [("a", "b", "z")]


def test_a_much_longer_way_is_still_offered():
    graph = line(
        ("a", "b", "ladder", 1), ("b", "z", "ladder", 1),
        ("a", "c", "ladder", 30), ("c", "z", "ladder", 30),
        ("a", "d", "ladder", 40), ("d", "z", "ladder", 40),
    )  # fmt: skip
    assert [route.years_max for route in routes(graph, "a", "z")] == [2, 60, 80]


def test_routes_for_fewest_changes_stay_on_the_track():
    graph = line(
        ("a", "b", "switch", 1), ("b", "z", "switch", 1), ("a", "c", "ladder", 5), ("c", "z", "ladder", 5),
        tracks={"a": "E", "b": "D", "c": "E", "z": "E"},
    )  # fmt: skip
    assert [route.roles for route in routes(graph, "a", "z", "changes")] == [("a", "c", "z"), ("a", "b", "z")]
    assert [route.changes for route in routes(graph, "a", "z", "changes")] == [0, 2]


def test_skills_that_the_reader_has_turn_the_smallest_gain():
    graph = line(
        ("a", "b", "ladder", 1), ("b", "z", "ladder", 1), ("a", "c", "ladder", 1), ("c", "z", "ladder", 1),
        needs={"b": {"python": 2}, "c": {"hiring": 3}, "z": {}, "a": {}},
    )  # fmt: skip
    assert routes(graph, "a", "z", "skills")[0].between == ("b",)
    assert routes(graph, "a", "z", "skills", {"hiring": 4})[0].between == ("c",)


@pytest.mark.parametrize(("start", "target"), [("a", "a"), ("a", "nobody"), ("nobody", "a"), ("b", "a")])
def test_no_route_where_there_is_none(start, target):
    assert routes(line(("a", "b", "ladder", 1)), start, target) == []


def test_steps_that_name_an_unknown_role_are_left_out():
    assert Graph({"a": "E"}, {}, [Step("a", "gone", "ladder", 1, 2)]).steps == []


def test_nearest_names_both_what_is_within_reach_and_what_leads_there():
    graph = line(
        ("a", "b", "ladder", 1), ("a", "c", "ladder", 1), ("y", "z", "ladder", 1), ("x", "z", "ladder", 1),
        needs={"a": {"python": 2}, "b": {"python": 3}, "c": {}, "x": {"python": 4}, "y": {"python": 1}, "z": {"python": 4}},
    )  # fmt: skip
    assert nearest(graph, "a", "z") == (["b", "c"], ["y", "x"])


def test_matches_are_ordered_by_the_share_held():
    graph = Graph(
        dict.fromkeys("abcd", "E"),
        {"a": {"python": 2}, "b": {"python": 2, "hiring": 2}, "c": {"python": 4, "hiring": 4}, "d": {"statistics": 1}},
        [],
    )
    found, count = matches(graph, {"python": 2, "hiring": 2}, 5)
    assert count == 3
    assert [(match.role, match.percent) for match in found] == [("b", 100), ("a", 100), ("c", 50)]
    assert found[2].missing == (Gain("python", 2, 4), Gain("hiring", 2, 4))


def test_one_hundred_percent_means_all_of_it():
    graph = Graph({"a": "E"}, {"a": {f"s{n}": 4 for n in range(60)}}, [])
    assert matches(graph, {f"s{n}": 4 for n in range(59)} | {"s59": 3}, 1)[0][0].percent == 99


@unhurried
@given(graphs(), held, st.integers(1, 7))
def test_matches_are_those_of_a_look_at_every_role(graph, have, most):
    shares = {
        role: sum(min(grade, have.get(skill, 0)) for skill, grade in graph.needed(role).items()) for role in graph.roles
    }
    asked = {role: sum(graph.needed(role).values()) for role in graph.roles}
    expected = sorted(
        (role for role, share in shares.items() if share),
        key=lambda role: (-shares[role] / asked[role], -asked[role], role),
    )
    found, count = matches(graph, have, most)
    assert count == len(expected)
    assert [(match.role, match.held, match.asked) for match in found] == [
        (role, shares[role], asked[role]) for role in expected[:most]
    ]
    assert [match.missing for match in found] == [tuple(gap(graph, have, match.role)) for match in found]


def test_what_is_missing_is_looked_for_in_the_matches_shown_alone(monkeypatch):
    graph = Graph({f"r{n}": "E" for n in range(50)}, {f"r{n}": {"python": 1 + n % 4} for n in range(50)}, [])
    looked_at = []
    monkeypatch.setattr(
        "careerguide.paths.gap", lambda graph, held, role: looked_at.append(role) or gap(graph, held, role)
    )
    found, count = matches(graph, {"python": 2}, 3)
    assert count == 50
    assert looked_at == [match.role for match in found]


def test_islands_are_the_groups_beside_the_largest():
    graph = Graph(
        dict.fromkeys("abcdef", "E"),
        {},
        [Step("a", "b", "ladder", 1, 1), Step("c", "b", "ladder", 1, 1), Step("e", "d", "ladder", 1, 1)],
    )
    assert islands(graph) == [["d", "e"], ["f"]]
