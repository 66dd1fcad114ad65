"""A role as a small card for other people's pages, and the oEmbed answer that offers it."""

from urllib.parse import urlsplit

from csp.decorators import csp_replace
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_exempt

from careerguide.cache import public_page
from careerguide.models import PayFigure, Role
from careerguide.reference import reference
from careerguide.rendering import render_page
from careerguide.role_pay import EMBED, embed_context
from careerguide.sharing import SITE_NAME, absolute
from careerguide.views.cards import of_role, row_at
from careerguide.views.errors import moved_or_gone

WIDTH, HEIGHT = 480, 300


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@public_page
def role_embed(request, slug):
    """The one page that other sites may show in a frame."""
    role = Role.objects.published().filter(slug=slug).order_by("pk").first()
    if role is None:
        return moved_or_gone(request, Role, slug)
    known = reference(request.content_version)
    known.place([role])
    figures = PayFigure.objects.headlines_of([role], known.home)[role.pk]
    response = render_page(request, EMBED, context=embed_context(role, figures))
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@public_page(reads=("url", "format", "maxwidth", "maxheight"))
def oembed(request):
    """oEmbed 1.0 for the address of a role page."""
    if request.GET.get("format", "json") != "json":
        return HttpResponse("This site answers in JSON only.\n", status=501, content_type="text/plain; charset=utf-8")
    role = role_at(request.GET.get("url", ""))
    if role is None:
        raise Http404
    width = min(WIDTH, number(request, "maxwidth"))
    height = min(HEIGHT, number(request, "maxheight"))
    card = of_role(role.slug, request)
    frame = format_html(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy"></iframe>',
        absolute(reverse("role_embed", args=[role.slug])), width, height, f"{role.title} · {SITE_NAME}",
    )  # fmt: skip
    return JsonResponse(
        {
            "version": "1.0",
            "type": "rich",
            "provider_name": SITE_NAME,
            "provider_url": absolute("/"),
            "title": role.title,
            "html": frame,
            "width": width,
            "height": height,
            "thumbnail_url": card.url,
            "thumbnail_width": 1200,
            "thumbnail_height": 630,
        }
    )


def role_at(address: str) -> Role | None:
    """The published role whose page has a whole address, or had it; None for any other address."""
    try:
        parts = urlsplit(address)
        match = resolve(parts.path)
    except (ValueError, Resolver404):
        return None
    if f"{parts.scheme}://{parts.netloc}" != absolute("") or match.url_name != "role_detail":
        return None
    return row_at(Role.objects.for_ladder(), match.kwargs["slug"])


def number(request, name: str) -> int:
    """The most pixels that the asking site has room for."""
    written = request.GET.get(name, "") or "10000"
    if not (written.isascii() and written.isdigit() and len(written) <= 9):
        raise BadRequest(f"{name} must be a whole number of pixels.")
    return int(written)
