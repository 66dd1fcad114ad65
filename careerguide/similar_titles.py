"""Titles of roles and names of skills that are nearly the same as another's: two pages on one thing help nobody."""

import re

from careerguide.models import OtherTitle, Role, Skill

# Letters that a word has at least for a slip of the keyboard to be told from another word.
LONG = 5
# What adverts write short, and what it stands for.
SHORT = {
    "ai": "artificial intelligence",
    "eng": "engineer",
    "jr": "junior",
    "mgr": "manager",
    "ml": "machine learning",
    "sr": "senior",
    "vp": "vice president",
}
MOST = 3


def normal(title: str) -> str:
    """A title in small letters, without marks, its short words written out."""
    words = re.findall(r"[\w+#]+", title.casefold().replace("&", " and "))
    return " ".join(SHORT.get(word, word) for word in words)


def names_of_roles(without: int | None):
    """Every title with the role that has it; a role and its working copy are one."""
    others = Role.objects.all()
    if row := Role.with_copies.filter(pk=without).first() if without else None:
        others = others.exclude(pk__in=[row.pk, row.copy_of_id or row.pk])
    for title, short_title in others.values_list("title", "short_title"):
        yield title, title
        yield short_title, title
    yield from OtherTitle.objects.filter(role__in=others).values_list("title", "role__title")


def names_of_skills(without: int | None):
    for name, other_names in Skill.objects.exclude(pk=without).values_list("name", "other_names"):
        yield name, name
        yield from ((other, name) for other in other_names.split(","))


NAMES = {"role": names_of_roles, "skill": names_of_skills}


def similar(kind: str, title: str, without: int | None = None) -> list[str]:
    """Sentences on up to three titles of other roles or skills that are the same, or the same but for slips."""
    wanted, found = normal(title), {}
    for name, owner in NAMES[kind](without) if wanted else ():
        if owner not in found and is_same(wanted, normal(name)):
            found[owner] = name.strip()
    return [
        f"There is a {kind} “{owner}” already." if name == owner else f"“{name}” is a name of the {kind} “{owner}”."
        for owner, name in list(found.items())[:MOST]
    ]


def is_same(one: str, other: str) -> bool:
    """Whether two titles have the same words in any order and spacing, a slip in each of the long ones forgiven."""
    if one.replace(" ", "") == other.replace(" ", ""):
        return True
    words, others = sorted(one.split()), sorted(other.split())
    return len(words) == len(others) and all(map(is_slip, words, others))


def is_slip(one: str, other: str) -> bool:
    """Whether two words are the same but for one letter, more, less or another, or two that changed places."""
    if one == other:
        return True
    if min(len(one), len(other)) < LONG or abs(len(one) - len(other)) > 1:
        return False
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])
