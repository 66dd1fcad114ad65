"""What can be found: every published page, question and term as one entry of the index."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from careerguide.models import OtherTitle, Question, Role, RoleSkill, Section, Skill, Term, Track

# In the order in which a tie is settled.
KINDS = {
    "role": "Roles",
    "skill": "Skills",
    "track": "Tracks",
    "question": "Questions answered",
    "term": "Words explained",
}


@dataclass(frozen=True)
class Entry:
    """A page, or a part of one, with the texts that it is found by, the weightiest first.

    ``note`` is the role that a question is about.
    """

    kind: str
    pk: int
    title: str
    url: str
    others: list[str] = field(default_factory=list)
    skills: list[str] = field(default_factory=list)
    context: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    track: str = ""
    level: str = ""
    note: str = ""


def entries() -> Iterator[Entry]:
    """Every entry, from eight queries however much there is; drafts are left out, and so are their questions."""
    other_titles, skills, sections = defaultdict(list), defaultdict(list), defaultdict(list)
    for role, title in OtherTitle.objects.live().values_list("role", "title"):
        other_titles[role].append(title)
    for role, name in RoleSkill.objects.live().values_list("role", "skill__name"):
        skills[role].append(name)
    for role, body in Section.objects.live().values_list("role", "body"):
        sections[role].append(body)
    roles = {role.pk: role for role in Role.objects.published().select_related("track", "level")}
    addresses = {role.pk: role.get_absolute_url() for role in roles.values()}
    for role in roles.values():
        short = [role.short_title] if role.short_title not in ("", role.title) else []
        yield Entry(
            "role",
            role.pk,
            role.title,
            addresses[role.pk],
            others=list(dict.fromkeys(short + other_titles[role.pk])),
            skills=skills[role.pk],
            context=[role.track.name, role.level.name],
            body=[role.lede, *sections[role.pk]],
            track=role.track.slug,
            level=role.level.slug,
        )
    for question in Question.objects.filter(role__status=Role.Status.PUBLISHED):
        role = roles[question.role_id]
        yield Entry(
            "question",
            question.pk,
            question.question,
            f"{addresses[role.pk]}#q-{question.slug}",
            context=[role.title, *other_titles[role.pk]],
            body=[question.answer],
            track=role.track.slug,
            level=role.level.slug,
            note=role.name,
        )
    for skill in Skill.objects.all():
        yield Entry(
            "skill",
            skill.pk,
            skill.name,
            skill.get_absolute_url(),
            others=[*parts(skill.name), *split(skill.other_names)],
            context=[skill.get_category_display()],
            body=[skill.summary, skill.about],
        )
    for track in Track.objects.all():
        yield Entry(
            "track",
            track.pk,
            track.name,
            track.get_absolute_url(),
            others=[track.short_name, f"{track.short_name} track"],
            body=[track.line, track.introduction],
            track=track.slug,
        )
    for term in Term.objects.all():
        yield Entry("term", term.pk, term.term, term.get_absolute_url(), body=[term.definition])


def split(names: str) -> list[str]:
    return [name for part in names.split(",") if (name := part.strip())]


def parts(name: str) -> list[str]:
    """The names inside a double one, such as Regulation & compliance or AWS (incl. SageMaker)."""
    found = [part.removeprefix("incl.").strip() for part in re.split(r"[&,()]| and ", name)]
    return [part for part in found if part and part != name]
