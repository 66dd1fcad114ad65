"""The published states of a role, each kept as a whole: who published it, when, and what stood there."""

import json
from contextlib import contextmanager

import reversion
from django.db import transaction
from reversion.models import Revision, Version

from careerguide.models import Role

from .documents import PARTS, document, own_fields, parts_of, plain, read_parts

NOT_PUBLISHED_HERE = "As it stood before the first change made here."


def connect_history():
    """Called once by the app config."""
    for model in (Role, *PARTS.values()):
        fields = [field.name for field in (*own_fields(model), *model._meta.many_to_many)]
        reversion.register(model, fields=fields)


def record(role: Role, user, comment: str):
    """Keeps the state of a published role, whose parts are read already."""
    with reversion.create_revision(manage_manually=True, atomic=False):
        reversion.set_user(user)
        reversion.set_comment(comment)
        for row in (role, *parts_of(role)):
            reversion.add_to_revision(row)


def record_if_new(role: Role):
    """Keeps a state that no person has published here, such as one loaded from the files."""
    latest = states_of(role).first()
    if latest is None or document_of(latest) != document(role):
        record(role, None, NOT_PUBLISHED_HERE)


@contextmanager
def kept_around(roles, user, comment: str):
    """Keeps the states of published roles before and after a change that is made past their working copies.

    The block and what is kept of it are one transaction.
    """
    keys = [role.pk for role in roles]
    with transaction.atomic():
        before = {}
        for role in read_published(keys):
            record_if_new(role)
            before[role.pk] = document(role)
        yield
        for role in read_published(keys):
            if document(role) != before.get(role.pk):
                record(role, user, comment)


def read_published(keys) -> list[Role]:
    roles = list(Role.objects.published().filter(pk__in=keys))
    read_parts(*roles)
    return roles


def states_of(role: Role):
    """The published states of a role, the newest first."""
    versions = Version.objects.get_for_object(role)
    return Revision.objects.filter(pk__in=versions.values("revision")).select_related("user").order_by("-pk")


def document_of(state: Revision) -> dict:
    """The document of a kept state. What the role has got since, such as a new field, holds its default."""
    rows: dict[str, list] = {}
    for text in state.version_set.order_by("pk").values_list("serialized_data", flat=True):
        (kept,) = json.loads(text)
        rows.setdefault(kept["model"], []).append(kept["fields"])
    (role,) = rows[Role._meta.label_lower]
    found = kept_row(Role, role)
    for name, model in PARTS.items():
        found[name] = [kept_row(model, fields) for fields in rows.get(model._meta.label_lower, ())]
    return found


def kept_row(model, fields: dict) -> dict:
    values = {f.attname: fields.get(f.name, plain(f.get_default())) for f in own_fields(model)}
    return values | {f.name: sorted(fields.get(f.name, ())) for f in model._meta.many_to_many}
