"""The response headers that Django and django-csp do not set, and plain answers to addresses that cannot be read."""

from django.conf import settings
from django.http import HttpResponseBadRequest
from django.template.loader import render_to_string


def SecurityHeadersMiddleware(get_response):  # noqa: N802 - named like the middleware it stands beside
    """Sets the remaining headers on every answer, errors and static files too, unless a view has set its own."""

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response

    return middleware


def PlainAddressMiddleware(get_response):  # noqa: N802
    """Answers 400 to an address with a NUL byte, which PostgreSQL refuses and no page of ours has."""

    def middleware(request):
        if "\x00" in request.path or "\x00" in str(request.GET.dict()) or any("\x00" in value for values in request.GET.lists() for value in values[1]):
            return HttpResponseBadRequest(render_to_string("400.html", {"reason": "The address holds a NUL byte."}))
        return get_response(request)

    return middleware
