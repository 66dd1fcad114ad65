"""No lost updates: a form that was opened before somebody else saved is refused, with both versions side by side."""

from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.forms.models import BaseModelFormSet
from django.template.response import TemplateResponse
from django.utils.text import capfirst

from careerguide.models import ContentVersion

from .conflicts import OWN, Conflict, StoredState, leave_unchecked, take_out

FIELD = "_stored"


def lock_saves():
    """Saves of forms come one after the other, so that two that share rows never wait for each other."""
    ContentVersion.objects.select_for_update(no_key=True).filter(pk=ContentVersion.ROW).first()


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
