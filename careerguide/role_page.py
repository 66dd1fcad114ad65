"""All that a role page shows, and its parts that are made from several rows: maps, neighbours on the ladder, sources."""

from bisect import bisect_left
from dataclasses import dataclass

from django.urls import reverse

from careerguide import markdown
from careerguide.cards import role_card
from careerguide.models import FitPoint, Role, RoleParts, Section, Skill, a_to_z, related
from careerguide.ranges import axis_for, headline, other_places, pay_groups
from careerguide.reference import Reference
from careerguide.sharing import role_description, role_title
from careerguide.structured_data import breadcrumbs, occupation, questions, script


@dataclass(frozen=True)
class Leaf:
    """A word on a mind map and the address it leads to."""

    text: str
    href: str


@dataclass(frozen=True)
class Branch:
    """A branch of a mind map: its name, the address it leads to, and its leaves."""

    title: str
    href: str
    leaves: list[Leaf]


MOST_LEAVES = 4
# Roles of the ladder on either side of the one that the page is about; the whole of a long track stands on its own page.
MOST_BESIDE = 7

# Beside the headings of the requirements, which are called Technical and Leadership too.
SKILL_BRANCHES = {
    Skill.Category.TECHNICAL: "Technical skills",
    Skill.Category.TOOLS: "Tools",
    Skill.Category.LEADERSHIP: "Leadership skills",
    Skill.Category.DOMAIN: "Knowledge of the field",
    Skill.Category.SOFT: "Working with people",
}


def sections_by_kind(role) -> dict[str, Section]:
    """The prefetched sections of a role by kind, in page order; kinds without a row are left out."""
    found = {section.kind: section for section in role.sections.all()}
    return {kind: found[kind] for kind in Section.Kind.values if kind in found}


def outline_branches(section: Section | None, fallback: str) -> list[Branch]:
    """The outline of a section as branches whose leaves lead to the heading they stand under."""
    branches = markdown.outline(section.body_html) if section else []
    return [
        Branch(
            b.title,
            f"#{b.anchor or fallback}",
            [Leaf(leaf, f"#{b.anchor or fallback}") for leaf in b.leaves[:MOST_LEAVES]],
        )
        for b in branches
        if b.leaves
    ]


def responsibility_map(sections) -> list[Branch]:
    """Areas and duties of the section on responsibilities."""
    return outline_branches(sections.get(Section.Kind.RESPONSIBILITIES), "responsibilities")


def requirement_map(sections, role_skills) -> list[Branch]:
    """What employers ask for, and the skills by category, the highest grades first."""
    branches = outline_branches(sections.get(Section.Kind.REQUIREMENTS), "requirements")
    for category, title in SKILL_BRANCHES.items():
        skills = sorted(
            (rs for rs in role_skills if rs.skill.category == category), key=lambda rs: (-rs.grade, rs.order)
        )
        if skills:
            leaves = [Leaf(rs.skill.name, rs.skill.get_absolute_url()) for rs in skills[:MOST_LEAVES]]
            branches.append(Branch(title, "#skills", leaves))
    return branches


def neighbours(ladder, role) -> dict:
    """The roles before and after on the track's ladder; a role of the same level is no neighbour above or below."""
    lower = [other for other in ladder if other.level.rank < role.level.rank]
    higher = [other for other in ladder if other.level.rank > role.level.rank]
    return {"previous": lower[-1] if lower else None, "next": higher[0] if higher else None}


def fit_points(role) -> list[tuple[str, list]]:
    """The points of honest fit by kind, with the words each kind opens with."""
    points = list(role.fit_points.all())
    groups = [(kind.label, [point for point in points if point.kind == kind]) for kind in FitPoint.Kind]
    return [(label, of_kind) for label, of_kind in groups if of_kind]


def sources_of(sections, figures, projections) -> list:
    """Every source that the page rests on, each once: official and open ones before articles."""
    sources = {source.pk: source for section in sections.values() for source in section.sources.all()}
    sources |= {figure.source_id: figure.source for figure in figures}
    sources |= {projection.source_id: projection.source for projection in projections}
    return sorted(sources.values(), key=lambda source: (source.is_secondary, a_to_z(source.title)))


def around(rungs: list[tuple], role) -> list[int]:
    """The keys of the roles around one on its ladder: ``MOST_BESIDE`` on either side, and the nearest of other levels.

    ``rungs`` is the ladder from the bottom up: rank of the level, rung, title and key of each published role.
    """
    hidden, rank = {role.pk, role.copy_of_id}, role.level.rank
    here = bisect_left(rungs, (rank, role.rung, role.title, 0))
    below, above = bisect_left(rungs, (rank,)), bisect_left(rungs, (rank + 1,))
    # One more of each, because one of them may be the role itself or the one that it is a working copy of.
    keys = [[key for *_, key in some if key not in hidden] for some in (
        rungs[max(here - MOST_BESIDE - 1, 0) : here], rungs[here : here + MOST_BESIDE + 2],
        rungs[max(below - 2, 0) : below], rungs[above : above + 2],
    )]  # fmt: skip
    return list(dict.fromkeys([*keys[0][-MOST_BESIDE:], *keys[1][:MOST_BESIDE], *keys[2][-1:], *keys[3][:1]]))


def ladder_order(role) -> tuple:
    return role.level.rank, role.rung, role.title


def ladder_around(role, known: Reference) -> list[Role]:
    """The roles around one on its ladder, itself among them, from the bottom up, with what lists show of them."""
    keys = around(known.rungs(role.track_id), role)
    return sorted([role, *known.placed(Role.objects.for_list().filter(pk__in=keys).order_by())], key=ladder_order)


def steps_between(steps, roles) -> list:
    """Steps with their two roles, which are given by key, in the order of the page."""
    for step in steps:
        step.from_role, step.to_role = roles[step.from_role_id], roles[step.to_role_id]
    return sorted(
        steps,
        key=lambda step: (
            step.kind,
            -1 if step.years_min is None else step.years_min,
            step.to_role.title,
            step.from_role.title,
        ),
    )


def page_context(role, known: Reference) -> dict:
    """What the template of the role page shows of a role, which comes with its track and level.

    A working copy comes with the figures and the steps of its role, which are changed on their own, and stands on the
    ladder in the place of its role.
    """
    rungs = known.rungs(role.track_id)
    parts = RoleParts(role, around(rungs, role))
    alike = related(role, known.rarest(need.skill_id for need in parts.skills))
    known.place([*parts.others, *alike])
    others = {other.pk: other for other in parts.others}
    hidden = {role.pk, role.copy_of_id}
    beside = [other for other in parts.others if other.track_id == role.track_id and other.pk not in hidden]
    ladder = sorted([role, *beside], key=ladder_order)
    return shown(role, parts, others, ladder, max(len(rungs), len(ladder)), alike)


def shown(role, parts, others: dict, ladder: list, track_size: int, alike: list) -> dict:
    """The context of the template from rows that have been read: the roles of the steps by key, ladder, related roles."""
    live_key = role.copy_of_id or role.pk
    sections, skills, figures, projections = sections_by_kind(role), parts.skills, parts.figures, parts.projections
    steps = steps_between(parts.steps, others)
    top = headline(figures)
    pay = [group for group in pay_groups(figures) if not group.is_claims]
    beside = neighbours(ladder, role)
    way_here = [("Roles", reverse("role_list")), (role.track.short_name, role.track.get_absolute_url())]
    return {
        "role": role,
        "sections": sections,
        "responsibility_map": responsibility_map(sections),
        "requirement_map": requirement_map(sections, skills),
        "skills": skills,
        "headline": top,
        "headline_axis": axis_for([top.figure.p90] if top.figure else [], most_steps=5),
        "pay_figures": [figure for group in pay for figure in group.figures if not figure.is_alternate],
        "pay_axis": pay[0].axis if pay else None,
        "places": dict.fromkeys(figure.place.name for figure in other_places(figures)),
        "ladder": ladder,
        "track_size": track_size,
        **beside,
        "ways_in": [step for step in steps if step.to_role_id == live_key],
        "ways_on": [step for step in steps if step.from_role_id == live_key],
        "projections": projections,
        "outlook": next((projection for projection in projections if projection.pk == role.outlook_id), None),
        "fit": fit_points(role),
        "related": alike,
        "sources": sources_of(sections, figures, projections),
        "title": role_title(role),
        "description": role_description(role, top),
        "card": role_card(role, top, beside["previous"], beside["next"]),
        "structured_data": script(
            occupation(role, top, skills),
            breadcrumbs(*way_here, (role.title, role.get_absolute_url())),
            questions(role.questions.all()),
        ),
    }
