"""The content as its readers meet it: pages, the published roles with their parts, and the names of roles."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from careerguide.content_checks.entries import Entry
from careerguide.content_checks.passages import Passage
from careerguide.models import Content, FitPoint, OtherTitle, Question, Role, RoleSkill, Section, Term, Transition


@dataclass
class RolePage:
    """A published role with the entries that make its page."""

    role: Entry
    sections: dict[str, Entry] = field(default_factory=dict)
    skills: list[Entry] = field(default_factory=list)
    fit_points: list[Entry] = field(default_factory=list)
    questions: list[Entry] = field(default_factory=list)

    def prose(self) -> Iterator[Passage]:
        """What a page is judged by: sections, honest fit and questions, without headings; skills and pay stand aside."""
        for entry in (*self.sections.values(), *self.fit_points, *self.questions):
            for _, passages in entry.prose():
                yield from (passage for passage in passages if passage.kind != "heading")


@dataclass
class Guide:
    """All entries of the fixture files."""

    entries: list[Entry]

    @cached_property
    def by_model(self) -> dict[type[Content], list[Entry]]:
        groups = defaultdict(list)
        for entry in self.entries:
            groups[entry.model].append(entry)
        return groups

    @cached_property
    def pages(self) -> dict[str, RolePage]:
        """The pages of the published roles by slug."""
        pages = {
            str(role.get("slug")): RolePage(role)
            for role in self.by_model[Role]
            if role.get("status") == Role.Status.PUBLISHED
        }
        for entry in self.entries:
            page = pages.get(entry.reference("role"))
            if page is None:
                continue
            if entry.model is Section:
                page.sections[str(entry.get("kind"))] = entry
            elif entry.model is RoleSkill:
                page.skills.append(entry)
            elif entry.model is FitPoint:
                page.fit_points.append(entry)
            elif entry.model is Question:
                page.questions.append(entry)
        return pages

    def slugs(self, model: type[Content]) -> set[str]:
        """The slugs that readers can open: every one of a model, of roles the published ones."""
        return set(self.pages) if model is Role else {str(entry.get("slug")) for entry in self.by_model[model]}

    @cached_property
    def role_names(self) -> set[str]:
        """Every title of every role."""
        names = [(role, name) for role in self.by_model[Role] for name in ("title", "short_title")]
        names += [(title, "title") for title in self.by_model[OtherTitle]]
        return {entry.text(name) for entry, name in names} - {""}


def page_of(entry: Entry) -> str:
    """The page on which an entry stands, as a name for people."""
    if role := entry.reference("role"):
        return role
    if entry.model is Term:
        return "glossary"
    if entry.model is Transition:
        return f"{entry.reference('from_role')} → {entry.reference('to_role')}"
    return f"{entry.model._meta.verbose_name} {entry.reference('skill') or entry.get('slug')}"
