"""Imports of pay figures in the admin: upload, preview of what would change, confirmation, and the record of each."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from careerguide.importers import IMPORTERS, OutdatedError, Reading, RefusedError, apply, make_plan
from careerguide.importers.uploads import refusal
from careerguide.models import PayImport, PendingImport


class UploadForm(forms.Form):
    kind = forms.ChoiceField(
        label="Source",
        choices=[(name, importer.TITLE) for name, importer in IMPORTERS.items()],
        help_text=" ".join(f"{importer.TITLE}: {importer.FILE_HELP}." for importer in IMPORTERS.values()),
    )
    file = forms.FileField(max_length=200, help_text="The file as its publisher gives it, unchanged.")
    release = forms.CharField(
        max_length=40,
        required=False,
        help_text="Such as 2025-08-03, or 2025-05 for wages. Leave empty where the file or its name says it.",
    )
    places = forms.CharField(
        max_length=200,
        required=False,
        help_text="Codes with spaces between, such as US GB. Leave empty for all places.",
    )

    def __init__(self, *args, refusal="", **kwargs):
        super().__init__(*args, **kwargs)
        if refusal:
            self.fields["file"].error_messages["required"] = refusal

    def clean(self):
        """Reads the file; what is wrong with it is said beside its field."""
        super().clean()
        if not self.errors:
            uploaded, importer = self.cleaned_data["file"], IMPORTERS[self.cleaned_data["kind"]]
            places = self.cleaned_data["places"].upper().replace(",", " ").split()
            try:
                self.reading = importer.read(uploaded.file, uploaded.name, self.cleaned_data["release"], places)
            except RefusedError as error:
                self.add_error("file", str(error))


@admin.register(PayImport)
class PayImportAdmin(admin.ModelAdmin):
    list_display = ["source", "release", "file_name", "imported_at", "imported_by", "added", "changed", "unchanged"]
    list_filter = ["source"]
    list_select_related = ["source", "imported_by"]
    search_fields = ["file_name", "release", "digest"]
    ordering = ["-imported_at", "-pk"]
    fieldsets = [
        (None, {"fields": ["source", "release", "places", "imported_at", "imported_by"]}),
        ("File", {"fields": ["file_name", "size", "digest", "rows_read"]}),
        ("What came of it", {"fields": ["report"]}),
    ]

    readonly_fields = ["report"]

    # The record of what happened: nobody edits or deletes it.
    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="report")
    def report(self, made):
        return render_to_string(
            "admin/careerguide/payimport/_report.html", {"report": made, "changes": made.changes.for_log()}
        )

    def get_urls(self):
        preview = path(
            "preview/<int:pk>/", self.admin_site.admin_view(self.preview_view), name="careerguide_payimport_preview"
        )
        return [preview, *super().get_urls()]

    def add_view(self, request, form_url="", extra_context=None):
        """Takes a file, reads it and keeps what it gives until somebody confirms it; the file itself is not kept."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        posted = request.method == "POST"
        form = UploadForm(request.POST, request.FILES, refusal=refusal(request)) if posted else UploadForm()
        if form.is_bound and form.is_valid():
            old = PendingImport.objects.filter(
                uploaded_at__lt=timezone.now() - timedelta(days=PendingImport.DAYS_KEPT)
            ) | PendingImport.objects.filter(uploaded_by=request.user)
            old.delete()
            pending = PendingImport.objects.create(reading=form.reading.as_json(), uploaded_by=request.user)
            return redirect("admin:careerguide_payimport_preview", pending.pk)
        return self.page(request, "upload", "Import pay figures", form=form)

    def preview_view(self, request, pk):
        """Shows what an upload would change; posted, changes it, unless the figures have moved in between."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        pending = get_object_or_404(PendingImport, pk=pk, uploaded_by=request.user)
        reading = Reading(**pending.reading)
        try:
            if request.method == "POST" and "discard" in request.POST:
                pending.delete()
                messages.info(request, "The upload is discarded. Nothing was imported.")
                return redirect("admin:careerguide_payimport_changelist")
            if request.method == "POST":
                made, plan = apply(reading, request.user, expected=request.POST.get("fingerprint", ""))
                pending.delete()
                self.log_addition(request, made, f"Imported {reading.file_name}: {len(plan.changes):,} changes.")
                messages.success(request, f"{reading.file_name} is imported: {len(plan.changes):,} changes.")
                return redirect("admin:careerguide_payimport_change", made.pk)
        except OutdatedError:
            messages.warning(request, "The figures have changed since this preview: look again, then confirm.")
        except RefusedError as error:
            messages.error(request, str(error))
            return redirect("admin:careerguide_payimport_add")
        plan = make_plan(reading)
        report = {
            **pending.reading,
            "added": len(plan.added),
            "changed": len(plan.changed),
            "set_aside": len(plan.set_aside),
            "unchanged": len(plan.unchanged),
            "kept_newer": plan.kept_newer,
            "kept_absent": plan.kept_absent,
        }
        return self.page(
            request,
            "preview",
            "What the import would change",
            reading=reading,
            report=report,
            changes=plan.changes,
            fingerprint=plan.fingerprint,
        )

    def page(self, request, name, title, **context):
        context |= {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        return TemplateResponse(request, f"admin/careerguide/payimport/{name}.html", context)
