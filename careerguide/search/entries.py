"""What can be found: every published page, question and term as one entry of the index."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter

from careerguide.models import Level, OtherTitle, Question, Role, RoleSkill, Section, Skill, Term, Track

# In the order in which a tie is settled.
KINDS = {
    "role": "Roles",
    "skill": "Skills",
    "track": "Tracks",
    "question": "Questions answered",
    "term": "Words explained",
}


@dataclass
class Entry:
    """A page, or a part of one, with the texts that it is found by, the weightiest first.

    ``text`` is what results show of it and ``note`` the role that a question is about. What the index gives back has
    no ``context`` and, of a role, no ``body``.
    """

    kind: str
    pk: int
    title: str
    url: str
    others: list[str] = field(default_factory=list)
    skills: list[str] = field(default_factory=list)
    context: list[str] = field(default_factory=list)
    text: str = ""
    body: list[str] = field(default_factory=list)
    track: str = ""
    level: str = ""
    note: str = ""

    def digest(self) -> int:
        """A number that no other entry has and that changes with every word of this one; never negative."""
        names, body = "\x1f".join(self.others), "\x1f".join(self.body)
        skills, context = "\x1f".join(self.skills), "\x1f".join(self.context)
        single = self.kind, str(self.pk), self.title, self.url, self.text, self.track, self.level, self.note
        return number_of("\x1e".join((*single, names, skills, context, body)))

    def dumped(self) -> bytes:
        """What the results need of it; a role's texts are long and stay in the database."""
        return json.dumps(vars(self) | {"context": [], "body": [] if self.kind == "role" else self.body}).encode()


def number_of(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big") >> 2


def entries() -> Iterator[Entry]:
    """Every entry, from nine queries however much there is; drafts and working copies are left out with all their parts."""
    titles_of = by_role(OtherTitle.objects.order_by("role_id", "order", "pk").values_list("role_id", "title"))
    skills_of = by_role(RoleSkill.objects.order_by("role_id", "pk").values_list("role_id", "skill__name"))
    sections = Section.objects.order_by("role_id", "pk").values_list("role_id", "body")
    bodies_of = in_step(sections.iterator(chunk_size=200))
    tracks, levels, roles, names = Track.objects.in_bulk(), Level.objects.in_bulk(), {}, {}
    lean = Role.objects.published().only("slug", "title", "short_title", "lede", "track", "level").order_by("pk")
    for role in lean.iterator(chunk_size=200):
        track, level = tracks[role.track_id], levels[role.level_id]
        short = [role.short_title] if role.short_title not in ("", role.title) else []
        roles[role.pk] = entry = Entry(
            "role",
            role.pk,
            role.title,
            role.get_absolute_url(),
            others=list(dict.fromkeys(short + titles_of[role.pk])),
            skills=skills_of[role.pk],
            context=[track.name, level.name],
            text=role.lede,
            track=track.slug,
            level=level.slug,
        )
        names[role.pk] = role.name
        yield replace(entry, body=bodies_of(role.pk))
    asked = Question.objects.order_by("pk").values_list("pk", "role_id", "slug", "question", "answer")
    for pk, role_id, slug, question, answer in asked.iterator(chunk_size=1000):
        if role := roles.get(role_id):
            yield Entry(
                "question",
                pk,
                question,
                f"{role.url}#q-{slug}",
                context=[role.title, *titles_of[role_id]],
                text=answer,
                track=role.track,
                level=role.level,
                note=names[role_id],
            )
    for skill in Skill.objects.all():
        yield Entry(
            "skill",
            skill.pk,
            skill.name,
            skill.get_absolute_url(),
            others=[*parts(skill.name), *split(skill.other_names)],
            context=[skill.get_category_display()],
            text=skill.summary,
            body=[skill.about],
        )
    for track in tracks.values():
        yield Entry(
            "track",
            track.pk,
            track.name,
            track.get_absolute_url(),
            others=[track.short_name, f"{track.short_name} track"],
            text=track.line,
            body=[track.introduction],
            track=track.slug,
        )
    for term in Term.objects.all():
        yield Entry("term", term.pk, term.term, term.get_absolute_url(), text=term.definition)


def by_role(rows: Iterable[tuple]) -> dict[int, list]:
    """Values by role, from pairs of both."""
    values = defaultdict(list)
    for role, value in rows:
        values[role].append(value)
    return values


def in_step(rows: Iterable[tuple]) -> Callable[[int], list]:
    """What ``by_role`` gives, without ever holding all of it: rows and questions come by ascending role."""
    groups = groupby(rows, itemgetter(0))
    at, group = next(groups, (None, ()))

    def values(role: int) -> list:
        nonlocal at, group
        while at is not None and at < role:
            at, group = next(groups, (None, ()))
        return [value for _, value in group] if at == role else []

    return values


def split(names: str) -> list[str]:
    return [name for part in names.split(",") if (name := part.strip())]


def parts(name: str) -> list[str]:
    """The names inside a double one, such as Regulation & compliance or AWS (incl. SageMaker)."""
    found = [part.removeprefix("incl.").strip() for part in re.split(r"[&,()]| and ", name)]
    return [part for part in found if part and part != name]
