"""Tables in the admin: lists go out as CSV, XLSX or JSON, and come back after a look at what they would change."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from import_export.admin import ImportExportMixin
from import_export.forms import ExportForm, ImportForm
from import_export.tmp_storages import CacheStorage

from careerguide.importers import RefusedError
from careerguide.importers.uploads import refusal
from careerguide.tables import FORMATS, check_file


class TableImportForm(ImportForm):
    """Takes a file; its name says of which format it is, and its content has to agree."""

    def __init__(self, formats, resources, *, refusal="", **kwargs):
        super().__init__(formats, resources, **kwargs)
        self.fields["import_file"].label = "File"
        self.fields["import_file"].help_text = "A table as the export gives it: CSV, XLSX or JSON."
        if refusal:
            self.fields["import_file"].error_messages["required"] = refusal
        self.fields["format"].required = False
        self.fields["format"].widget = forms.HiddenInput()

    @property
    def media(self):
        return forms.Media()

    def clean(self):
        cleaned = super().clean()
        if uploaded := cleaned.get("import_file"):
            try:
                cleaned["format"] = str(check_file(uploaded.file, uploaded.name))
            except RefusedError as error:
                self.add_error("import_file", str(error))
        return cleaned


class HasTable(ImportExportMixin):
    """For lists with a table: everybody who may see the list takes it away, editors bring it back."""

    formats = FORMATS
    import_form_class = TableImportForm
    export_form_class = ExportForm
    import_template_name = "admin/careerguide/import.html"
    export_template_name = "admin/careerguide/export.html"
    tmp_storage_class = CacheStorage
    # With the mark by which spreadsheets know UTF-8.
    to_encoding = "utf-8-sig"
    from_encoding = None

    def init_change_list_template(self):
        """The list finds its template as Django has it; ours shows the two buttons."""
        self.ie_base_change_list_template = None

    def has_import_permission(self, request):
        return (
            self.has_add_permission(request)
            and self.has_change_permission(request)
            and request.user.has_perm("careerguide.publish_role")
        )

    def has_export_permission(self, request):
        return self.has_view_permission(request)

    def get_import_form_kwargs(self, request):
        return super().get_import_form_kwargs(request) | {"refusal": refusal(request) if request.POST else ""}

    def get_import_data_kwargs(self, **kwargs):
        """One row that is wrong, and none is saved."""
        return super().get_import_data_kwargs(**kwargs) | {"rollback_on_validation_errors": True}

    def write_to_tmp_storage(self, import_file, input_format):
        import_file.seek(0)
        return super().write_to_tmp_storage(import_file, input_format)

    def add_data_read_fail_error_to_form(self, form, e):
        if not isinstance(e, RefusedError):
            raise e
        form.add_error("import_file", str(e))

    def process_import(self, request, **kwargs):
        try:
            return super().process_import(request, **kwargs)
        except (RefusedError, AttributeError, TypeError, ValueError, IndexError):
            # The upload is kept for a day; after that, or with a name made up, there is nothing to read.
            messages.error(request, "Nothing was imported: the upload is not there any more, so choose the file again.")
            return redirect(self.list_address("import"))

    def process_result(self, result, request):
        if result.has_errors() or result.has_validation_errors():
            messages.error(request, "Nothing was imported: the content has changed since the preview, so look again.")
            return redirect(self.list_address("import"))
        return super().process_result(result, request)

    def add_success_message(self, result, request):
        totals = result.totals
        messages.success(
            request,
            f"The table is imported: {totals['new']:,} new, {totals['update']:,} changed, {totals['skip']:,} as they were.",
        )

    def list_address(self, page: str) -> str:
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
