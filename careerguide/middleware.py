"""What happens to every request: headers, cookies kept to the admin, a plain answer to what cannot be read or done."""

from functools import partial

from django.conf import settings
from django.contrib import admin
from django.shortcuts import render
from django.urls import set_urlconf
from django_http_compression import middleware as compression

from careerguide.cache import PRIVATE

# Characters of a path with its query: what nginx takes as well.
LONGEST_ADDRESS = 8_000

# The library offers no setting for these. A step above its defaults makes a role page a twentieth smaller for less than
# a millisecond; the step after that costs several.
compression.BROTLI_QUALITY = 5
compression.zstd_compress = partial(compression.zstd_compress, level=6)


def security_headers(get_response):
    """Sets the remaining headers on every answer, errors and static files too, unless a view has set its own."""

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if response.status_code >= 400:
            response.headers.setdefault("Cache-Control", PRIVATE)
        return response

    return middleware


def public_addresses(get_response):
    """Looks outside the admin for public addresses alone: the staff's pages take half as long to load as all the rest."""

    def middleware(request):
        if not request.path_info.startswith("/admin/"):
            request.urlconf = settings.PUBLIC_URLCONF
            # Also for what answers before a view is looked for.
            set_urlconf(settings.PUBLIC_URLCONF)
        return get_response(request)

    return middleware


def drop_cookies(get_response):
    """Hides cookies from everything outside the admin: public pages are the same for everyone, so any cache may keep them.

    So nobody is signed in there, and there is nothing that another site could do in a reader's name.
    """

    def middleware(request):
        if not request.path_info.startswith("/admin/"):
            request.META.pop("HTTP_COOKIE", None)
            request.csrf_processing_done = True
        return get_response(request)

    return middleware


def refuse_unreadable(get_response):
    """Answers 414 to an address that no link of ours comes near, 400 to one with a NUL byte, which PostgreSQL does not take."""

    def middleware(request):
        query = request.META.get("QUERY_STRING", "")
        if len(request.path) + len(query) > LONGEST_ADDRESS:
            return refusal(request, 414, "The address is too long: shorten it.")
        if "\0" in request.path or "%00" in query:
            return refusal(request, 400, "The address holds a NUL byte, which no page here has.")
        return get_response(request)

    return middleware


def refusal(request, status: int, reason: str):
    return render(request, "400.html", {"reason": reason, "canonical": ""}, status=status)


def explain_405(get_response):
    """Gives the answer to a method that an address does not take the page that Django and WhiteNoise leave out."""

    def middleware(request):
        response = get_response(request)
        if response.status_code != 405 or getattr(response, "content", b""):
            return response
        response.close()
        page = render(request, "405.html", {"canonical": ""}, status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return middleware


class AccountPages:
    """Gives the pages of django-allauth what every page of the admin knows: its name, its menu, who is there."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_template_response(self, request, response):
        known = response.context_data or {}
        if request.path_info.startswith("/admin/") and "site_header" not in known:
            response.context_data = admin.site.each_context(request) | known
        return response
