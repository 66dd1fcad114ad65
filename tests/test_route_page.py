"""The parts of the path finder's page: what a journey asks in all, and the boxes under “I already have”."""

from itertools import pairwise
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from careerguide.graph import Gain, Graph, Step
from careerguide.paths import gains, routes
from careerguide.route_page import Found, Journey, Tick, no_route, skills_to_tick

SKILLS = ("python", "sql", "talking")
grades = st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 4))


def graph_of(*needs: dict[str, int]) -> Graph:
    """Roles a, b, c … on one track, each a step from the one before."""
    names = "abcdefgh"[: len(needs)]
    steps = [Step(start, end, "ladder", 1, 2) for start, end in pairwise(names)]
    return Graph(dict.fromkeys(names, "track"), dict(zip(names, needs, strict=True)), steps)


def journey_along(graph: Graph, have: dict[str, int]) -> Journey:
    (route,) = routes(graph, graph.roles[0], graph.roles[-1], most=1)
    legs = [
        SimpleNamespace(role=step.end, gains=asked)
        for step, asked in zip(route.steps, gains(graph, route, have), strict=True)
    ]
    return Journey(route, graph.roles[0], legs, None)


@given(st.lists(grades, min_size=2, max_size=5), grades)
def test_a_journey_names_each_skill_once_with_all_there_is_to_climb(needs, have):
    journey = journey_along(graph_of(*needs), have)
    by_leg = [gain for leg in journey.legs for gain in leg.gains]
    assert sorted(gain.skill for gain in journey.gains) == sorted({gain.skill for gain in by_leg})
    for gain in journey.gains:
        own = [leg for leg in by_leg if leg.skill == gain.skill]
        assert (gain.before, gain.after) == (own[0].before, own[-1].after)
    climbs = [gain.after - gain.before for gain in journey.gains]
    assert climbs == sorted(climbs, reverse=True)
    assert journey.grades == sum(climbs)
    assert journey.new_skills == sum(gain.before == 0 for gain in journey.gains)


def test_a_journey_ends_with_its_last_leg_and_leaves_its_ends_out_between():
    journey = journey_along(graph_of({}, {"sql": 1}, {"sql": 2}), {})
    assert (journey.end, journey.between) == ("c", ["b"])


def test_boxes_hold_what_the_reader_has_and_what_routes_ask_at_the_highest_grade():
    asked = [Gain("python", 0, 2), Gain("sql", 0, 1), Gain("gone", 0, 1)], [Gain("python", 2, 3)]
    found = Found([SimpleNamespace(gains=some) for some in asked], [])
    known = {slug: SimpleNamespace(name=slug.title()) for slug in SKILLS}
    assert skills_to_tick(found, {"talking": 2}, known) == [
        Tick("python", 3, False), Tick("sql", 1, False), Tick("talking", 2, True),
    ]  # fmt: skip
    assert skills_to_tick(None, {}, known) == []


def test_why_there_is_no_route_is_one_of_three_reasons():
    graph = Graph(dict.fromkeys("abcd", "track"), {}, [Step("a", "b", "ladder", 1, 2), Step("c", "d", "ladder", 1, 2)])
    assert no_route(graph, "b", "a", {}).why == "start"
    assert no_route(graph, "b", "a", {}).way_back
    assert no_route(graph, "a", "c", {}).why == "target"
    apart = no_route(graph, "a", "d", {})
    assert (apart.why, apart.way_back) == ("apart", False)
