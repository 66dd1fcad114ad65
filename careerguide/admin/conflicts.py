"""What a form was made from, what is stored now, and what differs between the two and what was sent."""

import hashlib
from dataclasses import dataclass, field

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db import models
from django.db.models import Q
from django.forms import CheckboxInput, MultiWidget
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict
from django.utils.text import capfirst

LENGTH = 6  # hexadecimal digits of each value's digest
OWN = ""  # the key of the form's own row; its parts have "prefix/pk"


def guarded_fields(model, left_out=()):
    """What a form may overwrite."""
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return [f for f in fields if f.editable and not f.primary_key and f.name not in left_out]


def plain(value) -> str:
    """A value as it is stored, whether it comes from a row or from a cleaned form."""
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, (list, tuple, models.QuerySet)):
        return ",".join(sorted(plain(each) for each in value))
    # A browser ends lines in its own way, and a form takes spaces off the ends.
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def digest(value) -> str:
    return hashlib.blake2b(plain(value).encode(), digest_size=LENGTH // 2).hexdigest()


class StoredState:
    """What is stored of a row and its parts, field by field, as it was when the form was made or sent."""

    def __init__(self, left_out=()):
        self.left_out = left_out
        self.rows, self.values = {}, {}

    def add(self, key, row):
        self.rows[key] = row
        self.values[key] = {f.name: f.value_from_object(row) for f in guarded_fields(type(row), self.left_out)}

    @classmethod
    def of(cls, row, formsets, left_out=()) -> "StoredState":
        state = cls(left_out)
        state.add(OWN, row)
        for formset in formsets:
            state.add_parts(formset.prefix, formset.get_queryset())
        return state

    def add_parts(self, prefix, rows):
        for row in rows:
            self.add(f"{prefix}/{row.pk}", row)

    def marks(self) -> dict[str, str]:
        """A digest of every value; nothing of the values themselves."""
        return {key: "".join(digest(value) for value in values.values()) for key, values in self.values.items()}

    def signed(self, salt) -> str:
        return signing.dumps(self.marks(), salt=salt, compress=True)


@dataclass
class Difference:
    """One field that somebody else has changed: what is stored now, and what this form says."""

    part: str
    label: str
    stored: str
    yours: str
    taken: bool = False  # this form had left it as it was, and now holds what is stored


@dataclass
class Conflict:
    """Why a save is refused. Also stands among the formsets of the form, as one that is not valid."""

    state: StoredState
    seen: dict[str, str]
    data: QueryDict
    gone: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    errors: tuple = ()

    def is_valid(self) -> bool:
        return False

    def non_form_errors(self):
        return ()

    @property
    def unknown(self) -> bool:
        """Whether the form says nothing of the state that it was made from."""
        return not self.seen

    @property
    def added(self) -> list[str]:
        new = self.state.values.keys() - self.seen.keys() if self.seen else ()
        return [named(self.state.rows[key]) for key in self.state.rows if key in new]

    def changed(self, key) -> dict[str, str]:
        """The fields of a row that somebody else has changed, with the digest of what this form was made from."""
        seen, found = self.seen.get(key, ""), {}
        for place, (name, value) in enumerate(self.state.values[key].items()):
            mark = seen[place * LENGTH : (place + 1) * LENGTH]
            if seen and mark != digest(value):
                found[name] = mark
        return found

    def last_change(self) -> LogEntry | None:
        """The latest entry of the admin's log about the row or one of its parts."""
        changed = [row for key, row in self.state.rows.items() if key == OWN or self.changed(key)]
        about = Q()
        for row in changed:
            about |= Q(content_type=ContentType.objects.get_for_model(row), object_id=str(row.pk))
        return LogEntry.objects.filter(about).select_related("user").order_by("-action_time").first()

    def compare(self, key, form):
        """Fills in what differs between a form and the stored row; takes over what the form had left as it was."""
        values = self.state.values[key]
        for name, mark in self.changed(key).items():
            model_field = self.state.rows[key]._meta.get_field(name)
            difference = Difference(
                part="" if key == OWN else named(self.state.rows[key]),
                label=capfirst(model_field.verbose_name),
                stored=shown(model_field, values[name]),
                yours="",
            )
            if name not in form.fields:
                difference.taken = True
            elif digest(yours := form.cleaned_data.get(name, form[name].value())) == mark:
                difference.taken = True
                put(self.data, form[name], form.initial.get(name))
            elif digest(yours) == digest(values[name]):
                continue  # both have written the same
            else:
                difference.yours = shown(model_field, yours)
            self.differences.append(difference)
        form.data = self.data


def named(row) -> str:
    return f"{capfirst(row._meta.verbose_name)} “{row}”"


def shown(model_field, value) -> str:
    """A value in words."""
    if model_field.is_relation and not isinstance(value, (models.Model, models.QuerySet)):
        rows = value if isinstance(value, (list, tuple)) else [value]
        pks = [row.pk if isinstance(row, models.Model) else row for row in rows if row not in (None, "")]
        value = model_field.related_model._base_manager.filter(pk__in=pks)
    if isinstance(value, models.QuerySet):
        return ", ".join(sorted(str(row) for row in value)) or "(empty)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    # What was sent is text, whatever its column holds.
    labels = {str(key): label for key, label in model_field.flatchoices}
    text = "" if value is None else str(value)
    return str(labels.get(text, text)) or "(empty)"


def put(data, bound, value):
    """Writes a value into what was sent, as the field's widget would have sent it."""
    value, widget, name = bound.field.prepare_value(value), bound.field.widget, bound.html_name
    widget = getattr(widget, "widget", widget)  # of a related field, inside its wrapper
    if isinstance(widget, MultiWidget):
        for place, (each, part) in enumerate(zip(widget.decompress(value), widget.widgets, strict=True)):
            data[f"{name}_{place}"] = part.format_value(each) or ""
    elif isinstance(widget, CheckboxInput):
        data.pop(name, None)
        if value:
            data[name] = "on"
    else:
        sent = widget.format_value(value)
        data.setlist(name, sent if isinstance(sent, list) else ["" if sent is None else sent])


def take_out(formset, data, pks) -> list[tuple[str, list[tuple[str, str]]]]:
    """Takes the forms of deleted rows out of what was sent; returns their texts."""
    prefix, pk_name, texts = formset.prefix, formset.model._meta.pk.name, []
    total = int(data.get(f"{prefix}-TOTAL_FORMS") or 0)
    rows = [{n: data.getlist(n) for n in data if n.startswith(f"{prefix}-{i}-")} for i in range(total)]
    kept = []
    for place, row in enumerate(rows):
        for name in row:
            del data[name]
        sent = {name.removeprefix(f"{prefix}-{place}-"): values for name, values in row.items()}
        if sent.get(pk_name, [""])[0] in pks:
            labels = {n: f.label or capfirst(n) for n, f in formset.form.base_fields.items() if n != pk_name}
            text = [(label, ", ".join(sent.get(n, []))) for n, label in labels.items() if any(sent.get(n, []))]
            texts.append((capfirst(formset.model._meta.verbose_name), text))
        else:
            kept.append(sent)
    for place, sent in enumerate(kept):
        for name, values in sent.items():
            data.setlist(f"{prefix}-{place}-{name}", values)
    initial = int(data.get(f"{prefix}-INITIAL_FORMS") or 0)
    data[f"{prefix}-TOTAL_FORMS"], data[f"{prefix}-INITIAL_FORMS"] = len(kept), initial - len(texts)
    return texts


def leave_unchecked(formset):
    """Parts are looked at when they could be saved; before that, each would cost a handful of queries for nothing."""
    formset._errors, formset._non_form_errors = [], ErrorList()
    for form in formset.forms:
        form._errors, form.cleaned_data = ErrorDict(), {}
