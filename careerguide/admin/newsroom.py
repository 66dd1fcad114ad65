"""The steps of a role in the admin: working copy, review, publication, preview links and history, beside its form."""

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.views.decorators.http import require_POST

from careerguide import publishing
from careerguide.models import PreviewLink, Role
from careerguide.publishing import NotPossibleError
from careerguide.sharing import absolute

from .editing import REVIEWER, Status, may_edit, why_not

WRITER = "careerguide.change_role"


class TimeForm(forms.Form):
    """A moment to come."""

    at = forms.SplitDateTimeField(
        label="Date and time (UTC)",
        widget=forms.SplitDateTimeWidget(date_attrs={"type": "date"}, time_attrs={"type": "time"}, time_format="%H:%M"),
        error_messages={
            "required": "Choose a date and a time, or do it now.",
            "invalid_date": "Write the date as 2027-01-31.",
            "invalid_time": "Write the time as 09:30.",
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for widget, name in zip(self.fields["at"].widget.widgets, ("Date", "Time, UTC"), strict=True):
            widget.attrs["aria-label"] = name

    def clean_at(self):
        if self.cleaned_data["at"] <= timezone.now():
            raise forms.ValidationError("That time has passed: choose one to come, or do it now.")
        return self.cleaned_data["at"]


def asked_time(request):
    """The time that a form asks for; None for now. Raises NotPossibleError for one that cannot be."""
    if request.POST.get("when") == "now":
        return None
    form = TimeForm(request.POST)
    if not form.is_valid():
        raise NotPossibleError(" ".join(form.errors["at"]))
    return form.cleaned_data["at"]


# The steps: each takes the request and the role, and returns what to say and where to go from there.


def edit(request, role):
    if copy := Role.with_copies.filter(copy_of=role).first():
        return "The working copy was begun already: this is it.", form_of(copy)
    copy = publishing.start_copy(role, request.user)
    return "This is the working copy: readers see the live page until the copy is published.", form_of(copy)


def submit(request, role):
    publishing.submit(role, request.user)
    return f"{role} waits for review.", review_of(role)


def withdraw(request, role):
    publishing.withdraw(role, request.user)
    return f"{role} is a draft again.", form_of(role)


def discard(request, role):
    publishing.discard(role)
    return f"{role} is discarded. Readers see the page as it was.", form_of(role.copy_of)


def catch_up(request, role):
    kept = publishing.catch_up(role, request.user)
    words = "What has changed on the live page is taken into this copy."
    if kept:
        words += f" Both have changed these, and the copy kept its own: {'; '.join(kept)}."
    return words, review_of(role)


def publish(request, role):
    at = asked_time(request)
    live = publishing.publish(role, request.user, at)
    if at:
        return f"{role} is published on {in_full(at)} UTC.", review_of(role)
    return f"{live} is published: readers see it now.", form_of(live)


def send_back(request, role):
    publishing.send_back(role, request.user, request.POST.get("note", ""))
    return f"{role} is back with its writer.", form_of(role)


def unpublish(request, role):
    at = asked_time(request)
    publishing.unpublish(role, request.user, at)
    if at:
        return f"Readers see {role} until {in_full(at)} UTC.", form_of(role)
    return f"Readers see {role} no more: it is a draft.", form_of(role)


def keep_published(request, role):
    publishing.keep_published(role)
    return f"{role} stays published.", form_of(role)


def make_link(request, role):
    PreviewLink.objects.create(role=role, made_by=request.user)
    return "The link to the preview is made: copy it from below.", form_of(role)


def revoke_link(request, role):
    links = role.preview_links.open().filter(pk=request.POST.get("link") or None)
    links.update(revoked_at=timezone.now())
    return "The link to the preview works no more.", form_of(role)


def restore(request, role):
    state = get_object_or_404(publishing.states_of(role), pk=request.POST.get("state") or None)
    copy, left_out = publishing.restore(role, state, request.user)
    return " ".join(["This working copy holds the page as it was then.", *left_out]), review_of(copy)


# Each step with the permission that it asks for.
STEPS = {
    "edit": (edit, WRITER),
    "submit": (submit, WRITER),
    "withdraw": (withdraw, WRITER),
    "discard": (discard, WRITER),
    "catch-up": (catch_up, WRITER),
    "make-link": (make_link, WRITER),
    "revoke-link": (revoke_link, WRITER),
    "restore": (restore, WRITER),
    "publish": (publish, REVIEWER),
    "send-back": (send_back, REVIEWER),
    "unpublish": (unpublish, REVIEWER),
    "keep-published": (keep_published, REVIEWER),
}


def in_full(moment) -> str:
    return date_format(moment, "j F Y, H:i")


def form_of(role) -> str:
    return reverse("admin:careerguide_role_change", args=[role.pk])


def review_of(role) -> str:
    return reverse("admin:careerguide_role_review", args=[role.pk])


class Newsroom:
    """For the admin of roles."""

    change_form_template = "admin/careerguide/role/change_form.html"

    def get_urls(self):
        def view(function):
            return self.admin_site.admin_view(function)

        return [
            path("<int:pk>/step/<slug:name>/", view(require_POST(self.step_view)), name="careerguide_role_step"),
            path("<int:pk>/review/", view(self.review_view), name="careerguide_role_review"),
            path("<int:pk>/history/<int:state>/", view(self.state_view), name="careerguide_role_state"),
            *super().get_urls(),
        ]

    def role_or_404(self, request, pk) -> Role:
        if not request.user.has_perm(WRITER):
            raise PermissionDenied
        return get_object_or_404(Role.with_copies.select_related("copy_of", "status_by", "edited_by"), pk=pk)

    def step_view(self, request, pk, name):
        """Takes one step with a role, or says in a sentence why it cannot be taken."""
        if name not in STEPS:
            raise Http404
        step, permission = STEPS[name]
        if not request.user.has_perm(permission):
            raise PermissionDenied
        role = self.role_or_404(request, pk)
        try:
            words, address = step(request, role)
        except NotPossibleError as error:
            messages.error(request, str(error))
            came_from_review = request.POST.get("from") == "review"
            return redirect(review_of(role) if came_from_review else form_of(role))
        # Some steps end the row: the log speaks of the one that readers know.
        about = role.copy_of or role
        LogEntry.objects.log_actions(request.user.pk, [about], CHANGE, words[:2000], single_object=True)
        messages.success(request, words)
        return redirect(address)

    def review_view(self, request, pk):
        """What publishing a draft or working copy would change, and the buttons that decide."""
        role = self.role_or_404(request, pk)
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
            "time_form": TimeForm(),
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
            "why_not": why_not(request.user, role),
            "is_writer": is_writer,
            "is_reviewer": is_reviewer,
            "may_edit": is_writer and may_edit(request.user, role),
            "time_form": TimeForm(),
            "links": [(link, absolute(link.get_absolute_url())) for link in role.preview_links.open()],
            "link_days": PreviewLink.DAYS,
        }

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
