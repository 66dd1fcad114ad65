"""What happens to every request: headers, cookies kept to the admin, a plain answer to addresses that cannot be read."""

from functools import partial

from django.conf import settings
from django.contrib import admin
from django.shortcuts import render
from django.urls import set_urlconf
from django_http_compression import middleware as compression

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
    """Hides cookies from everything outside the admin: public pages are the same for everyone, so any cache may keep them."""

    def middleware(request):
        if not request.path_info.startswith("/admin/"):
            request.META.pop("HTTP_COOKIE", None)
        return get_response(request)

    return middleware


def refuse_nul(get_response):
    """Answers 400 to an address with a NUL byte, which no page of ours has and PostgreSQL does not take."""

    def middleware(request):
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return render(
                request, "400.html", {"reason": "The address holds a NUL byte, which no page here has."}, status=400
            )
        return get_response(request)

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
