"""What readers choose in the address of the comparison, the path finder and the match; what is wrong gets a sentence."""

import re
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.text import slugify

from careerguide.models import Grade, RetiredSlug, Role, Skill
from careerguide.paths import PREFERENCES

# What may once have been the name of a page in its address.
SLUG = re.compile(r"[-a-z0-9_]{1,80}", re.I | re.A)
MOST_COMPARED = 4
MOST_NAMED = 3
MOST_SHOWN = 40


def quoted(values) -> str:
    """The first of the values in quotes, each cut to a length that a sentence bears."""
    words = ", ".join(f"“{value[:MOST_SHOWN]}”" for value in values[:MOST_NAMED])
    return words + (" and others" if len(values) > MOST_NAMED else "")


def address(pairs) -> str:
    """The query of an address, with its question mark; nothing where there is none."""
    return f"?{urlencode(pairs)}" if pairs else ""


def successors(model, asked: list[str]) -> dict[str, str]:
    """Of slugs that rows once had: those of the rows that have their place now."""
    old, kind = [slug for slug in asked if SLUG.fullmatch(slug)], model._meta.model_name
    records = RetiredSlug.objects.filter(kind=kind, slug__in=old).values_list("slug", f"{kind}__slug") if old else ()
    return {slug: successor for slug, successor in records if successor}


def renamed(model, known: dict, asked: list[str]) -> list[str]:
    """The slugs that were asked for, an old one as that of the row that has its place now: shared addresses keep."""
    now = successors(model, [slug for slug in asked if slug not in known])
    return [now[slug] if now.get(slug) in known else slug for slug in asked]


def named_roles(roles, asked: list[str]) -> dict[str, Role]:
    """The roles that values of an address name, by value: slugs, old ones among them, or titles as readers type them."""
    found = {role.slug: role for role in roles.filter(slug__in=[value for value in asked if SLUG.fullmatch(value)])}
    if left := [value for value in asked if value not in found and "\0" not in value]:
        now = successors(Role, left)
        slugs = {value: now.get(value) or slugify(value) for value in left}
        rows = list(roles.filter(Q(slug__in=slugs.values()) | Q(title__in=left)))
        by_name = {role.title: role for role in rows} | {role.slug: role for role in rows}
        found |= {value: by_name.get(value) or by_name.get(slugs[value]) for value in left}
    return {value: role for value, role in found.items() if role}


def is_typed(value: str) -> bool:
    """Whether a value is no slug but what somebody typed."""
    return not SLUG.fullmatch(value)


class RoleChoice:
    """The roles of a comparison, in the order of the address: ``?role=…&role=…``.

    ``roles`` holds up to four, ``wrong`` the sentences about the rest, ``unknown`` the names that no role has;
    ``hide_same`` says whether equal rows are hidden. ``known`` are the roles to choose from.
    """

    def __init__(self, data, known):
        values = [value for value in data.getlist("role") if value]
        named = named_roles(known, values)
        self.known = {role.slug: role for role in named.values()}
        asked = [named[value].slug if value in named else value for value in values]
        self.unknown = unknown = list(dict.fromkeys(slug for slug in asked if slug not in self.known))
        twice = list(dict.fromkeys(slug for slug in asked if slug in self.known and asked.count(slug) > 1))
        found = list(dict.fromkeys(slug for slug in asked if slug in self.known))
        self.roles = [self.known[slug] for slug in found[:MOST_COMPARED]]
        self.hide_same = data.get("hide") == "same"
        self.has_blanks = "" in data.getlist("role") or any(map(is_typed, values))
        self.wrong = []
        if unknown:
            way_on = "choose another one" if self.has_room else "the four that fit side by side are here"
            self.wrong.append(f"There is no role called {quoted(unknown)}: {way_on}.")
        if twice:
            titles = quoted([self.known[slug].title for slug in twice])
            self.wrong.append(f"{titles} was named more than once; it stands here once.")
        if left_out := [self.known[slug].title for slug in found[MOST_COMPARED:]]:
            self.wrong.append(
                f"Four roles fit side by side, so {quoted(left_out)} {'is' if len(left_out) == 1 else 'are'} left out: "
                "take one away first."
            )

    @property
    def has_room(self) -> bool:
        return len(self.roles) < MOST_COMPARED

    def query(self, *, without=None, more: str = "", canonical=False) -> str:
        """The address of this view, without one role or with one more (its slug); the canonical one names the roles in
        the order of their slugs."""
        slugs = [role.slug for role in self.roles if role != without] + ([more] if more else [])
        pairs = [("role", slug) for slug in (sorted(slugs) if canonical else slugs)]
        return address(pairs + ([("hide", "same")] if self.hide_same and not canonical else []))

    def removals(self) -> list[tuple]:
        """Each role with the address of the view without it."""
        return [(role, self.query(without=role) or "?") for role in self.roles]


class SkillChoice:
    """The skills that a reader has, each with its grade: ``?have=python.3``. Of two grades the higher one counts.

    ``have`` maps slug to grade, in the order of the names; ``wrong`` holds the sentences about the rest.
    """

    def __init__(self, data, known):
        self.skills = {skill.slug: skill for skill in known}
        asked, self.wrong = {}, []
        unknown = []
        values = [value for value in data.getlist("have") if value]
        slugs = renamed(Skill, self.skills, [value.rpartition(".")[0] for value in values])
        for value, slug in zip(values, slugs, strict=True):
            grade = value.rpartition(".")[2]
            if slug in self.skills and grade in {str(grade) for grade in Grade.values}:
                asked[slug] = max(int(grade), asked.get(slug, 0))
            else:
                unknown.append(value)
        self.have = {slug: asked[slug] for slug in self.skills if slug in asked}
        self.has_blanks = "" in data.getlist("have")
        if unknown := list(dict.fromkeys(unknown)):
            one = len(unknown) == 1
            self.wrong.append(
                f"{quoted(unknown)} {'is no skill' if one else 'are no skills'} of ours with a grade from 1 to 4, such as "
                f"“python.3”: choose {'it' if one else 'them'} in the list."
            )

    def pairs(self) -> list[tuple[str, str]]:
        return [("have", f"{slug}.{grade}") for slug, grade in self.have.items()]


class RouteChoice(SkillChoice):
    """Where from, where to, what to prefer and the skills the reader has: ``?from=…&to=…&prefer=…&have=…``."""

    def __init__(self, data, known_roles, known_skills):
        super().__init__(data, known_skills)
        values = [value for name in ("from", "to") for value in data.getlist(name) if value]
        self.named = named_roles(known_roles, values)
        self.unknown: dict[str, str] = {}
        self.start = self.role(data, "from", "start")
        self.target = self.role(data, "to", "end")
        self.prefer = data.get("prefer") or "years"
        if self.prefer not in PREFERENCES:
            self.wrong.append(f"There is no preference {quoted([self.prefer])}, so the routes are by fewest years.")
            self.prefer = "years"
        if self.start and self.start == self.target:
            self.wrong.append(f"You start and end as {self.start.title}: choose two different roles.")
        self.has_blanks = self.has_blanks or any("" in data.getlist(name) for name in ("from", "to", "prefer"))
        self.has_blanks = self.has_blanks or any(map(is_typed, values))

    def role(self, data, name, what):
        """The role that a parameter names, the last one where it stands more than once."""
        asked = [value for value in data.getlist(name) if value]
        if not asked:
            return None
        if len({self.named.get(value, value) for value in asked}) > 1:
            self.wrong.append(f"The address names more than one role to {what}; the last one counts.")
        if asked[-1] not in self.named:
            self.unknown[name] = asked[-1]
            self.wrong.append(f"There is no role called {quoted(asked[-1:])} to {what} with: choose another one.")
        return self.named.get(asked[-1])

    @property
    def is_complete(self) -> bool:
        return bool(self.start and self.target and self.start != self.target)

    def query(self, **changes) -> str:
        """The address of this view in its one order, with some roles or the preference changed."""
        pairs = {
            "from": self.start and self.start.slug,
            "to": self.target and self.target.slug,
            "prefer": "" if self.prefer == "years" else self.prefer,
        } | {name.rstrip("_"): value for name, value in changes.items()}
        return address([(name, value) for name, value in pairs.items() if value] + self.pairs())

    @property
    def swapped(self) -> str:
        return self.query(from_=self.target and self.target.slug, to=self.start and self.start.slug)


class MatchChoice(SkillChoice):
    """The skills the reader has and, if they say so, the role they work in: ``?have=…&from=…``."""

    def __init__(self, data, known_roles, known_skills):
        super().__init__(data, known_skills)
        asked = data.get("from") or ""
        self.start = named_roles(known_roles, [asked]).get(asked) if asked else None
        self.unknown = {"from": asked} if asked and not self.start else {}
        if self.unknown:
            self.wrong.append(f"There is no role called {quoted([asked])} to start with: choose another one.")
        self.has_blanks = self.has_blanks or "" in data.getlist("from") or bool(asked and is_typed(asked))

    def query(self, start: str = "") -> str:
        """The address of this view, with another role to start from (its slug)."""
        start = start or (self.start.slug if self.start else "")
        return address(([("from", start)] if start else []) + self.pairs())

    def path_query(self, slug: str) -> str:
        """The address of the path finder for one of the roles."""
        start = [("from", self.start.slug)] if self.start else []
        return address([*start, ("to", slug), *self.pairs()])
