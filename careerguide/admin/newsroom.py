"""The pages of a role in the admin besides its form: review, published states and next look; what its form offers."""

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from careerguide import publishing
from careerguide.desk import loose_ends
from careerguide.models import PreviewLink, Role
from careerguide.publishing import NotPossibleError
from careerguide.publishing.documents import parts_of
from careerguide.sharing import absolute

from .editing import REVIEWER, Status, may_edit, why_not
from .looks import LOOK, LookForm
from .steps import STEPS, WRITER, TimeForm, form_of, in_full, submit


class Newsroom:
    """For the admin of roles."""

    change_form_template = "admin/careerguide/role/change_form.html"

    def get_urls(self):
        def view(function):
            return self.admin_site.admin_view(function)

        return [
            path("<int:pk>/step/<slug:name>/", view(require_POST(self.step_view)), name="careerguide_role_step"),
            path("<int:pk>/review/", view(self.review_view), name="careerguide_role_review"),
            path("<int:pk>/look/", view(self.look_view), name="careerguide_role_look"),
            path("<int:pk>/history/<int:state>/", view(self.state_view), name="careerguide_role_state"),
            *super().get_urls(),
        ]

    def role_or_404(self, request, pk) -> Role:
        if not request.user.has_perm(WRITER):
            raise PermissionDenied
        return get_object_or_404(Role.with_copies.select_related("copy_of", "status_by", "edited_by", "owner"), pk=pk)

    def step_view(self, request, pk, name):
        """Takes one step with a role, or says in a sentence why it cannot be taken."""
        if name not in STEPS:
            raise Http404
        step, permission = STEPS[name]
        if not request.user.has_perm(permission):
            raise PermissionDenied
        try:
            role = self.role_or_404(request, pk)
        except Http404:
            return self.is_gone(request)
        try:
            words, address = step(request, role)
        except NotPossibleError as error:
            messages.error(request, str(error))
            # The page of the review keeps what was typed there.
            return self.review_view(request, pk) if request.POST.get("from") == "review" else redirect(form_of(role))
        # Some steps end the row: the log speaks of the one that readers know.
        self.say(request, role.copy_of or role, words)
        return redirect(address)

    def say(self, request, role, words):
        """Writes into the log of a role what was done, and tells it."""
        LogEntry.objects.log_actions(request.user.pk, [role], CHANGE, words[:2000], single_object=True)
        messages.success(request, words)

    def is_gone(self, request):
        """Leads those who come too late to the roles, and gives them back the note that they wrote."""
        words = "This draft is not there any more: somebody has published, discarded or deleted it."
        note = request.POST.get("note", "").strip()
        messages.error(request, f"{words} Your note was: {note}" if note else words)
        return redirect("admin:careerguide_role_changelist")

    def look_view(self, request, pk):
        """Notes of a published page that somebody has read it: who looks after it, and when it is read again."""
        if not request.user.has_perm(REVIEWER):
            raise PermissionDenied
        role = self.role_or_404(request, pk)
        if not role.is_published:
            messages.error(request, f"{role} is not published: it has its owner and its next look in its form.")
            return redirect(form_of(role))
        form = LookForm(request.POST or None, role=role)
        if form.is_valid() and form.save():
            self.say(request, role, form.words())
            return redirect(form_of(role))
        return self.page(request, "look", f"{role}: looked through", role, {"role": role, "form": form})

    def review_view(self, request, pk):
        """What publishing a draft or working copy would change, and the buttons that decide."""
        try:
            role = self.role_or_404(request, pk)
        except Http404:
            return self.is_gone(request)
        if role.is_published:
            return redirect(form_of(role))
        content = publishing.document(role)
        if role.copy_of:
            # Against the state that the copy was begun from: the writer's own changes and no others.
            before, after = publishing.in_words(role.base, content)
            moved = publishing.document(role.copy_of) != role.base
        else:
            before, (after,), moved = {}, publishing.in_words(content), False
        context = {
            "role": role,
            "changes": publishing.differences(before, after),
            "has_moved": moved,
            "loose_ends": loose_ends(role, parts_of(role)),
            "time_form": TimeForm(request.POST if "at_0" in request.POST else None),
            "note": request.POST.get("note", ""),
            "is_reviewer": request.user.has_perm(REVIEWER),
            "status": self.status_of(request, role),
        }
        return self.page(request, "review", f"What publishing {role} changes", role, context)

    def history_view(self, request, object_id, extra_context=None):
        """The published states of a role, and below them what the admin's log says."""
        role = self.get_object(request, object_id)
        if role is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        live = role.copy_of or role
        states = publishing.states_of(live)
        return super().history_view(request, str(live.pk), {"states": states, "role": live} | (extra_context or {}))

    def state_view(self, request, pk, state):
        """One published state against the one before it, and the button that brings it back."""
        role = self.role_or_404(request, pk)
        states = publishing.states_of(role)
        state = get_object_or_404(states, pk=state)
        earlier = states.filter(pk__lt=state.pk).first()
        kept = [publishing.document_of(each) for each in (earlier, state) if each]
        *before, after = publishing.in_words(*kept)
        context = {
            "role": role,
            "state": state,
            "earlier": earlier,
            "changes": publishing.differences(before[0] if before else {}, after) if earlier else [],
            "is_latest": state == states.first(),
            "copy": Role.with_copies.filter(copy_of=role).first(),
        }
        return self.page(request, "state", f"{role} as published on {in_full(state.date_created)}", role, context)

    def page(self, request, name, title, role, context):
        context |= {**self.admin_site.each_context(request), "opts": self.opts, "title": title, "original": role}
        return TemplateResponse(request, f"admin/careerguide/role/{name}.html", context)

    def status_of(self, request, role) -> dict:
        """What the status bar above a form says and offers."""
        is_writer, is_reviewer = request.user.has_perm(WRITER), request.user.has_perm(REVIEWER)
        copy = (
            Role.with_copies.filter(copy_of=role).select_related("edited_by").first() if not role.copy_of_id else None
        )
        return {
            "role": role,
            "copy": copy,
            "is_due": role.due_for_review_on <= timezone.localdate(),
            "why_not": why_not(request.user, role),
            "is_writer": is_writer,
            "is_reviewer": is_reviewer,
            "seen": publishing.save_of(role),
            "may_edit": is_writer and may_edit(request.user, role),
            "time_form": TimeForm(),
            "links": [(link, absolute(link.get_absolute_url())) for link in role.preview_links.open()],
            "link_days": PreviewLink.DAYS,
        }

    def get_fieldsets(self, request, obj=None):
        """A working copy leaves owner and next look to its role: they are no part of the page that is published."""
        left_out = [LOOK] if obj and obj.copy_of_id else []
        return [
            (name, options | {"fields": [each for each in options["fields"] if each not in left_out]})
            for name, options in super().get_fieldsets(request, obj)
        ]

    def unguarded_of(self, obj):
        return LOOK if obj.copy_of_id else ()

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context["status"] = self.status_of(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        now = timezone.now()
        obj.edited_by, obj.edited_at = request.user, now
        if not change:
            obj.status, obj.status_by, obj.status_at = Status.DRAFT, request.user, now
            obj.owner = obj.owner or request.user
        super().save_model(request, obj, form, change)

    def after_saving(self, request, obj):
        """Where the buttons beside “Save” lead; None where none of them was pressed."""
        if "_submit" in request.POST:
            try:
                words, address = submit(request, obj)
            except NotPossibleError as error:
                messages.error(request, str(error))
                return redirect(form_of(obj))
            messages.success(request, words)
            return redirect(address)
        if "_preview" in request.POST:
            link = obj.preview_links.open().first() or PreviewLink.objects.create(role=obj, made_by=request.user)
            return redirect(link)
        return None

    def response_add(self, request, obj, post_url_continue=None):
        return self.after_saving(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self.after_saving(request, obj) or super().response_change(request, obj)
