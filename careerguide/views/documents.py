"""Pages in other forms, each at an address of its own: Markdown, JSON and CSV."""

import json

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from careerguide.cache import public_page
from careerguide.documents import json_document, markdown_document, pay_csv
from careerguide.models import PayFigure, Role, RoleParts, Source
from careerguide.role_document import json_text
from careerguide.sharing import absolute, qr_code
from careerguide.views.errors import moved_or_gone
from careerguide.views.roles import role_detail
from careerguide.views.skills import skill_detail
from careerguide.views.tracks import track_detail

ROLE_SCHEMA = settings.BASE_DIR / "careerguide" / "schemas" / "role.json"


def document(text: str, content_type: str, page: str, name: str = "") -> HttpResponse:
    """A form of a page that names the page as the one to link to; with ``name`` it is saved as a file."""
    headers = {"Link": f'<{absolute(page)}>; rel="canonical"'}
    if name:
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return HttpResponse(text, content_type=f"{content_type}; charset=utf-8", headers=headers)


def as_markdown(request, view, page: str, **kwargs):
    """A page as Markdown: its own view makes it, so that both say the same."""
    response = view(request, **kwargs)
    if response.status_code != 200:
        return response
    return document(markdown_document(response.text, page, Source.objects.all()), "text/markdown", page)


@public_page
def role_markdown(request, slug):
    return as_markdown(request, role_detail, reverse("role_detail", args=[slug]), slug=slug)


@public_page
def track_markdown(request, slug):
    return as_markdown(request, track_detail, reverse("track_detail", args=[slug]), slug=slug)


@public_page
def skill_markdown(request, slug):
    return as_markdown(request, skill_detail, reverse("skill_detail", args=[slug]), slug=slug)


@public_page
def role_json(request, slug):
    role = Role.objects.for_document().filter(slug=slug).first()
    if role is None:
        return moved_or_gone(request, Role, slug)
    RoleParts(role)
    return document(json_document(role), "application/json", role.get_absolute_url())


@public_page
def role_csv(request, slug):
    """Every pay figure of a role, with source, licence and attribution in the row."""
    role = Role.objects.for_ladder().filter(slug=slug).first()
    if role is None:
        return moved_or_gone(request, Role, slug)
    figures = PayFigure.objects.filter(role=role).select_related("source", "place", "role")
    return document(pay_csv(role, figures), "text/csv", role.get_pay_url(), f"{slug}-pay.csv")


@public_page
def role_qr(request, slug):
    """The address of a role's page as a QR code, for paper."""
    role = Role.objects.published().filter(slug=slug).first()
    if role is None:
        return moved_or_gone(request, Role, slug)
    return HttpResponse(qr_code(absolute(role.get_absolute_url())), content_type="image/svg+xml")


@public_page
def role_schema(request):
    """The JSON Schema of a role's JSON form."""
    schema = json.loads(ROLE_SCHEMA.read_text(encoding="utf-8"))
    return HttpResponse(
        json_text({"$id": absolute(request.path)} | schema),
        content_type="application/schema+json; charset=utf-8",
    )
