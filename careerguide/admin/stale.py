"""No lost updates: a form that was opened before somebody else saved is refused, with both versions side by side."""

import hashlib
from dataclasses import dataclass, field

from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.forms import CheckboxInput, MultiWidget
from django.forms.models import BaseModelFormSet
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict
from django.template.response import TemplateResponse
from django.utils.text import capfirst

from careerguide.models import ContentVersion

FIELD = "_stored"
LENGTH = 6  # hexadecimal digits of each value's digest
OWN = ""  # the key of the form's own row; its parts have "prefix/pk"


def lock_saves():
    """Saves of forms come one after the other, so that two that share rows never wait for each other."""
    ContentVersion.objects.select_for_update(no_key=True).filter(pk=ContentVersion.ROW).first()


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
    return str(dict(model_field.flatchoices).get(value, "" if value is None else value)) or "(empty)"


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


class RefusesStale:
    """For every ModelAdmin: forms and editable lists are saved onto the state that they were made from, or not at all."""

    # Fields that change by themselves and that no form overwrites.
    unguarded = ()

    def unguarded_of(self, obj):
        return self.unguarded

    def get_object(self, request, object_id, from_field=None):
        saving = request.method == "POST" and transaction.get_connection().in_atomic_block
        if saving:
            lock_saves()
        row = super().get_object(request, object_id, from_field)
        try:
            if row and saving:
                row.refresh_from_db(from_queryset=self.model._base_manager.select_for_update(no_key=True))
        except self.model.DoesNotExist:
            return None
        if row:
            models.prefetch_related_objects([row], *(f.name for f in self.opts.many_to_many))
        return row

    def _create_formsets(self, request, obj, change):
        # Django's one place where row and parts are loaded and nothing of the form has been written into them.
        formsets, inlines = super()._create_formsets(request, obj, change)
        if not change:
            return formsets, inlines
        state = request.stored_state = StoredState.of(obj, formsets, self.unguarded_of(obj))
        if request.method == "POST":
            seen = self.seen(request, obj.pk)
            if seen != state.marks():
                request.conflict = conflict = Conflict(state, seen, request.POST.copy())
                self.drop_deleted(conflict, formsets)
                for formset in formsets:
                    leave_unchecked(formset)
                formsets = [*formsets, conflict]
        return formsets, inlines

    def seen(self, request, pk) -> dict:
        try:
            return signing.loads(request.POST.get(FIELD, ""), salt=self.salt(pk))
        except signing.BadSignature:
            return {}

    def salt(self, pk) -> str:
        return f"{self.opts.label}:{pk}"

    def drop_deleted(self, conflict, formsets):
        """Deleted parts leave the form, so that it can be saved after all; what was written for them is shown."""
        for formset in formsets:
            start = f"{formset.prefix}/"
            gone = {
                key.removeprefix(start)
                for key in conflict.seen.keys() - conflict.state.rows.keys()
                if key.startswith(start)
            }
            if gone:
                conflict.gone += take_out(formset, conflict.data, gone)
            formset.data = conflict.data
            for made in ("forms", "management_form"):
                formset.__dict__.pop(made, None)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and obj is not None and hasattr(request, "stored_state"):
            context[FIELD.strip("_")] = request.stored_state.signed(self.salt(obj.pk))
            if conflict := getattr(request, "conflict", None):
                self.compare(conflict, context)
                context["conflict"] = conflict
        return super().render_change_form(request, context, add, change, form_url, obj)

    def compare(self, conflict, context):
        conflict.compare(OWN, context["adminform"].form)
        for inline in context["inline_admin_formsets"]:
            for form in inline.formset.initial_forms:
                key = f"{inline.formset.prefix}/{form.instance.pk}"
                if key in conflict.state.rows:
                    conflict.compare(key, form)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        if request.method != "POST":
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        labels = {name: f.label or capfirst(name) for name, f in self.get_form(request).base_fields.items()}
        texts = [
            (labels.get(name, capfirst(name.replace("-", " ").replace("_", " "))), value)
            for name, values in request.POST.lists()
            for value in values
            if value and not name.startswith(("_", "csrf")) and not name.endswith(("_FORMS", "-id"))
        ]
        deletion = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(self.model), object_id=object_id, action_flag=DELETION
        ).first()
        context = {
            **self.admin_site.each_context(request),
            "opts": opts,
            "title": "Deleted meanwhile",
            "deletion": deletion,
            "texts": texts,
        }
        return TemplateResponse(request, "admin/deleted_meanwhile.html", context, status=409)

    def changelist_view(self, request, extra_context=None):
        if request.method != "POST" or "_save" not in request.POST:
            return super().changelist_view(request, extra_context)
        with transaction.atomic():
            lock_saves()
            return super().changelist_view(request, extra_context)

    def get_changelist_formset(self, request, **kwargs):
        defaults = {"formset": GuardedList} | kwargs
        return super().get_changelist_formset(request, **defaults)


class GuardedList(BaseModelFormSet):
    """The rows of an editable list, each saved onto the state that it was shown in, or none of them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.state, self.conflict = StoredState(), None
        self.state.add_parts(self.prefix, self.get_queryset())
        if self.is_bound:
            try:
                shown_marks = signing.loads(self.data.get(FIELD, ""), salt=self.model._meta.label)
            except signing.BadSignature:
                shown_marks = {}
            marks = self.state.marks()
            seen = {key: shown_marks.get(key, "") for key in marks}
            if seen != marks:
                self.conflict = Conflict(self.state, seen, self.data.copy())

    @property
    def stored(self) -> str:
        return self.state.signed(self.model._meta.label)

    def clean(self):
        super().clean()
        if not self.conflict:
            return
        for form in self.forms:
            key = f"{self.prefix}/{form.instance.pk}"
            if key in self.state.rows and hasattr(form, "cleaned_data"):
                self.conflict.compare(key, form)
        told = [
            f"{d.part}, {d.label}: stored now “{d.stored}”, yours “{d.yours or d.stored}”."
            for d in self.conflict.differences
        ]
        raise ValidationError(["Somebody else has changed rows of this list meanwhile, so nothing was saved.", *told])
