"""What a page is made from, as a digest: a page whose digest is that of the last export need not be made again."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import Model

from careerguide.cache import build_id
from careerguide.models import (
    Content,
    ContentVersion,
    FitPoint,
    OccupationCode,
    OtherTitle,
    PayImport,
    PayNote,
    Question,
    Role,
    Section,
)

# What no page shows but those whose address names the role, and those that are made for every export. A change of any
# other row has the pages of all roles made again: who can say on which of them a skill or a figure stands?
OWN_MODELS = (Section, FitPoint, Question, PayNote, OtherTitle, OccupationCode)
OWN_FIELDS = {
    *("lede", "written_on", "reports_to", "outlook", "named_in"),
    *("years_min", "years_max", "years_basis", "years_note", "years_sources"),
    *("education", "education_basis", "education_note", "education_sources"),
}


def digest(*parts) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def release() -> str:
    """The code and the settings: another release may make every page anew."""
    return digest(
        build_id(), [(name, plain(getattr(settings, name))) for name in sorted(dir(settings)) if name.isupper()]
    )


def plain(value):
    """A setting in a form that is the same in every process."""
    if isinstance(value, dict):
        return sorted((str(key), plain(part)) for key, part in value.items())
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    if value is None or isinstance(value, str | int | float | bytes | Path):
        return str(value)
    return getattr(value, "__qualname__", type(value).__qualname__)


def state(*options) -> str:
    """All that an export is made from: release, content, options."""
    return digest(release(), *ContentVersion.counted().values_list("total", "latest"), *options)


class RowDigests:
    """The digests of the rows that readers see: of each role's own rows by its slug, and of all the others together."""

    def __init__(self):
        slugs = dict(Role.objects.published().values_list("pk", "slug"))
        own = {key: hashlib.sha256(slug.encode()) for key, slug in slugs.items()}
        self.others = hashlib.sha256(release().encode())
        for model in counted_models():
            for name, role, row in rows_of(model):
                if into := self.others if role is None else own.get(role):
                    into.update(repr((name, row)).encode())
        self.own = {slugs[key]: found.hexdigest() for key, found in own.items()}

    def of(self, roles: Iterable[str]) -> str:
        """The digest of pages that show the roles' own rows besides what any page may show."""
        return digest(self.others.hexdigest(), [self.own.get(slug) for slug in roles])


def counted_models() -> Iterator[type[Model]]:
    """The models of which the pages of roles and skills show anything."""
    models = apps.get_app_config("careerguide").get_models()
    return (model for model in models if issubclass(model, Content) or model is PayImport)


def rows_of(model: type[Model]) -> Iterator[tuple[str, int | None, tuple]]:
    """What readers see of a table and its relations, row by row: its name, the key of the role whose own it is, the row."""
    name = model._meta.label
    status = getattr(model, "STATUS", "")
    shown = model.objects.filter(**{status: Role.Status.PUBLISHED} if status else {}).order_by("pk")
    fields = [field for field in model._meta.concrete_fields if field.serialize or field.primary_key]
    own = [field.attname for field in fields if field.name in OWN_FIELDS] if model is Role else []
    others = [field.attname for field in fields if field.attname not in own]
    if model in OWN_MODELS:
        yield from ((name, role, row) for role, *row in values(shown, "role_id", *others))
    else:
        yield from ((name, None, row) for row in values(shown, *others))
    if own:
        yield from ((name, role, row) for role, *row in values(shown, "pk", *own))
    for many in model._meta.many_to_many:
        start, end = many.m2m_field_name(), many.m2m_reverse_field_name()
        whose = f"{start}__role" if model in OWN_MODELS else f"{start}_id"
        is_own = model in OWN_MODELS or (model is Role and many.name in OWN_FIELDS)
        pairs = many.remote_field.through.objects.order_by(f"{start}_id", f"{end}_id")
        for role, *pair in values(pairs, whose, f"{start}_id", f"{end}_id"):
            yield f"{name}.{many.name}", role if is_own else None, pair


def values(rows, *names: str) -> Iterator[tuple]:
    """Columns of rows, a few rows at a time: a large site has millions."""
    return rows.values_list(*names).iterator(chunk_size=2000)
