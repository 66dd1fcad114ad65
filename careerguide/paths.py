"""Routes over the graph of steps: the best ones, what they ask to learn, and the roles closest to somebody's skills."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush, nsmallest
from itertools import product

from careerguide.graph import LONG, NO_SKILLS, Gain, Graph, Step, gap, grades, reachable, together

PREFERENCES = {
    "years": "Fewest years",
    "changes": "Fewest changes of track",
    "skills": "Smallest gain in skills",
}
MOST_ROUTES = 3


@dataclass(frozen=True)
class Route:
    """Steps that lead from one role to another; ``changes`` counts the changes of track."""

    steps: tuple[Step, ...]
    changes: int

    @property
    def roles(self) -> tuple[str, ...]:
        return (self.steps[0].start, *(step.end for step in self.steps))

    @property
    def between(self) -> tuple[str, ...]:
        return self.roles[1:-1]

    @property
    def years_min(self) -> int:
        return sum(step.years_min for step in self.steps)

    @property
    def years_max(self) -> int:
        return sum(step.years_max for step in self.steps)

    @property
    def has_long_step(self) -> bool:
        return any(step.kind == LONG for step in self.steps)


def routes(
    graph: Graph,
    start: str,
    target: str,
    prefer: str = "years",
    have: Mapping[str, int] = NO_SKILLS,
    most: int = MOST_ROUTES,
) -> list[Route]:
    """The best route and, after it, the best ones that truly differ; none when the target cannot be reached.

    A route differs from an earlier one when it does without at least one of the roles between: a detour that passes
    through all of them is no other way. No route with a long step comes before one without.
    """
    if start not in graph.number or target not in graph.number or start == target:
        return []
    weights = graph.weigh(prefer, have)
    first, last = graph.number[start], graph.number[target]
    # Other ways are seldom much longer than the best: only where they are, the whole graph is looked at.
    for slack in (1.25, 1.75, 2.5, 4, 8, None):
        ahead, limit = distances(graph, first, last, weights, slack)
        found = different(graph, first, last, weights, ahead, limit, most)
        if not found or len(found) == most:
            break
    return [route_of(graph, steps) for steps in found]


def different(graph: Graph, first: int, last: int, weights, ahead, limit, most: int) -> list[list[int]]:
    """The best route and the best that differ among those below the limit, each as the numbers of its steps."""
    found: list[list[int]] = []
    best = search(graph, first, last, weights, ahead)
    while best:
        found.append(best[1])
        if len(found) == most:
            break
        best, tried = None, set()
        direct = any(len(steps) == 1 for steps in found)
        between = [[graph.number[graph.steps[step].end] for step in steps[:-1]] for steps in found]
        for combination in product(*(roles for roles in between if roles)):
            without = frozenset(combination)
            if without not in tried:
                tried.add(without)
                below = best[0] if best else limit
                best = search(graph, first, last, weights, ahead, without, direct, below) or best
    return found


def route_of(graph: Graph, numbers: Iterable[int]) -> Route:
    steps = tuple(graph.steps[number] for number in numbers)
    return Route(steps, sum(graph.changes_track(step) for step in steps))


def distances(graph: Graph, first: int, last: int, weights: list[int], slack: float | None):
    """The cost from roles to the last one, and the limit below which no route is missed.

    With the roles on all routes that cost up to ``slack`` times the best one; without a limit where it is None.

    It looks back from the last role, those first that lie towards the first one.
    """
    near, beyond = circle(graph, first, weights) if slack else ({}, 0)
    into, low = graph.into, graph.mask
    best, done, limit = {last: 0}, {}, None
    if near.get(last, beyond) is None:
        return done, limit
    heap = [near.get(last, beyond) + last]
    while heap:
        # The sum of a cost and a role's number is one entry: half the time of a pair.
        entry = heappop(heap)
        role = entry & low
        if limit is not None and entry - role >= limit:
            break
        if role in done:
            continue
        done[role] = cost = best[role]
        if role == first and slack:
            # Long steps weigh more than any route without one: the slack is one of the rest.
            limit = cost + int(cost % graph.long_weight * (slack - 1)) + 1
        for other, step in into[role]:
            through = cost + weights[step]
            if other not in best or through < best[other]:
                left = near.get(other, beyond)
                if left is not None:
                    best[other] = through
                    heappush(heap, through + left + other)
    return done, limit


def circle(graph: Graph, first: int, weights: list[int], most: int = 500) -> tuple[dict[int, int], int | None]:
    """The cost from the first role to those nearest to it, and the cost that all others are at least away.

    None in its place where the first role leads to no others.
    """
    out, low = graph.out, graph.mask
    best, done, heap = {first: 0}, {}, [first]
    while heap and len(done) < most:
        entry = heappop(heap)
        role = entry & low
        if role not in done:
            done[role] = cost = best[role]
            for other, step in out[role]:
                through = cost + weights[step]
                if other not in best or through < best[other]:
                    best[other] = through
                    heappush(heap, through + other)
    return done, max(done.values()) if heap else None


def search(graph, first, last, weights, ahead, without=frozenset(), no_direct=False, limit=None):
    """The cheapest route as its cost and the numbers of its steps; None when there is none below the limit.

    ``ahead`` is exactly what is left to the target at most, so the first arrival is the cheapest.
    """
    if first not in ahead:
        return None
    out, low = graph.out, graph.mask
    best, came, done = {first: 0}, {}, set(without)
    heap = [ahead[first] + first]
    while heap:
        entry = heappop(heap)
        role = entry & low
        if limit is not None and entry - role >= limit:
            return None
        if role == last:
            steps = []
            while role != first:
                role, step = came[role]
                steps.append(step)
            return best[last], steps[::-1]
        if role in done:
            continue
        done.add(role)
        cost = best[role]
        for other, step in out[role]:
            if other in done or other not in ahead or (no_direct and role == first and other == last):
                continue
            through = cost + weights[step]
            if other not in best or through < best[other]:
                best[other] = through
                came[other] = role, step
                heappush(heap, through + ahead[other] + other)
    return None


def gains(graph: Graph, route: Route, have: Mapping[str, int] = NO_SKILLS) -> list[list[Gain]]:
    """What each step of a route asks to raise, counting what the roles before it and the reader bring along."""
    held, lists = together(graph.needed(route.roles[0]), have), []
    for step in route.steps:
        lists.append(gap(graph, held, step.end))
        held = together(held, graph.needed(step.end))
    return lists


def ranked(graph: Graph, start: str, target: str, prefer: str, have: Mapping[str, int] = NO_SKILLS) -> list[Route]:
    """The routes in the order that readers see.

    The finder weighs step by step, and so counts a skill twice that a role between does not ask for. Where the gain in
    skills decides, the routes it found are put in order by what each asks for as a whole.
    """
    found = routes(graph, start, target, prefer, have)
    if prefer == "skills":
        found.sort(
            key=lambda route: (
                sum(step.kind == LONG for step in route.steps),
                sum(grades(asked) for asked in gains(graph, route, have)),
                route.years_min + route.years_max,
            )
        )
    return found


def nearest(graph: Graph, start: str, target: str, have: Mapping[str, int] = NO_SKILLS, most: int = 3):
    """Where no route leads: the roles within reach that are closest to the target, and those that lead to the target
    and are closest to the start; closest means fewest grades to climb."""
    held = together(graph.needed(start), have)
    ends = sorted(
        reachable(graph, start),
        key=lambda role: (grades(gap(graph, together(graph.needed(role), have), target)), role),
    )
    starts = sorted(reachable(graph, target, backwards=True), key=lambda role: (grades(gap(graph, held, role)), role))
    return ends[:most], starts[:most]


@dataclass(frozen=True)
class Match:
    """How much of what a role asks for somebody holds: grades held of grades asked for, and what is missing."""

    role: str
    held: int
    asked: int
    missing: tuple[Gain, ...]

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means all of it."""
        return self.held * 100 // self.asked


def matches(graph: Graph, have: Mapping[str, int], most: int) -> tuple[list[Match], int]:
    """The roles closest to somebody's skills, at most so many, and how many ask for at least one of the skills.

    Closest is who holds the largest share; of two alike the role that asks for more comes first.
    """
    held: dict[int, int] = {}
    for skill, grade in have.items():
        for asked, roles in graph.asking.get(skill, {}).items():
            share = min(grade, asked)
            for role in roles:
                held[role] = held.get(role, 0) + share
    asked = graph.asked
    # Roles are numbered in the order of their slugs, which settles the rest.
    closest = nsmallest(most, held, key=lambda role: (-held[role] / asked[role], -asked[role], role))
    found = []
    for number in closest:
        role = graph.roles[number]
        found.append(Match(role, held[number], asked[number], tuple(gap(graph, have, role))))
    return found, len(held)
