"""All that a role page shows, and its parts that are made from several rows: maps, neighbours on the ladder, sources."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from careerguide import markdown
from careerguide.cards import role_card
from careerguide.models import FitPoint, Role, RoleParts, Section, Skill
from careerguide.ranges import axis_for, headline, other_places, pay_groups
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
MOST_BESIDE = 12

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
    branches = markdown.outline(section.body, section.anchor_prefix()) if section else []
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
    return sorted(sources.values(), key=lambda source: (source.is_secondary, source.title))


def with_draft(ladder, role) -> list:
    """The ladder of a track as it will be when a draft is published; the row that it takes the place of is left out."""
    others = [other for other in ladder if other.pk != role.copy_of_id]
    return sorted([*others, role], key=lambda other: (other.level.rank, other.rung, other.title))


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


def page_context(role) -> dict:
    """What the template of the role page shows of a role, which comes with its track and level.

    A working copy comes with the figures and the steps of its role, which are changed on their own.
    """
    live_key = role.copy_of_id or role.pk
    parts = RoleParts(role)
    sections, skills, figures, projections = sections_by_kind(role), parts.skills, parts.figures, parts.projections
    ends = {key for step in parts.steps for key in (step.from_role_id, step.to_role_id)}
    near = Role.objects.near(role, MOST_BESIDE).values("pk")
    others = list(Role.objects.for_ladder().filter(Q(pk__in=near) | Q(pk__in=ends)))
    steps = steps_between(parts.steps, {other.pk: other for other in others})
    ladder = [other for other in others if other.track_id == role.track_id]
    if not role.is_published:
        ladder = with_draft(ladder, role)
    track_size = len(ladder)
    if track_size > MOST_BESIDE:
        track_size = Role.objects.published().filter(track=role.track_id).count()
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
        "related": Role.objects.sharing_skills_with(role),
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
