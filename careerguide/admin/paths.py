"""The graph of steps for staff: a picture, and where it has dead ends, islands, missing rungs and steps without a basis."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse

from careerguide.graph import LADDER, Graph, Step, islands
from careerguide.models import Basis, Role, Transition

# Of the picture, in its own units.
COLUMN, ROW, HEAD, WIDTH, HEIGHT = 200, 44, 28, 168, 32


def graph_view(request, admin_site):
    """The page of the graph; for staff who may see steps."""
    if not request.user.has_perm("careerguide.view_transition"):
        raise PermissionDenied
    roles = list(Role.objects.for_ladder())
    steps = list(Transition.objects.between_published().for_graph())
    context = {
        **admin_site.each_context(request),
        "opts": Transition._meta,
        "title": "The graph of steps",
        "picture": Picture.of(roles, steps),
        "findings": findings(roles, steps),
        "steps_without": steps_without_basis(steps),
        "role_count": len(roles),
        "step_count": len(steps),
    }
    return TemplateResponse(request, "admin/careerguide/transition/graph.html", context)


@dataclass(frozen=True)
class Finding:
    """Roles with one thing that staff may want to look at."""

    title: str
    about: str
    groups: list[list[Role]]


def findings(roles: list[Role], steps: list[Transition]) -> list[Finding]:
    by_slug = {role.slug: role for role in roles}
    graph = Graph(
        {role.slug: role.track.slug for role in roles},
        {},
        [Step(s.from_role.slug, s.to_role.slug, s.kind, s.years_min, s.years_max) for s in steps],
    )
    ranks = [role.level.rank for role in roles]
    top = {role.track_id: role.level.rank for role in sorted(roles, key=lambda role: role.level.rank)}
    dead = [role for role in roles if not graph.steps_from(role.slug) and role.level.rank < max(ranks)]
    closed = [role for role in roles if not graph.steps_to(role.slug) and role.level.rank > min(ranks)]
    stuck = [
        role
        for role in roles
        if role.level.rank < top[role.track_id]
        and not any(step.kind == LADDER and not graph.changes_track(step) for step in graph.steps_from(role.slug))
    ]
    return [
        Finding("Dead ends", "No step leads on, and it is not the highest level.", [[role] for role in dead]),
        Finding("No way in", "No step leads here, and it is not the lowest level.", [[role] for role in closed]),
        Finding(
            "Ladders without a next rung",
            "The track has higher levels, but no step of the kind “next rung” leads on from here.",
            [[role] for role in stuck],
        ),
        Finding(
            "Islands",
            "No step connects these with the other roles.",
            [[by_slug[slug] for slug in island] for island in islands(graph)],
        ),
    ]


def steps_without_basis(steps: list[Transition]) -> list[tuple[Transition, str]]:
    """The steps whose basis says too little, each with what is missing."""
    found = []
    for step in steps:
        if step.basis == Basis.EDITORIAL and not step.basis_note:
            found.append((step, "our judgement, without a note on what it rests on"))
        elif step.basis != Basis.EDITORIAL and not step.sources.all():
            found.append((step, f"said to be {step.get_basis_display()}, without a source"))
    return found


@dataclass(frozen=True)
class Node:
    """A role in the picture, by the corner of its box."""

    role: Role
    x: int
    y: int
    is_end: bool

    @property
    def text_y(self) -> int:
        return self.y + HEIGHT // 2 + 4


@dataclass(frozen=True)
class Picture:
    """Tracks as bands, levels as columns, a box for each role and a curve for each step."""

    width: int
    height: int
    box: tuple[int, int]
    heads: list[tuple[str, int]]
    bands: list[tuple[str, int]]
    nodes: list[Node]
    curves: list[tuple[str, str]]

    @classmethod
    def of(cls, roles: list[Role], steps: list[Transition]) -> "Picture":
        ranks = sorted({role.level.rank: role.level.name for role in roles}.items())
        column = {rank: number for number, (rank, _) in enumerate(ranks)}
        starts = {step.from_role_id for step in steps}
        nodes, bands, y = {}, [], HEAD
        for track in dict.fromkeys(role.track for role in roles):
            bands.append((track.name, y + 14))
            filled = dict.fromkeys(column, 0)
            for role in (role for role in roles if role.track_id == track.pk):
                rank = role.level.rank
                corner = column[rank] * COLUMN, y + 22 + filled[rank] * ROW
                nodes[role.pk] = Node(role, *corner, is_end=role.pk not in starts)
                filled[rank] += 1
            y += 30 + max(filled.values()) * ROW
        curves = [(step.kind, curve(nodes[step.from_role_id], nodes[step.to_role_id])) for step in steps]
        heads = [(name, column[rank] * COLUMN) for rank, name in ranks]
        return cls(len(ranks) * COLUMN, y, (WIDTH, HEIGHT), heads, bands, list(nodes.values()), curves)


def curve(start: Node, end: Node) -> str:
    """The path of a curve from the right side of one box to the left side of another, or round to its right side."""
    x1, y1, y2 = start.x + WIDTH, start.y + HEIGHT // 2, end.y + HEIGHT // 2
    if end.x > start.x:
        bend = (end.x - x1) // 2
        return f"M{x1} {y1}C{x1 + bend} {y1} {end.x - bend} {y2} {end.x} {y2}"
    x2 = end.x + WIDTH
    return f"M{x1} {y1}C{x1 + 26} {y1} {x2 + 26} {y2} {x2} {y2}"
