"""Documents of roles in words: keys become names, choices their labels, so that people can read what differs."""

from careerguide.models import Level, Projection, Role, RoleSkill, Section, Skill, Source, Track

from .differences import Words
from .documents import PARTS, own_fields

HEADINGS = {
    "sections": "Sections",
    "role_skills": "Skills",
    "fit_points": "Honest fit",
    "questions": "Questions",
    "pay_notes": "Pay notes",
    "other_titles": "Other titles",
    "occupation_codes": "Official occupations",
}
# What orders the parts of a group, and is told as a change of their order.
ORDER = "order"
PAGE = "Page"


def known_names() -> dict:
    """What people call the rows that documents refer to by their keys, by model."""
    return {
        Source: dict(Source.objects.values_list("pk", "title")),
        Skill: dict(Skill.objects.values_list("pk", "name")),
        Track: dict(Track.objects.values_list("pk", "name")),
        Level: dict(Level.objects.values_list("pk", "name")),
        Projection: {projection.pk: str(projection) for projection in Projection.objects.all()},
    }


def in_words(*documents: dict) -> list[Words]:
    """The documents in words; five queries for all of them."""
    names = known_names()
    return [worded(content, names) for content in documents]


def disputed_in_words(both: list[tuple[str, dict]]) -> list[str]:
    """What two people have changed differently, such as “Skills: SQL”."""
    names = known_names() if both else {}
    return [
        f"{HEADINGS[name]}: {part_name(PARTS[name], row, names)}"
        if name in PARTS
        else f"{PAGE}: {Role._meta.get_field(name).verbose_name}"
        for name, row in both
    ]


def worded(content: dict, names: dict) -> Words:
    found = {PAGE: {"": {"name": "", "fields": row_in_words(Role, content, names)}}}
    for group, model in PARTS.items():
        items = {}
        for part in in_order(model, content[group]):
            name = part_name(model, part, names)
            key = name
            while key in items:
                key += " (again)"
            items[key] = {"name": name, "fields": row_in_words(model, part, names)}
        found[HEADINGS[group]] = items
    return found


def in_order(model, parts: list[dict]) -> list[dict]:
    if model is Section:
        return sorted(parts, key=lambda part: Section.Kind.values.index(part["kind"]))
    return sorted(parts, key=lambda part: (part.get("kind", ""), part["order"]))


def part_name(model, part: dict, names: dict) -> str:
    """What people call a part: the name of its skill, its question, its text."""
    if model is Section:
        return Section.Kind(part["kind"]).label
    if model is RoleSkill:
        return names[Skill].get(part["skill_id"], f"a skill that is gone (number {part['skill_id']})")
    return part.get("question") or part.get("text") or f"{part.get('code', '')} {part['title']}".strip()


def row_in_words(model, row: dict, names: dict) -> dict[str, str]:
    fields = {}
    for field in own_fields(model):
        if field.name != ORDER and (model, field.name) not in NAMED_BY:
            fields[field.verbose_name] = value_in_words(field, row[field.attname], names)
    for field in model._meta.many_to_many:
        known = names[field.related_model]
        fields[field.verbose_name] = "; ".join(sorted(known.get(key, f"number {key}, gone") for key in row[field.name]))
    return fields


# What the name of a part says already.
NAMED_BY = {(Section, "kind"), (RoleSkill, "skill")}


def value_in_words(field, value, names: dict) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field.is_relation:
        return names[field.related_model].get(value, f"number {value}, gone")
    if field.flatchoices:
        label = dict(field.flatchoices).get(value, value)
        return f"{value} ({label})" if isinstance(value, int) else str(label)
    return str(value)
