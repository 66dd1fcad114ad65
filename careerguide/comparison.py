"""Roles side by side, and what changes from one role to another."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from careerguide import markdown
from careerguide.models import FitPoint, RoleSkill, Section, Skill


@dataclass(frozen=True)
class Row:
    """One line of a comparison: a cell for each role. ``look`` says how the cells are drawn."""

    label: str
    cells: list[Any]
    look: str = "text"
    href: str = ""

    @property
    def is_same(self) -> bool:
        return all(cell == self.cells[0] for cell in self.cells[1:])

    @property
    def is_long(self) -> bool:
        """Whether the cells hold sentences or lists, which a narrow screen shows below each other."""
        return self.look in ("text", "list", "areas", "steps")

    @property
    def highest(self) -> Any:
        return max(self.cells)


@dataclass(frozen=True)
class Group:
    """Rows under one heading."""

    title: str
    rows: list[Row]


def compare(roles: list) -> list[Group]:
    """The groups of a comparison; the roles come from ``Role.objects.for_comparison``."""
    groups = [
        Group("In short", facts(roles)),
        Group("Skills by grade", skill_rows(roles)),
        Group("What you answer for", duty_rows(roles)),
        Group("What employers ask for", requirement_rows(roles)),
        Group("Is it for you?", fit_rows(roles)),
        Group("Ways on", [Row("Next steps", [role.ways_on for role in roles], "steps")]),
    ]
    return [group for group in groups if group.rows]


def facts(roles: list) -> list[Row]:
    return [
        Row("What it is", [role.lede for role in roles]),
        Row("Track", [role.track for role in roles], "link"),
        Row("Seniority", [f"Level {role.level.rank}, {role.level.name}" for role in roles], "words"),
        Row("Years in the field", [(role.years_min, role.years_max) for role in roles], "years"),
        Row("Education", [role.get_education_display() for role in roles], "words"),
        Row("Reports to", [role.reports_to for role in roles]),
    ]


def skills_of(role) -> dict[Skill, RoleSkill]:
    return {need.skill: need for need in role.main_skills}


def skill_rows(roles: list) -> list[Row]:
    """A row for each skill that one of the roles asks for, the highest grades first; 0 where a role asks for none."""
    asked = [{skill: need.grade for skill, need in skills_of(role).items()} for role in roles]
    skills = {skill for grades in asked for skill in grades}
    rows = [
        Row(skill.name, [grades.get(skill, 0) for grades in asked], "grade", skill.get_absolute_url())
        for skill in skills
    ]
    return sorted(rows, key=lambda row: (-row.highest, -sum(row.cells), row.label))


def outline_of(role, kind) -> dict[str, list[str]]:
    """The headings of a section with the labels below each."""
    for section in role.sections.all():
        if section.kind == kind:
            return {branch.title: branch.leaves for branch in markdown.outline(section.body_html) if branch.leaves}
    return {}


def duty_rows(roles: list) -> list[Row]:
    """A row for each area that several of the roles have, and one for the areas that only one of them has."""
    outlines = [outline_of(role, Section.Kind.RESPONSIBILITIES) for role in roles]
    counts = Counter(area for outline in outlines for area in outline)
    shared = [area for area, count in counts.items() if count > 1]
    rows = [Row(area, [outline.get(area, []) for outline in outlines], "list") for area in shared]
    own = [{area: duties for area, duties in outline.items() if area not in shared} for outline in outlines]
    if any(own):
        rows.append(Row("Other areas" if shared else "Areas and duties", own, "areas"))
    return rows


def requirement_rows(roles: list) -> list[Row]:
    outlines = [outline_of(role, Section.Kind.REQUIREMENTS) for role in roles]
    headings = dict.fromkeys(heading for outline in outlines for heading in outline)
    return [Row(heading, [outline.get(heading, []) for outline in outlines], "list") for heading in headings]


def fit_rows(roles: list) -> list[Row]:
    rows = [
        Row(
            kind.label,
            [[point.text for point in role.fit_points.all() if point.kind == kind] for role in roles],
            "list",
        )
        for kind in FitPoint.Kind
    ]
    return [row for row in rows if any(row.cells)]


@dataclass(frozen=True)
class SkillChange:
    """A skill whose grade differs between two roles; 0 is none. ``you_can`` says what it means in the second."""

    skill: Skill
    before: int
    after: int
    you_can: str = ""


@dataclass(frozen=True)
class AreaChange:
    """An area of duties: what is new in it and what is gone; ``kind`` is new, gone or changed."""

    title: str
    kind: str
    new: list[str]
    gone: list[str]


@dataclass(frozen=True)
class Changes:
    """What differs between two roles, and nothing else."""

    facts: list[Row]
    added: list[SkillChange]
    raised: list[SkillChange]
    lowered: list[SkillChange]
    dropped: list[SkillChange]
    kept: int
    areas: list[AreaChange]


def changes(before, after) -> Changes:
    """What is added, raised, lowered or dropped from one role to another, both from ``for_comparison``."""
    old, new = skills_of(before), skills_of(after)
    skills = [
        SkillChange(
            skill,
            old[skill].grade if skill in old else 0,
            new[skill].grade if skill in new else 0,
            new[skill].you_can if skill in new else "",
        )
        for skill in [*new, *(skill for skill in old if skill not in new)]
    ]
    return Changes(
        facts=[row for row in facts([before, after])[1:] if not row.is_same],
        added=sorted((s for s in skills if not s.before), key=lambda s: -s.after),
        raised=[s for s in skills if 0 < s.before < s.after],
        lowered=[s for s in skills if s.before > s.after > 0],
        dropped=[s for s in skills if not s.after],
        kept=sum(s.before == s.after for s in skills),
        areas=area_changes(
            outline_of(before, Section.Kind.RESPONSIBILITIES), outline_of(after, Section.Kind.RESPONSIBILITIES)
        ),
    )


def area_changes(old: dict[str, list[str]], new: dict[str, list[str]]) -> list[AreaChange]:
    """New areas first, then those whose duties differ, then those that are gone."""
    found = [AreaChange(area, "new", duties, []) for area, duties in new.items() if area not in old]
    for area in new:
        if area in old and new[area] != old[area]:
            found.append(
                AreaChange(
                    area,
                    "changed",
                    [duty for duty in new[area] if duty not in old[area]],
                    [duty for duty in old[area] if duty not in new[area]],
                )
            )
    return found + [AreaChange(area, "gone", [], duties) for area, duties in old.items() if area not in new]
