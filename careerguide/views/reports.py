"""Reporting an error: a form of its own page, without account or cookie."""

from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from careerguide.cache import PRIVATE
from careerguide.models import Report
from careerguide.report_form import ReportForm, is_over_limit
from careerguide.report_subject import Subject, find
from careerguide.views.errors import bad_request

LIMIT = "Five reports have come from your network within an hour. Your words are still here: send them later."


# A CSRF token would need a cookie, and nobody is signed in here. The form's own token says when and for what it was opened.
@require_http_methods(["GET", "HEAD", "POST"])
def report(request):
    # Nothing is uploaded here: a form with files is not read at all.
    if request.method == "POST" and request.content_type != "application/x-www-form-urlencoded":
        return bad_request(request, None)
    about = request.GET.get("about", "")[:250]
    subject = find(about)
    form = ReportForm(request.POST if request.method == "POST" else None, about=about)
    status = 200
    if form.is_bound and form.is_valid():
        if not is_over_limit(request):
            keep(form, about, subject)
            query = urlencode({"about": about}) if subject else ""
            return private(HttpResponseRedirect(f"{reverse('report_sent')}{'?' if query else ''}{query}", status=303))
        form.add_error(None, LIMIT)
        status = 429
    context = {"form": form, "about": about, "subject": subject}
    return private(render(request, "report/form.html", context, status=status))


def keep(form: ReportForm, about: str, subject: Subject | None):
    """Keeps a report once, however often its form is sent; what stands on the page is taken from the database."""
    message = form.cleaned_data["message"]
    if Report.objects.open().filter(about=about, message=message).exists():
        return
    Report.objects.create(
        about=about,
        kind=subject.kind if subject else Report.Kind.OTHER,
        subject=subject.name if subject else about or "Without a place",
        shown=subject.shown if subject else "",
        message=message,
        email=form.cleaned_data["email"],
    )


@require_safe
def report_sent(request):
    """Thanks, at an address of its own: reloading it sends nothing again."""
    return private(render(request, "report/sent.html", {"subject": find(request.GET.get("about", "")[:250])}))


def private(response):
    response.headers["Cache-Control"] = PRIVATE
    return response
