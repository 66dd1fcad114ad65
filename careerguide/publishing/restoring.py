"""Bringing an old state of a role back: as a working copy, never over the live page."""

from django.db import transaction
from reversion.models import Revision

from careerguide.models import Role, Skill, Source

from .documents import document, own_fields
from .flow import start_copy
from .history import document_of
from .words import known_names


def restorable(content: dict, live: dict) -> tuple[dict, list[str]]:
    """A kept document without what is gone from the guide since, and sentences that say what was left out."""
    known = known_names()
    left_out = []
    found = dict(content)
    for field in own_fields(Role):
        if field.is_relation and content[field.attname] not in (None, *known[field.related_model]):
            found[field.attname] = live[field.attname]
            left_out.append(f"Its {field.verbose_name} of then is gone: the one of now is kept.")
    skills = [row for row in content["role_skills"] if row["skill_id"] in known[Skill]]
    if number := len(content["role_skills"]) - len(skills):
        left_out.append(f"Skills that are gone: {number}.")
    found["role_skills"] = skills
    for field in Role._meta.many_to_many:
        found[field.name] = [key for key in content[field.name] if key in known[Source]]
    for name in ("sections", "pay_notes"):
        found[name] = [row | {"sources": [k for k in row["sources"] if k in known[Source]]} for row in content[name]]
    return found, left_out


def restore(role: Role, state: Revision, user) -> tuple[Role, list[str]]:
    """Begins a working copy that holds a kept state; sentences say what of it is gone from the guide since."""
    with transaction.atomic():
        content, left_out = restorable(document_of(state), document(role))
        return start_copy(role, user, content), left_out
