"""The content as YAML files: which rows stand in which file, read with clear refusals, written in a stable order."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import yaml
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import IntegrityError, models, transaction

from careerguide.models import (
    Content,
    ContentVersion,
    FitPoint,
    Level,
    OccupationCode,
    OtherTitle,
    Page,
    PayFigure,
    PayNote,
    Place,
    Projection,
    Question,
    RetiredSlug,
    Role,
    RoleSkill,
    Section,
    Skill,
    SkillGrade,
    Source,
    Synonym,
    Term,
    TitleFamily,
    TitleRule,
    Track,
    Transition,
)

FIXTURES = settings.BASE_DIR / "fixtures"
# The C loader where libyaml is there: ten times as fast.
SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Every file with its models, in the order in which they can be loaded; each model's rows in the order given here.
ROLE_MODELS = (Role, OtherTitle, OccupationCode, Section, RoleSkill, FitPoint, Question, PayNote)
FILES = {
    "sources.yaml": (Source,),
    "tracks.yaml": (Level, Track),
    "skills.yaml": (Skill, SkillGrade),
    "projections.yaml": (Projection,),
    "roles": ROLE_MODELS,
    "pay.yaml": (Place, PayFigure),
    "title_rules.yaml": (TitleFamily, TitleRule),
    "transitions.yaml": (Transition,),
    "pages.yaml": (Page,),
    "glossary.yaml": (Term,),
    "synonyms.yaml": (Synonym,),
    "redirects.yaml": (RetiredSlug,),
}
# Rows that no file need hold: a load keeps what it finds, so that old links go on working.
KEPT = {RetiredSlug}
# How staff work on a role, which no file tells: a load leaves it as it is.
WORK = ("owner", "review_on", "unpublish_at", "unpublish_by")
# What has an address, with the field that knows a row again when its slug changes.
NAMES = {Role: "title", Track: "name", Skill: "name"}
MODELS = {model._meta.label_lower: model for group in FILES.values() for model in group}
# Rows that others refer to are written at once, for their keys; the rest of a file all together.
REFERRED_TO = {
    model_field.related_model
    for model in MODELS.values()
    for model_field in model._meta.get_fields()
    if model_field.is_relation and model_field.concrete
}
ORDER = {
    Source: ("slug",),
    Level: ("rank",),
    Track: ("order", "slug"),
    Skill: ("slug",),
    SkillGrade: ("skill__slug", "grade"),
    Projection: ("occupation_code", "slug"),
    OtherTitle: ("order", "title"),
    OccupationCode: ("scheme", "order", "code"),
    RoleSkill: ("order", "skill__slug"),
    FitPoint: ("kind", "order"),
    Question: ("order", "slug"),
    PayNote: ("kind", "order"),
    Place: ("order", "code"),
    PayFigure: (
        "role__slug",
        "place__order",
        "match",
        "source__slug",
        "period",
        "occupation_code",
        "label",
        "statistic",
    ),
    Transition: ("from_role__slug", "to_role__slug"),
    TitleFamily: ("slug",),
    TitleRule: ("role__slug", "match", "family__slug", "level"),
    Page: ("slug",),
    Term: ("slug",),
    Synonym: ("means", "word"),
    RetiredSlug: ("kind", "slug"),
}


class ContentError(Exception):
    """A file of content that cannot be loaded: names the file, the entry and the reason."""


def in_page_order(sections):
    kinds = Section.Kind.values
    return sorted(sections, key=lambda section: kinds.index(section.kind))


def content_files(folder: Path) -> list[Path]:
    """The fixture files below a folder, in loading order."""
    files = []
    for name in FILES:
        path = folder / name
        files += sorted(path.glob("*.yaml")) if path.is_dir() else [path] if path.exists() else []
    return files


# Reading


@dataclass
class Loader:
    """Loads files into the database, row by row; meant to run inside one transaction."""

    folder: Path
    loaded: dict[type[Content], set[int]] = field(default_factory=dict)
    rows: dict[type[Content], dict[tuple, Content]] = field(default_factory=dict)
    seen: dict[tuple, str] = field(default_factory=dict)
    new: dict[type[Content], list[tuple[Content, str]]] = field(default_factory=dict)
    links: dict[models.ManyToManyField, list[tuple[Content, int]]] = field(default_factory=dict)

    def load_file(self, path: Path) -> int:
        """Loads one file; returns how many rows it held."""
        name = path.relative_to(self.folder).as_posix()
        try:
            entries = yaml.load(path.read_text(encoding="utf-8"), Loader=SAFE_LOADER)  # noqa: S506 - both are safe loaders
        except UnicodeDecodeError as error:
            raise ContentError(f"{name}: the file is not UTF-8 text ({error.reason} at byte {error.start}).") from error
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
            raise ContentError(
                f"{name}: {where}this is not YAML: {getattr(error, 'problem', None) or error}."
            ) from error
        if entries is None:  # a file without entries, such as a glossary not begun
            return 0
        if not isinstance(entries, list):
            raise ContentError(f"{name}: the file must hold a list of entries that begin with “- model: …”.")
        for number, entry in enumerate(entries, start=1):
            where = f"{name}, entry {number}"
            try:
                self.load_entry(entry, where)
            except ContentError as error:
                raise ContentError(f"{where}{self.describe(entry)}: {error}") from error.__cause__
        self.insert()
        self.link()
        return len(entries)

    def insert(self):
        """Writes the new rows of a file that nothing refers to, all at once; those refused one by one, to name the entry."""
        for model, rows in self.new.items():
            try:
                with transaction.atomic():
                    model.objects.bulk_create([row for row, _ in rows], batch_size=500)
            except IntegrityError:
                for row, where in rows:
                    row.pk = None
                    try:
                        save(row, is_new=True)
                    except ContentError as error:
                        raise ContentError(f"{where}: {error}") from error.__cause__
            self.loaded.setdefault(model, set()).update(row.pk for row, _ in rows)
        self.new.clear()

    def link(self):
        """Writes what the new rows of a file are linked to, all at once; their saves have moved the content version."""
        for many, pairs in self.links.items():
            through, names = many.remote_field.through, (many.m2m_field_name(), many.m2m_reverse_field_name())
            start, end = (through._meta.get_field(name).attname for name in names)
            through.objects.bulk_create([through(**{start: row.pk, end: other}) for row, other in pairs])
        self.links.clear()

    @staticmethod
    def describe(entry) -> str:
        if not isinstance(entry, dict) or not isinstance(entry.get("fields"), dict):
            return ""
        model = MODELS.get(str(entry.get("model")))
        names = [name.split(".")[0] for name in model.NATURAL_KEY] if model else []
        key = [
            "/".join(map(str, value)) if isinstance(value, list) else str(value)
            for value in (entry["fields"].get(name) for name in names)
            if value
        ]
        return f" ({str(entry.get('model')).removeprefix('careerguide.')} {', '.join(key)})"

    def load_entry(self, entry, where: str):
        if not isinstance(entry, dict) or not isinstance(entry.get("fields"), dict):
            raise ContentError("an entry needs “model” and “fields”.")
        model = MODELS.get(str(entry.get("model")))
        if model is None:
            raise ContentError(f"“{entry.get('model')}” is no model of the guide; there are {', '.join(MODELS)}.")
        values, many = self.values(model, entry["fields"])
        row = model(**values)
        key = self.key(model, row)
        if (first := self.seen.setdefault((model, key), where)) != where:
            raise ContentError(f"it stands there twice; the first is {first}.")
        stored = self.known(model).get(key) or self.renamed(model, row)
        row.pk = stored and stored.pk
        if isinstance(stored, Role):
            for name in WORK:
                setattr(row, name, getattr(stored, name))
        try:
            # References are known to exist: asking for each again would take most of the time of a load.
            row.clean_fields(exclude=["id", *(f.name for f in relations(model) if getattr(row, f.attname))])
            row.clean()
        except ValidationError as error:
            raise ContentError(reasons(error)) from error
        row.render_markdown()
        if stored is None and model not in REFERRED_TO:
            self.new.setdefault(model, []).append((row, f"{where}{self.describe(entry)}"))
        else:
            if stored is None or differs(stored, row):
                save(row, is_new=stored is None)
            self.loaded.setdefault(model, set()).add(row.pk)
        for many_field in model._meta.many_to_many:
            wanted = set(many.get(many_field.name, ()))
            if stored is None:
                self.links.setdefault(many_field, []).extend((row, other) for other in sorted(wanted))
            elif wanted != {other.pk for other in getattr(stored, many_field.name).all()}:
                getattr(row, many_field.name).set(wanted)
        self.known(model)[key] = row

    def values(self, model, fields: dict) -> tuple[dict, dict]:
        """The values for the model's constructor, and the primary keys for its many-to-many fields."""
        values, many = {}, {}
        for name, value in fields.items():
            try:
                model_field = model._meta.get_field(name)
            except FieldDoesNotExist:
                model_field = None
            if model_field is None or not model_field.serialize or model_field.auto_created or not model_field.concrete:
                raise ContentError(f"there is no field “{name}”.")
            if model_field.many_to_many:
                if not isinstance(value, list):
                    raise ContentError(f"{name}: write a list of references, such as [[bls-oews]].")
                many[name] = [self.reference(model_field, reference).pk for reference in value]
            elif model_field.is_relation:
                values[name] = None if value is None else self.reference(model_field, value)
            else:
                try:
                    # Through text, because 33.5 has no exact binary form.
                    values[name] = model_field.to_python(str(value) if isinstance(value, float) else value)
                except ValidationError as error:
                    raise ContentError(f"{name}: {' '.join(error.messages)}") from error
        return values, many

    def reference(self, model_field, value) -> Content:
        target = model_field.related_model
        what = target._meta.verbose_name
        if not isinstance(value, list) or any(isinstance(part, (list, dict)) for part in value):
            raise ContentError(f"{model_field.name}: write a reference as a list, such as [{value}].")
        row = self.known(target).get(tuple(value))
        if row is None:
            raise ContentError(f"{model_field.name}: there is no {what} “{'/'.join(map(str, value))}”.")
        return row

    def key(self, model, row) -> tuple:
        """The natural key of a row whose relations are primary keys: those stand in for what they point to."""
        return tuple(getattr(row, model._meta.get_field(name.split(".")[0]).attname) for name in model.NATURAL_KEY)

    def known(self, model) -> dict[tuple, Content]:
        """Every row of a model by its key."""
        if model not in self.rows:
            found = model.objects.live().order_by().prefetch_related(*[f.name for f in model._meta.many_to_many])
            self.rows[model] = {self.key(model, row): row for row in found}
        return self.rows[model]

    def renamed(self, model, row) -> Content | None:
        """The stored row that a file gives a new slug: it is known by its name, which is unique as well."""
        name = NAMES.get(model)
        for key, stored in self.known(model).items() if name else ():
            if getattr(stored, name) == getattr(row, name) and stored.pk not in self.loaded.get(model, ()):
                del self.known(model)[key]
                return stored
        return None

    def delete_the_rest(self):
        """Deletes the rows that no file holds, dependants first."""
        for model in reversed([model for model in MODELS.values() if model not in KEPT]):
            stale = {row.pk for row in self.known(model).values()} - self.loaded.get(model, set())
            if stale:
                model.objects.filter(pk__in=stale).delete()


def save(row: Content, *, is_new: bool):
    try:
        row.save(force_insert=is_new, force_update=not is_new)
    except IntegrityError as error:
        raise ContentError(f"the database refuses it: {' '.join(str(error).split())}.") from error


def relations(model) -> list:
    """The foreign keys of a model."""
    return [model_field for model_field in model._meta.concrete_fields if model_field.is_relation]


def differs(stored: Content, row: Content) -> bool:
    """Whether a file changes the stored row; what a row is linked to besides, such as an import, is in no file."""
    fields = [f for f in row._meta.concrete_fields if f.serialize or not f.is_relation]
    return any(getattr(stored, f.attname) != getattr(row, f.attname) for f in fields)


def reasons(error: ValidationError) -> str:
    if not hasattr(error, "message_dict"):
        return " ".join(error.messages)
    return " ".join(
        " ".join(messages) if name == "__all__" else f"{name}: {' '.join(messages)}"
        for name, messages in error.message_dict.items()
    )


def load(folder: Path = FIXTURES, progress: Callable[[int, int], None] | None = None) -> int:
    """Makes the database hold exactly the content of the files; returns the number of rows.

    One transaction: a ContentError leaves the database as it was.
    """
    files = content_files(folder)
    if not files:
        raise ContentError(f"There are no content files in {folder}.")
    rows = 0
    with transaction.atomic():
        loader = Loader(folder)
        for number, path in enumerate(files, start=1):
            rows += loader.load_file(path)
            if progress:
                progress(number, len(files))
        loader.delete_the_rest()
        mark_as_loaded()
    return rows


def mark_as_loaded():
    """Remembers that the database now equals the files."""
    ContentVersion.objects.filter(pk=ContentVersion.ROW).update(loaded_number=ContentVersion.current())


def is_empty() -> bool:
    return not any(model.objects.exists() for model in MODELS.values() if model not in KEPT)


def edited_since_load() -> bool:
    """Whether the content has changed after the last load, drafts included; a load keeps working copies."""
    version = ContentVersion.counted().first()
    if version and version.total != version.loaded_number:
        return True
    return Role.objects.exclude(status=Role.Status.PUBLISHED).filter(edited_at__isnull=False).exists()


# Writing


class Dumper(yaml.SafeDumper):
    """YAML for readers of diffs: block scalars for text of several lines, references on one line."""

    def increase_indent(self, flow=False, indentless=False):
        return super().increase_indent(flow, False)


def represent_text(dumper, text):
    # A block scalar keeps one line end after its last line and no more; any other text is quoted.
    block = "\n" in text and not text.endswith("\n\n")
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if block else None)


def represent_list(dumper, items):
    return dumper.represent_sequence(
        "tag:yaml.org,2002:seq", items, flow_style=not any(isinstance(item, dict) for item in items)
    )


Dumper.add_representer(str, represent_text)
Dumper.add_representer(list, represent_list)
Dumper.add_representer(Decimal, lambda dumper, number: dumper.represent_scalar("tag:yaml.org,2002:float", str(number)))


def entry(row: Content) -> dict:
    """A row as Django's serializers write it, less the fields that hold their default."""
    fields = {}
    for model_field in row._meta.concrete_fields:
        value = getattr(row, model_field.name)
        if (
            model_field.primary_key
            or not model_field.serialize
            or value in (None, "")
            or (model_field.has_default() and value == model_field.get_default())
        ):
            continue
        if isinstance(row, Role) and model_field.name == "status" and value != Role.Status.PUBLISHED:
            continue  # how far a draft has come is told by no file
        if model_field.is_relation:
            value = list(value.natural_key())
        elif isinstance(value, (str, int)):
            value = model_field.to_python(value)  # plain text and numbers, no members of an enumeration
        fields[model_field.name] = value
    for model_field in row._meta.many_to_many:
        if related := sorted(list(other.natural_key()) for other in getattr(row, model_field.name).all()):
            fields[model_field.name] = related
    return {"model": row._meta.label_lower, "fields": fields}


def rows(model, **filters) -> Iterator[Content]:
    found = (
        model.objects.live()
        .filter(**filters)
        .select_related(*[model_field.name for model_field in relations(model)])
        .prefetch_related(*[m.name for m in model._meta.many_to_many])
    )
    return in_page_order(found) if model is Section else found.order_by(*ORDER.get(model, ()))


def text(models_of_file, **filters) -> str:
    entries = [
        entry(row)
        for model in models_of_file
        for row in rows(model, **({} if model is Role and not filters else filters_for(model, filters)))
    ]
    documents = (yaml.dump([one], Dumper=Dumper, sort_keys=False, allow_unicode=True, width=110) for one in entries)
    return "\n".join(documents)


def filters_for(model, filters: dict) -> dict:
    return {("slug" if model is Role else f"role__{name}"): value for name, value in filters.items()}


def dump(folder: Path = FIXTURES) -> list[Path]:
    """Writes the content of the database as the files of a folder; returns those that changed."""
    wanted = {}
    for name, group in FILES.items():
        if name == "roles":
            for slug in Role.objects.order_by("slug").values_list("slug", flat=True):
                wanted[folder / name / f"{slug}.yaml"] = text(group, slug=slug)
        else:
            wanted[folder / name] = text(group)
    changed = [path for path in content_files(folder) if path not in wanted]
    for path in changed:
        path.unlink()
    for path, content in wanted.items():
        if (path.read_text(encoding="utf-8") if path.exists() else "") != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
            changed.append(path)
    return changed
