"""Content as tables, one row each: roles, skills, steps and pay figures to and from CSV, XLSX and JSON."""

import io
import json
from copy import deepcopy

import tablib
from diff_match_patch import diff_match_patch
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from import_export import fields, resources, widgets
from import_export.formats import base_formats
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from careerguide.exports import neutralise, take_back
from careerguide.importers import RefusedError
from careerguide.importers.files import CsvRows, check
from careerguide.importers.workbooks import sheets
from careerguide.markdown import tidy
from careerguide.models import Content, MarkdownField, PayFigure, Role, Skill, Transition
from careerguide.publishing import NotPossibleError, start_copy

MAX_BYTES = 16 * 1024 * 1024  # everything the guide holds, as one table, has less than a tenth of it
MAX_ROWS = 20_000


# Cells


class Plain(widgets.Widget):
    """A cell as the model's own field reads and writes it."""

    def __init__(self, field):
        self.field = field
        super().__init__()

    def clean(self, value, row=None, **kwargs):
        text = "" if value is None else str(value)
        if isinstance(self.field, MarkdownField):
            return tidy(text)
        if not text.strip():
            return "" if self.field.empty_strings_allowed and not self.field.null else None
        try:
            return self.field.to_python(text)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else str(value).rstrip("\n")


def key_of(model) -> str:
    """The field by which a table names a row of another model."""
    return model.NATURAL_KEY[0]


def found(model, keys: list[str]) -> list:
    """The rows with these names, in their order; ValueError with a sentence for one that there is none of."""
    rows = {getattr(row, key_of(model)): row for row in model.objects.filter(**{f"{key_of(model)}__in": keys})}
    if unknown := [key for key in keys if key not in rows]:
        raise ValueError(f"There is no {model._meta.verbose_name} “{unknown[0]}”.")
    return [rows[key] for key in keys]


class OneRow(widgets.Widget):
    """The name of a row of another model."""

    def __init__(self, model):
        self.model = model
        super().__init__()

    def clean(self, value, row=None, **kwargs):
        name = str(value or "").strip()
        return found(self.model, [name])[0] if name else None

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else getattr(value, key_of(self.model))


class SeveralRows(widgets.ManyToManyWidget):
    """The names of rows of another model, with blanks between them."""

    def __init__(self, model):
        super().__init__(model, separator=" ", field=key_of(model))

    def clean(self, value, row=None, **kwargs):
        return found(self.model, list(dict.fromkeys(str(value or "").split())))

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else " ".join(sorted(getattr(row, self.field) for row in value.all()))


# Rows


class Changes(resources.Diff):
    """What a row changes: the columns that differ, each with the words that go and come."""

    def as_html(self) -> list[tuple[str, SafeString]]:
        return [
            (name, marked("" if self.new else before, after))
            for name, before, after in zip(self.names, self.left, self.right, strict=True)
            if (after if self.new else before != after)
        ]

    def __init__(self, resource, instance, new):
        super().__init__(resource, instance, new)
        self.names = resource.get_diff_headers()


def marked(before: str, after: str) -> SafeString:
    """Two texts as one, with what goes and what comes marked."""
    compare = diff_match_patch()
    pieces = compare.diff_main(str(before or ""), str(after or ""))
    compare.diff_cleanupSemantic(pieces)
    tags = {-1: "<del>{}</del>", 0: "{}", 1: "<ins>{}</ins>"}
    return mark_safe("".join(format_html(tags[kind], text) for kind, text in pieces))  # noqa: S308 - each piece is escaped


class Table(resources.ModelResource):
    """Rows of one model: known by their natural key, checked as in a form, none ever deleted."""

    class Meta:
        clean_model_instances = True
        skip_unchanged = True
        use_transactions = True

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):
        if django_field.many_to_many:
            widget = SeveralRows(django_field.related_model)
        elif django_field.is_relation:
            widget = OneRow(django_field.related_model)
        else:
            widget = Plain(django_field)
        return fields.Field(
            attribute=field_name,
            column_name=field_name,
            widget=widget,
            readonly=readonly,
            default=django_field.default,
        )

    @classmethod
    def get_diff_class(cls):
        return Changes

    def before_import(self, dataset, **kwargs):
        known = [field.column_name for field in self.fields.values()]
        if unknown := [name for name in dataset.headers if name not in known]:
            raise RefusedError(f"There is no column “{unknown[0]}”: the columns are {', '.join(known)}.")
        keys = [self.fields[name].column_name for name in self.get_import_id_fields()]
        if missing := [name for name in keys if name not in dataset.headers]:
            raise RefusedError(f"The file lacks the columns {', '.join(missing)}, by which rows are known.")


def columns(model, *besides: str) -> list[str]:
    """The fields that people edit, in the order of the model."""
    return [
        field.name
        for field in (*model._meta.concrete_fields, *model._meta.many_to_many)
        if field.editable
        and field.serialize
        and not field.primary_key
        and field.name not in besides
        and not (field.is_relation and not issubclass(field.related_model, Content))
    ]


class SkillTable(Table):
    class Meta(Table.Meta):
        model = Skill
        fields = columns(Skill)
        import_id_fields = ["slug"]


class TransitionTable(Table):
    class Meta(Table.Meta):
        model = Transition
        fields = columns(Transition)
        import_id_fields = ["from_role", "to_role"]


class PayTable(Table):
    class Meta(Table.Meta):
        model = PayFigure
        fields = columns(PayFigure)
        import_id_fields = [name.partition(".")[0] for name in PayFigure.NATURAL_KEY]

    def before_save_instance(self, instance, row, **kwargs):
        # Amounts that staff change no longer rest on the import that gave them.
        instance.pay_import = None


class RoleTable(Table):
    """The fields of roles themselves. A published page is never changed: its working copy is, or one is begun."""

    status = fields.Field(attribute="status", column_name="status", readonly=True)

    class Meta(Table.Meta):
        model = Role
        fields = ["slug", "status", *columns(Role, "slug", "status")]
        import_id_fields = ["slug"]

    def import_data(self, dataset, *args, user=None, **kwargs):
        self.user = user
        return super().import_data(dataset, *args, user=user, **kwargs)

    def get_or_init_instance(self, instance_loader, row):
        role, new = super().get_or_init_instance(instance_loader, row)
        if new or not role.is_published:
            return role, new
        copy = Role.with_copies.filter(copy_of=role).first()
        if copy and copy.status != Role.Status.DRAFT:
            raise NotPossibleError(
                f"The working copy of “{role.title}” is {copy.get_status_display()}: decide on it first."
            )
        if copy is None and self.changes(role, row):
            copy = start_copy(role, self.user)
        return copy or role, False

    def changes(self, role, row) -> bool:
        """Whether a row says something else than the page; what it says wrongly is told where it is read again."""
        trial = deepcopy(role)
        try:
            self.import_instance(trial, row)
            return not self.skip_row(trial, role, row)
        except (ValidationError, ValueError):
            return False

    def before_save_instance(self, instance, row, **kwargs):
        instance.edited_by, instance.edited_at = self.user, timezone.now()


# Files


class Strict:
    """A format whose files are read with the limits of ``importers.files`` and written without formulas."""

    ending = ""

    def get_title(self):
        return self.ending[1:].upper()

    def create_dataset(self, data: bytes, **kwargs):
        """The rows of a file that was checked; RefusedError with a sentence for what is wrong."""
        head, *rows = ([take_back(cell) for cell in row] for row in self.rows(data))
        while head and not head[-1]:
            head.pop()
        if not head:
            raise RefusedError("The first row names no columns: export a table to see which there are.")
        if len(set(head)) < len(head):
            raise RefusedError(f"The file has the column {next(n for n in head if head.count(n) > 1)} twice.")
        dataset = tablib.Dataset(headers=head)
        for number, row in enumerate(rows, start=2):
            if number > MAX_ROWS:
                raise RefusedError(f"The file has more than {MAX_ROWS:,} rows: split it.")
            if any(row[len(head) :]):
                raise RefusedError(f"Row {number:,} has more cells than the first row names.")
            if any(row):
                dataset.append([*row, *[""] * len(head)][: len(head)])
        if not len(dataset):
            raise RefusedError("The file has no rows below its head.")
        return dataset

    def export_data(self, dataset, **kwargs):
        safe = tablib.Dataset(headers=dataset.headers, title=dataset.title)
        safe.extend([[neutralise(cell) for cell in row] for row in dataset])
        return self.written(safe)


class StrictCsv(Strict, base_formats.CSV):
    ending = ".csv"

    def rows(self, data):
        reader = CsvRows(io.BytesIO(data), len(data), self.ending)
        return [reader.head, *reader]

    def written(self, dataset):
        return dataset.export("csv")


class StrictXlsx(Strict, base_formats.XLSX):
    ending = ".xlsx"

    def rows(self, data):
        for _, rows in sheets(io.BytesIO(data)):
            return [list(row) for row in rows] or [[]]
        raise RefusedError("The workbook has no sheet.")

    def written(self, dataset):
        whole = tablib.Dataset(headers=dataset.headers)
        whole.extend([[number_of(cell) for cell in row] for row in dataset])
        return whole.export("xlsx")


class StrictJson(Strict, base_formats.JSON):
    ending = ".json"

    def rows(self, data):
        try:
            found = json.loads(data.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise RefusedError("The file is no JSON in UTF-8: save it as such.") from error
        if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
            raise RefusedError("The file must hold a list of objects, such as an export has.")
        if found and any(entry.keys() != found[0].keys() for entry in found):
            raise RefusedError("Every entry must hold the same names: write an empty text where one has nothing.")
        if any(isinstance(value, (list, dict)) for entry in found for value in entry.values()):
            raise RefusedError("A value is a list or an object: write texts and numbers, names with blanks between.")
        if any("\0" in (text := str(value)) or not is_text(text) for entry in found for value in entry.values()):
            raise RefusedError("The file holds NUL bytes or broken characters: take them out.")
        head = list(found[0]) if found else []
        return [head, *([cell_of(entry[name]) for name in head] for entry in found)]

    def written(self, dataset):
        return dataset.export("json")


def cell_of(value) -> str:
    return "" if value is None else str(value)


def is_text(text: str) -> bool:
    """Whether a text holds whole characters alone: JSON can name halves of them."""
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def number_of(cell):
    """A cell as a number where it is one, so that spreadsheets can count with it; without signs that XLSX cannot hold."""
    if isinstance(cell, str):
        cell = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", cell)
    is_number = isinstance(cell, str) and cell.isdecimal() and len(cell) < 16 and (cell == "0" or cell[0] != "0")
    return int(cell) if is_number else cell


FORMATS = [StrictCsv, StrictXlsx, StrictJson]


def check_file(file, name: str) -> int:
    """Which of the formats an upload has; RefusedError where it has none, or is not what its name says."""
    endings = tuple(form.ending for form in FORMATS)
    ending, _, _ = check(file, name, endings, MAX_BYTES)
    return endings.index(ending)
