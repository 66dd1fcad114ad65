"""The graph of steps from role to role, as plain data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

LADDER = "ladder"
LONG = "long"
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


@dataclass
class Graph:
    """Roles with their track and the grade (1 to 4) of each skill they ask for, and the steps between them.

    Steps that name an unknown role are left out, and of two steps between the same roles the first counts. Inside,
    roles and steps are numbers, in the order of the slugs: whatever order the data come in, the answers are the same.
    """

    tracks: Mapping[str, str]
    needs: Mapping[str, Mapping[str, int]]
    steps: Iterable[Step]

    def __post_init__(self):
        self.roles = sorted(self.tracks)
        self.number = {role: number for number, role in enumerate(self.roles)}
        self.mask = (1 << len(self.roles).bit_length()) - 1
        self.long_weight = (self.mask + 1) << 38
        known: dict[tuple[str, str], Step] = {}
        for step in self.steps:
            if step.start in self.number and step.end in self.number and step.start != step.end:
                known.setdefault((step.start, step.end), step)
        self.steps = [known[pair] for pair in sorted(known)]
        # Neighbours as pairs of a role's number and a step's number.
        self.out: list[list[tuple[int, int]]] = [[] for _ in self.roles]
        self.into: list[list[tuple[int, int]]] = [[] for _ in self.roles]
        for number, step in enumerate(self.steps):
            self.out[self.number[step.start]].append((self.number[step.end], number))
            self.into[self.number[step.end]].append((self.number[step.start], number))
        self.weights: dict[str, list[int]] = {}

    def needed(self, role: str) -> Mapping[str, int]:
        return self.needs.get(role, NO_SKILLS)

    def changes_track(self, step: Step) -> bool:
        return self.tracks[step.start] != self.tracks[step.end]

    def steps_from(self, role: str) -> list[Step]:
        return [self.steps[step] for _, step in self.out[self.number[role]]]

    def steps_to(self, role: str) -> list[Step]:
        return [self.steps[step] for _, step in self.into[self.number[role]]]

    @cached_property
    def raised(self) -> dict[str, list[tuple[int, int, int]]]:
        """For each skill the steps that raise it: the step's number and the grades before and after."""
        raised: dict[str, list[tuple[int, int, int]]] = {}
        for number, step in enumerate(self.steps):
            for gain in gap(self, self.needed(step.start), step.end):
                raised.setdefault(gain.skill, []).append((number, gain.before, gain.after))
        return raised

    @cached_property
    def asking(self) -> dict[str, dict[int, list[int]]]:
        """For each skill, and each grade of it, the numbers of the roles that ask for it."""
        asking: dict[str, dict[int, list[int]]] = {}
        for role, number in self.number.items():
            for skill, grade in self.needed(role).items():
                asking.setdefault(skill, {}).setdefault(grade, []).append(number)
        return asking

    @cached_property
    def asked(self) -> list[int]:
        """How many grades each role asks for in all, by its number."""
        return [sum(self.needed(role).values()) for role in self.roles]

    def weigh(self, prefer: str, have: Mapping[str, int] = NO_SKILLS) -> list[int]:
        """The weight of each step, by its number: what a route with the smallest sum is best at.

        Long steps count before all, then what the reader prefers, then the rest, then the number of steps. One number
        holds the four, each with room for the sum over a route, above the bits of a role's number.
        """
        if prefer not in self.weights:
            self.weights[prefer] = [
                (step.kind == LONG) * self.long_weight + (((first << 14 | second) << 10 | 1) * (self.mask + 1))
                for step, (first, second) in zip(self.steps, self.costs(prefer), strict=True)
            ]
        weights = self.weights[prefer]
        if prefer == "skills" and have:
            weights, grade_weight = weights.copy(), self.mask + 1 << 24
            for skill, grade in have.items():
                for number, before, after in self.raised.get(skill, ()):
                    if grade > before:
                        weights[number] -= ((grade if grade < after else after) - before) * grade_weight
        return weights

    def costs(self, prefer: str) -> list[tuple[int, int]]:
        """For each step what is preferred and what comes second; years are counted twice, to stay whole."""
        years = [step.years_min + step.years_max for step in self.steps]
        if prefer == "skills":
            grades = [0] * len(self.steps)
            for steps in self.raised.values():
                for number, before, after in steps:
                    grades[number] += after - before
            return list(zip(grades, years, strict=True))
        changes = [int(self.changes_track(step)) for step in self.steps]
        return list(zip(years, changes, strict=True) if prefer == "years" else zip(changes, years, strict=True))


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
