"""Where a row is used, on its page of the admin and before it is deleted; merging it into another."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import NestedObjects
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from careerguide import publishing
from careerguide.merging import MergeError, merge, rehearse
from careerguide.models import Role
from careerguide.where_used import where_used


def roles_of_merge(row, into) -> list[Role]:
    """The roles whose pages a merge changes."""
    spots = [spot.row for use in where_used(row) for spot in use.spots]
    return [each for each in (row, into, *spots) if isinstance(each, Role)]


class WhereUsed:
    """For rows that stand on pages: the form lists those pages, and so does the question whether to delete the row."""

    delete_confirmation_template = "admin/careerguide/delete_used.html"

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *(["used_on"] if obj else [])]

    def get_fieldsets(self, request, obj=None):
        fieldsets = [
            (name, options | {"fields": [field for field in options["fields"] if field != "used_on"]})
            for name, options in super().get_fieldsets(request, obj)
        ]
        if obj:
            fieldsets.append(("Where it is used", {"fields": ["used_on"], "description": self.after_use(request, obj)}))
        return fieldsets

    def after_use(self, request, row) -> str:
        """What stands above the list of pages."""
        return ""

    @admin.display(description="stands on")
    def used_on(self, row):
        return render_to_string("admin/careerguide/_uses.html", {"uses": where_used(row)})

    def delete_view(self, request, object_id, extra_context=None):
        row = self.get_object(request, object_id)
        uses = where_used(row) if row else []
        return super().delete_view(request, object_id, {"uses": uses, **(extra_context or {})})

    def get_actions(self, request):
        """Rows that stand on pages are deleted one by one, after a look at those pages."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def get_deleted_objects(self, objs, request):
        """As Django's, but what goes along is counted instead of named: naming a part may take a query of its own.

        What cannot be deleted is told by the pages that need it, a sentence for each reason.
        """
        if kept := [sentence for row in objs for sentence in self.why_kept(row)]:
            return [], {}, set(), kept
        collector = NestedObjects(using=self.model.objects.db)
        collector.collect(objs)
        if collector.protected:
            return super().get_deleted_objects(objs, request)
        going = {model: rows for model, rows in collector.model_objs.items() if not model._meta.auto_created}
        lacking = {
            model._meta.verbose_name
            for model in going
            if self.admin_site.is_registered(model)
            and not self.admin_site.get_model_admin(model).has_delete_permission(request)
        }
        counts = {model._meta.verbose_name_plural: len(rows) for model, rows in going.items()}
        return [str(row) for row in objs], counts, lacking, []

    def why_kept(self, row):
        for use in where_used(row):
            if use.protects:
                address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])
                yield format_html('<a href="{}">{}</a> cannot be deleted: {}.', address, row, use.summary)


class MergeForm(forms.Form):
    """Chooses the row that another is merged into."""

    into = forms.ModelChoiceField(queryset=None, help_text="It stays, and keeps its own words where both have some.")

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = type(row).objects.exclude(pk=row.pk).order_by(*row._meta.ordering)
        self.fields["into"].label = f"Merge {row} into"
        self.fields["into"].error_messages |= {"invalid_choice": "Choose one from the list."}


class Mergeable(WhereUsed):
    """For rows that can become one with another: choose it, look at what would move, confirm."""

    def may_merge(self, request) -> bool:
        return (
            self.has_change_permission(request)
            and self.has_delete_permission(request)
            and request.user.has_perm("careerguide.publish_role")
        )

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_merge"
        return [path("<int:pk>/merge/", self.admin_site.admin_view(self.merge_view), name=name), *super().get_urls()]

    def after_use(self, request, row):
        if not self.may_merge(request):
            return ""
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_merge", args=[row.pk])
        return format_html(
            '<a href="{}">Merge it into another {}</a>: every page below moves to that one.',
            address,
            self.opts.verbose_name,
        )

    def merge_view(self, request, pk):
        """Chooses the other row, shows what would move, and moves it when that is confirmed."""
        if not self.may_merge(request):
            raise PermissionDenied
        row = get_object_or_404(self.model, pk=pk)
        form = MergeForm(request.POST or request.GET or None, row=row)
        report, refusal = None, ""
        if form.is_bound and form.is_valid():
            into = form.cleaned_data["into"]
            try:
                if request.method == "POST":
                    with publishing.kept_around(
                        roles_of_merge(row, into), request.user, f"{row} was merged into {into}."
                    ):
                        report = merge(row, into, expected=request.POST.get("fingerprint", ""))
                    return self.after_merge(request, row, into, report)
                report = rehearse(row, into)
            except MergeError as error:
                refusal = str(error)
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": f"Merge {self.opts.verbose_name}",
            "row": row,
            "into": form.cleaned_data.get("into") if form.is_bound else None,
            "form": form,
            "report": report,
            "refusal": refusal,
            "uses": where_used(row),
        }
        return TemplateResponse(request, "admin/careerguide/merge.html", context)

    def after_merge(self, request, row, into, report):
        self.log_deletions(request, [row])
        words = " ".join(
            [
                f"Merged {row} ({row.slug}) into it.",
                *report.moved,
                *(["Lost:", *report.dropped] if report.dropped else []),
            ]
        )
        self.log_change(request, into, words[:2000])
        messages.success(request, f"{row} is merged into {into}.")
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", into.pk)
