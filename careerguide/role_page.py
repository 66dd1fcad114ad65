"""The parts of a role page that are made from several of its rows: maps, neighbours on the ladder, sources."""

from dataclasses import dataclass

from careerguide import markdown
from careerguide.models import FitPoint, Section, Skill


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
