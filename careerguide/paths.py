"""Routes over the graph of steps from role to role: plain data in, plain data out, the same every time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import product

PREFERENCES = {
    "years": "Fewest years",
    "changes": "Fewest changes of track",
    "skills": "Smallest gain in skills",
}
LONG = "long"
LADDER = "ladder"
MOST_ROUTES = 3
NO_SKILLS: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Step:
    """A step between two roles, named by slug, with the years spent in the first one before it."""

    start: str
    end: str
    kind: str
    years_min: int
    years_max: int


@dataclass(frozen=True, slots=True)
class Gain:
    """A skill that somebody has to raise, with its grade before and after, 0 (none) to 4."""

    skill: str
    before: int
    after: int

    @property
    def is_new(self) -> bool:
        return self.before == 0


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


@dataclass
class Graph:
    """Roles with their track and the grade (1 to 4) of each skill they ask for, and the steps between them.

    Steps that name an unknown role are left out, and of two steps between the same roles the first counts.
    """

    tracks: Mapping[str, str]
    needs: Mapping[str, Mapping[str, int]]
    steps: Iterable[Step]
    weights: dict[str, list[int]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self):
        self.roles = sorted(self.tracks)
        self.number = {role: number for number, role in enumerate(self.roles)}
        self.shift = len(self.roles).bit_length()
        known: dict[tuple[str, str], Step] = {}
        for step in self.steps:
            if step.start in self.number and step.end in self.number and step.start != step.end:
                known.setdefault((step.start, step.end), step)
        self.steps = [known[pair] for pair in sorted(known)]
        # Neighbours as pairs of a role's number and a step's number, in the order of the slugs.
        self.out: list[list[tuple[int, int]]] = [[] for _ in self.roles]
        self.into: list[list[tuple[int, int]]] = [[] for _ in self.roles]
        for number, step in enumerate(self.steps):
            self.out[self.number[step.start]].append((self.number[step.end], number))
            self.into[self.number[step.end]].append((self.number[step.start], number))

    def needed(self, role: str) -> Mapping[str, int]:
        return self.needs.get(role, NO_SKILLS)

    def changes_track(self, step: Step) -> bool:
        return self.tracks[step.start] != self.tracks[step.end]

    def steps_from(self, role: str) -> list[Step]:
        return [self.steps[step] for _, step in self.out[self.number[role]]]

    def steps_to(self, role: str) -> list[Step]:
        return [self.steps[step] for _, step in self.into[self.number[role]]]

    def weigh(self, prefer: str, have: Mapping[str, int] = NO_SKILLS) -> list[int]:
        """The weight of each step, by its number; without skills of the reader's own it is worked out once."""
        if prefer == "skills" and have:
            return [weight(self, step, prefer, have) for step in self.steps]
        if prefer not in self.weights:
            self.weights[prefer] = [weight(self, step, prefer, NO_SKILLS) for step in self.steps]
        return self.weights[prefer]


def gap(graph: Graph, held: Mapping[str, int], role: str) -> list[Gain]:
    """What somebody who holds these grades has to raise for a role, in the order of its skills."""
    return [
        Gain(skill, held.get(skill, 0), grade)
        for skill, grade in graph.needed(role).items()
        if grade > held.get(skill, 0)
    ]


def grades(gains: Iterable[Gain]) -> int:
    """How many grades are to be climbed in all."""
    return sum(gain.after - gain.before for gain in gains)


def together(*held: Mapping[str, int]) -> dict[str, int]:
    """The highest grade of each skill."""
    best: dict[str, int] = {}
    for some in held:
        for skill, grade in some.items():
            best[skill] = max(grade, best.get(skill, 0))
    return best


def weight(graph: Graph, step: Step, prefer: str, have: Mapping[str, int]) -> int:
    """What a step costs: long steps before all, then what the reader prefers, then the rest, then its being a step.

    One number holds the four, each with room for the sum of a whole route.
    """
    years, changes = step.years_min + step.years_max, int(graph.changes_track(step))
    if prefer == "years":
        first, second = years, changes
    elif prefer == "changes":
        first, second = changes, years
    else:
        before = graph.needed(step.start)
        first, second = 0, years
        for skill, grade in graph.needed(step.end).items():
            lacking = grade - max(before.get(skill, 0), have.get(skill, 0))
            first += max(lacking, 0)
    return (((step.kind == LONG) * 10**5 + first) * 10**5 + second) * 10**4 + 1


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
    ahead = distances(graph, first, last, weights)
    best = search(graph, first, last, weights, ahead)
    found: list[tuple[int, list[int]]] = []
    while best:
        found.append(best)
        if len(found) == most:
            break
        best, tried = None, set()
        direct = any(len(steps) == 1 for _, steps in found)
        between = [[graph.number[graph.steps[step].end] for step in steps[:-1]] for _, steps in found]
        for combination in product(*(roles for roles in between if roles)):
            without = frozenset(combination)
            if without in tried:
                continue
            tried.add(without)
            limit = best[0] if best else None
            best = search(graph, first, last, weights, ahead, without, direct, limit) or best
    return [route_of(graph, steps) for _, steps in found]


def route_of(graph: Graph, numbers: Iterable[int]) -> Route:
    steps = tuple(graph.steps[number] for number in numbers)
    return Route(steps, sum(graph.changes_track(step) for step in steps))


def distances(graph: Graph, first: int, last: int, weights: list[int]) -> dict[int, int]:
    """The cost from each role to the last one, for all roles that are no farther than the first."""
    best, done = {last: 0}, {}
    into, shift = graph.into, graph.shift
    low = (1 << shift) - 1
    # An entry of the heap is cost and role in one number: half the time of a pair.
    heap = [last]
    while heap:
        entry = heappop(heap)
        role = entry & low
        if role in done:
            continue
        done[role] = cost = entry >> shift
        if role == first:
            break
        for other, step in into[role]:
            through = cost + weights[step]
            if other not in best or through < best[other]:
                best[other] = through
                heappush(heap, through << shift | other)
    return done


def search(graph, first, last, weights, ahead, without=frozenset(), no_direct=False, limit=None):
    """The cheapest route as its cost and the numbers of its steps; None when there is none below the limit.

    ``ahead`` never claims more than what is left to the target, so the first arrival is the cheapest.
    """
    if first not in ahead:
        return None
    farthest = ahead[first]
    best, came, done = {first: 0}, {}, set(without)
    out, shift = graph.out, graph.shift
    low = (1 << shift) - 1
    heap = [farthest << shift | first]
    while heap:
        entry = heappop(heap)
        role = entry & low
        if limit is not None and entry >> shift >= limit:
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
            if other in done or (no_direct and role == first and other == last):
                continue
            through = cost + weights[step]
            if other not in best or through < best[other]:
                best[other] = through
                came[other] = role, step
                heappush(heap, through + ahead.get(other, farthest) << shift | other)
    return None


def gains(graph: Graph, route: Route, have: Mapping[str, int] = NO_SKILLS) -> list[list[Gain]]:
    """What each step of a route asks to raise, counting what the roles before it and the reader bring along."""
    held, lists = together(graph.needed(route.roles[0]), have), []
    for step in route.steps:
        lists.append(gap(graph, held, step.end))
        held = together(held, graph.needed(step.end))
    return lists


def reachable(graph: Graph, role: str, backwards: bool = False) -> set[str]:
    """The roles that a role leads to; backwards, those that lead to it. Without the role itself."""
    neighbours = graph.into if backwards else graph.out
    seen, waiting = {graph.number[role]}, [graph.number[role]]
    while waiting:
        for other, _ in neighbours[waiting.pop()]:
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return {graph.roles[number] for number in seen} - {role}


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


def matches(graph: Graph, have: Mapping[str, int]) -> list[Match]:
    """The roles that ask for at least one of the skills, closest first; of two alike the one that asks for more."""
    found = []
    for role in graph.roles:
        needed = graph.needed(role)
        held = sum(min(grade, have.get(skill, 0)) for skill, grade in needed.items())
        if held:
            found.append(Match(role, held, sum(needed.values()), tuple(gap(graph, have, role))))
    return sorted(found, key=lambda match: (-match.held / match.asked, -match.asked, match.role))


def islands(graph: Graph) -> list[list[str]]:
    """The groups of roles that no step connects with the largest group, larger ones first."""
    left, groups = set(range(len(graph.roles))), []
    while left:
        group, waiting = set(), [min(left)]
        while waiting:
            number = waiting.pop()
            if number not in group:
                group.add(number)
                waiting += [other for other, _ in graph.out[number] + graph.into[number]]
        left -= group
        groups.append(sorted(graph.roles[number] for number in group))
    return sorted(groups, key=lambda group: (-len(group), group))[1:]
