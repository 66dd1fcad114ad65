"""The path finder, what changes from one role to another, and the roles closest to somebody's skills."""

from django.http import Http404

from careerguide.cache import public_page
from careerguide.cards import path_card
from careerguide.career_graph import career_graph
from careerguide.choices import MatchChoice, RouteChoice
from careerguide.models import Grade, Role, Skill, Transition
from careerguide.next_page import NEXT_PAGE, next_context
from careerguide.paths import PREFERENCES, matches, routes
from careerguide.reference import Reference, reference
from careerguide.rendering import render_choice, render_page
from careerguide.route_page import find, no_route, skills_to_tick
from careerguide.sharing import absolute, description, title
from careerguide.views.errors import MOST_MEANT, moved_or_gone, nearest_roles

MOST_MATCHES = 12


@public_page(reads=("from", "to", "prefer", "have"))
def path_finder(request):
    known = reference(request.content_version)
    choice = RouteChoice(
        request.GET, Role.objects.for_list().select_related("track", "level"), known.skills_by_key.values()
    )
    career, found, none, nearest = career_graph(request.content_version), None, None, {}
    if choice.is_complete:
        start, target = choice.start.slug, choice.target.slug
        if not {start, target} <= career.graph.number.keys():
            # Published a moment ago, after the version that this process knows.
            career = career_graph()
        if not {start, target} <= career.graph.number.keys():
            raise Http404("One of the roles was unpublished a moment ago.")
        found = find(career, start, target, choice.prefer, choice.have)
        none = None if found.ranked else no_route(career.graph, start, target, choice.have)
        nearest = by_slug([*none.ends, *none.starts], known) if none else {}
    context = {
        "choice": choice,
        "lists_roles": known.lists_roles,
        "options": known.role_options,
        "meant": meant(choice, known, lambda name, slug: choice.query(**{f"{name}_": slug})),
        "nearest": nearest,
        "preferences": PREFERENCES,
        "found": found,
        "none": none,
        "to_tick": skills_to_tick(found, choice.have, choice.skills),
        **path_words(choice, found),
        "canonical": absolute(request.path + choice.query()),
    }
    return render_choice(request, choice, "paths/finder.html", "paths/_finder.html", context)


def by_slug(slugs: list[str], known: Reference) -> dict[str, Role]:
    """The roles of some slugs, with track and level."""
    return {role.slug: role for role in known.placed(Role.objects.for_list().filter(slug__in=slugs))}


def meant(choice, known: Reference, query) -> list[tuple[Role, str]]:
    """Where readers type the names of roles: those nearest to one that no role has, each with the address that names it."""
    unknown = {} if known.lists_roles else choice.unknown
    return [
        (role, query(name, role.slug)) for name, words in unknown.items() for role in nearest_roles(words, MOST_MEANT)
    ]


def path_words(choice, found) -> dict:
    """Title and description of a view of the path finder."""
    if not choice.is_complete:
        about = "Routes from one AI role to another: the years, the skills to raise at each step, and what is hard about it."
        return {"title": "Path finder", "description": about}
    start, target, said = choice.start, choice.target, said_of(found)
    return {
        "title": title(f"From {start.title} to {target.title}", f"{start.name} to {target.name}"),
        "description": description(
            f"From {start.name} to {target.name}.", said, "The skills to raise at each step, and what is hard about it."
        ),
        "card": path_card(start, target, said, choice.query().removeprefix("?")),
    }


def said_of(found) -> str:
    """The best route in one sentence."""
    if not found.ranked:
        return "No route is recorded; the nearest roles instead."
    route = found.ranked[0].route
    return f"{len(route.steps)} step{'s'[: len(route.steps) > 1]}, {route.years_min} to {route.years_max} years."


@public_page
def role_next(request, slug, other):
    roles = {role.slug: role for role in Role.objects.for_comparison().filter(slug__in=[slug, other])}
    for name, asked in (("slug", slug), ("other", other)):
        if asked not in roles:
            return moved_or_gone(request, Role, asked, name)
    step = Transition.objects.along([(slug, other)]).first()
    context = next_context(roles[slug], roles[other], step)
    return render_page(request, NEXT_PAGE, context=context)


@public_page(reads=("from", "have"))
def skill_match(request):
    known = reference(request.content_version)
    skills = list(known.skills_by_key.values())
    choice = MatchChoice(request.GET, Role.objects.for_list(), skills)
    graph = career_graph(request.content_version).graph
    found, count = matches(graph, choice.have, MOST_MATCHES)
    roles = by_slug([match.role for match in found], known)
    shown = [
        {
            "match": match,
            "role": roles[match.role],
            "route": next(iter(routes(graph, choice.start.slug, match.role, have=choice.have, most=1)), None)
            if choice.start
            else None,
            "query": choice.path_query(match.role),
        }
        for match in found
        if match.role in roles
    ]
    groups = [
        {
            "category": category,
            "skills": (of_category := [skill for skill in skills if skill.category == category]),
            "is_open": any(skill.slug in choice.have for skill in of_category),
        }
        for category in Skill.Category
    ]
    held = ", ".join(choice.skills[slug].name for slug in choice.have)
    context = {
        "choice": choice,
        "lists_roles": known.lists_roles,
        "options": known.role_options,
        "meant": meant(choice, known, lambda _, slug: choice.query(start=slug)),
        "groups": [group for group in groups if group["skills"]],
        "grades": Grade.choices,
        "shown": shown,
        "found": count,
        "title": title(f"Roles close to {held}", f"Roles close to {len(choice.have)} skills") if held else "My skills",
        "description": description(
            f"The {len(shown)} roles closest to {held}: what is missing for each." if held else "",
            "Tick your skills and see which AI roles you are closest to, what is missing for each, and the path there.",
        ),
        "canonical": absolute(request.path + choice.query()),
    }
    return render_choice(request, choice, "paths/match.html", "paths/_match.html", context)
