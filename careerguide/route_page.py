"""The parts of the path finder's page: routes with what each step asks, what changes, and what it rests on."""

from dataclasses import dataclass

from careerguide.career_graph import CareerGraph
from careerguide.graph import Gain, Graph, reachable
from careerguide.models import Role, Source, Transition
from careerguide.paths import Route, gains, nearest, ranked, routes
from careerguide.ranges import PayChange, headline, pay_change


@dataclass(frozen=True)
class Leg:
    """One step of a route as readers see it; ``role`` is where it leads and ``gains`` what it asks to raise.

    The skills that the step itself names come first; ``named`` holds their slugs.
    """

    transition: Transition
    role: Role
    gains: list[Gain]
    named: set[str]
    pay: PayChange
    changes_track: bool


@dataclass(frozen=True)
class Journey:
    """A route with its roles and steps from the database, and its totals."""

    route: Route
    start: Role
    legs: list[Leg]
    pay: PayChange

    @property
    def end(self) -> Role:
        return self.legs[-1].role

    @property
    def gains(self) -> list[Gain]:
        """Every skill to raise on the way, once, from the first grade to the last, most to climb first."""
        found: dict[str, Gain] = {}
        for gain in (gain for leg in self.legs for gain in leg.gains):
            before = found[gain.skill].before if gain.skill in found else gain.before
            found[gain.skill] = Gain(gain.skill, before, gain.after)
        return sorted(found.values(), key=lambda gain: (gain.before - gain.after, gain.skill))

    @property
    def new_skills(self) -> int:
        return sum(gain.is_new for gain in self.gains)

    @property
    def grades(self) -> int:
        return sum(gain.after - gain.before for gain in self.gains)

    @property
    def between(self) -> list[Role]:
        return [leg.role for leg in self.legs[:-1]]


def journeys(graph: Graph, routes: list[Route], have: dict[str, int]) -> list[Journey]:
    """The routes with everything that their page shows; two queries and those of their prefetches."""
    slugs = {slug for route in routes for slug in route.roles}
    roles = {role.slug: role for role in Role.objects.for_ladder().filter(slug__in=slugs).with_pay()}
    for role in roles.values():
        role.headline = headline(role.headline_figures)
    pairs = {(step.start, step.end) for route in routes for step in route.steps}
    steps = {(step.from_role.slug, step.to_role.slug): step for step in Transition.objects.along(pairs)}
    return [journey(graph, route, roles, steps, have) for route in routes]


def journey(graph: Graph, route: Route, roles: dict, steps: dict, have: dict[str, int]) -> Journey:
    legs = []
    for step, asked in zip(route.steps, gains(graph, route, have), strict=True):
        transition = steps[step.start, step.end]
        named = {skill.slug for skill in transition.skills.all()}
        legs.append(
            Leg(
                transition=transition,
                role=roles[step.end],
                gains=sorted(asked, key=lambda gain: gain.skill not in named),
                named=named,
                pay=pay_change(roles[step.start].headline, roles[step.end].headline),
                changes_track=graph.changes_track(step),
            )
        )
    start, end = roles[route.roles[0]], roles[route.roles[-1]]
    return Journey(route, start, legs, pay_change(start.headline, end.headline))


@dataclass(frozen=True)
class Found:
    """What the finder answers: the ranked routes, and the routes that articles tell of, each with its source."""

    ranked: list[Journey]
    told: list[tuple[Source, Journey]]


def find(career: CareerGraph, start: str, target: str, prefer: str, have: dict[str, int]) -> Found:
    """The routes from one role to another. A told route consists of steps that one article names, two at least."""
    best = ranked(career.graph, start, target, prefer, have)
    told = {source: routes(steps, start, target, most=1) for source, steps in career.accounts.items()}
    told = {source: found[0] for source, found in told.items() if found and len(found[0].steps) > 1}
    told = {source: route for source, route in told.items() if route not in best}
    shown = journeys(career.graph, best + list(told.values()), have)
    sources = Source.objects.in_bulk(list(told), field_name="slug") if told else {}
    return Found(
        shown[: len(best)],
        [(sources[source], journey) for source, journey in zip(told, shown[len(best) :], strict=True)],
    )


@dataclass(frozen=True)
class NoRoute:
    """Why no route leads from one role to another, and the roles nearest to it, as slugs.

    ``why`` is start (no step leads on from it), target (none leads to it) or apart; ``way_back`` says whether there is
    a route the other way round.
    """

    why: str
    way_back: bool
    ends: list[str]
    starts: list[str]


def no_route(graph: Graph, start: str, target: str, have: dict[str, int]) -> NoRoute:
    why = "apart"
    if not graph.steps_from(start):
        why = "start"
    elif not graph.steps_to(target):
        why = "target"
    return NoRoute(why, start in reachable(graph, target), *nearest(graph, start, target, have))


@dataclass(frozen=True)
class Tick:
    """A box under “I already have”: a skill by slug, the grade it stands for, and whether it is ticked."""

    skill: str
    grade: int
    is_ticked: bool


def skills_to_tick(found: Found | None, have: dict[str, int], known: dict) -> list[Tick]:
    """What the reader has said to have, and what the ranked routes ask to raise, at the highest grade asked for.

    ``known`` maps slugs to skills; they come in the order of their names. One that is not there was added a moment ago.
    """
    asked: dict[str, int] = {}
    for journey in found.ranked if found else ():
        for gain in journey.gains:
            asked[gain.skill] = max(gain.after, asked.get(gain.skill, 0))
    ticks = [Tick(skill, grade, True) for skill, grade in have.items()]
    ticks += [Tick(skill, grade, False) for skill, grade in asked.items()]
    ticks = [tick for tick in ticks if tick.skill in known]
    return sorted(ticks, key=lambda tick: (known[tick.skill].name.casefold(), tick.grade))
