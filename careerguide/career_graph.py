"""The graph of the published roles, read from the database once for each content version."""

from dataclasses import dataclass
from functools import lru_cache

from careerguide.graph import Graph, Step
from careerguide.models import ContentVersion, Role, RoleSkill, Source, Transition


@dataclass(frozen=True)
class CareerGraph:
    """All steps, and for each article (by the source's slug) those that it tells of."""

    graph: Graph
    accounts: dict[str, Graph]


def career_graph(version: int | None = None) -> CareerGraph:
    """The graph of a content version; without one, of the content as it stands. Shared by all: nobody changes it."""
    return read(ContentVersion.current() if version is None else version)


# A graph is small, but reading one of 10,000 roles takes a second: each process keeps that of the latest version.
@lru_cache(maxsize=1)
def read(version: int) -> CareerGraph:
    tracks = dict(Role.objects.published().values_list("slug", "track__slug"))
    needs: dict[str, dict[str, int]] = {}
    for role, skill, grade in RoleSkill.objects.of_all_published().values_list("role__slug", "skill__slug", "grade"):
        needs.setdefault(role, {})[skill] = grade
    fields = ("pk", "from_role__slug", "to_role__slug", "kind", "years_min", "years_max")
    steps = {pk: Step(*rest) for pk, *rest in Transition.objects.between_published().values_list(*fields)}
    told: dict[str, list[Step]] = {}
    articles = Transition.sources.through.objects.filter(source__kind=Source.Kind.ARTICLE)
    for source, pk in articles.order_by("source__slug").values_list("source__slug", "transition"):
        if pk in steps:
            told.setdefault(source, []).append(steps[pk])
    return CareerGraph(
        Graph(tracks, needs, list(steps.values())),
        {
            source: Graph({role: tracks[role] for step in some for role in (step.start, step.end)}, needs, some)
            for source, some in told.items()
        },
    )
