"""The ladder of a track as rows of cells with lines between them, for the picture of its rungs, forks and moves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise, permutations
from typing import Any

from careerguide.graph import LADDER


@dataclass(frozen=True)
class Line:
    """A line of the picture between two points, across in percent of its width; ``kind`` is that of the step."""

    x1: str
    x2: str
    kind: str


@dataclass
class Cell:
    """A role in a row, with the steps that lead ``off`` the picture, or the place where a longer step passes by."""

    role: Any = None
    off: list = field(default_factory=list)
    x: str = ""
    kind: str = ""


@dataclass(frozen=True)
class LadderRow:
    """Roles of one height, the lines among them, and the lines to the row above.

    In the highest row of a level ``others`` stands for its roles that the picture does not show.
    """

    cells: list[Cell]
    sideways: list[Line]
    upwards: list[Line]
    others: Any = None


# Cells in a row, for a narrow screen: a step that passes a full row by is no line but leads off the picture.
MOST_ACROSS = 4
NO_OTHERS: Mapping[int, Any] = {}


def ladder_rows(roles: list, steps: list, others: Mapping[int, Any] = NO_OTHERS) -> list[LadderRow]:
    """The rows of a track's picture, lowest first. ``steps`` are those that start at its roles.

    A row is a level; where one rung of a level leads to another of the same level, the level has a row for each.
    ``others`` holds, by the rank of a level, what stands for its roles that are not among these.
    """
    heights = heights_of(roles, steps)
    order = {height: number for number, height in enumerate(sorted(set(heights.values())))}
    row_of = {pk: order[height] for pk, height in heights.items()}
    rows: list[list[tuple]] = [[] for _ in order]
    for role in sorted(roles, key=lambda role: (role.rung, role.title)):
        rows[row_of[role.pk]].append((role.pk,))
    on_track = [step for step in steps if step.to_role_id in row_of and step.from_role_id in row_of]
    links, off = [], [step for step in steps if step.to_role_id not in row_of]
    for step in on_track:
        low, high = row_of[step.from_role_id], row_of[step.to_role_id]
        if any(len(rows[row]) >= MOST_ACROSS for row in range(low + 1, high)):
            off.append(step)
            continue
        # Where a step passes a row by, it takes a place of its own, named by its two ends.
        chain = [(step.from_role_id,), *((step.from_role_id, step.to_role_id) for _ in range(low + 1, high))]
        for row in range(low + 1, high):
            rows[row].append((step.from_role_id, step.to_role_id))
        if high > low:
            chain.append((step.to_role_id,))
            links += [(low + number, lower, upper, step.kind) for number, (lower, upper) in enumerate(pairwise(chain))]
    beside = [((s.from_role_id,), (s.to_role_id,)) for s in on_track if row_of[s.from_role_id] == row_of[s.to_role_id]]
    places = placed(rows, links, beside)
    by_pk = {role.pk: role for role in roles}
    kinds = {(step.from_role_id, step.to_role_id): step.kind for step in on_track}
    ends = {row_of[role.pk]: role.level.rank for role in roles}
    ends = {max(row for row, of in ends.items() if of == rank): rank for rank in others}
    found = []
    for number, row in enumerate(rows):
        cells = [
            Cell(
                role=by_pk.get(key[0]) if len(key) == 1 else None,
                off=[step for step in off if key == (step.from_role_id,)],
                x=percent(places[number, key]),
                kind=kinds.get(key, ""),
            )
            for key in row
        ]
        sideways = [
            Line(percent(places[number, (s.from_role_id,)]), percent(places[number, (s.to_role_id,)]), s.kind)
            for s in on_track
            if row_of[s.from_role_id] == row_of[s.to_role_id] == number
        ]
        upwards = [
            Line(percent(places[number, lower]), percent(places[number + 1, upper]), kind)
            for at, lower, upper, kind in links
            if at == number
        ]
        found.append(LadderRow(cells, sideways, upwards, others.get(ends.get(number))))
    return found


def heights_of(roles: list, steps: list) -> dict[int, tuple[int, int]]:
    """For each role its level's rank and, within the level, how many rungs of the same level lead to it."""
    rank = {role.pk: role.level.rank for role in roles}
    within = [
        (step.from_role_id, step.to_role_id)
        for step in steps
        if step.kind == LADDER and rank.get(step.from_role_id, 0) == rank.get(step.to_role_id, -1)
    ]
    depth = dict.fromkeys(rank, 0)
    # As often as there are roles is enough, and ends even where such steps run in a circle.
    for _ in roles:
        for start, end in within:
            depth[end] = min(max(depth[end], depth[start] + 1), len(roles))
    return {pk: (rank[pk], depth[pk]) for pk in rank}


# Of more cells in a row there are too many orders to look at.
MOST_TURNED = 5


def placed(rows: list[list[tuple]], links: list[tuple], beside: list[tuple]) -> dict[tuple, float]:
    """The place of each cell across its row, 0 to 1; each row is put in order in place.

    Cells stand above what leads to them, and next to those of their row that a step joins them with.
    """
    places: dict[tuple, float] = {}
    for number, row in enumerate(rows):
        from_below = {
            key: [places[number - 1, lower] for at, lower, upper, _ in links if at == number - 1 and upper == key]
            for key in row
        }
        row.sort(key=lambda key: sum(from_below[key]) / len(from_below[key]) if from_below[key] else 1)
        joined = [pair for pair in beside if pair[0] in row]
        if joined and len(row) <= MOST_TURNED:
            # The first of the best orders is the one closest to that found so far.
            row[:] = min(permutations(row), key=lambda order: apart(order, joined))
        for position, key in enumerate(row):
            places[number, key] = (position + 0.5) / len(row)
    return places


def apart(order: tuple, joined: list[tuple]) -> int:
    return sum(abs(order.index(one) - order.index(other)) for one, other in joined)


def percent(place: float) -> str:
    return f"{place * 100:.1f}%"
