"""Help for those who write: what a text will look like, how long it is, and nothing typed that gets lost."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from careerguide import markdown
from careerguide.content_checks.reading_ease import length
from careerguide.models import OtherTitle, Section, Unsaved
from careerguide.role_page import Branch, Leaf
from careerguide.similar_titles import similar

# Characters. The longest text of a role page has a tenth of it.
MOST_PREVIEWED = 100_000
# Characters of a whole form, as a browser sends it.
MOST_KEPT = 2_000_000
# Of one question for similar titles.
MOST_TITLES, MOST_TITLE = 20, 200
# Sections that are drawn as a map on the page.
DRAWN = {Section.Kind.RESPONSIBILITIES.value, Section.Kind.REQUIREMENTS.value}
# What belongs to one opening of a form, not to its content.
PASSING = {"csrfmiddlewaretoken", "_keep", "_restore", "_forget", "_save", "_continue", "_addanother", "_saveasnew"}


class MarkdownWidget(AdminTextareaWidget):
    """A text area; where there is JavaScript, what the text will look like stands below it."""

    class Media:
        js = ["js/admin/markdown.js", "js/admin/paste.js"]

    def __init__(self, attrs=None):
        super().__init__({"data-preview": reverse_lazy("admin_preview")} | (attrs or {}))


class MarkdownText(forms.CharField):
    """A text that counts as changed when it would be stored otherwise: browsers end lines in a way of their own."""

    def has_changed(self, initial, data):
        return markdown.tidy(initial or "") != markdown.tidy(data or "")


@admin.site.admin_view
@require_POST
def preview(request):
    """A Markdown text as readers will see it, with its length and, for those that are drawn, its map."""
    if not request.user.has_module_perms("careerguide"):
        raise PermissionDenied
    text = request.POST.get("text", "")
    if len(text) > MOST_PREVIEWED:
        return HttpResponse(
            f"The text is too long to be shown here: at most {MOST_PREVIEWED:,} characters.",
            status=413,
            content_type="text/plain; charset=utf-8",
        )
    text = markdown.tidy(text)
    html = markdown.render(text, "preview-")
    branches = markdown.outline(html) if request.POST.get("kind") in DRAWN else []
    context = {
        "html": html,
        "length": length(text),
        "branches": [Branch(b.title, "", [Leaf(leaf, "") for leaf in b.leaves]) for b in branches if b.leaves],
        "is_drawn": request.POST.get("kind") in DRAWN,
    }
    return render(request, "admin/writing/preview.html", context)


class NotSent:
    """Stands among the formsets of a form that is shown with what was typed before, so that nothing is saved yet."""

    errors = ()

    def is_valid(self) -> bool:
        return False

    def non_form_errors(self):
        return ()


class KeepsUnsaved:
    """For every ModelAdmin with a form: what is typed is kept for the person who typed it, until it is saved."""

    def unsaved_key(self, pk) -> str:
        return f"{self.opts.label_lower}/{pk or 'add'}"

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_keep"
        keep = self.admin_site.admin_view(require_POST(self.keep_view))
        return [path("<path:object_id>/keep/", keep, name=name), *super().get_urls()]

    def keep_view(self, request, object_id):
        """What the script on the form sends every now and then: all fields, as they stand there."""
        if object_id == "add":
            allowed, key = self.has_add_permission(request), self.unsaved_key(None)
        else:
            row = self.get_object(request, unquote(object_id))
            allowed = row is not None and self.has_change_permission(request, row)
            key = self.unsaved_key(row and row.pk)
        if not allowed:
            raise PermissionDenied
        fields = request.POST.copy()
        for name in PASSING:
            fields.pop(name, None)
        data = fields.urlencode()
        if len(data) > MOST_KEPT:
            return JsonResponse({"error": "The form is too long to be kept: save it."}, status=413)
        kept = Unsaved.objects.keep(request.user, key, data)
        return JsonResponse({"at": f"{timezone.localtime(kept.kept_at):%H:%M}"})

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST" and {"_restore", "_forget"} & request.POST.keys():
            key = self.unsaved_key(object_id and unquote(object_id))
            unsaved = Unsaved.objects.of(request.user, key).first()
            if unsaved is None or "_forget" in request.POST:
                Unsaved.objects.of(request.user, key).delete()
                messages.info(request, "What was typed and not saved is discarded.")
                return HttpResponseRedirect(request.get_full_path())
            request.restored, request.POST = unsaved, QueryDict(unsaved.data, mutable=True)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _create_formsets(self, request, obj, change):
        formsets, inlines = super()._create_formsets(request, obj, change)
        # The form shows what was typed, and saves nothing before the person says so.
        return ([*formsets, NotSent()] if hasattr(request, "restored") else formsets), inlines

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        key = form.instance.pk if change else "add"
        Unsaved.objects.of(request.user, self.unsaved_key(key)).delete()

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        allowed = self.has_change_permission(request, obj) if change else self.has_add_permission(request)
        if allowed and not context.get("is_popup"):
            key = obj.pk if change and obj else "add"
            context["keep_url"] = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_keep"
            context["keep_id"] = key
            context["is_unsaved"] = request.method == "POST"
            context["restored"] = getattr(request, "restored", None)
            if request.method == "GET":
                context["unsaved"] = Unsaved.objects.of(request.user, self.unsaved_key(key)).first()
        return super().render_change_form(request, context, add, change, form_url, obj)


class WarnsOfSimilarTitles:
    """For roles and skills: says while a title is typed, and when it is saved, that another has it or nearly."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_similar"
        view = self.admin_site.admin_view(require_safe(self.similar_view))
        return [path("similar/", view, name=name), *super().get_urls()]

    def similar_view(self, request):
        """Sentences on the titles that are nearly those of the address; ``row`` is the one that is being edited."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = request.GET.get("row", "")
        titles = [title[:MOST_TITLE] for title in request.GET.getlist("title")[:MOST_TITLES]]
        return JsonResponse({"similar": self.similar(titles, int(row) if row.isascii() and row.isdigit() else None)})

    def similar(self, titles, pk) -> list[str]:
        found = (sentence for title in titles for sentence in similar(self.opts.model_name, title, pk))
        return list(dict.fromkeys(found))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        address = reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_similar")
        context["titles_url"] = f"{address}?row={obj.pk if change and obj else ''}"
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        titles = [form.cleaned_data[name] for name in self.named_by if name in form.changed_data]
        for formset in formsets:
            if formset.model is OtherTitle:
                titles += [each.instance.title for each in formset if each.has_changed() and each.instance.pk]
        for sentence in self.similar([part for title in titles for part in title.split(",")], form.instance.pk):
            messages.warning(request, f"Saved, but be careful: {sentence}")
