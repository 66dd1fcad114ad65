"""The steps of a role in the admin: each takes the request and the role, and returns what to say and where to go."""

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format

from careerguide import publishing
from careerguide.models import PreviewLink, Role
from careerguide.publishing import NotPossibleError

from .editing import REVIEWER

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


def sent_key(request, name) -> int | None:
    """The key of a row that a button sends; None for anything else."""
    key = request.POST.get(name, "")
    return int(key) if key.isascii() and key.isdigit() else None


def edit(request, role):
    if copy := Role.with_copies.filter(copy_of=role).first():
        return "The working copy was begun already: this is it.", form_of(copy)
    copy = publishing.start_copy(role, request.user)
    return "This is the working copy: readers see the live page until the copy is published.", form_of(copy)


def seen(request) -> str:
    """The save that a decision was made on, as the page said it. A POST without it has looked at none."""
    return request.POST.get("seen", "")


def submit(request, role):
    publishing.submit(role, request.user)
    return f"{role} waits for review.", review_of(role)


def withdraw(request, role):
    publishing.withdraw(role, request.user)
    return f"{role} is a draft again.", form_of(role)


def discard(request, role):
    publishing.discard(role, seen(request))
    return f"{role} is discarded. Readers see the page as it was.", form_of(role.copy_of)


def catch_up(request, role):
    kept = publishing.catch_up(role, request.user)
    words = "What has changed on the live page is taken into this copy."
    if kept:
        words += f" Both have changed these, and the copy kept its own: {'; '.join(kept)}."
    return words, review_of(role)


def publish(request, role):
    at = asked_time(request)
    live = publishing.publish(role, request.user, at, seen(request))
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
    link = get_object_or_404(role.preview_links, pk=sent_key(request, "link"))
    role.preview_links.open().filter(pk=link.pk).update(revoked_at=timezone.now())
    return "The link to the preview works no more.", form_of(role)


def restore(request, role):
    state = get_object_or_404(publishing.states_of(role), pk=sent_key(request, "state"))
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
